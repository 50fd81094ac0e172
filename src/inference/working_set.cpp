// SPDX-License-Identifier: Apache-2.0
#include "inference/working_set.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "inference/shared_passes.hpp"

namespace odds::inference {
namespace {

constexpr std::size_t most_columns = 1500;
constexpr std::size_t few_columns = 512;  // so few are a working set of their own
constexpr std::size_t first_columns = 64;
constexpr double violated = 1e-3;  // of l1, beyond it: what is left the last search sees to

// How far the conditions of a column at `theta` are from holding, as a share of its l1.
double violation(const penalty::ElasticNet& penalty, double theta, double gradient) {
  const double to = penalty.minimiser(theta, gradient + penalty.l2 * theta, 0.0);
  if (to == theta) return 0.0;
  if (!(penalty.l1 > 0)) return std::numeric_limits<double>::infinity();
  return std::fabs(gradient) / penalty.l1 - 1.0;
}

// By column of a subset.
PenaltyStrengths strengths_of(const PenaltyStrengths& all,
                              const std::vector<std::uint32_t>& columns) {
  PenaltyStrengths some;
  for (const std::uint32_t j : columns) {
    some.l1.push_back(all.l1[j]);
    some.l2.push_back(all.l2[j]);
    some.low.push_back(all.low[j]);
    some.high.push_back(all.high[j]);
  }
  return some;
}

// Columns that are always in: not 0, or nothing holds them there.
bool is_in(const penalty::ElasticNet& penalty, double theta) {
  return theta != 0.0 || !(penalty.l1 > 0.0);
}

}  // namespace

bool grow_working_set(const SparseProblem& problem, std::vector<double>& theta,
                      const RunOptions& run) {
  constexpr int most_rounds = 40;
  if (theta.size() <= few_columns) return true;
  SharedPasses passes(problem.features, problem.response, {}, 0, run);
  PenalisedFit fit;
  fit.unit = &problem.strengths;
  fit.l1 = fit.l2 = 1.0;
  for (int round = 0; round < most_rounds; ++round) {
    fit.theta = theta;
    passes.evaluate({&fit});
    std::vector<std::uint32_t> columns;
    std::vector<std::uint32_t> outside;
    std::vector<double> violations(theta.size());
    for (std::uint32_t j = 0; j < theta.size(); ++j) {
      const penalty::ElasticNet penalty = fit.penalty(j);
      if (is_in(penalty, theta[j])) {
        columns.push_back(j);
        continue;
      }
      violations[j] = violation(penalty, theta[j], fit.gradient[j]);
      if (violations[j] > violated) outside.push_back(j);
    }
    if (round > 0 && outside.empty()) return true;
    const std::size_t room = std::max(first_columns, columns.size());
    if (outside.size() > room) {
      std::nth_element(outside.begin(), outside.begin() + static_cast<std::ptrdiff_t>(room),
                       outside.end(), [&](std::uint32_t a, std::uint32_t b) {
                         if (violations[a] != violations[b]) return violations[a] > violations[b];
                         return a < b;
                       });
      outside.resize(room);
    }
    columns.insert(columns.end(), outside.begin(), outside.end());
    std::sort(columns.begin(), columns.end());
    if (columns.size() > most_columns) return false;
    const objective::SparseFeatures features = problem.features.narrow(columns);
    const PenaltyStrengths strengths = strengths_of(problem.strengths, columns);
    SharedPasses narrow(features, problem.response, {}, 0, run);
    PenalisedFit part;
    part.unit = &strengths;
    part.l1 = part.l2 = 1.0;
    for (const std::uint32_t j : columns) part.theta.push_back(theta[j]);
    Goal goal;
    goal.gap = std::numeric_limits<double>::infinity();
    goal.decrement = 1e-3;
    goal.max_iterations = 3;  // more where the set is the right one
    narrow.solve({&part}, goal);
    for (std::size_t k = 0; k < columns.size(); ++k) theta[columns[k]] = part.theta[k];
  }
  return true;
}

}  // namespace odds::inference

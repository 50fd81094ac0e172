// SPDX-License-Identifier: Apache-2.0
#include "inference/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace odds::inference {

using design::Design;
using design::DesignTerm;
using objective::Objective;
using objective::Workspace;

namespace {

// max |x_j| over the used rows in the coordinates of the view, in one pass.
std::vector<double> largest_by_pass(const Objective& objective) {
  const std::size_t n = objective.dimension();
  return objective.sum_tiles(
      std::vector<double>(n, 0.0), n * sizeof(double),
      [n](Workspace& workspace, std::vector<double>& state) {
        const kernels::DenseTile x = workspace.dense();
        for (std::size_t j = 0; j < n; ++j) {
          for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
            if (workspace.tile().weight[i] == 0.0) continue;
            state[j] = std::max(state[j], std::fabs(x.columns[j * x.stride + i]));
          }
        }
      },
      [n](std::vector<double>& left, const std::vector<double>& right) {
        for (std::size_t j = 0; j < n; ++j) left[j] = std::max(left[j], right[j]);
      });
}

// What bounds the radius of the certificate: see solver::prove.
void set_bounds(const Objective& objective, solver::Problem& problem) {
  const Design& design = objective.design();
  const std::size_t n = objective.dimension();
  problem.group.resize(n);
  for (std::size_t j = 0; j < n; ++j) problem.group[j] = j;
  if (objective.view().needs_expansion()) {
    problem.largest = largest_by_pass(objective);
    return;
  }
  problem.largest.assign(n, 1.0);
  for (const DesignTerm& term : design.terms()) problem.largest[term.inner] = term.largest;
  std::size_t first = design.dense_count();
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    const std::size_t levels = design.factor_levels(f);
    for (std::size_t level = 0; level < levels; ++level) problem.group[first + level] = first;
    first += levels;
  }
}

}  // namespace

solver::Problem bounded_problem(const Objective& objective) {
  const design::ResponseTotals& totals = objective.design().totals();
  solver::Problem problem;
  problem.scale = {totals.sum_weights, totals.nobs};
  set_bounds(objective, problem);
  return problem;
}

}  // namespace odds::inference

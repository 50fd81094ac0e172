// SPDX-License-Identifier: Apache-2.0
#include "inference/sample.hpp"

#include "inference/bounds.hpp"
#include "inference/orthogonal.hpp"
#include "objective/likelihood.hpp"
#include "solver/cholesky.hpp"
#include "solver/condition.hpp"

namespace odds::inference {

using design::Design;
using objective::Objective;
using objective::View;

namespace {

constexpr std::uint64_t sample_stride = 16;
constexpr std::uint64_t fewest_sampled_rows = 16384;
constexpr std::uint64_t sampled_rows_a_column = 50;

}  // namespace

std::optional<View> sample_view(const Design& design) {
  const std::uint64_t sampled = design.totals().rows_used / sample_stride;
  const bool is_large =
      sampled >= fewest_sampled_rows && sampled >= sampled_rows_a_column * design.inner_count();
  if (!is_large) return std::nullopt;
  View view;
  view.block_stride = sample_stride;
  return view;
}

std::optional<std::vector<double>> harmless_gram(const Design& design, unsigned workers) {
  constexpr double clear_pivot = 1e-4;  // far above what makes a column a candidate
  const std::optional<View> view = sample_view(design);
  if (!view) return std::nullopt;
  std::vector<double> gram = Objective(design, *view, penalty::Ridge(), workers).gram();
  const std::size_t n = design.inner_count();
  if (!solver::Cholesky::factor(gram, n, clear_pivot)) return std::nullopt;
  if (solver::scaled_condition_number(gram, n) > well_conditioned) return std::nullopt;
  return gram;
}

std::optional<solver::Start> sample_minimum(const Design& design, unsigned workers) {
  const std::optional<View> view = sample_view(design);
  if (!view) return std::nullopt;
  const Objective objective(design, *view, penalty::Ridge(), workers);
  solver::Problem problem = bounded_problem(objective);
  // The full data will move the point by about sqrt(stride P) of their standard errors.
  problem.tolerance = 1e-2 * static_cast<double>(objective.dimension());
  problem.proves = false;
  problem.polishes = false;
  problem.max_iterations = 15;
  solver::Outcome outcome =
      solver::newton(objective, problem, {std::vector<double>(objective.dimension(), 0.0), {}});
  if (!outcome.converged) return std::nullopt;
  solver::Start start{std::move(outcome.coefficients), std::move(outcome.evaluation.curvature)};
  for (double& entry : start.curvature) entry *= static_cast<double>(sample_stride);
  return start;
}

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
#include "inference/minimise.hpp"

#include <algorithm>
#include <cmath>

#include "inference/bounds.hpp"
#include "inference/orthogonal.hpp"
#include "parallel/team.hpp"
#include "solver/cholesky.hpp"
#include "solver/condition.hpp"
#include "solver/gradient_descent.hpp"
#include "solver/newton.hpp"

namespace odds::inference {

using design::Design;
using design::DesignTerm;
using objective::Objective;
using objective::View;
using objective::Workspace;
using solver::Outcome;
using solver::Problem;

namespace {

// Iterations after which Newton's step is looked at as a direction of separation.
bool is_trial(std::int64_t iteration) {
  if (iteration >= 30) return iteration % 10 == 0;
  constexpr std::int64_t trials[] = {4, 6, 8, 10, 13, 16, 20, 25};
  return std::find(std::begin(trials), std::end(trials), iteration) != std::end(trials);
}

// The columns divided by the power of two next to their root mean square, so that descent sees them
// at about the same scale. `gram` is the view's.
View unit_columns(const Design& design, View view, const std::vector<double>& gram) {
  const std::size_t n = view.column_count(design.inner_count());
  view.basis.assign(n * n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    const double mean_square = gram[j * n + j] / design.totals().sum_weights;
    const bool is_zero = !(mean_square > 0.0) || !std::isfinite(mean_square);
    view.basis[j * n + j] = is_zero ? 1.0 : std::ldexp(1.0, std::ilogb(mean_square) / 2);
  }
  return view;
}

std::int64_t iteration_limit(const EstimateOptions& options) {
  if (options.max_iterations) return *options.max_iterations;
  return uses_newton(options) ? default_newton_iterations : default_gradient_iterations;
}

std::vector<double> zeros(const Objective& objective) {
  return std::vector<double>(objective.dimension(), 0.0);
}

// Newton's method with proofs of separation along the way.
Outcome newton_search(const Objective& objective, Problem problem, solver::Start start,
                      std::optional<Separation>& separation) {
  problem.is_separated = [&](std::int64_t iteration, const Outcome& at) {
    // Under a penalty a finite minimum always exists.
    if (objective.is_penalised() || !is_trial(iteration)) return false;
    separation = prove_separation(objective, at.proof.newton_step);
    return separation.has_value();
  };
  return solver::newton(objective, problem, std::move(start));
}

// Gradient descent moves separated rows too slowly to show them: Newton's method is asked, once.
Outcome gradient_search(const Objective& objective, Problem problem,
                        std::optional<Separation>& separation) {
  bool is_settled = false;
  problem.is_separated = [&](std::int64_t iteration, const Outcome&) {
    constexpr std::int64_t patience = 100;
    if (objective.is_penalised() || is_settled || iteration < patience) return false;
    is_settled = true;
    Problem scout = problem;
    scout.max_iterations = default_newton_iterations;
    static_cast<void>(newton_search(objective, scout, {zeros(objective), {}}, separation));
    return separation.has_value();
  };
  return solver::gradient_descent(objective, problem, zeros(objective));
}

// Of the curvature over the columns of a view with a basis.
double condition_over_columns(const Minimum& minimum) {
  const std::vector<double>& curvature = minimum.outcome.evaluation.curvature;
  const std::size_t n = minimum.coefficients.size();
  return solver::scaled_condition_number(curvature, minimum.view.basis, n);
}

// Where the weights at the minimum have made the basis ill-conditioned, the basis of the curvature
// there and one more polish in it.
void refine(const Design& design, unsigned workers, double condition, Minimum& minimum) {
  const std::size_t n = minimum.outcome.coefficients.size();
  if (!minimum.outcome.converged || condition <= well_conditioned) return;
  const auto factor = solver::Cholesky::factor(minimum.outcome.evaluation.curvature, n);
  if (!factor) return;
  const std::vector<double> coefficients = from_basis(minimum.view, minimum.outcome.coefficients);
  minimum.view = with_basis(minimum.view, factor->lower());
  const Objective objective(design, minimum.view, penalty::Ridge(), workers);
  const Problem refined = bounded_problem(objective);
  Outcome outcome;
  outcome.coefficients = coefficients_in_basis(minimum.view, coefficients);
  outcome.evaluation = objective.evaluate(outcome.coefficients, objective::Order::curvature);
  outcome.proof =
      solver::prove(objective, outcome.evaluation, refined.scale, refined.largest, refined.group);
  outcome.iterations = minimum.outcome.iterations;
  if (outcome.proof.has_factor && outcome.proof.u < 0.9) {
    solver::polish(objective, refined, outcome);
  }
  outcome.converged = minimum.outcome.converged;
  outcome.stop_reason = minimum.outcome.stop_reason;
  minimum.outcome = std::move(outcome);
}

}  // namespace

penalty::Ridge inner_ridge(const Design& design, const View& view, double l2) {
  if (l2 == 0.0) return penalty::Ridge();
  constexpr double strongest = 1e150;  // holds a coefficient at zero and still squares
  const std::size_t n = design.inner_count();
  std::vector<double> strengths(n, 0.0);
  for (const DesignTerm& term : design.terms()) {
    if (design.has_intercept() && term.inner == 0) continue;
    const std::size_t j = term.inner;
    const double scale = view.basis.empty() ? 1.0 : view.basis[j * n + j];
    const double strength = design.totals().sum_weights * l2 / (scale * scale);
    strengths[j] = std::min(strongest, std::ldexp(strength, 2 * term.exponent));
  }
  return penalty::Ridge(std::move(strengths));
}

Minimum minimise(const Design& design, const View& view, const Beginning& beginning,
                 const EstimateOptions& options, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  const bool is_newton = uses_newton(options);
  Minimum minimum;
  minimum.view = view;
  if (!is_newton) {
    minimum.view = unit_columns(design, view, beginning.gram);
  } else if (options.l2 == 0.0) {  // a penalty acts on the user's coordinates
    minimum.view = orthogonalised(design, view, beginning.gram, workers);
  }
  const Objective objective(design, minimum.view, inner_ridge(design, minimum.view, options.l2),
                            workers);
  Problem problem = bounded_problem(objective);
  problem.tolerance = options.tolerance;
  problem.max_iterations = iteration_limit(options);
  problem.step = options.step;
  problem.run = &run;
  if (is_newton) {
    solver::Start start{zeros(objective), {}};
    if (beginning.start) {
      start.coefficients = coefficients_in_basis(minimum.view, beginning.start->coefficients);
      if (minimum.view.basis.empty()) {
        start.curvature = beginning.start->curvature;
        start.evaluation = beginning.start->evaluation;
      }
    }
    minimum.outcome = newton_search(objective, problem, std::move(start), minimum.separation);
  } else {
    minimum.outcome = gradient_search(objective, problem, minimum.separation);
  }
  if (minimum.separation) {
    minimum.separation->direction = from_basis(minimum.view, minimum.separation->direction);
  }
  const double condition = solver::scaled_condition_number(minimum.outcome.evaluation.curvature,
                                                           minimum.outcome.coefficients.size());
  if (options.l2 == 0.0) refine(design, workers, condition, minimum);
  minimum.coefficients = from_basis(minimum.view, minimum.outcome.coefficients);
  minimum.condition_number =
      minimum.view.basis.empty() ? condition : condition_over_columns(minimum);
  return minimum;
}

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
#include "inference/minimise.hpp"

#include <algorithm>
#include <cmath>

#include "inference/bounds.hpp"
#include "inference/free_columns.hpp"
#include "inference/orthogonal.hpp"
#include "inference/penalty_strengths.hpp"
#include "parallel/team.hpp"
#include "solver/certified_descent.hpp"
#include "solver/cholesky.hpp"
#include "solver/condition.hpp"
#include "solver/descent.hpp"
#include "solver/lbfgs.hpp"
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

// The powers of two next to the root mean squares of the columns: divided by them, columns are of
// about the same size. `gram` is the view's over its columns; in a basis that was made from it each
// column has the sum of squares 1.
std::vector<double> column_scales(const Design& design, const View& view,
                                  const std::vector<double>& gram) {
  const std::size_t n = view.column_count(design.inner_count());
  std::vector<double> scales(n, 1.0);
  for (std::size_t j = 0; j < n; ++j) {
    const double sum = view.basis.empty() ? gram[j * n + j] : 1.0;
    const double mean_square = sum / design.totals().sum_weights;
    const bool is_zero = !(mean_square > 0.0) || !std::isfinite(mean_square);
    if (!is_zero) scales[j] = std::ldexp(1.0, std::ilogb(mean_square) / 2);
  }
  return scales;
}

std::int64_t iteration_limit(const EstimateOptions& options) {
  if (options.max_iterations) return *options.max_iterations;
  if (uses_newton(options)) return default_newton_iterations;
  return options.solver == Solver::lbfgs ? default_lbfgs_iterations : default_gradient_iterations;
}

std::vector<double> zeros(const Objective& objective) {
  return std::vector<double>(objective.dimension(), 0.0);
}

// Newton's method with proofs of separation along the way.
Outcome newton_search(const Objective& objective, Problem problem, solver::Start start,
                      std::optional<Separation>& separation) {
  problem.is_separated = [&](std::int64_t iteration, const Outcome& at) {
    if (!is_separation_trial(iteration)) return false;
    // Under a penalty a finite minimum exists unless the columns that it leaves free separate.
    separation = objective.is_penalised()
                     ? prove_separation_by_free(objective, at.proof.newton_step)
                     : prove_separation(objective, at.proof.newton_step);
    return separation.has_value();
  };
  return solver::newton(objective, problem, std::move(start));
}

// Without curvature, separated rows move too slowly to show it: Newton's method is asked, once.
Outcome first_order_search(const Objective& objective, Problem problem,
                           const std::vector<double>& scales,
                           const solver::FirstOrderMethod& method,
                           std::optional<Separation>& separation) {
  bool was_asked = false;
  const auto ask_newton = [&](const Problem& asked) {
    if (was_asked || !may_separate(objective)) return false;
    was_asked = true;
    Problem scout = asked;
    scout.max_iterations = default_newton_iterations;
    static_cast<void>(newton_search(objective, scout, {zeros(objective), {}}, separation));
    return separation.has_value();
  };
  problem.is_separated = [&, asked = problem](std::int64_t iteration, const Outcome&) {
    constexpr std::int64_t patience = 100;
    return iteration >= patience && ask_newton(asked);
  };
  Outcome outcome = solver::descend_to_proof(objective, problem, scales, method);
  // Where the loss has fallen to nothing, its gradient ends the search before the patience does.
  const bool is_stuck = outcome.stop_reason == "gradient" || outcome.stop_reason == "line_search";
  if (is_stuck && ask_newton(problem)) {
    outcome.stop_reason = "separation";
  }
  return outcome;
}

solver::FirstOrderMethod first_order_method(const EstimateOptions& options) {
  const std::int64_t iterations = iteration_limit(options);
  if (options.solver == Solver::lbfgs) {
    // Of one unit's few coefficients many steps can be kept, and most designs have fewer.
    constexpr std::size_t memory = 30;
    return
        [=](const solver::MeanLoss& loss, std::vector<double> start, const solver::Watch& watch) {
          return solver::lbfgs(loss, std::move(start), {0.0, iterations, memory}, watch);
        };
  }
  if (options.solver != Solver::gradient_descent) {
    throw Error(Fault::internal, "run.internal",
                "a stochastic solver was asked to minimise over all rows.");
  }
  const solver::DescentOptions descent{options.step, options.momentum.value_or(0.0), 0.0,
                                       iterations};
  return [=](const solver::MeanLoss& loss, std::vector<double> start, const solver::Watch& watch) {
    return solver::descend(loss, std::move(start), descent, watch);
  };
}

// Columns made orthogonal cost an expansion of every tile: Newton's steps are few enough to afford
// it early, other methods take it where nothing else ends.
View coordinates(const Design& design, const View& view, const std::vector<double>& gram,
                 const EstimateOptions& options, unsigned workers) {
  constexpr double hopeless = 1e8;
  if (options.l2 != 0.0) return view;  // a penalty acts on the user's coordinates
  const bool is_lbfgs = options.solver == Solver::lbfgs;
  const std::size_t n = view.column_count(design.inner_count());
  if (!uses_newton(options) && !(is_lbfgs && solver::scaled_condition_number(gram, n) > hopeless)) {
    return view;
  }
  return orthogonalised(design, view, gram, workers);
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
  outcome.trace = std::move(minimum.outcome.trace);
  if (outcome.proof.has_factor && outcome.proof.u < 0.9) {
    solver::polish(objective, refined, outcome);
  }
  outcome.converged = minimum.outcome.converged;
  outcome.stop_reason = minimum.outcome.stop_reason;
  minimum.outcome = std::move(outcome);
}

}  // namespace

penalty::Ridge inner_ridge(const Design& design, const DesignOptions& options, unsigned workers) {
  if (options.l2 == 0.0) return penalty::Ridge();
  return penalty::Ridge(penalty_strengths(design, options, workers).l2);
}

Minimum minimise(const Design& design, const View& view, const Beginning& beginning,
                 const EstimateOptions& options, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  Minimum minimum;
  minimum.view = coordinates(design, view, beginning.gram, options, workers);
  const Objective objective(design, minimum.view, inner_ridge(design, options, workers), workers);
  Problem problem = bounded_problem(objective);
  problem.tolerance = options.tolerance;
  problem.max_iterations = iteration_limit(options);
  problem.run = &run;
  if (uses_newton(options)) {
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
    const std::vector<double> scales = column_scales(design, minimum.view, beginning.gram);
    minimum.outcome = first_order_search(objective, problem, scales, first_order_method(options),
                                         minimum.separation);
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

// SPDX-License-Identifier: Apache-2.0
#include "inference/dual.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "inference/penalised.hpp"
#include "inference/penalty_strengths.hpp"
#include "inference/resolve.hpp"
#include "inference/separation.hpp"
#include "inference/separation_report.hpp"
#include "objective/gather_response.hpp"
#include "objective/row_space.hpp"
#include "parallel/team.hpp"
#include "solver/dual_newton.hpp"

namespace odds::inference {

using design::Design;
using objective::RowSpace;

namespace {

// The matrix of rows by rows is held several times over.
void check_size(const Design& design) {
  constexpr std::uint64_t most_rows = 10'000;
  if (design.totals().rows_used <= most_rows) return;
  throw Error(Fault::refused, "design.too_many_rows",
              "the dual form holds a matrix of rows by rows, and takes at most " +
                  std::to_string(most_rows) + " rows; there are " +
                  std::to_string(design.totals().rows_used) + ".",
              "Leave out --solver dual.");
}

solver::RowProblem row_problem(const Design& design, const RowSpace& space,
                               const objective::ResponseRows& response) {
  solver::RowProblem rows;
  rows.rows = space.rows();
  const std::size_t padded = (rows.rows + 7) / 8 * 8;
  rows.weight.assign(padded, 0.0);
  rows.trials.assign(padded, 0.0);
  rows.successes.assign(padded, 0.0);
  for (std::size_t k = 0; k < rows.rows; ++k) {
    const std::size_t i = space.table_rows()[k];
    rows.weight[k] = response.weight[i];
    rows.trials[k] = response.trials[i];
    rows.successes[k] = response.successes[i];
    rows.offset.push_back(design.has_offset() ? response.offset[i] : 0.0);
  }
  rows.kernel = space.kernel();
  rows.free = space.free_values();
  rows.through_columns = [&space](const std::vector<double>& alpha) {
    return space.predictors(space.coefficients(alpha));
  };
  return rows;
}

// A free column besides the ones may separate the rows, whatever the penalised ones do.
void refuse_separated(const Design& design, const RowSpace& space, const std::vector<double>& step,
                      unsigned workers) {
  const std::vector<std::size_t>& free = space.free_columns();
  if (free.size() <= (design.has_ones() ? 1U : 0U) || step.size() != free.size()) return;
  objective::View view;
  view.uses_all_columns = false;
  view.columns = free;
  const objective::Objective alone(design, view, penalty::Ridge(), workers);
  const auto found = prove_separation(alone, step);
  if (found) throw penalised_separation_error(design, free, *found, workers);
}

// Euclidean norm of the mean objective's gradient: X'(r + alpha) at penalised columns, U'r at free
// ones.
double gradient_norm(const RowSpace& space, const std::vector<double>& strengths,
                     const solver::RowProblem& rows, const solver::RowOutcome& at) {
  std::vector<double> e = at.residual;
  for (std::size_t i = 0; i < e.size(); ++i) e[i] += at.alpha[i];
  const std::vector<double> scaled = space.coefficients(e);
  double square = 0.0;
  for (std::size_t j = 0; j < scaled.size(); ++j) {
    const double g = scaled[j] * strengths[j];
    square += g * g;
  }
  for (std::size_t c = 0; c < rows.free_count(); ++c) {
    double g = 0.0;
    for (std::size_t i = 0; i < rows.rows; ++i) g += at.residual[i] * rows.free[c * rows.rows + i];
    square += g * g;
  }
  return std::sqrt(square);
}

}  // namespace

bool needs_dual(const Design& design, const EstimateOptions& options) {
  constexpr std::size_t fewest_columns = 1000;  // below, the other way takes less than a second
  if (options.solver == Solver::dual) return true;
  if (options.solver != Solver::automatic || options.firth) return false;
  if (options.l2 == 0.0 || options.l1 > 0.0 || !options.bounds.empty()) return false;
  for (const auto& [column, factor] : options.penalty_factors) {
    if (factor == 0.0) return false;  // free columns may be collinear, which this way can't tell
  }
  const std::size_t columns = design.inner_count();
  return columns > fewest_columns && columns / 2 > design.totals().rows_used;
}

Estimate estimate_dual(Design& design, const EstimateOptions& options, const RunOptions& run) {
  check_size(design);
  const unsigned workers = parallel::thread_count(run);
  Estimate result;
  result.solver = Solver::dual;
  result.solution.null = null_model(design, run);
  remove_constants(design, result.notes);
  const std::vector<double> strengths = penalty_strengths(design, options, workers).l2;
  const RowSpace space(design, strengths, workers);
  const solver::RowProblem rows =
      row_problem(design, space, objective::gather_response(design, workers));
  solver::Problem problem;
  problem.scale = {design.totals().sum_weights, design.totals().nobs};
  problem.tolerance = options.tolerance;
  problem.max_iterations = options.max_iterations.value_or(default_newton_iterations);
  problem.run = &run;
  solver::RowOutcome found =
      solver::dual_newton(rows, problem, std::vector<double>(space.free_columns().size(), 0.0));
  const solver::Outcome& outcome = found.outcome;
  if (!outcome.converged) refuse_separated(design, space, outcome.proof.newton_step, workers);
  result.converged = outcome.converged;
  result.stop_reason = outcome.stop_reason;
  result.iterations = outcome.iterations;
  result.steps = fit_steps(outcome.trace);
  result.certificate.kind = outcome.converged ? "newton" : "none";
  result.certificate.gradient_norm =
      gradient_norm(space, strengths, rows, found) / design.totals().sum_weights;
  if (outcome.proof.has_factor) result.certificate.newton_decrement = outcome.proof.decrement;
  result.certificate.objective_gap = outcome.proof.objective_gap;
  result.certificate.max_error_in_se = outcome.proof.max_error_in_se;
  result.log_likelihood = -outcome.evaluation.likelihood;
  std::vector<double> inner = space.coefficients(found.alpha);
  for (std::size_t c = 0; c < found.free.size(); ++c) {
    inner[space.free_columns()[c]] = found.free[c];
  }
  describe_penalised(design, std::move(inner), run, result);
  return result;
}

}  // namespace odds::inference

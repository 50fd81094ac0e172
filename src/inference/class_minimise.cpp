// SPDX-License-Identifier: Apache-2.0
#include "inference/class_minimise.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "inference/bounds.hpp"
#include "inference/estimate.hpp"
#include "inference/orthogonal.hpp"
#include "inference/penalty_strengths.hpp"
#include "inference/separation.hpp"
#include "parallel/team.hpp"
#include "solver/cholesky.hpp"
#include "solver/condition.hpp"
#include "solver/newton.hpp"

namespace odds::inference {

using design::Design;
using objective::ClassObjective;
using objective::ClassPenalty;
using objective::View;
using solver::Outcome;
using solver::Problem;

namespace {

// f applied to the coefficients of each equation.
template <class F>
std::vector<double> by_equation(const std::vector<double>& all, std::size_t width, const F& f) {
  std::vector<double> result;
  result.reserve(all.size());
  for (std::size_t at = 0; at < all.size(); at += width) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
    const std::vector<double> part =
        f(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width)));
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

// The mean over the equations of the diagonal blocks of a curvature.
std::vector<double> mean_block(const std::vector<double>& curvature, std::size_t width,
                               std::size_t equations) {
  const std::size_t n = width * equations;
  std::vector<double> mean(width * width, 0.0);
  for (std::size_t k = 0; k < equations; ++k) {
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = 0; j < width; ++j) {
        mean[i * width + j] += curvature[(k * width + i) * n + k * width + j];
      }
    }
  }
  return mean;
}

// Where the weights at the minimum have made the basis ill-conditioned, a basis of the curvature
// there and one more polish in it, so that standard errors keep their digits.
void refine(const Design& design, unsigned workers, ClassMinimum& minimum) {
  const std::size_t width = design.inner_count();
  const std::size_t equations = minimum.outcome.coefficients.size() / width;
  const auto factor = solver::Cholesky::factor(
      mean_block(minimum.outcome.evaluation.curvature, width, equations), width);
  if (!factor) return;
  const View before = minimum.view;
  minimum.view = with_basis(minimum.view, factor->lower());
  const ClassObjective objective(design, minimum.view, ClassPenalty(), workers);
  const Problem refined = class_problem(design, minimum.view, equations, workers);
  Outcome outcome = minimum.outcome;
  outcome.coefficients = by_equation(outcome.coefficients, width, [&](std::vector<double> part) {
    return coefficients_in_basis(minimum.view, from_basis(before, std::move(part)));
  });
  outcome.evaluation = objective.evaluate(outcome.coefficients, objective::Order::curvature);
  outcome.proof =
      solver::prove(objective, outcome.evaluation, refined.scale, refined.largest, refined.group);
  if (outcome.proof.has_factor && outcome.proof.u < 0.9) {
    solver::polish(objective, refined, outcome);
  }
  minimum.outcome = std::move(outcome);
}

std::int64_t iteration_limit(const EstimateOptions& options) {
  return options.max_iterations.value_or(default_newton_iterations);
}

}  // namespace

std::vector<double> ridge_of(const Design& design, const EstimateOptions& options,
                             unsigned workers) {
  return penalty_strengths(design, options, workers).l2;
}

ClassPenalty class_penalty(const Design& design, const EstimateOptions& options, unsigned workers) {
  if (!options.is_penalised()) return ClassPenalty();
  const std::vector<double> strengths = penalty_strengths(design, options, workers).l2;
  const std::vector<double> l1 = penalty_strengths(design, options, workers).l1;
  const std::size_t classes = design.classes().size();
  std::vector<double> ridge;
  for (std::size_t k = 0; k < classes; ++k) {
    ridge.insert(ridge.end(), strengths.begin(), strengths.end());
  }
  // Of the size of the curvature itself, so that the matrix stays well-conditioned.
  const double shift = design.totals().sum_weights / static_cast<double>(classes * classes);
  std::vector<double> shifts(strengths.size(), 0.0);
  for (std::size_t j = 0; j < shifts.size(); ++j) {
    if (strengths[j] == 0.0 && l1[j] == 0.0) shifts[j] = shift;
  }
  return {penalty::Ridge(std::move(ridge)), penalty::CommonShift(std::move(shifts))};
}

Problem class_problem(const Design& design, const View& view, std::size_t equation_count,
                      unsigned workers) {
  const objective::Objective columns(design, view, penalty::Ridge(), workers);
  Problem problem = bounded_problem(columns);
  const std::size_t width = problem.largest.size();
  for (std::size_t k = 1; k < equation_count; ++k) {
    for (std::size_t j = 0; j < width; ++j) {
      problem.largest.push_back(problem.largest[j]);
      problem.group.push_back(k * width + problem.group[j]);
    }
  }
  return problem;
}

std::vector<double> class_start(const Design& design, const ClassNullModel& null,
                                std::size_t equation_count) {
  const std::size_t width = design.inner_count();
  std::vector<double> start(equation_count * width, 0.0);
  if (!design.has_ones()) return start;
  for (std::size_t k = 0; k < equation_count; ++k) {
    start[k * width] = start_intercept(null.intercepts[k]);
  }
  return start;
}

ClassMinimum minimise_curved(const Design& design, const std::vector<double>& gram,
                             const ClassNullModel& null, const EstimateOptions& options,
                             const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  const std::size_t width = design.inner_count();
  ClassMinimum minimum;
  // A penalty acts on the user's coordinates.
  if (!options.is_penalised()) minimum.view = orthogonalised(design, View(), gram, workers);
  const ClassObjective objective(design, minimum.view, class_penalty(design, options, workers),
                                 workers);
  const std::size_t equations = objective.equation_count();
  Problem problem = class_problem(design, minimum.view, equations, workers);
  problem.tolerance = options.tolerance;
  problem.max_iterations = iteration_limit(options);
  problem.run = &run;
  const auto over_columns = [&](const std::vector<double>& in_basis) {
    return by_equation(in_basis, width, [&](std::vector<double> part) {
      return from_basis(minimum.view, std::move(part));
    });
  };
  std::optional<ClassSeparation> separation;
  problem.is_separated = [&](std::int64_t iteration, const Outcome& at) {
    if (objective.is_penalised() || !is_separation_trial(iteration)) return false;
    separation =
        prove_class_separation(design, minimum.view, over_columns(at.proof.newton_step), workers);
    return separation.has_value();
  };
  const std::vector<double> start = by_equation(
      class_start(design, null, equations), width,
      [&](const std::vector<double>& part) { return coefficients_in_basis(minimum.view, part); });
  minimum.outcome = solver::newton(objective, problem, {start});
  if (separation) throw class_separation_error(design, *separation);
  const auto condition = [&] {
    return solver::scaled_condition_number(minimum.outcome.evaluation.curvature,
                                           objective.dimension());
  };
  minimum.condition_number = condition();
  const bool is_refined = !options.is_penalised() && minimum.outcome.converged &&
                          minimum.condition_number > well_conditioned;
  if (is_refined) refine(design, workers, minimum);
  minimum.inner = over_columns(minimum.outcome.coefficients);
  if (!minimum.view.basis.empty()) {
    std::vector<double> lower(objective.dimension() * objective.dimension(), 0.0);
    for (std::size_t at = 0; at < objective.dimension(); ++at) {
      const std::size_t first = at - at % width;
      std::copy_n(minimum.view.basis.begin() + static_cast<std::ptrdiff_t>((at - first) * width),
                  width,
                  lower.begin() + static_cast<std::ptrdiff_t>(at * objective.dimension() + first));
    }
    minimum.condition_number = solver::scaled_condition_number(minimum.outcome.evaluation.curvature,
                                                               lower, objective.dimension());
  }
  minimum.certificate = certificate_of(minimum.outcome, minimum.condition_number);
  return minimum;
}

}  // namespace odds::inference

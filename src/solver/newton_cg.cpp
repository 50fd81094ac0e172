// SPDX-License-Identifier: Apache-2.0
#include "solver/newton_cg.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solver/block_preconditioner.hpp"
#include "solver/dot.hpp"

namespace odds::solver {

using objective::FeatureLikelihood;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Step {
  std::vector<double> direction;
  double predicted = 0;  // decrease of the quadratic model
  double norm = 0;       // |s|_M
  bool is_on_boundary = false;
  std::int64_t products = 0;
};

// Conjugate gradients for H s = -g from s = 0 until |r| <= share |g| in the norm of M^-1, or to
// the boundary |s|_M = radius. `solved` is M^-1 g.
Step conjugate_gradients(const FeatureLikelihood& objective, const BlockPreconditioner& M,
                         const std::vector<double>& gradient, const std::vector<double>& solved,
                         double share, double radius) {
  const std::size_t n = gradient.size();
  constexpr std::int64_t most_products = 500;
  Step step;
  step.direction.assign(n, 0.0);
  std::vector<double> residual(n), z(n), p(n), product(n);
  for (std::size_t j = 0; j < n; ++j) {
    residual[j] = -gradient[j];
    p[j] = -solved[j];
  }
  double rz = dot(gradient, solved);
  const double target = share * share * rz;
  double p_norm = rz, sp = 0, s_norm = 0;  // squares and product in the norm of M
  while (rz > target && step.products < most_products) {
    double curvature = rz;  // of H = M, where one step solves it
    if (M.is_exact()) {
      for (std::size_t j = 0; j < n; ++j) product[j] = residual[j];
    } else {
      objective.multiply(p, product);
      ++step.products;
      curvature = dot(p, product);
    }
    if (!(curvature > 0)) break;
    double length = rz / curvature;
    const double next_norm = s_norm + length * (2 * sp + length * p_norm);
    if (next_norm >= radius * radius) {
      length = (std::sqrt(sp * sp + p_norm * (radius * radius - s_norm)) - sp) / p_norm;
      step.is_on_boundary = true;
    }
    // p'r = r'z, so the model falls by length r'z - length^2 p'Hp / 2.
    step.predicted += length * (rz - 0.5 * length * curvature);
    for (std::size_t j = 0; j < n; ++j) {
      step.direction[j] += length * p[j];
      residual[j] -= length * product[j];
    }
    s_norm += length * (2 * sp + length * p_norm);
    if (step.is_on_boundary || M.is_exact()) break;
    M.solve(residual, z);
    const double next = dot(residual, z);
    const double beta = next / rz;
    rz = next;
    sp = beta * (sp + length * p_norm);
    p_norm = rz + beta * beta * p_norm;
    for (std::size_t j = 0; j < n; ++j) p[j] = z[j] + beta * p[j];
  }
  step.norm = std::sqrt(std::max(s_norm, 0.0));
  return step;
}

// Where the search is, and what it has decided so far.
class Search {
 public:
  Search(FeatureLikelihood& objective, std::vector<double> start, const NewtonCgOptions& options)
      : objective_(objective), options_(options) {
    outcome.coefficients = std::move(start);
    outcome.value = objective_.evaluate(outcome.coefficients, outcome.gradient);
    objective_.accept();
    outcome.products = 1;
    preconditioner_.emplace(objective_);
    refresh();
  }

  // The certificate: twice the bound on the distance to the minimum, weights of mean 1.
  double measure() const {
    double square = 0;      // sum of g_j^2 / strength_j
    double coupling = 0;    // sum of H_jj / strength_j
    double free_share = 0;  // sum of g_0^2 / H_00
    for (std::size_t j = 0; j < outcome.gradient.size(); ++j) {
      const double strength = objective_.strengths()[j];
      const double g = outcome.gradient[j];
      if (strength > 0) {
        square += g * g / strength;
        coupling += preconditioner_->diagonal(j) / strength;
      } else if (g != 0) {
        free_share += g * g / preconditioner_->diagonal(j);
      }
    }
    // Minimising the intercept out moves g_j by about sqrt(H_jj g_0^2 / H_00) at most
    // (Cauchy-Schwarz) and F by g_0^2 / (2 H_00); over a step g_0 / H_00 of up to a half the
    // curvature changes by less than the factor 2.
    const double moved = std::sqrt(square) + 2.0 * std::sqrt(coupling * free_share);
    return moved * moved + 2.0 * free_share;
  }
  double scale() const { return options_.nobs / objective_.response().sum_weights; }

  // One step; false where none makes progress.
  bool advance(double share);
  // sqrt(g'M^-1 g), weights of mean 1.
  double decrement() const { return std::sqrt(decrement_ * scale()); }

  NewtonCgOutcome outcome;

 private:
  void refresh() {
    preconditioner_->update(objective_);
    measure_decrement();
    products_since_ = 0;
  }
  void measure_decrement() {
    preconditioner_->solve(outcome.gradient, solved_);
    decrement_ = dot(outcome.gradient, solved_);
  }

  FeatureLikelihood& objective_;
  const NewtonCgOptions& options_;
  std::optional<BlockPreconditioner> preconditioner_;
  std::vector<double> solved_;  // M^-1 g
  double decrement_ = 0;        // g'M^-1 g, total
  double radius_ = infinity;
  std::int64_t products_since_ = 0;  // with one preconditioner
};

bool Search::advance(double share) {
  constexpr int most_trials = 30;
  // More than that in a step, and the diagonal is too weak a preconditioner.
  constexpr std::int64_t products_of_diagonal = 20;
  // Below this share of the value a difference of two values is rounding.
  constexpr double rounding = 1e-13;
  std::vector<double> trial(outcome.coefficients.size()), gradient;
  for (int attempt = 0; attempt < most_trials; ++attempt) {
    const Step step = conjugate_gradients(objective_, *preconditioner_, outcome.gradient, solved_,
                                          share, radius_);
    outcome.products += step.products + 1;
    products_since_ += step.products;
    if (step.products > products_of_diagonal) preconditioner_->strengthen();
    for (std::size_t j = 0; j < trial.size(); ++j) {
      trial[j] = outcome.coefficients[j] + step.direction[j];
    }
    const FeatureLikelihood::Value value = objective_.evaluate(trial, gradient);
    const double decrease = outcome.value.value - value.value;
    bool is_flat = step.predicted <= rounding * std::fabs(outcome.value.value);
    double ratio = decrease / step.predicted;
    if (is_flat) {  // gradients decide
      std::vector<double> solved;
      preconditioner_->solve(gradient, solved);
      ratio = dot(gradient, solved) < decrement_ ? 1.0 : 0.0;
    }
    if (ratio < 0.25 || !(ratio == ratio)) radius_ = 0.25 * step.norm;
    if (ratio > 0.75 && step.is_on_boundary) radius_ = 2.0 * step.norm;
    if (ratio > 1e-4) {
      outcome.coefficients.swap(trial);
      outcome.gradient.swap(gradient);
      outcome.value = value;
      objective_.accept();
      // What it cost to do without a new one.
      constexpr std::int64_t products_of_update = 6;
      if (preconditioner_->is_exact() || products_since_ > products_of_update) {
        refresh();
      } else {
        measure_decrement();
      }
      return true;
    }
    if (is_flat) return false;
  }
  return false;
}

}  // namespace

NewtonCgOutcome newton_cg(FeatureLikelihood& objective, std::vector<double> start,
                          const NewtonCgOptions& options) {
  // Where optima of different solvers agree to ten digits, in standard errors.
  constexpr double polished = 1e-11;
  Search search(objective, std::move(start), options);
  NewtonCgOutcome& outcome = search.outcome;
  const double first = search.decrement();
  for (;; ++outcome.iterations) {
    const double measure = search.measure() * search.scale();
    outcome.converged = measure <= options.tolerance;
    const double decrement = search.decrement();
    const double total = objective.response().sum_weights;
    outcome.trace.add({outcome.iterations, outcome.value.value / total,
                       std::sqrt(dot(outcome.gradient, outcome.gradient)) / total, decrement});
    if (outcome.converged && decrement <= polished) break;
    if (options.run != nullptr && options.run->observer != nullptr &&
        !options.run->observer->progress({"fitting", static_cast<double>(outcome.iterations), 0.0,
                                          outcome.value.value / total})) {
      outcome.stop_reason = "interrupted";
      outcome.converged = false;
      break;
    }
    if (outcome.iterations >= options.max_iterations) {
      outcome.stop_reason = "max_iterations";
      break;
    }
    const double share = outcome.converged ? 0.5 * polished / decrement
                                           : std::min(0.2, std::sqrt(decrement / first));
    if (!search.advance(share)) {
      outcome.stop_reason = "line_search";
      break;
    }
  }
  if (outcome.converged) outcome.stop_reason = "gradient";
  outcome.gap = 0.5 * search.measure();
  return std::move(outcome);
}

}  // namespace odds::solver

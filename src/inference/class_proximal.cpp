// SPDX-License-Identifier: Apache-2.0
//
// Several classes under an l1 penalty or an elastic net: proximal Newton steps.
//
//   minimise  F = f + P,   f the likelihood with its ridge, P = sum_j l1_j |theta_j|
//   d = the minimiser of  g'd + d'Hd/2 + P(theta + d),  coordinate by coordinate; then a line
//   search
//
// Certificate. Let c = g + Hd. Then -c is a subgradient of P at theta + d, and with f's lower bound
// along a line from theta (loss/softmax.hpp; lambda^2 = d'Hd, u = R lambda < 1)
//
//   F(y) >= f(theta) + g'(y - theta) + [exp(-R t) + R t - 1] / R^2 + P(theta + d) - c'(y - theta -
//   d), t = |y - theta|_H,   and (g - c)'(y - theta) >= -lambda t, so that over all t
//
//   F - F* <= [u + (1 - u) log(1 - u)] / R^2 + sum_j [P_j(theta_j) - P_j(theta_j + d_j) - c_j d_j],
//
// where every part of the sum is 0 or more. Directions in which H is 0 for every design, a common
// shift of a coefficient of all classes, change no score and take no part in R.
//
// Lee, Sun & Saunders (2014), Proximal Newton-type methods for minimizing composite functions.
#include "inference/class_minimise.hpp"

#include <algorithm>
#include <cmath>

#include "inference/penalty_strengths.hpp"
#include "parallel/team.hpp"
#include "penalty/elastic_net.hpp"
#include "solver/dot.hpp"
#include "solver/newton.hpp"
#include "solver/quadratic_model.hpp"

namespace odds::inference {

using design::Design;
using objective::ClassObjective;
using objective::Evaluation;
using objective::Order;
using objective::View;
using solver::dot;

namespace {

using Nets = std::vector<penalty::ElasticNet>;

double penalty_at(const Nets& nets, const std::vector<double>& theta) {
  double sum = 0.0;
  for (std::size_t j = 0; j < theta.size(); ++j) sum += nets[j].value(theta[j]);
  return sum;
}

// A point with the step that its quadratic model asks for.
struct State {
  std::vector<double> theta;
  Evaluation at;                 // of f, with curvature
  std::vector<double> target;    // theta + d
  std::vector<double> step;      // d
  std::vector<double> gradient;  // c
  solver::Proof proof;           // lambda, u and the first part of the gap
  double rest = 0;               // the sum, of the total objective
};

class Search {
 public:
  Search(const ClassObjective& objective, solver::Problem problem, Nets nets)
      : objective_(objective), problem_(std::move(problem)), nets_(std::move(nets)) {}

  // Evaluates f at theta and solves the model there.
  State state_at(std::vector<double> theta) const {
    State state;
    state.theta = std::move(theta);
    state.at = objective_.evaluate(state.theta, Order::curvature);
    const std::size_t n = state.theta.size();
    const solver::QuadraticModel model{
        n, state.at.curvature.data(), 1.0, state.at.gradient, state.theta, nets_};
    solver::ModelMinimum minimum = solver::minimise_model(model, state.theta);
    state.target = std::move(minimum.point);
    state.gradient = std::move(minimum.gradient);
    state.step.resize(n);
    for (std::size_t j = 0; j < n; ++j) state.step[j] = state.target[j] - state.theta[j];
    for (std::size_t j = 0; j < n; ++j) {
      const double part = nets_[j].value(state.theta[j]) - nets_[j].value(state.target[j]) -
                          state.gradient[j] * state.step[j];
      state.rest += std::max(0.0, part);
    }
    prove(state);
    return state;
  }

  // The decrease that the model promises is followed as far as F falls. False where it does not.
  bool advance(State& state) const {
    constexpr double sufficient = 1e-4;
    const double before = penalty_at(nets_, state.theta);
    const double promise =
        dot(state.at.gradient, state.step) + penalty_at(nets_, state.target) - before;
    if (!(promise < 0.0)) return false;
    const double value = state.at.value + before;
    double t = 1.0;
    for (int halvings = 0; halvings <= 40; ++halvings, t *= 0.5) {
      std::vector<double> to = state.target;
      for (std::size_t j = 0; t != 1.0 && j < to.size(); ++j) {
        to[j] = state.theta[j] + t * state.step[j];
      }
      const double there = objective_.evaluate(to, Order::value).value + penalty_at(nets_, to);
      if (!(there <= value + sufficient * t * promise + 1e-14 * std::fabs(value))) continue;
      state = state_at(std::move(to));
      return true;
    }
    return false;
  }

  double gap(const State& state) const {
    return state.proof.objective_gap + state.rest / problem_.scale.sum_weights;
  }
  bool is_proved(const State& state) const { return solver::is_proved(problem_, state.proof); }

  // Euclidean norm of the subgradient of the mean objective that is nearest to 0.
  double subgradient_norm(const State& state) const {
    double square = 0.0;
    for (std::size_t j = 0; j < state.theta.size(); ++j) {
      const double g = state.at.gradient[j];
      const double l1 = nets_[j].l1;
      const double t = state.theta[j];
      double nearest = g + std::copysign(l1, t);
      if (t == 0.0) nearest = std::max(0.0, std::fabs(g) - l1);
      square += nearest / problem_.scale.sum_weights * (nearest / problem_.scale.sum_weights);
    }
    return std::sqrt(square);
  }

 private:
  // What is proved of the quadratic part: as of a smooth function whose gradient is -Hd.
  void prove(State& state) const {
    const std::size_t n = state.theta.size();
    const std::size_t width = objective_.width();
    Evaluation model;
    model.curvature = state.at.curvature;
    model.gradient.resize(n);
    for (std::size_t j = 0; j < n; ++j) {
      model.gradient[j] = state.at.gradient[j] - state.gradient[j];
    }
    for (std::size_t j = 0; j < width; ++j) {
      double size = 0.0;
      for (std::size_t at = j; at < n; at += width) size += model.curvature[at * n + at];
      size *= static_cast<double>(width) / static_cast<double>(n);
      for (std::size_t a = j; a < n; a += width) {
        for (std::size_t b = j; b < n; b += width) model.curvature[a * n + b] += size;
      }
    }
    state.proof =
        solver::prove(objective_, model, problem_.scale, problem_.largest, problem_.group);
  }

  const ClassObjective& objective_;
  solver::Problem problem_;
  Nets nets_;
};

}  // namespace

ClassMinimum minimise_proximal(const Design& design, const ClassNullModel& null,
                               const EstimateOptions& options, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  const ClassObjective objective(design, View(), class_penalty(design, options, workers), workers);
  solver::Problem problem = class_problem(design, View(), objective.equation_count(), workers);
  problem.tolerance = options.tolerance;
  problem.run = &run;
  const std::vector<double> l1 = penalty_strengths(design, options, workers).l1;
  Nets nets(objective.dimension());
  for (std::size_t at = 0; at < nets.size(); ++at) nets[at].l1 = l1[at % l1.size()];
  const Search search(objective, problem, std::move(nets));
  ClassMinimum minimum;
  solver::Outcome& outcome = minimum.outcome;
  State state = search.state_at(class_start(design, null, objective.equation_count()));
  const std::int64_t limit = options.max_iterations.value_or(default_newton_iterations);
  for (;; ++outcome.iterations) {
    if (search.is_proved(state)) {
      // One more step, on signs that no longer change.
      if (outcome.iterations > 0 || state.proof.decrement > 0.0) {
        state = search.state_at(std::move(state.target));
        ++outcome.iterations;
      }
      outcome.converged = true;
      outcome.stop_reason = "decrement";
      break;
    }
    outcome.stop_reason = outcome.iterations >= limit ? "max_iterations" : "";
    if (outcome.stop_reason.empty() &&
        solver::stop_requested(problem, outcome.iterations, state.at.value)) {
      outcome.stop_reason = "interrupted";
    }
    if (outcome.stop_reason.empty() && !search.advance(state)) outcome.stop_reason = "line_search";
    if (!outcome.stop_reason.empty()) break;
  }
  minimum.certificate.kind = outcome.converged ? "gap" : "none";
  minimum.certificate.newton_decrement = state.proof.decrement;
  minimum.certificate.objective_gap = search.gap(state);
  minimum.certificate.gradient_norm = search.subgradient_norm(state);
  minimum.inner = state.theta;
  outcome.coefficients = state.theta;
  outcome.evaluation = std::move(state.at);
  return minimum;
}

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
#include "solver/certified_descent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solver/condition.hpp"
#include "solver/dot.hpp"
#include "solver/newton.hpp"

namespace odds::solver {

using objective::Evaluation;
using objective::Order;
using objective::Smooth;

namespace {

class ScaledMean : public MeanLoss {
 public:
  ScaledMean(const Smooth& objective, double sum_weights, const std::vector<double>& scales)
      : objective_(objective), sum_weights_(sum_weights), scales_(scales) {}

  std::size_t dimension() const override { return scales_.size(); }

  double evaluate(const std::vector<double>& point, std::vector<double>& gradient) const override {
    Evaluation at = objective_.evaluate(coefficients(point), Order::gradient);
    gradient = std::move(at.gradient);
    for (std::size_t j = 0; j < gradient.size(); ++j) gradient[j] /= scales_[j] * sum_weights_;
    return at.value / sum_weights_;
  }

  // Of the gradient in the coordinates of the objective.
  double unscaled_norm(std::vector<double> gradient) const {
    for (std::size_t j = 0; j < gradient.size(); ++j) gradient[j] *= scales_[j];
    return std::sqrt(dot(gradient, gradient));
  }

  std::vector<double> coefficients(std::vector<double> point) const {
    for (std::size_t j = 0; j < point.size(); ++j) point[j] /= scales_[j];
    return point;
  }

 private:
  const Smooth& objective_;
  double sum_weights_;
  const std::vector<double>& scales_;
};

// Follows the method and ends it where the certificate or a proof of separation says so.
class Follower {
 public:
  Follower(const Smooth& objective, const Problem& problem, const ScaledMean& loss)
      : objective_(objective), problem_(problem), loss_(loss) {}

  std::string visit(const Visit& at) {
    // Among values that are equal to rounding the last is the one with the smallest gradient.
    if (!(at.value > best_value_ + 1e-14 * std::fabs(best_value_))) {
      best_ = at.point;
      best_value_ = std::min(best_value_, at.value);
    }
    const double gradient_norm = std::sqrt(dot(*at.gradient, *at.gradient));
    outcome.trace.add({at.iteration, at.value, loss_.unscaled_norm(*at.gradient)});
    if (at.iteration % iterations_between_trials == 0 || gradient_norm <= trial_norm_) {
      examine(at.iteration);
      if (settles()) return outcome.stop_reason;
      // lambda is about in proportion to the gradient, half of the share is for caution.
      const double share = 0.5 * std::sqrt(problem_.tolerance) / outcome.proof.decrement;
      trial_norm_ = outcome.proof.has_factor ? std::min(share, 0.5) * gradient_norm : 0.0;
    }
    const bool stops =
        stop_requested(problem_, at.iteration, at.value * problem_.scale.sum_weights);
    return stops ? "interrupted" : "";
  }

  // Evaluates the certificate at the best point so far.
  void examine(std::int64_t iteration) {
    outcome.iterations = iteration;
    outcome.coefficients = loss_.coefficients(best_);
    outcome.evaluation = objective_.evaluate(outcome.coefficients, Order::curvature);
    outcome.proof =
        prove(objective_, outcome.evaluation, problem_.scale, problem_.largest, problem_.group);
  }

  bool settles() {
    const bool is_trusted = trusts_curvature();
    if (is_proved(problem_, outcome.proof) && is_trusted) {
      record(problem_, outcome);
      polish(objective_, problem_, outcome);
      outcome.converged = true;
      outcome.stop_reason = "decrement";
      return true;
    }
    const bool unproved = !(outcome.proof.u < 0.9) || !is_trusted;
    if (unproved && problem_.is_separated && problem_.is_separated(outcome.iterations, outcome)) {
      outcome.stop_reason = "separation";
      return true;
    }
    return false;
  }

  Outcome outcome;

 private:
  // On separated data a quick method runs so far that the curvature along its way drowns in the
  // rounding of the rest, and with it the u that tells separated data from others.
  bool trusts_curvature() const {
    constexpr double drowned = 1e12;  // leaves u four digits
    if (objective_.is_penalised()) return true;
    const std::vector<double>& curvature = outcome.evaluation.curvature;
    return scaled_condition_number(curvature, outcome.coefficients.size()) <= drowned;
  }

  static constexpr std::int64_t iterations_between_trials = 50;
  const Smooth& objective_;
  const Problem& problem_;
  const ScaledMean& loss_;
  std::vector<double> best_;  // the point of the lowest value so far
  double best_value_ = std::numeric_limits<double>::infinity();
  double trial_norm_ = 0.0;  // of the gradient: at or below it the certificate is tried
};

}  // namespace

Outcome descend_to_proof(const Smooth& objective, const Problem& problem,
                         const std::vector<double>& scales, const FirstOrderMethod& method) {
  const ScaledMean loss(objective, problem.scale.sum_weights, scales);
  Follower follower(objective, problem, loss);
  const Descent end = method(loss, std::vector<double>(scales.size(), 0.0),
                             [&follower](const Visit& at) { return follower.visit(at); });
  Outcome& outcome = follower.outcome;
  if (!outcome.stop_reason.empty()) return std::move(outcome);
  follower.examine(end.iterations);
  if (end.stop_reason == "interrupted" || !follower.settles()) {
    outcome.stop_reason = end.stop_reason;
  }
  return std::move(outcome);
}

}  // namespace odds::solver

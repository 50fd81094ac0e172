// SPDX-License-Identifier: Apache-2.0
#include "solver/stochastic.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace odds::solver {

namespace {

// (1 + cos(pi u)) / 2 for u in [0, 1], as (1 + sin x) / 2 with x = pi (1/2 - u) and the series of
// the sine: beyond x^21 its terms are below 1e-17 for |x| <= pi / 2.
double half_cosine(double u) {
  constexpr double pi = 3.14159265358979323846;
  const double x = pi * (0.5 - u);
  const double square = x * x;
  double sum = 1.0;
  for (int k = 20; k > 0; k -= 2) sum = 1.0 - sum * square / static_cast<double>(k * (k + 1));
  return std::max(0.0, 0.5 * (1.0 + x * sum));
}

// How a step follows from the gradient of a batch.
class HeavyBall {
 public:
  HeavyBall(double momentum, std::size_t dimension) : momentum_(momentum), velocity_(dimension) {}

  void move(double step, const std::vector<double>& gradient, std::vector<double>& point) {
    const std::size_t count = point.size();
    const double momentum = momentum_;
    double* const theta = point.data();
    double* const velocity = velocity_.data();
    for (std::size_t j = 0; j < count; ++j) {
      velocity[j] = momentum * velocity[j] - step * gradient[j];
      theta[j] += velocity[j];
    }
  }

 private:
  double momentum_;
  std::vector<double> velocity_;
};

class Adam {
 public:
  explicit Adam(std::size_t dimension) : mean_(dimension), square_(dimension) {}

  void move(double step, const std::vector<double>& gradient, std::vector<double>& point) {
    constexpr double b1 = 0.9, b2 = 0.999, e = 1e-8;
    mean_power_ *= b1;
    square_power_ *= b2;
    // m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + e) with one division an element.
    const double root = std::sqrt(1.0 - square_power_);
    const double length = step * root / (1.0 - mean_power_);
    const double least = e * root;
    const std::size_t count = point.size();
    const double* const g = gradient.data();
    double* const theta = point.data();
    double* const mean = mean_.data();
    double* const square = square_.data();
    for (std::size_t j = 0; j < count; ++j) {
      mean[j] = b1 * mean[j] + (1.0 - b1) * g[j];
      square[j] = b2 * square[j] + (1.0 - b2) * (g[j] * g[j]);
      theta[j] -= length * mean[j] / (std::sqrt(square[j]) + least);
    }
  }

 private:
  double mean_power_ = 1.0, square_power_ = 1.0;  // b1^t, b2^t
  std::vector<double> mean_, square_;             // m, v
};

bool is_finite(const std::vector<double>& point) {
  return std::all_of(point.begin(), point.end(), [](double x) { return std::isfinite(x); });
}

// Follows the batches of an epoch. The mean of their values; not finite where one is not.
template <class Rule>
double run_epoch(SampledLoss& loss, const StochasticOptions& options, std::int64_t epoch,
                 Rule& rule, std::vector<double>& point, std::vector<double>& gradient) {
  const std::int64_t batches = loss.batch_count();
  double sum = 0.0;
  for (std::int64_t batch = 0; batch < batches && std::isfinite(sum); ++batch) {
    sum += loss.evaluate_batch(batch, point, gradient);
    const std::int64_t t = epoch * batches + batch;
    const double step = scheduled_step(options.schedule, options.step, t, options.epochs * batches);
    rule.move(step, gradient, point);
  }
  return is_finite(point) ? sum / static_cast<double>(batches)
                          : std::numeric_limits<double>::quiet_NaN();
}

template <class Rule>
Descent descend_by_batches(SampledLoss& loss, std::vector<double> start,
                           const StochasticOptions& options, Rule rule, const Watch& watch) {
  assert(loss.batch_count() > 0 && start.size() == loss.dimension());
  Descent at;
  at.point = std::move(start);
  at.value = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> point = at.point;
  std::vector<double> gradient(point.size());
  for (;; ++at.iterations) {
    at.stop_reason = ask(watch, {at.iterations, at.point, at.value});
    if (at.stop_reason.empty() && at.iterations >= options.epochs)
      at.stop_reason = "max_iterations";
    if (!at.stop_reason.empty()) return at;
    loss.begin_epoch(options.seed, at.iterations);
    const double value = run_epoch(loss, options, at.iterations, rule, point, gradient);
    if (!std::isfinite(value)) {
      at.stop_reason = "diverged";
      return at;
    }
    at.point = point;
    at.value = value;
  }
}

}  // namespace

double scheduled_step(Schedule schedule, double step, std::int64_t t, std::int64_t count) {
  assert(0 <= t && t <= count && count > 0);
  const double share = static_cast<double>(t) / static_cast<double>(count);
  switch (schedule) {
    case Schedule::inverse:
      return step / (1.0 + 10.0 * share);
    case Schedule::cosine:
      return step * half_cosine(share);
    case Schedule::constant:
      break;
  }
  return step;
}

Descent sgd(SampledLoss& loss, std::vector<double> start, const StochasticOptions& options,
            const Watch& watch) {
  HeavyBall rule(options.momentum, start.size());
  return descend_by_batches(loss, std::move(start), options, std::move(rule), watch);
}

Descent adam(SampledLoss& loss, std::vector<double> start, const StochasticOptions& options,
             const Watch& watch) {
  Adam rule(start.size());
  return descend_by_batches(loss, std::move(start), options, std::move(rule), watch);
}

}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include "lesson/descents.hpp"

#include <odds/kernels.hpp>

#include "lesson/practice_numbers.hpp"

namespace odds::lesson {
namespace {

constexpr std::size_t steps_taken = 30;
constexpr std::size_t newton_steps = 6;

Unit minus(const Unit& from, double factor, const Unit& direction) {
  return {from.bias - factor * direction.bias, from.weight - factor * direction.weight};
}

// H^-1 gradient, by Cramer's rule.
Unit newton_direction(const std::vector<double>& x, const Unit& at, const Unit& gradient) {
  double bb = 0, bw = 0, ww = 0;
  const auto rows = static_cast<double>(x.size());
  for (const double value : x) {
    const double curvature = sigma_derivative(at.bias + at.weight * value) / rows;
    bb += curvature;
    bw += curvature * value;
    ww += curvature * value * value;
  }
  const double determinant = bb * ww - bw * bw;
  return {(ww * gradient.bias - bw * gradient.weight) / determinant,
          (bb * gradient.weight - bw * gradient.bias) / determinant};
}

// `next(point, gradient)` is where one goes from a point.
template <class Next>
Walk walk(const std::vector<double>& x, std::size_t steps, Next next) {
  Walk walk;
  Unit at;
  for (std::size_t k = 0; k <= steps; ++k) {
    const MeanLoss here = mean_loss(x, at);
    walk.points.push_back(at);
    walk.losses.push_back(here.value);
    at = next(at, here.gradient);
  }
  return walk;
}

}  // namespace

std::vector<double> gaps(const Walk& walk, double best_loss) {
  std::vector<double> result;
  for (const double loss : walk.losses) result.push_back(loss - best_loss);
  return result;
}

DescentNumbers descent_numbers() {
  DescentNumbers numbers;
  const Scaling scaling = temperature_scaling();
  const std::vector<double> x = standardised_temperatures();
  numbers.surface = surface(x, {-28, 16, 4}, {-32, 16, 4});
  for (const double step :
       {0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0}) {
    numbers.descents.push_back(walk(x, steps_taken, [&](const Unit& at, const Unit& gradient) {
      return minus(at, step, gradient);
    }));
    numbers.descents.back().step = step;
  }
  numbers.newton = walk(x, newton_steps, [&](const Unit& at, const Unit& gradient) {
    return minus(at, 1, newton_direction(x, at, gradient));
  });
  const FittedModel model = fit_flights({}, nullptr);
  const double weight = model.terms[1].estimate;
  numbers.best = {model.terms[0].estimate + scaling.centre * weight, scaling.spread * weight};
  numbers.best_loss = -model.log_likelihood / static_cast<double>(x.size());
  return numbers;
}

ForecastNumbers forecast_numbers() {
  ForecastNumbers numbers;
  for (int t = 31; t <= 85; ++t) numbers.temperature.push_back(t);
  Table table;
  table.add_numbers("temperature", numbers.temperature);
  const ProbabilityIntervals limits = predict_intervals(fit_flights({}, nullptr), table, {}, {});
  numbers.probability = limits.probability;
  numbers.low = limits.low;
  numbers.high = limits.high;
  return numbers;
}

}  // namespace odds::lesson

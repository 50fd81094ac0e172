// SPDX-License-Identifier: Apache-2.0
#include "lesson/practice_numbers.hpp"

#include <algorithm>
#include <cmath>

namespace odds::lesson {
namespace {

// Writes down the loss at every point that a fit visits.
class Losses : public Observer {
 public:
  bool progress(const Progress& progress) override {
    if (progress.stage == "fitting") values.emplace_back(progress.done, progress.loss);
    return true;
  }
  std::vector<std::pair<double, double>> values;  // step, loss
};

double deviation(const std::vector<double>& values, double centre) {
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

void ask_odds(PracticeNumbers& numbers) {
  Losses losses;
  FitOptions options;
  options.solver = Solver::newton;
  numbers.newton = fit_flights(options, &losses);
  numbers.newton_losses = losses.values;
  options.solver = Solver::gradient_descent;
  numbers.gradient = fit_flights(options, nullptr);
  options.max_iterations = 1000;
  options.step = numbers.good.step;
  numbers.with_good = fit_flights(options, nullptr);
  options.step = numbers.large.step;
  numbers.with_large = fit_flights(options, nullptr);
  numbers.solver_difference =
      std::fabs(numbers.gradient.terms[1].estimate - numbers.newton.terms[1].estimate);
  numbers.odds_ratio_ten = std::exp(-10 * numbers.newton.terms[1].estimate);
  const std::vector<double> asked = {31, 75};
  Table table;
  table.add_numbers("temperature", asked);
  const ProbabilityIntervals limits = predict_intervals(numbers.newton, table, {}, {});
  numbers.probability_cold = limits.probability[0];
  numbers.low_cold = limits.low[0];
  numbers.high_cold = limits.high[0];
  numbers.probability_warm = limits.probability[1];
}

}  // namespace

Descent descend(const std::vector<double>& x, double step, std::int64_t steps) {
  Descent descent;
  descent.step = step;
  for (std::int64_t k = 0; k <= steps; ++k) {
    const MeanLoss at = mean_loss(x, descent.end);
    descent.losses.push_back(at.value);
    if (k == steps) break;
    descent.end.bias -= step * at.gradient.bias;
    descent.end.weight -= step * at.gradient.weight;
  }
  return descent;
}

Scaling temperature_scaling() {
  const std::vector<double>& x = flights().temperature;
  const double centre = mean(x);
  return {centre, deviation(x, centre)};
}

std::vector<double> standardised_temperatures() {
  const Scaling scaling = temperature_scaling();
  std::vector<double> result;
  for (const double value : flights().temperature) {
    result.push_back((value - scaling.centre) / scaling.spread);
  }
  return result;
}

PracticeNumbers practice_numbers() {
  const std::vector<double>& x = flights().temperature;
  PracticeNumbers numbers;
  numbers.centre = temperature_scaling().centre;
  numbers.spread = temperature_scaling().spread;
  numbers.standardised = standardised_temperatures();
  numbers.small = descend(numbers.standardised, 0.05, 30);
  numbers.good = descend(numbers.standardised, 4, 100);
  numbers.large = descend(numbers.standardised, 30, 30);
  ask_odds(numbers);
  numbers.near = 1e-6;
  const double best = numbers.newton.log_likelihood / -static_cast<double>(x.size());
  const auto arrived = std::find_if(numbers.good.losses.begin(), numbers.good.losses.end(),
                                    [&](double loss) { return loss <= best + numbers.near; });
  numbers.good_steps = arrived - numbers.good.losses.begin();
  const double weight = numbers.good.end.weight / numbers.spread;
  numbers.in_degrees = {numbers.good.end.bias - weight * numbers.centre, weight};
  numbers.raw = descend(x, 0.001, 10'000);
  numbers.raw_large = descend(x, 0.003, 6);
  return numbers;
}

}  // namespace odds::lesson

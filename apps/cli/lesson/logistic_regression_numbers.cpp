// SPDX-License-Identifier: Apache-2.0
#include "lesson/logistic_regression_numbers.hpp"

#include <cmath>

#include <odds/kernels.hpp>

namespace odds::lesson {
namespace {

Unit least_squares(const std::vector<double>& x, const std::vector<double>& y) {
  const double x_mean = mean(x), y_mean = mean(y);
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - x_mean) * (x[i] - x_mean);
    xy += (x[i] - x_mean) * (y[i] - y_mean);
  }
  return {y_mean - xy / xx * x_mean, xy / xx};
}

LikelihoodRow likelihood_row(double temperature, double distress, const Unit& unit) {
  LikelihoodRow row;
  row.temperature = temperature;
  row.distress = distress;
  row.predictor = unit.bias + unit.weight * temperature;
  row.probability = sigma(row.predictor);
  row.likelihood = sigma(distress > 0 ? row.predictor : -row.predictor);
  row.loss = row_loss(distress, row.predictor);
  return row;
}

}  // namespace

double RegressionNumbers::loss_at_slope(double weight) const {
  return mean_loss(flights().temperature, {middle - weight * centre, weight}).value;
}

RegressionNumbers regression_numbers() {
  const std::vector<double>& x = flights().temperature;
  const std::vector<double>& y = flights().distress;
  RegressionNumbers numbers;
  numbers.line = least_squares(x, y);
  numbers.guess = {15.0, -0.23};
  numbers.product = 1;
  for (const std::size_t flight : {13U, 9U, 0U, 1U, 17U}) {  // from the coldest to the warmest
    numbers.rows.push_back(likelihood_row(x[flight], y[flight], numbers.guess));
    numbers.product *= numbers.rows.back().likelihood;
    numbers.sum += numbers.rows.back().loss;
  }
  numbers.mean = numbers.sum / static_cast<double>(numbers.rows.size());
  numbers.guess_loss = mean_loss(x, numbers.guess).value;
  numbers.share = mean(y);
  numbers.flat_loss = mean_loss(x, {std::log(numbers.share / (1 - numbers.share)), 0}).value;
  numbers.model = fit_flights({}, nullptr);
  numbers.centre = mean(x);
  numbers.middle =
      numbers.model.terms[0].estimate + numbers.model.terms[1].estimate * numbers.centre;
  return numbers;
}

}  // namespace odds::lesson

// SPDX-License-Identifier: Apache-2.0
#include "lesson/surface.hpp"

#include <cmath>

#include <odds/kernels.hpp>

#include "lesson/backpropagation_numbers.hpp"
#include "lesson/logistic_regression_numbers.hpp"

namespace odds::lesson {

Surface surface(const std::vector<double>& x, const Axis& bias, const Axis& weight) {
  Surface result;
  result.bias = bias;
  result.weight = weight;
  const auto rows = static_cast<double>(x.size());
  for (std::size_t i = 0; i < bias.count(); ++i) {
    for (std::size_t j = 0; j < weight.count(); ++j) {
      const MeanLoss at = mean_loss(x, {bias.at(i), weight.at(j)});
      result.loss.push_back(at.value);
      result.likelihood.push_back(std::exp(-rows * at.value));
      result.by_bias.push_back(at.gradient.bias);
      result.by_weight.push_back(at.gradient.weight);
    }
  }
  return result;
}

UnitNumbers unit_numbers() {
  UnitNumbers numbers;
  for (const double temperature : flights().temperature) {
    numbers.x.push_back(small_input(temperature));
  }
  numbers.surface = surface(numbers.x, {-40, 20, 10}, {-30, 10, 5});
  // b + w x is a multiple of 1/50: b of 1/10, w of 1/5, x of 1/10. Temperatures go from 31 to 85.
  numbers.table.z = {-1300, 1300, 50};
  for (std::size_t k = 0; k < numbers.table.z.count(); ++k) {
    const double z = numbers.table.z.at(k);
    numbers.table.sigma.push_back(sigma(z));
    numbers.table.loss.push_back(-log_sigma(z));
  }
  const FittedModel model = fit_flights({}, nullptr);
  const double weight = model.terms[1].estimate;
  numbers.best = {model.terms[0].estimate + 70 * weight, 10 * weight};
  numbers.best_loss = -model.log_likelihood / static_cast<double>(numbers.x.size());
  return numbers;
}

ValleyNumbers valley_numbers() {
  const RegressionNumbers regression = regression_numbers();
  ValleyNumbers numbers;
  numbers.weight = {-100, 10, 200};
  for (std::size_t k = 0; k < numbers.weight.count(); ++k) {
    const double w = numbers.weight.at(k);
    const double bias = regression.middle - w * regression.centre;
    const MeanLoss at = mean_loss(flights().temperature, {bias, w});
    numbers.loss.push_back(at.value);
    numbers.slope.push_back(at.gradient.weight - regression.centre * at.gradient.bias);
  }
  return numbers;
}

}  // namespace odds::lesson

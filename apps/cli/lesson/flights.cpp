// SPDX-License-Identifier: Apache-2.0
#include "lesson/flights.hpp"

#include <charconv>
#include <string_view>

#include <odds/kernels.hpp>

namespace odds::lesson {
namespace {

// The file is ours: a line of names, then "NUMBER,NUMBER" in each line.
Flights parse(std::string_view text) {
  Flights table;
  const char* at = text.data() + text.find('\n') + 1;
  const char* const end = text.data() + text.size();
  while (at < end) {
    double temperature = 0, distress = 0;
    at = std::from_chars(at, end, temperature).ptr + 1;
    at = std::from_chars(at, end, distress).ptr + 1;
    table.temperature.push_back(temperature);
    table.distress.push_back(distress);
  }
  return table;
}

}  // namespace

const Flights& flights() {
  static const Flights table = parse(flights_csv);
  return table;
}

FittedModel fit_flights(const FitOptions& options, Observer* observer) {
  Table table;
  table.add_numbers("temperature", flights().temperature);
  table.add_numbers("distress", flights().distress);
  FitOptions with_target = options;
  with_target.target = "distress";
  RunOptions run;
  run.observer = observer;
  return fit(table, with_target, run);
}

double row_loss(double y, double z) { return -log_sigma(y > 0 ? z : -z); }

double residual(double y, double z) { return y > 0 ? -sigma(-z) : sigma(z); }

MeanLoss mean_loss(const std::vector<double>& x, const Unit& unit) {
  const std::vector<double>& y = flights().distress;
  MeanLoss sum;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double z = unit.bias + unit.weight * x[i];
    const double r = residual(y[i], z);
    sum.value += row_loss(y[i], z);
    sum.gradient.bias += r;
    sum.gradient.weight += r * x[i];
  }
  const auto rows = static_cast<double>(x.size());
  return {sum.value / rows, {sum.gradient.bias / rows, sum.gradient.weight / rows}};
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace odds::lesson

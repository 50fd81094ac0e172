// SPDX-License-Identifier: Apache-2.0
//
// The table of the lesson, data/orings.csv, and one logistic unit on it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <odds/model.hpp>

namespace odds::lesson {

struct Flights {
  std::vector<double> temperature;  // degrees Fahrenheit
  std::vector<double> distress;     // 1: a ring was damaged
};

// The text of the file; made by cmake/OddsEmbed.cmake.
extern const std::string_view flights_csv;

const Flights& flights();

// What odds fits to the flights, whatever these options leave open. `observer` may be null.
FittedModel fit_flights(const FitOptions& options, Observer* observer);

// z = bias + weight x
struct Unit {
  double bias = 0;
  double weight = 0;
};

// The mean loss of a unit over the flights, and its derivatives.
struct MeanLoss {
  double value = 0;
  Unit gradient;
};

// `x` by flight: the temperature, or what was made of it.
MeanLoss mean_loss(const std::vector<double>& x, const Unit& unit);

// -log p of the outcome that was seen, y = 0 or 1, where p = sigma(z).
double row_loss(double y, double z);
// p - y, without the subtraction.
double residual(double y, double z);

double mean(const std::vector<double>& values);

}  // namespace odds::lesson

// SPDX-License-Identifier: Apache-2.0
//
// The numbers of chapter 1.
#pragma once

#include <vector>

#include <odds/model.hpp>

#include "lesson/flights.hpp"

namespace odds::lesson {

// One flight on its way from the temperature to its share of the loss.
struct LikelihoodRow {
  double temperature = 0;
  double distress = 0;     // y
  double predictor = 0;    // z
  double probability = 0;  // p
  double likelihood = 0;   // p^y (1 - p)^(1 - y)
  double loss = 0;         // -log likelihood
};

struct RegressionNumbers {
  Unit line;   // least squares: y is about bias + weight temperature
  Unit guess;  // round coefficients
  std::vector<LikelihoodRow> rows;
  double product = 0;     // of the likelihoods of the rows
  double sum = 0;         // of their losses
  double mean = 0;        // sum by the number of rows
  double guess_loss = 0;  // over all flights
  double flat_loss = 0;   // where every flight gets the same probability
  double share = 0;       // of flights with distress
  FittedModel model;      // Newton's
  double centre = 0;      // mean temperature
  double middle = 0;      // the model's log-odds there
  // The mean loss with the slope `weight` and the best bias at the centre.
  double loss_at_slope(double weight) const;
};

RegressionNumbers regression_numbers();

}  // namespace odds::lesson

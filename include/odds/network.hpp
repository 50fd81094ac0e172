// SPDX-License-Identifier: Apache-2.0
//
// Networks of logistic units: layers of hidden units between the features and the last unit, which
// is always a logistic unit fused with the log-likelihood.
//
//   a_0 = x,   z_l = W_l a_{l-1} + b_l,   a_l = f(z_l),   z = w'a_L + b + offset,   p = sigma(z)
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>

namespace odds {

// f of the hidden units: 1 / (1 + exp(-z)), tanh(z), max(0, z).
enum class Activation { logistic, tanh, relu };

// Length of step t of T of a stochastic solver:
//   constant  step        inverse  step / (1 + 10 t / T)       cosine  step (1 + cos(pi t / T)) / 2
enum class Schedule { constant, inverse, cosine };

// What changes the answer of a network, and of one unit fitted by a stochastic solver. A default is
// written here and nowhere else.
struct NetworkOptions {
  std::vector<std::size_t> hidden;  // units of each hidden layer; empty: one logistic unit
  Activation activation = Activation::logistic;
  std::int64_t starts = 3;    // start 0 embeds the logistic regression, others are random
  std::int64_t batch = 256;   // rows in a step of a stochastic solver
  std::int64_t epochs = 100;  // passes of a stochastic solver over the rows
  Schedule schedule = Schedule::cosine;
  std::uint64_t seed = 1;       // of random starts, batches and the rows of the validation
  double validation = 0.0;      // share of the rows kept apart for early stopping; 0: none
  std::int64_t patience = 10;   // epochs without a smaller validation loss before the end
  bool check_gradient = false;  // compare the gradient with differences of the loss
};

inline constexpr double default_sgd_step = 0.1;
inline constexpr double default_sgd_momentum = 0.9;
inline constexpr double default_adam_step = 0.02;

// Units of one layer.
struct NetworkLayer {
  // By unit. In the first layer the linear predictor where every number is at its centre
  // (ColumnEncoding::centre).
  std::vector<double> biases;
  // units x inputs, row by row. Inputs of the first layer are the terms of the model, in their
  // order and in the user's units; those of the others the units before.
  std::vector<double> weights;

  std::size_t units() const { return biases.size(); }
};

// A loss is the mean negative log-likelihood over its rows; NaN where it does not apply.
struct TrainingEpoch {
  std::int64_t epoch = 0;  // passes over the rows, or iterations of a solver that uses all rows
  double training = std::numeric_limits<double>::quiet_NaN();
  double validation = std::numeric_limits<double>::quiet_NaN();
};

struct TrainingStart {
  std::string kind;         // "embedded": the logistic regression; "random"; "zero": of one unit
  std::int64_t epochs = 0;  // done
  std::string stop_reason;  // gradient, budget, patience, line_search, no_minimum, diverged,
                            // interrupted
  TrainingEpoch best;       // the point that was kept
};

// Hidden units of one layer that do nothing but pass a constant on, on the rows of the fit.
struct IdleUnits {
  std::int64_t saturated = 0;  // logistic, tanh: |f'| below 1e-3 of its largest on every row
  std::int64_t dead = 0;       // relu: 0 on every row; others: weights onward of zero
};

// Derivatives by backpropagation beside central differences of the loss, in random directions.
struct GradientCheck {
  double max_relative_difference = std::numeric_limits<double>::quiet_NaN();
  bool passed = false;
  std::uint64_t rows = 0;
};

// A fitted network. Without hidden units `layers` is empty and nothing of it applies.
struct Network {
  Activation activation = Activation::logistic;
  std::vector<NetworkLayer> layers;  // the last one is the output unit
  std::vector<double> scales;        // by term: the standard deviation of a number, 1 for others

  bool is_used() const { return !layers.empty(); }
  std::size_t parameter_count() const {
    std::size_t count = 0;
    for (const NetworkLayer& layer : layers) count += layer.biases.size() + layer.weights.size();
    return count;
  }
};

// How a network, or one unit by a stochastic solver, came to be.
struct Training {
  std::vector<TrainingStart> starts;
  std::uint64_t chosen = 0;            // index into starts
  std::vector<TrainingEpoch> history;  // of the chosen start; at most 400 points, the last kept
  std::int64_t batch = 0;              // 0: all rows
  double step = 0;
  double momentum = 0;
  std::string schedule;  // "" where there is none
  std::uint64_t seed = 0;
  std::uint64_t training_rows = 0;
  std::uint64_t validation_rows = 0;
  double training_loss = std::numeric_limits<double>::quiet_NaN();
  double validation_loss = std::numeric_limits<double>::quiet_NaN();
  // Of the logistic regression on the training rows: fitted without penalty, or with l2 = 1e-3
  // where the data are separated.
  double single_unit_loss = std::numeric_limits<double>::quiet_NaN();
  double single_unit_validation_loss = std::numeric_limits<double>::quiet_NaN();
  double training_accuracy = std::numeric_limits<double>::quiet_NaN();
  std::vector<IdleUnits> idle;  // by hidden layer

  bool is_used() const { return !starts.empty(); }
};

}  // namespace odds

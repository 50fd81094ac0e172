// SPDX-License-Identifier: Apache-2.0
//
// Data that networks are fitted to: a boundary that one unit can't draw, and noisy outcomes behind
// columns of every kind.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <odds/model.hpp>

#include "reference/network.hpp"

namespace odds::tests::networks {

using Random = std::mt19937_64;

struct Data {
  std::vector<double> a, b, y, w, o;
  std::vector<std::uint32_t> c;
  Table table;
};

inline double uniform(Random& random) {
  return std::uniform_real_distribution<double>(-2, 2)(random);
}

// y = 1 above a parabola.
inline void fill_quadratic(std::size_t rows, Data& data) {
  Random random(4);
  for (std::size_t i = 0; i < rows; ++i) {
    data.a.push_back(uniform(random));
    data.b.push_back(uniform(random));
    data.y.push_back(data.b.back() > data.a.back() * data.a.back() - 1 ? 1.0 : 0.0);
  }
  data.table.add_numbers("a", data.a);
  data.table.add_numbers("b", data.b);
  data.table.add_numbers("y", data.y);
}

// Numbers at odd units, one with missing values, a category, weights and an offset; noisy outcomes.
inline void fill_noisy(std::size_t rows, Data& data) {
  Random random(12);
  for (std::size_t i = 0; i < rows; ++i) {
    const double a = uniform(random);
    const double b = uniform(random);
    data.c.push_back(static_cast<std::uint32_t>(random() % 3));
    data.o.push_back(0.2 * uniform(random));
    data.w.push_back(0.5 + static_cast<double>(random() % 3));
    const double z = a * b + 0.5 * a + (data.c.back() == 1 ? 0.8 : 0.0) + data.o.back();
    data.y.push_back(uniform(random) < 4 / (1 + std::exp(-z)) - 2 ? 1.0 : 0.0);
    data.a.push_back(1e6 + 1e3 * a);
    data.b.push_back(random() % 10 == 0 ? std::nan("") : 1e-4 * b);
  }
  data.table.add_numbers("a", data.a);
  data.table.add_numbers("b", data.b);
  data.table.add_codes("c", data.c, {"p", "q", "r"});
  data.table.add_numbers("w", data.w);
  data.table.add_numbers("o", data.o);
  data.table.add_numbers("y", data.y);
}

inline FitOptions options_of(std::vector<std::size_t> hidden) {
  FitOptions options;
  options.target = "y";
  options.network.hidden = std::move(hidden);
  return options;
}

inline FitOptions noisy_options(std::vector<std::size_t> hidden) {
  FitOptions options = options_of(std::move(hidden));
  options.weights = "w";
  options.offset = "o";
  options.missing = MissingPolicy::mean;
  return options;
}

inline const RunOptions quiet{2, nullptr};

inline bool is_stochastic(Solver solver) { return solver == Solver::sgd || solver == Solver::adam; }

inline bool has_note(const FittedModel& model, const std::string& code) {
  return std::any_of(model.notes.begin(), model.notes.end(),
                     [&](const Note& note) { return note.code == code; });
}

// The inputs of the first layer in a row of the noisy data, the 1 first.
inline std::vector<double> inputs_on_paper(const FittedModel& model, const Data& data,
                                           std::size_t i) {
  std::vector<double> x{1.0};
  for (const Term& term : model.terms) {
    const auto column = std::find_if(model.columns.begin(), model.columns.end(),
                                     [&](const auto& c) { return c.name == term.column; });
    if (term.column == "c") {
      x.push_back(column->levels[data.c[i]] == term.level ? 1.0 : 0.0);
    } else if (term.level == "missing") {
      x.push_back(std::isnan(data.b[i]) ? 1.0 : 0.0);
    } else {
      const double value = term.column == "a" ? data.a[i] : data.b[i];
      x.push_back((std::isnan(value) ? column->fill : value) - column->centre);
    }
  }
  return x;
}

// Layer by layer, input by input, the biases first.
inline std::vector<double> parameters_of(const FittedModel& model) {
  std::vector<double> parameters;
  for (const NetworkLayer& layer : model.network.layers) {
    const std::size_t inputs = layer.weights.size() / layer.units();
    for (const double bias : layer.biases) parameters.push_back(bias);
    for (std::size_t k = 0; k < inputs; ++k) {
      for (std::size_t u = 0; u < layer.units(); ++u) {
        parameters.push_back(layer.weights[u * inputs + k]);
      }
    }
  }
  return parameters;
}

// The layers as they stand in the model, on raw data, by the formulas on paper.
template <class Scalar>
Scalar predictor_on_paper(const FittedModel& model, const Data& data, std::size_t i,
                          const std::vector<Scalar>& parameters) {
  std::vector<std::size_t> hidden;
  for (std::size_t l = 0; l + 1 < model.network.layers.size(); ++l) {
    hidden.push_back(model.network.layers[l].units());
  }
  return reference::network_predictor(inputs_on_paper(model, data, i), hidden,
                                      model.network.activation, parameters) +
         reference::constant(data.o[i], Scalar());
}

}  // namespace odds::tests::networks

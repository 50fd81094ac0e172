// SPDX-License-Identifier: Apache-2.0
//
// The objective of a network: design x network x loss, and the penalty.
//
//   F(theta) = sum_i w_i f_i [ s_i softplus(-z_i) + (m_i - s_i) softplus(z_i) ] + penalty(theta),
//   z_i = z of the last unit + offset_i
//
// Without hidden layers it is the logistic unit's own. The rows kept apart for validation have
// weight zero, and a sum of their own. Blocks are summed in the aligned tree as everywhere.
// Cost of a pass: reading the table once, 2 operations a row and parameter forward, 4 backward.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "design/design.hpp"
#include "network/pass.hpp"
#include "network/weights.hpp"
#include "objective/workspace.hpp"
#include "penalty/ridge.hpp"

namespace odds::objective {

// One flag a row of the table, block after block; null: no row is kept apart.
using RowFlags = std::shared_ptr<const std::vector<std::uint8_t>>;

// The shape of a network over the columns of a design.
network::Shape shape_over(const design::Design& design, std::vector<std::size_t> hidden,
                          Activation activation);

// By row of the first layer: the standard deviation (weights w f m, divisor their sum) of an inner
// column that holds a number, 1 for all others.
std::vector<double> input_scales(const design::Design& design, unsigned workers);

// Losses are total (not mean), without the penalty.
struct NetworkEvaluation {
  double likelihood = 0;             // negative log-likelihood of the training rows
  double validation_likelihood = 0;  // of the rows kept apart
  double value = 0;                  // of the training rows, with penalty
  std::vector<double> gradient;      // of value, flat; empty where it was not asked for
};

// What the units do on the training rows.
struct NetworkActivity {
  double weight = 0;  // sum of w f m
  double right = 0;   // of it on rows where p >= 1/2 agrees with the outcome
  std::vector<std::vector<double>> largest_value;  // by hidden layer and unit: max f(z)
  std::vector<std::vector<double>> largest_slope;  // max |f'(z)|
};

// Works with many threads inside; not to be called from several at once.
class NetworkObjective {
 public:
  // `scales` as of input_scales(); `ridge` acts on the flat parameters. The design must outlive it.
  NetworkObjective(const design::Design& design, network::Shape shape, std::vector<double> scales,
                   penalty::Ridge ridge, RowFlags kept_apart, unsigned workers);
  ~NetworkObjective();

  std::size_t dimension() const { return weights_.layout().flat_size(); }
  const network::Shape& shape() const { return shape_; }
  const network::Layout& layout() const { return weights_.layout(); }
  const std::vector<double>& scales() const { return scales_; }
  const penalty::Ridge& ridge() const { return ridge_; }

  NetworkEvaluation evaluate(const std::vector<double>& point, bool with_gradient) const;
  NetworkActivity activity(const std::vector<double>& point) const;
  // Smallest and largest z, without offset, over the training rows; (0, 0) where there is none.
  std::pair<double, double> predictor_range(const std::vector<double>& point) const;

 private:
  struct Worker;
  // Runs f(worker, state) over all tiles, predictors set.
  template <class State, class F, class Merge>
  State sum_rows(const std::vector<double>& point, bool with_offset, const State& zero,
                 std::size_t bytes, F&& f, Merge&& merge) const;

  const design::Design& design_;
  network::Shape shape_;
  std::vector<double> scales_;
  penalty::Ridge ridge_;
  RowFlags kept_apart_;
  unsigned workers_;
  View view_;
  mutable network::Weights weights_;
  mutable std::vector<std::unique_ptr<Worker>> pool_;  // reused from pass to pass
};

}  // namespace odds::objective

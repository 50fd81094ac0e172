// SPDX-License-Identifier: Apache-2.0
//
// What methods need that know value and gradient alone: gradient descent, L-BFGS, and from batches
// of rows stochastic gradient descent and Adam. The same ones serve one logistic unit and networks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace odds::solver {

// A mean loss with its penalty, in coordinates whose scales are alike.
class MeanLoss {
 public:
  virtual ~MeanLoss() = default;
  virtual std::size_t dimension() const = 0;
  // The value at `point`; its gradient there goes into `gradient`, resized to dimension().
  virtual double evaluate(const std::vector<double>& point,
                          std::vector<double>& gradient) const = 0;
};

// The same, estimated from a batch of its rows.
class SampledLoss {
 public:
  virtual ~SampledLoss() = default;
  virtual std::size_t dimension() const = 0;
  virtual std::int64_t batch_count() const = 0;  // batches in an epoch
  // Draws the batches of an epoch: the same ones for the same (seed, epoch).
  virtual void begin_epoch(std::uint64_t seed, std::int64_t epoch) = 0;
  // Mean loss of a batch with the penalty, and its gradient, an unbiased estimate of the whole's.
  virtual double evaluate_batch(std::int64_t batch, const std::vector<double>& point,
                                std::vector<double>& gradient) = 0;
};

// A point that a solver has accepted: the start first (iteration 0), then one for each iteration,
// or for each epoch of a stochastic solver.
struct Visit {
  std::int64_t iteration = 0;
  const std::vector<double>& point;
  double value = 0;  // of the mean loss; of a stochastic solver the mean over its batches
  const std::vector<double>* gradient = nullptr;  // null for a stochastic solver
};

// Follows a search; a reason other than "" ends it.
using Watch = std::function<std::string(const Visit&)>;

struct Descent {
  // "gradient", "max_iterations", "line_search" (no decrease to be had, or the values leave the
  // finite numbers), or what the watch said.
  std::string stop_reason;
  std::int64_t iterations = 0;
  std::vector<double> point;  // the last one accepted
  double value = 0;
  std::vector<double> gradient;  // empty after a stochastic solver
};

// When a descent with gradients ends by itself.
struct Limits {
  double gradient_tolerance = 0;  // of the Euclidean norm
  std::int64_t max_iterations = 0;
};

// What the watch says; "" where there is none.
std::string ask(const Watch& watch, const Visit& visit);

// Why to stop at a point that was accepted: the watch is asked, then the limits. "" to go on.
std::string end_of_descent(const Descent& at, const Limits& limits, const Watch& watch);

}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
//
// Descent by the gradients of batches of rows:
//
//   sgd    v <- momentum v - step_t g,   theta <- theta + v                          (heavy ball)
//   adam   m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2,
//          theta <- theta - step_t (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e)
//
// with b1 = 0.9, b2 = 0.999, e = 1e-8, t = 1, 2, ... counting batches (Kingma & Ba 2015, "Adam: a
// method for stochastic optimization", algorithm 1), and step_t as the schedule says.
//
// Sampling noise ends no search: it goes on for the epochs it was given, unless the watch ends it
// or a number is no longer finite ("diverged"; the point is then the one of the last whole epoch).
// The value of a visit is the mean over the batches of its epoch, at the points where each was
// seen; at the start it is NaN. No memory is allocated between batches.
#pragma once

#include <cstdint>
#include <vector>

#include <odds/network.hpp>

#include "solver/first_order.hpp"

namespace odds::solver {

struct StochasticOptions {
  double step = default_sgd_step;
  double momentum = default_sgd_momentum;  // of sgd, in [0, 1)
  Schedule schedule = Schedule::cosine;
  std::int64_t epochs = 100;
  std::uint64_t seed = 1;
};

// The length of step `t` of `count`, 0 <= t <= count, in the same bits everywhere.
double scheduled_step(Schedule schedule, double step, std::int64_t t, std::int64_t count);

Descent sgd(SampledLoss& loss, std::vector<double> start, const StochasticOptions& options,
            const Watch& watch);

Descent adam(SampledLoss& loss, std::vector<double> start, const StochasticOptions& options,
             const Watch& watch);

}  // namespace odds::solver

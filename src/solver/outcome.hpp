// SPDX-License-Identifier: Apache-2.0
//
// How a minimisation ended. Not converging is a value, never an error.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <odds/base.hpp>

#include "objective/smooth.hpp"
#include "solver/certificate.hpp"
#include "solver/trace.hpp"

namespace odds::solver {

struct [[nodiscard]] Outcome {
  bool converged = false;
  // gradient, decrement, max_iterations, line_search, separation, interrupted
  std::string stop_reason;
  std::int64_t iterations = 0;
  std::vector<double> coefficients;  // the best point, in the coordinates of the objective
  objective::Evaluation evaluation;  // at that point, with curvature
  Proof proof;                       // at that point
  Trace trace;
};

// What a solver is given besides the objective.
struct Problem {
  Scale scale;
  std::vector<double> largest;     // see prove()
  std::vector<std::size_t> group;  // see prove()
  double tolerance = 1e-12;        // stop at lambda^2 <= tolerance
  bool polishes = true;            // close with full steps; see newton.hpp
  bool proves = true;              // false: a point near the minimum is wanted, and no certificate
  std::int64_t max_iterations = 100;
  const RunOptions* run = nullptr;
  // Called between iterations while nothing proves that a minimum exists (u >= 0.9), with the
  // number of the iteration and the Newton step there; true ends the search as separated.
  std::function<bool(std::int64_t iteration, const Outcome& at)> is_separated;
};

// Adds where the search stands to its trace.
void record(const Problem& problem, Outcome& outcome);

// True when the observer asks to stop.
bool stop_requested(const Problem& problem, std::int64_t iteration, double value);

}  // namespace odds::solver

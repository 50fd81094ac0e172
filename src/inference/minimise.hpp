// SPDX-License-Identifier: Apache-2.0
//
// One minimisation on a view of a design: coordinates chosen for their condition, the solver run,
// and where nothing proves a minimum, separation proved.
#pragma once

#include <optional>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/separation.hpp"
#include "objective/view.hpp"
#include "solver/newton.hpp"
#include "solver/outcome.hpp"

namespace odds::inference {

// Newton's method is the one unit's default.
inline bool uses_newton(const EstimateOptions& options) {
  return options.solver == Solver::automatic || options.solver == Solver::newton;
}

struct Minimum {
  objective::View view;  // with the basis that was used
  solver::Outcome outcome;
  std::optional<Separation>
      separation;                    // its direction over the columns of the view, without basis
  std::vector<double> coefficients;  // over the columns of the view, without basis
  double condition_number = 1;       // of the curvature over the columns, scaled to unit diagonal
};

// Where to begin: gram() of the view over its columns, without basis, and a start near the minimum
// where there is one.
struct Beginning {
  std::vector<double> gram;
  std::optional<solver::Start> start;  // over the columns of the view
};

// The ridge penalty in the coordinates of the design.
penalty::Ridge inner_ridge(const design::Design& design, const DesignOptions& options,
                           unsigned workers);

Minimum minimise(const design::Design& design, const objective::View& view,
                 const Beginning& beginning, const EstimateOptions& options, const RunOptions& run);

}  // namespace odds::inference

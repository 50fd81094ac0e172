// SPDX-License-Identifier: Apache-2.0
//
// Separation of several classes, decided by proof as that of two (separation.hpp).
//
// A direction D (one d_k for each equation, 0 for the reference) proves that no finite estimate
// exists when (d_y - d_k)'x >= 0 for every row, y its class, and every other class k, and > 0
// somewhere; the separation is complete if > 0 everywhere. Candidates come from Newton's own steps,
// projected on the null space of those pairs of a row and a class that the step does not move.
//
// Albert & Anderson (1984), On the existence of maximum likelihood estimates in logistic regression
// models, which treats several classes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>

#include "objective/classes.hpp"

namespace odds::inference {

struct ClassSeparation {
  bool is_complete = false;
  std::vector<double> direction;  // equation by equation over the columns of the view, no basis
};

// A verified direction, or nothing. `step` is a Newton step at a point far out, equation by
// equation over the columns of `view`, whose basis is left aside.
std::optional<ClassSeparation> prove_class_separation(const design::Design& design,
                                                      const objective::View& view,
                                                      const std::vector<double>& step,
                                                      unsigned workers);

// Names the terms of the direction with their class, the largest effect first. The direction is
// over all inner columns. Codes separation.complete and separation.quasi.
Error class_separation_error(const design::Design& design, const ClassSeparation& separation);

}  // namespace odds::inference

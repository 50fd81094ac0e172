// SPDX-License-Identifier: Apache-2.0
//
// Rao's score test of the whole model: g'H^-1 g at the null model, g and H the gradient and the
// curvature of all coefficients there. It needs no fit.
#pragma once

#include <vector>

#include <odds/inference.hpp>

#include "inference/null_model.hpp"
#include "objective/likelihood.hpp"

namespace odds::inference {

// The null model's coefficients in the coordinates of a view that has all columns.
std::vector<double> null_coefficients(const design::Design& design, const NullModel& null,
                                      const objective::View& view);

// `at_null` is the evaluation there, with curvature; NaN where that is singular.
ChiSquareTest score_test(const objective::Evaluation& at_null, std::int64_t df);

}  // namespace odds::inference

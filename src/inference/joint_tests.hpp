// SPDX-License-Identifier: Apache-2.0
//
// Tests of all terms of one column against zero (the type 3 tests of an analysis of effects), each
// with the other columns in the model.
//
//   Wald              from the covariance of the estimates
//   likelihood ratio  2 (log L - max { log L(theta) : the column's terms are 0 }), a fit a column
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "inference/covariance.hpp"
#include "inference/estimate.hpp"

namespace odds::inference {

// The terms of one column.
struct Effect {
  std::string column;
  std::vector<std::size_t> terms;
};
// In the order of the terms; the intercept has none.
std::vector<Effect> effects(const design::Design& design);

struct JointTests {
  std::vector<JointTest> tests;  // by column, in the order of the terms; the intercept has none
  std::vector<Note> notes;
};

// `covariance` is that of the solution's functionals; empty where there is none.
JointTests joint_tests(const design::Design& design, const Estimate& estimate,
                       const Covariance& covariance, JointTestMethod method, const RunOptions& run);

}  // namespace odds::inference

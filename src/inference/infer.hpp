// SPDX-License-Identifier: Apache-2.0
//
// From estimates to what is said of them: standard errors, intervals, tests, explained variation.
// Besides the fit's own passes over the data it takes one (score test, Tjur's coefficient and
// spreads of the columns, together), one more for robust standard errors or with an offset, and
// those of profile intervals and likelihood-ratio tests where they are asked for.
#pragma once

#include <cstdint>
#include <vector>

#include <odds/inference.hpp>

#include "inference/estimate.hpp"
#include "inference/profile.hpp"

namespace odds::inference {

struct Inference {
  std::vector<double> std_errors;   // by term; empty under a penalty; NaN for terms that run away
  std::vector<double> correlation;  // terms x terms, row major; empty under a penalty
  double centred_intercept_std_error = not_applicable;
  std::vector<double> centred_intercept_correlation;  // by term
  std::vector<Interval> intervals;                    // by term; empty unless profile was asked for
  std::vector<double> standardised;                   // by term; NaN for the intercept
  GlobalTests tests;
  std::vector<JointTest> joint_tests;
  RSquared r2;
  std::uint64_t cluster_count = 0;
  std::vector<Note> notes;
};

// Empty for an estimate that did not converge; under a penalty only r2 and standardised are set.
Inference infer(const design::Design& design, const Estimate& estimate,
                const InferenceOptions& options, const RunOptions& run);

}  // namespace odds::inference

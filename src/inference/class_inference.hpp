// SPDX-License-Identifier: Apache-2.0
//
// From estimates of several classes to what is said of them: standard errors, tests, explained
// variation. All is that of two classes with the terms of all equations in one list.
#pragma once

#include <vector>

#include <odds/inference.hpp>

#include "inference/class_estimate.hpp"

namespace odds::inference {

struct ClassInference {
  std::vector<double> std_errors;    // by equation and term; empty under a penalty
  std::vector<double> correlation;   // of all, row major; empty under a penalty
  std::vector<double> standardised;  // by equation and term; NaN for intercepts
  GlobalTests tests;
  std::vector<JointTest> joint_tests;  // of a column in all equations at once
  RSquared r2;                         // without Tjur's, which is of two classes
};

// Empty for an estimate that did not converge; under a penalty only r2 and standardised are set.
ClassInference infer_classes(const design::Design& design, const ClassEstimate& estimate,
                             const InferenceOptions& options, const RunOptions& run);

}  // namespace odds::inference

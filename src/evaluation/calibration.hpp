// SPDX-License-Identifier: Apache-2.0
//
// Calibration (Cox 1958): do the scores say too much or too little?
//
//   intercept   a of  logit P(y = 1) = a + z          (0: right on average)
//   slope       b of  logit P(y = 1) = a' + b z       (1: neither over- nor underconfident)
//
//   test        likelihood ratio of the scores as they are (intercept 0, slope 1) against the
//   second,
//               2 degrees of freedom; not where the fit's own
//               equations make both hold
//
// Both are logistic regressions like any other, so odds fits and certifies them: on a table that
// shows the columns of the outcome as they are and the scores beside them. A row without a score is
// a missing value there, and dropped.
#pragma once

#include <odds/evaluation.hpp>

#include "design/roles.hpp"
#include "evaluation/losses.hpp"
#include "evaluation/ranks/sort.hpp"

namespace odds::evaluation {

// The rows of `table` with their scores, in the order of the table. All must outlive it.
struct ScoredTable {
  const Table& table;
  const design::Roles& roles;
  const ScoredRows& scores;
};

// Fills calibration_intercept, calibration_slope and calibration_test, with notes. Throws
// Error{interrupted}.
void fill_calibration(const ScoredTable& scored, const FittedModel& model, const LossSums& sums,
                      const RunOptions& run, ModelEvaluation& evaluation);

}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
//
// From a design to estimates: resolve constants and collinearity, minimise, certify or prove
// separation, and form standard errors. Everything numerical that a fitted model reports.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"

namespace odds::inference {

// In the order of design.terms() after removals, in the user's units.
struct Estimate {
  std::vector<double> coefficients;  // NaN where `limits` says the term runs away
  std::vector<std::string> limits;   // "", "+inf", "-inf", "undetermined"
  std::vector<double> std_errors;    // empty under a penalty; NaN for terms that run away
  std::vector<double> correlation;   // terms x terms, row major; empty under a penalty
  double centred_intercept = 0;      // z = this + sum_j theta_j (x_j - centre_j)
  double centred_intercept_std_error = not_applicable;
  std::vector<double> centred_intercept_correlation;  // with each term's estimate

  bool converged = false;
  std::string stop_reason;
  std::int64_t iterations = 0;
  Certificate certificate;
  double condition_number = not_applicable;
  bool separated = false;

  double log_likelihood = not_applicable;
  double null_log_likelihood = not_applicable;
  std::string null_model;               // "intercept" or "offset"
  double saturated_log_likelihood = 0;  // of the rows as given; 0 for a plain target
  std::int64_t rank = 0;                // coefficients that the data determine
  std::int64_t null_rank = 0;           // 1 where the null model has an intercept
  std::vector<Note> notes;
};

// Removes constant and collinear terms from the design (with notes), then fits.
// Throws Error{refused}: separation.complete, separation.quasi (under SeparationPolicy::error).
Estimate estimate(design::Design& design, const EstimateOptions& options, const RunOptions& run);

}  // namespace odds::inference

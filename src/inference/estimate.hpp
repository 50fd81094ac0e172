// SPDX-License-Identifier: Apache-2.0
//
// From a design to estimates: resolve constants and collinearity, minimise, certify or prove
// separation. What is said of the estimates, from standard errors on, is infer()'s.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/functionals.hpp"
#include "inference/minimise.hpp"
#include "inference/null_model.hpp"

namespace odds::inference {

// Where the estimates lie, for all that is said of them.
struct Solution {
  Minimum first;                 // on all rows and columns
  std::optional<Minimum> limit;  // of separated data, on what the separation leaves
  // By term, then the centred intercept; empty where a kink or a bound allows no statement of them.
  std::vector<Functional> functionals;
  std::vector<bool> is_finite;  // by functional
  std::vector<double> inner;    // over the inner columns; 0 for those left out
  // Rows that are predicted without error; null where there are none.
  std::shared_ptr<const std::vector<std::uint8_t>> predicted_rows;
  NullModel null;
  bool is_firth = false;  // first.outcome.evaluation.value is Firth's F
  // At the null model in the inner coordinates, where one pass had it beside the start.
  std::optional<objective::Evaluation> at_null;

  // The minimum that the finite estimates come from; without coefficients where no row is left.
  const Minimum& finite() const { return limit ? *limit : first; }
};

// In the order of design.terms() after removals, in the user's units.
struct Estimate {
  std::vector<double> coefficients;  // NaN where `limits` says the term runs away
  std::vector<std::string> limits;   // "", "+inf", "-inf", "undetermined"
  std::vector<double> scoring;       // FittedModel::scoring_estimates; empty without interactions
  double centred_intercept = 0;      // z = this + sum_j theta_j (x_j - centre_j)

  Solver solver = Solver::automatic;  // what `automatic` came to where it was not Newton's method
  bool converged = false;
  std::string stop_reason;
  std::int64_t iterations = 0;
  std::vector<FitStep> steps;
  Certificate certificate;
  double condition_number = not_applicable;
  bool separated = false;

  double penalized_log_likelihood = not_applicable;  // of Firth's method, in the user's units
  double log_likelihood = not_applicable;
  double null_log_likelihood = not_applicable;
  std::string null_model;               // "intercept" or "offset"
  double saturated_log_likelihood = 0;  // of the rows as given; 0 for a plain target
  std::int64_t rank = 0;                // coefficients that the data determine
  std::int64_t null_rank = 0;           // 1 where the null model has an intercept
  Solution solution;
  std::vector<Note> notes;
};

// What a solver's trace says.
std::vector<FitStep> fit_steps(const solver::Trace& trace);

// What the proof at a point says of the mean loss, with an allowance for rounding.
Certificate certificate_of(const solver::Outcome& outcome, double condition_number);

// Removes constant and collinear terms from the design (with notes), then fits.
// Throws Error{refused}: separation.complete, separation.quasi (under SeparationPolicy::error).
Estimate estimate(design::Design& design, const EstimateOptions& options, const RunOptions& run);

// What is known of a point that was reached without a proof: coefficients over the inner columns of
// a design without constant and collinear terms. `converged` is false; the certificate says how far
// from the minimum it is where that can be bounded.
Estimate estimate_at(const design::Design& design, std::vector<double> inner, const NullModel& null,
                     const EstimateOptions& options, const RunOptions& run);

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
//
// From a design of several classes to estimates: the way of estimate.hpp for the softmax loss.
//
//   log (p_k / p_reference) = b_k + x'theta_k,       K - 1 equations
//   p_k proportional to exp(b_k + x'theta_k),        under a penalty: K equations
//
// Without a penalty by Newton's method with its certificate (loss/softmax.hpp has its constant).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/functionals.hpp"
#include "objective/view.hpp"
#include "solver/outcome.hpp"

namespace odds::inference {

// The log-likelihoods that a fit of several classes is compared with.
struct ClassNullModel {
  std::vector<double> intercepts;  // by equation, over design.constant_column(); 0 where none
  double log_likelihood = not_applicable;
  bool has_constant = false;  // else every class has the same probability
};
ClassNullModel class_null_model(const design::Design& design);

// A point, and what is known of it.
struct ClassMinimum {
  objective::View view;       // with the basis that was used
  solver::Outcome outcome;    // in its coordinates; without curvature after L-BFGS
  std::vector<double> inner;  // equation by equation over the inner columns
  double condition_number = not_applicable;
  Certificate certificate;
};

// In the order of the equations, each in the order of design.terms() after removals.
struct ClassEstimate {
  std::size_t equation_count = 0;
  std::vector<double> coefficients;        // in the user's units
  std::vector<double> scoring;             // FittedModel::scoring_estimates
  std::vector<double> centred_intercepts;  // by equation

  std::string solver;  // as FittedModel::solver says it
  bool converged = false;
  std::string stop_reason;
  std::int64_t iterations = 0;
  double log_likelihood = not_applicable;
  std::int64_t rank = 0;
  std::int64_t null_rank = 0;
  ClassNullModel null;
  ClassMinimum minimum;
  std::vector<Functional> functionals;  // of one equation, by term
  std::vector<Note> notes;
};

// Removes constant and collinear terms from the design (with notes), then fits. Throws
// Error{refused}: separation.complete, separation.quasi, design.too_many_terms.
ClassEstimate estimate_classes(design::Design& design, const EstimateOptions& options,
                               const RunOptions& run);

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
//
// The minimum of a penalised likelihood over sparse columns: which solver takes which problem.
//
//   ridge alone           Newton's method with conjugate gradients, or L-BFGS where asked for
//   l1, bounds            few columns leave 0: proximal Newton steps on a working set that grows by
//                         the columns whose conditions are violated the most (Johnson & Guestrin
//                         2015, Blitz; Massias, Gramfort & Salmon 2018, Celer);
//                         many: Newton's method in an orthant
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "inference/penalty_strengths.hpp"
#include "objective/response_rows.hpp"
#include "objective/sparse_features.hpp"

namespace odds::inference {

struct SparseProblem {
  const objective::SparseFeatures& features;
  const objective::ResponseRows& response;
  const PenaltyStrengths& strengths;  // by inner column
  double nobs = 0;                    // sum of f m
};

struct SparseMinimum {
  std::vector<double> theta;  // by inner column
  std::string solver;         // as FittedModel::solver says it
  bool converged = false;
  std::string stop_reason;
  std::int64_t iterations = 0;
  std::vector<FitStep> steps;
  Certificate certificate;
  double likelihood = 0;  // negative log-likelihood
};

// From `start` on, which lies within the bounds.
SparseMinimum minimise_sparse(const SparseProblem& problem, std::vector<double> start,
                              const EstimateOptions& options, const RunOptions& run);

}  // namespace odds::inference

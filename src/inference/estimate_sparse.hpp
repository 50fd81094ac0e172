// SPDX-License-Identifier: Apache-2.0
//
// From a sparse design to estimates under a penalty, with a proof of how far they are from the
// optimum. There are no standard errors, and a minimum always exists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/sparse_design.hpp"
#include "inference/null_model.hpp"

namespace odds::inference {

struct SparseEstimate {
  std::vector<double> inner;  // over the inner columns of the design
  std::string solver;         // as FittedModel::solver says it
  bool converged = false;
  std::string stop_reason;
  std::int64_t iterations = 0;
  std::vector<FitStep> steps;
  Certificate certificate;
  double log_likelihood = not_applicable;
  NullModel null;
  std::vector<Note> notes;
};

// Requires: options.is_penalised(). Terms of the dense part that are constant are removed first.
SparseEstimate estimate_sparse(design::SparseDesign& design, const EstimateOptions& options,
                               const RunOptions& run);

}  // namespace odds::inference

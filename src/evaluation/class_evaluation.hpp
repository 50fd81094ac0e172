// SPDX-License-Identifier: Apache-2.0
//
// How good the probabilities of several classes are. With y the class of a row:
//
//   log-loss   mean of -log p_y, from the scores
//   Brier      mean of sum_k ([k = y] - p_k)^2
//   accuracy   share of the rows whose most probable class is y, the first where several are
//   AUC        of each class against all others, by the logit of its probability (which has an
//              order where p rounds to 1), as that of two classes in ranks/concordance.hpp
#pragma once

#include <odds/evaluation.hpp>

#include "design/roles.hpp"
#include "design/rows.hpp"

namespace odds::evaluation {

// What is evaluated; all must outlive the call.
struct ClassQuestion {
  const FittedModel& model;
  const Table& table;
  const design::Source& source;
  const design::Roles& roles;
  const design::RowSet& rows;
};

// Fills everything that applies. Throws Error{refused}: evaluate.label, evaluate.no_rows,
// weight.overflow, predict.*.
void evaluate_classes(const ClassQuestion& question, const EvaluateOptions& options,
                      MissingPolicy missing, const RunOptions& run, ModelEvaluation& result);

}  // namespace odds::evaluation

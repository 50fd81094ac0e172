// SPDX-License-Identifier: Apache-2.0
//
// A table as an evaluation sees it: the columns that it asks for, the rows that count, what
// happened in them and what the model says.
#pragma once

#include <string>
#include <vector>

#include <odds/evaluation.hpp>

#include "design/roles.hpp"
#include "design/rows.hpp"
#include "evaluation/outcomes.hpp"
#include "model/predict_rows.hpp"

namespace odds::evaluation {

struct ScoredData {
  // Model and table must outlive it. Throws Error as evaluate() does.
  ScoredData(const FittedModel& model, const Table& table, const EvaluateOptions& options,
             const RunOptions& run);
  ScoredData(const ScoredData&) = delete;
  ScoredData& operator=(const ScoredData&) = delete;

  design::Source source;
  std::vector<std::string> names;  // of the table's columns
  design::Roles roles;
  DesignOptions policy;  // of missing values
  design::RowSet rows;
  model::TableScorer scores;
  Outcomes outcomes;
};

}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
//
// The one pass over the table: the score of every row, and the sums over rows on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/evaluation.hpp>

#include "design/rows.hpp"
#include "evaluation/losses.hpp"
#include "evaluation/outcomes.hpp"
#include "evaluation/ranks/ranking.hpp"
#include "model/predict_rows.hpp"

namespace odds::evaluation {

class Scoring {
 public:
  // All must outlive it.
  Scoring(const FittedModel& model, const Table& table, const design::Source& source,
          const design::Roles& roles, const design::RowSet& rows);

  // Throws Error{refused}: evaluate.label, predict.*.
  LossSums run(const EvaluateOptions& options, MissingPolicy missing, const RunOptions& run);

  // In the order of the table; z is NaN where a row is left out.
  ScoredRows& scores() { return scores_; }
  const RowColumns& columns() const { return columns_; }

  // Rows that count but have no score.
  std::uint64_t unscored() const;
  std::string unscored_text() const;
  std::string cure() const;  // where no row has a score
  void add_notes(std::vector<Note>& notes) const;

 private:
  const FittedModel& model_;
  const Table& table_;
  const design::Source& source_;
  const design::Roles& roles_;
  const design::RowSet& rows_;
  ScoredRows scores_;
  RowColumns columns_;
  model::FateCounts fates_;
  std::optional<Note> unseen_;  // entries of sparse columns that the model does not know
};

}  // namespace odds::evaluation

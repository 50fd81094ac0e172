// SPDX-License-Identifier: Apache-2.0
//
// What scoring has to say of columns and rows, and the scorer of a table in memory: shared by
// prediction and evaluation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <odds/model.hpp>

#include "model/predict_scorer.hpp"

namespace odds::model {

// Rows by fate.
struct FateCounts {
  std::array<std::uint64_t, model::fate_count> of{};
  std::uint64_t without_limits = 0;  // of the rows with a score

  std::uint64_t& operator[](Fate fate) { return of[static_cast<std::size_t>(fate)]; }
  void add(const FateCounts& other) {
    for (std::size_t i = 0; i < of.size(); ++i) of[i] += other.of[i];
    without_limits += other.without_limits;
  }
};

// Position of `name` in `names`. Throws Error{refused}: predict.column_missing.
std::size_t require_column(const std::string& name, const std::vector<std::string>& names,
                           const std::string& file);

// How data are read for a model: columns keep the numbers that they had at the fit.
ReadOptions reading_for(const FittedModel& model, const ReadOptions& read);

// Throws Error{refused} "predict.not_sparse" where the estimates are of sparse columns and the data
// have none.
void require_sparse(const FittedModel& model, bool is_sparse, const std::string& file);

// The refusal of a row; where.row is known.
Error problem_error(const ScoreProblem& problem, std::string_view level, const std::string& column,
                    Where where);

std::vector<Note> fate_notes(FateCounts counts);

// A scorer bound to the columns of a table. Both model and table must outlive it.
class TableScorer {
 public:
  // Throws Error{refused}: predict.column_missing, predict.column_kind.
  TableScorer(const FittedModel& model, const Table& table, const PredictOptions& options);
  TableScorer(const TableScorer&) = delete;
  TableScorer& operator=(const TableScorer&) = delete;

  const Scorer& rows() const { return scorer_; }
  // Where the inputs lie in the table.
  const std::vector<ScoreColumn>& columns() const { return inputs_; }
  // The refusal of a row in the block that starts at `first_row` (0-based).
  Error error(const ScoreProblem& problem, std::uint64_t first_row) const;

 private:
  Scorer scorer_;
  std::vector<ScoreColumn> inputs_;
};

}  // namespace odds::model

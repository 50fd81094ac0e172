// SPDX-License-Identifier: Apache-2.0
//
// The rows of a tile with their outcomes and scores, and what is wrong with the first row that
// can't be accepted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <odds/evaluation.hpp>

#include "design/rows.hpp"
#include "design/tile.hpp"
#include "evaluation/outcomes.hpp"
#include "model/predict_rows.hpp"

namespace odds::evaluation {

// Where some rows of a block lie among all.
struct TilePlace {
  std::uint64_t block = 0;
  std::size_t begin = 0;
  std::size_t count = 0;
  std::uint64_t first_row() const { return block * block_rows + begin; }
};

struct ScoredTile {
  // With columns of so many terms, or without.
  explicit ScoredTile(std::size_t terms = 0) : columns(terms * design::tile_rows) {}

  OutcomeTile outcomes;
  std::array<double, design::tile_rows> z{};  // NaN where a row is left out
  std::array<model::Fate, design::tile_rows> fate{};
  base::AlignedVector<double> columns;  // as Scorer::predictor() gives them
};

// The first rows that can't be accepted, 0-based.
struct TileProblems {
  LabelProblem label;
  std::uint64_t row = std::numeric_limits<std::uint64_t>::max();

  void add(const TileProblems& other);
};

class TileScorer {
 public:
  // All must outlive it.
  TileScorer(const model::TableScorer& scorer, const Outcomes& outcomes,
             const design::Source& source, const design::RowSet& rows)
      : scorer_(scorer), outcomes_(outcomes), source_(source), rows_(rows) {}

  // Thread-safe.
  void load(const TilePlace& place, ScoredTile& tile, TileProblems& problems) const;

  // Throws evaluate.label or predict.* where there is a problem.
  void check(const TileProblems& problems) const;

 private:
  model::ScoreProblem problem_of(std::uint64_t row) const;

  const model::TableScorer& scorer_;
  const Outcomes& outcomes_;
  const design::Source& source_;
  const design::RowSet& rows_;
};

// How rows without a predictor are scored in an evaluation under this policy: those that `error`
// and `drop` meet are left out.
PredictOptions scoring_options(const EvaluateOptions& options, MissingPolicy missing);

}  // namespace odds::evaluation

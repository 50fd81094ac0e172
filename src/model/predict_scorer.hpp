// SPDX-License-Identifier: Apache-2.0
//
// From rows to probabilities.
//
//   z = centred_intercept + sum_j theta_j (x_j - centre_j) + offset,   p = sigma(z)
//
// A model with terms that run away (a separated fit, allowed) is scored at its limit: a row in
// which no such term takes part has its finite z; one whose terms all push the same way has p = 1
// or 0; any other can't be scored.
//
// A network's predictor is that of its last unit (+ offset); see predict_network.hpp.
// Limits at a level: sigma(z -+ q se(z)), see predict_interval.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "design/encoder.hpp"
#include "design/tile.hpp"
#include "model/predict_chunk.hpp"
#include "model/predict_interval.hpp"
#include "model/predict_network.hpp"
#include "model/predict_pair.hpp"
#include "model/predict_sparse.hpp"

namespace odds::model {

// The first row that can't be accepted.
struct ScoreProblem {
  enum class Kind { none, unseen_level, not_finite };
  Kind kind = Kind::none;
  std::size_t row = 0;     // within the view
  std::size_t input = 0;   // index into Scorer::inputs()
  std::uint32_t code = 0;  // of the unseen level
};

// What the scorer has to be told about a column of the data.
struct ScoreColumn {
  std::size_t position = 0;         // in the views
  std::vector<std::string> levels;  // by code; codes beyond them are unseen levels
};

// Where the scores of a call go, by row.
struct Scores {
  double* probability = nullptr;
  Fate* fate = nullptr;
  double* low = nullptr;  // with an interval
  double* high = nullptr;
};

class Scorer {
 public:
  // Throws Error: predict.missing_drop, predict.no_interval.
  Scorer(const FittedModel& model, const PredictOptions& options);

  // The columns a row is scored from, in the model's order.
  const std::vector<ColumnEncoding>& inputs() const { return model_.columns; }
  const std::string& offset() const { return model_.offset; }

  // Says where the inputs lie. Requires: one entry for each of inputs().
  void bind(const std::vector<ScoreColumn>& columns, std::optional<std::size_t> offset);

  // The sparse columns of the model; null where it has none.
  SparseScorer* sparse() { return sparse_ ? &*sparse_ : nullptr; }
  const SparseScorer* sparse() const { return sparse_ ? &*sparse_ : nullptr; }

  bool has_interval() const { return interval_.has_value(); }

  // Scores rows [begin, begin + count) of a view; count <= tile_rows. NaN where no score or limit
  // is possible. Keeps the first problem. Thread-safe.
  void score(const BlockView& view, std::size_t begin, std::size_t count, const Scores& scores,
             ScoreProblem& problem) const;
  // The same on the logit scale: z, infinite for a row scored at the limit of a separated fit.
  // `columns`, where not null, are terms x tile_rows: x as Interval::half_widths() takes it.
  void predictor(const BlockView& view, std::size_t begin, std::size_t count, double* z, Fate* fate,
                 ScoreProblem& problem, double* columns = nullptr) const;
  // What each term's coefficient is multiplied with, of a network each input: a number less its
  // centre, 1 or 0 for a level. `columns` is terms x tile_rows; rows without a score hold anything.
  void inputs(const BlockView& view, std::size_t begin, std::size_t count, double* columns,
              Fate* fate, ScoreProblem& problem) const;

 private:
  enum class CodeState : std::uint8_t { scored, filled, substituted, missing, unseen };

  struct Column {
    std::size_t position = 0;
    bool is_number = true;
    design::NumberTransform transform;
    double shrink = 1;  // x as encoded is the centred column divided by this
    Coefficient slope;
    Coefficient indicator;             // of a missing number
    std::vector<Coefficient> of_code;  // levels, then missing, then unseen
    std::vector<CodeState> state_of_code;
    design::LevelOfCode level_of_code;  // the level's position for interactions, likewise
  };

  Coefficient coefficient(const std::string& column, const std::string& level) const;
  void bind_number(const ColumnEncoding& encoding, Column& column) const;
  void bind_codes(const ColumnEncoding& encoding, const std::vector<std::string>& levels,
                  Column& column) const;
  void add_number(const Column& column, Chunk& chunk) const;
  void add_codes(std::size_t input, Chunk& chunk, ScoreProblem& problem) const;
  void add_offset(Chunk& chunk) const;
  bool has_missing_number(const Chunk& chunk, std::size_t i) const;
  bool fills_missing() const;
  PairColumn pair_column(const std::string& name) const;
  void add_terms(Chunk& chunk, ScoreProblem& problem) const;
  void add_network(Chunk& chunk) const;
  void settle(Chunk& chunk, ScoreProblem& problem) const;
  void set_limits(const Chunk& chunk, const Scores& scores) const;

  const FittedModel& model_;
  PredictOptions options_;
  bool has_limits_ = false;
  double base_ = 0;  // z where every x is at its centre
  Limit base_limit_ = Limit::none;
  std::vector<Column> columns_;
  std::vector<PairScorer> pairs_;
  std::optional<Interval> interval_;
  std::optional<NetworkScorer> network_;
  std::optional<SparseScorer> sparse_;
  std::optional<std::size_t> offset_;
};

}  // namespace odds::model

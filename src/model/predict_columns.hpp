// SPDX-License-Identifier: Apache-2.0
//
// What a prediction writes for a row: the probability of the event, with limits where they are
// asked for, or of several classes a probability for each.
//
//   z_k of every equation as one unit's is scored (predict_scorer.hpp), 0 for the reference,
//   p_k = exp(z_k) / sum_j exp(z_j)
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "base/aligned.hpp"
#include "model/predict_scorer.hpp"

namespace odds::model {

// The scorers of all equations of a model of several classes.
class ClassScorer {
 public:
  // Throws Error: predict.missing_drop, predict.no_interval.
  ClassScorer(const FittedModel& model, const PredictOptions& options);
  ClassScorer(const ClassScorer&) = delete;
  ClassScorer& operator=(const ClassScorer&) = delete;

  std::size_t class_count() const { return class_count_; }
  void bind(const std::vector<ScoreColumn>& columns);

  // z of class k of row i at k * tile_stride + i, in the order of FittedModel::classes; NaN where
  // no score is possible. `scores` is aligned, class_count() * tile_stride. Thread-safe.
  void scores(const BlockView& view, std::size_t begin, std::size_t count, double* scores,
              Fate* fate, ScoreProblem& problem) const;
  // The probabilities in their place.
  void probabilities(const BlockView& view, std::size_t begin, std::size_t count, double* scores,
                     Fate* fate, ScoreProblem& problem) const;

 private:
  std::size_t class_count_;
  std::vector<FittedModel> equations_;  // scorers refer to them
  std::vector<std::unique_ptr<Scorer>> scorers_;
};

// The numbers of a line.
class ColumnScorer {
 public:
  ColumnScorer(const FittedModel& model, const PredictOptions& options);

  // "probability", or with limits and classes more.
  std::vector<std::string> names() const;
  std::size_t count() const { return names_.size(); }
  const std::vector<ColumnEncoding>& inputs() const { return model_.columns; }
  // The sparse columns of the model; null where it has none.
  SparseScorer* sparse() { return single_ ? single_->sparse() : nullptr; }
  bool has_interval() const { return single_ && single_->has_interval(); }

  void bind(const std::vector<ScoreColumn>& columns, std::optional<std::size_t> offset);

  // Number c of row i at c * tile_stride + i; NaN where there is none. Thread-safe.
  void score(const BlockView& view, std::size_t begin, std::size_t count, double* columns,
             Fate* fate, ScoreProblem& problem) const;

 private:
  const FittedModel& model_;
  std::optional<Scorer> single_;
  std::optional<ClassScorer> classes_;
  std::vector<std::string> names_;
};

}  // namespace odds::model

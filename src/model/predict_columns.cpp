// SPDX-License-Identifier: Apache-2.0
#include "model/predict_columns.hpp"

#include <algorithm>
#include <limits>

#include "kernels/class_kernels.hpp"
#include "model/class_equations.hpp"

namespace odds::model {

using design::tile_stride;

ClassScorer::ClassScorer(const FittedModel& model, const PredictOptions& options)
    : class_count_(model.classes.size()) {
  if (options.interval_level) {
    throw Error(Fault::refused, "predict.no_interval",
                "there are no limits of the probabilities of several classes.",
                "Leave out --interval.");
  }
  for (std::size_t k = 0; k < equation_count(model); ++k) {
    equations_.push_back(equation_model(model, k));
  }
  for (const FittedModel& equation : equations_) {
    scorers_.push_back(std::make_unique<Scorer>(equation, options));
  }
}

void ClassScorer::bind(const std::vector<ScoreColumn>& columns) {
  for (const auto& scorer : scorers_) scorer->bind(columns, std::nullopt);
}

void ClassScorer::scores(const BlockView& view, std::size_t begin, std::size_t count,
                         double* scores, Fate* fate, ScoreProblem& problem) const {
  const std::size_t first = class_count_ - scorers_.size();
  std::fill_n(scores, class_count_ * tile_stride, 0.0);
  for (std::size_t k = 0; k < scorers_.size(); ++k) {
    ScoreProblem found;
    scorers_[k]->predictor(view, begin, count, scores + (first + k) * tile_stride, fate, found);
    const bool is_first = problem.kind == ScoreProblem::Kind::none || found.row < problem.row;
    if (found.kind != ScoreProblem::Kind::none && is_first) problem = found;
  }
  for (std::size_t i = 0; i < count && first == 1; ++i) {
    if (!is_scored(fate[i])) scores[i] = std::numeric_limits<double>::quiet_NaN();
  }
}

void ClassScorer::probabilities(const BlockView& view, std::size_t begin, std::size_t count,
                                double* values, Fate* fate, ScoreProblem& problem) const {
  scores(view, begin, count, values, fate, problem);
  kernels::softmax(class_count_, tile_stride, (count + 7) / 8 * 8, values);
}

ColumnScorer::ColumnScorer(const FittedModel& model, const PredictOptions& options)
    : model_(model) {
  if (model.classes.empty()) {
    single_.emplace(model, options);
    names_ = {"probability"};
    if (has_interval()) names_.insert(names_.end(), {"probability_low", "probability_high"});
    return;
  }
  classes_.emplace(model, options);
  for (const std::string& label : model.classes) names_.push_back("probability[" + label + "]");
}

std::vector<std::string> ColumnScorer::names() const { return names_; }

void ColumnScorer::bind(const std::vector<ScoreColumn>& columns,
                        std::optional<std::size_t> offset) {
  if (single_) {
    single_->bind(columns, offset);
  } else {
    classes_->bind(columns);
  }
}

void ColumnScorer::score(const BlockView& view, std::size_t begin, std::size_t count,
                         double* columns, Fate* fate, ScoreProblem& problem) const {
  if (classes_) return classes_->probabilities(view, begin, count, columns, fate, problem);
  Scores scores{columns, fate};
  if (has_interval()) {
    scores.low = columns + tile_stride;
    scores.high = columns + 2 * tile_stride;
  }
  single_->score(view, begin, count, scores, problem);
}

}  // namespace odds::model

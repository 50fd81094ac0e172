// SPDX-License-Identifier: Apache-2.0
#include "evaluation/class_evaluation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <span>

#include "design/row_errors.hpp"
#include "evaluation/class_outcomes.hpp"
#include "evaluation/losses.hpp"
#include "evaluation/ranks/concordance.hpp"
#include "evaluation/ranks/ranking.hpp"
#include "evaluation/ranks/roc.hpp"
#include "kernels/class_kernels.hpp"
#include "kernels/logistic.hpp"
#include "model/class_equations.hpp"
#include "model/predict_columns.hpp"
#include "model/predict_rows.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::evaluation {
namespace {

using design::tile_stride;
using model::Fate;
using model::ScoreProblem;

constexpr std::uint64_t no_row = std::numeric_limits<std::uint64_t>::max();

struct ClassSums {
  std::uint64_t rows = 0;
  double nobs = 0;
  double weight = 0;
  double log_loss = 0;
  double brier = 0;
  Spread log_losses, briers;
  std::vector<double> confusion;  // classes x classes
  std::vector<BinSums> bins;      // calibration_bins of each class, where they are wanted
  model::FateCounts fates;
  LabelProblem label;
  std::uint64_t problem_row = no_row;  // the first that can't be accepted

  std::size_t bytes() const {
    return sizeof(ClassSums) + confusion.size() * sizeof(double) + bins.size() * sizeof(BinSums);
  }
};

void merge_sums(ClassSums& left, const ClassSums& right) {
  left.rows += right.rows;
  left.nobs += right.nobs;
  left.weight += right.weight;
  left.log_loss += right.log_loss;
  left.brier += right.brier;
  for (std::size_t at = 0; at < left.confusion.size(); ++at) {
    left.confusion[at] += right.confusion[at];
  }
  left.log_losses.merge(right.log_losses);
  left.briers.merge(right.briers);
  for (std::size_t bin = 0; bin < left.bins.size(); ++bin) left.bins[bin].add(right.bins[bin]);
  left.fates.add(right.fates);
  left.label.row = std::min(left.label.row, right.label.row);
  left.problem_row = std::min(left.problem_row, right.problem_row);
}

// By row of the table, kept for the ranks.
struct Kept {
  std::vector<double> logits;  // class after class; NaN where a row is left out
  std::vector<std::uint16_t> outcome;
  RowColumns columns;
};

struct Buffers {
  explicit Buffers(std::size_t classes)
      : scores(classes * tile_stride), logits(classes * tile_stride) {}
  ClassTileRows rows;
  base::AlignedVector<double> scores, logits;
  std::array<double, design::tile_rows> log_loss, brier;  // of each row
  std::array<Fate, design::tile_rows> fate;
};

class Pass {
 public:
  Pass(const ClassQuestion& question, const model::ClassScorer& scorer, Kept& kept)
      : question_(question),
        scorer_(scorer),
        kept_(kept),
        classes_(scorer.class_count()),
        outcomes_(question.source, question.roles, question.rows, question.model) {}

  const ClassOutcomes& outcomes() const { return outcomes_; }

  // What is wrong with one row of the table.
  ScoreProblem problem_of(std::uint64_t row) const {
    ScoreProblem problem;
    base::AlignedVector<double> scores(classes_ * tile_stride);
    Fate fate = Fate::scored;
    scorer_.scores(question_.source.blocks[row / block_rows],
                   static_cast<std::size_t>(row % block_rows), 1, scores.data(), &fate, problem);
    return problem;
  }

  void add_block(std::uint64_t block, Buffers& buffers, ClassSums& sums) const {
    const std::size_t rows = question_.source.blocks[block].rows;
    for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
      add_tile(block, begin, std::min(design::tile_rows, rows - begin), buffers, sums);
    }
  }

 private:
  void add_tile(std::uint64_t block, std::size_t begin, std::size_t count, Buffers& buffers,
                ClassSums& sums) const {
    outcomes_.load(block, begin, count, buffers.rows, sums.label);
    ScoreProblem problem;
    scorer_.scores(question_.source.blocks[block], begin, count, buffers.scores.data(),
                   buffers.fate.data(), problem);
    const std::uint8_t* status = question_.rows.block_status(block) + begin;
    const std::uint64_t first = block * block_rows + begin;
    // One by one: a row that is not used may hold anything.
    for (std::size_t i = 0; problem.kind != ScoreProblem::Kind::none && i < count; ++i) {
      if ((status[i] & design::row_used) == 0) continue;
      if (problem_of(first + i).kind == ScoreProblem::Kind::none) continue;
      sums.problem_row = std::min(sums.problem_row, first + i);
      break;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_used = (status[i] & design::row_used) != 0;
      if (is_used) ++sums.fates[buffers.fate[i]];
      if (is_used && model::is_scored(buffers.fate[i])) continue;
      buffers.rows.weight[i] = buffers.rows.freq[i] = 0.0;
      buffers.fate[i] = Fate::missing;
    }
    std::fill(buffers.rows.weight.begin() + static_cast<std::ptrdiff_t>(count),
              buffers.rows.weight.end(), 0.0);
    keep_logits(first, count, buffers);
    const std::size_t padded = (count + 7) / 8 * 8;
    sums.log_loss += kernels::softmax_loss(
        {classes_, tile_stride, padded, buffers.rows.weight.data(), buffers.rows.outcome.data()},
        buffers.scores.data(), nullptr);
    for (std::size_t i = 0; i < count; ++i) {
      buffers.log_loss[i] = buffers.brier[i] = 0.0;
      if (model::is_scored(buffers.fate[i])) add_row(buffers, i, sums);
    }
    sums.log_losses.add(buffers.log_loss.data(), buffers.rows.freq.data(), count);
    sums.briers.add(buffers.brier.data(), buffers.rows.freq.data(), count);
  }

  void keep_logits(std::uint64_t first, std::size_t count, Buffers& buffers) const {
    buffers.logits = buffers.scores;
    kernels::class_logits(classes_, tile_stride, (count + 7) / 8 * 8, buffers.logits.data());
    const std::uint64_t all = question_.source.row_count;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t row = first + i;
      const bool counts = model::is_scored(buffers.fate[i]);
      for (std::size_t k = 0; k < classes_; ++k) {
        kept_.logits[k * all + row] =
            counts ? buffers.logits[k * tile_stride + i] : std::numeric_limits<double>::quiet_NaN();
      }
      kept_.outcome[row] = static_cast<std::uint16_t>(buffers.rows.outcome[i]);
      if (!kept_.columns.weight.empty()) kept_.columns.weight[row] = buffers.rows.weight[i];
      if (!kept_.columns.freq.empty()) kept_.columns.freq[row] = buffers.rows.freq[i];
    }
  }

  void add_row(Buffers& buffers, std::size_t i, ClassSums& sums) const {
    const double weight = buffers.rows.weight[i];
    const auto y = static_cast<std::size_t>(buffers.rows.outcome[i]);
    std::size_t called = 0;
    double squares = 0.0;
    for (std::size_t k = 0; k < classes_; ++k) {
      const double p = buffers.scores[k * tile_stride + i];
      if (p > buffers.scores[called * tile_stride + i]) called = k;
      const double error = k == y ? 1.0 - p : p;
      squares += error * error;
      if (!sums.bins.empty()) add_to_bin(buffers, i, k, sums);
    }
    buffers.log_loss[i] = kernels::softplus(-buffers.logits[y * tile_stride + i]);
    buffers.brier[i] = squares;
    ++sums.rows;
    sums.nobs += buffers.rows.freq[i];
    sums.weight += weight;
    sums.brier += weight * squares;
    sums.confusion[y * classes_ + called] += weight;
  }

  void add_to_bin(const Buffers& buffers, std::size_t i, std::size_t k, ClassSums& sums) const {
    const double p = buffers.scores[k * tile_stride + i];
    const double weight = buffers.rows.weight[i];
    const bool is_event = static_cast<std::size_t>(buffers.rows.outcome[i]) == k;
    sums.bins[k * calibration_bins + bin_of(p, calibration_bins)].add(
        {buffers.rows.freq[i], weight, weight * p, is_event ? weight : 0.0});
  }

  const ClassQuestion& question_;
  const model::ClassScorer& scorer_;
  Kept& kept_;
  std::size_t classes_;
  ClassOutcomes outcomes_;
};

double share(double part, double whole) { return whole > 0 ? part / whole : not_applicable; }

void fill_losses(const ClassSums& sums, ModelEvaluation& result) {
  const std::size_t classes = result.by_class.size();
  result.rows = sums.rows;
  result.nobs = sums.nobs;
  result.sum_weights = sums.weight;
  result.log_loss = sums.log_loss / sums.weight;
  result.brier = sums.brier / sums.weight;
  result.class_confusion = sums.confusion;
  double right = 0.0;
  double entropy = 0.0;
  for (std::size_t k = 0; k < classes; ++k) {
    ClassFigures& figures = result.by_class[k];
    double called = 0.0;
    for (std::size_t l = 0; l < classes; ++l) {
      figures.weight += sums.confusion[k * classes + l];
      called += sums.confusion[l * classes + k];
    }
    const double hits = sums.confusion[k * classes + k];
    right += hits;
    figures.recall = share(hits, figures.weight);
    figures.precision = share(hits, called);
    const double part = figures.weight / sums.weight;
    if (part > 0.0) entropy -= part * std::log(part);
  }
  fill_loss_limits(sums.log_losses, sums.briers, 2.0, result);
  result.accuracy = right / sums.weight;
  result.base_rate_log_loss = entropy;
}

// The AUC of class k against the others; its curves where the sums have bins.
void fill_ranks_of_class(const Kept& kept, const ClassSums& sums, std::size_t k, unsigned workers,
                         ModelEvaluation& result) {
  const std::uint64_t all = kept.outcome.size();
  ScoredRows rows(all);
  for (std::uint64_t row = 0; row < all; ++row) {
    rows.data()[row] = {kept.logits[k * all + row],
                        row << 1U | static_cast<std::uint64_t>(kept.outcome[row] == k)};
  }
  sort_by_score(rows, workers);
  const Ranking ranking(rows, sums.rows, kept.columns);
  ModelEvaluation one;
  one.level = result.level;
  one.confusion.true_positives = result.by_class[k].weight;
  one.confusion.true_negatives = sums.weight - result.by_class[k].weight;
  LossSums counts;
  counts.nobs = sums.nobs;
  fill_ranks(ranking, counts, one);
  ClassFigures& figures = result.by_class[k];
  figures.auc = one.auc;
  figures.auc_std_error = one.auc_std_error;
  figures.auc_low = one.auc_low;
  figures.auc_high = one.auc_high;
  if (sums.bins.empty()) return;
  const std::span bins(sums.bins);
  figures.calibration_table =
      calibration_table(bins.subspan(k * calibration_bins, calibration_bins));
  const bool has_both = figures.weight > 0 && figures.weight < sums.weight;
  if (has_both) figures.roc = roc_curve(ranking);
}

void check_sums(const ClassSums& sums) {
  if (sums.rows == 0) {
    throw Error(Fault::refused, "evaluate.no_rows", "no row can be scored.",
                "Use --missing mean to fill missing values in.");
  }
  if (std::isfinite(sums.weight)) return;
  throw Error(Fault::refused, "weight.overflow", "the weights add up to more than a double holds.",
              "Divide them by a constant.");
}

}  // namespace

void evaluate_classes(const ClassQuestion& question, const EvaluateOptions& options,
                      MissingPolicy missing, const RunOptions& run, ModelEvaluation& result) {
  const std::size_t classes = question.model.classes.size();
  const unsigned workers = parallel::thread_count(run);
  PredictOptions scoring;
  scoring.unseen = options.unseen;
  scoring.missing = missing == MissingPolicy::mean ? missing : MissingPolicy::error;
  const FittedModel first = model::equation_model(question.model, 0);
  const model::TableScorer columns(first, question.table, scoring);
  model::ClassScorer scorer(question.model, scoring);
  scorer.bind(columns.columns());

  const std::uint64_t all = question.source.row_count;
  Kept kept{std::vector<double>(all * classes), std::vector<std::uint16_t>(all), {}};
  if (question.roles.weights || question.roles.freq_weights) kept.columns.weight.resize(all);
  if (question.roles.weights) kept.columns.freq.resize(all);
  const Pass pass(question, scorer, kept);
  ClassSums zero;
  zero.confusion.resize(classes * classes);
  if (options.curves) zero.bins.resize(classes * calibration_bins);
  std::vector<std::unique_ptr<Buffers>> buffers(workers);
  const ClassSums sums = parallel::sum_blocks(
      question.source.block_count(), workers, zero, zero.bytes(),
      [&](std::uint64_t block, ClassSums& state, unsigned worker) {
        if (!buffers[worker]) buffers[worker] = std::make_unique<Buffers>(classes);
        pass.add_block(block, *buffers[worker], state);
      },
      merge_sums);
  if (sums.label.found()) throw pass.outcomes().label_error(sums.label);
  if (sums.problem_row != no_row) {
    throw columns.error(pass.problem_of(sums.problem_row),
                        sums.problem_row / block_rows * block_rows);
  }
  check_sums(sums);
  for (const std::string& label : question.model.classes) {
    result.by_class.emplace_back();
    result.by_class.back().label = label;
  }
  fill_losses(sums, result);
  result.unscored = question.rows.used - sums.rows;
  const std::vector<Note> notes = model::fate_notes(sums.fates);
  result.notes.insert(result.notes.end(), notes.begin(), notes.end());
  for (std::size_t k = 0; k < classes; ++k) fill_ranks_of_class(kept, sums, k, workers, result);
}

}  // namespace odds::evaluation

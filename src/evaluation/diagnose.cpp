// SPDX-License-Identifier: Apache-2.0
//
// Single rows and groups of rows: one pass over the table makes the figures of each row, keeps the
// rows that matter and adds up the groups; the rows that are kept are looked at once more. Memory:
// the states of that pass, whatever the number of rows.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <set>

#include <odds/evaluation.hpp>

#include "design/row_errors.hpp"
#include "evaluation/influence/metric.hpp"
#include "evaluation/influence/row_figures.hpp"
#include "evaluation/influence/top_rows.hpp"
#include "evaluation/scored_data.hpp"
#include "evaluation/segments.hpp"
#include "evaluation/tile_scorer.hpp"
#include "model/expand_for.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds {
namespace {

using design::tile_rows;
using evaluation::Leverage;
using evaluation::RowFigures;
using evaluation::ScoredTile;
using evaluation::SegmentSums;
using evaluation::TilePlace;
using evaluation::TileProblems;
using evaluation::TileScorer;
using evaluation::TopRows;

constexpr std::size_t classification_steps = 50;  // thresholds 0, 0.02, ..., 1
constexpr std::size_t most_segment_columns = 200;

double threshold_of(std::size_t step) {
  return static_cast<double>(step) / static_cast<double>(classification_steps);
}

// The last threshold that p reaches.
std::size_t step_of(double p) {
  auto step = static_cast<std::size_t>(p * static_cast<double>(classification_steps));
  step = std::min(step, classification_steps);
  if (p < threshold_of(step)) --step;
  if (step < classification_steps && p >= threshold_of(step + 1)) ++step;
  return step;
}

struct StepSums {
  double events = 0;  // w f s
  double others = 0;
};

struct PassSums {
  TileProblems problems;
  double rows = 0;      // sum of f over rows with a leverage
  double leverage = 0;  // sum of f h
  double high = 0;      // sum of f where h is above the threshold
  std::uint64_t untold = 0;
  std::array<TopRows, 4> top;  // c, leverage, |deviance|, |Pearson|
  std::array<StepSums, classification_steps + 1> steps{};
  SegmentSums segments;
};

void merge(PassSums& left, const PassSums& right) {
  left.problems.add(right.problems);
  left.rows += right.rows;
  left.leverage += right.leverage;
  left.high += right.high;
  left.untold += right.untold;
  for (std::size_t i = 0; i < left.top.size(); ++i) left.top[i].add(right.top[i]);
  for (std::size_t i = 0; i < left.steps.size(); ++i) {
    left.steps[i].events += right.steps[i].events;
    left.steps[i].others += right.steps[i].others;
  }
  evaluation::Segments::merge(left.segments, right.segments);
}

// The buffers of one worker.
struct Buffers {
  explicit Buffers(const Leverage* metric)
      : tile(metric == nullptr ? 0 : metric->size() - 1), figures(metric) {}
  ScoredTile tile;
  RowFigures figures;
};

class Pass {
 public:
  Pass(const TileScorer& scorer, const Leverage* metric, const evaluation::Segments& segments,
       const design::Source& source)
      : scorer_(scorer), metric_(metric), segments_(segments), source_(source) {}

  // Leverages above `high` are counted; `kept` rows of each kind are remembered.
  PassSums run(double high, std::size_t kept, unsigned workers) const {
    PassSums zero;
    zero.top.fill(TopRows(kept));
    zero.segments = segments_.zero();
    std::vector<std::unique_ptr<Buffers>> buffers(workers);
    return parallel::sum_blocks(
        source_.block_count(), workers, zero, sizeof(PassSums) + segments_.bytes(),
        [&](std::uint64_t block, PassSums& sums, unsigned worker) {
          if (!buffers[worker]) buffers[worker] = std::make_unique<Buffers>(metric_);
          const std::size_t rows = source_.blocks[block].rows;
          for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
            add({block, begin, std::min(tile_rows, rows - begin)}, high, *buffers[worker], sums);
          }
        },
        merge);
  }

  RowInfluence row(std::uint64_t row, Buffers& buffers) const {
    TileProblems ignored;
    scorer_.load({row / block_rows, static_cast<std::size_t>(row % block_rows), 1}, buffers.tile,
                 ignored);
    buffers.figures.set(buffers.tile);
    RowInfluence result = buffers.figures.row(buffers.tile, 0);
    result.row = row + 1;
    return result;
  }

 private:
  void add(const TilePlace& place, double high, Buffers& buffers, PassSums& sums) const {
    scorer_.load(place, buffers.tile, sums.problems);
    buffers.figures.set(buffers.tile);
    for (std::size_t i = 0; i < place.count; ++i) {
      if (!std::isnan(buffers.tile.z[i])) add_row(place.first_row() + i, i, high, buffers, sums);
    }
    segments_.add(place, buffers.tile, buffers.figures, sums.segments);
  }

  void add_row(std::uint64_t row, std::size_t i, double high, const Buffers& buffers,
               PassSums& sums) const {
    const RowFigures& figures = buffers.figures;
    sums.top[2].add(std::fabs(figures.deviance(i)), row);
    sums.top[3].add(std::fabs(figures.pearson(i)), row);
    if (metric_ == nullptr) return;
    const double h = figures.leverage(i);
    const double freq = buffers.tile.outcomes.freq[i];
    if (std::isnan(h)) {
      ++sums.untold;
      return;
    }
    sums.rows += freq;
    sums.leverage += freq * h;
    if (h > high) sums.high += freq;
    sums.top[0].add(figures.c(i), row);
    sums.top[1].add(h, row);
    const double left_out = figures.probability_left_out(i);
    const evaluation::OutcomeTile& of = buffers.tile.outcomes;
    StepSums& step = sums.steps[step_of(std::isnan(left_out) ? figures.probability(i) : left_out)];
    step.events += of.weight[i] * of.successes[i];
    step.others += of.weight[i] * (of.trials[i] - of.successes[i]);
  }

  const TileScorer& scorer_;
  const Leverage* metric_;
  const evaluation::Segments& segments_;
  const design::Source& source_;
};

// Of the data of the fit, where leverages add up to the number of coefficients.
double expected_mean(const FittedModel& model) {
  const std::int64_t rows = model.df_null + (model.null_model == "intercept" ? 1 : 0);
  return static_cast<double>(rows - model.df_residual) / static_cast<double>(rows);
}

// At a separated fit's limit the rows that it predicts without error have no part in it, and the
// mean is known only afterwards: then the rows are counted again.
PassSums run_pass(const Pass& pass, const FittedModel& model, std::size_t kept, unsigned workers) {
  const double expected = expected_mean(model);
  PassSums sums = pass.run(2 * expected, kept, workers);
  const double mean = sums.leverage / sums.rows;
  if (std::isnan(mean) || std::fabs(mean - expected) <= 1e-6 * expected) return sums;
  return pass.run(2 * mean, kept, workers);
}

void fill_classification(const PassSums& sums, Diagnostics& diagnostics) {
  ConfusionMatrix confusion;
  std::vector<ClassificationRow> rows;
  for (std::size_t step = classification_steps + 1; step-- > 0;) {
    confusion.true_positives += sums.steps[step].events;
    confusion.false_positives += sums.steps[step].others;
    rows.push_back({threshold_of(step), confusion});
  }
  const ConfusionMatrix all = confusion;  // at 0
  for (ClassificationRow& row : rows) {
    row.confusion.false_negatives = all.true_positives - row.confusion.true_positives;
    row.confusion.true_negatives = all.false_positives - row.confusion.false_positives;
  }
  diagnostics.classification.assign(rows.rbegin(), rows.rend());
}

void fill_rows(const Pass& pass, const Leverage* metric, const PassSums& sums,
               Diagnostics& diagnostics) {
  std::set<std::uint64_t> rows;
  for (const TopRows& top : sums.top) {
    for (const TopRows::Entry& entry : top.entries()) rows.insert(entry.row);
  }
  Buffers buffers(metric);
  for (const std::uint64_t row : rows) diagnostics.rows.push_back(pass.row(row, buffers));
  if (metric == nullptr || !(sums.rows > 0)) return;
  diagnostics.mean_leverage = sums.leverage / sums.rows;
  diagnostics.rows_above_twice_mean_leverage = static_cast<std::uint64_t>(sums.high);
  const std::vector<TopRows::Entry>& largest = sums.top[0].entries();
  if (!largest.empty()) diagnostics.largest_c = largest[0].value;
  if (sums.untold != 0) {
    diagnostics.notes.push_back(
        {"influence.collinear", design::row_count_text(sums.untold) +
                                    " without a leverage: the columns are too nearly collinear "
                                    "to tell it."});
  }
}

std::optional<Leverage> find_metric(const FittedModel& model, const TileScorer& scorer,
                                    const design::Source& source, unsigned workers,
                                    Diagnostics& diagnostics) {
  if (!diagnostics.is_fit_data) {
    diagnostics.notes.push_back({"influence.other_data",
                                 "There are residuals, but no leverages: these are not the data "
                                 "of the fit."});
    return std::nullopt;
  }
  std::optional<Leverage> metric = evaluation::kept_metric(model, diagnostics.notes);
  if (!metric || model.vce == "oim") return metric;
  diagnostics.notes.push_back({"influence.curvature",
                               "Influence is measured by the curvature of the likelihood, not by "
                               "robust standard errors; that on the intercept is left out."});
  return evaluation::summed_metric(*metric, scorer, source, workers, diagnostics.notes);
}

// Whether these are the outcomes and weights of the fit.
bool asks_as_fit(const FittedModel& model, const evaluation::ScoredData& data) {
  const design::Roles& roles = data.roles;
  const auto name = [&](std::optional<std::size_t> column) {
    return column ? data.names[*column] : std::string();
  };
  return name(roles.target) == model.target && name(roles.trials) == model.trials &&
         name(roles.weights) == model.weights && name(roles.freq_weights) == model.freq_weights;
}

Diagnostics several_classes(const EvaluateOptions& options) {
  Diagnostics diagnostics;
  diagnostics.is_fit_data = options.is_fit_data;
  diagnostics.notes.push_back({"influence.several_classes",
                               "Influence, segments and the classification table are for two "
                               "classes."});
  return diagnostics;
}

}  // namespace

Diagnostics diagnose(const FittedModel& model, const Table& table, const DiagnoseOptions& options,
                     const RunOptions& run) {
  if (!model.classes.empty()) return several_classes(options);
  if (const std::optional<Table> expanded = model::expand_for(model, table, run)) {
    return diagnose(model, *expanded, options, run);
  }
  const unsigned workers = parallel::thread_count(run);
  const evaluation::ScoredData data(model, table, options, run);
  const design::Source& source = data.source;
  const TileScorer scorer(data.scores, data.outcomes, source, data.rows);

  Diagnostics diagnostics;
  diagnostics.is_fit_data =
      options.is_fit_data && data.rows.used == model.rows_used && asks_as_fit(model, data);
  const std::optional<Leverage> metric = find_metric(model, scorer, source, workers, diagnostics);
  const evaluation::RowSample sample(source, data.rows, data.outcomes);
  const evaluation::Segments segments(model, data.scores,
                                      evaluation::strongest_columns(model, most_segment_columns),
                                      sample, source, workers);
  const Pass pass(scorer, metric ? &*metric : nullptr, segments, source);
  const PassSums sums = run_pass(pass, model, options.rows, workers);
  scorer.check(sums.problems);
  fill_rows(pass, metric ? &*metric : nullptr, sums, diagnostics);
  segments.fill(sums.segments, diagnostics);
  if (metric && !model.is_penalised()) fill_classification(sums, diagnostics);
  return diagnostics;
}

}  // namespace odds

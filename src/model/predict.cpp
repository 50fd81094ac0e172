// SPDX-License-Identifier: Apache-2.0
//
// Prediction: the pipeline of a fitted model on the rows of a stream or of a table. A stream is
// scored batch by batch, on several threads, and written in the order of its rows.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

#include <odds/model.hpp>

#include "design/roles.hpp"
#include "model/class_equations.hpp"
#include "model/expand_for.hpp"
#include "model/predict_columns.hpp"
#include "model/predict_output.hpp"
#include "model/predict_rows.hpp"
#include "parallel/team.hpp"
#include "read/place.hpp"
#include "read/stream.hpp"

namespace odds {
namespace {

using model::ColumnScorer;
using model::Fate;
using model::FateCounts;
using model::require_column;
using model::ScoreColumn;
using model::ScoreOutput;
using model::ScoreProblem;
using read::StreamColumn;

// The scores of a few rows.
struct TileScores {
  explicit TileScores(std::size_t count) : columns(count * design::tile_stride) {}
  base::AlignedVector<double> columns;
  std::array<Fate, design::tile_rows> fate;

  double at(std::size_t column, std::size_t row) const {
    return columns[column * design::tile_stride + row];
  }
};

// The columns that a stream is asked for: the inputs, the offset, the text of coded inputs (to
// name an unseen level), the columns to keep.
struct StreamPlan {
  std::vector<StreamColumn> columns;
  std::vector<ScoreColumn> inputs;
  std::optional<std::size_t> offset;
  std::vector<model::SparseScorer::TextColumn> texts;  // that are hashed
  std::vector<std::size_t> level_text;
  std::size_t kept_begin = 0;
};

StreamColumn stream_column(const ColumnEncoding& encoding) {
  StreamColumn column;
  column.name = encoding.name;
  if (encoding.kind == ColumnKind::boolean) column.kind = StreamColumn::Kind::boolean;
  if (encoding.kind == ColumnKind::category) {
    column.kind = StreamColumn::Kind::category;
    column.levels = encoding.levels;
    if (encoding.has_missing) column.levels.pop_back();  // "(missing)"
  }
  return column;
}

StreamPlan plan_stream(const FittedModel& fitted, const PredictOptions& options,
                       const read::RowStream& stream, const std::string& file) {
  StreamPlan plan;
  const auto require = [&](const std::string& name) {
    if (!stream.has_column(name)) require_column(name, stream.names(), file);
  };
  for (const ColumnEncoding& encoding : fitted.columns) {
    require(encoding.name);
    ScoreColumn input;
    input.position = plan.columns.size();
    plan.columns.push_back(stream_column(encoding));
    input.levels = encoding.kind == ColumnKind::boolean ? std::vector<std::string>{"false", "true"}
                                                        : plan.columns.back().levels;
    plan.inputs.push_back(std::move(input));
  }
  const auto add_text = [&](const std::string& name) {
    plan.columns.push_back({name, StreamColumn::Kind::text, {}});
    return plan.columns.size() - 1;
  };
  if (!fitted.offset.empty()) {
    require(fitted.offset);
    plan.offset = plan.columns.size();
    plan.columns.push_back({fitted.offset, StreamColumn::Kind::number, {}});
  }
  for (const SparseSource& source : fitted.sparse.sources) {
    if (source.column.empty()) continue;
    require(source.column);
    plan.texts.push_back({add_text(source.column), nullptr});
  }
  plan.level_text.assign(fitted.columns.size(), 0);
  for (std::size_t j = 0; j < fitted.columns.size(); ++j) {
    if (options.unseen != UnseenPolicy::error) break;
    if (fitted.columns[j].kind == ColumnKind::number) continue;
    plan.level_text[j] = add_text(fitted.columns[j].name);
  }
  plan.kept_begin = plan.columns.size();
  for (const std::string& name : options.keep_columns) {
    require(name);
    add_text(name);
  }
  return plan;
}

// Scores batches and writes their lines. What process() hands to commit() is the batch's counts,
// then its lines.
class PredictHandler final : public read::BatchHandler {
 public:
  PredictHandler(const ColumnScorer& scorer, const StreamPlan& plan, const read::RowStream& stream,
                 const std::string& file, ScoreOutput& output)
      : scorer_(scorer), plan_(plan), stream_(stream), file_(file), output_(output) {}

  void process(const read::Batch& batch, std::string& result) override {
    FateCounts counts;
    ScoreProblem problem;
    result.assign(sizeof counts, '\0');
    TileScores scores(scorer_.count());
    for (std::size_t begin = 0; begin < batch.view.rows; begin += design::tile_rows) {
      const std::size_t count = std::min(design::tile_rows, batch.view.rows - begin);
      scorer_.score(batch.view, begin, count, scores.columns.data(), scores.fate.data(), problem);
      if (problem.kind != ScoreProblem::Kind::none) throw_problem(batch.view, problem);
      for (std::size_t i = 0; i < count; ++i) {
        ++counts[scores.fate[i]];
        append_line(batch.view, begin + i, scores, i, result);
        if (!scorer_.has_interval()) continue;
        counts.without_limits += model::is_scored(scores.fate[i]) && std::isnan(scores.at(1, i));
      }
    }
    std::memcpy(result.data(), &counts, sizeof counts);
  }

  void commit(const read::Batch&, const std::string& result) override {
    FateCounts counts;
    std::memcpy(&counts, result.data(), sizeof counts);
    counts_.add(counts);
    output_.write(std::string_view(result).substr(sizeof counts));
  }

  const FateCounts& counts() const { return counts_; }

 private:
  static void append_score(double value, std::string& result) {
    result += ',';
    if (!std::isnan(value)) model::append_number(value, result);
  }

  void append_line(const BlockView& view, std::size_t row, const TileScores& scores, std::size_t i,
                   std::string& result) const {
    std::array<char, 24> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), view.first_row + row + 1);
    result.append(digits.data(), end.ptr);
    for (std::size_t column = 0; column < scorer_.count(); ++column) {
      append_score(scores.at(column, i), result);
    }
    for (std::size_t column = plan_.kept_begin; column < plan_.columns.size(); ++column) {
      result += ',';
      model::append_csv_field(text_at(view, column, row), result);
    }
    result += '\n';
  }

  static std::string_view text_at(const BlockView& view, std::size_t column, std::size_t row) {
    const ColumnView& text = view.columns[column];
    std::string_view value;
    std::memcpy(
        &value,
        static_cast<const char*>(text.data) + static_cast<std::ptrdiff_t>(row) * text.stride,
        sizeof(std::string_view));
    return value;
  }

  [[noreturn]] void throw_problem(const BlockView& view, const ScoreProblem& problem) const {
    Where where;
    where.file = read::display_name(file_);
    where.row = view.first_row + problem.row + 1;
    where.line = stream_.line_of_row(view.first_row + problem.row);
    if (problem.kind != ScoreProblem::Kind::unseen_level) {
      throw model::problem_error(problem, {}, {}, where);
    }
    const std::string_view level = text_at(view, plan_.level_text[problem.input], problem.row);
    throw model::problem_error(problem, level, scorer_.inputs()[problem.input].name, where);
  }

  const ColumnScorer& scorer_;
  const StreamPlan& plan_;
  const read::RowStream& stream_;
  std::string file_;
  ScoreOutput& output_;
  FateCounts counts_;
};

std::string header_line(const ColumnScorer& scorer, const PredictOptions& options) {
  std::string line = "row";
  const auto add = [&](const std::string& name) {
    line += ',';
    model::append_csv_field(name, line);
  };
  for (const std::string& name : scorer.names()) add(name);
  for (const std::string& name : options.keep_columns) add(name);
  return line + '\n';
}

ProbabilityIntervals score_table(const FittedModel& fitted, const Table& table,
                                 const PredictOptions& options, const RunOptions& run) {
  if (const std::optional<Table> expanded = model::expand_for(fitted, table, run)) {
    return score_table(fitted, *expanded, options, run);
  }
  const model::TableScorer scorer(fitted, table, options);
  ProbabilityIntervals result;
  result.probability.resize(table.row_count());
  if (scorer.rows().has_interval()) {
    result.low.resize(table.row_count());
    result.high.resize(table.row_count());
  }
  std::vector<ScoreProblem> problems(table.block_count());
  parallel::for_blocks(
      table.block_count(), parallel::thread_count(run), [&](std::uint64_t block, unsigned) {
        const BlockView view = table.block(block);
        std::array<Fate, design::tile_rows> fate;
        for (std::size_t begin = 0; begin < view.rows; begin += design::tile_rows) {
          const std::size_t count = std::min(design::tile_rows, view.rows - begin);
          const std::size_t row = block * block_rows + begin;
          model::Scores scores{result.probability.data() + row, fate.data()};
          if (scorer.rows().has_interval()) {
            scores.low = result.low.data() + row;
            scores.high = result.high.data() + row;
          }
          scorer.rows().score(view, begin, count, scores, problems[block]);
        }
      });
  for (std::size_t block = 0; block < problems.size(); ++block) {
    if (problems[block].kind == ScoreProblem::Kind::none) continue;
    throw scorer.error(problems[block], block * block_rows);
  }
  return result;
}

}  // namespace

PredictSummary predict(const FittedModel& fitted, const std::string& data,
                       const std::string& output, const ReadOptions& read,
                       const PredictOptions& options, const RunOptions& run) {
  const std::unique_ptr<read::RowStream> stream =
      read::open_rows(data, model::reading_for(fitted, read), run);
  model::require_sparse(fitted, stream->is_sparse(), data);
  const StreamPlan plan = plan_stream(fitted, options, *stream, data);
  ColumnScorer scorer(fitted, options);
  scorer.bind(plan.inputs, plan.offset);
  if (scorer.sparse() != nullptr) scorer.sparse()->bind(stream->first_index(), plan.texts);
  ScoreOutput sink(output, data);
  PredictHandler handler(scorer, plan, *stream, data, sink);
  sink.write(header_line(scorer, options));
  const read::StreamResult result = stream->run(plan.columns, handler);
  sink.commit();

  PredictSummary summary;
  summary.rows = result.rows;
  FateCounts counts = handler.counts();
  summary.scored = counts[Fate::scored] + counts[Fate::filled] + counts[Fate::substituted];
  summary.notes = result.notes;
  const std::vector<Note> notes = model::fate_notes(counts);
  summary.notes.insert(summary.notes.end(), notes.begin(), notes.end());
  if (scorer.sparse() != nullptr) {
    if (const std::optional<Note> note = scorer.sparse()->unseen()) summary.notes.push_back(*note);
  }
  return summary;
}

ProbabilityIntervals predict_intervals(const FittedModel& fitted, const Table& table,
                                       const PredictOptions& options, const RunOptions& run) {
  model::require_two_classes(fitted, "A confidence interval");
  PredictOptions with_level = options;
  if (!with_level.interval_level) with_level.interval_level = fitted.level;
  return score_table(fitted, table, with_level, run);
}

std::vector<double> predict(const FittedModel& fitted, const Table& table,
                            const PredictOptions& options, const RunOptions& run) {
  model::require_two_classes(fitted, "A score");
  PredictOptions without_level = options;
  without_level.interval_level.reset();
  return score_table(fitted, table, without_level, run).probability;
}

std::vector<double> predict_classes(const FittedModel& fitted, const Table& table,
                                    const PredictOptions& options, const RunOptions& run) {
  if (fitted.classes.empty()) {
    throw Error(Fault::usage, "predict.two_classes",
                "the model has two classes and one probability, that of its event.",
                "Call predict().");
  }
  PredictOptions without_level = options;
  without_level.interval_level.reset();
  const FittedModel equation = model::equation_model(fitted, 0);
  const model::TableScorer columns(equation, table, without_level);
  model::ClassScorer scorer(fitted, without_level);
  scorer.bind(columns.columns());
  const std::size_t classes = scorer.class_count();
  std::vector<double> result(table.row_count() * classes);
  std::vector<ScoreProblem> problems(table.block_count());
  parallel::for_blocks(
      table.block_count(), parallel::thread_count(run), [&](std::uint64_t block, unsigned) {
        const BlockView view = table.block(block);
        TileScores scores(classes);
        for (std::size_t begin = 0; begin < view.rows; begin += design::tile_rows) {
          const std::size_t count = std::min(design::tile_rows, view.rows - begin);
          scorer.probabilities(view, begin, count, scores.columns.data(), scores.fate.data(),
                               problems[block]);
          double* row = result.data() + (block * block_rows + begin) * classes;
          for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t k = 0; k < classes; ++k) row[i * classes + k] = scores.at(k, i);
          }
        }
      });
  for (std::size_t block = 0; block < problems.size(); ++block) {
    if (problems[block].kind == ScoreProblem::Kind::none) continue;
    throw columns.error(problems[block], block * block_rows);
  }
  return result;
}

}  // namespace odds

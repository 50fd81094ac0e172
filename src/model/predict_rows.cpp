// SPDX-License-Identifier: Apache-2.0
#include "model/predict_rows.hpp"

#include <algorithm>

#include "design/roles.hpp"
#include "design/row_errors.hpp"
#include "read/place.hpp"

namespace odds::model {
namespace {

// Where the inputs of a model lie in a table.
ScoreColumn table_column(const ColumnEncoding& encoding, const Table& table,
                         const std::vector<std::string>& names) {
  ScoreColumn column;
  column.position = require_column(encoding.name, names, {});
  const ColumnInfo& info = table.columns()[column.position];
  const bool wants_number = encoding.kind == ColumnKind::number;
  if ((info.kind == ColumnKind::number) != wants_number) {
    throw Error(Fault::refused, "predict.column_kind",
                "column " + quote(encoding.name) + " holds " + (wants_number ? "text" : "numbers") +
                    ", but the model was fitted on " + (wants_number ? "numbers." : "levels."),
                "Give the column the type it had at the fit.", design::in_column(encoding.name));
  }
  column.levels = info.levels;
  return column;
}

}  // namespace

std::size_t require_column(const std::string& name, const std::vector<std::string>& names,
                           const std::string& file) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  Where where = design::in_column(name);
  if (!file.empty()) where.file = read::display_name(file);
  throw Error(Fault::refused, "predict.column_missing",
              "column " + quote(name) + " is not in the data.",
              design::unknown_name_hint(name, names), where);
}

ReadOptions reading_for(const FittedModel& model, const ReadOptions& read) {
  ReadOptions wanted = read;
  for (const SparseSource& source : model.sparse.sources) {
    if (source.column.empty() && source.first_index == 0) wanted.zero_based = true;
    if (!source.column.empty()) wanted.categorical.push_back(source.column);
  }
  return wanted;
}

void require_sparse(const FittedModel& model, bool is_sparse, const std::string& file) {
  if (is_sparse || model.sparse.columns.empty()) return;
  const std::vector<SparseSource>& sources = model.sparse.sources;
  const bool needs = std::any_of(sources.begin(), sources.end(),
                                 [](const SparseSource& source) { return source.column.empty(); });
  if (!needs) return;
  Where where;
  if (!file.empty()) where.file = read::display_name(file);
  throw Error(Fault::refused, "predict.not_sparse",
              "the model was fitted on sparse columns, and the data have none.",
              "Give data in the form of the fit; --format libsvm says that they are.", where);
}

Error problem_error(const ScoreProblem& problem, std::string_view level, const std::string& column,
                    Where where) {
  if (problem.kind == ScoreProblem::Kind::not_finite) {
    return {Fault::refused, "predict.not_finite",
            "the predictor of row " + std::to_string(where.row) +
                " is not finite: a value times its coefficient overflows.",
            "Look for a value in the wrong unit.", where};
  }
  where.column = column;
  return {Fault::refused, "predict.unseen_level",
          "level " + quote(level) + " of column " + quote(column) + " in row " +
              std::to_string(where.row) + " was not there when the model was fitted.",
          "Use --unseen reference to score such rows at the reference level, or --unseen missing.",
          where};
}

std::vector<Note> fate_notes(FateCounts counts) {
  std::vector<Note> notes;
  if (const std::uint64_t count = counts[Fate::missing]; count != 0) {
    notes.push_back({"predict.missing",
                     design::row_count_text(count) + " without a score: a value is missing."});
  }
  if (const std::uint64_t count = counts[Fate::filled]; count != 0) {
    notes.push_back({"predict.filled", design::row_count_text(count) +
                                           " scored as if a missing value were the reference "
                                           "level: the model knows no missing values there."});
  }
  if (const std::uint64_t count = counts[Fate::substituted]; count != 0) {
    notes.push_back(
        {"predict.unseen", design::row_count_text(count) +
                               " scored as if a level that was not there when the model "
                               "was fitted were the reference level or missing."});
  }
  if (const std::uint64_t count = counts[Fate::unseen]; count != 0) {
    notes.push_back({"predict.unseen", design::row_count_text(count) +
                                           " without a score: a level was not there when the "
                                           "model was fitted."});
  }
  if (const std::uint64_t count = counts[Fate::limit]; count != 0) {
    notes.push_back({"predict.limit", design::row_count_text(count) +
                                          " without a score: coefficients without a finite "
                                          "estimate pull it both ways."});
  }
  if (counts.without_limits != 0) {
    notes.push_back({"predict.no_limits",
                     design::row_count_text(counts.without_limits) +
                         " without limits: a coefficient without a finite estimate takes part, or "
                         "the columns are too nearly collinear to tell the standard error."});
  }
  return notes;
}

TableScorer::TableScorer(const FittedModel& model, const Table& table,
                         const PredictOptions& options)
    : scorer_(model, options) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns()) names.push_back(column.name);
  for (const ColumnEncoding& encoding : model.columns) {
    inputs_.push_back(table_column(encoding, table, names));
  }
  std::optional<std::size_t> offset;
  if (!model.offset.empty()) {
    ColumnEncoding encoding;
    encoding.name = model.offset;
    offset = table_column(encoding, table, names).position;
  }
  scorer_.bind(inputs_, offset);
  if (scorer_.sparse() == nullptr) return;
  require_sparse(model, table.sparse().columns != 0, {});
  std::vector<SparseScorer::TextColumn> texts;
  for (const SparseSource& source : scorer_.sparse()->hashed()) {
    const std::size_t position = require_column(source.column, names, {});
    if (table.columns()[position].kind == ColumnKind::number) {
      throw Error(
          Fault::refused, "predict.column_kind",
          "column " + quote(source.column) + " holds numbers, but the model was fitted on words.",
          "Give the column the type it had at the fit.", design::in_column(source.column));
    }
    texts.push_back({position, &table.columns()[position].levels});
  }
  scorer_.sparse()->bind(table.sparse().first_index, texts);
}

Error TableScorer::error(const ScoreProblem& problem, std::uint64_t first_row) const {
  Where where;
  where.row = first_row + problem.row + 1;
  if (problem.kind != ScoreProblem::Kind::unseen_level) {
    return problem_error(problem, {}, {}, where);
  }
  const std::vector<std::string>& levels = inputs_[problem.input].levels;
  const std::string level = problem.code < levels.size() ? levels[problem.code] : std::string();
  return problem_error(problem, level, scorer_.inputs()[problem.input].name, where);
}

}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
#include "explanation/row.hpp"

#include <algorithm>
#include <cmath>

#include "design/row_errors.hpp"
#include "evaluation/outcomes.hpp"
#include "evaluation/question.hpp"
#include "model/predict_rows.hpp"

namespace odds::explanation {
namespace {

using model::Fate;
using model::ScoreProblem;

constexpr const char* missing_value = "(missing)";

// A cell of the table as text.
std::string cell_text(const design::Source& source, std::size_t column, std::uint64_t row) {
  const BlockView& view = source.blocks[row / block_rows];
  const auto at = static_cast<std::size_t>(row % block_rows);
  const ColumnInfo& info = source.columns[column];
  if (info.kind == ColumnKind::number) {
    double value = 0;
    view.load_numbers(column, at, 1, &value);
    return std::isnan(value) ? missing_value : design::number_text(value);
  }
  std::uint32_t code = 0;
  view.load_codes(column, at, 1, &code);
  return code < info.levels.size() ? info.levels[code] : missing_value;
}

std::vector<std::string> names_of(const design::Source& source) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : source.columns) names.push_back(column.name);
  return names;
}

EvaluateOptions question_of(const ExplainOptions& options) {
  EvaluateOptions question;
  question.target = options.target;
  question.weights = options.weights;
  question.freq_weights = options.freq_weights;
  return question;
}

[[noreturn]] void refuse_row(std::uint64_t row, const std::string& why, const std::string& cure,
                             const std::string& column) {
  throw Error(Fault::refused, "explain.no_score",
              "row " + std::to_string(row + 1) + " has no probability: " + why, cure,
              design::in_column(column, row + 1));
}

// Why a row has no score.
[[noreturn]] void refuse_fate(const FittedModel& model, const RowInputs& inputs, Fate fate,
                              std::uint64_t row, const std::string& offset) {
  if (fate == Fate::unseen) {
    refuse_row(row, "a level was not there when the model was fitted.",
               "Use --unseen reference to score it at the reference level.", {});
  }
  if (offset == missing_value) {
    refuse_row(row, "the offset " + quote(model.offset) + " is missing.",
               "Fill it in: an offset is never made up.", model.offset);
  }
  std::string column;
  for (std::size_t j = model.columns.size(); j-- > 0;) {
    if (inputs.values[j] == missing_value) column = model.columns[j].name;
  }
  refuse_row(row, "the value of " + quote(column) + " is missing.",
             "Use --missing mean to fill in the mean of the training data.", column);
}

std::string column_list(const design::Source& source, const design::RowSet& rows) {
  std::vector<std::string> names;
  for (const auto& [column, count] : rows.missing) names.push_back(source.columns[column].name);
  return design::quoted_list(names);
}

}  // namespace

RowInputs read_inputs(const FittedModel& model, const Table& table, const design::Source& source,
                      std::uint64_t row, const ExplainOptions& options, std::vector<Note>& notes) {
  PredictOptions predict;
  predict.unseen = options.unseen;
  predict.missing = options.missing;
  const model::TableScorer scorer(model, table, predict);
  const std::vector<std::string> names = names_of(source);
  const std::uint64_t block = row / block_rows;
  const auto begin = static_cast<std::size_t>(row % block_rows);
  RowInputs inputs;
  for (const ColumnEncoding& column : model.columns) {
    inputs.values.push_back(cell_text(source, model::require_column(column.name, names, {}), row));
  }
  std::string offset;
  if (!model.offset.empty()) {
    const std::size_t column = model::require_column(model.offset, names, {});
    offset = cell_text(source, column, row);
    source.blocks[block].load_numbers(column, begin, 1, &inputs.offset);
  }
  std::vector<double> columns(model.terms.size() * design::tile_rows);
  Fate fate = Fate::scored;
  ScoreProblem problem;
  scorer.rows().inputs(source.blocks[block], begin, 1, columns.data(), &fate, problem);
  if (problem.kind != ScoreProblem::Kind::none) throw scorer.error(problem, block * block_rows);
  if (!model::is_scored(fate)) refuse_fate(model, inputs, fate, row, offset);
  scorer.rows().predictor(source.blocks[block], begin, 1, &inputs.z, &fate, problem);
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    inputs.x.push_back(columns[t * design::tile_rows]);
  }
  model::FateCounts fates;
  ++fates[fate];
  for (const Note& note : model::fate_notes(fates)) notes.push_back(note);
  return inputs;
}

bool has_target(const FittedModel& model, const std::vector<std::string>& names,
                const ExplainOptions& options) {
  const auto is_there = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return options.target.has_value() ||
         (is_there(model.target) && (model.trials.empty() || is_there(model.trials)));
}

std::optional<ExplainedOutcome> read_outcome(const FittedModel& model, const design::Source& source,
                                             std::uint64_t row, const ExplainOptions& options,
                                             std::vector<Note>& notes) {
  const std::vector<std::string> names = names_of(source);
  const std::string forward_only = "Forward pass only: ";
  if (!has_target(model, names, options)) {
    notes.push_back(
        {"explain.no_target",
         forward_only + "the data have no column " +
             quote(model.trials.empty() ? model.target : model.target + "/" + model.trials) +
             ", so there is no loss. If it has another name here, give it with "
             "--target."});
    return std::nullopt;
  }
  const design::Roles roles = evaluation::find_roles(model, names, question_of(options));
  DesignOptions policy;
  policy.missing = MissingPolicy::drop;  // what is missing becomes a note
  const design::RowSet rows = design::find_row(source, roles, policy, row);
  if (rows.zero_weight != 0) {
    notes.push_back({"explain.zero_weight",
                     forward_only + "the row has a weight of 0, so it takes no part in the loss, "
                                    "and its gradients are 0."});
    return std::nullopt;
  }
  if (rows.used == 0) {
    notes.push_back({"explain.outcome_missing",
                     forward_only + "the row has no value in " + column_list(source, rows) + "."});
    return std::nullopt;
  }
  const evaluation::Outcomes outcomes(source, roles, rows, model);
  evaluation::OutcomeTile tile;
  evaluation::LabelProblem problem;
  outcomes.load(row / block_rows, static_cast<std::size_t>(row % block_rows), 1, tile, problem);
  if (problem.found()) throw outcomes.label_error(problem);
  ExplainedOutcome outcome;
  if (!roles.trials) outcome.label = cell_text(source, roles.target, row);
  outcome.successes = tile.successes[0];
  outcome.trials = tile.trials[0];
  outcome.weight = tile.weight[0];
  return outcome;
}

std::vector<std::string> needed_columns(const FittedModel& model,
                                        const std::vector<std::string>& names,
                                        const ExplainOptions& options) {
  if (has_target(model, names, options)) {
    return evaluation::needed_columns(model, names, question_of(options));
  }
  std::vector<std::string> columns;
  for (const ColumnEncoding& column : model.columns) {
    columns.push_back(names[model::require_column(column.name, names, {})]);
  }
  if (!model.offset.empty()) {
    columns.push_back(names[model::require_column(model.offset, names, {})]);
  }
  return columns;
}

std::vector<std::string> text_columns(const FittedModel& model,
                                      const std::vector<std::string>& names,
                                      const ExplainOptions& options) {
  std::vector<std::string> columns = evaluation::text_columns(model, question_of(options));
  const bool has_target_text = evaluation::has_text_labels(model);
  if (has_target_text && !has_target(model, names, options)) columns.pop_back();
  return columns;
}

}  // namespace odds::explanation

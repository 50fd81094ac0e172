// SPDX-License-Identifier: Apache-2.0
//
// Model and table -> scores -> losses, calibration, ranks. One pass over the table makes scores and
// adds up losses; the scores of all rows are kept (16 bytes a row, twice that while they are
// sorted), with weights and counts beside them where the data have some.
#include <cmath>

#include <odds/evaluation.hpp>

#include "design/row_errors.hpp"
#include "design/rows.hpp"
#include "evaluation/calibration.hpp"
#include "evaluation/class_evaluation.hpp"
#include "evaluation/curves/curves.hpp"
#include "evaluation/data_file.hpp"
#include "evaluation/hosmer_lemeshow.hpp"
#include "evaluation/losses.hpp"
#include "evaluation/outcomes.hpp"
#include "evaluation/question.hpp"
#include "evaluation/ranks/walks.hpp"
#include "evaluation/scoring.hpp"
#include "model/data_faults.hpp"
#include "model/expand_for.hpp"
#include "parallel/team.hpp"

namespace odds {
namespace {

void check_options(const EvaluateOptions& options) {
  if (!(options.threshold >= 0 && options.threshold <= 1)) {
    throw Error(Fault::usage, "evaluate.threshold", "the threshold is not between 0 and 1.",
                "Give a probability: --threshold 0.5.");
  }
  if (!(options.level > 0 && options.level < 100)) {
    throw Error(Fault::usage, "evaluate.level", "the confidence level is not between 0 and 100.",
                "Give per cent: --level 95.");
  }
}

ModelEvaluation start(const FittedModel& model, const Table& table, const design::Roles& roles,
                      const EvaluateOptions& options) {
  const auto name = [&](std::optional<std::size_t> column) {
    return column ? table.columns()[*column].name : std::string();
  };
  ModelEvaluation evaluation;
  evaluation.target = name(roles.target);
  evaluation.trials = name(roles.trials);
  if (!roles.trials) {
    evaluation.event = model.event;
    evaluation.non_event = model.non_event;
  }
  evaluation.weights = name(roles.weights);
  evaluation.freq_weights = name(roles.freq_weights);
  evaluation.offset = name(roles.offset);
  evaluation.threshold = options.threshold;
  evaluation.level = options.level;
  evaluation.rows_read = table.row_count();
  return evaluation;
}

// Whether these are the rows, outcomes and weights that the model was fitted to.
bool is_fit_data(const FittedModel& model, const EvaluateOptions& options,
                 const ModelEvaluation& evaluation) {
  return options.is_fit_data && evaluation.target == model.target &&
         evaluation.trials == model.trials && evaluation.weights == model.weights &&
         evaluation.freq_weights == model.freq_weights && evaluation.rows == model.rows_used;
}

void note_fit_data(const EvaluateOptions& options, ModelEvaluation& evaluation) {
  if (!options.is_fit_data) return;
  if (evaluation.is_fit_data) {
    evaluation.notes.push_back({"evaluate.fit_data",
                                "These are the data of the fit: on new data a model does worse "
                                "than it seems here."});
  } else {
    evaluation.notes.push_back({"evaluate.other_rows",
                                "The file is that of the fit, but rows, target or weights are "
                                "not: it counts as new data."});
  }
}

void check_sums(const evaluation::LossSums& sums, const evaluation::Scoring& scoring) {
  if (sums.rows == 0) {
    throw Error(Fault::refused, "evaluate.no_rows",
                "no row can be scored (" + scoring.unscored_text() + ").", scoring.cure());
  }
  if (std::isfinite(sums.weight)) return;
  throw Error(Fault::refused, "weight.overflow", "the weights add up to more than a double holds.",
              "Divide them by a constant.");
}

}  // namespace

ModelEvaluation evaluate(const FittedModel& model, const Table& table,
                         const EvaluateOptions& options, const RunOptions& run) {
  check_options(options);
  if (const std::optional<Table> expanded = model::expand_for(model, table, run)) {
    return evaluate(model, *expanded, options, run);
  }
  const design::Source source(table);
  std::vector<std::string> names;
  for (const ColumnInfo& column : source.columns) names.push_back(column.name);
  const design::Roles roles = evaluation::find_roles(model, names, options);
  DesignOptions policy;
  policy.missing = options.missing.value_or(model.missing);
  const design::RowSet rows = design::find_rows(source, roles, policy, run);

  ModelEvaluation result = start(model, table, roles, options);
  if (!model.classes.empty()) {
    evaluation::evaluate_classes({model, table, source, roles, rows}, options, policy.missing, run,
                                 result);
    result.is_fit_data = is_fit_data(model, options, result);
    note_fit_data(options, result);
    return result;
  }
  evaluation::Scoring scoring(model, table, source, roles, rows);
  const evaluation::LossSums sums = scoring.run(options, policy.missing, run);
  check_sums(sums, scoring);
  result.rows = sums.rows;
  result.is_fit_data = is_fit_data(model, options, result);
  result.unscored = scoring.unscored();
  note_fit_data(options, result);
  scoring.add_notes(result.notes);

  evaluation::fill_losses(sums, result);
  evaluation::fill_calibration({table, roles, scoring.scores()}, model, sums, run, result);
  const unsigned workers = parallel::thread_count(run);
  evaluation::sort_by_score(scoring.scores(), workers);
  const evaluation::Ranking ranking(scoring.scores(), sums.rows, scoring.columns());
  const std::vector<double> shares =
      options.curves ? evaluation::curve_shares() : std::vector<double>();
  const evaluation::Walks walks = evaluation::walk(ranking, sums, shares, workers, result);
  result.average_precision = walks.average_precision;
  evaluation::fill_hosmer_lemeshow(walks.tenths, sums, result);
  if (options.curves) {
    const evaluation::ScoreRange range{ranking.at(0).z, ranking.at(sums.rows - 1).z};
    evaluation::order_by_row(scoring.scores(), workers);
    const evaluation::ScoredTiles tiles(scoring.scores(), scoring.columns(), workers);
    evaluation::fill_curves(tiles, walks, range, sums, run, result);
  }
  return result;
}

ModelEvaluation evaluate(const FittedModel& model, const std::string& data, const ReadOptions& read,
                         const EvaluateOptions& options, const RunOptions& run) {
  check_options(options);
  EvaluateOptions known = options;
  ReadResult input;
  try {
    input = evaluation::read_data(model, data, read, known, run);
    ModelEvaluation result = evaluate(model, input.table, known, run);
    evaluation::set_source(data, input, result);
    return result;
  } catch (const Error& error) {
    model::rethrow_with_file(error, data, input);
  }
}

}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// A row of a table -> the walk through its computation, forward and backward.
//
// The residual dL/dz and the loss are formed from z, as the fit forms them, never from a rounded p:
//   L = (w f / W) [ s softplus(-z) + (m - s) softplus(z) ]
//   dL/dz = (w f / W) [ (m - s) sigma(z) - s sigma(-z) ]
#include <odds/explanation.hpp>

#include <cmath>

#include "explanation/row.hpp"
#include "explanation/walk.hpp"
#include "model/data_faults.hpp"
#include "model/expand_for.hpp"
#include "model/predict_rows.hpp"
#include "read/place.hpp"
#include "read/reader.hpp"

namespace odds {
namespace {

void check_row(std::uint64_t row, std::uint64_t row_count, const std::string& file) {
  if (row == 0) {
    throw Error(Fault::usage, "explain.row", "there is no row 0: rows are counted from 1.",
                "The first row below the header is --row 1.");
  }
  if (row <= row_count) return;
  Where where;
  where.file = file;
  throw Error(Fault::refused, "explain.row_beyond",
              "there is no row " + std::to_string(row) + ": the table has " +
                  std::to_string(row_count) + (row_count == 1 ? " row." : " rows."),
              "Give --row a number up to that.", where);
}

void check_model(const FittedModel& model) {
  if (!model.sparse.columns.empty()) {
    throw Error(Fault::refused, "explain.sparse",
                "the model has coefficients of sparse columns, whose walk is not there.",
                "odds predict gives the probabilities.");
  }
  if (!model.classes.empty()) {
    throw Error(Fault::refused, "explain.several_classes",
                "the model has " + std::to_string(model.classes.size()) +
                    " classes, and the walk is through the computation of one probability.",
                "Fit a column that says yes or no.");
  }
  for (const Term& term : model.terms) {
    if (term.limit.empty()) continue;
    throw Error(Fault::refused, "explain.separated",
                "the model has terms without a finite estimate (" + quote(term.term) +
                    "), so there is no finite computation to walk through.",
                "Fit it with --l2 0.01: then all coefficients are finite.");
  }
}

void fill_question(const FittedModel& model, Explanation& result) {
  result.target = model.target;
  result.trials = model.trials;
  result.event = model.event;
  result.non_event = model.non_event;
  result.offset_column = model.offset;
  result.activation = model.network.activation;
  for (std::size_t l = 0; l + 1 < model.network.layers.size(); ++l) {
    result.hidden.push_back(model.network.layers[l].units());
  }
  result.sum_weights = model.sum_weights;
}

void note_model(const FittedModel& model, Explanation& result) {
  if (result.outcome && (model.l1 > 0 || model.l2 > 0 || model.firth)) {
    result.notes.push_back({"explain.penalty",
                            "The fit also has the penalty's gradient, which belongs to no row: "
                            "here is the gradient of the loss alone."});
  }
  if (result.outcome && model.training.validation_rows > 0) {
    result.notes.push_back({"explain.validation",
                            "The fit learned from " + std::to_string(model.training.training_rows) +
                                " of its " + std::to_string(model.rows_used) +
                                " rows and kept the others for validation; W counts them all."});
  }
  if (result.outcome && (result.probability == 0 || result.probability == 1)) {
    result.notes.push_back(
        {"explain.rounded", "p is so near its end that it rounds to " +
                                std::string(result.probability == 0 ? "0" : "1") +
                                ". Loss and gradients lose nothing: they are formed from z, with "
                                "sigma and the logarithm fused."});
  }
}

}  // namespace

Explanation explain(const FittedModel& model, const Table& table, std::uint64_t row,
                    const ExplainOptions& options, const RunOptions& run) {
  check_row(row, table.row_count(), {});
  check_model(model);
  if (const std::optional<Table> expanded = model::expand_for(model, table, run)) {
    return explain(model, *expanded, row, options, run);
  }
  const design::Source source(table);
  Explanation result;
  result.row = row;
  fill_question(model, result);
  const explanation::RowInputs inputs =
      explanation::read_inputs(model, table, source, row - 1, options, result.notes);
  result.outcome = explanation::read_outcome(model, source, row - 1, options, result.notes);
  explanation::walk(model, inputs, result);
  if (!std::isfinite(result.z)) {
    model::ScoreProblem problem;
    problem.kind = model::ScoreProblem::Kind::not_finite;
    Where where;
    where.row = row;
    throw model::problem_error(problem, {}, {}, where);
  }
  note_model(model, result);
  return result;
}

Explanation explain(const FittedModel& model, const std::string& data, const ReadOptions& read,
                    std::uint64_t row, const ExplainOptions& options, const RunOptions& run) {
  check_row(row, row, {});
  check_model(model);
  ReadOptions wanted = model::reading_for(model, read);
  // Known once the header is: a target that the data lack can't be read as a category. The reader
  // looks at its options after the choice.
  const auto choose = [&](const std::vector<std::string>& names, DataFormat format) {
    if (format == DataFormat::libsvm) return names;
    const std::vector<std::string> text = explanation::text_columns(model, names, options);
    wanted.categorical.insert(wanted.categorical.end(), text.begin(), text.end());
    return explanation::needed_columns(model, names, options);
  };
  ReadResult input;
  try {
    input = read::read_chosen(data, wanted, choose, run, read::Tuning());
    check_row(row, input.table.row_count(), read::display_name(data));
    Explanation result = explain(model, input.table, row, options, run);
    result.source = data;
    result.notes.insert(result.notes.begin(), input.notes.begin(), input.notes.end());
    return result;
  } catch (const Error& error) {
    model::rethrow_with_file(error, data, input);
  }
}

}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// Cross-validation of a path of penalties:
//
//   for each fold k: the path on all rows but those of k, at the penalties of the path on all rows
//   measure of fold k at each penalty, on its own rows;  mean and standard error over the folds
//
// The fits of all folds and of all rows share every read of the data (engine.hpp). The penalties
// act on means, so lambda means the same for fits to fewer rows.
#include <algorithm>
#include <utility>

#include <odds/selection.hpp>

#include "design/roles.hpp"
#include "model/data_faults.hpp"
#include "model/fit_parts.hpp"
#include "model/fit_sparse.hpp"
#include "objective/gather_response.hpp"
#include "parallel/team.hpp"
#include "selection/engine.hpp"
#include "selection/folds.hpp"
#include "selection/measures.hpp"
#include "selection/path_parts.hpp"

namespace odds {
namespace {

using selection::Folds;

void check_validation(const FitOptions& options, const CrossValidationOptions& validation) {
  if (validation.fold_column.empty() && validation.folds < 2) {
    throw Error(Fault::usage, "cv.folds", "cross-validation needs 2 folds or more.",
                "Use --folds 10.");
  }
  const std::string& column = validation.fold_column;
  const auto& features = options.features;
  for (const std::string& role :
       {options.target, options.weights, options.freq_weights, options.offset}) {
    if (column.empty() || role != column) continue;
    throw Error(Fault::usage, "cv.fold_column",
                "column " + quote(column) + " names the folds and has another role as well.",
                "Name another column of folds.");
  }
  if (column.empty() || std::find(features.begin(), features.end(), column) == features.end()) {
    return;
  }
  throw Error(Fault::usage, "cv.fold_column",
              "column " + quote(column) + " names the folds and is a feature as well.",
              "Leave it out of --features.");
}

// The question without the fold column, which is no feature.
FitOptions without_folds(const FitOptions& options, const std::string& column) {
  FitOptions rest = options;
  const bool is_named = std::find(rest.drop.begin(), rest.drop.end(), column) != rest.drop.end();
  if (!column.empty() && rest.features.empty() && !is_named) rest.drop.push_back(column);
  return rest;
}

std::size_t column_index(const Table& table, const std::string& name) {
  const std::vector<std::string> names = model::column_names(table);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw Error(Fault::usage, "column.not_found", "column " + quote(name) + " not found.",
                design::unknown_name_hint(name, names), design::in_column(name));
  }
  return static_cast<std::size_t>(found - names.begin());
}

Folds make_folds(const Table& table, const objective::ResponseRows& rows,
                 const CrossValidationOptions& validation) {
  if (validation.fold_column.empty()) {
    return selection::random_folds(rows, validation.folds, validation.seed);
  }
  const std::size_t column = column_index(table, validation.fold_column);
  return selection::folds_of_column(design::Source(table), column, rows);
}

void note_unconverged(const selection::Paths& found, const Folds& folds, CrossValidation& result) {
  std::size_t missed = 0;
  for (const std::size_t count : found.unconverged_folds) missed += count;
  if (missed == 0) return;
  result.notes.push_back(
      {"cv.unconverged", std::to_string(missed) + " of the " +
                             std::to_string(found.unconverged_folds.size() * folds.count()) +
                             " fits without a fold did not reach the tolerance."});
}

void fill_choice(const CrossValidationOptions& validation, CrossValidation& result) {
  result.measure = validation.measure;
  result.choice = validation.choice;
  result.fold_column = validation.fold_column;
  result.seed = validation.fold_column.empty() ? validation.seed : 0;
  result.best = selection::best_point(result.points, result.measure);
  result.one_se = selection::one_standard_error_point(result.points, result.best, result.measure);
}

}  // namespace

CrossValidation cross_validate(const Table& table, const FitOptions& options,
                               const PathOptions& path, const CrossValidationOptions& validation,
                               const RunOptions& run) {
  selection::check_path_options(options, path);
  check_validation(options, validation);
  if (const std::optional<Table> written = model::written_out(table, options, run)) {
    CrossValidation result = cross_validate(*written, options, path, validation, run);
    result.model.sparse = model::origin_of(table);
    return result;
  }
  FitOptions question = without_folds(options, validation.fold_column);
  const FitOptions wanted = selection::penalised(question, path);
  const unsigned workers = parallel::thread_count(run);
  std::vector<Note> notes;
  const design::Design design = selection::make_design(table, wanted, run, notes);
  const objective::ResponseRows rows = objective::gather_response(design, workers);
  Folds folds = make_folds(table, rows, validation);
  const selection::HeldOutMeasure measure(validation.measure, rows, folds, workers);
  CrossValidation result;
  selection::Paths found = selection::minimise_paths(
      design, wanted, path, {folds.of_row, folds.count()}, run,
      [&](std::size_t, std::span<const double> predictors) {
        result.points.push_back(selection::over_folds(measure.by_fold(predictors), folds.weights));
      });
  selection::require_points(found);
  fill_choice(validation, result);
  note_unconverged(found, folds, result);
  const PathPoint chosen = found.points[result.chosen()];
  result.path =
      selection::make_path(table, design, wanted, path, std::move(found), std::move(notes), run);
  result.folds = std::move(folds.names);
  result.fold_rows = std::move(folds.rows);
  question.l1 = chosen.l1;
  question.l2 = chosen.l2;
  result.model = fit(table, question, run);
  return result;
}

CrossValidation cross_validate(const std::string& data, const ReadOptions& read,
                               const FitOptions& options, const PathOptions& path,
                               const CrossValidationOptions& validation, const RunOptions& run,
                               ReadResult& input) {
  selection::check_path_options(options, path);
  check_validation(options, validation);
  FitOptions wanted = without_folds(options, validation.fold_column);
  std::vector<std::string> also;
  if (!validation.fold_column.empty()) also.push_back(validation.fold_column);
  input = model::read_wanted(data, read, also, run, wanted);
  try {
    CrossValidation result = cross_validate(input.table, wanted, path, validation, run);
    model::set_source(data, input, result.path.frame);
    model::set_source(data, input, result.model);
    return result;
  } catch (const Error& error) {
    model::rethrow_with_file(error, data, input);
  }
}

}  // namespace odds

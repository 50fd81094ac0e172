// SPDX-License-Identifier: Apache-2.0
#include "evaluation/question.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "evaluation/outcomes.hpp"
#include "model/predict_rows.hpp"

namespace odds::evaluation {
namespace {

std::size_t require(const std::string& name, const std::string& role, const std::string& cure,
                    const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw Error(Fault::refused, "evaluate.column_missing",
              "column " + quote(name) + ", the " + role + " of the fit, is not in the data.",
              cure + " " + design::unknown_name_hint(name, names), design::in_column(name));
}

void find_target(const FittedModel& model, const std::vector<std::string>& names,
                 const EvaluateOptions& options, design::Roles& roles) {
  if (options.target) {
    DesignOptions question;
    question.target = *options.target;
    const design::Roles given = design::resolve_roles(names, question);
    roles.target = given.target;
    roles.trials = given.trials;
    if (!model.classes.empty() && roles.trials) {
      throw Error(Fault::usage, "evaluate.counts",
                  "the model has several classes, and the target " + quote(*options.target) +
                      " counts successes of trials.",
                  "Name the one column that holds the classes.");
    }
    if (model.classes.empty() && model.event.empty() && !roles.trials) {
      throw Error(Fault::usage, "evaluate.counts",
                  "the model counts successes of trials, and the target " + quote(*options.target) +
                      " is one column.",
                  "Name both columns: --target SUCCESSES/TRIALS.",
                  design::in_column(*options.target));
    }
    return;
  }
  const char* cure = "If it has another name here, give it with --target.";
  roles.target = require(model.target, "target", cure, names);
  if (!model.trials.empty()) roles.trials = require(model.trials, "trials", cure, names);
}

std::optional<std::size_t> find_weights(const std::string& name, const std::string& option,
                                        const std::vector<std::string>& names) {
  if (name.empty()) return std::nullopt;
  return require(name, "weights",
                 "Give its name here with " + option +
                     " COL, or use --no-weights to let every row count once.",
                 names);
}

}  // namespace

design::Roles find_roles(const FittedModel& model, const std::vector<std::string>& names,
                         const EvaluateOptions& options) {
  design::Roles roles;
  find_target(model, names, options, roles);
  roles.weights = find_weights(options.weights.value_or(model.weights), "--weights", names);
  roles.freq_weights =
      find_weights(options.freq_weights.value_or(model.freq_weights), "--freq-weights", names);
  if (!model.offset.empty()) roles.offset = model::require_column(model.offset, names, {});
  return roles;
}

std::vector<std::string> needed_columns(const FittedModel& model,
                                        const std::vector<std::string>& names,
                                        const EvaluateOptions& options) {
  std::set<std::size_t> needed;
  for (const ColumnEncoding& column : model.columns) {
    needed.insert(model::require_column(column.name, names, {}));
  }
  for (const SparseSource& source : model.sparse.sources) {
    if (source.column.empty()) continue;
    needed.insert(model::require_column(source.column, names, {}));
  }
  for (const std::size_t column : design::needed_columns(find_roles(model, names, options))) {
    needed.insert(column);
  }
  std::vector<std::string> columns;
  columns.reserve(needed.size());
  for (const std::size_t column : needed) columns.push_back(names[column]);
  return columns;
}

std::vector<std::string> text_columns(const FittedModel& model, const EvaluateOptions& options) {
  std::vector<std::string> columns;
  for (const ColumnEncoding& column : model.columns) {
    if (column.kind == ColumnKind::category) columns.push_back(column.name);
  }
  if (has_text_labels(model)) columns.push_back(options.target.value_or(model.target));
  return columns;
}

}  // namespace odds::evaluation

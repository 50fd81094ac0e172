// SPDX-License-Identifier: Apache-2.0
#include "evaluation/scored_data.hpp"

#include "evaluation/question.hpp"
#include "evaluation/tile_scorer.hpp"

namespace odds::evaluation {
namespace {

std::vector<std::string> names_of(const design::Source& source) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : source.columns) names.push_back(column.name);
  return names;
}

DesignOptions policy_of(const FittedModel& model, const EvaluateOptions& options) {
  DesignOptions policy;
  policy.missing = options.missing.value_or(model.missing);
  return policy;
}

}  // namespace

ScoredData::ScoredData(const FittedModel& model, const Table& table, const EvaluateOptions& options,
                       const RunOptions& run)
    : source(table),
      names(names_of(source)),
      roles(find_roles(model, names, options)),
      policy(policy_of(model, options)),
      rows(design::find_rows(source, roles, policy, run)),
      scores(model, table, scoring_options(options, policy.missing)),
      outcomes(source, roles, rows, model) {}

}  // namespace odds::evaluation

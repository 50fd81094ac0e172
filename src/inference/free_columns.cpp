// SPDX-License-Identifier: Apache-2.0
#include "inference/free_columns.hpp"

#include <utility>

namespace odds::inference {
namespace {

// Coordinates of the objective that no penalty acts on.
std::vector<std::size_t> free_coordinates(const objective::Objective& objective) {
  std::vector<std::size_t> result;
  for (std::size_t j = 0; j < objective.dimension(); ++j) {
    if (objective.ridge().curvature(j) == 0.0) result.push_back(j);
  }
  return result;
}

}  // namespace

std::vector<bool> free_terms(const design::Design& design, const DesignOptions& options) {
  const bool has_strength = options.l1 > 0.0 || options.l2 > 0.0;
  std::vector<bool> result;
  for (const design::DesignTerm& term : design.terms()) {
    const auto factor = options.penalty_factors.find(term.column);
    const bool is_freed = factor != options.penalty_factors.end() && factor->second == 0.0;
    const bool is_ones = design.has_intercept() && term.inner == 0;
    result.push_back(is_ones ||
                     ((!has_strength || is_freed) && !options.bounds.contains(term.column)));
  }
  return result;
}

bool may_separate(const objective::Objective& objective) {
  const std::size_t ones = objective.design().has_ones() ? 1 : 0;
  return free_coordinates(objective).size() > ones;
}

std::optional<Separation> prove_separation_by_free(const objective::Objective& objective,
                                                   const std::vector<double>& step) {
  if (!may_separate(objective)) return std::nullopt;
  objective::View view = objective.view();
  const std::vector<std::size_t> free = free_coordinates(objective);
  std::vector<std::size_t> columns;
  std::vector<double> part;
  for (const std::size_t j : free) {
    columns.push_back(view.uses_all_columns ? j : view.columns[j]);
    part.push_back(step[j]);
  }
  view.uses_all_columns = false;
  view.columns = std::move(columns);
  const objective::Objective alone(objective.design(), view, penalty::Ridge(), objective.workers());
  std::optional<Separation> found = prove_separation(alone, part);
  if (!found) return std::nullopt;
  std::vector<double> direction(objective.dimension(), 0.0);
  for (std::size_t k = 0; k < free.size(); ++k) direction[free[k]] = found->direction[k];
  found->direction = std::move(direction);
  return found;
}

}  // namespace odds::inference

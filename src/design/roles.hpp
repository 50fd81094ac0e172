// SPDX-License-Identifier: Apache-2.0
//
// Which column plays which part: names as the user wrote them to positions in a list of names.
//
//   --target y | s/t     y, or s successes of t trials; a column literally named "s/t" wins
//   --features, --drop   what enters the predictor; without them every column that has no role
//
//   --interact a:b       a and b are features; every colon is tried, one must fit
//
// The cluster column enters the predictor only where --features names it.
//
// Refuses (usage): names that are not there, one column in two roles, a role column as a feature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <odds/base.hpp>
#include <odds/design.hpp>

namespace odds::design {

struct Roles {
  std::size_t target = 0;  // or the successes
  std::optional<std::size_t> trials;
  std::optional<std::size_t> weights;
  std::optional<std::size_t> freq_weights;
  std::optional<std::size_t> offset;
  std::optional<std::size_t> cluster;  // may be a feature as well, where it is named as one
  std::vector<std::size_t> features;   // in the order of `names`, without those hashed
  std::vector<std::size_t> hashed;     // features that are cut into words, in the same order
  std::vector<std::pair<std::size_t, std::size_t>>
      interactions;  // features, as the user wrote them
};

// Throws Error{usage}: column.not_found, column.role, column.twice, column.features_and_drop,
// hash.unused, interaction.syntax, interaction.ambiguous, interaction.main_effect,
// interaction.twice, column.reference_unused, column.no_coefficient.
Roles resolve_roles(const std::vector<std::string>& names, const DesignOptions& options);

// Positions of every column that has a role or is a feature, ascending.
std::vector<std::size_t> needed_columns(const Roles& roles);

// The hint for a name that is not among `names`: the nearest one, or what there is.
std::string unknown_name_hint(const std::string& name, const std::vector<std::string>& names);

// The place of an error: a column, and a data row (1-based) where there is one.
Where in_column(const std::string& name, std::uint64_t row = 0);

// Up to `limit` names, quoted, separated by commas, and how many more there are.
std::string quoted_list(const std::vector<std::string>& names, std::size_t limit = 8);

}  // namespace odds::design

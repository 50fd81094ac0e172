// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with the rows of a table, in the user's words: column, row, value, cure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <odds/base.hpp>

#include "design/rows.hpp"

namespace odds::design {

// The columns that are no features, in the order in which a row's faults are reported.
enum class Role { target, trials, weights, freq_weights, offset, cluster };
inline constexpr std::size_t role_count = 6;

enum class Wrong { missing, negative, not_finite, fractional, exceeds_trials };

struct RowProblem {
  std::uint64_t row = std::numeric_limits<std::uint64_t>::max();  // 0-based
  std::size_t column = 0;
  Role role = Role::target;
  Wrong wrong = Wrong::missing;
  double value = 0;
  double trials = 0;

  bool found() const { return row != std::numeric_limits<std::uint64_t>::max(); }
};

using MissingCounts = std::vector<std::pair<std::size_t, std::uint64_t>>;

Error row_problem(const RowProblem& problem, const Source& source, const Roles& roles,
                  const DesignOptions& options);

Error no_rows();
Error no_rows_left(const MissingCounts& missing, const Source& source);
Error all_weights_zero(const Source& source, const Roles& roles);
Error missing_values(const MissingCounts& missing, const Source& source, const RowSet& rows);

// A code in a table of the caller's that stands for no level. `row` is 0-based.
Error unknown_code(const std::string& column, std::uint64_t row);

// "age" in 177 rows, "fare" in 1 row
std::string missing_list(const MissingCounts& missing, const std::vector<ColumnInfo>& columns);

// "1 row", "3 rows"
std::string row_count_text(std::uint64_t count);

// Notes on the rows that are skipped or dropped.
void note_rows(const Source& source, const RowSet& rows, std::vector<Note>& notes);

// Throws column.not_numbers where weights, offset, successes or trials hold no numbers.
void check_role_kinds(const Source& source, const Roles& roles);

}  // namespace odds::design

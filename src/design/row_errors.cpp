// SPDX-License-Identifier: Apache-2.0
#include "design/row_errors.hpp"

#include <algorithm>
#include <array>

namespace odds::design {
namespace {

std::string role_name(Role role, bool has_trials) {
  switch (role) {
    case Role::target:
      return has_trials ? "successes" : "target";
    case Role::trials:
      return "trials";
    case Role::weights:
      return "weight";
    case Role::freq_weights:
      return "frequency weight";
    case Role::offset:
      return "offset";
    case Role::cluster:
      return "cluster";
  }
  return {};
}

std::string option_of(Role role) {
  switch (role) {
    case Role::weights:
      return "--weights";
    case Role::freq_weights:
      return "--freq-weights";
    case Role::offset:
      return "--offset";
    default:
      return "--target";
  }
}

// The stable code of a fault in a column of this role.
const char* code_of(Wrong wrong, Role role) {
  const bool is_weight = role == Role::weights || role == Role::freq_weights;
  switch (wrong) {
    case Wrong::missing:
      return "column.missing";
    case Wrong::negative:
      return is_weight ? "weight.negative" : "target.negative";
    case Wrong::not_finite:
      if (role == Role::offset || role == Role::cluster) return "column.not_finite";
      return is_weight ? "weight.not_finite" : "target.not_finite";
    case Wrong::fractional:
      return is_weight ? "weight.fractional" : "target.fractional";
    case Wrong::exceeds_trials:
      break;
  }
  return "target.exceeds_trials";
}

std::string place(const std::string& column, std::uint64_t row) {
  return "column " + quote(column) + ", row " + std::to_string(row);
}

}  // namespace

std::string row_count_text(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

std::string missing_list(const MissingCounts& missing, const std::vector<ColumnInfo>& columns) {
  constexpr std::size_t most_named = 6;
  std::string list;
  for (std::size_t i = 0; i < std::min(missing.size(), most_named); ++i) {
    if (i != 0) list += ", ";
    list += quote(columns[missing[i].first].name) + " in " + row_count_text(missing[i].second);
  }
  if (missing.size() > most_named) {
    list += " and " + std::to_string(missing.size() - most_named) + " more columns";
  }
  return list;
}

Error row_problem(const RowProblem& problem, const Source& source, const Roles& roles,
                  const DesignOptions& options) {
  const std::string& name = source.columns[problem.column].name;
  const std::string role = role_name(problem.role, roles.trials.has_value());
  const std::uint64_t row = problem.row + 1;
  const Where where = in_column(name, row);
  const std::string value = number_text(problem.value);
  const char* code = code_of(problem.wrong, problem.role);
  switch (problem.wrong) {
    case Wrong::missing:
      return {Fault::refused, code,
              role + " " + quote(name) + " is missing in row " + std::to_string(row) + ".",
              options.missing == MissingPolicy::mean
                  ? "Only features are filled in. Use --missing drop to leave such rows out."
                  : "Use --missing drop to leave such rows out.",
              where};
    case Wrong::negative:
      return {
          Fault::refused, code, role + " " + value + " in " + place(name, row) + " is negative.",
          "Correct the value, or name another column with " + option_of(problem.role) + ".", where};
    case Wrong::not_finite:
      return {Fault::refused, code,
              role + " in " + place(name, row) + " is not finite (" + value + ").",
              "Correct the value, or leave the row out.", where};
    case Wrong::fractional:
      return {Fault::refused, code,
              role + " " + value + " in " + place(name, row) + " is not a whole number.",
              problem.role == Role::freq_weights
                  ? "Frequency weights count equal rows. For other weights use --weights."
                  : "Give the number of successes and the number of trials.",
              where};
    case Wrong::exceeds_trials:
      break;
  }
  return {Fault::refused, code,
          value + " successes of " + number_text(problem.trials) + " trials in row " +
              std::to_string(row) + " (" + quote(name) + " and " +
              quote(source.columns[*roles.trials].name) + ").",
          "The target is written --target SUCCESSES/TRIALS.", where};
}

Error no_rows() {
  return {Fault::refused, "design.no_rows", "there are no data rows.",
          "Give a table with at least one row of each class."};
}

Error no_rows_left(const MissingCounts& missing, const Source& source) {
  return {Fault::refused, "design.no_rows_left",
          "no row is left: each has a missing value or a weight of zero (missing: " +
              missing_list(missing, source.columns) + ").",
          "Leave out a column that is mostly missing with --drop, or use --missing mean."};
}

Error all_weights_zero(const Source& source, const Roles& roles) {
  std::vector<std::string> names;
  for (const auto& role : {roles.weights, roles.freq_weights, roles.trials}) {
    if (role) names.push_back(source.columns[*role].name);
  }
  return {Fault::refused, "weight.all_zero", "weights are all zero (" + quoted_list(names) + ").",
          "A row counts only where every weight, and its number of trials, is above zero.",
          in_column(names.empty() ? std::string() : names.front())};
}

Error missing_values(const MissingCounts& missing, const Source& source, const RowSet& rows) {
  return {Fault::refused, "column.missing",
          "missing values: " + missing_list(missing, source.columns) + " (" +
              row_count_text(rows.dropped) + " of " + std::to_string(source.row_count) +
              " in all).",
          "Use --missing drop to leave those rows out, --missing mean to fill them in, or --drop "
          "to leave a column out.",
          in_column(source.columns[missing.front().first].name)};
}

Error unknown_code(const std::string& column, std::uint64_t row) {
  return {Fault::usage, "column.unknown_code",
          "a code in " + place(column, row + 1) + " stands for no level.",
          "Codes index the column's levels, or say that the value is missing.",
          in_column(column, row + 1)};
}

void check_role_kinds(const Source& source, const Roles& roles) {
  const auto check = [&](std::optional<std::size_t> column, Role role) {
    if (!column || source.columns[*column].kind == ColumnKind::number) return;
    const ColumnInfo& info = source.columns[*column];
    const std::string held = info.kind == ColumnKind::boolean ? "true and false" : "text";
    throw Error(Fault::refused, "column.not_numbers",
                role_name(role, roles.trials.has_value()) + " column " + quote(info.name) +
                    " holds " + held + ", not numbers.",
                "Name a column of numbers with " + option_of(role) + ".", in_column(info.name));
  };
  if (roles.trials) check(roles.target, Role::target);
  check(roles.trials, Role::trials);
  check(roles.weights, Role::weights);
  check(roles.freq_weights, Role::freq_weights);
  check(roles.offset, Role::offset);
}

void note_rows(const Source& source, const RowSet& rows, std::vector<Note>& notes) {
  if (rows.zero_weight != 0) {
    notes.push_back(
        {"design.rows_skipped",
         row_count_text(rows.zero_weight) + " skipped: a weight or the number of trials is zero."});
  }
  if (rows.dropped != 0) {
    notes.push_back({"design.rows_dropped", row_count_text(rows.dropped) +
                                                " left out for missing values: " +
                                                missing_list(rows.missing, source.columns) + "."});
  }
}

}  // namespace odds::design

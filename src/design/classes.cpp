// SPDX-License-Identifier: Apache-2.0
#include "design/classes.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "design/tile.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

Error too_many_classes(const Classes& classes, const ColumnInfo& target, const RowSet& rows) {
  const std::size_t count = classes.labels.size();
  const std::string counted =
      count > most_counted ? "more than " + std::to_string(most_counted) : std::to_string(count);
  const std::string message = "target " + quote(target.name) + " has " + counted + " classes (" +
                              unquoted_list(classes.labels, 5) + ") in " +
                              std::to_string(rows.used) + " rows used: too many to fit.";
  const std::string limits = "at most 1,000, and at most one for every two rows";
  if (target.kind != ColumnKind::number) {
    return {Fault::refused, "target.several_classes", message,
            "Join rare classes: " + limits + " can be fitted.", in_column(target.name)};
  }
  return {Fault::refused, "target.several_classes", message,
          "A number to be predicted as such is not a class: make a column that says yes or no. "
          "For counts of successes use --target SUCCESSES/TRIALS.",
          in_column(target.name)};
}

// Position of the reference class; empty under a penalty.
std::optional<std::size_t> reference_class(const Classes& classes, const ColumnInfo& target,
                                           const DesignOptions& options) {
  const auto asked = options.reference.find(target.name);
  if (asked == options.reference.end()) {
    return options.is_penalised() ? std::nullopt : std::optional<std::size_t>(0);
  }
  if (options.is_penalised()) {
    throw Error(Fault::usage, "target.reference",
                "under a penalty every class has an equation of its own, and none is the "
                "reference.",
                "Leave out --reference " + target.name + "=" + asked->second + ", or the penalty.",
                in_column(target.name));
  }
  return find_label(
      classes, target,
      {"target.reference", "reference class", "--reference " + target.name + "=LABEL"},
      asked->second);
}

// The codes of the values of one block. `code_of` is by position in `classes`.
void fill_numbers(const BlockView& view, std::size_t column, const Classes& classes,
                  const std::vector<std::uint16_t>& code_of, const std::uint8_t* status,
                  std::uint16_t* codes) {
  std::array<double, tile_rows> y;
  for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
    const std::size_t count = std::min(tile_rows, view.rows - begin);
    view.load_numbers(column, begin, count, y.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (status[begin + i] == 0) continue;
      const auto found = std::lower_bound(classes.numbers.begin(), classes.numbers.end(), y[i]);
      codes[begin + i] = code_of[static_cast<std::size_t>(found - classes.numbers.begin())];
    }
  }
}

void fill_levels(const BlockView& view, std::size_t column,
                 const std::vector<std::uint16_t>& code_of_level, const std::uint8_t* status,
                 std::uint16_t* codes) {
  std::array<std::uint32_t, tile_rows> y;
  for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
    const std::size_t count = std::min(tile_rows, view.rows - begin);
    view.load_codes(column, begin, count, y.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (status[begin + i] != 0) codes[begin + i] = code_of_level[y[i]];
    }
  }
}

void check_options(const Classes& classes, const ColumnInfo& target, const Roles& roles,
                   const DesignOptions& options) {
  const std::string has = "target " + quote(target.name) + " has " +
                          std::to_string(classes.labels.size()) + " classes (" +
                          unquoted_list(classes.labels, 5) + ")";
  if (options.event) {
    throw Error(Fault::usage, "target.event",
                "--event chooses between two values, and " + has + ".",
                "Leave out --event: all classes are fitted together. For one class against the "
                "rest make a column that says yes or no.",
                in_column(target.name));
  }
  if (roles.offset) {
    throw Error(Fault::refused, "classes.offset",
                has + ", each with a predictor of its own, and an offset belongs to one.",
                "Leave out --offset, or make a column that says yes or no.",
                in_column(target.name));
  }
}

}  // namespace

ClassRows find_class_rows(const Source& source, const Roles& roles, const Classes& classes,
                          const DesignOptions& options, const RowSet& rows, unsigned workers) {
  const ColumnInfo& target = source.columns[roles.target];
  const std::size_t count = classes.labels.size();
  // So few rows for each say that the target is a number, or a name, rather than a class.
  constexpr std::size_t few = 5;
  const bool are_rare = count == rows.used || (count > few && 2 * count > rows.used);
  if (count > most_classes || are_rare) {
    throw too_many_classes(classes, target, rows);
  }
  check_options(classes, target, roles, options);
  const std::optional<std::size_t> reference = reference_class(classes, target, options);
  ClassRows result;
  result.has_reference = reference.has_value();
  std::vector<std::uint16_t> code_of(count);
  for (std::size_t k = 0; k < count; ++k) {
    if (reference == k) continue;
    code_of[k] = static_cast<std::uint16_t>(result.labels.size());
    result.labels.push_back(classes.labels[k]);
  }
  if (reference) {
    code_of[*reference] = static_cast<std::uint16_t>(result.labels.size());
    result.labels.push_back(classes.labels[*reference]);
  }
  const bool is_number = target.kind == ColumnKind::number;
  std::vector<std::uint16_t> code_of_level(target.levels.size());
  for (std::size_t k = 0; k < classes.codes.size(); ++k) {
    code_of_level[classes.codes[k]] = code_of[k];
  }
  result.codes.assign(rows.status.size(), 0);
  parallel::for_blocks(source.block_count(), workers, [&](std::uint64_t block, unsigned) {
    const BlockView& view = source.blocks[block];
    const std::uint8_t* status = rows.block_status(block);
    std::uint16_t* codes = result.codes.data() + block * block_rows;
    if (is_number) {
      fill_numbers(view, roles.target, classes, code_of, status, codes);
    } else {
      fill_levels(view, roles.target, code_of_level, status, codes);
    }
  });
  return result;
}

void check_two_classes(const Source& source, const Roles& roles, const DesignOptions& options) {
  const ColumnInfo& target = source.columns[roles.target];
  if (options.reference.count(target.name) == 0) return;
  throw Error(Fault::usage, "target.reference",
              "target " + quote(target.name) +
                  " has two values, and --reference chooses among "
                  "more.",
              "Use --event to say which of the two is modelled.", in_column(target.name));
}

}  // namespace odds::design

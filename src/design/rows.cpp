// SPDX-License-Identifier: Apache-2.0
#include "design/rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "design/row_errors.hpp"
#include "design/tile.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

// What a pass over some blocks learns about their rows.
struct Found {
  RowProblem problem;
  std::uint64_t used = 0;
  std::uint64_t zero_weight = 0;
  std::uint64_t dropped = 0;
  std::vector<std::uint64_t> missing;  // of each watched column
};

void merge_found(Found& left, const Found& right) {
  if (right.problem.row < left.problem.row) left.problem = right.problem;
  left.used += right.used;
  left.zero_weight += right.zero_weight;
  left.dropped += right.dropped;
  for (std::size_t i = 0; i < left.missing.size(); ++i) left.missing[i] += right.missing[i];
}

// The values of one role column in a chunk of rows.
struct RoleChunk {
  std::size_t column = 0;
  Role role = Role::target;
  bool present = false;
  std::array<double, tile_rows> value;
};

class RowScan {
 public:
  RowScan(const Source& source, const Roles& roles, const DesignOptions& options, RowSet& rows)
      : source_(source), roles_(roles), policy_(options.missing), rows_(rows) {
    if (policy_ != MissingPolicy::mean) {  // under `mean` a feature's missing value costs no row
      for (const std::size_t column : roles.features) {
        if (column == roles.cluster) continue;  // watched in that role
        if (source.columns[column].missing_count != 0) watched_.push_back(column);
      }
    }
    is_plain_ = watched_.empty() && !roles.trials && !roles.weights && !roles.freq_weights &&
                !roles.offset && !roles.cluster;
  }

  const std::vector<std::size_t>& watched() const { return watched_; }

  Found zero() const {
    Found found;
    found.missing.assign(watched_.size() + role_count, 0);
    return found;
  }

  void scan(std::uint64_t block, Found& found) const {
    const BlockView& view = source_.blocks[block];
    const std::uint64_t used_before = found.used;
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      scan_chunk(block, begin, std::min(tile_rows, view.rows - begin), found);
    }
    rows_.complete[block] = found.used - used_before == view.rows ? 1 : 0;
  }

  void scan_row(std::uint64_t row, Found& found) const {
    scan_chunk(row / block_rows, static_cast<std::size_t>(row % block_rows), 1, found);
  }

 private:
  using Chunks = std::array<RoleChunk, role_count>;
  using Flags = std::array<bool, tile_rows>;

  void load(std::uint64_t block, std::size_t begin, std::size_t count, Role role,
            std::optional<std::size_t> column, Chunks& chunks) const {
    RoleChunk& chunk = chunks[static_cast<std::size_t>(role)];
    chunk.present = column.has_value();
    if (!column) return;
    chunk.role = role;
    chunk.column = *column;
    const BlockView& view = source_.blocks[block];
    if (source_.columns[*column].kind == ColumnKind::number) {
      view.load_numbers(*column, begin, count, chunk.value.data());
      return;
    }
    std::array<std::uint32_t, tile_rows> codes;
    view.load_codes(*column, begin, count, codes.data());
    for (std::size_t i = 0; i < count; ++i) {
      chunk.value[i] =
          codes[i] == missing_code ? std::numeric_limits<double>::quiet_NaN() : codes[i];
    }
  }

  // Marks rows in which watched column number `index` has no value.
  void mark_missing(const BlockView& view, std::size_t column, std::size_t begin, std::size_t count,
                    Flags& flags) const {
    if (source_.columns[column].kind == ColumnKind::number) {
      std::array<double, tile_rows> x;
      view.load_numbers(column, begin, count, x.data());
      for (std::size_t i = 0; i < count; ++i) flags[i] = std::isnan(x[i]);
    } else {
      std::array<std::uint32_t, tile_rows> codes;
      view.load_codes(column, begin, count, codes.data());
      for (std::size_t i = 0; i < count; ++i) flags[i] = codes[i] == missing_code;
    }
  }

  void scan_chunk(std::uint64_t block, std::size_t begin, std::size_t count, Found& found) const {
    const BlockView& view = source_.blocks[block];
    const std::uint64_t first_row = block * block_rows + begin;
    Chunks chunks;
    load(block, begin, count, Role::target, roles_.target, chunks);
    if (is_plain_ && all_finite(chunks[static_cast<std::size_t>(Role::target)].value, count)) {
      found.used += count;
      std::fill_n(rows_.status.begin() + static_cast<std::ptrdiff_t>(first_row), count, row_used);
      return;
    }
    load(block, begin, count, Role::trials, roles_.trials, chunks);
    load(block, begin, count, Role::weights, roles_.weights, chunks);
    load(block, begin, count, Role::freq_weights, roles_.freq_weights, chunks);
    load(block, begin, count, Role::offset, roles_.offset, chunks);
    load(block, begin, count, Role::cluster, roles_.cluster, chunks);

    Flags skipped{};
    Flags missing{};
    for (std::size_t i = 0; i < count; ++i) {
      check_row(chunks, i, first_row + i, found);
      skipped[i] = is_skipped(chunks, i);
      if (!skipped[i]) missing[i] = check_missing_roles(chunks, i, first_row + i, found);
    }
    for (std::size_t index = 0; index < watched_.size(); ++index) {
      Flags none{};
      mark_missing(view, watched_[index], begin, count, none);
      for (std::size_t i = 0; i < count; ++i) {
        if (!none[i] || skipped[i]) continue;
        missing[i] = true;
        ++found.missing[role_count + index];
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      found.zero_weight += skipped[i] ? 1 : 0;
      found.dropped += missing[i] ? 1 : 0;
      const bool used = !skipped[i] && !missing[i];
      found.used += used ? 1 : 0;
      rows_.status[first_row + i] = used ? row_used : 0;
    }
  }

  static bool all_finite(const std::array<double, tile_rows>& values, std::size_t count) {
    bool finite = true;
    for (std::size_t i = 0; i < count; ++i) finite &= values[i] - values[i] == 0.0;
    return finite;
  }

  static bool is_skipped(const Chunks& chunks, std::size_t i) {
    for (const Role role : {Role::weights, Role::freq_weights, Role::trials}) {
      const RoleChunk& chunk = chunks[static_cast<std::size_t>(role)];
      if (chunk.present && chunk.value[i] == 0.0) return true;
    }
    return false;
  }

  bool check_missing_roles(const Chunks& chunks, std::size_t i, std::uint64_t row,
                           Found& found) const {
    bool missing = false;
    for (const RoleChunk& chunk : chunks) {
      if (!chunk.present || !std::isnan(chunk.value[i])) continue;
      missing = true;
      ++found.missing[static_cast<std::size_t>(chunk.role)];
      if (policy_ != MissingPolicy::drop) {
        note_problem({row, chunk.column, chunk.role, Wrong::missing, 0, 0}, found);
      }
    }
    return missing;
  }

  // What no policy and no zero weight excuses.
  void check_row(const Chunks& chunks, std::size_t i, std::uint64_t row, Found& found) const {
    for (const RoleChunk& chunk : chunks) {
      if (!chunk.present) continue;
      const double value = chunk.value[i];
      if (std::isnan(value)) continue;
      const bool is_target = chunk.role == Role::target;
      std::optional<Wrong> wrong;
      if (std::isinf(value)) {
        wrong = Wrong::not_finite;
      } else if (chunk.role == Role::offset || chunk.role == Role::cluster ||
                 (is_target && !roles_.trials)) {
        continue;
      } else if (value < 0) {
        wrong = Wrong::negative;
      } else if (chunk.role != Role::weights && value != std::floor(value)) {
        wrong = Wrong::fractional;
      }
      if (wrong) note_problem({row, chunk.column, chunk.role, *wrong, value, 0}, found);
    }
    if (!roles_.trials) return;
    const RoleChunk& successes = chunks[static_cast<std::size_t>(Role::target)];
    const RoleChunk& trials = chunks[static_cast<std::size_t>(Role::trials)];
    if (successes.value[i] > trials.value[i]) {
      note_problem({row, successes.column, Role::target, Wrong::exceeds_trials, successes.value[i],
                    trials.value[i]},
                   found);
    }
  }

  static void note_problem(const RowProblem& problem, Found& found) {
    if (problem.row < found.problem.row) found.problem = problem;
  }

  const Source& source_;
  const Roles& roles_;
  MissingPolicy policy_;
  RowSet& rows_;
  std::vector<std::size_t> watched_;
  bool is_plain_ = false;  // nothing but the target decides about a row
};

std::vector<std::pair<std::size_t, std::uint64_t>> missing_by_column(
    const Found& found, const Roles& roles, const std::vector<std::size_t>& watched) {
  std::vector<std::pair<std::size_t, std::uint64_t>> missing;
  const std::array<std::optional<std::size_t>, role_count> columns{
      roles.target, roles.trials, roles.weights, roles.freq_weights, roles.offset, roles.cluster};
  for (std::size_t i = 0; i < found.missing.size(); ++i) {
    if (found.missing[i] == 0) continue;
    missing.emplace_back(i < role_count ? *columns[i] : watched[i - role_count], found.missing[i]);
  }
  std::sort(missing.begin(), missing.end());
  return missing;
}

void take_counts(const Found& found, const Roles& roles, const std::vector<std::size_t>& watched,
                 RowSet& rows) {
  rows.used = found.used;
  rows.zero_weight = found.zero_weight;
  rows.dropped = found.dropped;
  rows.missing = missing_by_column(found, roles, watched);
}

}  // namespace

Source::Source(const Table& table) : columns(table.columns()), row_count(table.row_count()) {
  blocks.reserve(table.block_count());
  for (std::uint64_t block = 0; block < table.block_count(); ++block) {
    blocks.push_back(table.block(block));
  }
}

RowSet find_rows(const Source& source, const Roles& roles, const DesignOptions& options,
                 const RunOptions& run) {
  if (source.row_count == 0) throw no_rows();
  check_role_kinds(source, roles);
  RowSet rows;
  rows.status.resize(source.row_count);
  rows.complete.resize(source.block_count());
  const RowScan scan(source, roles, options, rows);
  const Found found = parallel::sum_blocks(
      source.block_count(), parallel::thread_count(run), scan.zero(),
      [&](std::uint64_t block, Found& state) { scan.scan(block, state); }, merge_found);
  if (found.problem.found()) throw row_problem(found.problem, source, roles, options);
  take_counts(found, roles, scan.watched(), rows);
  if (found.zero_weight == source.row_count) throw all_weights_zero(source, roles);
  if (options.missing == MissingPolicy::error && !rows.missing.empty()) {
    throw missing_values(rows.missing, source, rows);
  }
  if (rows.used == 0) throw no_rows_left(rows.missing, source);
  return rows;
}

RowSet find_row(const Source& source, const Roles& roles, const DesignOptions& options,
                std::uint64_t row) {
  check_role_kinds(source, roles);
  RowSet rows;
  rows.status.resize(source.row_count);
  rows.complete.resize(source.block_count());
  const RowScan scan(source, roles, options, rows);
  Found found = scan.zero();
  scan.scan_row(row, found);
  if (found.problem.found()) throw row_problem(found.problem, source, roles, options);
  take_counts(found, roles, scan.watched(), rows);
  return rows;
}

std::string number_text(double value) {
  std::array<char, 40> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

}  // namespace odds::design

// SPDX-License-Identifier: Apache-2.0
#include "design/sparse_design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "design/sparse_columns.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

constexpr std::int16_t no_exponent = std::numeric_limits<std::int16_t>::min();

// Of the smallest power of two that is not below |x|, x other than 0.
std::int16_t exponent_above(double x) {
  int exponent = 0;
  const bool is_power = std::fabs(std::frexp(x, &exponent)) == 0.5;
  return static_cast<std::int16_t>(is_power ? exponent - 1 : exponent);
}

// Of sparse columns over the rows in use. Sums only where not every entry counts the same.
struct Moments {
  std::vector<std::uint32_t> counts;
  std::vector<std::int16_t> exponents;  // exponent_above() of the largest |x|
  std::vector<double> sums;
  std::vector<double> squares;
};

void merge_moments(Moments& left, const Moments& right) {
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  for (std::size_t j = 0; j < left.counts.size(); ++j) {
    left.counts[j] += std::min(right.counts[j], most - left.counts[j]);
  }
  for (std::size_t j = 0; j < left.exponents.size(); ++j) {
    left.exponents[j] = std::max(left.exponents[j], right.exponents[j]);
  }
  for (std::size_t j = 0; j < left.sums.size(); ++j) left.sums[j] += right.sums[j];
  for (std::size_t j = 0; j < left.squares.size(); ++j) left.squares[j] += right.squares[j];
}

void add_row(const SparseView& view, std::size_t row, double mass, Moments& moments) {
  for (std::uint32_t k = view.starts[row]; k < view.starts[row + 1]; ++k) {
    const std::uint32_t j = view.indices[k];
    const double x = view.values == nullptr ? 1.0 : view.values[k];
    ++moments.counts[j];
    if (moments.sums.empty()) continue;
    if (x != 0) {
      moments.exponents[j] = std::max(moments.exponents[j], exponent_above(x));
    }
    moments.sums[j] += mass * x;
    moments.squares[j] += mass * x * x;
  }
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns()) names.push_back(column.name);
  return names;
}

}  // namespace

struct SparseDesign::State {
  State(const Table& table, const DesignOptions& options, const RunOptions& run)
      : names(names_of(table)),
        roles(resolve_roles(names, without_sparse(options, table))),
        dense(table, without_sparse(options, table), run),
        columns(make_sparse_columns(table, roles, options, run)) {
    measure(run);
    set_factors(options);
    set_bounds(options);
  }

  bool is_all_ones() const {
    return std::all_of(columns.blocks.begin(), columns.blocks.end(),
                       [](const SparseView& view) { return view.values == nullptr; });
  }

  void add_block(std::uint64_t block, Moments& moments) const {
    Tile tile(dense.dense_count(), dense.factor_count());
    const std::size_t rows = dense.block_row_count(block);
    for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, rows - begin);
      dense.load(block, begin, count, tile);
      for (std::size_t i = 0; i < count; ++i) {
        const double mass = tile.weight[i] * tile.trials[i];
        if (mass != 0) add_row(columns.blocks[block], begin + i, mass, moments);
      }
    }
  }

  void measure(const RunOptions& run) {
    const bool counts_only = is_all_ones() && !dense.has_weights() && !dense.has_trials();
    Moments zero;
    zero.counts.resize(columns.count);
    if (!counts_only) {
      zero.exponents.assign(columns.count, no_exponent);
      zero.sums.resize(columns.count);
      zero.squares.resize(columns.count);
    }
    const std::size_t bytes = columns.count * (counts_only ? sizeof(std::uint32_t) : 22);
    Moments moments = parallel::sum_blocks(
        dense.block_count(), parallel::thread_count(run), zero, bytes,
        [&](std::uint64_t block, Moments& state, unsigned) { add_block(block, state); },
        merge_moments);
    const double total = dense.totals().sum_weights;
    spreads.resize(columns.count);
    exponents.assign(columns.count, 0);
    for (std::size_t j = 0; j < columns.count; ++j) {
      const double sum = counts_only ? moments.counts[j] : moments.sums[j];
      const double square = counts_only ? moments.counts[j] : moments.squares[j];
      const double mean = sum / total;
      spreads[j] = std::sqrt(std::max(0.0, square / total - mean * mean));
      if (!counts_only && moments.exponents[j] != no_exponent) {
        exponents[j] = static_cast<std::int16_t>(-moments.exponents[j]);
      }
    }
    counts = std::move(moments.counts);
  }

  // Calls `set(column)` for each sparse column that `name` means: one, or all of a hashed column.
  template <class Set>
  void for_columns(const std::string& name, const Set& set) const {
    std::uint64_t first = 0;
    for (const SparseSource& source : columns.sources) {
      if (!source.column.empty() && source.column == name) {
        for (std::size_t j = 0; j < columns.count; ++j) {
          if (columns.number(j) >= first && columns.number(j) < first + source.columns) set(j);
        }
        return;
      }
      first += source.columns;
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const auto number = find_sparse_column(columns.sources, name);
    if (!number) return;
    if (columns.numbers.empty()) return set(*number);
    const auto found = std::lower_bound(columns.numbers.begin(), columns.numbers.end(), *number);
    if (found != columns.numbers.end() && *found == *number) {
      set(static_cast<std::size_t>(found - columns.numbers.begin()));
    }
  }

  void set_factors(const DesignOptions& options) {
    for (const auto& entry : options.penalty_factors) {
      for_columns(entry.first, [&](std::size_t column) {
        if (factors.empty()) factors.assign(columns.count, 1.0);
        factors[column] = entry.second;
      });
    }
  }

  void set_bounds(const DesignOptions& options) {
    for (const auto& entry : options.bounds) {
      for_columns(entry.first, [&](std::size_t column) {
        bounds.push_back({column, entry.second});
      });
    }
    std::sort(bounds.begin(), bounds.end(),
              [](const Bound& a, const Bound& b) { return a.column < b.column; });
  }

  std::vector<std::string> names;  // of the table's columns
  Roles roles;
  Design dense;
  SparseColumns columns;
  std::vector<std::int16_t> exponents;
  std::vector<double> spreads;
  std::vector<std::uint32_t> counts;
  std::vector<double> factors;
  std::vector<Bound> bounds;
};

SparseDesign::SparseDesign(const Table& table, const DesignOptions& options, const RunOptions& run)
    : state_(std::make_unique<State>(table, options, run)) {}
SparseDesign::SparseDesign(SparseDesign&&) noexcept = default;
SparseDesign& SparseDesign::operator=(SparseDesign&&) noexcept = default;
SparseDesign::~SparseDesign() = default;

const Design& SparseDesign::dense() const { return state_->dense; }
Design& SparseDesign::dense() { return state_->dense; }
std::size_t SparseDesign::sparse_count() const { return state_->columns.count; }
std::uint64_t SparseDesign::entry_count() const { return state_->columns.entries; }
SparseView SparseDesign::block(std::uint64_t block) const { return state_->columns.blocks[block]; }
std::span<const std::int16_t> SparseDesign::exponents() const { return state_->exponents; }
std::span<const double> SparseDesign::spreads() const { return state_->spreads; }
std::span<const std::uint32_t> SparseDesign::counts() const { return state_->counts; }
std::span<const double> SparseDesign::factors() const { return state_->factors; }
std::span<const SparseDesign::Bound> SparseDesign::bounds() const { return state_->bounds; }
const std::vector<SparseSource>& SparseDesign::sources() const { return state_->columns.sources; }
std::uint32_t SparseDesign::table_column(std::size_t column) const {
  return state_->columns.number(column);
}

}  // namespace odds::design

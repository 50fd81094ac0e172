// SPDX-License-Identifier: Apache-2.0
#include "design/interactions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "design/response.hpp"
#include "design/roles.hpp"
#include "design/tile.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

// What a pass over some blocks learns about one interaction.
struct PairSums {
  Range range;  // of a product
  double moment = 0;
  double mass = 0;
  std::vector<Range> ranges;       // of slopes
  std::vector<std::uint8_t> seen;  // of cells
};

void widen(Range& range, double low, double high) {
  range.low = std::min(range.low, low);
  range.high = std::max(range.high, high);
}

void merge_pair_sums(PairSums& left, const PairSums& right) {
  widen(left.range, right.range.low, right.range.high);
  left.moment += right.moment;
  left.mass += right.mass;
  for (std::size_t k = 0; k < left.ranges.size(); ++k) {
    widen(left.ranges[k], right.ranges[k].low, right.ranges[k].high);
  }
  for (std::size_t k = 0; k < left.seen.size(); ++k) {
    left.seen[k] = left.seen[k] | right.seen[k];
  }
}

}  // namespace

NumberTransform scaled_number(const Encoded& column, int exponent) {
  NumberTransform transform;
  transform.pre = std::ldexp(1.0, exponent);
  transform.fills = column.scaling.transform.fills;
  transform.fill = column.scaling.transform.fill;
  return transform;
}

ProductTransform product_transform(const std::vector<Encoded>& columns, const Interaction& pair) {
  ProductTransform transform;
  transform.first = scaled_number(columns[pair.first], pair.first_exponent);
  transform.second = scaled_number(columns[pair.second], pair.second_exponent);
  transform.centre = pair.scaling.transform.centre;
  transform.scale = pair.scaling.transform.scale;
  return transform;
}

namespace {

class PairMeasurer {
 public:
  PairMeasurer(const Source& source, const std::vector<Encoded>& columns, const Response& response)
      : source_(source), columns_(columns), response_(response) {
    // Weights are used relative to their sum, so that no product overflows.
    const double sum = response.totals().sum_weights;
    mass_scale_ = std::ldexp(1.0, -std::clamp(std::ilogb(sum), -1000, 1000));
  }

  PairSums measure(const Interaction& pair, unsigned workers) const {
    PairSums zero;
    if (pair.kind == PairKind::slopes) zero.ranges.resize(pair.first_levels.names.size());
    if (pair.kind == PairKind::cells) {
      zero.seen.assign(pair.first_levels.names.size() * pair.second_levels.names.size(), 0);
    }
    const std::size_t bytes =
        sizeof(PairSums) + zero.ranges.size() * sizeof(Range) + zero.seen.size();
    return parallel::sum_blocks(
        source_.block_count(), workers, zero, bytes,
        [&](std::uint64_t block, PairSums& sums, unsigned) { add_block(block, pair, sums); },
        merge_pair_sums);
  }

 private:
  RowSpan span(const BlockView& view, std::size_t encoded, std::size_t begin,
               std::size_t count) const {
    return {&view, columns_[encoded].feature.column, begin, count};
  }

  void add_block(std::uint64_t block, const Interaction& pair, PairSums& sums) const {
    const BlockView& view = source_.blocks[block];
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      const std::uint8_t* status = response_.rows().block_status(block) + begin;
      if (pair.kind == PairKind::product) {
        std::array<double, tile_rows> mass;
        response_.load_mass(block, begin, count, mass.data());
        add_products(span(view, pair.first, begin, count), span(view, pair.second, begin, count),
                     pair, mass.data(), sums);
      } else if (pair.kind == PairKind::slopes) {
        add_slopes(span(view, pair.number, begin, count), span(view, pair.levelled(), begin, count),
                   pair, status, sums);
      } else {
        add_cells(span(view, pair.first, begin, count), span(view, pair.second, begin, count), pair,
                  status, sums);
      }
    }
  }

  void add_products(const RowSpan& first, const RowSpan& second, const Interaction& pair,
                    const double* mass, PairSums& sums) const {
    std::array<double, tile_rows> product;
    encode_product(first, second, product_transform(columns_, pair), product.data());
    for (std::size_t i = 0; i < first.count; ++i) {
      if (mass[i] == 0) continue;
      const double scaled = mass[i] * mass_scale_;
      widen(sums.range, product[i], product[i]);
      sums.moment += scaled * product[i];
      sums.mass += scaled;
    }
  }

  void add_slopes(const RowSpan& numbers, const RowSpan& levels, const Interaction& pair,
                  const std::uint8_t* status, PairSums& sums) const {
    std::array<double, tile_rows> x;
    std::array<std::uint32_t, tile_rows> position;
    const Encoded& column = columns_[pair.number];
    encode_number(numbers, scaled_number(column, column.feature.pre_exponent), x.data());
    encode_levels(levels, pair.first_levels.of_code, position.data());
    for (std::size_t i = 0; i < numbers.count; ++i) {
      if (status[i] != 0) widen(sums.ranges[position[i]], x[i], x[i]);
    }
  }

  static void add_cells(const RowSpan& first, const RowSpan& second, const Interaction& pair,
                        const std::uint8_t* status, PairSums& sums) {
    std::array<std::uint32_t, tile_rows> cell;
    encode_cells(
        first, second,
        {&pair.first_levels.of_code, &pair.second_levels.of_code, pair.second_levels.names.size()},
        cell.data());
    for (std::size_t i = 0; i < first.count; ++i) {
      if (status[i] != 0) sums.seen[cell[i]] = 1;
    }
  }

  const Source& source_;
  const std::vector<Encoded>& columns_;
  const Response& response_;
  double mass_scale_ = 1.0;
};

Levels levels_of(const Source& source, const Encoded& column) {
  Levels levels;
  const std::size_t stored = source.columns[column.feature.column].levels.size();
  levels.of_code.assign(stored + 1, no_coefficient);
  if (column.feature.kind == ColumnKind::boolean) {
    levels.names = {"false", "true"};
    levels.reference = 0;
    for (std::uint32_t code = 0; code <= true_code; ++code) levels.of_code[code] = code;
    levels.of_code.back() = 0;
    return levels;
  }
  levels.names = column.levels;
  levels.reference = column.reference;
  for (std::uint32_t k = 0; k < column.codes.size(); ++k) {
    levels.of_code[column.codes[k] == missing_code ? stored : column.codes[k]] = k;
  }
  return levels;
}

// Exponent of the power of two next below the column's largest value.
int largest_exponent(const Feature& feature) {
  const double largest = std::max(std::fabs(feature.low), std::fabs(feature.high));
  return largest == 0 ? 0 : std::ilogb(largest) - feature.pre_exponent;
}

void choose_units(const std::vector<Encoded>& columns, Interaction& pair) {
  constexpr int ordinary = 400;  // products stay within 2^801 and 2^-1022 of ordinary values
  constexpr int largest_step = 1000;
  const int first = largest_exponent(columns[pair.first].feature);
  const int second = largest_exponent(columns[pair.second].feature);
  if (std::abs(first) <= ordinary && std::abs(second) <= ordinary) return;
  pair.first_exponent = std::clamp(-first, -largest_step, largest_step);
  pair.second_exponent = std::clamp(-second, -largest_step, largest_step);
}

Interaction make_pair(const Source& source, const std::vector<Encoded>& columns, std::size_t first,
                      std::size_t second) {
  constexpr std::size_t most_cells = std::size_t{1} << 24U;
  Interaction pair;
  pair.first = first;
  pair.second = second;
  pair.name = columns[first].name + ":" + columns[second].name;
  const bool is_number = columns[first].feature.is_number();
  if (first == second && !is_number) {
    throw Error(Fault::usage, "interaction.square",
                "the interaction " + quote(pair.name) + " is a column with levels by itself.",
                "Only a number can be squared this way; leave the interaction out.",
                in_column(columns[first].name));
  }
  if (is_number && columns[second].feature.is_number()) {
    choose_units(columns, pair);
  } else if (is_number || columns[second].feature.is_number()) {
    pair.kind = PairKind::slopes;
    pair.number = is_number ? first : second;
    pair.first_levels = levels_of(source, columns[pair.levelled()]);
  } else {
    pair.kind = PairKind::cells;
    pair.first_levels = levels_of(source, columns[first]);
    pair.second_levels = levels_of(source, columns[second]);
    const std::size_t cells = pair.first_levels.names.size() * pair.second_levels.names.size();
    if (cells > most_cells) {
      throw Error(Fault::refused, "design.too_many_terms",
                  "the interaction " + quote(pair.name) + " has " + std::to_string(cells) +
                      " pairs of levels.",
                  "Leave the interaction out, or merge levels.");
    }
  }
  return pair;
}

void take_over(const PairSums& sums, const std::vector<Encoded>& columns, bool shifts,
               Interaction& pair) {
  pair.ranges = sums.ranges;
  pair.seen = sums.seen;
  if (pair.kind == PairKind::slopes && shifts) {
    pair.centre = standardise(columns[pair.number].feature, true).transform.centre;
  }
  if (pair.kind != PairKind::product) return;
  pair.product.low = sums.range.low;
  pair.product.high = sums.range.high;
  pair.product.mean = std::clamp(sums.moment / sums.mass, sums.range.low, sums.range.high);
}

}  // namespace

std::vector<Interaction> measure_interactions(
    const Source& source, const std::vector<Encoded>& columns,
    const std::vector<std::pair<std::size_t, std::size_t>>& pairs, const Response& response,
    bool shifts, const RunOptions& run) {
  std::vector<Interaction> interactions;
  interactions.reserve(pairs.size());
  for (const auto& [first, second] : pairs) {
    interactions.push_back(make_pair(source, columns, first, second));
  }
  const PairMeasurer measurer(source, columns, response);
  for (Interaction& pair : interactions) {
    take_over(measurer.measure(pair, parallel::thread_count(run)), columns, shifts, pair);
  }
  return interactions;
}

}  // namespace odds::design

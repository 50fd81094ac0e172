// SPDX-License-Identifier: Apache-2.0
#include "design/features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "design/row_errors.hpp"
#include "design/tile.hpp"
#include "kernels/column_kernels.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t lanes = 8;  // of a sum over the rows of a block

struct NumberSums {
  double low = infinity;
  double high = -infinity;
  double moment = 0;  // sum of mass (x - origin)
  double mass = 0;
  std::uint64_t missing = 0;
};

void merge_number_sums(std::vector<NumberSums>& left, const std::vector<NumberSums>& right) {
  for (std::size_t j = 0; j < left.size(); ++j) {
    left[j].low = std::min(left[j].low, right[j].low);
    left[j].high = std::max(left[j].high, right[j].high);
    left[j].moment += right[j].moment;
    left[j].mass += right[j].mass;
    left[j].missing += right[j].missing;
  }
}

// A column of numbers to be measured.
struct NumberColumn {
  std::size_t column = 0;
  int pre_exponent = 0;
  double pre = 1.0;     // 2^pre_exponent
  double origin = 0.0;  // a value of the column times pre: sums of x - origin keep the digits of
                        // data that lie far from zero
};

// Partial sums of one block, in 8 lanes.
struct Lanes {
  std::array<double, lanes> low;
  std::array<double, lanes> high;
  std::array<double, lanes> moment{};
  std::array<double, lanes> mass{};
  std::uint64_t missing = 0;

  Lanes() {
    low.fill(infinity);
    high.fill(-infinity);
  }

  // Requires: rows before these fill whole lanes.
  void add_weighted(const double* x, const double* row_mass, std::size_t count,
                    const NumberColumn& column) {
    for (std::size_t i = 0; i < count; ++i) {
      if (row_mass[i] == 0) continue;
      if (std::isnan(x[i])) {
        ++missing;
        continue;
      }
      const std::size_t lane = i % lanes;
      const double value = x[i] * column.pre;
      low[lane] = std::min(low[lane], value);
      high[lane] = std::max(high[lane], value);
      moment[lane] += row_mass[i] * (value - column.origin);
      mass[lane] += row_mass[i];
    }
  }

  static double fold(const std::array<double, lanes>& v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
  }

  void add_to(NumberSums& sums) const {
    sums.low = std::min(sums.low, *std::min_element(low.begin(), low.end()));
    sums.high = std::max(sums.high, *std::max_element(high.begin(), high.end()));
    sums.moment += fold(moment);
    sums.mass += fold(mass);
    sums.missing += missing;
  }
};

class Measurer {
 public:
  Measurer(const Source& source, const Response& response, const RunOptions& run)
      : source_(source), response_(response), workers_(parallel::thread_count(run)) {
    // Weights are used relative to their sum, so that no product overflows.
    const double sum = response.totals().sum_weights;
    mass_scale_ = std::ldexp(1.0, -std::clamp(std::ilogb(sum), -1000, 1000));
    unweighted_ = !response.has_weights() &&
                  response.totals().nobs == static_cast<double>(response.totals().rows_used);
  }

  std::vector<NumberSums> measure(const std::vector<NumberColumn>& columns) const {
    return parallel::sum_blocks(
        source_.block_count(), workers_, std::vector<NumberSums>(columns.size()),
        columns.size() * sizeof(NumberSums),
        [&](std::uint64_t block, std::vector<NumberSums>& sums, unsigned) {
          add_block(block, columns, sums);
        },
        merge_number_sums);
  }

  // The first value of a used row, or NaN.
  double first_value(std::size_t column) const {
    std::array<double, tile_rows> x;
    for (std::uint64_t block = 0; block < source_.block_count(); ++block) {
      const BlockView& view = source_.blocks[block];
      const std::uint8_t* status = response_.rows().block_status(block);
      for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
        const std::size_t count = std::min(tile_rows, view.rows - begin);
        view.load_numbers(column, begin, count, x.data());
        for (std::size_t i = 0; i < count; ++i) {
          if (status[begin + i] != 0 && !std::isnan(x[i])) return x[i];
        }
      }
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  // Row (1-based) of the first used value that is infinite.
  std::uint64_t infinite_row(std::size_t column) const {
    double x = 0;
    for (std::uint64_t row = 0; row < source_.row_count; ++row) {
      source_.blocks[row / block_rows].load_numbers(column, row % block_rows, 1, &x);
      if (response_.rows().status[row] != 0 && std::isinf(x)) return row + 1;
    }
    return 0;
  }

  // Levels are counted column by column: whole numbers add up alike in any order, and the state of
  // a column with very many levels is never copied.
  void count_levels(std::vector<Feature*>& features) const {
    parallel::for_blocks(features.size(), workers_, [&](std::uint64_t index, unsigned) {
      Feature& feature = *features[index];
      feature.seen.assign(source_.columns[feature.column].levels.size(), 0);
      for (std::uint64_t block = 0; block < source_.block_count(); ++block) {
        count_block_levels(block, feature);
      }
    });
  }

 private:
  void add_block(std::uint64_t block, const std::vector<NumberColumn>& columns,
                 std::vector<NumberSums>& sums) const {
    const BlockView& view = source_.blocks[block];
    const bool plain_rows = unweighted_ && response_.rows().complete[block] != 0;
    std::vector<double> mass;
    if (!plain_rows) {
      mass.resize(view.rows);
      for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
        const std::size_t count = std::min(tile_rows, view.rows - begin);
        response_.load_mass(block, begin, count, mass.data() + begin);
      }
      if (!unweighted_) {
        for (double& m : mass) m *= mass_scale_;
      }
    }
    std::array<double, tile_rows> x;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (plain_rows) {
        add_plain(view, columns[j], sums[j]);
        continue;
      }
      Lanes partial;
      for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
        const std::size_t count = std::min(tile_rows, view.rows - begin);
        view.load_numbers(columns[j].column, begin, count, x.data());
        partial.add_weighted(x.data(), mass.data() + begin, count, columns[j]);
      }
      partial.add_to(sums[j]);
    }
  }

  // Every row counts once.
  static void add_plain(const BlockView& view, const NumberColumn& column, NumberSums& sums) {
    const ColumnView& values = view.columns[column.column];
    std::array<double, block_rows> copy;
    const double* x = static_cast<const double*>(values.data);
    if (values.stride != sizeof(double)) {
      view.load_numbers(column.column, 0, view.rows, copy.data());
      x = copy.data();
    }
    const kernels::ColumnSummary found =
        kernels::summarise_column(x, view.rows, column.pre, column.origin);
    sums.low = std::min(sums.low, found.low);
    sums.high = std::max(sums.high, found.high);
    sums.moment += found.moment;
    sums.mass += found.count;
    sums.missing += view.rows - static_cast<std::uint64_t>(found.count);
  }

  void count_block_levels(std::uint64_t block, Feature& feature) const {
    const BlockView& view = source_.blocks[block];
    const std::uint8_t* status = response_.rows().block_status(block);
    std::array<std::uint32_t, tile_rows> codes;
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      view.load_codes(feature.column, begin, count, codes.data());
      for (std::size_t i = 0; i < count; ++i) {
        if (status[begin + i] == 0) continue;
        if (codes[i] == missing_code) {
          ++feature.missing_count;
        } else if (codes[i] >= feature.seen.size()) {
          throw unknown_code(source_.columns[feature.column].name, block * block_rows + begin + i);
        } else if (feature.seen[codes[i]] < 2) {
          ++feature.seen[codes[i]];
        }
      }
    }
  }

  const Source& source_;
  const Response& response_;
  unsigned workers_;
  double mass_scale_ = 1.0;
  bool unweighted_ = true;
};

Error no_values(const std::string& name) {
  return {Fault::refused, "column.empty", "column " + quote(name) + " has no values.",
          "Leave it out with --drop " + name + ".", in_column(name)};
}

// Powers of two that bring extreme columns near one, so that their sums stay finite and normal.
int pre_exponent(double low, double high) {
  constexpr int ordinary = 900;
  constexpr int largest_step = 1000;  // 2^1000 and 2^-1000 are normal doubles
  const double largest = std::max(std::fabs(low), std::fabs(high));
  if (largest == 0) return 0;
  const int exponent = std::ilogb(largest);
  if (std::abs(exponent) < ordinary) return 0;
  return std::clamp(-exponent - 1, -largest_step, largest_step);
}

void take_over(const NumberSums& sums, const NumberColumn& column, Feature& feature) {
  feature.missing_count = sums.missing;
  feature.pre_exponent = column.pre_exponent;
  feature.low = sums.low;
  feature.high = sums.high;
  feature.mean = std::clamp(column.origin + sums.moment / sums.mass, sums.low, sums.high);
}

void measure_numbers(const Source& source, const Measurer& measurer,
                     const std::vector<Feature*>& features) {
  std::vector<NumberColumn> columns;
  for (const Feature* feature : features) {
    const double first = measurer.first_value(feature->column);
    if (std::isnan(first)) throw no_values(source.columns[feature->column].name);
    columns.push_back({feature->column, 0, 1.0, first});
  }
  const std::vector<NumberSums> sums = measurer.measure(columns);
  std::vector<NumberColumn> extreme;
  std::vector<Feature*> extreme_features;
  for (std::size_t j = 0; j < features.size(); ++j) {
    if (std::isinf(sums[j].low) || std::isinf(sums[j].high)) {
      const std::string& name = source.columns[columns[j].column].name;
      const std::uint64_t row = measurer.infinite_row(columns[j].column);
      throw Error(Fault::refused, "column.not_finite",
                  "column " + quote(name) + ", row " + std::to_string(row) + " is not finite.",
                  "Correct the value, or leave the row out.", in_column(name, row));
    }
    const int exponent = pre_exponent(sums[j].low, sums[j].high);
    if (exponent == 0) {
      take_over(sums[j], columns[j], *features[j]);
      continue;
    }
    const double pre = std::ldexp(1.0, exponent);
    extreme.push_back({columns[j].column, exponent, pre, columns[j].origin * pre});
    extreme_features.push_back(features[j]);
  }
  if (extreme.empty()) return;
  const std::vector<NumberSums> scaled = measurer.measure(extreme);
  for (std::size_t j = 0; j < extreme.size(); ++j) {
    take_over(scaled[j], extreme[j], *extreme_features[j]);
  }
}

}  // namespace

std::vector<Feature> measure_features(const Source& source, const Roles& roles,
                                      const Response& response, const RunOptions& run) {
  std::vector<Feature> features(roles.features.size());
  std::vector<Feature*> numbers;
  std::vector<Feature*> coded;
  for (std::size_t j = 0; j < features.size(); ++j) {
    features[j].column = roles.features[j];
    features[j].kind = source.columns[roles.features[j]].kind;
    (features[j].is_number() ? numbers : coded).push_back(&features[j]);
  }
  const Measurer measurer(source, response, run);
  measure_numbers(source, measurer, numbers);
  measurer.count_levels(coded);
  for (const Feature* feature : coded) {
    if (std::any_of(feature->seen.begin(), feature->seen.end(), [](auto n) { return n != 0; })) {
      continue;
    }
    throw no_values(source.columns[feature->column].name);
  }
  return features;
}

}  // namespace odds::design

// SPDX-License-Identifier: Apache-2.0
#include "evaluation/column_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <odds/evaluation.hpp>

#include "base/random.hpp"

namespace odds::evaluation {
namespace {

constexpr std::uint64_t sample_seed = 1;

bool by_value(const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; }

// Of equal weights: the values at the places that are asked for, without sorting the rest.
std::vector<double> selected(std::vector<WeightedValue>& values,
                             const std::vector<double>& shares) {
  const auto count = static_cast<double>(values.size());
  std::vector<double> result;
  auto begin = values.begin();
  for (const double share : shares) {
    const double place = share * count;
    const double whole = std::round(place);
    const bool is_reached = std::fabs(place - whole) <= 1e-12 * count;
    const double first = is_reached ? std::max(whole - 1, 0.0) : std::floor(place);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(first, count - 1));
    if (at >= begin) std::nth_element(begin, at, values.end(), by_value);
    begin = at;
    const bool is_mean = is_reached && whole >= 1 && at + 1 != values.end();
    const auto next = is_mean ? std::min_element(at + 1, values.end(), by_value) : at;
    result.push_back(is_mean ? at->value / 2 + next->value / 2 : at->value);
  }
  return result;
}

std::vector<double> sorted(std::vector<WeightedValue>& values, const std::vector<double>& shares) {
  std::sort(values.begin(), values.end(), by_value);
  double total = 0;
  for (const WeightedValue& value : values) total += value.weight;
  std::vector<double> result;
  std::size_t i = 0;
  double below = values[0].weight;  // up to i
  for (const double share : shares) {
    const double place = share * total;
    while (i + 1 < values.size() && below < place - 1e-12 * total) below += values[++i].weight;
    const bool is_mean = std::fabs(below - place) <= 1e-12 * total && i + 1 < values.size();
    result.push_back(is_mean ? values[i].value / 2 + values[i + 1].value / 2 : values[i].value);
  }
  return result;
}

}  // namespace

std::vector<double> column_quantiles(std::vector<WeightedValue>& values,
                                     const std::vector<double>& shares) {
  if (values.empty()) return std::vector<double>(shares.size(), not_applicable);
  const double weight = values[0].weight;
  const bool is_even = std::all_of(values.begin(), values.end(), [&](const WeightedValue& value) {
    return value.weight == weight;
  });
  return is_even ? selected(values, shares) : sorted(values, shares);
}

std::vector<double> distinct_values(const std::vector<WeightedValue>& values, std::size_t most) {
  std::vector<double> found;
  for (const WeightedValue& value : values) {
    const auto at = std::lower_bound(found.begin(), found.end(), value.value);
    if (at != found.end() && *at == value.value) continue;
    if (found.size() == most) return {};
    found.insert(at, value.value);
  }
  return found;
}

RowSample::RowSample(const design::Source& source, const design::RowSet& rows,
                     const Outcomes& outcomes)
    : source_(source) {
  const std::uint64_t count = source.row_count;
  const std::uint64_t runs = std::min<std::uint64_t>(count, exact_quantile_rows);
  OutcomeTile tile;
  LabelProblem problem;
  base::Random random(sample_seed);
  for (std::uint64_t run = 0; run < runs; ++run) {
    const std::uint64_t first = run * count / runs;
    const std::uint64_t length = (run + 1) * count / runs - first;
    const std::uint64_t row = length == 1 ? first : first + random.below(length);
    if ((rows.status[row] & design::row_used) == 0) continue;
    outcomes.load(row / block_rows, static_cast<std::size_t>(row % block_rows), 1, tile, problem);
    rows_.push_back(row);
    weights_.push_back(tile.weight[0] * tile.trials[0]);
  }
}

std::vector<WeightedValue> RowSample::values(std::size_t column) const {
  std::vector<WeightedValue> values;
  values.reserve(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    double x = 0;
    source_.blocks[rows_[i] / block_rows].load_numbers(
        column, static_cast<std::size_t>(rows_[i] % block_rows), 1, &x);
    if (!std::isnan(x)) values.push_back({x, weights_[i]});
  }
  return values;
}

}  // namespace odds::evaluation

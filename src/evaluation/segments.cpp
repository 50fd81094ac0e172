// SPDX-License-Identifier: Apache-2.0
#include "evaluation/segments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "evaluation/segment_sums.hpp"
#include "kernels/column_kernels.hpp"
#include "parallel/team.hpp"

namespace odds::evaluation {

using design::tile_rows;

namespace {

constexpr std::size_t most_values = 5;   // of a number that are segments of their own
constexpr std::size_t most_levels = 20;  // of a category, by weight
const std::vector<double> fifths = {0.2, 0.4, 0.6, 0.8};

// Where the segments of a number begin, the first left out.
std::vector<double> segment_starts(std::vector<WeightedValue> values) {
  std::vector<double> starts = distinct_values(values, most_values);
  if (starts.empty() && !values.empty()) {
    const auto least = std::min_element(
        values.begin(), values.end(),
        [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
    starts = {least->value};
    for (const double start : column_quantiles(values, fifths)) {
      if (start > starts.back()) starts.push_back(start);
    }
  }
  if (!starts.empty()) starts.erase(starts.begin());
  return starts;
}

Segment make_segment(const std::string& column, const double* sums) {
  return {figures_of(sums), column, "", not_applicable, not_applicable};
}

double largest_z(const std::vector<Segment>& segments) {
  double largest = 0;
  for (const Segment& segment : segments) largest = std::fmax(largest, std::fabs(segment.z));
  return largest;
}

}  // namespace

std::vector<std::size_t> strongest_columns(const FittedModel& model, std::size_t most) {
  std::map<std::string, double> strength;
  for (const Term& term : model.terms) {
    if (!std::isfinite(term.standardised)) continue;
    double& of = strength[term.column];
    of = std::max(of, std::fabs(term.standardised));
  }
  std::vector<std::size_t> chosen(model.columns.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (chosen.size() <= most) return chosen;
  std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
    return strength[model.columns[a].name] > strength[model.columns[b].name];
  });
  chosen.resize(most);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

Segments::Segments(const FittedModel& model, const model::TableScorer& scorer,
                   const std::vector<std::size_t>& chosen, const RowSample& sample,
                   const design::Source& source, unsigned workers)
    : source_(source), columns_(chosen.size()) {
  parallel::for_blocks(chosen.size(), workers, [&](std::uint64_t c, unsigned) {
    const std::size_t j = chosen[static_cast<std::size_t>(c)];
    Column& column = columns_[static_cast<std::size_t>(c)];
    column.name = model.columns[j].name;
    column.position = scorer.columns()[j].position;
    column.is_number = model.columns[j].kind == ColumnKind::number;
    column.levels = scorer.columns()[j].levels;
    column.count = column.levels.size() + 1;
    if (!column.is_number) return;
    const std::vector<double> starts = segment_starts(sample.values(column.position));
    column.starts.fill(std::numeric_limits<double>::infinity());
    std::copy(starts.begin(), starts.end(), column.starts.begin());
    column.count = starts.size() + 2;
  });
  for (Column& column : columns_) {
    column.first = total_;
    total_ += column.count;
  }
  choose_pairs(model, chosen);
}

void Segments::choose_pairs(const FittedModel& model, const std::vector<std::size_t>& chosen) {
  std::vector<std::size_t> groups;
  for (const std::size_t j : strongest_columns(model, most_pair_columns)) {
    const auto found = std::find(chosen.begin(), chosen.end(), j);
    if (found == chosen.end()) continue;
    Column& column = columns_[static_cast<std::size_t>(found - chosen.begin())];
    if (column.count > most_pair_groups) continue;
    column.pair = groups.size();
    groups.push_back(column.count);
  }
  pairs_ = SegmentPairs(std::move(groups));
  first_pair_ = total_;
  total_ += pairs_.cells();
}

SegmentSums Segments::zero() const {
  SegmentSums sums;
  sums.sums.assign(total_ * segment_sums, 0.0);
  const kernels::ColumnSummary none;
  sums.low.assign(columns_.size(), none.low);
  sums.high.assign(columns_.size(), none.high);
  return sums;
}

std::size_t Segments::bytes() const {
  return (total_ * segment_sums + 2 * columns_.size()) * sizeof(double);
}

void Segments::merge(SegmentSums& left, const SegmentSums& right) {
  for (std::size_t i = 0; i < left.sums.size(); ++i) left.sums[i] += right.sums[i];
  for (std::size_t i = 0; i < left.low.size(); ++i) {
    left.low[i] = std::min(left.low[i], right.low[i]);
    left.high[i] = std::max(left.high[i], right.high[i]);
  }
}

void Segments::find_levels(const Column& column, const TilePlace& place,
                           std::uint32_t* index) const {
  const auto missing = static_cast<std::uint32_t>(column.count - 1);
  source_.blocks[place.block].load_codes(column.position, place.begin, place.count, index);
  for (std::size_t i = 0; i < place.count; ++i) index[i] = std::min(index[i], missing);
}

// `left_out`: NaN where the row is, else 0.
void Segments::add_number(std::size_t c, const TilePlace& place, const double* left_out,
                          std::uint32_t* index, SegmentSums& sums) const {
  const Column& column = columns_[c];
  std::array<double, tile_rows> x;
  source_.blocks[place.block].load_numbers(column.position, place.begin, place.count, x.data());
  const auto missing = static_cast<std::uint32_t>(column.count - 1);
  const std::array<double, 4> starts = column.starts;
  for (std::size_t i = 0; i < place.count; ++i) {
    std::uint32_t k = std::isnan(x[i]) ? missing : 0;
    for (const double start : starts) k += x[i] >= start ? 1U : 0U;
    index[i] = k;
    x[i] += left_out[i];
  }
  const kernels::ColumnSummary range = kernels::summarise_column(x.data(), place.count, 1, 0);
  sums.low[c] = std::min(sums.low[c], range.low);
  sums.high[c] = std::max(sums.high[c], range.high);
}

void Segments::add(const TilePlace& place, const ScoredTile& tile, const RowFigures& figures,
                   SegmentSums& sums) const {
  alignas(64) std::array<double, tile_rows * segment_sums> rows{};
  std::array<double, tile_rows> is_left_out{};
  const OutcomeTile& outcomes = tile.outcomes;
  for (std::size_t i = 0; i < place.count; ++i) {
    if (std::isnan(tile.z[i])) {
      is_left_out[i] = tile.z[i];
      continue;
    }
    double* row = rows.data() + i * segment_sums;
    const double w = outcomes.weight[i];
    row[Sum::nobs] = outcomes.freq[i] * outcomes.trials[i];
    row[Sum::weight] = w * outcomes.trials[i];
    row[Sum::events] = w * outcomes.successes[i];
    row[Sum::expected] = w * outcomes.trials[i] * figures.probability(i);
    row[Sum::loss] = w * figures.loss(i);
    row[Sum::variance] = w * figures.binomial_variance(i);
  }
  std::array<GroupIndices, most_pair_columns + 1> indices;  // the last of columns without pairs
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = columns_[c];
    GroupIndices& index = indices[column.pair];
    if (column.is_number) {
      add_number(c, place, is_left_out.data(), index.data(), sums);
    } else {
      find_levels(column, place, index.data());
    }
    kernels::add_rows(rows.data(), index.data(), 0, place.count,
                      sums.sums.data() + column.first * segment_sums);
  }
  pairs_.add(rows.data(), indices, place.count, sums.sums.data() + first_pair_ * segment_sums);
}

std::vector<Segment> Segments::of_number(std::size_t c, const SegmentSums& sums) const {
  const Column& column = columns_[c];
  std::vector<Segment> result;
  for (std::size_t k = 0; k < column.count; ++k) {
    Segment segment =
        make_segment(column.name, sums.sums.data() + (column.first + k) * segment_sums);
    if (segment.nobs == 0) continue;
    if (k + 1 == column.count) {
      segment.level = "(missing)";
    } else {
      segment.low = k == 0 ? sums.low[c] : column.starts[k - 1];
      segment.high = k + 2 == column.count ? sums.high[c] : column.starts[k];
    }
    result.push_back(std::move(segment));
  }
  return result;
}

std::vector<Segment> Segments::of_levels(std::size_t c, const SegmentSums& sums) const {
  const Column& column = columns_[c];
  const double* of = sums.sums.data() + column.first * segment_sums;
  std::vector<std::size_t> present;
  for (std::size_t k = 0; k + 1 < column.count; ++k) {
    if (of[k * segment_sums + Sum::nobs] != 0) present.push_back(k);
  }
  std::vector<std::size_t> by_weight = present;
  std::stable_sort(by_weight.begin(), by_weight.end(), [&](std::size_t a, std::size_t b) {
    return of[a * segment_sums + Sum::weight] > of[b * segment_sums + Sum::weight];
  });
  by_weight.resize(std::min(by_weight.size(), most_levels));
  const std::set<std::size_t> shown(by_weight.begin(), by_weight.end());
  std::array<double, segment_sums> others{};
  std::vector<Segment> result;
  for (const std::size_t k : present) {
    if (shown.contains(k)) {
      result.push_back(make_segment(column.name, of + k * segment_sums));
      result.back().level = column.levels[k];
      continue;
    }
    for (std::size_t s = 0; s < segment_sums; ++s) others[s] += of[k * segment_sums + s];
  }
  if (others[Sum::nobs] != 0) {
    result.push_back(make_segment(column.name, others.data()));
    result.back().level = "(other)";
  }
  const double* missing = of + (column.count - 1) * segment_sums;
  if (missing[Sum::nobs] != 0) {
    result.push_back(make_segment(column.name, missing));
    result.back().level = "(missing)";
  }
  return result;
}

// Where each group of a column is, whose first one that holds rows is at `begin`.
std::vector<std::size_t> Segments::places_of(std::size_t c, const SegmentSums& sums,
                                             std::size_t begin) const {
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < columns_[c].count; ++k) {
    places.push_back(begin);
    if (sums.sums[(columns_[c].first + k) * segment_sums + Sum::nobs] != 0) ++begin;
  }
  return places;
}

void Segments::fill(const SegmentSums& sums, Diagnostics& diagnostics) const {
  std::vector<std::vector<Segment>> by_column;
  std::vector<std::size_t> order;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    by_column.push_back(columns_[c].is_number ? of_number(c, sums) : of_levels(c, sums));
    if (by_column[c].size() > 1) order.push_back(c);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return largest_z(by_column[a]) > largest_z(by_column[b]);
  });
  std::size_t count = 0;
  std::erase_if(order, [&](std::size_t c) {
    count += by_column[c].size();
    return count > most_segments;
  });
  std::sort(order.begin(), order.end());
  std::vector<std::vector<std::size_t>> place(pairs_.columns());
  for (const std::size_t c : order) {
    if (columns_[c].pair < place.size()) {
      place[columns_[c].pair] = places_of(c, sums, diagnostics.segments.size());
    }
    diagnostics.segments.insert(diagnostics.segments.end(), by_column[c].begin(),
                                by_column[c].end());
  }
  pairs_.fill(sums.sums.data() + first_pair_ * segment_sums, place, diagnostics);
}

}  // namespace odds::evaluation

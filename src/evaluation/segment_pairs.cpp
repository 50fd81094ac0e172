// SPDX-License-Identifier: Apache-2.0
#include "evaluation/segment_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "evaluation/segment_sums.hpp"
#include "kernels/column_kernels.hpp"

namespace odds::evaluation {

constexpr double least_variance = 4;

SegmentPairs::SegmentPairs(std::vector<std::size_t> groups) : groups_(std::move(groups)) {
  for (std::size_t a = 0; a < groups_.size(); ++a) {
    for (std::size_t b = a + 1; b < groups_.size(); ++b) {
      pairs_.push_back({a, b, cells_});
      cells_ += groups_[a] * groups_[b];
    }
  }
}

void SegmentPairs::add(const double* rows, std::span<const GroupIndices> groups, std::size_t count,
                       double* sums) const {
  GroupIndices cell;
  for (const Pair& pair : pairs_) {
    const auto width = static_cast<std::uint32_t>(groups_[pair.b]);
    for (std::size_t i = 0; i < count; ++i) {
      cell[i] = groups[pair.a][i] * width + groups[pair.b][i];
    }
    kernels::add_rows(rows, cell.data(), 0, count, sums + pair.first * segment_sums);
  }
}

void SegmentPairs::fill(const double* sums, const std::vector<std::vector<std::size_t>>& place,
                        Diagnostics& diagnostics) const {
  std::vector<SegmentPair> found;
  for (const Pair& pair : pairs_) {
    if (place[pair.a].empty() || place[pair.b].empty()) continue;  // all rows in one group
    for (std::size_t cell = 0; cell < groups_[pair.a] * groups_[pair.b]; ++cell) {
      const double* of = sums + (pair.first + cell) * segment_sums;
      if (!(of[Sum::variance] >= least_variance)) continue;
      found.push_back({place[pair.a][cell / groups_[pair.b]], place[pair.b][cell % groups_[pair.b]],
                       figures_of(of)});
    }
  }
  diagnostics.segment_pairs_compared = found.size();
  std::stable_sort(found.begin(), found.end(), [](const SegmentPair& a, const SegmentPair& b) {
    return std::fabs(a.figures.z) > std::fabs(b.figures.z);
  });
  found.resize(std::min(found.size(), most_pairs_shown));
  diagnostics.segment_pairs = std::move(found);
}

}  // namespace odds::evaluation

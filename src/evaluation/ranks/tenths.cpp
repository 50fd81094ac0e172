// SPDX-License-Identifier: Apache-2.0
#include "evaluation/ranks/tenths.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "design/tile.hpp"
#include "kernels/logistic.hpp"

namespace odds::evaluation {
namespace {

constexpr double most_groups = 10;

// Rows in the order of p to groups.
class Grouping {
 public:
  Grouping(double nobs, Direction direction) : nobs_(nobs), direction_(direction) {}

  void add(const RankedRow& row, double p, double q) {
    if (most_groups * cumulative_ >= next_ * nobs_ && is_beyond(p)) close();
    group_.add(row, p, q);
    cumulative_ += row.nobs;
  }

  std::vector<Tenth> finish() {
    close();
    return std::move(groups_);
  }

 private:
  // Where rounding puts two neighbours out of order, neither is beyond the group.
  bool is_beyond(double p) const {
    return direction_ == Direction::ascending ? p > group_.highest() : p < group_.lowest();
  }

  void close() {
    if (!group_.is_empty()) groups_.push_back(std::exchange(group_, Tenth()));
    while (most_groups * cumulative_ >= next_ * nobs_ && next_ <= most_groups) ++next_;
  }

  double nobs_;
  Direction direction_;
  double cumulative_ = 0;
  double next_ = 1;  // the k of the next border k nobs/10
  Tenth group_;
  std::vector<Tenth> groups_;
};

}  // namespace

void Tenth::add(const RankedRow& row, double p, double q) {
  lowest_ = is_empty() ? p : std::min(lowest_, p);
  highest_ = is_empty() ? p : std::max(highest_, p);
  nobs_ += row.nobs;
  weight_.add(row.events + row.others);
  observed_.add(row.events);
  expected_.add((row.events + row.others) * p);
  expected_others_.add((row.events + row.others) * q);
  excess_.add(row.events * q - row.others * p);
}

double Tenth::chi_square() const {
  const double excess = excess_.value();
  if (excess == 0) return 0;
  return excess / expected_.value() * (excess / expected_others_.value()) * weight_.value();
}

std::vector<Tenth> tenths(const Ranking& ranking, double nobs, Direction direction) {
  Grouping grouping(nobs, direction);
  std::array<RankedRow, design::tile_rows> rows;
  std::array<double, design::tile_rows> p, q;
  for (std::uint64_t begin = 0; begin < ranking.size(); begin += design::tile_rows) {
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(design::tile_rows, ranking.size() - begin));
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t place = begin + i;
      rows[i] = ranking.at(direction == Direction::ascending ? place : ranking.size() - 1 - place);
      p[i] = rows[i].z;
      q[i] = -rows[i].z;
    }
    kernels::sigma(p.data(), p.data(), count);
    kernels::sigma(q.data(), q.data(), count);
    for (std::size_t i = 0; i < count; ++i) grouping.add(rows[i], p[i], q[i]);
  }
  return grouping.finish();
}

}  // namespace odds::evaluation

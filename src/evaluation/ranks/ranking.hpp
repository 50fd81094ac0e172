// SPDX-License-Identifier: Apache-2.0
//
// The evaluated rows in ascending order of z, with what each stands for.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "evaluation/ranks/sort.hpp"

namespace odds::evaluation {

// By row of the table. Empty where the data have no such column: w f and f are 1, m is 1, and s is
// in the tag of the row.
struct RowColumns {
  std::vector<double> weight;  // w f
  std::vector<double> freq;    // f, kept apart only beside w
  std::vector<double> trials;
  std::vector<double> successes;
};

// Whole numbers up to here add up exactly, in any order.
inline constexpr double largest_count = 0x1p53;

struct RankedRow {
  double z = 0;
  double events = 0;  // w f s
  double others = 0;  // w f (m - s)
  double nobs = 0;    // f m
};

// Rows of one score, neither above nor below each other.
struct Tie {
  double z = 0;
  double events = 0;
  double others = 0;
};

class Ranking {
 public:
  // The first `count` of `rows` in their order.
  Ranking(const ScoredRows& rows, std::uint64_t count, const RowColumns& columns)
      : rows_(rows.data()), count_(count), columns_(columns) {}

  std::uint64_t size() const { return count_; }
  bool is_weighted() const { return !columns_.freq.empty(); }

  RankedRow at(std::uint64_t place) const {
    const ScoredRow& scored = rows_[place];
    const std::uint64_t row = scored.row();
    const double m = columns_.trials.empty() ? 1.0 : columns_.trials[row];
    const double s =
        columns_.trials.empty() ? (scored.is_event() ? 1.0 : 0.0) : columns_.successes[row];
    const double weight = columns_.weight.empty() ? 1.0 : columns_.weight[row];
    const double freq = columns_.freq.empty() ? weight : columns_.freq[row];
    return {scored.z, weight * s, weight * (m - s), freq * m};
  }

  // visit(tie) for each distinct score, ascending.
  template <class Visit>
  void for_each_tie(Visit&& visit) const {
    for (std::uint64_t place = 0; place < count_;) {
      Tie tie{rows_[place].z};
      for (; place < count_ && rows_[place].z == tie.z; ++place) add(place, tie);
      visit(tie);
    }
  }

  // The same, descending.
  template <class Visit>
  void for_each_tie_from_top(Visit&& visit) const {
    for (std::uint64_t left = count_; left > 0;) {
      Tie tie{rows_[left - 1].z};
      for (; left > 0 && rows_[left - 1].z == tie.z; --left) add(left - 1, tie);
      visit(tie);
    }
  }

 private:
  void add(std::uint64_t place, Tie& tie) const {
    const RankedRow row = at(place);
    tie.events += row.events;
    tie.others += row.others;
  }

  const ScoredRow* rows_;
  std::uint64_t count_;
  const RowColumns& columns_;
};

// Neumaier's sum (1974): the rounding of each addition is kept and added at the end.
class CompensatedSum {
 public:
  void add(double value) {
    const double next = sum_ + value;
    rest_ += std::fabs(sum_) >= std::fabs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  double value() const { return sum_ + rest_; }

 private:
  double sum_ = 0;
  double rest_ = 0;
};

}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
#include "evaluation/hosmer_lemeshow.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "design/tile.hpp"
#include "inference/distributions.hpp"
#include "kernels/logistic.hpp"

namespace odds::evaluation {
namespace {

constexpr double most_groups = 10;

// A group that is being filled, or was.
class Group {
 public:
  bool is_empty() const { return nobs_ == 0; }
  double highest() const { return highest_; }

  void add(const RankedRow& row, double p, double q) {
    lowest_ = is_empty() ? p : std::min(lowest_, p);
    highest_ = is_empty() ? p : std::max(highest_, p);
    nobs_ += row.nobs;
    weight_.add(row.events + row.others);
    observed_.add(row.events);
    expected_.add((row.events + row.others) * p);
    expected_others_.add((row.events + row.others) * q);
    excess_.add(row.events * q - row.others * p);
  }

  HosmerLemeshowGroup figures() const {
    return {nobs_, observed_.value(), expected_.value(), lowest_, highest_};
  }

  // (O - E)^2 / (n p (1 - p)); infinite where all p are 0 or 1 and an outcome is not.
  double chi_square() const {
    const double excess = excess_.value();
    if (excess == 0) return 0;
    return excess / expected_.value() * (excess / expected_others_.value()) * weight_.value();
  }

 private:
  double nobs_ = 0;
  CompensatedSum weight_, observed_, expected_, expected_others_, excess_;
  double lowest_ = 0, highest_ = 0;
};

// Rows in ascending order of p to groups.
class Grouping {
 public:
  explicit Grouping(double nobs) : nobs_(nobs) {}

  void add(const RankedRow& row, double p, double q) {
    // Where rounding puts two neighbours out of order, neither is above the highest so far.
    if (most_groups * cumulative_ >= next_ * nobs_ && p > group_.highest()) close();
    group_.add(row, p, q);
    cumulative_ += row.nobs;
  }

  std::vector<Group> finish() {
    close();
    return std::move(groups_);
  }

 private:
  void close() {
    if (!group_.is_empty()) groups_.push_back(std::exchange(group_, Group()));
    while (most_groups * cumulative_ >= next_ * nobs_ && next_ <= most_groups) ++next_;
  }

  double nobs_;
  double cumulative_ = 0;
  double next_ = 1;  // the k of the next border k nobs/10
  Group group_;
  std::vector<Group> groups_;
};

std::vector<Group> group_rows(const Ranking& ranking, double nobs) {
  Grouping grouping(nobs);
  std::array<RankedRow, design::tile_rows> rows;
  std::array<double, design::tile_rows> p, q;
  for (std::uint64_t begin = 0; begin < ranking.size(); begin += design::tile_rows) {
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(design::tile_rows, ranking.size() - begin));
    for (std::size_t i = 0; i < count; ++i) {
      rows[i] = ranking.at(begin + i);
      p[i] = rows[i].z;
      q[i] = -rows[i].z;
    }
    kernels::sigma(p.data(), p.data(), count);
    kernels::sigma(q.data(), q.data(), count);
    for (std::size_t i = 0; i < count; ++i) grouping.add(rows[i], p[i], q[i]);
  }
  return grouping.finish();
}

}  // namespace

void fill_hosmer_lemeshow(const Ranking& ranking, const LossSums& sums,
                          ModelEvaluation& evaluation) {
  HosmerLemeshow& test = evaluation.hosmer_lemeshow;
  double chi_square = 0;
  for (const Group& group : group_rows(ranking, sums.nobs)) {
    test.groups.push_back(group.figures());
    chi_square += group.chi_square();
  }
  test.df = static_cast<std::int64_t>(test.groups.size()) - (evaluation.is_fit_data ? 2 : 0);
  if (test.df < 1) {
    evaluation.notes.push_back(
        {"evaluate.hosmer_lemeshow",
         "The Hosmer-Lemeshow test does not apply: equal probabilities leave " +
             std::to_string(test.groups.size()) + (test.groups.size() == 1 ? " group" : " groups") +
             ", and on the data of the fit it takes three."});
    return;
  }
  if (sums.impossible != 0) {
    evaluation.notes.push_back({"evaluate.hosmer_lemeshow",
                                "The Hosmer-Lemeshow test does not apply: rows with a probability "
                                "of 0 or 1 did not go that way."});
    return;
  }
  test.statistic = chi_square;
  test.p_value = inference::chi_square_tail(chi_square, static_cast<double>(test.df));
}

}  // namespace odds::evaluation

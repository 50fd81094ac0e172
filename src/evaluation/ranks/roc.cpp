// SPDX-License-Identifier: Apache-2.0
#include "evaluation/ranks/roc.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "kernels/logistic.hpp"

namespace odds::evaluation {
namespace {

// Of all rows; `points` of the curve before it is thinned.
struct Totals {
  double events = 0, others = 0;
  std::size_t points = 1;
};

Totals count(const Ranking& ranking) {
  Totals totals;
  ranking.for_each_tie_from_top([&](const Tie& tie) {
    totals.events += tie.events;
    totals.others += tie.others;
    ++totals.points;
  });
  return totals;
}

constexpr RocPoint start{std::numeric_limits<double>::infinity(), 0, 0};

// Of points in their order, the ends and one of each window between them.
class Thinning {
 public:
  // `z` stands for the threshold until the point is kept.
  void add(double sensitivity, double false_positive_rate, double z) {
    const RocPoint here{z, sensitivity, false_positive_rate};
    area_ += trapezoid(last_, here);
    last_ = here;
    const auto window =
        static_cast<std::size_t>(std::lround((sensitivity + false_positive_rate) / width));
    if (window != window_) keep();
    window_ = window;
    if (window == 0 || window > inner_points) return;  // those of the ends
    const double difference = std::fabs(area_ - (kept_area_ + trapezoid(kept_.back(), here)));
    if (has_candidate_ && difference >= difference_) return;
    has_candidate_ = true;
    candidate_ = here;
    difference_ = difference;
  }

  std::vector<RocPoint> finish() {
    keep();
    kept_.push_back(last_);
    return kept_;
  }

 private:
  static constexpr std::size_t inner_points = most_curve_points - 2;
  static constexpr double width = 2.0 / static_cast<double>(inner_points + 1);

  static double trapezoid(const RocPoint& a, const RocPoint& b) {
    return (b.false_positive_rate - a.false_positive_rate) * (a.sensitivity + b.sensitivity) / 2;
  }

  void keep() {
    if (!has_candidate_) return;
    kept_area_ += trapezoid(kept_.back(), candidate_);
    kept_.push_back(candidate_);
    has_candidate_ = false;
  }

  std::vector<RocPoint> kept_{start};
  RocPoint last_ = start, candidate_;
  double area_ = 0, kept_area_ = 0;  // up to last_, and up to the last kept point
  double difference_ = 0;
  std::size_t window_ = 0;
  bool has_candidate_ = false;
};

}  // namespace

std::vector<RocPoint> roc_curve(const Ranking& ranking) {
  const Totals totals = count(ranking);
  double events = 0, others = 0;
  std::vector<RocPoint> points;
  const auto walk = [&](auto&& add) {
    ranking.for_each_tie_from_top([&](const Tie& tie) {
      events += tie.events;
      others += tie.others;
      add(events / totals.events, others / totals.others, tie.z);
    });
  };
  if (totals.points <= most_curve_points) {
    points.push_back(start);
    walk([&](double sensitivity, double false_positive_rate, double z) {
      points.push_back({z, sensitivity, false_positive_rate});
    });
  } else {
    Thinning thinning;
    walk([&](double sensitivity, double false_positive_rate, double z) {
      thinning.add(sensitivity, false_positive_rate, z);
    });
    points = thinning.finish();
  }
  for (std::size_t at = 1; at < points.size(); ++at) {
    points[at].threshold = kernels::sigma(points[at].threshold);
  }
  return points;
}

double average_precision(const Ranking& ranking) {
  double events = 0, others = 0;
  CompensatedSum sum;
  ranking.for_each_tie_from_top([&](const Tie& tie) {
    events += tie.events;
    others += tie.others;
    if (tie.events > 0) sum.add(tie.events * (events / (events + others)));
  });
  return sum.value() / events;
}

}  // namespace odds::evaluation

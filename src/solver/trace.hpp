// SPDX-License-Identifier: Apache-2.0
//
// Where a search stood after its steps. Of a long one an even share is kept, and always the last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace odds::solver {

struct TracePoint {
  std::int64_t step = 0;
  double value = 0;  // of the mean objective
  double gradient_norm = std::numeric_limits<double>::quiet_NaN();
  double decrement = std::numeric_limits<double>::quiet_NaN();  // or a gap; see FitStep
};

class Trace {
 public:
  static constexpr std::size_t most_points = 400;

  // Steps rise; the same step once more replaces what was said of it.
  void add(const TracePoint& point) {
    if (!points_.empty() && (points_.back().step == point.step || !is_kept(points_.back()))) {
      points_.pop_back();
    }
    points_.push_back(point);
    if (points_.size() <= most_points) return;
    stride_ *= 2;
    points_.pop_back();
    std::erase_if(points_, [this](const TracePoint& at) { return !is_kept(at); });
    points_.push_back(point);
  }

  const std::vector<TracePoint>& points() const { return points_; }

 private:
  bool is_kept(const TracePoint& point) const { return point.step % stride_ == 0; }

  std::int64_t stride_ = 1;
  std::vector<TracePoint> points_;
};

}  // namespace odds::solver

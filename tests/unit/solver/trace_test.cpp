// SPDX-License-Identifier: Apache-2.0
#include "solver/trace.hpp"

#include <gtest/gtest.h>

namespace odds::solver {
namespace {

TEST(Trace, KeepsAnEvenShareAndTheLast) {
  Trace trace;
  for (std::int64_t step = 0; step <= 10'007; ++step) {
    trace.add({step, 1.0 / static_cast<double>(step + 1)});
    ASSERT_LE(trace.points().size(), Trace::most_points);
  }
  const std::vector<TracePoint>& points = trace.points();
  EXPECT_LE(points.size(), Trace::most_points);
  EXPECT_GT(points.size(), Trace::most_points / 3);
  EXPECT_EQ(points.front().step, 0);
  EXPECT_EQ(points.back().step, 10'007);
  const std::int64_t stride = points[1].step;
  for (std::size_t k = 1; k + 1 < points.size(); ++k) {
    EXPECT_EQ(points[k].step - points[k - 1].step, stride);
  }
}

TEST(Trace, TheSameStepIsReplaced) {
  Trace trace;
  trace.add({0, 2.0});
  trace.add({1, 1.0});
  trace.add({1, 0.5});
  ASSERT_EQ(trace.points().size(), 2U);
  EXPECT_EQ(trace.points()[1].value, 0.5);
}

}  // namespace
}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include "report/plots/ticks.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace odds::report::plots {
namespace {

std::string labels(const Axis& axis, std::size_t count) {
  std::string text;
  for (const Tick& tick : ticks(axis, count)) text += (text.empty() ? "" : " ") + tick.label;
  return text;
}

Axis log_axis(double low, double high) { return {"", low, high, true, false}; }

TEST(RoundTicks, AreRoundAndInside) {
  EXPECT_EQ(round_ticks(0.0, 1.0, 5),
            (std::vector<double>{0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0}));
  EXPECT_EQ(round_ticks(3.0, 47.0, 5), (std::vector<double>{10, 20, 30, 40}));
  EXPECT_EQ(round_ticks(7, 7, 5), (std::vector<double>{7}));
  EXPECT_EQ(round_ticks(-0.5, 0.5, 2), (std::vector<double>{-0.5, 0.0, 0.5}));
}

TEST(Ticks, HaveTheDigitsOfTheirStep) {
  EXPECT_EQ(labels({"", 0, 1, false, false}, 5), "0.0 0.2 0.4 0.6 0.8 1.0");
  EXPECT_EQ(labels({"", 0.484, 0.502, false, false}, 4), "0.485 0.490 0.495 0.500");
  EXPECT_EQ(labels({"", 0, 4e9, false, false}, 4), "0 1e+09 2e+09 3e+09 4e+09");
}

TEST(Ticks, OfALogAxisArePowersOfTen) {
  EXPECT_EQ(labels(log_axis(-4, 0), 6), "0.0001 0.001 0.01 0.1 1");
  EXPECT_EQ(labels(log_axis(-12, 6), 6), "1e-12 1e-9 1e-6 0.001 1 1000 1e6");
  EXPECT_EQ(labels(log_axis(-1, 1), 6), "0.1 0.2 0.5 1 2 5 10");
  EXPECT_EQ(labels(log_axis(-1.2, 0.8), 3), "0.1 0.3 1 3");
  // Too short for powers: round values.
  EXPECT_EQ(labels(log_axis(std::log10(0.95), std::log10(1.06)), 5), "0.95 1.00 1.05");
}

// 10^450 is no double; its label is text.
TEST(Ticks, ReachBeyondTheDoubles) {
  EXPECT_EQ(labels(log_axis(-450, 450), 4), "1e-400 1e-200 1 1e200 1e400");
  EXPECT_EQ(ticks({"", -1e300, 1e300, false, false}, 4).size(), 5U);
  EXPECT_TRUE(ticks(log_axis(-1e300, 1e300), 6).empty());
}

TEST(AxisOver, HoldsWhatIsFiniteAndIsNeverEmpty) {
  Extent extent;
  Axis axis = axis_over("", extent, 0.5);
  EXPECT_LT(axis.low, axis.high);
  extent.add(not_applicable);
  extent.add(std::numeric_limits<double>::infinity());
  extent.add(3);
  axis = axis_over("", extent, 0.5);
  EXPECT_DOUBLE_EQ(axis.low, 2.5);
  EXPECT_DOUBLE_EQ(axis.high, 3.5);
  extent.add(1.7e308);
  extent.add(-1.7e308);
  axis = axis_over("", extent, 0.5);
  EXPECT_TRUE(std::isfinite(axis.high - axis.low));
  EXPECT_DOUBLE_EQ(axis.share(0), 0.5);
}

}  // namespace
}  // namespace odds::report::plots

// SPDX-License-Identifier: Apache-2.0
#include "report/numbers.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace {

using namespace odds::report;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Numbers, GroupsThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(2201), "2,201");
  EXPECT_EQ(grouped(18446744073709551615ULL), "18,446,744,073,709,551,615");
  EXPECT_EQ(counted(1, "row"), "1 row");
  EXPECT_EQ(counted(2, "row"), "2 rows");
  EXPECT_EQ(amount(2201.0), "2,201");
  EXPECT_EQ(amount(0.5), "0.5");
  EXPECT_EQ(amount(1e300), "1e+300");
}

TEST(Numbers, Figures) {
  EXPECT_EQ(figure(-1105.0306), "-1105.03");
  EXPECT_EQ(figure(-12.88963), "-12.8896");
  EXPECT_EQ(figure(0.0), "0.00");
  EXPECT_EQ(figure(1e-12), "1e-12");
  EXPECT_EQ(figure(-123456789.0), "-1.23457e+08");
  EXPECT_EQ(figure(std::nan("")), "-");
  EXPECT_EQ(figure(infinity), "inf");
}

TEST(Numbers, PValues) {
  EXPECT_EQ(p_value(1e-200), "<0.001");
  EXPECT_EQ(p_value(0.0), "<0.001");
  EXPECT_EQ(p_value(0.0344), "0.034");
  EXPECT_EQ(p_value(1.0), "1.000");
  EXPECT_EQ(p_sentence(0.5), "p = 0.500");
  EXPECT_EQ(p_sentence(0.0), "p < 0.001");
}

TEST(Numbers, BoundsArePowersOfTenFromAbove) {
  EXPECT_EQ(power_bound(3e-14), "1e-13");
  EXPECT_EQ(power_bound(1e-13), "1e-13");
  EXPECT_EQ(power_bound(0.0), "1e-300");
  EXPECT_EQ(power_bound(0.02), "0.1");
  EXPECT_EQ(power_bound(7.0), "10");
}

TEST(Numbers, ColumnLinesUpAtTheDecimalPoint) {
  const NumberColumn column({2.0438, -0.0344, 12.5}, 3);
  EXPECT_EQ(column.format(2.0438), "2.0438");
  EXPECT_EQ(column.format(-0.0344), "-0.0344");
  EXPECT_EQ(column.format(12.5), "12.5000");
  EXPECT_EQ(column.format(-0.0), "0.0000");
  EXPECT_EQ(column.format(std::nan("")), "");
  EXPECT_EQ(column.format(infinity), "inf");
  EXPECT_EQ(column.format(3.4e-9), "3.40e-09");
  EXPECT_EQ(column.format(-1.5e300), "-1.50e+300");
}

TEST(Numbers, NoiseBelowItsScaleRoundsToZero) {
  const NumberColumn column({0.00365, 0.5}, 3);
  EXPECT_EQ(column.format(1.23e-6), "1.23e-06");
  EXPECT_EQ(column.format(-1.23e-6, 0.00365), "0.00000");
  EXPECT_EQ(column.format(1.23e-6, 2e-9), "1.23e-06");
}

TEST(Numbers, LargeNumbersLoseTheirDecimals) {
  const NumberColumn column({123456.7, 0.012, 9999999.4}, 3);
  EXPECT_EQ(column.format(123456.7), "123456.70");
  EXPECT_EQ(column.format(9999999.4), "9999999.4");
  EXPECT_EQ(column.format(0.012), "0.0120");
}

}  // namespace

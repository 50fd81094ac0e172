// SPDX-License-Identifier: Apache-2.0
#include "inference/root.hpp"

#include <gtest/gtest.h>

namespace odds::inference {
namespace {

TEST(IncreasingRoot, IsFoundFromEitherSide) {
  const auto cube = [](double x) { return FunctionValue{x * x * x - 8, 3 * x * x}; };
  for (const double start : {-30.0, 0.0, 1.9, 2.0, 70.0}) {
    const auto root = increasing_root(cube, start, 1.0, 1e-14);
    ASSERT_TRUE(root.has_value()) << start;
    EXPECT_NEAR(*root, 2.0, 1e-12) << start;
  }
}

// Newton's step alone would leap to and fro.
TEST(IncreasingRoot, StaysInItsBracket) {
  const auto flat = [](double x) {
    return FunctionValue{std::atan(x - 3), 1 / (1 + (x - 3) * (x - 3))};
  };
  const auto root = increasing_root(flat, 40.0, 1.0, 1e-15);
  ASSERT_TRUE(root.has_value());
  EXPECT_NEAR(*root, 3.0, 1e-12);
}

TEST(IncreasingRoot, RetreatsWhereTheFunctionIsNotValid) {
  const auto partial = [](double x) {
    return FunctionValue{x - 5, x < 1 ? 0.1 : 1.0, x < 6};  // a slope that leaps too far
  };
  const auto root = increasing_root(partial, 0.0, 2.0, 1e-15);
  ASSERT_TRUE(root.has_value());
  EXPECT_NEAR(*root, 5.0, 1e-12);
}

TEST(IncreasingRoot, IsNothingWhereThereIsNone) {
  EXPECT_FALSE(increasing_root([](double) { return FunctionValue{0, 0, false}; }, 0, 1, 0));
  const auto never = [](double x) { return FunctionValue{-1 / (1 + x * x), 0.0, x < 100}; };
  EXPECT_FALSE(increasing_root(never, 0, 1, 0));
}

}  // namespace
}  // namespace odds::inference

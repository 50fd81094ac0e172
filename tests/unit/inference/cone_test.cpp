// SPDX-License-Identifier: Apache-2.0
#include "inference/cone.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace odds::inference {
namespace {

using Rays = std::vector<std::vector<double>>;

std::vector<double> unit(std::vector<double> v) {
  double square = 0.0;
  for (const double value : v) square += value * value;
  for (double& value : v) value /= std::sqrt(square);
  return v;
}

TEST(Cone, HoldsWhatItsRaysAddUpTo) {
  const Rays rays{unit({1, 1}), unit({-1, 3})};
  EXPECT_TRUE(is_in_cone(rays, unit({0, 1})));
  EXPECT_TRUE(is_in_cone(rays, unit({1, 1})));
  EXPECT_FALSE(is_in_cone(rays, unit({1, 0.99})));
  EXPECT_FALSE(is_in_cone(rays, unit({0, -1})));
  EXPECT_FALSE(is_in_cone({}, unit({0, 1})));
}

// Random cones in five dimensions: sums with positive coefficients are in, and so is nothing that a
// half-space through the origin keeps apart from all rays.
TEST(Cone, DecidesRandomCases) {
  std::mt19937_64 random(17);
  std::normal_distribution<double> normal;
  for (int repeat = 0; repeat < 200; ++repeat) {
    Rays rays;
    std::vector<double> sum(5, 0.0);
    for (int r = 0; r < 12; ++r) {
      std::vector<double> ray(5);
      for (double& value : ray) value = normal(random);
      ray[0] = std::fabs(ray[0]);  // all rays on one side
      rays.push_back(unit(ray));
      const double y = r % 3 == 0 ? std::fabs(normal(random)) : 0.0;
      for (std::size_t d = 0; d < 5; ++d) sum[d] += y * rays.back()[d];
    }
    EXPECT_TRUE(is_in_cone(rays, unit(sum))) << repeat;
    sum[0] = -0.01 - std::fabs(sum[0]);
    EXPECT_FALSE(is_in_cone(rays, unit(sum))) << repeat;
  }
}

}  // namespace
}  // namespace odds::inference

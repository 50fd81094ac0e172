// SPDX-License-Identifier: Apache-2.0
#include "training/gradient_check.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace odds::training {
namespace {

class GradientCheckOfUnits : public ::testing::Test {
 protected:
  explicit GradientCheckOfUnits(int rows = 300) {
    for (int i = 0; i < rows; ++i) {
      x_.push_back(i % 23);
      y_.push_back(i % 3 == 0 ? 1.0 : 0.0);
    }
    table_.add_numbers("x", x_);
    table_.add_numbers("y", y_);
    DesignOptions options;
    options.target = "y";
    design_ = std::make_unique<design::Design>(table_, options, RunOptions{1, nullptr});
  }

  GradientCheck check(double weight, const objective::RowFlags& kept_apart = nullptr) const {
    const objective::NetworkObjective objective(
        *design_, objective::shape_over(*design_, {2}, Activation::relu),
        objective::input_scales(*design_, 1), penalty::Ridge(), kept_apart, 1);
    std::vector<double> point(objective.dimension(), 0.5);
    for (std::size_t k = 0; k < 4; ++k) point[k] = weight * static_cast<double>(k + 1);
    return check_gradient(*design_, objective, kept_apart, point, 1);
  }

  std::vector<double> x_, y_;
  Table table_;
  std::unique_ptr<design::Design> design_;
};

class GradientCheckOfManyRows : public GradientCheckOfUnits {
 protected:
  GradientCheckOfManyRows() : GradientCheckOfUnits(10'001) {}
};

TEST_F(GradientCheckOfUnits, DifferencesAreNearAndNotTheSame) {
  const GradientCheck found = check(0.7);
  EXPECT_TRUE(found.passed);
  EXPECT_LT(found.max_relative_difference, 1e-7);
  EXPECT_GT(found.max_relative_difference, 0.0);
  EXPECT_EQ(found.rows, 300U);
}

// With all z at 0, where relu bends, the derivative is one thing and a difference another.
TEST_F(GradientCheckOfUnits, SaysWhereTheyDisagree) {
  const GradientCheck found = check(0.0);
  EXPECT_FALSE(found.passed);
  EXPECT_GT(found.max_relative_difference, 1e-3);
}

TEST_F(GradientCheckOfUnits, LeavesOutTheRowsKeptApart) {
  auto flags = std::make_shared<std::vector<std::uint8_t>>(300);
  for (std::size_t i = 0; i < 100; ++i) (*flags)[i] = 1;
  EXPECT_EQ(check(0.7, flags).rows, 200U);
}

TEST_F(GradientCheckOfManyRows, TakesTenThousandOfThem) { EXPECT_EQ(check(0.7).rows, 10'000U); }

}  // namespace
}  // namespace odds::training

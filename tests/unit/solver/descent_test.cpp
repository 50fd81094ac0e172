// SPDX-License-Identifier: Apache-2.0
#include "solver/descent.hpp"

#include <gtest/gtest.h>

#include "unit/solver/losses.hpp"

namespace odds::solver {
namespace {

DescentOptions options(double step, double momentum, std::int64_t iterations) {
  return {.step = step,
          .momentum = momentum,
          .gradient_tolerance = 1e-10,
          .max_iterations = iterations};
}

void expect_quadratic_minimum(const Descent& end, double tolerance) {
  EXPECT_EQ(end.stop_reason, "gradient");
  const std::vector<double> minimum = quadratic_minimum(end.point.size());
  for (std::size_t j = 0; j < minimum.size(); ++j) {
    EXPECT_NEAR(end.point[j], minimum[j], tolerance);
  }
}

TEST(Descent, FindsTheMinimumOfAQuadratic) {
  for (const double condition : {1.0, 30.0}) {
    for (const double momentum : {0.0, 0.5, 0.9}) {
      for (const double step : {0.0, 0.4 / condition}) {
        SCOPED_TRACE(testing::Message() << condition << " " << momentum << " " << step);
        const CountedLoss loss = quadratic(4, condition);
        expect_quadratic_minimum(
            descend(loss, {0.0, 0.0, 0.0, 0.0}, options(step, momentum, 20'000), nullptr), 1e-8);
      }
    }
  }
}

TEST(Descent, TakesTheStepThatItIsGiven) {
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = x[0];
    return 0.5 * x[0] * x[0];
  });
  EXPECT_DOUBLE_EQ(descend(loss, {1.0}, options(0.25, 0.0, 1), nullptr).point[0], 0.75);
  EXPECT_DOUBLE_EQ(descend(loss, {1.0}, options(0.25, 0.0, 2), nullptr).point[0], 0.5625);
  // x' = 0.75, y' = 0.75 - 0.25 / 2; x'' = 0.75 y', y'' = x'' + (x'' - x') / 2
  EXPECT_DOUBLE_EQ(descend(loss, {1.0}, options(0.25, 0.5, 1), nullptr).point[0], 0.625);
  EXPECT_DOUBLE_EQ(descend(loss, {1.0}, options(0.25, 0.5, 2), nullptr).point[0], 0.328125);
}

TEST(Descent, DropsTheMomentumWhereTheValueRises) {
  // With 0.99 of the last step kept the points swing through the minimum and up on the other side.
  const CountedLoss loss = quadratic(1, 1.0);
  double last = std::numeric_limits<double>::infinity();
  const Watch watch = [&](const Visit& visit) {
    EXPECT_LE(visit.value, last * (1.0 + 1e-13));
    last = visit.value;
    return std::string();
  };
  const Descent end = descend(loss, {-30.0}, options(0.05, 0.99, 1000), watch);
  expect_quadratic_minimum(end, 1e-9);
  EXPECT_LT(end.iterations, 200);
}

TEST(Descent, MomentumIsFasterOnAnIllConditionedQuadratic) {
  const CountedLoss loss = quadratic(8, 1e4);
  const std::vector<double> start(8, 0.0);
  for (const double step : {0.0, 0.5e-4}) {
    const DescentOptions plain{step, 0.0, 1e-6, 1'000'000}, fast{step, 0.98, 1e-6, 1'000'000};
    const std::int64_t slow = descend(loss, start, plain, nullptr).iterations;
    EXPECT_LT(5 * descend(loss, start, fast, nullptr).iterations, slow) << step;
  }
}

TEST(Descent, HalvesAStepThatLeavesTheFiniteNumbers) {
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = x[0] > 1.0 ? std::nan("") : -1.0 / x[0] + 1.0 / (1.0 - x[0]);
    return x[0] > 1.0 ? std::nan("") : -std::log(x[0]) - std::log(1.0 - x[0]);
  });
  const Descent end = descend(loss, {0.01}, options(0.0, 0.0, 1000), nullptr);
  EXPECT_EQ(end.stop_reason, "gradient");
  EXPECT_NEAR(end.point[0], 0.5, 1e-10);
}

TEST(Descent, EndsWhereAFixedStepIsTooLarge) {
  const CountedLoss loss = quadratic(3, 10.0);
  for (const double momentum : {0.0, 0.9}) {
    const Descent end = descend(loss, {0.0, 0.0, 0.0}, options(1.0, momentum, 10'000), nullptr);
    EXPECT_EQ(end.stop_reason, "line_search");
    EXPECT_LT(end.iterations, 100);
    EXPECT_TRUE(std::isfinite(end.value));
  }
}

TEST(Descent, DoesNotFollowAGradientThatPointsUphill) {
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = -x[0];
    return 0.5 * x[0] * x[0];
  });
  EXPECT_NEAR(descend(loss, {1.0}, options(0.0, 0.0, 100), nullptr).point[0], 1.0, 1e-11);
}

TEST(Descent, EndsWhereTheStartIsNotFinite) {
  const CountedLoss loss(
      1, [](const std::vector<double>&, std::vector<double>&) { return std::nan(""); });
  EXPECT_EQ(descend(loss, {1.0}, options(0.0, 0.0, 100), nullptr).stop_reason, "line_search");
}

TEST(Descent, StopsWhereTheWatchSaysAndAtTheLimit) {
  const CountedLoss loss = quadratic(4, 1e4);
  const Watch watch = [](const Visit& visit) {
    return std::string(visit.iteration == 3 ? "enough" : "");
  };
  const Descent watched = descend(loss, std::vector<double>(4, 0.0), options(0.0, 0.0, 9), watch);
  EXPECT_EQ(watched.stop_reason, "enough");
  EXPECT_EQ(watched.iterations, 3);
  const Descent none = descend(loss, std::vector<double>(4, 0.0), options(0.0, 0.0, 0), nullptr);
  EXPECT_EQ(none.stop_reason, "max_iterations");
  EXPECT_EQ(none.point, std::vector<double>(4, 0.0));
  EXPECT_EQ(none.gradient.size(), 4U);
}

}  // namespace
}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include "solver/lbfgs.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "solver/line_search.hpp"
#include "unit/solver/losses.hpp"

namespace odds::solver {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Lbfgs, FindsTheMinimumOfQuadratics) {
  for (const std::size_t n : {1U, 2U, 5U, 30U}) {
    for (const double condition : {1.0, 1e2, 1e4, 1e6}) {
      const CountedLoss loss = quadratic(n, condition);
      std::vector<double> gradient;
      static_cast<void>(loss.evaluate(std::vector<double>(n, 0.0), gradient));
      const double tolerance = 1e-13 * norm(gradient);
      const Descent end =
          lbfgs(loss, std::vector<double>(n, 0.0), {tolerance, 100'000, 10}, nullptr);
      EXPECT_EQ(end.stop_reason, "gradient") << n << " " << condition;
      EXPECT_LE(norm(end.gradient), tolerance);
      const std::vector<double> minimum = quadratic_minimum(n);
      // An error of the gradient is at most `condition` times as large in the coordinates.
      for (std::size_t j = 0; j < n; ++j) {
        EXPECT_NEAR(end.point[j], minimum[j], 1e-12 * condition) << n << " " << condition;
      }
    }
  }
}

TEST(Lbfgs, TakesAboutOneEvaluationAnIteration) {
  const CountedLoss loss = quadratic(30, 1e4);
  const Descent end = lbfgs(loss, std::vector<double>(30, 0.0), {1e-4, 5000, 10}, nullptr);
  EXPECT_EQ(end.stop_reason, "gradient");
  EXPECT_LT(end.iterations, 1000);
  EXPECT_LT(loss.evaluations, 1.2 * static_cast<double>(end.iterations) + 10.0);
}

TEST(Lbfgs, MoreMemoryThanDimensionsSolvesAQuadraticInFewSteps) {
  const CountedLoss loss = quadratic(6, 1e3);
  const Descent end = lbfgs(loss, std::vector<double>(6, 0.0), {1e-9, 5000, 20}, nullptr);
  EXPECT_EQ(end.stop_reason, "gradient");
  EXPECT_LT(end.iterations, 40);
}

// The gradient says nothing of how far to go: the first trial is at a distance of 1 at most.
TEST(Lbfgs, TheFirstTrialIsNear) {
  for (const double steepness : {1e-3, 1.0, 1e6}) {
    std::vector<double> tried;
    const CountedLoss loss(1, [&](const std::vector<double>& x, std::vector<double>& gradient) {
      tried.push_back(x[0]);
      gradient[0] = steepness * x[0];
      return 0.5 * steepness * x[0] * x[0];
    });
    static_cast<void>(lbfgs(loss, {3.0}, {1e-12, 1, 10}, nullptr));
    ASSERT_GE(tried.size(), 2U);
    EXPECT_NEAR(tried[0] - tried[1], std::min(1.0, 3.0 * steepness), 1e-12) << steepness;
  }
}

TEST(Lbfgs, FollowsRosenbrocksValley) {
  const CountedLoss loss = rosenbrock();
  const Descent end = lbfgs(loss, {-1.2, 1.0}, {1e-12, 1000, 10}, nullptr);
  EXPECT_EQ(end.stop_reason, "gradient");
  EXPECT_NEAR(end.point[0], 1.0, 1e-11);
  EXPECT_NEAR(end.point[1], 1.0, 1e-11);
  EXPECT_LT(end.iterations, 60);
  EXPECT_LT(loss.evaluations, 90);
}

TEST(Lbfgs, ReachesALogisticMinimumToRounding) {
  const CountedLoss loss = logistic();
  const Descent end = lbfgs(loss, {0.0, 0.0}, {1e-14, 100, 10}, nullptr);
  EXPECT_EQ(end.stop_reason, "gradient");
  EXPECT_LT(end.iterations, 20);
  const std::vector<double> minimum = logistic_minimum();
  EXPECT_NEAR(end.point[0], minimum[0], 1e-12);
  EXPECT_NEAR(end.point[1], minimum[1], 1e-12);
}

TEST(Lbfgs, NeverRises) {
  const CountedLoss loss = rosenbrock();
  double last = infinity;
  std::int64_t visits = 0;
  const Watch watch = [&](const Visit& visit) {
    EXPECT_LE(visit.value, last);
    EXPECT_EQ(visit.iteration, visits++);
    EXPECT_EQ(visit.point.size(), 2U);
    EXPECT_EQ(visit.gradient->size(), 2U);
    last = visit.value;
    return std::string();
  };
  const Descent end = lbfgs(loss, {-1.2, 1.0}, {1e-10, 1000, 3}, watch);
  EXPECT_EQ(end.stop_reason, "gradient");
  EXPECT_EQ(visits, end.iterations + 1);
}

TEST(Lbfgs, StopsWhereTheWatchSays) {
  const CountedLoss loss = rosenbrock();
  const Watch watch = [](const Visit& visit) {
    return std::string(visit.iteration == 7 ? "enough" : "");
  };
  const Descent end = lbfgs(loss, {-1.2, 1.0}, {1e-10, 1000, 10}, watch);
  EXPECT_EQ(end.stop_reason, "enough");
  EXPECT_EQ(end.iterations, 7);
}

TEST(Lbfgs, WithoutIterationsReturnsTheStart) {
  const CountedLoss loss = rosenbrock();
  const Descent end = lbfgs(loss, {-1.2, 1.0}, {1e-10, 0, 10}, nullptr);
  EXPECT_EQ(end.stop_reason, "max_iterations");
  EXPECT_EQ(end.iterations, 0);
  EXPECT_EQ(end.point, (std::vector<double>{-1.2, 1.0}));
  EXPECT_EQ(loss.evaluations, 1);
  const Descent there = lbfgs(loss, {1.0, 1.0}, {0.0, 10, 10}, nullptr);
  EXPECT_EQ(there.stop_reason, "gradient");
}

// -log x - log(1 - x) around its wall at 1, scaled so that the first step lands beyond it.
CountedLoss walled(double beyond) {
  return CountedLoss(1, [beyond](const std::vector<double>& x, std::vector<double>& gradient) {
    if (!(x[0] > 0.0 && x[0] < 1.0)) {
      gradient[0] = beyond;
      return beyond;
    }
    gradient[0] = -1.0 / x[0] + 1.0 / (1.0 - x[0]);
    return -std::log(x[0]) - std::log(1.0 - x[0]);
  });
}

TEST(Lbfgs, ShortensAStepThatLeavesTheFiniteNumbers) {
  for (const double beyond : {nan, infinity, -infinity}) {
    const CountedLoss loss = walled(beyond);
    const Descent end = lbfgs(loss, {0.01}, {1e-12, 100, 10}, nullptr);
    EXPECT_EQ(end.stop_reason, "gradient") << beyond;
    EXPECT_NEAR(end.point[0], 0.5, 1e-12);
  }
}

TEST(Lbfgs, EndsWhereTheStartIsNotFinite) {
  const CountedLoss loss = walled(nan);
  const Descent end = lbfgs(loss, {2.0}, {1e-12, 100, 10}, nullptr);
  EXPECT_EQ(end.stop_reason, "line_search");
  EXPECT_EQ(end.iterations, 0);
}

TEST(Lbfgs, EndsWhereTheGradientIsWrong) {
  // Points uphill: no step along it leads down.
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = -2.0 * x[0];
    return x[0] * x[0];
  });
  const Descent end = lbfgs(loss, {1.0}, {1e-12, 100, 10}, nullptr);
  EXPECT_EQ(end.stop_reason, "line_search");
  EXPECT_EQ(end.point[0], 1.0);
}

// A line along the axis of a function of one variable, from 0.
double found_on(const CountedLoss& loss, double first) {
  const std::vector<double> from{0.0}, direction{1.0};
  std::vector<double> gradient, trial, trial_gradient;
  const double value = loss.evaluate(from, gradient);
  Line line{loss, from, direction, value, gradient[0], trial, trial_gradient};
  const double t = search_line(line, first);
  if (t > 0.0) {
    EXPECT_EQ(trial[0], t);
    std::vector<double> again;
    EXPECT_EQ(line.trial_value, loss.evaluate({t}, again));
    EXPECT_EQ(trial_gradient, again);
  }
  return t;
}

TEST(LineSearch, FromAnyFirstStepMeetsTheStrongWolfeConditions) {
  // Steep at first, then flat for long, then a rise: minimum at 3.
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    const double d = x[0] - 3.0;
    gradient[0] = d / std::sqrt(1.0 + d * d) + 0.02 * d * d * d;
    return std::sqrt(1.0 + d * d) + 0.005 * d * d * d * d;
  });
  std::vector<double> gradient;
  const double value = loss.evaluate({0.0}, gradient);
  const double slope = gradient[0];
  for (double first = 1e-9; first < 1e9; first *= 7.0) {
    const int before = loss.evaluations;
    const double t = found_on(loss, first);
    ASSERT_GT(t, 0.0) << first;
    EXPECT_LE(loss.evaluate({t}, gradient), value + 1e-4 * t * slope) << first;
    EXPECT_LE(std::fabs(gradient[0]), 0.9 * std::fabs(slope)) << first;
    EXPECT_LT(loss.evaluations - before, 25) << first;
  }
}

TEST(LineSearch, ShortensWhereTheFirstStepIsFarTooLong) {
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = 2e6 * (x[0] - 1e-6);
    return 1e6 * (x[0] - 1e-6) * (x[0] - 1e-6);
  });
  const double t = found_on(loss, 1.0);
  EXPECT_GT(t, 1e-7);
  EXPECT_LT(t, 1.95e-6);  // where the slope has turned to 0.9 of the first one
}

TEST(LineSearch, SeesTheSlopesWhereTheValuesAreFlat) {
  // A minimum at 1 whose depth is lost in the rounding of the value.
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = 1e-17 * (x[0] - 1.0);
    return 1.0;
  });
  for (const double first : {1e-3, 1.0, 1e3}) {
    const double t = found_on(loss, first);
    EXPECT_GE(t, 0.1 * (1.0 - 1e-9));
    EXPECT_LE(t, 1.0 + 0.9998);
  }
}

TEST(LineSearch, FindsNothingWhereEverythingIsUphillOrNotFinite) {
  const CountedLoss uphill(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = -1.0;
    return x[0];
  });
  EXPECT_EQ(found_on(uphill, 1.0), 0.0);
  const CountedLoss hole(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = -1.0;
    return x[0] == 0.0 ? 1.0 : nan;
  });
  EXPECT_EQ(found_on(hole, 1.0), 0.0);
}

// Down to a wall, as steep there as at first: no length meets the conditions, and the best one that
// was seen is not the last that was tried.
TEST(LineSearch, KeepsTheBestDecreaseBeforeAWall) {
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = x[0] < 1.0 ? -1.0 : nan;
    return x[0] < 1.0 ? -x[0] : nan;
  });
  for (const double first : {0.5, 1.0, 10.0}) {
    const double t = found_on(loss, first);
    EXPECT_GT(t, 0.99) << first;
    EXPECT_LT(t, 1.0) << first;
  }
}

TEST(LineSearch, KeepsADecreaseThatNeverFlattens) {
  const CountedLoss loss(1, [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient[0] = -1.0;
    return -x[0];
  });
  EXPECT_GT(found_on(loss, 1.0), 1e10);
}

}  // namespace
}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include "solver/stochastic.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "unit/solver/losses.hpp"

namespace odds::solver {
namespace {

// Batches whose gradients do not depend on the point.
class Recorded : public SampledLoss {
 public:
  explicit Recorded(std::vector<double> gradients) : gradients_(std::move(gradients)) {}
  std::size_t dimension() const override { return 1; }
  std::int64_t batch_count() const override { return static_cast<std::int64_t>(gradients_.size()); }
  void begin_epoch(std::uint64_t seed, std::int64_t epoch) override {
    seeds.push_back(seed);
    epochs.push_back(epoch);
  }
  double evaluate_batch(std::int64_t batch, const std::vector<double>& point,
                        std::vector<double>& gradient) override {
    points.push_back(point[0]);
    gradient.assign(1, gradients_[static_cast<std::size_t>(batch)]);
    return gradient[0];
  }

  std::vector<std::uint64_t> seeds;
  std::vector<std::int64_t> epochs;
  std::vector<double> points;

 private:
  std::vector<double> gradients_;
};

// Eight rows in batches of two.
class LogisticBatches : public SampledLoss {
 public:
  std::size_t dimension() const override { return 2; }
  std::int64_t batch_count() const override { return 4; }
  void begin_epoch(std::uint64_t seed, std::int64_t epoch) override {
    rows_.resize(8);
    std::iota(rows_.begin(), rows_.end(), 0);
    base::Random(seed, static_cast<std::uint64_t>(epoch)).shuffle(rows_);
  }
  double evaluate_batch(std::int64_t batch, const std::vector<double>& point,
                        std::vector<double>& gradient) override {
    gradient.assign(2, 0.0);
    const auto first = static_cast<std::size_t>(2 * batch);
    return EightRows::row(rows_[first], point, gradient, 0.5) +
           EightRows::row(rows_[first + 1], point, gradient, 0.5);
  }

 private:
  std::vector<int> rows_;
};

// sum_j x_j^2 / 2, whatever the batch.
class Bowl : public SampledLoss {
 public:
  std::size_t dimension() const override { return 2; }
  std::int64_t batch_count() const override { return 5; }
  void begin_epoch(std::uint64_t, std::int64_t) override {}
  double evaluate_batch(std::int64_t, const std::vector<double>& point,
                        std::vector<double>& gradient) override {
    ++batches;
    gradient.assign(point.begin(), point.end());
    return 0.5 * (point[0] * point[0] + point[1] * point[1]);
  }
  int batches = 0;
};

StochasticOptions constant(double step, double momentum, std::int64_t epochs) {
  return {.step = step,
          .momentum = momentum,
          .schedule = Schedule::constant,
          .epochs = epochs,
          .seed = 7};
}

TEST(Schedules, FollowTheirFormulas) {
  const double pi = std::acos(-1.0);
  for (const std::int64_t t : {0, 1, 7, 24, 25, 49, 50, 51, 99, 100}) {
    const double share = static_cast<double>(t) / 100.0;
    EXPECT_EQ(scheduled_step(Schedule::constant, 0.3, t, 100), 0.3);
    EXPECT_NEAR(scheduled_step(Schedule::inverse, 0.3, t, 100), 0.3 / (1.0 + 10.0 * share), 1e-16);
    EXPECT_NEAR(scheduled_step(Schedule::cosine, 0.3, t, 100),
                0.3 * (1.0 + std::cos(pi * share)) / 2.0, 1e-16);
  }
  EXPECT_EQ(scheduled_step(Schedule::inverse, 1.0, 0, 10), 1.0);
  EXPECT_EQ(scheduled_step(Schedule::inverse, 1.0, 5, 10), 1.0 / 6.0);
  EXPECT_EQ(scheduled_step(Schedule::inverse, 1.0, 10, 10), 1.0 / 11.0);
  EXPECT_NEAR(scheduled_step(Schedule::cosine, 1.0, 0, 10), 1.0, 2e-16);
  EXPECT_EQ(scheduled_step(Schedule::cosine, 1.0, 5, 10), 0.5);
  EXPECT_NEAR(scheduled_step(Schedule::cosine, 1.0, 10, 10), 0.0, 2e-16);
  EXPECT_GE(scheduled_step(Schedule::cosine, 1.0, 10, 10), 0.0);
  EXPECT_EQ(scheduled_step(Schedule::cosine, 1.0, 1, 1'000'000'000'000), 1.0);
}

TEST(Sgd, FirstStepsAreTheHeavyBalls) {
  Recorded loss({1.0, 2.0, -1.0});
  // v = -0.1, -0.29, -0.161
  const Descent end = sgd(loss, {0.0}, constant(0.1, 0.9, 1), nullptr);
  ASSERT_EQ(loss.points.size(), 3U);
  EXPECT_NEAR(loss.points[1], -0.1, 1e-15);
  EXPECT_NEAR(loss.points[2], -0.39, 1e-15);
  EXPECT_NEAR(end.point[0], -0.551, 1e-15);
  EXPECT_EQ(end.stop_reason, "max_iterations");
  EXPECT_EQ(end.iterations, 1);
  EXPECT_NEAR(end.value, 2.0 / 3.0, 1e-15);
  EXPECT_TRUE(end.gradient.empty());
}

TEST(Adam, FirstStepsAreThoseOfThePaper) {
  // By algorithm 1 of Kingma & Ba in 30 decimal digits.
  Recorded loss({1.0, 2.0, -1.0});
  const Descent end = adam(loss, {0.0}, constant(0.1, 0.9, 1), nullptr);
  ASSERT_EQ(loss.points.size(), 3U);
  EXPECT_NEAR(loss.points[1], -0.09999999900000001, 1e-15);
  EXPECT_NEAR(loss.points[2], -0.19651820097183436, 1e-15);
  EXPECT_NEAR(end.point[0], -0.23852713103181389, 1e-15);
}

TEST(Adam, RemembersAcrossEpochs) {
  Recorded once({1.0, 2.0, -1.0, 1.0, 2.0, -1.0}), twice({1.0, 2.0, -1.0});
  EXPECT_EQ(adam(once, {0.0}, constant(0.1, 0.9, 1), nullptr).point,
            adam(twice, {0.0}, constant(0.1, 0.9, 2), nullptr).point);
}

TEST(Stochastic, ScheduleRunsOverAllBatchesOfAllEpochs) {
  Recorded loss({1.0, 1.0});
  StochasticOptions options = constant(0.1, 0.0, 2);
  options.schedule = Schedule::inverse;
  const Descent end = sgd(loss, {0.0}, options, nullptr);
  EXPECT_NEAR(end.point[0], -0.1 * (1.0 + 1.0 / 3.5 + 1.0 / 6.0 + 1.0 / 8.5), 1e-15);
}

TEST(Stochastic, WatchesTheStartAndEachEpoch) {
  for (const auto solver : {sgd, adam}) {
    Recorded loss({2.0, 4.0});
    std::vector<std::int64_t> iterations;
    std::vector<double> values, points;
    const Watch watch = [&](const Visit& visit) {
      iterations.push_back(visit.iteration);
      values.push_back(visit.value);
      points.push_back(visit.point[0]);
      EXPECT_EQ(visit.gradient, nullptr);
      return std::string(visit.iteration == 2 ? "enough" : "");
    };
    const Descent end = solver(loss, {5.0}, constant(0.1, 0.0, 10), watch);
    EXPECT_EQ(end.stop_reason, "enough");
    EXPECT_EQ(end.iterations, 2);
    EXPECT_EQ(iterations, (std::vector<std::int64_t>{0, 1, 2}));
    EXPECT_TRUE(std::isnan(values[0]));
    EXPECT_EQ(values[1], 3.0);
    EXPECT_EQ(points[0], 5.0);
    EXPECT_EQ(points[2], end.point[0]);
    EXPECT_EQ(loss.epochs, (std::vector<std::int64_t>{0, 1}));
    EXPECT_EQ(loss.seeds, (std::vector<std::uint64_t>{7, 7}));
  }
}

TEST(Stochastic, WithoutEpochsReturnsTheStart) {
  for (const auto solver : {sgd, adam}) {
    Recorded loss({2.0});
    const Descent end = solver(loss, {5.0}, constant(0.1, 0.0, 0), nullptr);
    EXPECT_EQ(end.stop_reason, "max_iterations");
    EXPECT_EQ(end.point, (std::vector<double>{5.0}));
    EXPECT_TRUE(loss.points.empty());
  }
}

TEST(Stochastic, ComeNearTheLogisticMinimum) {
  const std::vector<double> minimum = logistic_minimum();
  for (const auto solver : {sgd, adam}) {
    LogisticBatches loss;
    StochasticOptions options;
    options.step = 0.05;
    options.epochs = 500;
    const Descent end = solver(loss, {0.0, 0.0}, options, nullptr);
    std::vector<double> gradient(2);
    const double gap =
        logistic().evaluate(end.point, gradient) - logistic().evaluate(minimum, gradient);
    EXPECT_GE(gap, 0.0);
    EXPECT_LT(gap, 1e-6);
  }
}

TEST(Stochastic, SeedDecidesTheAnswer) {
  LogisticBatches loss;
  StochasticOptions first = constant(0.1, 0.9, 3), second = first;
  second.seed = 8;
  const std::vector<double> answer = sgd(loss, {0.0, 0.0}, first, nullptr).point;
  EXPECT_EQ(sgd(loss, {0.0, 0.0}, first, nullptr).point, answer);
  EXPECT_NE(sgd(loss, {0.0, 0.0}, second, nullptr).point, answer);
}

TEST(Stochastic, DivergesWhereTheStepIsTooLarge) {
  Bowl bowl;
  const Descent end = sgd(bowl, {1.0, 1.0}, constant(1e10, 0.0, 1000), nullptr);
  EXPECT_EQ(end.stop_reason, "diverged");
  // The point is the one of the last whole epoch, and the batches after the first loss that is not
  // finite were not asked for.
  EXPECT_TRUE(std::isfinite(end.point[0]));
  EXPECT_TRUE(std::isfinite(end.value));
  EXPECT_EQ(end.iterations, 3);
  EXPECT_LT(bowl.batches, 5 * (end.iterations + 1));
}

TEST(Stochastic, NanIsDivergence) {
  for (const auto solver : {sgd, adam}) {
    Recorded loss({1.0, std::nan("")});
    const Descent end = solver(loss, {5.0}, constant(0.1, 0.0, 10), nullptr);
    EXPECT_EQ(end.stop_reason, "diverged");
    EXPECT_EQ(end.iterations, 0);
    EXPECT_EQ(end.point, (std::vector<double>{5.0}));
  }
}

}  // namespace
}  // namespace odds::solver

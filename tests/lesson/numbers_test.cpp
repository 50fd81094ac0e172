// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the lesson against 50-digit arithmetic that knows neither backpropagation nor the
// logistic trick: losses from their definition, derivatives from differences, thresholds from the
// limits of the types.
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "lesson/backpropagation_numbers.hpp"
#include "lesson/flights.hpp"
#include "lesson/logistic_regression_numbers.hpp"
#include "lesson/logistic_trick_numbers.hpp"
#include "lesson/network_part.hpp"
#include "lesson/practice_numbers.hpp"
#include "reference/logistic.hpp"

namespace {

using namespace odds::lesson;
using reference::real;

// Rounding of a handful of operations in double.
constexpr double rounding = 1e-14;

void expect_near(double actual, const real& expected, double tolerance = rounding) {
  EXPECT_LE(abs(real(actual) - expected), tolerance * (abs(expected) + 1)) << actual;
}

real sigma_of(const real& z) { return 1 / (1 + exp(-z)); }
real loss_of(const real& y, const real& p) { return -(y * log(p) + (1 - y) * log(1 - p)); }

// With 50 digits a difference over 1e-16 is right to some 30.
template <class Function>
real derivative(Function function, const real& at) {
  const real h("1e-16");
  return (function(real(at + h)) - function(real(at - h))) / (2 * h);
}

TEST(Flights, AreTheTable) {
  const Flights& table = flights();
  ASSERT_EQ(table.temperature.size(), 23U);
  ASSERT_EQ(table.distress.size(), 23U);
  double damaged = 0, sum = 0;
  for (const double y : table.distress) damaged += y;
  for (const double t : table.temperature) sum += t;
  EXPECT_EQ(damaged, 7);
  EXPECT_EQ(sum, 1600);
  EXPECT_EQ(table.temperature.front(), 66);
  EXPECT_EQ(table.temperature.back(), 58);
  EXPECT_EQ(table.distress.back(), 1);
}

real exact_mean_loss(const real& b, const real& w) {
  real sum = 0;
  for (std::size_t i = 0; i < flights().distress.size(); ++i) {
    sum += loss_of(flights().distress[i], sigma_of(b + w * flights().temperature[i]));
  }
  return sum / real(flights().distress.size());
}

TEST(Regression, LineLeavesNoCorrelatedResidual) {
  const Unit line = regression_numbers().line;
  double sum = 0, with_x = 0;
  for (std::size_t i = 0; i < flights().distress.size(); ++i) {
    const double x = flights().temperature[i];
    const double r = flights().distress[i] - line.bias - line.weight * x;
    sum += r;
    with_x += r * x;
  }
  EXPECT_NEAR(sum, 0, 1e-12);
  EXPECT_NEAR(with_x, 0, 1e-9);
}

TEST(Regression, RowsAndLosses) {
  const RegressionNumbers numbers = regression_numbers();
  const real b = numbers.guess.bias, w = numbers.guess.weight;
  real product = 1, sum = 0;
  ASSERT_EQ(numbers.rows.size(), 5U);
  int with_damage = 0;
  for (const LikelihoodRow& row : numbers.rows) {
    const real p = sigma_of(b + w * row.temperature);
    const real likelihood = row.distress > 0 ? p : real(1 - p);
    expect_near(row.predictor, b + w * row.temperature);
    expect_near(row.probability, p);
    expect_near(row.likelihood, likelihood);
    expect_near(row.loss, -log(likelihood));
    product *= likelihood;
    sum -= log(likelihood);
    with_damage += row.distress > 0 ? 1 : 0;
  }
  EXPECT_GT(with_damage, 0);
  EXPECT_LT(with_damage, 5);
  expect_near(numbers.product, product);
  expect_near(numbers.sum, sum);
  expect_near(numbers.mean, sum / 5);
  expect_near(numbers.guess_loss, exact_mean_loss(b, w));
  expect_near(numbers.flat_loss, loss_of(real(7) / 23, real(7) / 23));
  expect_near(numbers.loss_at_slope(-0.1),
              exact_mean_loss(numbers.model.terms[0].estimate +
                                  (numbers.model.terms[1].estimate + real(0.1)) * 1600 / 23,
                              -0.1));
}

TEST(Regression, TheValleyHasItsLowestPointAtTheEstimate) {
  const RegressionNumbers numbers = regression_numbers();
  const double best = numbers.model.terms[1].estimate;
  EXPECT_GT(numbers.loss_at_slope(best - 1e-3), numbers.loss_at_slope(best));
  EXPECT_GT(numbers.loss_at_slope(best + 1e-3), numbers.loss_at_slope(best));
  EXPECT_GT(numbers.guess_loss, numbers.loss_at_slope(best));
}

TEST(Backpropagation, OneUnit) {
  const BackpropagationNumbers numbers = backpropagation_numbers();
  const OneUnitPass& one = numbers.one;
  EXPECT_EQ(one.x, -1.7);
  EXPECT_EQ(one.y, 1);
  const auto loss = [&](const real& w, const real& b) {
    return loss_of(one.y, sigma_of(w * one.x + b));
  };
  const real w = one.unit.w, b = one.unit.b, z = w * one.x + b, p = sigma_of(z);
  expect_near(one.z, z);
  expect_near(one.p, p);
  expect_near(one.loss, loss(w, b));
  expect_near(one.d_p, derivative([&](const real& at) { return loss_of(one.y, at); }, p));
  expect_near(one.dp_dz, derivative(sigma_of, z));
  expect_near(one.d_z, derivative([&](const real& at) { return loss_of(one.y, sigma_of(at)); }, z));
  expect_near(one.fused, one.d_z);
  expect_near(one.d_w, derivative([&](const real& at) { return loss(at, b); }, w));
  expect_near(one.d_b, derivative([&](const real& at) { return loss(w, at); }, b));
  const real step = numbers.step;
  expect_near(numbers.after_step.loss, loss(w - step * one.d_w, b - step * one.d_b));
  expect_near(numbers.wrong_step.loss, loss(w + step * one.d_w, b + step * one.d_b));
  EXPECT_LT(numbers.after_step.loss, one.loss);
  EXPECT_GT(numbers.wrong_step.loss, one.loss);
  EXPECT_NEAR(numbers.by_probability.quotient, one.d_p, 1e-6);
}

real two_units_loss(const std::array<real, 4>& at, const real& x, const real& y) {
  return loss_of(y, sigma_of(at[2] * sigma_of(at[0] * x + at[1]) + at[3]));
}

std::array<real, 4> parameters_of(const TwoUnits& units) {
  return {units.w0, units.b0, units.w1, units.b1};
}

template <class Function>
real partial(Function function, std::array<real, 4> at, std::size_t j) {
  const auto along = [&](const real& value) {
    at[j] = value;
    return function(at);
  };
  return derivative(along, real(at[j]));
}

TEST(Backpropagation, TwoUnits) {
  const TwoUnitsPass two = backpropagation_numbers().two;
  const std::array<real, 4> at = parameters_of(two.units);
  const real z0 = at[0] * two.x + at[1], h = sigma_of(z0), z1 = at[2] * h + at[3];
  expect_near(two.z0, z0);
  expect_near(two.h, h);
  expect_near(two.z1, z1);
  expect_near(two.p, sigma_of(z1));
  const auto from_z1 = [&](const real& z) { return loss_of(two.y, sigma_of(z)); };
  const auto from_h = [&](const real& value) { return from_z1(at[2] * value + at[3]); };
  const auto from_z0 = [&](const real& z) { return from_h(sigma_of(z)); };
  expect_near(two.loss, from_z1(z1));
  expect_near(two.d_p, derivative([&](const real& p) { return loss_of(two.y, p); }, sigma_of(z1)));
  expect_near(two.dp_dz1, derivative(sigma_of, z1));
  expect_near(two.d_z1, derivative(from_z1, z1));
  expect_near(two.dz1_dh, at[2]);
  expect_near(two.d_h, derivative(from_h, h));
  expect_near(two.dh_dz0, derivative(sigma_of, z0));
  expect_near(two.d_z0, derivative(from_z0, z0));
  const auto loss = [&](const std::array<real, 4>& value) {
    return two_units_loss(value, two.x, two.y);
  };
  expect_near(two.d_w0, partial(loss, at, 0));
  expect_near(two.d_b0, partial(loss, at, 1));
  expect_near(two.d_w1, partial(loss, at, 2));
  expect_near(two.d_b1, partial(loss, at, 3));
}

TEST(Backpropagation, MeanGradientOverTheTable) {
  const BackpropagationNumbers numbers = backpropagation_numbers();
  const auto loss = [](const std::array<real, 4>& at) {
    real sum = 0;
    for (std::size_t i = 0; i < flights().distress.size(); ++i) {
      sum += two_units_loss(at, (real(flights().temperature[i]) - 70) / 10, flights().distress[i]);
    }
    return real(sum / 23);
  };
  const std::array<real, 4> at = parameters_of(numbers.two.units);
  expect_near(numbers.mean_loss, loss(at));
  for (std::size_t j = 0; j < at.size(); ++j) {
    expect_near(numbers.mean_gradient[j], partial(loss, at, j));
    EXPECT_LT(numbers.mean_differences[j].error, 1e-9);
  }
}

TEST(Backpropagation, ErrorsOfDifferencesDrawAV) {
  const auto rows = backpropagation_numbers().by_first_weight;
  std::size_t best = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].error < rows[best].error) best = i;
  }
  EXPECT_GT(best, 1U);
  EXPECT_LT(best + 2, rows.size());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].error < rows[i - 1].error, i <= best) << rows[i].h;
  }
}

// exp(-z) overflows beyond the largest number, and 1 + exp(-z) is 1 from half an ulp on.
template <class Real>
void expect_breaks(const Breaks& found) {
  const real largest = std::numeric_limits<Real>::max();
  const real half_ulp = std::numeric_limits<Real>::epsilon() / 2;
  EXPECT_LE(exp(-real(found.overflow.last)), largest);
  EXPECT_GT(exp(-real(found.overflow.first)), largest);
  EXPECT_EQ(found.impossible.first, found.overflow.first);  // 1 / inf is 0
  EXPECT_GT(exp(-real(found.certainty.last)), half_ulp);
  EXPECT_LT(exp(-real(found.certainty.first)), half_ulp);
  for (const Break& at : {found.overflow, found.impossible, found.certainty}) {
    EXPECT_NEAR(std::fabs(at.first) - std::fabs(at.last), 0.1, 1e-9);
  }
}

TEST(LogisticTrick, BreaksWhereTheTypesEnd) {
  const TrickNumbers numbers = trick_numbers();
  expect_breaks<float>(numbers.in_float);
  expect_breaks<double>(numbers.in_double);
  EXPECT_TRUE(std::isinf(naive_loss(numbers.far)));
  EXPECT_EQ(naive_sigma(numbers.sure), 1.0);
}

// Digits of `value` that agree with `exact`, at most those that the type holds.
int digits(double value, const real& exact, int most) {
  if (!std::isfinite(value)) return 0;
  const real error = abs(real(value) - exact) / abs(exact);
  if (error >= 1) return 0;
  int count = 0;
  for (real bound("0.1"); count < most && error <= bound; bound /= 10) ++count;
  return count;
}

TEST(LogisticTrick, RowsAndDigits) {
  for (const TrickRow& row : trick_numbers().rows) {
    const real exact = log(1 + exp(-real(row.z)));
    EXPECT_LE(abs(real(row.stable) - exact), 2.5 * 2.3e-16 * exact) << row.z;
    EXPECT_EQ(row.float_digits, digits(row.naive_float, exact, 6)) << row.z;
    EXPECT_EQ(row.double_digits, digits(row.naive_double, exact, 15)) << row.z;
  }
  const TrickNumbers numbers = trick_numbers();
  expect_near(numbers.far_loss, log(1 + exp(-real(numbers.far))), 1e-15);
  expect_near(numbers.sure_loss, log(1 + exp(real(numbers.sure))), 1e-15);
  EXPECT_NEAR(numbers.sure_residual / std::exp(-numbers.sure), -1, 1e-12);
}

// The same descent in long double, from probabilities.
std::vector<long double> losses_of(const std::vector<double>& x, long double step, int steps) {
  long double b = 0, w = 0;
  std::vector<long double> losses;
  const auto n = static_cast<long double>(x.size());
  for (int k = 0; k <= steps; ++k) {
    long double loss = 0, db = 0, dw = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const long double p = 1 / (1 + std::exp(-(b + w * x[i])));
      const bool event = flights().distress[i] > 0;
      loss -= std::log(event ? p : 1 - p);
      db += (p - (event ? 1 : 0));
      dw += (p - (event ? 1 : 0)) * x[i];
    }
    losses.push_back(loss / n);
    b -= step * db / n;
    w -= step * dw / n;
  }
  return losses;
}

void expect_descent(const Descent& descent, const std::vector<double>& x, int steps) {
  const auto expected = losses_of(x, descent.step, steps);
  ASSERT_GE(descent.losses.size(), expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k) {
    EXPECT_NEAR(descent.losses[k], static_cast<double>(expected[k]), 1e-9) << k;
  }
}

TEST(Practice, DescentsAreRight) {
  const PracticeNumbers numbers = practice_numbers();
  EXPECT_NEAR(numbers.centre, 1600.0 / 23, 1e-12);
  double squares = 0;
  for (const double t : flights().temperature) squares += t * t;
  EXPECT_NEAR(numbers.spread * numbers.spread, squares / 23 - 1600.0 * 1600.0 / 529, 1e-9);
  expect_descent(numbers.small, numbers.standardised, 30);
  expect_descent(numbers.good, numbers.standardised, 30);
  expect_descent(numbers.large, numbers.standardised, 10);  // chaos: errors grow
  expect_descent(numbers.raw, flights().temperature, 20);
  expect_descent(numbers.raw_large, flights().temperature, 5);
}

TEST(Practice, TheTextSaysWhatIsSo) {
  const PracticeNumbers numbers = practice_numbers();
  const double best = -numbers.newton.log_likelihood / 23;
  EXPECT_GT(numbers.small.losses.back(), best + 0.05);
  for (std::size_t k = 1; k < numbers.small.losses.size(); ++k) {
    EXPECT_LT(numbers.small.losses[k], numbers.small.losses[k - 1]);
  }
  EXPECT_LT(numbers.good.losses[static_cast<std::size_t>(numbers.good_steps)], best + numbers.near);
  EXPECT_GE(numbers.good.losses[static_cast<std::size_t>(numbers.good_steps) - 1],
            best + numbers.near);
  double largest_rise = 0;
  for (std::size_t k = 15; k < numbers.large.losses.size(); ++k) {
    largest_rise = std::max(largest_rise, numbers.large.losses[k] - numbers.large.losses[k - 1]);
  }
  EXPECT_GT(largest_rise, 0.1);
  EXPECT_GT(numbers.raw.losses.back(), best + 0.1);
  EXPECT_GT(numbers.raw_large.losses[1], numbers.raw_large.losses[0]);
  ASSERT_TRUE(numbers.newton.converged);
  ASSERT_TRUE(numbers.gradient.converged);
  EXPECT_LT(numbers.solver_difference, 1e-12);
  EXPECT_TRUE(numbers.with_good.converged);
  EXPECT_LT(numbers.with_good.iterations, 100);
  EXPECT_FALSE(numbers.with_large.converged);
  EXPECT_EQ(numbers.with_large.iterations, 1000);
  EXPECT_NEAR(numbers.in_degrees.bias, numbers.newton.terms[0].estimate, 1e-4);
  EXPECT_NEAR(numbers.in_degrees.weight, numbers.newton.terms[1].estimate, 1e-6);
  EXPECT_NEAR(numbers.odds_ratio_ten, std::pow(numbers.newton.terms[1].odds_ratio, -10), 1e-9);
  for (std::size_t k = 1; k < numbers.newton_losses.size(); ++k) {
    EXPECT_LT(numbers.newton_losses[k].second, numbers.newton_losses[k - 1].second);
  }
}

TEST(Network, TellsWhatOneUnitCannot) {
  const NetworkNumbers numbers = network_numbers();
  const Points& points = numbers.points;
  double inside = 0, loss = 0, right = 0;
  const auto& terms = numbers.unit.terms;
  for (std::size_t i = 0; i < points.inside.size(); ++i) {
    EXPECT_LT(std::fabs(points.x1[i]), 1);
    EXPECT_LT(std::fabs(points.x2[i]), 1);
    EXPECT_EQ(points.inside[i] > 0, std::hypot(points.x1[i], points.x2[i]) < std::sqrt(0.5));
    inside += points.inside[i];
    const double z =
        terms[0].estimate + terms[1].estimate * points.x1[i] + terms[2].estimate * points.x2[i];
    loss += std::log1p(std::exp(points.inside[i] > 0 ? -z : z)) / 300;
    right += (z >= 0) == (points.inside[i] > 0) ? 1.0 / 300 : 0;
  }
  EXPECT_EQ(points.inside.size(), 300U);
  EXPECT_GT(inside, 100);
  EXPECT_LT(inside, 150);
  EXPECT_NEAR(numbers.unit_loss, loss, 1e-12);
  EXPECT_NEAR(numbers.unit_accuracy, right, 1e-12);
  EXPECT_GT(numbers.unit_loss, std::log(2) - 0.02);
  EXPECT_LE(numbers.unit_accuracy, 1 - inside / 300);
  EXPECT_GT(numbers.unit_low, 0.3);
  EXPECT_LT(numbers.unit_high, 0.65);
}

TEST(Network, LearnsTheCircleWithoutAMistake) {
  const NetworkNumbers numbers = network_numbers();
  const odds::Training& training = numbers.network.training;
  EXPECT_EQ(numbers.network_accuracy, 1.0);
  EXPECT_LE(training.training_loss, numbers.unit_loss);
  EXPECT_EQ(training.starts.at(training.chosen).stop_reason, "no_minimum");
  ASSERT_EQ(numbers.network.network.layers.size(), 2U);
  EXPECT_EQ(numbers.network.network.layers[0].units(), numbers.hidden);
}

}  // namespace

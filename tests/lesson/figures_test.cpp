// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the page's figures against 50-digit arithmetic: losses from their definition,
// gradients from differences, steps of a descent one by one, limits from the inverse of the
// information.
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "lesson/circle_map.hpp"
#include "lesson/descents.hpp"
#include "lesson/flights.hpp"
#include "lesson/practice_numbers.hpp"
#include "lesson/surface.hpp"
#include "lesson/sweep.hpp"
#include "lesson/walks.hpp"
#include "reference/logistic.hpp"

namespace {

using namespace odds::lesson;
using reference::real;

// Rounding of a few dozen operations in double.
constexpr double rounding = 1e-14;

void expect_near(double actual, const real& expected, double tolerance = rounding) {
  EXPECT_LE(abs(real(actual) - expected), tolerance * (abs(expected) + 1)) << actual;
}

real sigma_of(const real& z) { return 1 / (1 + exp(-z)); }

// Standardised or not, x is exactly the double that odds computes with.
real mean_loss_of(const std::vector<double>& x, const real& b, const real& w) {
  real sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const real p = sigma_of(b + w * x[i]);
    sum -= log(flights().distress[i] > 0 ? p : real(1 - p));
  }
  return sum / real(x.size());
}

// With 50 digits a difference over 1e-16 is right to some 30.
real derivative(const std::function<real(const real&)>& function, const real& at) {
  const real h("1e-16");
  return (function(at + h) - function(at - h)) / (2 * h);
}

std::array<real, 2> gradient_of(const std::vector<double>& x, const real& b, const real& w) {
  return {derivative([&](const real& at) { return mean_loss_of(x, at, w); }, b),
          derivative([&](const real& at) { return mean_loss_of(x, b, at); }, w)};
}

// H by central differences of the gradient's formula.
std::array<real, 3> curvature_of(const std::vector<double>& x, const real& b, const real& w) {
  std::array<real, 3> sum = {0, 0, 0};
  for (const double value : x) {
    const real p = sigma_of(b + w * value);
    const real weight = p * (1 - p) / real(x.size());
    sum[0] += weight;
    sum[1] += weight * value;
    sum[2] += weight * value * value;
  }
  return sum;
}

void expect_surface(const Surface& surface, const std::vector<double>& x) {
  const std::size_t points = surface.bias.count() * surface.weight.count();
  ASSERT_EQ(surface.loss.size(), points);
  for (std::size_t k = 0; k < points; ++k) {
    const double b = surface.bias.at(k / surface.weight.count());
    const double w = surface.weight.at(k % surface.weight.count());
    const real loss = mean_loss_of(x, b, w);
    expect_near(surface.loss[k], loss);
    EXPECT_LE(abs(real(surface.likelihood[k]) / exp(-23 * loss) - 1), 1e-11) << k;
    if (k % 13 != 0) continue;
    const std::array<real, 2> gradient = gradient_of(x, b, w);
    expect_near(surface.by_bias[k], gradient[0]);
    expect_near(surface.by_weight[k], gradient[1]);
  }
}

void expect_lowest(const std::vector<double>& x, const Unit& best, double best_loss) {
  const std::array<real, 2> gradient = gradient_of(x, best.bias, best.weight);
  EXPECT_LE(abs(gradient[0]), 1e-13);
  EXPECT_LE(abs(gradient[1]), 1e-13);
  expect_near(best_loss, mean_loss_of(x, best.bias, best.weight));
}

TEST(UnitFigure, SurfaceIsTheLoss) {
  const UnitNumbers unit = unit_numbers();
  for (std::size_t i = 0; i < unit.x.size(); ++i) {
    EXPECT_EQ(unit.x[i], (flights().temperature[i] - 70) / 10);
  }
  expect_surface(unit.surface, unit.x);
  expect_lowest(unit.x, unit.best, unit.best_loss);
  for (const double loss : unit.surface.loss) EXPECT_GE(loss, unit.best_loss);
}

// What the page looks up: the place of b + w x among the z of the table.
TEST(UnitFigure, TableHoldsEveryPredictorOfTheGrid) {
  const UnitNumbers unit = unit_numbers();
  const Axis &b = unit.surface.bias, &w = unit.surface.weight, &z = unit.table.z;
  for (int i = b.first; i <= b.last; ++i) {
    for (int j = w.first; j <= w.last; ++j) {
      for (int t = 31; t <= 85; ++t) {
        const int place = 5 * i + j * (t - 70);
        ASSERT_TRUE(z.first <= place && place <= z.last && z.first == -z.last);
        ASSERT_NEAR(static_cast<double>(place) / z.per_unit,
                    static_cast<double>(i) / b.per_unit +
                        static_cast<double>(j) / w.per_unit * (t - 70) / 10,
                    1e-12);
      }
    }
  }
  for (std::size_t k = 0; k < z.count(); ++k) {
    const real p = sigma_of(z.at(k));
    EXPECT_LE(abs(real(unit.table.sigma[k]) / p - 1), 1e-15);
    EXPECT_LE(abs(real(unit.table.loss[k]) / -log(p) - 1), 1e-15);
  }
}

TEST(ValleyFigure, LossAndItsSlope) {
  const ValleyNumbers valley = valley_numbers();
  const UnitNumbers unit = unit_numbers();
  const real centre = real(1600) / 23;
  // The log-odds at the mean temperature, in the best fit.
  const real middle = real(unit.best.bias) + real(unit.best.weight) * (centre - 70) / 10;
  const auto loss = [&](const real& w) {
    return mean_loss_of(flights().temperature, middle - w * centre, w);
  };
  ASSERT_EQ(valley.loss.size(), valley.weight.count());
  for (std::size_t k = 0; k < valley.loss.size(); ++k) {
    expect_near(valley.loss[k], loss(valley.weight.at(k)), 1e-12);
    if (k % 5 == 0) expect_near(valley.slope[k], derivative(loss, valley.weight.at(k)), 1e-10);
  }
}

// Units of the last place by which a double differs from the exact value.
real ulps_of(double value, const real& exact) {
  const auto size = std::fabs(static_cast<double>(exact));
  return abs(real(value) - exact) / (std::nextafter(size, HUGE_VAL) - size);
}

void expect_quantity(const SweepQuantity& quantity, std::size_t k, const real& exact) {
  EXPECT_LE(ulps_of(quantity.stable[k], exact), 2.5) << k;
  if (!std::isfinite(quantity.naive[k])) {
    EXPECT_EQ(quantity.ulps[k], std::numeric_limits<double>::infinity());
    return;
  }
  const real right = ulps_of(quantity.naive[k], exact);
  EXPECT_LE(abs(real(quantity.ulps[k]) - right), 3 + right * 1e-14) << k;
}

TEST(SweepFigure, BothSidesAndTheDistance) {
  const SweepNumbers sweep = sweep_numbers();
  EXPECT_EQ(sweep.z.front(), -800);
  EXPECT_EQ(sweep.z.back(), 800);
  const real largest = std::numeric_limits<double>::max();
  const real half_ulp = std::numeric_limits<double>::epsilon() / 2;
  for (std::size_t k = 0; k < sweep.z.size(); ++k) {
    const real z = sweep.z[k], p = sigma_of(z), q = sigma_of(-z);
    expect_quantity(sweep.probability, k, p);
    expect_quantity(sweep.log_probability, k,
                    -reference::log_one_plus(exp(-abs(z))) + (z < 0 ? z : real(0)));
    expect_quantity(sweep.loss, k, reference::log_one_plus(exp(-abs(z))) + (z > 0 ? z : real(0)));
    expect_quantity(sweep.gradient_event, k, -q);
    expect_quantity(sweep.gradient_other, k, p);
    const bool overflows = exp(-z) > largest, is_certain = exp(-z) < half_ulp;
    EXPECT_EQ(sweep.probability.naive[k] == 0, overflows) << sweep.z[k];
    EXPECT_EQ(std::isinf(sweep.log_probability.naive[k]), overflows) << sweep.z[k];
    EXPECT_EQ(std::isnan(sweep.gradient_event.naive[k]), overflows) << sweep.z[k];
    EXPECT_EQ(std::isinf(sweep.loss.naive[k]), is_certain) << sweep.z[k];
    EXPECT_EQ(std::isnan(sweep.gradient_other.naive[k]), is_certain) << sweep.z[k];
  }
}

void expect_losses(const Walk& walk, const std::vector<double>& x, double best_loss) {
  const std::vector<double> above = gaps(walk, best_loss);
  ASSERT_EQ(walk.losses.size(), walk.points.size());
  for (std::size_t k = 0; k < walk.points.size(); ++k) {
    expect_near(walk.losses[k], mean_loss_of(x, walk.points[k].bias, walk.points[k].weight));
    EXPECT_EQ(above[k], walk.losses[k] - best_loss);
  }
  EXPECT_EQ(walk.points.front().bias, 0);
  EXPECT_EQ(walk.points.front().weight, 0);
}

TEST(StepsFigure, SurfaceAndLowestPoint) {
  const DescentNumbers numbers = descent_numbers();
  const std::vector<double> x = standardised_temperatures();
  expect_surface(numbers.surface, x);
  expect_lowest(x, numbers.best, numbers.best_loss);
}

// One step at a time, so that a run that jumps about is judged as well.
TEST(StepsFigure, EachStepGoesAgainstTheGradient) {
  const DescentNumbers numbers = descent_numbers();
  const std::vector<double> x = standardised_temperatures();
  double shorter = 0;
  for (const Walk& walk : numbers.descents) {
    EXPECT_GT(walk.step, shorter);
    shorter = walk.step;
    ASSERT_EQ(walk.points.size(), 31U);
    expect_losses(walk, x, numbers.best_loss);
    for (std::size_t k = 0; k + 1 < walk.points.size(); k += 3) {
      const Unit &from = walk.points[k], &to = walk.points[k + 1];
      const std::array<real, 2> gradient = gradient_of(x, from.bias, from.weight);
      expect_near(to.bias, from.bias - walk.step * gradient[0], 1e-13);
      expect_near(to.weight, from.weight - walk.step * gradient[1], 1e-13);
    }
  }
  const auto& last = numbers.descents.back();
  EXPECT_EQ(last.step, 30);
  EXPECT_GT(last.losses.back(), 1);
}

TEST(StepsFigure, EachNewtonStepSolvesWithTheCurvature) {
  const DescentNumbers numbers = descent_numbers();
  const std::vector<double> x = standardised_temperatures();
  expect_losses(numbers.newton, x, numbers.best_loss);
  for (std::size_t k = 0; k + 1 < numbers.newton.points.size(); ++k) {
    const Unit &from = numbers.newton.points[k], &to = numbers.newton.points[k + 1];
    const real db = real(from.bias) - to.bias, dw = real(from.weight) - to.weight;
    const std::array<real, 3> h = curvature_of(x, from.bias, from.weight);
    const std::array<real, 2> gradient = gradient_of(x, from.bias, from.weight);
    expect_near(static_cast<double>(h[0] * db + h[1] * dw), gradient[0]);
    expect_near(static_cast<double>(h[1] * db + h[2] * dw), gradient[1]);
  }
}

TEST(ForecastFigure, LimitsComeFromTheInformation) {
  const ForecastNumbers forecast = forecast_numbers();
  const UnitNumbers unit = unit_numbers();
  const real b = unit.best.bias, w = unit.best.weight;
  std::array<real, 3> information = curvature_of(unit.x, b, w);
  for (real& part : information) part *= 23;
  const real determinant = information[0] * information[2] - information[1] * information[1];
  const real quantile("1.959963984540054235524594");  // of the normal distribution at 97.5%
  ASSERT_EQ(forecast.temperature.size(), 55U);
  for (std::size_t k = 0; k < forecast.temperature.size(); ++k) {
    const real x = (real(forecast.temperature[k]) - 70) / 10, z = b + w * x;
    const real variance =
        (information[2] - 2 * x * information[1] + x * x * information[0]) / determinant;
    const real reach = quantile * sqrt(variance);
    expect_near(forecast.probability[k], sigma_of(z), 1e-12);
    expect_near(forecast.low[k], sigma_of(z - reach), 1e-10);
    expect_near(forecast.high[k], sigma_of(z + reach), 1e-10);
  }
}

const odds::ExplainedNode& node(const odds::Explanation& walk, const std::string& name) {
  for (const odds::ExplainedNode& node : walk.nodes) {
    if (node.name == name) return node;
  }
  throw std::out_of_range(name);
}

void expect_coefficient(const odds::Explanation& walk, std::size_t place, double value,
                        double gradient) {
  EXPECT_EQ(walk.coefficients.at(place).value, value);
  expect_near(walk.coefficients.at(place).gradient, gradient);
}

// numbers_test.cpp has these figures from 50 digits.
TEST(WalkFigure, OneUnitIsThatOfTheChapter) {
  const OneUnitPass one = backpropagation_numbers().one;
  const odds::Explanation walk = walk_through(one.unit);
  EXPECT_EQ(walk.inputs.at(0).x, one.x);
  EXPECT_EQ(walk.outcome->successes, one.y);
  expect_near(node(walk, "z").value, one.z);
  expect_near(node(walk, "p").value, one.p);
  expect_near(node(walk, "L").value, one.loss);
  expect_near(node(walk, "p").gradient, one.d_p);
  expect_near(node(walk, "p").local, one.dp_dz);
  expect_near(node(walk, "z").gradient, one.d_z);
  const bool bias_first = !walk.coefficients.at(0).input.has_value();
  ASSERT_TRUE(bias_first);
  expect_coefficient(walk, 0, one.unit.b, one.d_b);
  expect_coefficient(walk, 1, one.unit.w, one.d_w);
}

TEST(WalkFigure, TwoUnitsAreThoseOfTheChapter) {
  const TwoUnitsPass two = backpropagation_numbers().two;
  const odds::Explanation walk = walk_through(two.units);
  expect_near(node(walk, "z1[1]").value, two.z0);
  expect_near(node(walk, "a1[1]").value, two.h);
  expect_near(node(walk, "z").value, two.z1);
  expect_near(node(walk, "p").value, two.p);
  expect_near(node(walk, "L").value, two.loss);
  expect_near(node(walk, "z").gradient, two.d_z1);
  expect_near(node(walk, "a1[1]").gradient, two.d_h);
  expect_near(node(walk, "z1[1]").gradient, two.d_z0);
  expect_coefficient(walk, 0, two.units.b0, two.d_b0);
  expect_coefficient(walk, 1, two.units.w0, two.d_w0);
  expect_coefficient(walk, 2, two.units.b1, two.d_b1);
  expect_coefficient(walk, 3, two.units.w1, two.d_w1);
}

// The loss of the row of a walk with other coefficients: bias first, unit by unit.
real network_loss(const odds::Explanation& walk, const std::vector<real>& theta) {
  const std::size_t inputs = walk.inputs.size(), hidden = walk.hidden.at(0);
  const std::size_t last = hidden * (inputs + 1);
  real z = theta.at(last);
  for (std::size_t u = 0; u < hidden; ++u) {
    real sum = theta.at(u * (inputs + 1));
    for (std::size_t j = 0; j < inputs; ++j) {
      sum += theta.at(u * (inputs + 1) + 1 + j) * walk.inputs[j].x;
    }
    z += theta.at(last + 1 + u) * sigma_of(sum);
  }
  const real p = sigma_of(z);
  return -log(walk.outcome->successes > 0 ? p : real(1 - p));
}

TEST(WalkFigure, NetworkAgainstDifferences) {
  const std::vector<odds::Explanation> walks = walks_through_network();
  ASSERT_EQ(walks.size(), 4U);
  double inside = 0;
  for (const odds::Explanation& walk : walks) {
    std::vector<real> theta;
    for (const odds::ExplainedCoefficient& c : walk.coefficients) theta.emplace_back(c.value);
    expect_near(walk.loss, network_loss(walk, theta));
    double largest = 0;
    for (std::size_t j = 0; j < theta.size(); ++j) {
      const auto along = [&](const real& value) {
        std::vector<real> moved = theta;
        moved[j] = value;
        return network_loss(walk, moved);
      };
      expect_near(walk.coefficients[j].gradient, derivative(along, theta[j]));
      largest = std::max(largest, std::fabs(walk.coefficients[j].gradient));
    }
    EXPECT_GT(largest, 1e-3);  // there is something to see
    inside += walk.outcome->successes;
  }
  EXPECT_EQ(inside, 2);
}

TEST(CircleFigure, ShadesWhatTheModelsSay) {
  const CircleMap map = circle_map();
  const auto& terms = map.numbers.unit.terms;
  const auto& layers = map.numbers.network.network.layers;
  const auto& columns = map.numbers.network.columns;
  const std::size_t count = map.axis.count();
  ASSERT_EQ(map.network.size(), count * count);
  for (std::size_t k = 0; k < map.network.size(); k += 7) {
    const real x1 = map.axis.at(k / count), x2 = map.axis.at(k % count);
    expect_near(map.unit[k],
                sigma_of(terms[0].estimate + terms[1].estimate * x1 + terms[2].estimate * x2));
    real z = layers[1].biases[0];
    for (std::size_t u = 0; u < layers[0].units(); ++u) {
      z += layers[1].weights[u] *
           sigma_of(layers[0].biases[u] + layers[0].weights[2 * u] * (x1 - columns[0].centre) +
                    layers[0].weights[2 * u + 1] * (x2 - columns[1].centre));
    }
    expect_near(map.network[k], sigma_of(z), 1e-11);
  }
}

TEST(CircleFigure, LinesAreWhereHiddenUnitsSayOneHalf) {
  const CircleMap map = circle_map();
  const odds::NetworkLayer& hidden = map.numbers.network.network.layers[0];
  const auto& columns = map.numbers.network.columns;
  const auto at = [&](std::size_t u, double x1, double x2) {
    return hidden.biases[u] + hidden.weights[2 * u] * (x1 - columns[0].centre) +
           hidden.weights[2 * u + 1] * (x2 - columns[1].centre);
  };
  EXPECT_GE(map.lines.size(), 3U);
  for (const Segment& line : map.lines) {
    bool is_one = false;
    for (std::size_t u = 0; u < hidden.units(); ++u) {
      const double size = std::hypot(hidden.weights[2 * u], hidden.weights[2 * u + 1]);
      is_one = is_one || (std::fabs(at(u, line.x1, line.y1)) < 1e-12 * size &&
                          std::fabs(at(u, line.x2, line.y2)) < 1e-12 * size);
    }
    EXPECT_TRUE(is_one);
    EXPECT_GT(std::hypot(line.x1 - line.x2, line.y1 - line.y2), 0.01);
    for (const double place : {line.x1, line.y1, line.x2, line.y2}) EXPECT_LE(std::fabs(place), 1);
  }
}

}  // namespace

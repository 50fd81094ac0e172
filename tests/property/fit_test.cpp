// SPDX-License-Identifier: Apache-2.0
//
// What a fit promises: its gradient is zero where it says converged, both solvers find the same
// minimum, separation is refused or shown at its limit, and hard but honest data converge.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::real;
using reference::Table;

odds::FitOptions options_for(std::size_t features) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  return options;
}

// Newton stops with a decrement of 1e-6 and takes one more step, which squares it: the gradient,
// in units of its own rounding (the sum of |x_ij|), is zero to about 1e-12.
constexpr double gradient_tolerance = 1e-12;

TEST(Fit, GradientIsZeroAtTheAnswer) {
  const Table table = reference::simulate(300, 4, 41);
  auto options = options_for(4);
  for (const double l2 : {0.0, 1e-3, 1.0}) {
    options.l2 = l2;
    const auto model = reference::fit(table, options);
    auto problem = reference::make_problem(table, "y", "", options.features, true);
    problem.l2 = l2;
    reference::Vector theta;
    for (const auto& term : model.terms) theta.emplace_back(term.estimate);
    const auto gradient = reference::gradient(problem, theta);
    for (std::size_t j = 0; j < gradient.size(); ++j) {
      real size = 0;
      for (const auto& row : problem.design) size += abs(row[j]);
      EXPECT_LT(abs(gradient[j] / size).convert_to<double>(), gradient_tolerance)
          << "l2 " << l2 << " " << model.terms[j].term;
    }
  }
}

TEST(Fit, RidgeHasNoStandardErrorsAndSaysSo) {
  auto options = options_for(2);
  options.l2 = 0.1;
  const auto model = reference::fit(reference::simulate(100, 2, 42), options);
  for (const auto& term : model.terms) EXPECT_TRUE(std::isnan(term.std_error));
  EXPECT_TRUE(std::isnan(model.aic));
  EXPECT_TRUE(std::isnan(model.bic));
  EXPECT_TRUE(reference::has_note(model, "standard errors"));
}

// The promise of the certificate, checked against 50 digits: the true error is below the bound.
TEST(Fit, CertificateBoundsTheTrueError) {
  const Table table = reference::simulate(200, 3, 43);
  const auto options = options_for(3);
  const auto model = reference::fit(table, options);
  const auto answer =
      reference::solve(reference::make_problem(table, "y", "", options.features, true));
  EXPECT_EQ(model.certificate.kind, "newton");
  EXPECT_LT(model.certificate.max_error_in_se, 1e-9);
  for (std::size_t j = 0; j < model.terms.size(); ++j) {
    const real error =
        abs((model.terms[j].estimate - answer.coefficients[j]) / answer.standard_errors[j]);
    // The bound speaks of exact arithmetic; one rounding of the coefficient comes on top.
    const real rounding = abs(answer.coefficients[j] / answer.standard_errors[j]) * 1e-14;
    EXPECT_LE(error, model.certificate.max_error_in_se + rounding) << model.terms[j].term;
  }
}

TEST(Fit, GradientDescentFindsNewtonsAnswer) {
  constexpr double agreement = 1e-8;  // asked of gradient descent for condition numbers up to 100
  const Table table = reference::simulate(500, 4, 44);
  for (const double l2 : {0.0, 0.01}) {
    auto options = options_for(4);
    options.l2 = l2;
    const auto newton = reference::fit(table, options);
    ASSERT_LE(newton.condition_number, 100);
    options.solver = odds::Solver::gradient_descent;
    const auto descent = reference::fit(table, options);
    ASSERT_TRUE(descent.converged) << descent.stop_reason;
    EXPECT_EQ(descent.solver, "gd");
    for (const auto& term : newton.terms) {
      const double found = reference::term(descent, term.term).estimate;
      EXPECT_LE(std::abs(found - term.estimate), agreement * std::abs(term.estimate)) << term.term;
    }
    EXPECT_NEAR(descent.log_likelihood / newton.log_likelihood, 1, agreement);
  }
}

TEST(Fit, OneIterationIsNotConverged) {
  auto options = options_for(3);
  options.max_iterations = 1;
  const auto model = reference::fit(reference::simulate(200, 3, 45), options);
  EXPECT_FALSE(model.converged);
  EXPECT_EQ(model.stop_reason, "max_iterations");
  EXPECT_EQ(model.iterations, 1);
}

TEST(Fit, PredictsWhatTheReferencePredicts) {
  const Table table = reference::simulate(200, 3, 46);
  const auto options = options_for(3);
  const auto model = reference::fit(table, options);
  const auto problem = reference::make_problem(table, "y", "", options.features, true);
  const auto z = reference::predictor(problem, reference::solve(problem).coefficients);
  const auto found = odds::predict(model, reference::view(table, table.names), {}, {});
  ASSERT_EQ(found.size(), z.size());
  for (std::size_t i = 0; i < z.size(); ++i)
    EXPECT_GE(reference::right_digits(found[i], reference::sigma(z[i])), 12) << i;
}

// Data whose two outcomes overlap only a little, or only in one row far away, have a finite
// maximum, and it must be found.
struct Overlap {
  const char* name;
  std::vector<double> others, events;
  double coefficient_digits = 12;
};

// One row at 1e9 moves the mean to 5e6, and the other rows differ by 1: centred there, they keep
// ten digits of what tells them apart.
class NearlySeparated : public testing::TestWithParam<Overlap> {};

TEST_P(NearlySeparated, Converges) {
  constexpr double standard_error_digits = 9;  // the information is nearly singular here
  Table table;
  table.names = {"y", "x"};
  table.columns.resize(2);
  const auto add = [&](double y, double x) {
    table.columns[0].push_back(y);
    table.columns[1].push_back(x);
  };
  for (int i = 1; i <= 200; ++i) add(i > 100 ? 1 : 0, i);
  for (const double x : GetParam().others) add(0, x);
  for (const double x : GetParam().events) add(1, x);
  odds::FitOptions options;
  options.target = "y";
  const auto model = reference::fit(table, options);
  ASSERT_TRUE(model.converged) << model.stop_reason;
  const auto answer = reference::solve(reference::make_problem(table, "y", "", {"x"}, true));
  const auto found = reference::digits(model, {"(Intercept)", "x"}, answer);
  EXPECT_GE(found.coefficient, GetParam().coefficient_digits);
  EXPECT_GE(found.standard_error, standard_error_digits);
}

INSTANTIATE_TEST_SUITE_P(Rows, NearlySeparated,
                         testing::Values(Overlap{"one_event_below", {}, {50}},
                                         Overlap{"one_event_far_below", {}, {-1e6}},
                                         Overlap{"one_other_far_above", {1e6}, {}},
                                         Overlap{"one_other_very_far_above", {1e9}, {}, 9.5},
                                         Overlap{"by_a_thousandth", {100.501}, {100.5}},
                                         Overlap{"by_a_millionth", {100.500001}, {100.5}}),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace

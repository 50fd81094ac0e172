// SPDX-License-Identifier: Apache-2.0
//
// Ridge with penalty factors and on standardised coefficients: the reference's answer, the same
// from every solver, and what the columns left free may do.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::real;

constexpr double right = 12;

odds::FitOptions options_for(std::size_t features, double l2) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  options.l2 = l2;
  return options;
}

// Weighted standard deviation, divisor W.
real spread(const reference::Table& table, const std::string& name,
            const std::vector<double>& weight) {
  real sum = 0, mean = 0, square = 0;
  const auto& x = table.column(name);
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += weight[i];
    mean += real(weight[i]) * x[i];
  }
  mean /= sum;
  for (std::size_t i = 0; i < x.size(); ++i) square += weight[i] * (x[i] - mean) * (x[i] - mean);
  return boost::multiprecision::sqrt(square / sum);
}

TEST(Penalty, FactorsAndStandardisationHaveTheReferenceAnswer) {
  const auto table = reference::simulate(150, 4, 17);
  for (const bool standardize : {false, true}) {
    auto options = options_for(4, 0.3);
    options.weights = "w";
    options.penalty_factors = {{"x1", 0.0}, {"x3", 2.5}};
    options.standardize = standardize;
    auto problem = reference::make_problem(table, "y", "", options.features, true);
    problem.weights = reference::to_real(table.column("w"));
    problem.l2 = real(0.3);
    problem.penalty_factor = {0, 0, 1, real(2.5), 1};
    for (std::size_t j = 1; standardize && j < 5; ++j) {
      const real sd = spread(table, "x" + std::to_string(j), table.column("w"));
      problem.penalty_factor[j] *= sd * sd;
    }
    int iterations = 0;
    const auto exact = reference::maximum(problem, iterations);
    for (const auto solver : {odds::Solver::newton, odds::Solver::lbfgs}) {
      options.solver = solver;
      const auto model = reference::fit(table, options);
      ASSERT_TRUE(model.converged);
      for (std::size_t j = 0; j < exact.size(); ++j) {
        EXPECT_GE(reference::right_digits(model.terms[j].estimate, exact[j]), right)
            << standardize << " " << model.solver << " " << model.terms[j].term;
      }
    }
  }
}

// Other units change nothing where the penalty is on standardised coefficients.
TEST(Penalty, OnStandardisedCoefficientsHasNoUnits) {
  auto table = reference::simulate(200, 3, 18);
  auto options = options_for(3, 0.1);
  options.standardize = true;
  const auto plain = reference::fit(table, options);
  for (double& x : table.columns.back()) x *= 0x1p700;
  const auto scaled = reference::fit(table, options);
  EXPECT_EQ(plain.terms[1].estimate, scaled.terms[1].estimate);
  EXPECT_EQ(plain.terms[3].estimate, std::ldexp(scaled.terms[3].estimate, 700));
}

TEST(Penalty, WithoutAnyFactorAboveZeroIsNone) {
  const auto table = reference::simulate(200, 2, 19);
  auto options = options_for(2, 5.0);
  options.penalty_factors = {{"x1", 0.0}, {"x2", 0.0}};
  const auto freed = reference::fit(table, options);
  const auto plain = reference::fit(table, options_for(2, 0.0));
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(freed.terms[t].estimate / plain.terms[t].estimate, 1, 1e-12);
    EXPECT_TRUE(std::isnan(freed.terms[t].std_error));
  }
}

// a separates; b and c = 2 b + 1 are collinear.
std::string separated_text() {
  std::string text = "y,a,b,c\n";
  reference::Generator generator(6);
  for (int i = 0; i < 50; ++i) {
    const double a = generator.bell();
    const auto b = static_cast<double>(generator.below(9));
    text += std::string(a > 0 ? "1," : "0,") + std::to_string(a) + "," + std::to_string(b) + "," +
            std::to_string(2 * b + 1) + "\n";
  }
  return text;
}

TEST(Penalty, LeavesAFreeColumnToSeparate) {
  odds::FitOptions options;
  options.target = "y";
  options.l2 = 0.1;
  EXPECT_TRUE(reference::fit_text(separated_text(), options).converged);
  options.penalty_factors = {{"a", 0.0}};
  for (const auto solver : {odds::Solver::newton, odds::Solver::lbfgs}) {
    for (const auto policy : {odds::SeparationPolicy::error, odds::SeparationPolicy::allow}) {
      options.solver = solver;
      options.separation = policy;
      try {
        reference::fit_text(separated_text(), options);
        FAIL() << "not refused";
      } catch (const odds::Error& error) {
        EXPECT_EQ(error.code().rfind("separation.", 0), 0U) << error.code();
        EXPECT_NE(error.hint().find("--penalty-factor"), std::string::npos) << error.hint();
      }
    }
  }
}

TEST(Penalty, TellsCollinearColumnsApartUnlessBothAreFree) {
  odds::FitOptions options;
  options.target = "y";
  options.l2 = 0.1;
  options.penalty_factors = {{"b", 0.0}};
  EXPECT_TRUE(reference::fit_text(separated_text(), options).dropped.empty());
  options.penalty_factors["c"] = 0.0;
  const auto model = reference::fit_text(separated_text(), options);
  ASSERT_EQ(model.dropped.size(), 1U);
  EXPECT_EQ(model.dropped[0].term, "c");
  EXPECT_TRUE(model.converged);
}

// More columns than rows, in every role that a row can have: the way through the rows finds the
// primal's minimum, which is the reference's.
// The rounding of a gradient is far beyond such an l1, and must not stand in the proof's way.
TEST(Penalty, VanishingLassoIsProvedToBeTheLargestLikelihood) {
  auto table = reference::simulate(150, 4, 18);
  auto options = options_for(4, 0.0);
  const auto largest = reference::fit(table, options);
  for (const double l1 : {1e-10, 1e-12, 1e-15, 1e-30, 1e-300}) {
    options.l1 = l1;
    const auto model = reference::fit(table, options);
    ASSERT_TRUE(model.converged) << l1;
    EXPECT_LT(model.certificate.objective_gap, 1e-12) << l1;
    for (std::size_t t = 0; t < model.terms.size(); ++t) {
      EXPECT_NEAR(model.terms[t].estimate, largest.terms[t].estimate, 1e-7) << l1;
    }
  }
}

TEST(Penalty, DualIsThePrimal) {
  const auto table = reference::simulate(40, 70, 21);
  for (const bool with_roles : {false, true}) {
    for (const bool intercept : {true, false}) {
      auto options = options_for(70, 0.05);
      options.intercept = intercept;
      options.penalty_factors = {{"x2", 3.0}};
      if (intercept) options.penalty_factors["x5"] = 0.0;
      if (with_roles) {
        options.target = "s/m";
        options.weights = "w";
        options.freq_weights = "f";
        options.offset = "o";
      }
      const auto primal = reference::fit(table, options);
      options.solver = odds::Solver::dual;
      const auto dual = reference::fit(table, options, 3);
      ASSERT_TRUE(primal.converged && dual.converged);
      EXPECT_EQ(primal.solver, "newton");
      EXPECT_EQ(dual.solver, "dual");
      EXPECT_EQ(dual.certificate.kind, "newton");
      EXPECT_LT(dual.certificate.objective_gap, 1e-20);
      double largest = 0;
      for (const auto& term : primal.terms) largest = std::max(largest, std::abs(term.estimate));
      for (std::size_t t = 0; t < primal.terms.size(); ++t) {
        EXPECT_NEAR(dual.terms[t].estimate, primal.terms[t].estimate, 1e-11 * largest)
            << dual.terms[t].term;
      }
      EXPECT_NEAR(dual.log_likelihood / primal.log_likelihood, 1, 1e-11);
      EXPECT_NEAR(dual.r2.tjur, primal.r2.tjur, 1e-11);
      EXPECT_NEAR(dual.terms.back().standardised, primal.terms.back().standardised, 1e-11);
    }
  }
}

TEST(Penalty, DualHasTheSameBitsForAnyThreads) {
  const auto table = reference::simulate(300, 90, 22);
  auto options = options_for(90, 0.01);
  options.solver = odds::Solver::dual;
  const auto one = reference::fit(table, options, 1);
  const auto four = reference::fit(table, options, 4);
  for (std::size_t t = 0; t < one.terms.size(); ++t) {
    EXPECT_EQ(one.terms[t].estimate, four.terms[t].estimate);
  }
}

// By itself where columns are many, beyond the number that a matrix of theirs has room for.
TEST(Penalty, DualIsChosenForWideData) {
  const auto table = reference::simulate(30, 5100, 23);
  const auto model = reference::fit(table, options_for(5100, 0.1), 2);
  EXPECT_EQ(model.solver, "dual");
  EXPECT_TRUE(model.converged);
  EXPECT_EQ(model.terms.size(), 5101U);
  EXPECT_EQ(odds::predict(model, reference::view(table, table.names), {}, {}).size(), 30U);
}

TEST(Penalty, DualRefusesAFreeColumnThatSeparates) {
  odds::FitOptions options;
  options.target = "y";
  options.l2 = 0.1;
  options.penalty_factors = {{"a", 0.0}};
  options.solver = odds::Solver::dual;
  try {
    reference::fit_text(separated_text(), options);
    FAIL() << "not refused";
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.code().rfind("separation.", 0), 0U) << error.code();
  }
}

// The model file keeps what was asked for.
TEST(Penalty, IsKept) {
  auto options = options_for(3, 0.1);
  options.penalty_factors = {{"x1", 0.5}, {"x2", 0.0}};
  options.standardize = true;
  const auto model = reference::fit(reference::simulate(100, 3, 20), options);
  const auto loaded = odds::model_from_text(odds::model_to_text(model), "m");
  EXPECT_EQ(loaded.penalty_factors, options.penalty_factors);
  EXPECT_TRUE(loaded.standardize);
  options = options_for(3, 0.1);
  options.l1 = 0.25;
  options.bounds["x1"].high = 0.5;
  const auto bounded = reference::fit(reference::simulate(100, 3, 20), options);
  EXPECT_TRUE(bounded.converged);
  const auto again = odds::model_from_text(odds::model_to_text(bounded), "m");
  EXPECT_EQ(again.l1, 0.25);
  EXPECT_EQ(again.bounds.at("x1").high, 0.5);
  EXPECT_EQ(again.bounds.at("x1").low, -HUGE_VAL);
  options = options_for(3, 0.0);
  options.firth = true;
  const auto firth = reference::fit(reference::simulate(100, 3, 20), options);
  const auto kept = odds::model_from_text(odds::model_to_text(firth), "m");
  EXPECT_TRUE(kept.firth);
  EXPECT_EQ(kept.penalized_log_likelihood, firth.penalized_log_likelihood);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// Several classes against certified answers of 30 digits and against the 50-digit reference solver.

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/multinomial.hpp"

namespace {

using reference::real;

// Right digits: -log10 of the relative error.
double digits(double found, const real& exact) {
  const real error = abs(real(found) - exact) / abs(exact);
  return error == 0 ? 17.0 : -static_cast<double>(log10(error));
}

constexpr double coefficient_digits = 12;
constexpr double standard_error_digits = 11;

TEST(Classes, HaveTheCertifiedAnswerOfHsbdemo) {
  const std::string shared = ODDS_SHARED_DIR;
  const std::string answer = shared + "/certified/hsbdemo_multinom.json";
  if (!std::filesystem::exists(answer)) GTEST_SKIP() << "no shared data";
  const auto certified = nlohmann::json::parse(reference::read_text(answer)).at("certified");
  odds::FitOptions options;
  options.target = "prog";
  options.features = {"ses", "write"};
  options.reference["ses"] = "low";
  const auto model = odds::fit(shared + "/data/hsbdemo/hsbdemo.csv", {}, options, {});
  ASSERT_TRUE(model.converged);
  EXPECT_EQ(model.reference_class, "academic");
  const std::map<std::string, std::string> names = {{"(Intercept)", "(Intercept)"},
                                                    {"ses[middle]", "sesmiddle"},
                                                    {"ses[high]", "seshigh"},
                                                    {"write", "write"}};
  const std::vector<std::string> order = certified.at("names");
  ASSERT_EQ(model.terms.size(), 8U);
  for (const odds::Term& term : model.terms) {
    const auto at = static_cast<std::size_t>(
        std::find(order.begin(), order.end(), names.at(term.term)) - order.begin());
    const real coefficient(certified.at("coef").at(term.outcome).at(at).get<std::string>());
    const real error(certified.at("se").at(term.outcome).at(at).get<std::string>());
    EXPECT_GE(digits(term.estimate, coefficient), coefficient_digits) << term.term;
    EXPECT_GE(digits(term.std_error, error), standard_error_digits) << term.term;
  }
  const auto figure = [&](const char* name) { return real(certified.at(name).get<std::string>()); };
  EXPECT_GE(digits(model.log_likelihood, figure("loglik")), 12);
  EXPECT_GE(digits(model.null_log_likelihood, figure("null_loglik")), 12);
  EXPECT_GE(digits(model.lr_chi2, figure("lr_chi2")), 12);
  EXPECT_GE(digits(model.aic, figure("aic")), 12);
  EXPECT_GE(digits(model.bic, figure("bic_N")), 12);
  EXPECT_GE(digits(model.r2.mcfadden, figure("mcfadden_r2")), 11);
  EXPECT_EQ(model.df_model, 6);
}

void expect_answer(const odds::FittedModel& model, const reference::ClassProblem& problem,
                   bool has_errors) {
  const reference::ClassAnswer answer = reference::solve(problem);
  ASSERT_TRUE(model.converged) << model.stop_reason;
  ASSERT_EQ(model.terms.size(), answer.coefficients.size());
  for (std::size_t at = 0; at < model.terms.size(); ++at) {
    // A penalised intercept may be near 0: absolute digits there.
    const real exact = answer.coefficients[at];
    const double error = static_cast<double>(abs(real(model.terms[at].estimate) - exact));
    EXPECT_LE(error, 1e-12 * (has_errors ? static_cast<double>(abs(exact)) + 1e-3 : 1.0))
        << model.terms[at].term << " of " << model.terms[at].outcome;
    if (!has_errors) continue;
    EXPECT_GE(digits(model.terms[at].std_error, answer.standard_errors[at]), standard_error_digits);
  }
  EXPECT_GE(digits(model.log_likelihood, answer.log_likelihood), 12);
}

odds::FitOptions options_for(std::size_t features) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  return options;
}

TEST(Classes, HaveTheReferenceAnswer) {
  for (const std::size_t classes : {3U, 4U, 6U}) {
    const auto table = reference::simulate_classes(200 * classes, 2, classes, 3 + classes);
    expect_answer(reference::fit(table, options_for(2)),
                  reference::class_problem(table, 2, classes), true);
  }
}

// Rao's test from its formula at the shares of the classes; Wald's from the inverse curvature.
TEST(Classes, HaveTheTestsOfTheReference) {
  const auto table = reference::simulate_classes(400, 2, 3, 12);
  const auto model = reference::fit(table, options_for(2));
  const auto problem = reference::class_problem(table, 2, 3);
  std::vector<real> counts(3, 0);
  for (const std::size_t y : problem.y) counts[y] += 1;
  const std::size_t n = 6;
  const auto quadratic = [](std::vector<reference::Reals> matrix, const reference::Reals& v) {
    std::vector<reference::Reals> right;
    for (const real& value : v) right.push_back({value});
    reference::eliminate(matrix, right);
    real sum = 0;
    for (std::size_t a = 0; a < v.size(); ++a) sum += v[a] * right[a][0];
    return sum;
  };
  reference::Reals null(n, 0);
  null[0] = log(counts[0] / counts[2]);
  null[3] = log(counts[1] / counts[2]);
  const auto at_null = reference::derivatives(problem, null);
  EXPECT_GE(digits(model.tests.score.statistic, quadratic(at_null.curvature, at_null.gradient)),
            11);
  EXPECT_EQ(model.tests.score.df, 4);
  const auto answer = reference::solve(problem);
  auto curvature = reference::derivatives(problem, answer.coefficients).curvature;
  std::vector<reference::Reals> inverse(n, reference::Reals(n, 0));
  for (std::size_t a = 0; a < n; ++a) inverse[a][a] = 1;
  reference::eliminate(curvature, inverse);
  const auto wald = [&](const std::vector<std::size_t>& which) {
    std::vector<reference::Reals> block;
    reference::Reals theta;
    for (const std::size_t a : which) {
      block.emplace_back();
      for (const std::size_t b : which) block.back().push_back(inverse[a][b]);
      theta.push_back(answer.coefficients[a]);
    }
    return quadratic(block, theta);
  };
  EXPECT_GE(digits(model.tests.wald.statistic, wald({1, 2, 4, 5})), 11);
  ASSERT_EQ(model.joint_tests.size(), 2U);
  EXPECT_GE(digits(model.joint_tests[0].wald_chi2, wald({1, 4})), 11);
  EXPECT_EQ(model.joint_tests[0].df, 2);
}

TEST(Classes, HaveTheReferenceAnswerUnderWeights) {
  const auto table = reference::simulate_classes(500, 3, 3, 8);
  auto options = options_for(3);
  options.weights = "w";
  options.freq_weights = "f";
  auto problem = reference::class_problem(table, 3, 3);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    problem.weight.push_back(table.column("w")[i] * table.column("f")[i]);
  }
  expect_answer(reference::fit(table, options), problem, true);
}

TEST(Classes, HaveTheReferenceAnswerUnderARidge) {
  const auto table = reference::simulate_classes(300, 2, 4, 9);
  auto options = options_for(2);
  options.l2 = 0.05;
  auto problem = reference::class_problem(table, 2, 4, 3);
  problem.has_reference = false;
  problem.ridge = {0.0, 300 * 0.05, 300 * 0.05};
  expect_answer(reference::fit(table, options), problem, false);
}

TEST(Classes, KeepTheirDigitsFarFromZeroAndNearlyCollinear) {
  auto table = reference::simulate_classes(400, 2, 3, 10);
  for (double& x : table.column("x1")) x += 1e5;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("x2")[i] = table.column("x1")[i] + 1e-3 * table.column("x2")[i];
  }
  const auto model = reference::fit(table, options_for(2));
  const reference::ClassAnswer answer = reference::solve(reference::class_problem(table, 2, 3));
  ASSERT_TRUE(model.converged);
  for (std::size_t at = 0; at < model.terms.size(); ++at) {
    EXPECT_GE(digits(model.terms[at].estimate, answer.coefficients[at]), 9) << at;
    EXPECT_GE(digits(model.terms[at].std_error, answer.standard_errors[at]), 9) << at;
  }
}

}  // namespace

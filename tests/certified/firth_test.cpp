// SPDX-License-Identifier: Apache-2.0
//
// Firth's estimates against ../shared/certified/*_firth.json and the 50-digit reference, in every
// role a column can play, on separated data, and in other units.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/model.hpp>

#include "reference/firth.hpp"
#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::real;

const std::filesystem::path certified = std::filesystem::path(ODDS_SHARED_DIR) / "certified";

constexpr double coefficient_digits = 12;  // 10 are asked for
constexpr double standard_error_digits = 11;
constexpr double limit_digits = 10;  // 8 are asked for

odds::FitOptions firth_options() {
  odds::FitOptions options;
  options.firth = true;
  return options;
}

class CertifiedFirth : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(CertifiedFirth, IsFound) {
  if (!std::filesystem::exists(certified)) GTEST_SKIP() << "no " << certified;
  const auto [name, design] = GetParam();
  const auto file =
      nlohmann::json::parse(reference::read_text((certified / name).string()))["certified"];
  auto options = firth_options();
  options.target = "_successes/_trials";
  options.intercept = false;
  options.interval = odds::IntervalMethod::profile;
  const auto model = odds::fit((certified / "design" / design).string(), {}, options, {});
  EXPECT_TRUE(model.converged);
  EXPECT_EQ(model.certificate.kind, "score");
  const auto digits = [](double found, const nlohmann::json& exact) {
    return reference::right_digits(found, real(exact.get<std::string>()));
  };
  EXPECT_GE(digits(model.penalized_log_likelihood, file["penalized_loglik"]), 12);
  EXPECT_GE(digits(model.log_likelihood, file["loglik_at_estimate"]), 12);
  for (std::size_t j = 0; j < file["names"].size(); ++j) {
    const odds::Term& term = reference::term(model, file["names"][j].get<std::string>());
    EXPECT_GE(digits(term.estimate, file["coef"][j]), coefficient_digits) << term.term;
    EXPECT_GE(digits(term.std_error, file["se"][j]), standard_error_digits) << term.term;
    if (!file.contains("profile_ci95")) continue;
    EXPECT_GE(digits(term.conf_low, file["profile_ci95"][j][0]), limit_digits) << term.term;
    EXPECT_GE(digits(term.conf_high, file["profile_ci95"][j][1]), limit_digits) << term.term;
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, CertifiedFirth,
                         testing::Values(std::pair{"endometrial_firth.json",
                                                   "endometrial_firth.csv"},
                                         std::pair{"birthwt_firth.json", "birthwt.csv"}));

void expect_answer(const odds::FittedModel& model, const std::vector<std::string>& names,
                   const reference::FirthAnswer& answer) {
  ASSERT_TRUE(model.converged) << model.stop_reason;
  for (std::size_t j = 0; j < names.size(); ++j) {
    const odds::Term& term = reference::term(model, names[j]);
    EXPECT_GE(reference::right_digits(term.estimate, answer.coefficients[j]), coefficient_digits)
        << term.term;
    EXPECT_GE(reference::right_digits(term.std_error, answer.standard_errors[j]),
              standard_error_digits)
        << term.term;
  }
  EXPECT_GE(reference::right_digits(model.log_likelihood, answer.log_likelihood), 12);
  EXPECT_GE(
      reference::right_digits(model.penalized_log_likelihood, answer.penalized_log_likelihood), 11);
}

// Urinary tract infections (Heinze & Schemper): dia separates.
TEST(Firth, Sex2HasTheReferenceAnswerAndTests) {
  const auto path = certified / "design" / "sex2_firth.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  const auto table = reference::read_table(path.string());
  const std::vector<std::string> names(table.names.begin() + 2, table.names.end());
  auto problem = reference::make_problem(table, "_successes", "_trials", names, false);
  const auto answer = reference::solve_firth(problem);
  auto options = firth_options();
  options.target = "_successes/_trials";
  options.intercept = false;
  options.joint_tests = odds::JointTestMethod::likelihood_ratio;
  const auto model = odds::fit(path.string(), {}, options, {});
  expect_answer(model, names, answer);
  // Without dia, the information that of all columns.
  std::vector<bool> held(names.size(), false);
  held.back() = true;
  const auto without = reference::solve_firth(problem, held);
  const real ratio = 2 * (answer.penalized_log_likelihood - without.penalized_log_likelihood);
  EXPECT_EQ(model.joint_tests.back().column, names.back());
  EXPECT_GE(reference::right_digits(model.joint_tests.back().lr_chi2, ratio), 10);
  // Without all.
  held.assign(names.size(), true);
  held.front() = false;
  const auto null = reference::solve_firth(problem, held);
  const real all = 2 * (answer.penalized_log_likelihood - null.penalized_log_likelihood);
  EXPECT_GE(reference::right_digits(model.tests.likelihood_ratio.statistic, all), 10);
  EXPECT_EQ(model.lr_chi2, model.tests.likelihood_ratio.statistic);
  EXPECT_TRUE(std::isnan(model.aic));
  EXPECT_TRUE(std::isnan(model.tests.score.statistic));
}

TEST(Firth, HasTheReferenceAnswerInEveryRole) {
  const auto table = reference::simulate(60, 4, 3);
  for (const bool with_trials : {false, true}) {
    for (const bool with_weights : {false, true}) {
      auto options = firth_options();
      options.target = with_trials ? "s/m" : "y";
      options.features = reference::feature_names(4);
      auto problem = reference::make_problem(table, with_trials ? "s" : "y", with_trials ? "m" : "",
                                             options.features, true);
      if (with_weights) {
        options.weights = "w";
        options.freq_weights = "f";
        options.offset = "o";
        problem.offset = reference::to_real(table.column("o"));
        for (std::size_t i = 0; i < table.rows(); ++i)
          problem.weights.push_back(real(table.column("w")[i]) * table.column("f")[i]);
      }
      auto names = options.features;
      names.insert(names.begin(), "(Intercept)");
      expect_answer(reference::fit(table, options), names, reference::solve_firth(problem));
    }
  }
}

// Units and origins change nothing, for separated data either.
TEST(Firth, OfSeparatedDataIsFiniteInAllUnits) {
  reference::Table table;
  table.names = {"y", "a", "b"};
  table.columns.resize(3);
  reference::Generator generator(5);
  for (int i = 0; i < 40; ++i) {
    const double a = generator.bell();
    table.columns[0].push_back(a > 0 ? 1 : 0);
    table.columns[1].push_back(a);
    table.columns[2].push_back(generator.bell());
  }
  auto options = firth_options();
  options.target = "y";
  const auto problem = reference::make_problem(table, "y", "", {"a", "b"}, true);
  const auto answer = reference::solve_firth(problem);
  expect_answer(reference::fit(table, options), {"(Intercept)", "a", "b"}, answer);
  for (const double unit : {1e300, 1e-300}) {
    reference::Table scaled = table;
    for (double& a : scaled.columns[1]) a *= unit;
    const auto model = reference::fit(scaled, options);
    const odds::Term& a = reference::term(model, "a");
    // The units of the table are rounded.
    EXPECT_NEAR(a.estimate * unit / answer.coefficients[1].convert_to<double>(), 1, 1e-12);
    EXPECT_NEAR(a.statistic,
                (answer.coefficients[1] / answer.standard_errors[1]).convert_to<double>(), 1e-11);
  }
}

TEST(Firth, DropsCollinearColumnsAndHasTheSameBitsForAnyThreads) {
  auto table = reference::simulate(9000, 3, 8);
  table.names.push_back("twice");
  table.columns.push_back(table.column("x1"));
  for (double& x : table.columns.back()) x = 2 * x + 1;
  auto options = firth_options();
  options.target = "y";
  options.features = {"x1", "x2", "x3", "twice"};
  const auto one = reference::fit(table, options, 1);
  const auto three = reference::fit(table, options, 3);
  ASSERT_EQ(one.dropped.size(), 1U);
  EXPECT_EQ(one.dropped[0].term, "twice");
  for (std::size_t t = 0; t < one.terms.size(); ++t) {
    EXPECT_EQ(one.terms[t].estimate, three.terms[t].estimate);
    EXPECT_EQ(one.terms[t].std_error, three.terms[t].std_error);
  }
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// From a table or a file to every field of a fitted model. The estimates themselves are tested in
// certified/; here a 2 x 2 table has answers in closed form.
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"
#include "unit/model/files.hpp"

namespace odds::tests {
namespace {

constexpr double digits = 1e-12;

// 13 of 21 with x = 0 and 15 of 20 with x = 1.
Columns two_by_two() {
  Columns data;
  data.numbers("x", {0, 0, 1, 1}).numbers("y", {1, 0, 1, 0}).numbers("n", {13, 8, 15, 5});
  return data;
}

FitOptions two_by_two_options() {
  FitOptions options = with_target("y");
  options.freq_weights = "n";
  return options;
}

TEST(Fit, ATwoByTwoTableHasItsClosedForm) {
  const FittedModel model = fit(two_by_two().table(), two_by_two_options(), one_thread());
  ASSERT_EQ(model.terms.size(), 2U);
  const Term& x = model.terms[1];
  const double log_ratio = std::log(15.0 / 5.0) - std::log(13.0 / 8.0);
  const double std_error = std::sqrt(1.0 / 13 + 1.0 / 8 + 1.0 / 15 + 1.0 / 5);
  EXPECT_NEAR(model.terms[0].estimate, std::log(13.0 / 8.0), digits);
  EXPECT_NEAR(x.estimate, log_ratio, digits);
  EXPECT_NEAR(x.std_error, std_error, digits);
  EXPECT_NEAR(x.statistic, log_ratio / std_error, digits);
  EXPECT_NEAR(x.p_value, std::erfc(log_ratio / std_error / std::sqrt(2.0)), digits);
  constexpr double point = 1.9599639845400542;
  EXPECT_NEAR(x.conf_low, log_ratio - point * std_error, digits);
  EXPECT_NEAR(x.conf_high, log_ratio + point * std_error, digits);
  EXPECT_NEAR(x.odds_ratio, 15.0 * 8 / (5.0 * 13), digits);
  EXPECT_NEAR(x.odds_ratio_low, std::exp(x.conf_low), digits);
  EXPECT_NEAR(x.odds_ratio_high, std::exp(x.conf_high), digits);

  const double full =
      13 * std::log(13.0 / 21) + 8 * std::log(8.0 / 21) + 15 * std::log(0.75) + 5 * std::log(0.25);
  const double null = 28 * std::log(28.0 / 41) + 13 * std::log(13.0 / 41);
  EXPECT_NEAR(model.log_likelihood, full, digits * 41);
  EXPECT_NEAR(model.null_log_likelihood, null, digits * 41);
  EXPECT_NEAR(model.deviance, -2 * full, digits * 41);
  EXPECT_NEAR(model.null_deviance, -2 * null, digits * 41);
  EXPECT_EQ(model.df_residual, 39);
  EXPECT_EQ(model.df_null, 40);
  EXPECT_EQ(model.df_model, 1);
  EXPECT_NEAR(model.aic, -2 * full + 4, digits * 41);
  EXPECT_NEAR(model.bic, -2 * full + 2 * std::log(41.0), digits * 41);
  EXPECT_NEAR(model.lr_chi2, 2 * (full - null), digits * 41);
  EXPECT_NEAR(model.lr_p_value, std::erfc(std::sqrt(full - null)), 1e-11);

  EXPECT_EQ(model.target, "y");
  EXPECT_EQ(model.event, "1");
  EXPECT_EQ(model.non_event, "0");
  EXPECT_EQ(model.freq_weights, "n");
  EXPECT_EQ(model.rows_read, 4U);
  EXPECT_EQ(model.rows_used, 4U);
  EXPECT_EQ(model.nobs, 41);
  EXPECT_EQ(model.event_weight, 28);
  EXPECT_TRUE(model.converged);
  EXPECT_EQ(model.solver, "newton");
  EXPECT_EQ(model.correlation.size(), 4U);
  EXPECT_EQ(model.odds_version, version());
  ASSERT_EQ(model.columns.size(), 1U);
}

TEST(Fit, SuccessesOfTrialsAreTheSameFit) {
  Columns counts;
  counts.numbers("x", {0, 1}).numbers("s", {13, 15}).numbers("m", {21, 20});
  const FittedModel model = fit(counts.table(), with_target("s/m"), one_thread());
  const FittedModel rows = fit(two_by_two().table(), two_by_two_options(), one_thread());
  EXPECT_NEAR(model.terms[1].estimate, rows.terms[1].estimate, digits);
  EXPECT_NEAR(model.log_likelihood, rows.log_likelihood, 1e-11);
  EXPECT_NEAR(model.deviance, 0, 1e-11);  // saturated
  EXPECT_EQ(model.df_residual, 0);
  EXPECT_EQ(model.trials, "m");
  EXPECT_EQ(model.event, "");
  EXPECT_GT(model.log_binomial_coefficient, 0);
}

TEST(Fit, TheLevelMovesTheInterval) {
  FitOptions options = two_by_two_options();
  options.level = 50;
  const FittedModel model = fit(two_by_two().table(), options, one_thread());
  const Term& x = model.terms[1];
  EXPECT_NEAR((x.conf_high - x.estimate) / x.std_error, 0.67448975019608171, digits);
}

TEST(Fit, APenaltyHasNoStandardErrors) {
  Columns data;
  data.levels("g", {"a", "a", "b", "b"}, {"a", "b"})
      .numbers("y", {1, 0, 1, 0})
      .numbers("n", {13, 8, 15, 5});
  FitOptions options = two_by_two_options();
  options.l2 = 0.1;
  const FittedModel model = fit(data.table(), options, one_thread());
  EXPECT_TRUE(std::isfinite(model.terms[1].estimate));
  EXPECT_TRUE(std::isnan(model.terms[1].std_error));
  EXPECT_TRUE(std::isnan(model.terms[1].p_value));
  EXPECT_TRUE(std::isnan(model.aic));
  EXPECT_TRUE(std::isnan(model.bic));
  EXPECT_TRUE(std::isnan(model.lr_p_value));
  EXPECT_TRUE(has_note(model.notes, "penalty.no_standard_errors"));
  EXPECT_TRUE(has_note(model.notes, "penalty.reference_coding"));
}

TEST(Fit, WeightsAreSaidNotToBeSamplingWeights) {
  FitOptions options = with_target("y");
  options.weights = "n";
  const FittedModel model = fit(two_by_two().table(), options, one_thread());
  EXPECT_TRUE(has_note(model.notes, "weights.likelihood"));
  EXPECT_EQ(model.nobs, 4);
  EXPECT_EQ(model.sum_weights, 41);
  EXPECT_EQ(model.df_residual, 2);
}

TEST(Fit, AnInterceptAloneHasNoTest) {
  Columns data;
  data.numbers("y", {1, 1, 0});
  const FittedModel model = fit(data.table(), with_target("y"), one_thread());
  EXPECT_NEAR(model.terms[0].estimate, std::log(2.0), digits);
  EXPECT_TRUE(std::isnan(model.lr_chi2));
  EXPECT_EQ(model.df_model, 0);
}

TEST(Fit, OptionsAreChecked) {
  const auto code = [](auto change) {
    FitOptions options = two_by_two_options();
    change(options);
    return error_code([&] { fit(two_by_two().table(), options, one_thread()); });
  };
  EXPECT_EQ(code([](FitOptions& o) { o.level = 100; }), "fit.level");
  EXPECT_EQ(code([](FitOptions& o) { o.l2 = -1; }), "fit.l2");
  EXPECT_EQ(code([](FitOptions& o) { o.tolerance = 0; }), "fit.tolerance");
  EXPECT_EQ(code([](FitOptions& o) { o.step = -1; }), "fit.step");
  EXPECT_EQ(code([](FitOptions& o) { o.max_iterations = 0; }), "fit.max_iterations");
}

class FitFile : public FilesTest {};

TEST_F(FitFile, UnusedColumnsAreNotParsed) {
  write("t.csv", "x,junk,y,n\n0,1,1,13\n0,a,0,8\n1,2,1,15\n1,b,0,5\n");
  FitOptions options = two_by_two_options();
  options.drop = {"junk"};
  const FittedModel model = fit(path("t.csv"), ReadOptions{}, options, one_thread());
  EXPECT_NEAR(model.terms[1].odds_ratio, 15.0 * 8 / (5.0 * 13), digits);
  EXPECT_EQ(model.source, path("t.csv"));
  EXPECT_EQ(model.fingerprint.rows, 4U);
  options.drop.clear();
  options.features = {"x"};
  EXPECT_EQ(fit(path("t.csv"), ReadOptions{}, options, one_thread()).terms.size(), 2U);
}

TEST_F(FitFile, CategoricalColumnsAreReadAsLevels) {
  write("t.csv", "g,y,n\n1,1,13\n1,0,8\n2,1,15\n2,0,5\n");
  FitOptions options = two_by_two_options();
  options.categorical = {"g"};
  const FittedModel model = fit(path("t.csv"), ReadOptions{}, options, one_thread());
  EXPECT_EQ(model.terms[1].term, "g[2]");
}

TEST_F(FitFile, FaultsOfTheDataNameTheFile) {
  write("t.csv", "x,y,w\n1,1,1\n2,0,-1\n");
  FitOptions options = with_target("y");
  options.weights = "w";
  std::string line;
  EXPECT_EQ(error_code([&] { fit(path("t.csv"), ReadOptions{}, options, one_thread()); }, &line),
            "weight.negative");
  EXPECT_EQ(line.find(path("t.csv") + ":3:"), 0U) << line;
  options.weights = "v";
  EXPECT_EQ(error_code([&] { fit(path("t.csv"), ReadOptions{}, options, one_thread()); }, &line),
            "column.not_found");
}

// A line is named only where it is known: a quoted field may hold line ends.
TEST_F(FitFile, LinesOfFaultsAreThoseOfTheFile) {
  FitOptions options = with_target("y");
  options.weights = "w";
  std::string line;
  const auto fault = [&](const std::string& text) {
    write("t.csv", text);
    error_code([&] { fit(path("t.csv"), ReadOptions{}, options, one_thread()); }, &line);
    return line.substr(path("t.csv").size(), 3);
  };
  EXPECT_EQ(fault("\n\nx,y,w\n1,1,1\n2,0,-1\n"), ":5:") << line;
  EXPECT_EQ(fault("x,y,w\r\n1,1,1\r\n2,0,-1\r\n"), ":3:") << line;
  EXPECT_EQ(fault("g,y,w\n\"a\nb\",1,1\nc,0,-1\n"), ": w") << line;
  std::string many = "x,y,w\n";
  for (int i = 0; i < 400'000; ++i) many += "1,1,1\n0,0,1\n";
  write("many.csv", many + "1,1,-1\n");
  RunOptions four;
  four.threads = 4;
  error_code([&] { fit(path("many.csv"), ReadOptions{}, options, four); }, &line);
  EXPECT_NE(line.find(":800002:"), std::string::npos) << line;
}

TEST_F(FitFile, InteractionsNameTheColumnsThatAreRead) {
  write("t.csv",
        "x,u,z,y,n\n0,1,a,1,13\n0,2,b,0,8\n1,1,c,1,15\n1,2,d,0,5\n1,1,e,0,2\n0,1,f,0,2\n"
        "0,2,g,1,3\n1,2,h,1,4\n");
  FitOptions options = two_by_two_options();
  options.drop = {"z"};
  options.interactions = {"x:u"};
  const FittedModel model = fit(path("t.csv"), ReadOptions{}, options, one_thread());
  EXPECT_EQ(model.terms.back().term, "x:u");
  EXPECT_EQ(model.terms.back().column, "x:u");
  EXPECT_EQ(model.terms.back().level, "");
}

}  // namespace
}  // namespace odds::tests

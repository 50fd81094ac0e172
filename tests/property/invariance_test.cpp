// SPDX-License-Identifier: Apache-2.0
//
// What must not change an answer, or must change it in a known way: repeated rows and weights, the
// order of columns, units, origins, grouping, duplicated columns, labels.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::Table;

// Two routes to one answer differ by the rounding of their sums over a few hundred rows.
constexpr double rounding = 1e-12;

void expect_near(double value, double expected, const std::string& what) {
  EXPECT_LE(std::abs(value - expected), rounding * std::abs(expected))
      << what << " " << value << " " << expected;
}

void expect_same_terms(const odds::FittedModel& model, const odds::FittedModel& expected) {
  ASSERT_TRUE(model.converged);
  ASSERT_EQ(model.terms.size(), expected.terms.size());
  for (const auto& term : expected.terms) {
    const auto& found = reference::term(model, term.term);
    expect_near(found.estimate, term.estimate, term.term);
    expect_near(found.std_error, term.std_error, term.term + " standard error");
  }
  expect_near(model.log_likelihood, expected.log_likelihood, "log-likelihood");
  expect_near(model.null_log_likelihood, expected.null_log_likelihood, "null log-likelihood");
  expect_near(model.lr_chi2, expected.lr_chi2, "likelihood ratio");
  EXPECT_EQ(model.nobs, expected.nobs);
}

// `count(i)` copies of each row i.
template <typename Count>
Table repeat_rows(const Table& table, const Count& count) {
  Table result;
  for (std::size_t j = 0; j < table.names.size(); ++j) {
    std::vector<double> values;
    for (std::size_t i = 0; i < table.rows(); ++i)
      values.insert(values.end(), static_cast<std::size_t>(count(i)), table.columns[j][i]);
    result.add(table.names[j], values);
  }
  return result;
}

odds::FitOptions options_for(std::size_t features) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  return options;
}

TEST(Invariance, FrequencyThreeIsTheRowThreeTimes) {
  const Table table = reference::simulate(300, 4, 21);
  auto options = options_for(4);
  const Table repeated = repeat_rows(table, [&](std::size_t i) { return table.column("f")[i]; });
  const auto expected = reference::fit(repeated, options);
  options.freq_weights = "f";
  const auto model = reference::fit(table, options);
  expect_same_terms(model, expected);
  EXPECT_EQ(model.df_residual, expected.df_residual);
  EXPECT_EQ(model.df_null, expected.df_null);
  EXPECT_EQ(model.sum_weights, expected.sum_weights);
  expect_near(model.aic, expected.aic, "aic");
  expect_near(model.bic, expected.bic, "bic");
  expect_near(model.deviance, expected.deviance, "deviance");
}

TEST(Invariance, WeightThreeIsTheLikelihoodThreeTimes) {
  Table table = reference::simulate(300, 4, 22);
  for (std::size_t i = 0; i < table.rows(); ++i)
    table.column("w")[i] = static_cast<double>(1 + i % 3);
  auto options = options_for(4);
  const auto expected = reference::fit(
      repeat_rows(table, [&](std::size_t i) { return table.column("w")[i]; }), options);
  options.weights = "w";
  const auto model = reference::fit(table, options);
  ASSERT_TRUE(model.converged);
  for (const auto& term : expected.terms) {
    expect_near(reference::term(model, term.term).estimate, term.estimate, term.term);
    expect_near(reference::term(model, term.term).std_error, term.std_error, term.term);
  }
  expect_near(model.log_likelihood, expected.log_likelihood, "log-likelihood");
  EXPECT_EQ(model.nobs, static_cast<double>(table.rows()));  // rows are still rows
  EXPECT_EQ(model.sum_weights, expected.sum_weights);
}

// The rows that don't count carry what would spoil the fit: a third label, an enormous number,
// a level of their own.
TEST(Invariance, RowOfWeightZeroIsAbsent) {
  const Table table = reference::simulate(200, 2, 23);
  std::string with = "y,x1,x2,g,w\n", without = with;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string row = std::to_string(static_cast<int>(table.column("y")[i])) + "," +
                            std::to_string(table.column("x1")[i]) + "," +
                            std::to_string(table.column("x2")[i]) + "," + "abc"[i % 3] + ",1\n";
    with += row;
    without += row;
    if (i % 5 == 0) with += "7,1e300,-1e300,zzz,0\n";
  }
  odds::FitOptions options;
  options.target = "y";
  for (const bool frequency : {false, true}) {
    (frequency ? options.freq_weights : options.weights) = "w";
    (frequency ? options.weights : options.freq_weights) = "";
    const auto model = reference::fit_text(with, options);
    const auto expected = reference::fit_text(without, options);
    expect_same_terms(model, expected);
    EXPECT_EQ(model.rows_used, expected.rows_used);
    EXPECT_EQ(model.rows_read, expected.rows_read + 40);
    EXPECT_EQ(model.df_residual, expected.df_residual);
  }
}

TEST(Invariance, ColumnOrderPermutesTheAnswer) {
  const Table table = reference::simulate(300, 5, 24);
  const auto options = options_for(5);
  const auto expected = reference::fit(table, options);
  Table reversed;
  for (std::size_t j = table.names.size(); j-- > 0;) reversed.add(table.names[j], table.columns[j]);
  expect_same_terms(reference::fit(reversed, options), expected);
}

TEST(Invariance, PowerOfTwoUnitsScaleTheAnswerToTheLastBit) {
  const Table table = reference::simulate(300, 4, 25);
  const auto options = options_for(4);
  const auto expected = reference::fit(table, options);
  for (const int power : {-1000, -600, -1, 1, 10, 600, 1000}) {
    Table scaled = table;
    for (double& value : scaled.column("x2")) value = std::ldexp(value, power);
    const auto model = reference::fit(scaled, options);
    ASSERT_TRUE(model.converged) << power;
    for (const auto& term : expected.terms) {
      const int back = term.term == "x2" ? -power : 0;
      const auto& found = reference::term(model, term.term);
      EXPECT_EQ(found.estimate, std::ldexp(term.estimate, back)) << power << " " << term.term;
      EXPECT_EQ(found.std_error, std::ldexp(term.std_error, back)) << power << " " << term.term;
      EXPECT_EQ(found.p_value, term.p_value) << power << " " << term.term;
    }
    EXPECT_EQ(model.log_likelihood, expected.log_likelihood) << power;
  }
}

// Whole numbers, so that the shift itself rounds nothing.
TEST(Invariance, ShiftChangesTheInterceptAlone) {
  Table table = reference::simulate(300, 3, 26);
  for (const char* name : {"x1", "x2", "x3"})
    for (double& value : table.column(name)) value = std::round(1000 * value);
  const auto options = options_for(3);
  const auto expected = reference::fit(table, options);
  for (const double shift : {4096.0, -1e6, 1e12}) {
    Table shifted = table;
    for (double& value : shifted.column("x1")) value += shift;
    const auto model = reference::fit(shifted, options);
    ASSERT_TRUE(model.converged) << shift;
    for (const auto& term : expected.terms) {
      const auto& found = reference::term(model, term.term);
      if (term.term == "(Intercept)") continue;
      expect_near(found.estimate, term.estimate, term.term);
      expect_near(found.std_error, term.std_error, term.term);
    }
    const double moved = reference::term(expected, "(Intercept)").estimate -
                         shift * reference::term(expected, "x1").estimate;
    expect_near(reference::term(model, "(Intercept)").estimate, moved, "(Intercept)");
    expect_near(model.log_likelihood, expected.log_likelihood, "log-likelihood");
  }
}

TEST(Invariance, GroupedIsExpanded) {
  const Table table = reference::simulate(200, 3, 27);
  Table expanded;
  std::vector<double> outcome;
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (double trial = 0; trial < table.column("m")[i]; ++trial)
      outcome.push_back(trial < table.column("s")[i] ? 1 : 0);
  expanded = repeat_rows(table, [&](std::size_t i) { return table.column("m")[i]; });
  expanded.column("y") = outcome;
  auto options = options_for(3);
  const auto expected = reference::fit(expanded, options);
  options.target = "s/m";
  const auto model = reference::fit(table, options);
  expect_same_terms(model, expected);
  expect_near(model.bic, expected.bic, "bic");
  EXPECT_EQ(model.df_residual, static_cast<std::int64_t>(table.rows()) - 4);
}

TEST(Invariance, CollinearColumnsAreDroppedNamedAndChangeNothing) {
  Table table = reference::simulate(300, 3, 28);
  const auto expected = reference::fit(table, options_for(3));
  std::vector<double> sum;
  for (std::size_t i = 0; i < table.rows(); ++i)
    sum.push_back(table.column("x1")[i] + table.column("x3")[i]);
  table.add("copy", table.column("x2"));
  table.add("total", sum);
  auto options = options_for(3);
  options.features.insert(options.features.end(), {"copy", "total"});
  const auto model = reference::fit(table, options);
  expect_same_terms(model, expected);
  ASSERT_EQ(model.dropped.size(), 2U);
  EXPECT_EQ(model.dropped[0].column, "copy");
  EXPECT_EQ(model.dropped[0].reason, "collinear");
  EXPECT_EQ(model.dropped[0].equation, "copy = x2");
  EXPECT_EQ(model.dropped[1].column, "total");
  EXPECT_EQ(model.dropped[1].equation, "total = x1 + x3");
  EXPECT_TRUE(reference::has_note(model, "total = x1 + x3"));
  const auto fitted = odds::predict(model, reference::view(table, table.names), {}, {});
  const auto plain = odds::predict(expected, reference::view(table, table.names), {}, {});
  for (std::size_t i = 0; i < fitted.size(); ++i) expect_near(fitted[i], plain[i], "probability");
}

TEST(Invariance, ConstantColumnIsDroppedAndNamed) {
  Table table = reference::simulate(100, 2, 29);
  const auto expected = reference::fit(table, options_for(2));
  table.add("always", std::vector<double>(table.rows(), 5.0));
  auto options = options_for(2);
  options.features.emplace_back("always");
  const auto model = reference::fit(table, options);
  expect_same_terms(model, expected);
  ASSERT_EQ(model.dropped.size(), 1U);
  EXPECT_EQ(model.dropped[0].column, "always");
  EXPECT_EQ(model.dropped[0].reason, "constant");
  EXPECT_TRUE(reference::has_note(model, "always"));
}

struct Labels {
  const char* name;
  const char* other;
  const char* event;
  const char* reported;
};

class LabelsOf : public testing::TestWithParam<Labels> {};

TEST_P(LabelsOf, TheTargetChangeNothing) {
  const Table table = reference::simulate(100, 2, 30);
  const auto text = [&](const std::string& other, const std::string& event) {
    std::string result = "y,x1,x2\n";
    for (std::size_t i = 0; i < table.rows(); ++i)
      result += (table.column("y")[i] != 0 ? event : other) + "," +
                std::to_string(table.column("x1")[i]) + "," +
                std::to_string(table.column("x2")[i]) + "\n";
    return result;
  };
  odds::FitOptions options;
  options.target = "y";
  const auto expected = reference::fit_text(text("0", "1"), options);
  const auto model = reference::fit_text(text(GetParam().other, GetParam().event), options);
  EXPECT_EQ(model.event, GetParam().reported);
  ASSERT_EQ(model.terms.size(), 3U);
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_EQ(model.terms[j].estimate, expected.terms[j].estimate);
    EXPECT_EQ(model.terms[j].std_error, expected.terms[j].std_error);
  }
  EXPECT_EQ(model.log_likelihood, expected.log_likelihood);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, LabelsOf,
    testing::Values(Labels{"one_two", "1", "2", "2"}, Labels{"plus_minus", "-1", "1", "1"},
                    Labels{"words", "no", "yes", "yes"}, Labels{"letters", "n", "y", "y"},
                    Labels{"upper", "FALSE", "TRUE", "true"},
                    Labels{"quoted", "\"0\"", "\"1\"", "1"}, Labels{"russian", "нет", "да", "да"},
                    Labels{"yes_sorts_first", "zebra", "Yes", "Yes"},
                    Labels{"code_points", "alive", "dead", "dead"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(Invariance, OtherEventNegatesTheAnswer) {
  const Table table = reference::simulate(150, 3, 31);
  auto options = options_for(3);
  const auto expected = reference::fit(table, options);
  options.event = "0";
  const auto model = reference::fit(table, options);
  EXPECT_EQ(model.event, "0");
  for (const auto& term : expected.terms)
    expect_near(reference::term(model, term.term).estimate, -term.estimate, term.term);
  expect_near(model.log_likelihood, expected.log_likelihood, "log-likelihood");
}

}  // namespace

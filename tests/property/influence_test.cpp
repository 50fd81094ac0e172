// SPDX-License-Identifier: Apache-2.0
//
// The figures of every row against their definitions in 50 digits: the inverse of the curvature as
// an explicit matrix, and the fit without a row by a real Newton step on the others.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>

#include "property/interacting_data.hpp"
#include "reference/firth.hpp"
#include "reference/simulate.hpp"

namespace odds::tests {
namespace {

using reference::Matrix;
using reference::Problem;
using reference::Vector;

constexpr double digits_expected = 9;

struct Expected {
  real probability, left_out, pearson, deviance, leverage, c, cbar, difdev, difchisq;
  Vector dfbetas;
};

real square_root(const real& x) { return boost::multiprecision::sqrt(x); }

// 2 [ s log(s / (m p)) + (m - s) log((m - s) / (m q)) ]
real row_deviance(const real& s, const real& m, const real& p) {
  const auto part = [](const real& count, const real& mean) {
    return count == 0 ? real(0) : real(count * boost::multiprecision::log(count / mean));
  };
  return 2 * (part(s, m * p) + part(m - s, m * (1 - p)));
}

// `problem.weights` hold w f; one of the f equal rows leaves.
Expected expected_row(const Problem& problem, const Vector& theta, const Vector& frequency,
                      std::size_t i) {
  const Vector& x = problem.design[i];
  const Matrix curvature = reference::information(problem, theta);
  const Matrix covariance = reference::inverse(curvature);
  const real m = reference::entry(problem.trials, i, 1);
  const real s = problem.successes[i];
  const real w = reference::entry(problem.weights, i, 1) / reference::entry(frequency, i, 1);
  const real z = reference::predictor(problem, theta)[i];
  const real p = reference::sigma(z);
  const real v = w * m * reference::sigma_derivative(z);
  Matrix rest = curvature;
  for (std::size_t j = 0; j < x.size(); ++j) {
    for (std::size_t k = 0; k < x.size(); ++k) rest[j][k] -= v * x[j] * x[k];
  }
  Vector change = reference::times(reference::inverse(rest), x);  // of the estimates, by the row
  for (real& part : change) part *= w * (s - m * p);
  Expected expected;
  expected.probability = p;
  expected.left_out = reference::sigma(z - reference::dot(x, change));
  expected.pearson = square_root(w) * (s - m * p) / square_root(m * p * (1 - p));
  expected.deviance = square_root(w * row_deviance(s, m, p)) * (s < m * p ? -1 : 1);
  expected.leverage = v * reference::dot(x, reference::times(covariance, x));
  expected.c = reference::dot(change, reference::times(curvature, change));
  expected.cbar = reference::dot(change, reference::times(rest, change));
  expected.difdev = expected.deviance * expected.deviance + expected.cbar;
  expected.difchisq = expected.cbar / expected.leverage;
  for (std::size_t j = 0; j < x.size(); ++j) {
    expected.dfbetas.push_back(change[j] / square_root(covariance[j][j]));
  }
  return expected;
}

void expect_row(const RowInfluence& row, const Expected& expected) {
  const auto digits = [&](double found, const real& exact, const char* name) {
    EXPECT_GE(reference::right_digits(found, exact), digits_expected) << name << " of " << row.row;
  };
  digits(row.probability, expected.probability, "p");
  digits(row.probability_left_out, expected.left_out, "p left out");
  digits(row.pearson, expected.pearson, "Pearson");
  digits(row.deviance, expected.deviance, "deviance");
  digits(row.leverage, expected.leverage, "leverage");
  digits(row.c, expected.c, "c");
  digits(row.cbar, expected.cbar, "cbar");
  digits(row.difdev, expected.difdev, "difdev");
  digits(row.difchisq, expected.difchisq, "difchisq");
  ASSERT_EQ(row.dfbetas.size(), expected.dfbetas.size());
  for (std::size_t t = 0; t < row.dfbetas.size(); ++t) {
    // A change near 0 is right in standard errors.
    EXPECT_NEAR(row.dfbetas[t], static_cast<double>(expected.dfbetas[t]), 1e-9)
        << "term " << t << " of " << row.row;
  }
}

Diagnostics diagnose_fit(const FittedModel& model, const Table& table, std::size_t rows) {
  DiagnoseOptions options;
  options.is_fit_data = true;
  options.rows = rows;
  return diagnose(model, table, options, one_thread());
}

Columns columns_of(const reference::Table& table) {
  Columns columns;
  for (std::size_t j = 0; j < table.names.size(); ++j) {
    columns.numbers(table.names[j], table.columns[j]);
  }
  return columns;
}

struct Case {
  const char* name;
  bool weights, freq_weights, offset, trials, intercept;
};

class Influence : public testing::TestWithParam<Case> {};

TEST_P(Influence, IsWhatItsDefinitionSays) {
  const Case roles = GetParam();
  const reference::Table table = reference::simulate(60, 3, 17);
  FitOptions options = with_target(roles.trials ? "s/m" : "y");
  options.features = reference::feature_names(3);
  options.intercept = roles.intercept;
  Problem problem = reference::make_problem(
      table, roles.trials ? "s" : "y", roles.trials ? "m" : "", options.features, roles.intercept);
  problem.weights.assign(table.rows(), real(1));
  Vector frequency;
  if (roles.weights) {
    options.weights = "w";
    for (std::size_t i = 0; i < table.rows(); ++i) problem.weights[i] *= table.column("w")[i];
  }
  if (roles.freq_weights) {
    options.freq_weights = "f";
    frequency = reference::to_real(table.column("f"));
    for (std::size_t i = 0; i < table.rows(); ++i) problem.weights[i] *= frequency[i];
  }
  if (roles.offset) {
    options.offset = "o";
    problem.offset = reference::to_real(table.column("o"));
  }
  const Columns columns = columns_of(table);
  const FittedModel model = fit(columns.table(), options, one_thread());
  const Diagnostics found = diagnose_fit(model, columns.table(), 5);
  ASSERT_FALSE(found.rows.empty());
  const Vector theta = reference::solve(problem).coefficients;
  for (const RowInfluence& row : found.rows) {
    expect_row(row, expected_row(problem, theta, frequency, row.row - 1));
  }
}

INSTANTIATE_TEST_SUITE_P(Roles, Influence,
                         testing::Values(Case{"plain", false, false, false, false, true},
                                         Case{"weights", true, false, false, false, true},
                                         Case{"freq_weights", false, true, false, false, true},
                                         Case{"offset", false, false, true, false, true},
                                         Case{"trials", false, false, false, true, true},
                                         Case{"no_intercept", false, false, false, false, false},
                                         Case{"all", true, true, true, true, true}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(InfluenceProperty, InteractionsAndLevels) {
  const Data data = make_data(300);
  const Columns columns = table_of(data);
  const FittedModel model =
      fit(columns.table(), options_with({"x:u", "x:a", "b:a", "s:u", "u:u", "s:b"}), one_thread());
  const Oracle oracle = oracle_of(data);
  ASSERT_EQ(model.terms.size(), oracle.names.size());
  const Vector theta = reference::solve(oracle.problem).coefficients;
  const Diagnostics found = diagnose_fit(model, columns.table(), 2);
  for (const RowInfluence& row : found.rows) {
    Expected expected = expected_row(oracle.problem, theta, {}, row.row - 1);
    Vector ordered;  // as the model has its terms
    for (const Term& term : model.terms) {
      for (std::size_t k = 0; k < oracle.names.size(); ++k) {
        if (oracle.names[k] == term.term) ordered.push_back(expected.dfbetas[k]);
      }
    }
    expected.dfbetas = ordered;
    expect_row(row, expected);
  }
}

TEST(InfluenceProperty, FirthUsesTheInformationAtItsEstimate) {
  const reference::Table table = reference::simulate(40, 2, 5);
  FitOptions options = with_target("y");
  options.features = reference::feature_names(2);
  options.firth = true;
  const Columns columns = columns_of(table);
  const FittedModel model = fit(columns.table(), options, one_thread());
  const Problem problem = reference::make_problem(table, "y", "", options.features, true);
  const Vector theta = reference::solve_firth(problem).coefficients;
  for (const RowInfluence& row : diagnose_fit(model, columns.table(), 3).rows) {
    expect_row(row, expected_row(problem, theta, {}, row.row - 1));
  }
}

// Robust standard errors are another metric: leverages stay those of the curvature.
TEST(InfluenceProperty, RobustErrorsLeaveTheLeveragesAlone) {
  const reference::Table table = reference::simulate(200, 3, 8);
  FitOptions options = with_target("y");
  options.features = reference::feature_names(3);
  options.weights = "w";
  const Columns columns = columns_of(table);
  const FittedModel usual = fit(columns.table(), options, one_thread());
  options.vce = Vce::hc1;
  const FittedModel robust = fit(columns.table(), options, one_thread());
  const Diagnostics a = diagnose_fit(usual, columns.table(), 200);
  const Diagnostics b = diagnose_fit(robust, columns.table(), 200);
  EXPECT_TRUE(has_note(b.notes, "influence.curvature"));
  ASSERT_EQ(a.rows.size(), 200U);
  ASSERT_EQ(b.rows.size(), 200U);
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    EXPECT_NEAR(a.rows[i].leverage / b.rows[i].leverage, 1, 1e-10);
    EXPECT_NEAR(a.rows[i].c, b.rows[i].c, 1e-10 * (1 + a.rows[i].c));
    EXPECT_TRUE(std::isnan(b.rows[i].dfbetas[0]));
    EXPECT_NEAR(a.rows[i].dfbetas[2], b.rows[i].dfbetas[2], 1e-10);
  }
}

TEST(InfluenceProperty, ARowWithAFrequencyIsOneOfEqualRows) {
  const reference::Table table = reference::simulate(80, 2, 3);
  reference::Table repeated;
  for (const std::string& name : table.names) repeated.add(name, {});
  for (std::size_t i = 0; i < table.rows(); ++i) {
    for (double copy = 0; copy < table.column("f")[i]; ++copy) {
      for (std::size_t j = 0; j < table.names.size(); ++j) {
        repeated.columns[j].push_back(table.columns[j][i]);
      }
    }
  }
  FitOptions options = with_target("y");
  options.features = reference::feature_names(2);
  const Columns single = columns_of(repeated);
  const Diagnostics b =
      diagnose_fit(fit(single.table(), options, one_thread()), single.table(), 1000);
  options.freq_weights = "f";
  const Columns grouped = columns_of(table);
  const Diagnostics a =
      diagnose_fit(fit(grouped.table(), options, one_thread()), grouped.table(), 1000);
  std::size_t at = 0;
  for (const RowInfluence& row : a.rows) {
    at = 0;
    for (std::size_t i = 0; i + 1 < row.row; ++i) {
      at += static_cast<std::size_t>(table.column("f")[i]);
    }
    EXPECT_NEAR(row.c, b.rows[at].c, 1e-10 * (1 + row.c));
    EXPECT_NEAR(row.leverage, b.rows[at].leverage, 1e-11);
    EXPECT_NEAR(row.deviance, b.rows[at].deviance, 1e-11);
  }
  EXPECT_NEAR(a.mean_leverage, b.mean_leverage, 1e-12);
  EXPECT_EQ(a.rows_above_twice_mean_leverage, b.rows_above_twice_mean_leverage);
  ASSERT_EQ(a.segments.size(), b.segments.size());
  for (std::size_t k = 0; k < a.segments.size(); ++k) {
    EXPECT_EQ(a.segments[k].low, b.segments[k].low);
    EXPECT_EQ(a.segments[k].high, b.segments[k].high);
    EXPECT_EQ(a.segments[k].nobs, b.segments[k].nobs);
    EXPECT_NEAR(a.segments[k].z, b.segments[k].z, 1e-9);
  }
  for (std::size_t k = 0; k < a.classification.size(); ++k) {
    EXPECT_EQ(a.classification[k].confusion.true_positives,
              b.classification[k].confusion.true_positives);
    EXPECT_EQ(a.classification[k].confusion.false_positives,
              b.classification[k].confusion.false_positives);
  }
}

}  // namespace
}  // namespace odds::tests

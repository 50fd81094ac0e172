// SPDX-License-Identifier: Apache-2.0
//
// Robust standard errors against the sandwich in 50 digits, with weights of every kind, and what
// must be true of them: equal rows with f = 3 are three rows, clusters of one row give hc1, units
// do not matter.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/inference.hpp"
#include "reference/simulate.hpp"

namespace {

using odds::Vce;
using reference::Matrix;
using reference::Problem;
using reference::real;
using reference::Table;
using reference::Vector;

constexpr double right = 10;  // digits, as asked for

odds::FitOptions options_for(std::size_t features, Vce vce) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  options.vce = vce;
  if (vce == Vce::cluster) options.cluster = "g";
  return options;
}

// A column "g" of `count` clusters in no order.
std::vector<int> add_clusters(Table& table, int count) {
  std::vector<int> clusters;
  std::vector<double> column;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    clusters.push_back(static_cast<int>((5 * i + i / 4) % static_cast<std::size_t>(count)));
    column.push_back(clusters.back() * 2.5 - 7);
  }
  table.add("g", column);
  return clusters;
}

void expect_covariance(const odds::FittedModel& model, const Matrix& exact, double digits = right) {
  const std::size_t terms = model.terms.size();
  ASSERT_EQ(exact.size(), terms);
  for (std::size_t j = 0; j < terms; ++j) {
    EXPECT_GE(reference::right_digits(model.terms[j].std_error, sqrt(exact[j][j])), digits)
        << model.terms[j].term;
    for (std::size_t k = 0; k < terms; ++k) {
      const real correlation = exact[j][k] / sqrt(exact[j][j]) / sqrt(exact[k][k]);
      EXPECT_NEAR(model.correlation[j * terms + k], correlation.convert_to<double>(), 1e-10);
    }
  }
}

real sum(const Vector& values) {
  real total = 0;
  for (const real& value : values) total += value;
  return total;
}

// With everything that a row can have: w, f, s of m, an offset.
struct Weighted {
  Table table = reference::simulate(80, 2, 21);
  std::vector<int> clusters = add_clusters(table, 9);
  Problem problem = reference::make_problem(table, "s", "m", reference::feature_names(2), true);
  Vector frequency;
  Vector theta;

  Weighted() {
    for (std::size_t i = 0; i < table.rows(); ++i) {
      frequency.emplace_back(table.column("f")[i]);
      problem.weights.emplace_back(real(table.column("w")[i]) * frequency.back());
    }
    problem.offset = reference::to_real(table.column("o"));
    theta = reference::solve(problem).coefficients;
  }
  odds::FittedModel fit(Vce vce) const {
    auto options = options_for(2, vce);
    options.target = "s/m";
    options.weights = "w";
    options.freq_weights = "f";
    options.offset = "o";
    return reference::fit(table, options);
  }
};

TEST(Robust, IsTheSandwichOfWeightedRows) {
  const Weighted data;
  const real n = sum(data.frequency);
  const real k = 3;
  const auto exact = [&](const real& factor, const std::vector<int>& clusters) {
    return reference::sandwich(data.problem, data.theta, data.frequency, clusters, factor);
  };
  expect_covariance(data.fit(Vce::hc0), exact(1, {}));
  expect_covariance(data.fit(Vce::hc1), exact(n / (n - k), {}));
  const auto model = data.fit(Vce::cluster);
  expect_covariance(model, exact(real(9) / 8 * (n - 1) / (n - k), data.clusters));
  EXPECT_EQ(model.vce, "cluster");
  EXPECT_EQ(model.cluster, "g");
  EXPECT_EQ(model.cluster_count, 9U);
}

TEST(Robust, TestsAndIntervalsRestOnIt) {
  const Weighted data;
  const auto model = data.fit(Vce::cluster);
  const real n = sum(data.frequency);
  const Matrix exact = reference::sandwich(data.problem, data.theta, data.frequency, data.clusters,
                                           real(9) / 8 * (n - 1) / (n - 3));
  EXPECT_GE(reference::right_digits(model.tests.wald.statistic,
                                    reference::wald(data.theta, exact, {1, 2})),
            right);
  ASSERT_EQ(model.joint_tests.size(), 2U);
  EXPECT_GE(reference::right_digits(model.joint_tests[1].wald_chi2,
                                    reference::wald(data.theta, exact, {2})),
            right);
  const odds::Term& term = model.terms[1];
  EXPECT_DOUBLE_EQ(term.statistic, term.estimate / term.std_error);
  EXPECT_NEAR(term.conf_high - term.estimate, 1.959963984540054 * term.std_error, 1e-14);
  // The other two tests are those of the likelihood.
  const auto plain = data.fit(Vce::oim);
  EXPECT_EQ(model.tests.score.statistic, plain.tests.score.statistic);
  EXPECT_EQ(model.lr_chi2, plain.lr_chi2);
  EXPECT_NE(model.centred_intercept_std_error, plain.centred_intercept_std_error);
}

TEST(Robust, ThreeEqualRowsAreOneOfFrequencyThree) {
  const Table table = reference::simulate(60, 2, 22);
  Table repeated = table;
  for (auto& column : repeated.columns) column.clear();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    for (double copy = 0; copy < table.column("f")[i]; ++copy) {
      for (std::size_t j = 0; j < table.columns.size(); ++j) {
        repeated.columns[j].push_back(table.columns[j][i]);
      }
    }
  }
  for (const Vce vce : {Vce::hc0, Vce::hc1}) {
    auto options = options_for(2, vce);
    options.weights = "w";
    const auto plain = reference::fit(repeated, options);
    options.freq_weights = "f";
    const auto counted = reference::fit(table, options);
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_NEAR(counted.terms[t].std_error / plain.terms[t].std_error, 1.0, 1e-12);
    }
  }
}

TEST(Robust, ClustersOfOneRowGiveHc1) {
  Table table = reference::simulate(300, 2, 23);
  table.add("g", {});
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("g").push_back(static_cast<double>((i * 7) % 300));
  }
  const auto single = reference::fit(table, options_for(2, Vce::cluster));
  const auto hc1 = reference::fit(table, options_for(2, Vce::hc1));
  EXPECT_EQ(single.cluster_count, 300U);
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(single.terms[t].std_error / hc1.terms[t].std_error, 1.0, 1e-13);
  }
}

TEST(Robust, KeepsItsDigitsInAnyUnits) {
  Table table = reference::simulate(100, 2, 24);
  const auto clusters = add_clusters(table, 12);
  const Vector once(table.rows(), real(1));
  for (const double scale : {1e300, 1e-300}) {
    Table scaled = table;
    for (double& x : scaled.column("x1")) x *= scale;
    auto problem = reference::make_problem(scaled, "y", "", reference::feature_names(2), true);
    problem.start =
        reference::solve(reference::make_problem(table, "y", "", reference::feature_names(2), true))
            .coefficients;
    problem.start[1] /= scale;
    const auto theta = reference::solve(problem).coefficients;
    expect_covariance(reference::fit(scaled, options_for(2, Vce::hc0)),
                      reference::sandwich(problem, theta, once, {}, 1));
    expect_covariance(reference::fit(scaled, options_for(2, Vce::cluster)),
                      reference::sandwich(problem, theta, once, clusters, real(12) / 11 * 99 / 97));
  }
  Table far = table;
  for (double& x : far.column("x2")) x = x * 8 + 1e9;
  const auto problem = reference::make_problem(far, "y", "", reference::feature_names(2), true);
  const auto theta = reference::solve(problem).coefficients;
  expect_covariance(reference::fit(far, options_for(2, Vce::hc0)),
                    reference::sandwich(problem, theta, once, {}, 1));
  // Weights of any size: the sandwich does not depend on their scale.
  auto options = options_for(2, Vce::hc0);
  options.weights = "w";
  const auto plain = reference::fit(table, options);
  for (const double scale : {1e-200, 1e200}) {
    Table weighted = table;
    for (double& w : weighted.column("w")) w *= scale;
    const auto model = reference::fit(weighted, options);
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_NEAR(model.terms[t].std_error / plain.terms[t].std_error, 1.0, 1e-12) << scale;
    }
  }
}

TEST(Robust, KeepsItsDigitsWhereColumnsAreNearlyCollinear) {
  Table table = reference::simulate(100, 2, 25);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("x2")[i] = table.column("x1")[i] + table.column("x2")[i] * 0x1p-20;
  }
  const auto problem = reference::make_problem(table, "y", "", reference::feature_names(2), true);
  const auto theta = reference::solve(problem).coefficients;
  expect_covariance(reference::fit(table, options_for(2, Vce::hc0)),
                    reference::sandwich(problem, theta, Vector(table.rows(), real(1)), {}, 1), 9.5);
}

TEST(Robust, HasTheSameBitsForAnyNumberOfThreads) {
  Table table = reference::simulate(20000, 3, 26);
  add_clusters(table, 700);
  for (const Vce vce : {Vce::hc1, Vce::cluster}) {
    const auto one = reference::fit(table, options_for(3, vce), 1);
    const auto four = reference::fit(table, options_for(3, vce), 4);
    EXPECT_EQ(odds::model_to_text(one), odds::model_to_text(four));
  }
}

TEST(Robust, FewClustersAreNoted) {
  Table table = reference::simulate(100, 3, 27);
  const auto clusters = add_clusters(table, 3);
  const auto model = reference::fit(table, options_for(3, Vce::cluster));
  EXPECT_TRUE(reference::has_note(model, "vce.few_clusters"));
  EXPECT_TRUE(std::isnan(model.tests.wald.statistic));
  const auto problem = reference::make_problem(table, "y", "", reference::feature_names(3), true);
  expect_covariance(model,
                    reference::sandwich(problem, reference::solve(problem).coefficients,
                                        Vector(100, real(1)), clusters, real(3) / 2 * 99 / 96));
  for (double& g : table.column("g")) g = 1;
  const auto single = reference::fit(table, options_for(3, Vce::cluster));
  EXPECT_TRUE(reference::has_note(single, "vce.undefined"));
  EXPECT_TRUE(std::isnan(single.terms[1].std_error));
  EXPECT_TRUE(std::isnan(single.terms[1].p_value));
}

TEST(Robust, ASaturatedModelHasNone) {
  odds::FitOptions options;
  options.target = "s/m";
  options.vce = Vce::hc0;
  const auto model = reference::fit_text("s,m,x\n3,10,0\n6,10,1\n", options);
  EXPECT_TRUE(reference::has_note(model, "vce.undefined"));
  EXPECT_TRUE(std::isnan(model.terms[1].std_error));
}

TEST(Robust, ClustersMayBeText) {
  std::string text = "y,x,g\n";
  Table table = reference::simulate(40, 1, 28);
  const auto clusters = add_clusters(table, 6);
  for (std::size_t i = 0; i < 40; ++i) {
    text += std::to_string(static_cast<int>(table.column("y")[i])) + "," +
            std::to_string(table.column("x1")[i]) + ",firm " + std::to_string(clusters[i]) + "\n";
  }
  odds::FitOptions options;
  options.target = "y";
  options.vce = Vce::cluster;
  options.cluster = "g";
  const auto model = reference::fit_text(text, options);
  ASSERT_EQ(model.terms.size(), 2U);  // the cluster is no feature
  EXPECT_EQ(model.cluster_count, 6U);
  const auto numbers = reference::fit(table, options_for(1, Vce::cluster));
  EXPECT_NEAR(model.terms[1].std_error, numbers.terms[1].std_error, 1e-12);
  options.features = {"x", "g"};  // unless it is named as one
  options.separation = odds::SeparationPolicy::allow;
  EXPECT_EQ(reference::fit_text(text, options).terms.size(), 7U);
}

TEST(Robust, RowsThatAreNotUsedMakeNoCluster) {
  Table table = reference::simulate(60, 1, 29);
  add_clusters(table, 5);
  table.column("g")[7] = 1000;
  table.column("w")[7] = 0;
  table.column("g")[8] = std::nan("");
  auto options = options_for(1, Vce::cluster);
  options.weights = "w";
  try {
    static_cast<void>(reference::fit(table, options));
    ADD_FAILURE() << "a missing cluster was accepted";
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.code(), "column.missing");
    EXPECT_NE(error.line().find("cluster"), std::string::npos) << error.line();
  }
  options.missing = odds::MissingPolicy::drop;
  const auto model = reference::fit(table, options);
  EXPECT_EQ(model.cluster_count, 5U);
  EXPECT_EQ(model.rows_used, 58U);
}

// Where a term runs away the sandwich tends to that of the rows that are left.
TEST(Robust, HasALimitWhereDataAreSeparated) {
  Table table = reference::simulate(80, 1, 30);
  table.add("z", std::vector<double>(80, 0.0));
  for (std::size_t i = 0; i < 5; ++i) table.column("y")[i] = table.column("z")[i] = 1;
  auto options = options_for(1, Vce::hc0);
  options.features.emplace_back("z");
  options.separation = odds::SeparationPolicy::allow;
  const auto model = reference::fit(table, options);
  EXPECT_TRUE(reference::has_note(model, "vce.separated"));
  for (auto& column : table.columns) column.erase(column.begin(), column.begin() + 5);
  const auto rest = reference::fit(table, options_for(1, Vce::hc0));
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_NEAR(model.terms[t].std_error, rest.terms[t].std_error, 1e-12);
  }
  EXPECT_TRUE(std::isnan(model.terms[2].std_error));
}

}  // namespace

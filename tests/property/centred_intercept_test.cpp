// SPDX-License-Identifier: Apache-2.0
//
// The centred intercept's standard error and correlations are those of the intercept of the same
// model on columns from which the centres have been subtracted.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::real;

constexpr double right = 10;  // digits

// The exact answer on columns less the centres that the model chose.
reference::Answer centred_answer(const reference::Table& table, const odds::FittedModel& model,
                                 const std::vector<std::string>& features, bool intercept) {
  auto problem = reference::make_problem(table, "y", "", features, intercept);
  for (auto& row : problem.design) {
    for (std::size_t j = 0; j < features.size(); ++j) {
      if (intercept) row[j + 1] -= real(model.columns[j].centre);
    }
  }
  return reference::solve(problem);
}

TEST(CentredIntercept, HasTheSpreadOfTheInterceptOfCentredColumns) {
  auto table = reference::simulate(300, 3, 77);
  for (double& x : table.column("x2")) x = x * 8 + 1e9;  // the plain intercept is far from the data
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(3);
  const auto model = reference::fit(table, options);
  const auto exact = centred_answer(table, model, options.features, true);
  EXPECT_GT(reference::right_digits(model.centred_intercept_std_error, exact.standard_errors[0]),
            right);
  ASSERT_EQ(model.centred_intercept_correlation.size(), 4U);
  for (std::size_t j = 1; j <= 3; ++j) {
    const real correlation =
        exact.covariance[0][j] / exact.standard_errors[0] / exact.standard_errors[j];
    EXPECT_NEAR(model.centred_intercept_correlation[j], correlation.convert_to<double>(), 1e-12);
  }
  // b = z at the centres - sum theta c, so that its correlation follows from the covariance.
  real covariance = exact.covariance[0][0];
  for (std::size_t j = 1; j <= 3; ++j) {
    covariance -= real(model.columns[j - 1].centre) * exact.covariance[0][j];
  }
  const real correlation = covariance / exact.standard_errors[0] / real(model.terms[0].std_error);
  EXPECT_NEAR(model.centred_intercept_correlation[0], correlation.convert_to<double>(), 1e-10);
}

TEST(CentredIntercept, IsZeroWithoutAColumnOfOnes) {
  const auto table = reference::simulate(200, 2, 78);
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(2);
  options.intercept = false;
  const auto model = reference::fit(table, options);
  EXPECT_EQ(model.centred_intercept_std_error, 0.0);
  EXPECT_EQ(model.centred_intercept_correlation, (std::vector<double>{0.0, 0.0}));
  options.l2 = 1;
  const auto ridge = reference::fit(table, options);
  EXPECT_TRUE(std::isnan(ridge.centred_intercept_std_error));
  EXPECT_TRUE(ridge.centred_intercept_correlation.empty());
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "objective/firth.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "reference/firth.hpp"
#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace odds::objective {
namespace {

TEST(Firth, LogarithmIsWithinTwoUnits) {
  for (const double x : {1e-308, 3e-200, 0.1, 0.5, 0.70710678, 0.9999999, 1.0, 1.0000001, 1.4142135,
                         2.0, 10.0, 7e77, 1.7e308}) {
    const reference::real exact = boost::multiprecision::log(reference::real(x));
    EXPECT_LE(reference::ulp_error(natural_logarithm(x), exact), 2.0) << x;
  }
  EXPECT_EQ(natural_logarithm(1.0), 0.0);
}

TEST(Firth, HalfLogDeterminantIsThatOfTheDiagonal) {
  const std::vector<double> lower{2.0, 0.0, 5.0, 4.0};
  EXPECT_NEAR(half_log_determinant(lower, 2), std::log(8.0), 1e-15);
}

// Against the 50-digit score.
TEST(Firth, LeverageGradientIsTheReferences) {
  const auto table = reference::simulate(700, 3, 4);
  const Table view = reference::view(table, table.names);
  DesignOptions options;
  options.target = "y";
  options.features = {"x1", "x2", "x3"};
  options.weights = "w";
  const design::Design design(view, options, {1, nullptr});
  const Objective objective(design, View(), penalty::Ridge(), 2);
  const std::vector<double> theta{0.3, -0.5, 1.0, 0.25};
  // A factor of the identity makes the leverage w m p q |x|^2.
  const std::size_t n = theta.size();
  std::vector<double> lower(n * n, 0.0);
  for (std::size_t j = 0; j < n; ++j) lower[j * n + j] = 1.0;
  const std::vector<double> found = leverage_gradient(objective, theta, lower);
  std::vector<reference::real> expected(n, reference::real(0));
  for (std::size_t i = 0; i < table.rows(); ++i) {
    std::vector<reference::real> x{1};
    for (std::size_t j = 1; j < n; ++j) {
      const design::DesignTerm& term = design.terms()[j];
      x.push_back((reference::real(table.column("x" + std::to_string(j))[i]) - term.centre) *
                  std::ldexp(1.0, term.exponent));
    }
    reference::real z = 0, square = 0;
    for (std::size_t j = 0; j < n; ++j) {
      z += x[j] * theta[j];
      square += x[j] * x[j];
    }
    const reference::real pull = table.column("w")[i] * reference::sigma_derivative(z) * square *
                                 (reference::sigma(z) - reference::real("0.5"));
    for (std::size_t j = 0; j < n; ++j) expected[j] += pull * x[j];
  }
  for (std::size_t j = 0; j < n; ++j) {
    EXPECT_GE(reference::right_digits(found[j], expected[j]), 12) << j;
  }
}

}  // namespace
}  // namespace odds::objective

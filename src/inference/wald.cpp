// SPDX-License-Identifier: Apache-2.0
#include "inference/wald.hpp"

#include <algorithm>
#include <cmath>

#include "inference/distributions.hpp"
#include "inference/gram_schmidt.hpp"
#include "inference/orthogonal.hpp"
#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::inference {

using solver::dot;

namespace {

// L'v with H = L L'.
std::vector<double> transposed_product(const std::vector<double>& lower,
                                       const std::vector<double>& v) {
  const std::size_t n = v.size();
  std::vector<double> result(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) result[j] += lower[i * n + j] * v[i];
  }
  return result;
}

}  // namespace

ChiSquareTest chi_square_test(double statistic, std::int64_t df) {
  ChiSquareTest test;
  test.df = df;
  if (df <= 0 || !std::isfinite(statistic)) return test;
  test.statistic = std::max(0.0, statistic);
  test.p_value = chi_square_tail(test.statistic, static_cast<double>(df));
  return test;
}

void set_interval(double low, double high, Term& term) {
  term.conf_low = low;
  term.conf_high = high;
  term.odds_ratio_low = std::exp(low);
  term.odds_ratio_high = std::exp(high);
}

void set_wald(double std_error, double level, Term& term) {
  term.std_error = std_error;
  if (std::isnan(std_error) || std::isnan(term.estimate)) return;
  const double point = normal_upper_point((100 - level) / 200);
  term.statistic = term.estimate / std_error;
  term.p_value = normal_two_sided(term.statistic);
  set_interval(term.estimate - point * std_error, term.estimate + point * std_error, term);
}

ChiSquareTest joint_wald(const Covariance& covariance, const std::vector<double>& z,
                         const std::vector<std::size_t>& which) {
  const auto df = static_cast<std::int64_t>(which.size());
  std::vector<std::vector<double>> directions;
  std::vector<double> values;
  for (const std::size_t t : which) {
    if (!std::isfinite(z[t])) return chi_square_test(not_applicable, df);
    directions.push_back(covariance.directions[t]);
    values.push_back(z[t]);
  }
  const Orthonormal factors = orthonormalised(directions);
  if (!factors.is_full_rank) return chi_square_test(not_applicable, df);
  const std::vector<double> y = factors.solve_transposed(values);
  return chi_square_test(dot(y, y), df);
}

ChiSquareTest wald_of_slopes(const Minimum& minimum) {
  const std::vector<double>& theta = minimum.outcome.coefficients;
  const std::size_t n = theta.size();
  const auto df = static_cast<std::int64_t>(n) - 1;
  const auto factor = solver::Cholesky::factor(minimum.outcome.evaluation.curvature, n);
  if (!factor) return chi_square_test(not_applicable, df);
  const std::vector<double> lower = factor->lower();
  std::vector<double> ones(n, 0.0);
  ones[0] = 1.0;
  std::vector<double> rest = transposed_product(lower, theta);
  const std::vector<double> intercept =
      transposed_product(lower, coefficients_in_basis(minimum.view, ones));
  const double part = dot(rest, intercept) / dot(intercept, intercept);
  for (std::size_t j = 0; j < n; ++j) rest[j] -= part * intercept[j];
  return chi_square_test(dot(rest, rest), df);
}

}  // namespace odds::inference

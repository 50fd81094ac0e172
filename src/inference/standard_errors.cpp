// SPDX-License-Identifier: Apache-2.0
#include "inference/standard_errors.hpp"

#include <cmath>

#include <odds/inference.hpp>

#include "inference/orthogonal.hpp"
#include "solver/cholesky.hpp"

namespace odds::inference {
namespace {

// The functional's weights over the columns of the view.
std::vector<double> over_columns(const objective::View& view, const std::vector<double>& weights) {
  if (view.uses_all_columns) return weights;
  std::vector<double> result;
  for (const std::size_t column : view.columns) result.push_back(weights[column]);
  return result;
}

double norm(const std::vector<double>& v) {
  double sum = 0.0;
  for (const double value : v) sum += value * value;
  return std::sqrt(sum);
}

}  // namespace

StandardErrors standard_errors(const std::vector<double>& curvature, const objective::View& view,
                               const std::vector<Functional>& functionals,
                               const std::vector<bool>& has_estimate) {
  const std::size_t terms = functionals.size();
  const std::size_t n =
      view.uses_all_columns && terms != 0 ? functionals[0].weights.size() : view.columns.size();
  const auto factor = solver::Cholesky::factor(curvature, n);
  StandardErrors result;
  if (!factor) return result;
  std::vector<std::vector<double>> directions(terms);
  result.std_errors.assign(terms, not_applicable);
  result.correlation.assign(terms * terms, not_applicable);
  for (std::size_t t = 0; t < terms; ++t) {
    if (!has_estimate[t]) continue;
    std::vector<double>& direction = directions[t];
    direction = factor->half_solve(to_basis(view, over_columns(view, functionals[t].weights)));
    const double length = norm(direction);
    result.std_errors[t] = std::fabs(functionals[t].to_user(length));
    if (length == 0.0) continue;  // a functional that is zero
    for (double& value : direction) value *= std::copysign(1.0, functionals[t].scale) / length;
  }
  for (std::size_t t = 0; t < terms; ++t) {
    for (std::size_t other = 0; other <= t; ++other) {
      if (!has_estimate[t] || !has_estimate[other]) continue;
      double dot = 0.0;
      for (std::size_t k = 0; k < n; ++k) dot += directions[t][k] * directions[other][k];
      if (t == other) dot = 1.0;
      result.correlation[t * terms + other] = dot;
      result.correlation[other * terms + t] = dot;
    }
  }
  return result;
}

}  // namespace odds::inference

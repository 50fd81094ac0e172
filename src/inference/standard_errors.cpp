// SPDX-License-Identifier: Apache-2.0
#include "inference/standard_errors.hpp"

#include <algorithm>
#include <cmath>

#include <odds/inference.hpp>

#include "base/aligned.hpp"
#include "design/tile.hpp"
#include "inference/orthogonal.hpp"
#include "kernels/tile_kernels.hpp"
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

// The products of all pairs of vectors of length n, above the diagonal; an empty one counts as
// zero.
std::vector<double> inner_products(const std::vector<std::vector<double>>& vectors, std::size_t n) {
  const std::size_t count = vectors.size();
  std::vector<double> products(count * count, 0.0);
  base::AlignedVector<double> columns(count * design::tile_stride);
  const base::AlignedVector<double> ones(design::tile_stride, 1.0);
  for (std::size_t first = 0; first < n; first += design::tile_rows) {
    const std::size_t rows = std::min(design::tile_rows, n - first);
    const std::size_t padded = (rows + 7) / 8 * 8;
    for (std::size_t v = 0; v < count; ++v) {
      double* column = columns.data() + v * design::tile_stride;
      std::fill_n(column, padded, 0.0);
      if (!vectors[v].empty()) std::copy_n(vectors[v].data() + first, rows, column);
    }
    kernels::weighted_gram({columns.data(), design::tile_stride, count, padded}, ones.data(),
                           products.data(), count);
  }
  return products;
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
  const std::vector<double> products = inner_products(directions, n);
  for (std::size_t t = 0; t < terms; ++t) {
    for (std::size_t other = 0; other <= t; ++other) {
      if (!has_estimate[t] || !has_estimate[other]) continue;
      const double dot = t == other ? 1.0 : products[other * terms + t];
      result.correlation[t * terms + other] = dot;
      result.correlation[other * terms + t] = dot;
    }
  }
  return result;
}

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
#include "inference/covariance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <odds/inference.hpp>

#include "base/aligned.hpp"
#include "design/tile.hpp"
#include "inference/orthogonal.hpp"
#include "kernels/tile_kernels.hpp"
#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::inference {
namespace {

// L^-1 M L^-T of a symmetric M, n x n.
std::vector<double> whitened(const solver::Cholesky& factor, const std::vector<double>& products,
                             std::size_t n) {
  std::vector<double> half(n * n);  // row j: L^-1 times column j of M
  for (std::size_t j = 0; j < n; ++j) {
    const auto row = products.begin() + static_cast<std::ptrdiff_t>(j * n);
    const std::vector<double> solved =
        factor.half_solve(std::vector<double>(row, row + static_cast<std::ptrdiff_t>(n)));
    std::copy(solved.begin(), solved.end(), half.begin() + static_cast<std::ptrdiff_t>(j * n));
  }
  std::vector<double> result(n * n);
  std::vector<double> column(n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) column[k] = half[k * n + j];
    const std::vector<double> solved = factor.half_solve(column);
    std::copy(solved.begin(), solved.end(), result.begin() + static_cast<std::ptrdiff_t>(j * n));
  }
  return result;
}

// Rows c_1, ..., c_r with K = sum c c', by Cholesky's method with the largest pivot first; it ends
// where only rounding is left, so that a K of low rank (few clusters) is no trouble.
std::vector<std::vector<double>> root_rows(std::vector<double> k, std::size_t n) {
  std::vector<std::vector<double>> rows;
  const double noise = static_cast<double>(n) * std::numeric_limits<double>::epsilon();
  double first = 0.0;
  while (rows.size() < n) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < n; ++j) {
      if (k[j * n + j] > k[best * n + best]) best = j;
    }
    const double pivot = k[best * n + best];
    first = std::max(first, pivot);
    if (!(pivot > noise * first)) break;
    std::vector<double> row(n);
    const double root = std::sqrt(pivot);
    for (std::size_t j = 0; j < n; ++j) row[j] = k[best * n + j] / root;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) k[i * n + j] -= row[i] * row[j];
    }
    for (std::size_t j = 0; j < n; ++j) k[best * n + j] = k[j * n + best] = 0.0;
    rows.push_back(std::move(row));
  }
  return rows;
}

// The products of all pairs of vectors of one length, above the diagonal; an empty one counts as
// zero.
std::vector<double> inner_products(const std::vector<std::vector<double>>& vectors) {
  const std::size_t count = vectors.size();
  std::size_t n = 0;
  for (const std::vector<double>& vector : vectors) n = std::max(n, vector.size());
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

std::vector<double> product(const std::vector<std::vector<double>>& rows,
                            const std::vector<double>& v) {
  std::vector<double> result;
  result.reserve(rows.size());
  for (const std::vector<double>& row : rows) {
    result.push_back(solver::dot(row, v));
  }
  return result;
}

}  // namespace

std::vector<double> over_columns(const objective::View& view, const std::vector<double>& weights) {
  if (view.uses_all_columns) return weights;
  std::vector<double> result;
  for (const std::size_t column : view.columns) result.push_back(weights[column]);
  return result;
}

std::vector<double> Covariance::correlations() const {
  const std::size_t count = directions.size();
  std::vector<double> products = inner_products(directions);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      const bool is_known = !std::isnan(std_errors[a]) && !std::isnan(std_errors[b]);
      const double value = a == b ? 1.0 : products[b * count + a];
      products[a * count + b] = products[b * count + a] = is_known ? value : not_applicable;
    }
  }
  return products;
}

Covariance covariance(const std::vector<double>& curvature, const objective::View& view,
                      const std::vector<Functional>& functionals,
                      const std::vector<bool>& has_estimate,
                      const std::optional<ScoreProducts>& scores) {
  const std::size_t count = functionals.size();
  const std::size_t n =
      view.uses_all_columns && count != 0 ? functionals[0].weights.size() : view.columns.size();
  const auto factor = solver::Cholesky::factor(curvature, n);
  Covariance result;
  if (!factor) return result;
  std::vector<std::vector<double>> root;
  double scale = 1.0;
  if (scores) {
    // K is of the order of the weights' inverse times that of M: half of the powers go to either.
    std::vector<double> k = whitened(*factor, scores->products, n);
    for (double& entry : k) entry = std::ldexp(entry, scores->exponent);
    root = root_rows(std::move(k), n);
    scale = std::ldexp(std::sqrt(scores->factor), scores->exponent / 2);
  }
  std::vector<std::vector<double>> weights(count);
  for (std::size_t t = 0; t < count; ++t) {
    if (has_estimate[t]) weights[t] = to_basis(view, over_columns(view, functionals[t].weights));
  }
  result.directions = factor->half_solve_all(weights);
  result.std_errors.assign(count, not_applicable);
  for (std::size_t t = 0; t < count; ++t) {
    std::vector<double>& direction = result.directions[t];
    if (!has_estimate[t]) {
      direction.clear();
      continue;
    }
    if (scores) direction = product(root, direction);
    const double length = std::sqrt(solver::dot(direction, direction));
    result.std_errors[t] = std::fabs(functionals[t].to_user(scale * length));
    if (length == 0.0) continue;  // a functional that is zero
    for (double& value : direction) value *= std::copysign(1.0, functionals[t].scale) / length;
  }
  return result;
}

}  // namespace odds::inference

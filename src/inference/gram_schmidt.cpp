// SPDX-License-Identifier: Apache-2.0
#include "inference/gram_schmidt.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/aligned.hpp"
#include "kernels/tile_kernels.hpp"
#include "solver/dot.hpp"

namespace odds::inference {

using solver::dot;

Orthonormal orthonormalised(const std::vector<std::vector<double>>& vectors) {
  const std::size_t k = vectors.size();
  const std::size_t rows = k == 0 ? 0 : (vectors[0].size() + 7) / 8 * 8;
  base::AlignedVector<double> columns(k * rows, 0.0);  // of Q
  std::vector<double> parts(k);
  Orthonormal result;
  result.upper.assign(k * k, 0.0);
  for (std::size_t j = 0; j < k; ++j) {
    std::vector<double> v = vectors[j];
    const double length = std::sqrt(dot(v, v));
    v.resize(rows, 0.0);
    const kernels::DenseTile before{columns.data(), rows, j, rows};
    for (int pass = 0; pass < 2; ++pass) {
      std::fill_n(parts.begin(), j, 0.0);
      kernels::transposed_product(before, v.data(), parts.data());
      for (std::size_t i = 0; i < j; ++i) {
        result.upper[i * k + j] += parts[i];
        parts[i] = -parts[i];
      }
      kernels::linear_predictor(before, parts.data(), v.data(), v.data());
    }
    v.resize(vectors[j].size());
    const double rest = std::sqrt(dot(v, v));
    // Rounding in v, of the length that it had.
    const double noise =
        16.0 * static_cast<double>(v.size() + k) * std::numeric_limits<double>::epsilon() * length;
    if (!(rest > noise)) result.is_full_rank = false;
    result.upper[j * k + j] = rest;
    for (double& value : v) value = rest > 0.0 ? value / rest : 0.0;
    std::copy(v.begin(), v.end(), columns.begin() + static_cast<std::ptrdiff_t>(j * rows));
    result.basis.push_back(std::move(v));
  }
  return result;
}

std::vector<double> Orthonormal::solve_transposed(std::vector<double> z) const {
  const std::size_t k = z.size();
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < j; ++i) z[j] -= upper[i * k + j] * z[i];
    z[j] /= upper[j * k + j];
  }
  return z;
}

std::vector<double> Orthonormal::solve(std::vector<double> z) const {
  const std::size_t k = z.size();
  for (std::size_t j = k; j-- > 0;) {
    for (std::size_t i = j + 1; i < k; ++i) z[j] -= upper[j * k + i] * z[i];
    z[j] /= upper[j * k + j];
  }
  return z;
}

std::vector<double> Orthonormal::coordinates(const std::vector<double>& v) const {
  std::vector<double> result;
  for (const std::vector<double>& column : basis) result.push_back(dot(column, v));
  return result;
}

std::vector<double> Orthonormal::combination(const std::vector<double>& y, std::size_t n) const {
  std::vector<double> result(n, 0.0);
  for (std::size_t j = 0; j < y.size(); ++j) {
    for (std::size_t r = 0; r < n; ++r) result[r] += y[j] * basis[j][r];
  }
  return result;
}

}  // namespace odds::inference

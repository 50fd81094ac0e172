// SPDX-License-Identifier: Apache-2.0
//
// The null space of a set of rows, from the eigenvectors of their cross products.
#include <cmath>
#include <limits>

#include <Eigen/Dense>

#include "inference/separation.hpp"

namespace odds::inference {

NullSpace null_space(const objective::Objective& objective) {
  const std::size_t n = objective.dimension();
  const std::vector<double> gram = objective.gram();
  const auto size = static_cast<Eigen::Index>(n);
  std::vector<double> root(n);
  for (std::size_t j = 0; j < n; ++j) {
    root[j] = gram[j * n + j] > 0.0 ? std::sqrt(gram[j * n + j]) : 0.0;
  }
  Eigen::MatrixXd scaled = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      if (root[j] == 0.0 || root[k] == 0.0) continue;
      scaled(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k)) =
          gram[j * n + k] / root[j] / root[k];
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(scaled);
  // Rounding in sums of products, relative to the unit diagonal.
  const double noise = 1e4 * static_cast<double>(n) * std::numeric_limits<double>::epsilon();
  NullSpace result;
  while (result.dimension < n &&
         eigen.eigenvalues()(static_cast<Eigen::Index>(result.dimension)) <= noise) {
    ++result.dimension;
  }
  result.basis.resize(n * result.dimension);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < result.dimension; ++k) {
      const double value =
          eigen.eigenvectors()(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k));
      result.basis[j * result.dimension + k] = root[j] > 0.0 ? value / root[j] : value;
    }
  }
  return result;
}

}  // namespace odds::inference

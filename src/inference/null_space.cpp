// SPDX-License-Identifier: Apache-2.0
//
// The null space of a set of rows, from the eigenvectors of their cross products.
#include <cmath>
#include <limits>

#include <Eigen/Dense>

#include "inference/separation.hpp"

namespace odds::inference {

NullSpace null_space(const objective::Objective& objective) {
  return null_space(objective.gram(), objective.dimension());
}

NullSpace null_space(const std::vector<double>& gram, std::size_t n) {
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

std::vector<double> projection(const NullSpace& space, const std::vector<double>& step) {
  const std::size_t n = step.size();
  std::vector<double> d(n, 0.0);
  // Gram-Schmidt in the coordinates at hand.
  std::vector<std::vector<double>> columns;
  for (std::size_t k = 0; k < space.dimension; ++k) {
    std::vector<double> column(n);
    for (std::size_t j = 0; j < n; ++j) column[j] = space.basis[j * space.dimension + k];
    for (int pass = 0; pass < 2; ++pass) {
      for (const std::vector<double>& other : columns) {
        double dot = 0.0;
        for (std::size_t j = 0; j < n; ++j) dot += other[j] * column[j];
        for (std::size_t j = 0; j < n; ++j) column[j] -= dot * other[j];
      }
    }
    double norm = 0.0;
    for (const double value : column) norm += value * value;
    norm = std::sqrt(norm);
    if (!(norm > 0.0)) continue;
    for (double& value : column) value /= norm;
    columns.push_back(std::move(column));
  }
  for (const std::vector<double>& column : columns) {
    double dot = 0.0;
    for (std::size_t j = 0; j < n; ++j) dot += column[j] * step[j];
    for (std::size_t j = 0; j < n; ++j) d[j] += dot * column[j];
  }
  return d;
}

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
#include "solver/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

namespace odds::solver {
namespace {

// The power of two nearest below sqrt(value): dividing by it is exact.
double root_power_of_two(double value) { return std::ldexp(1.0, std::ilogb(value) / 2); }

}  // namespace

std::optional<Cholesky> Cholesky::factor(const std::vector<double>& matrix, std::size_t n,
                                         double smallest_pivot) {
  Cholesky result;
  result.n_ = n;
  result.scale_.resize(n);
  result.upper_.assign(n * n, 0.0);
  std::vector<double>& R = result.upper_;
  for (std::size_t j = 0; j < n; ++j) {
    const double diagonal = matrix[j * n + j];
    if (!(diagonal > 0.0) || !std::isfinite(diagonal)) return std::nullopt;
    result.scale_[j] = root_power_of_two(diagonal);
  }
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = j; k < n; ++k) {
      R[j * n + k] = matrix[j * n + k] / result.scale_[j] / result.scale_[k];
    }
  }
  for (std::size_t j = 0; j < n; ++j) {
    double* row = R.data() + j * n;
    const double original = matrix[j * n + j] / result.scale_[j] / result.scale_[j];
    const double pivot = row[j] / original;
    if (!(pivot > smallest_pivot) || !std::isfinite(pivot)) return std::nullopt;
    const double root = std::sqrt(row[j]);
    for (std::size_t k = j; k < n; ++k) row[k] /= root;
    row[j] = root;
    for (std::size_t i = j + 1; i < n; ++i) {
      const double factor = row[i];
      double* target = R.data() + i * n;
      for (std::size_t k = i; k < n; ++k) target[k] -= factor * row[k];
    }
  }
  return result;
}

std::vector<double> Cholesky::half_solve(const std::vector<double>& b) const {
  std::vector<double> y(n_);
  for (std::size_t j = 0; j < n_; ++j) y[j] = b[j] / scale_[j];
  for (std::size_t j = 0; j < n_; ++j) {
    const double* row = upper_.data() + j * n_;
    y[j] /= row[j];
    for (std::size_t k = j + 1; k < n_; ++k) y[k] -= row[k] * y[j];
  }
  return y;
}

std::vector<double> Cholesky::solve(const std::vector<double>& b) const {
  std::vector<double> x = half_solve(b);
  for (std::size_t j = n_; j-- > 0;) {
    const double* row = upper_.data() + j * n_;
    double sum = x[j];
    for (std::size_t k = j + 1; k < n_; ++k) sum -= row[k] * x[k];
    x[j] = sum / row[j];
  }
  for (std::size_t j = 0; j < n_; ++j) x[j] /= scale_[j];
  return x;
}

double Cholesky::inverse_norm(const std::vector<double>& b) const {
  double sum = 0.0;
  for (const double y : half_solve(b)) sum += y * y;
  return std::sqrt(sum);
}

std::vector<double> Cholesky::inverse() const {
  std::vector<double> result(n_ * n_);
  std::vector<double> unit(n_, 0.0);
  for (std::size_t j = 0; j < n_; ++j) {
    unit[j] = 1.0;
    const std::vector<double> column = solve(unit);
    unit[j] = 0.0;
    std::copy(column.begin(), column.end(), result.begin() + static_cast<std::ptrdiff_t>(j * n_));
  }
  return result;
}

std::vector<double> Cholesky::inverse_root_diagonal() const {
  std::vector<double> result(n_);
  std::vector<double> unit(n_, 0.0);
  for (std::size_t j = 0; j < n_; ++j) {
    unit[j] = 1.0;
    result[j] = inverse_norm(unit);
    unit[j] = 0.0;
  }
  return result;
}

std::vector<double> Cholesky::lower() const {
  std::vector<double> result(n_ * n_, 0.0);
  for (std::size_t j = 0; j < n_; ++j) {
    for (std::size_t k = j; k < n_; ++k) result[k * n_ + j] = upper_[j * n_ + k] * scale_[k];
  }
  return result;
}

double scaled_condition_number(const std::vector<double>& matrix, std::size_t n) {
  if (n == 0) return 1.0;
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd scaled(size, size);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      const double scale = std::sqrt(matrix[j * n + j]) * std::sqrt(matrix[k * n + k]);
      scaled(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k)) =
          scale > 0.0 ? matrix[j * n + k] / scale : 0.0;
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(scaled, Eigen::EigenvaluesOnly);
  const double smallest = eigen.eigenvalues().minCoeff();
  const double largest = eigen.eigenvalues().maxCoeff();
  const double noise = largest * static_cast<double>(n) * std::numeric_limits<double>::epsilon();
  return smallest > noise ? largest / smallest : std::numeric_limits<double>::infinity();
}

double scaled_condition_number(const std::vector<double>& matrix, const std::vector<double>& lower,
                               std::size_t n) {
  const auto factor = Cholesky::factor(matrix, n);
  if (!factor) return std::numeric_limits<double>::infinity();
  const std::vector<double> root = factor->lower();  // A = root root'
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd product = Eigen::MatrixXd::Zero(size, size);  // L root: L A L' = product product'
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t k = j; k <= i; ++k) sum += lower[i * n + k] * root[k * n + j];
      product(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = sum;
    }
  }
  for (Eigen::Index i = 0; i < size; ++i) product.row(i) /= product.row(i).stableNorm();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(product);
  const double smallest = svd.singularValues().minCoeff();
  const double ratio = svd.singularValues().maxCoeff() / smallest;
  return smallest > 0.0 ? ratio * ratio : std::numeric_limits<double>::infinity();
}

}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
//
// Eigenvalues by Eigen. Of large matrices only the two ends, by Lanczos' method on the matrix and
// on its inverse with full reorthogonalisation: n^2 operations a step instead of n^3 in all.
//
// Golub & Van Loan (2013), Matrix Computations, section 10.1.
#include "solver/condition.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include <Eigen/Dense>

#include "kernels/column_kernels.hpp"
#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::solver {
namespace {

using Vector = std::vector<double>;
using Map = std::function<Vector(const Vector&)>;

void scale(Vector& v, double factor) {
  for (double& value : v) value *= factor;
}

// A direction without symmetry, the same everywhere.
Vector starting_vector(std::size_t n) {
  Vector v(n);
  double phase = 0.5;
  for (double& value : v) {
    phase = std::fmod(phase + 0.6180339887498949, 1.0);
    value = phase - 0.45;
  }
  scale(v, 1.0 / std::sqrt(dot(v, v)));
  return v;
}

// The largest eigenvalue of the tridiagonal matrix, where its residual shows that it is one of the
// map as well.
std::optional<double> settled_value(const Vector& diagonal, const Vector& beside) {
  constexpr double accuracy = 1e-12;  // of the eigenvalue: its error is the residual squared
  const auto size = static_cast<Eigen::Index>(diagonal.size());
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen;
  const Eigen::Map<const Eigen::VectorXd> d(diagonal.data(), size);
  const Eigen::Map<const Eigen::VectorXd> e(beside.data(), size - 1);
  eigen.computeFromTridiagonal(d, e, Eigen::ComputeEigenvectors);
  if (eigen.info() != Eigen::Success) return std::nullopt;
  const double largest = eigen.eigenvalues()(size - 1);
  const double residual = beside.back() * std::fabs(eigen.eigenvectors()(size - 1, size - 1));
  if (residual * residual > accuracy * largest * largest) return std::nullopt;
  return largest;
}

// The largest eigenvalue of a positive semidefinite map.
std::optional<double> largest_eigenvalue(const Map& apply, std::size_t n) {
  constexpr std::size_t most_steps = 160;
  constexpr std::size_t looks_every = 16;
  std::vector<Vector> basis{starting_vector(n)};
  Vector diagonal;
  Vector beside;
  while (diagonal.size() < std::min(most_steps, n - 1)) {
    Vector next = apply(basis.back());
    diagonal.push_back(dot(next, basis.back()));
    for (int round = 0; round < 2; ++round) {
      for (const Vector& earlier : basis) {
        kernels::subtract_multiple(earlier.data(), n, dot(earlier, next), next.data());
      }
    }
    const double length = std::sqrt(dot(next, next));
    beside.push_back(length);
    if (diagonal.size() % looks_every == 0) {
      const std::optional<double> value = settled_value(diagonal, beside);
      if (value) return value;
    }
    if (!(length > 0.0)) return std::nullopt;
    scale(next, 1.0 / length);
    basis.push_back(std::move(next));
  }
  return std::nullopt;
}

// Scaled to unit diagonal.
Vector scaled_to_unit(const Vector& matrix, std::size_t n) {
  Vector scaled(n * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      const double by = std::sqrt(matrix[j * n + j]) * std::sqrt(matrix[k * n + k]);
      scaled[j * n + k] = by > 0.0 ? matrix[j * n + k] / by : 0.0;
    }
  }
  return scaled;
}

// From the two ends of the spectrum; nothing where they do not settle, or lie so far apart that the
// lower one is rounding.
std::optional<double> condition_by_ends(const Vector& scaled, std::size_t n) {
  const auto factor = Cholesky::factor(scaled, n);
  if (!factor) return std::nullopt;
  const auto product = [&](const Vector& x) {
    Vector y(n, 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      kernels::subtract_multiple(scaled.data() + j * n, n, -x[j], y.data());
    }
    return y;
  };
  const auto largest = largest_eigenvalue(product, n);
  if (!largest) return std::nullopt;
  const auto inverse = largest_eigenvalue([&](const Vector& x) { return factor->solve(x); }, n);
  constexpr double trusted = 1e8;
  if (!inverse || *largest * *inverse > trusted) return std::nullopt;
  return *largest * *inverse;
}

}  // namespace

double scaled_condition_number(const std::vector<double>& matrix, std::size_t n) {
  if (n == 0) return 1.0;
  const Vector scaled = scaled_to_unit(matrix, n);
  constexpr std::size_t large = 96;
  if (n >= large) {
    const auto condition = condition_by_ends(scaled, n);
    if (condition) return *condition;
  }
  const auto size = static_cast<Eigen::Index>(n);
  const Eigen::Map<const Eigen::MatrixXd> square(scaled.data(), size, size);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(square, Eigen::EigenvaluesOnly);
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

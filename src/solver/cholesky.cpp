// SPDX-License-Identifier: Apache-2.0
#include "solver/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/aligned.hpp"
#include "kernels/column_kernels.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::solver {
namespace {

// The power of two nearest below sqrt(value): dividing by it is exact.
double root_power_of_two(double value) { return std::ldexp(1.0, std::ilogb(value) / 2); }

// Rows of R that are finished before the rest of the matrix is updated by all of them at once.
constexpr std::size_t panel_rows = 64;

std::vector<double> diagonal_of(const std::vector<double>& matrix, std::size_t n) {
  std::vector<double> diagonal(n);
  for (std::size_t j = 0; j < n; ++j) diagonal[j] = matrix[j * n + j];
  return diagonal;
}

// Rows [first, end) of R. False where a pivot is too small a share of the diagonal.
bool factor_panel(std::size_t first, std::size_t end, std::size_t n, double smallest_pivot,
                  const std::vector<double>& diagonal, std::vector<double>& R) {
  for (std::size_t j = first; j < end; ++j) {
    double* row = R.data() + j * n;
    const double pivot = row[j] / diagonal[j];
    if (!(pivot > smallest_pivot) || !std::isfinite(pivot)) return false;
    const double root = std::sqrt(row[j]);
    for (std::size_t k = j; k < n; ++k) row[k] /= root;
    row[j] = root;
    for (std::size_t i = j + 1; i < end; ++i) {
      kernels::subtract_multiple(row + i, n - i, row[i], R.data() + i * n + i);
    }
  }
  return true;
}

// Subtracts R_p'R_p from the matrix behind a finished panel R_p: a Gram matrix of its columns.
void subtract_panel(std::size_t first, std::size_t end, std::size_t n, std::vector<double>& R) {
  constexpr std::size_t stride = panel_rows + 8;
  static_assert(panel_rows % 8 == 0);
  const std::size_t count = n - end;
  base::AlignedVector<double> columns(count * stride, 0.0);
  for (std::size_t i = first; i < end; ++i) {
    const double* row = R.data() + i * n + end;
    for (std::size_t k = 0; k < count; ++k) columns[k * stride + i - first] = row[k];
  }
  const base::AlignedVector<double> minus(panel_rows, -1.0);
  kernels::weighted_gram({columns.data(), stride, count, panel_rows}, minus.data(),
                         R.data() + end * n + end, n);
}

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
  const std::vector<double> diagonal = diagonal_of(R, n);
  for (std::size_t first = 0; first < n; first += panel_rows) {
    const std::size_t end = std::min(first + panel_rows, n);
    if (!factor_panel(first, end, n, smallest_pivot, diagonal, R)) return std::nullopt;
    if (end < n) subtract_panel(first, end, n, R);
  }
  return result;
}

std::vector<double> Cholesky::half_solve(const std::vector<double>& b) const {
  std::vector<double> y(n_);
  for (std::size_t j = 0; j < n_; ++j) y[j] = b[j] / scale_[j];
  std::size_t first = 0;  // zeros in front stay zeros
  while (first < n_ && y[first] == 0.0) ++first;
  for (std::size_t j = first; j < n_; ++j) {
    const double* row = upper_.data() + j * n_;
    y[j] /= row[j];
    kernels::subtract_multiple(row + j + 1, n_ - j - 1, y[j], y.data() + j + 1);
  }
  return y;
}

std::vector<double> Cholesky::solve(const std::vector<double>& b) const {
  return other_half_solve(half_solve(b));
}

std::vector<double> Cholesky::other_half_solve(std::vector<double> x) const {
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

// Solves for `count` vectors at once: vector i is column i of `solved`, (rows behind `first`,
// batch) with the stride of a batch; `fill` puts the right-hand sides there, already divided by the
// scale. Nothing in front of row `first` is other than zero.
struct Cholesky::Batch {
  static constexpr std::size_t vectors = 64;
  static constexpr std::size_t stride = vectors + 8;
  explicit Batch(const Cholesky& factor) : factor_(factor), lower_(factor.n_ * factor.n_, 0.0) {
    const std::size_t n = factor.n_;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = j; k < n; ++k) lower_[k * n + j] = factor.upper_[j * n + k];
    }
  }

  template <class Fill>
  const double* solve(std::size_t first, const Fill& fill) {
    const std::size_t n = factor_.n_;
    values_.assign((n - first) * stride, 0.0);
    fill(values_.data());
    kernels::solve_lower_rows(values_.data(), stride, n - first, vectors,
                              lower_.data() + first * n + first, n);
    return values_.data();
  }

 private:
  const Cholesky& factor_;
  std::vector<double> lower_;
  base::AlignedVector<double> values_;
};

std::vector<double> Cholesky::inverse_root_diagonal() const {
  Batch batch(*this);
  std::vector<double> result(n_);
  for (std::size_t first = 0; first < n_; first += Batch::vectors) {
    const std::size_t count = std::min(Batch::vectors, n_ - first);
    const double* solved = batch.solve(first, [&](double* values) {
      for (std::size_t i = 0; i < count; ++i) {
        values[i * Batch::stride + i] = 1.0 / scale_[first + i];
      }
    });
    for (std::size_t i = 0; i < count; ++i) {
      double sum = 0.0;
      for (std::size_t j = i; j < n_ - first; ++j) {
        const double value = solved[j * Batch::stride + i];
        sum += value * value;
      }
      result[first + i] = std::sqrt(sum);
    }
  }
  return result;
}

std::vector<std::vector<double>> Cholesky::half_solve_all(
    const std::vector<std::vector<double>>& right_hand_sides) const {
  Batch batch(*this);
  std::vector<std::vector<double>> result(right_hand_sides.size());
  for (std::size_t begin = 0; begin < result.size(); begin += Batch::vectors) {
    const std::size_t count = std::min(Batch::vectors, result.size() - begin);
    const double* solved = batch.solve(0, [&](double* values) {
      for (std::size_t i = 0; i < count; ++i) {
        const std::vector<double>& b = right_hand_sides[begin + i];
        for (std::size_t j = 0; j < b.size(); ++j) {
          values[j * Batch::stride + i] = b[j] / scale_[j];
        }
      }
    });
    for (std::size_t i = 0; i < count; ++i) {
      result[begin + i].resize(n_);
      for (std::size_t j = 0; j < n_; ++j) result[begin + i][j] = solved[j * Batch::stride + i];
    }
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

}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include "objective/sparse_features.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

#include "kernels/matrix_kernels.hpp"
#include "kernels/tile_kernels.hpp"
#include "objective/sparse_piece.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {
namespace {

// Rows between the two products: their entries stay in the second-level cache (70 a row, 12 bytes).
constexpr std::size_t tile_rows = 256;

std::size_t padded(std::size_t count) { return (count + 7) / 8 * 8; }

const double* ones() {
  static const base::AlignedVector<double> values(tile_rows, 1.0);
  return values.data();
}

}  // namespace

struct SparseFeatures::Sums {
  base::AlignedVector<double> extra;     // what the row step adds
  base::AlignedVector<double> gradient;  // (front, width), then (sparse, width)

  std::size_t bytes() const { return (extra.size() + gradient.size()) * sizeof(double); }
};

// One right-hand side or several, over all inner columns, scaled as the stored values need it.
struct SparseFeatures::Request {
  std::size_t width = 1;
  base::AlignedVector<double> theta;  // (columns, width)
};

SparseFeatures::SparseFeatures(SparseMatrix matrix, unsigned workers)
    : matrix_(std::move(matrix)), workers_(workers) {
  for (const SparseMatrix::Block& block : matrix_.blocks) {
    row_count_ += block.rows;
    entry_count_ += block.entries.starts[block.rows] - block.entries.starts[0];
  }
  assert(matrix_.exponents.empty() || matrix_.exponents.size() == column_count());
  assert(matrix_.dense_count == 0 || matrix_.dense_stride >= padded(row_count_));
}

std::uint64_t SparseFeatures::piece_count() const {
  return (row_count_ + piece_rows - 1) / piece_rows;
}

SparseFeatures::Piece SparseFeatures::piece(std::uint64_t index) const {
  constexpr std::size_t pieces = block_rows / piece_rows;
  const SparseMatrix::Block& block = matrix_.blocks[index / pieces];
  const std::size_t begin = index % pieces * piece_rows;
  Piece result;
  result.first_row = index * piece_rows;
  result.rows = std::min(piece_rows, block.rows - begin);
  result.entries = block.entries;
  result.entries.starts += begin;
  return result;
}

kernels::SparseRows SparseFeatures::rows_of(const Piece& piece, std::size_t begin,
                                            std::size_t count) const {
  return {piece.entries.starts + begin, piece.entries.indices, piece.entries.values, count};
}

// Starting a thread costs as much as some ten thousand products.
unsigned SparseFeatures::workers_for(std::size_t products) const {
  constexpr std::size_t fewest_products = 60'000;
  const std::size_t most = std::max<std::size_t>(products / fewest_products, 1);
  return static_cast<unsigned>(std::min<std::size_t>(most, workers_));
}

double SparseFeatures::scale(std::size_t column) const {
  return matrix_.exponents.empty() ? 1.0 : std::ldexp(1.0, matrix_.exponents[column]);
}

// predictors (rows padded, width) = X Theta for `count` rows of a piece.
void SparseFeatures::predict(const Piece& piece, std::size_t begin, std::size_t count,
                             const Request& request, double* predictors) const {
  const std::size_t width = request.width;
  const std::size_t rows = padded(count);
  const double* theta = request.theta.data();
  const double* dense = matrix_.dense.data() + piece.first_row + begin;
  const kernels::SparseRows sparse = rows_of(piece, begin, count);
  const std::size_t dense_at = matrix_.has_ones ? width : 0;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t c = 0; c < width; ++c) {
      predictors[i * width + c] = matrix_.has_ones ? theta[c] : 0.0;
    }
  }
  const double* sparse_theta = theta + front_count() * width;
  if (width == 1) {
    if (matrix_.dense_count != 0) {
      kernels::linear_predictor({dense, matrix_.dense_stride, matrix_.dense_count, rows},
                                theta + dense_at, predictors, predictors);
    }
    kernels::sparse_predictor(sparse, sparse_theta, predictors);
    return;
  }
  kernels::multiply_add({dense, 1, matrix_.dense_stride}, rows, matrix_.dense_count,
                        theta + dense_at, width, width, predictors, width);
  kernels::sparse_predictors(sparse, width, sparse_theta, predictors);
}

// gradient += X'R.
void SparseFeatures::transpose(const Piece& piece, std::size_t begin, std::size_t count,
                               const Request& request, const double* residuals,
                               double* gradient) const {
  const std::size_t width = request.width;
  const std::size_t rows = padded(count);
  const double* dense = matrix_.dense.data() + piece.first_row + begin;
  const kernels::SparseRows sparse = rows_of(piece, begin, count);
  const std::size_t dense_at = matrix_.has_ones ? width : 0;
  double* sparse_gradient = gradient + front_count() * width;
  if (width == 1) {
    if (matrix_.has_ones) {
      kernels::transposed_product({ones(), tile_rows, 1, rows}, residuals, gradient);
    }
    if (matrix_.dense_count != 0) {
      kernels::transposed_product({dense, matrix_.dense_stride, matrix_.dense_count, rows},
                                  residuals, gradient + dense_at);
    }
    kernels::sparse_transpose(sparse, residuals, sparse_gradient);
    return;
  }
  if (matrix_.has_ones) {
    kernels::multiply_add({ones(), 0, 1}, 1, count, residuals, width, width, gradient, width);
  }
  kernels::multiply_add({dense, matrix_.dense_stride, 1}, matrix_.dense_count, count, residuals,
                        width, width, gradient + dense_at, width);
  kernels::sparse_transposes(sparse, width, residuals, sparse_gradient);
}

void SparseFeatures::pass(std::span<const std::uint32_t> predictor_columns, const double* theta,
                          std::size_t width, const RowStep& step, std::size_t sum_count,
                          double* sums, std::span<const std::uint32_t> gradient_columns,
                          double* gradient) const {
  Request request;
  request.width = width;
  request.theta.assign(column_count() * width, 0.0);
  for (std::size_t k = 0; k < predictor_columns.size(); ++k) {
    const std::size_t column = predictor_columns[k];
    const double factor = scale(column);
    for (std::size_t c = 0; c < width; ++c) {
      request.theta[column * width + c] = theta[k * width + c] * factor;
    }
  }
  Sums zero;
  zero.extra.assign(sum_count, 0.0);
  if (!gradient_columns.empty()) zero.gradient.assign(column_count() * width, 0.0);
  std::vector<base::AlignedVector<double>> predictors(workers_);
  const Sums totals = parallel::sum_blocks(
      piece_count(), workers_for(entry_count_ * width), zero, zero.bytes(),
      [&](std::uint64_t index, Sums& state, unsigned worker) {
        base::AlignedVector<double>& z = predictors[worker];
        z.resize(tile_rows * width);
        const Piece rows = piece(index);
        for (std::size_t begin = 0; begin < rows.rows; begin += tile_rows) {
          const std::size_t count = std::min(tile_rows, rows.rows - begin);
          predict(rows, begin, count, request, z.data());
          step(rows.first_row + begin, count, z.data(), state.extra.data());
          if (gradient_columns.empty()) continue;
          // What the step left in the padding counts for nothing.
          std::fill(z.begin() + static_cast<std::ptrdiff_t>(count * width), z.end(), 0.0);
          transpose(rows, begin, count, request, z.data(), state.gradient.data());
        }
      },
      [](Sums& left, const Sums& right) {
        for (std::size_t k = 0; k < left.extra.size(); ++k) left.extra[k] += right.extra[k];
        for (std::size_t k = 0; k < left.gradient.size(); ++k) {
          left.gradient[k] += right.gradient[k];
        }
      });
  std::copy(totals.extra.begin(), totals.extra.end(), sums);
  write_gradient(totals, request, gradient_columns, gradient);
}

void SparseFeatures::write_gradient(const Sums& totals, const Request& request,
                                    std::span<const std::uint32_t> columns,
                                    double* gradient) const {
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const double factor = scale(columns[k]);
    for (std::size_t c = 0; c < request.width; ++c) {
      gradient[k * request.width + c] = totals.gradient[columns[k] * request.width + c] * factor;
    }
  }
}

void SparseFeatures::square_sums(const double* weight, double* sums) const {
  Sums zero;
  zero.gradient.assign(column_count(), 0.0);
  const Sums totals = parallel::sum_blocks(
      piece_count(), workers_for(entry_count_), zero, zero.bytes(),
      [&](std::uint64_t index, Sums& state, unsigned) {
        const Piece rows = piece(index);
        const double* weights = weight + rows.first_row;
        double* front = state.gradient.data();
        for (std::size_t i = 0; matrix_.has_ones && i < rows.rows; ++i) front[0] += weights[i];
        if (matrix_.has_ones) ++front;
        for (std::size_t j = 0; j < matrix_.dense_count; ++j) {
          const double* x = matrix_.dense.data() + j * matrix_.dense_stride + rows.first_row;
          for (std::size_t i = 0; i < rows.rows; ++i) front[j] += weights[i] * x[i] * x[i];
        }
        kernels::sparse_squares(rows_of(rows, 0, rows.rows), weights, front + matrix_.dense_count);
      },
      [](Sums& left, const Sums& right) {
        for (std::size_t k = 0; k < left.gradient.size(); ++k) {
          left.gradient[k] += right.gradient[k];
        }
      });
  for (std::size_t j = 0; j < column_count(); ++j) {
    sums[j] = totals.gradient[j] * scale(j) * scale(j);
  }
}

}  // namespace odds::objective

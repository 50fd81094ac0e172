// SPDX-License-Identifier: Apache-2.0
#include "objective/gathered_features.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "objective/tile_products.hpp"
#include "objective/workspace.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {

using base::AlignedVector;
using design::Design;
using design::tile_rows;
using kernels::DenseTile;

namespace {

using Columns = std::span<const std::uint32_t>;

constexpr std::size_t most_rows = 4 * block_rows;
constexpr std::size_t most_doubles = std::size_t{1} << 27U;
constexpr std::size_t piece_columns = 64;  // a worker's share of the columns
constexpr std::size_t panel_columns = 16;  // of a Gram matrix
constexpr double threading_pays = 2e5;     // multiply-adds from which on threads are started

// The columns of a matrix side by side: where they are, or copied.
const double* side_by_side(const double* matrix, std::size_t stride, std::size_t rows,
                           Columns columns, AlignedVector<double>& copies) {
  if (columns.empty()) return matrix;
  if (is_run(columns) && rows == stride) return matrix + columns[0] * stride;
  copies.resize(columns.size() * rows);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    std::copy_n(matrix + columns[k] * stride, rows, copies.data() + k * rows);
  }
  return copies.data();
}

void add(AlignedVector<double>& to, const AlignedVector<double>& from) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += from[k];
}

}  // namespace

std::size_t row_count_of(const Design& design) {
  const std::uint64_t blocks = design.block_count();
  return blocks == 0 ? 0 : (blocks - 1) * block_rows + design.block_row_count(blocks - 1);
}

bool GatheredFeatures::suits(const Design& design) {
  const std::size_t columns = design.inner_count();
  const std::size_t levels = columns - design.dense_count();
  const std::size_t rows = row_count_of(design);
  return rows <= most_rows && levels <= design.dense_count() && columns * rows <= most_doubles;
}

GatheredFeatures::GatheredFeatures(const Design& design, unsigned workers)
    : workers_(workers),
      row_count_(row_count_of(design)),
      padded_rows_((row_count_ + 7) / 8 * 8),
      column_count_(design.inner_count()),
      matrix_(column_count_ * padded_rows_) {
  const View whole;
  std::vector<std::unique_ptr<Workspace>> readers(workers);
  parallel::for_blocks(design.block_count(), workers, [&](std::uint64_t block, unsigned worker) {
    if (!readers[worker]) readers[worker] = std::make_unique<Workspace>(design, whole, false);
    Workspace& tile = *readers[worker];
    const std::size_t rows = design.block_row_count(block);
    for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, rows - begin);
      tile.load(block, begin, count);
      const DenseTile x = tile.dense();
      double* to = matrix_.data() + tile.first_row();
      for (std::size_t j = 0; j < x.column_count; ++j) {
        std::copy_n(x.columns + j * x.stride, count, to + j * padded_rows_);
      }
      std::size_t first = x.column_count;
      for (std::size_t factor = 0; factor < design.factor_count(); ++factor) {
        const std::uint32_t* codes = tile.tile().factor(factor);
        for (std::size_t i = 0; i < count; ++i) {
          if (codes[i] != design::no_coefficient) to[(first + codes[i]) * padded_rows_ + i] = 1.0;
        }
        first += design.factor_levels(factor);
      }
    }
  });
}

// A product of few terms is done before a thread has started.
unsigned GatheredFeatures::threads(std::size_t columns, std::size_t width) const {
  const double work = static_cast<double>(padded_rows_) * static_cast<double>(columns + 8) *
                      static_cast<double>(width);
  return work < threading_pays ? 1 : workers_;
}

void GatheredFeatures::set_residuals(Columns columns, const double* theta, std::size_t width,
                                     const RowStep& step, std::size_t sum_count, double* sums,
                                     double* residuals) const {
  const AlignedVector<double> zero(sum_count);
  const AlignedVector<double> total = parallel::sum_blocks(
      (row_count_ + tile_rows - 1) / tile_rows, threads(columns.size(), width), zero,
      sizeof(AlignedVector<double>) + zero.size() * sizeof(double),
      [&](std::uint64_t tile, AlignedVector<double>& state, unsigned) {
        const std::size_t first = tile * tile_rows;
        const std::size_t rows = std::min(tile_rows, padded_rows_ - first);
        const std::size_t count = std::min(tile_rows, row_count_ - first);
        AlignedVector<double> copies;
        const double* chosen =
            side_by_side(matrix_.data() + first, padded_rows_, rows, columns, copies);
        double* z = residuals + first * width;
        const std::size_t stride = copies.empty() ? padded_rows_ : rows;
        set_predictors({chosen, stride, columns.size(), rows}, theta, width, z);
        step(first, count, z, state.data());
        std::fill(z + count * width, z + rows * width, 0.0);
      },
      [](AlignedVector<double>& left, const AlignedVector<double>& right) { add(left, right); });
  std::copy(total.begin(), total.end(), sums);
}

void GatheredFeatures::pass(Columns predictor_columns, const double* theta, std::size_t width,
                            const RowStep& step, std::size_t sum_count, double* sums,
                            Columns gradient_columns, double* gradient) const {
  AlignedVector<double> residuals(padded_rows_ * width);
  set_residuals(predictor_columns, theta, width, step, sum_count, sums, residuals.data());
  const std::size_t count = gradient_columns.size();
  AlignedVector<double> products(count * width);
  parallel::for_blocks(
      (count + piece_columns - 1) / piece_columns, threads(count, width),
      [&](std::uint64_t piece, unsigned) {
        const std::size_t end = std::min(count, (piece + 1) * piece_columns);
        // Run by run of neighbouring columns.
        for (std::size_t k = piece * piece_columns; k < end;) {
          std::size_t stop = k + 1;
          while (stop < end && gradient_columns[stop] == gradient_columns[stop - 1] + 1) ++stop;
          const double* columns = column(gradient_columns[k]);
          for (std::size_t i = 0; i < padded_rows_; i += tile_rows) {
            const std::size_t rows = std::min(tile_rows, padded_rows_ - i);
            add_products({columns + i, padded_rows_, stop - k, rows}, residuals.data() + i * width,
                         width, products.data() + k * width);
          }
          k = stop;
        }
      });
  std::copy(products.begin(), products.end(), gradient);
}

void GatheredFeatures::gram(Columns columns, const double* weight, double* gram,
                            std::size_t stride) const {
  const std::size_t n = columns.size();
  AlignedVector<double> copies;
  const double* left = side_by_side(matrix_.data(), padded_rows_, padded_rows_, columns, copies);
  // A panel of weighted columns, its rows one after another, against the columns up to its last.
  parallel::for_blocks(
      (n + panel_columns - 1) / panel_columns, threads(n, n), [&](std::uint64_t panel, unsigned) {
        const std::size_t first = panel * panel_columns;
        const std::size_t end = std::min(n, first + panel_columns);
        AlignedVector<double> right(padded_rows_ * panel_columns);
        AlignedVector<double> sums(end * panel_columns);
        for (std::size_t a = first; a < end; ++a) {
          const double* x = left + a * padded_rows_;
          for (std::size_t i = 0; i < padded_rows_; ++i) {
            right[i * panel_columns + a - first] = weight[i] * x[i];
          }
        }
        kernels::multiply_add({left, padded_rows_, 1}, end, padded_rows_, right.data(),
                              panel_columns, panel_columns, sums.data(), panel_columns);
        for (std::size_t b = 0; b < end; ++b) {
          for (std::size_t a = std::max(b, first); a < end; ++a) {
            gram[b * stride + a] = sums[b * panel_columns + a - first];
          }
        }
      });
}

void GatheredFeatures::square_sums(const double* weight, double* sums) const {
  parallel::for_blocks((column_count_ + piece_columns - 1) / piece_columns,
                       threads(column_count_, 1), [&](std::uint64_t piece, unsigned) {
                         const std::size_t end =
                             std::min(column_count_, (piece + 1) * piece_columns);
                         for (std::size_t j = piece * piece_columns; j < end; ++j) {
                           const double* x = column(j);
                           double sum = 0.0;
                           for (std::size_t i = 0; i < row_count_; ++i)
                             sum += weight[i] * x[i] * x[i];
                           sums[j] = sum;
                         }
                       });
}

}  // namespace odds::objective

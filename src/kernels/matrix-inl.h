// SPDX-License-Identifier: Apache-2.0
//
// C += A B on lanes. A block of C, R rows by W registers of columns, stays in registers while the
// depth passes by: each step loads W registers of B and broadcasts R elements of A, so that the
// multiply-adds, R W of them, take longer than the loads (Goto & van de Geijn 2008, "Anatomy of
// high-performance matrix multiplication").

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kernels/lanes-inl.h"
#include "kernels/matrix_kernels.hpp"

#if defined(ODDS_KERNELS_MATRIX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_MATRIX_INL_H_
#undef ODDS_KERNELS_MATRIX_INL_H_
#else
#define ODDS_KERNELS_MATRIX_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

// R W sums, W of B and one of A fit into the 32 registers of AVX-512 and NEON and the 16 of AVX2.
inline constexpr std::size_t product_rows = part_count == 1 ? 12 : 6;
inline constexpr std::size_t product_parts = part_count == 1 ? 2 : part_count;
// So much of the depth that its W registers of B, 16 KiB at most, stay in the first-level cache
// while all rows of A pass by.
inline constexpr std::size_t product_depth = 128;

// The right side and the sums of a product, from the first column that is asked for.
struct Product {
  const double* right;
  std::size_t right_stride;
  double* sums;
  std::size_t sum_stride;
};

// Rows of A from `left` on, R of them, times `depth` rows of B, W registers of columns.
template <std::size_t R, std::size_t W>
void multiply_block(const StridedMatrix& left, std::size_t depth, const Product& product) {
  Part sums[R][W];
  for (std::size_t i = 0; i < R; ++i) {
    for (std::size_t w = 0; w < W; ++w) {
      sums[i][w] = load_part(product.sums + i * product.sum_stride + w * part_lanes);
    }
  }
  const double* right = product.right;
  const double* element = left.data;
  for (std::size_t k = 0; k < depth; ++k) {
    Part row[W];
    for (std::size_t w = 0; w < W; ++w) row[w] = load_part(right + w * part_lanes);
    for (std::size_t i = 0; i < R; ++i) {
      const Part factor = set(element[i * left.row_stride]);
      for (std::size_t w = 0; w < W; ++w) sums[i][w] = fma(factor, row[w], sums[i][w]);
    }
    right += product.right_stride;
    element += left.column_stride;
  }
  for (std::size_t i = 0; i < R; ++i) {
    for (std::size_t w = 0; w < W; ++w) {
      store_part(sums[i][w], product.sums + i * product.sum_stride + w * part_lanes);
    }
  }
}

// One block of `rows` rows, 1 <= rows <= product_rows.
template <std::size_t W, std::size_t... Less>
HWY_INLINE void multiply_rows(std::size_t rows, const StridedMatrix& left, std::size_t depth,
                              const Product& product, std::index_sequence<Less...>) {
  using Block = void (*)(const StridedMatrix&, std::size_t, const Product&);
  static constexpr Block blocks[] = {&multiply_block<Less + 1, W>...};
  blocks[rows - 1](left, depth, product);
}

// W registers of columns. The rows are shared out evenly over as few blocks as possible: a block of
// a few left-over rows would wait for its own sums.
template <std::size_t W>
void multiply_panel(const StridedMatrix& left, std::size_t rows, std::size_t depth,
                    const Product& product) {
  const std::size_t blocks = (rows + product_rows - 1) / product_rows;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t first = rows * block / blocks;
    const std::size_t end = rows * (block + 1) / blocks;
    const StridedMatrix part{left.data + first * left.row_stride, left.row_stride,
                             left.column_stride};
    multiply_rows<W>(end - first, part, depth,
                     {product.right, product.right_stride,
                      product.sums + first * product.sum_stride, product.sum_stride},
                     std::make_index_sequence<product_rows>());
  }
}

inline void multiply_matrices(const StridedMatrix& left, std::size_t rows, std::size_t depth,
                              const double* right, std::size_t right_stride, std::size_t columns,
                              double* sums, std::size_t sum_stride) {
  constexpr std::size_t step = product_parts * part_lanes;
  for (std::size_t k = 0; k < depth; k += product_depth) {
    const std::size_t slice = std::min(product_depth, depth - k);
    const StridedMatrix part{left.data + k * left.column_stride, left.row_stride,
                             left.column_stride};
    std::size_t n = 0;
    const auto product = [&] {
      return Product{right + k * right_stride + n, right_stride, sums + n, sum_stride};
    };
    for (; n + step <= columns; n += step) {
      multiply_panel<product_parts>(part, rows, slice, product());
    }
    for (; n < columns; n += lane_count) multiply_panel<part_count>(part, rows, slice, product());
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

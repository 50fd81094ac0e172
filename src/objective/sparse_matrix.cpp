// SPDX-License-Identifier: Apache-2.0
#include "objective/sparse_matrix.hpp"

#include <algorithm>

#include "parallel/team.hpp"

namespace odds::objective {

using design::Design;
using design::Tile;

namespace {

// Where the inner columns of the dense part lie: those of ones are implicit.
struct Front {
  double* first = nullptr;
  std::size_t stride = 0;
  std::size_t skipped = 0;  // 1 with a column of ones

  double* column(std::size_t inner) const { return first + (inner - skipped) * stride; }
};

void copy_tile(const Design& design, const Tile& tile, std::size_t first_row, const Front& front) {
  for (std::size_t j = front.skipped; j < design.dense_count(); ++j) {
    std::copy_n(tile.column(j), tile.rows, front.column(j) + first_row);
  }
  std::size_t inner = design.dense_count();
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    const std::uint32_t* codes = tile.factor(f);
    for (std::size_t i = 0; i < tile.rows; ++i) {
      if (codes[i] != design::no_coefficient) front.column(inner + codes[i])[first_row + i] = 1.0;
    }
    inner += design.factor_levels(f);
  }
}

}  // namespace

SparseMatrix sparse_matrix(const design::SparseDesign& sparse, unsigned workers) {
  const Design& design = sparse.dense();
  SparseMatrix matrix;
  std::size_t rows = 0;
  for (std::uint64_t block = 0; block < sparse.block_count(); ++block) {
    matrix.blocks.push_back({design.block_row_count(block), sparse.block(block)});
    rows += matrix.blocks.back().rows;
  }
  matrix.sparse_count = sparse.sparse_count();
  matrix.has_ones = design.has_ones();
  matrix.dense_count = design.inner_count() - (matrix.has_ones ? 1 : 0);
  matrix.exponents.assign(design.inner_count(), 0);
  matrix.exponents.insert(matrix.exponents.end(), sparse.exponents().begin(),
                          sparse.exponents().end());
  if (matrix.dense_count == 0) return matrix;
  matrix.dense_stride = (rows + 7) / 8 * 8;
  matrix.dense.assign(matrix.dense_count * matrix.dense_stride, 0.0);
  const Front front{matrix.dense.data(), matrix.dense_stride, matrix.has_ones ? 1U : 0U};
  parallel::for_blocks(sparse.block_count(), workers, [&](std::uint64_t block, unsigned) {
    Tile tile(design.dense_count(), design.factor_count());
    const std::size_t count = design.block_row_count(block);
    for (std::size_t begin = 0; begin < count; begin += design::tile_rows) {
      design.load(block, begin, std::min(design::tile_rows, count - begin), tile);
      copy_tile(design, tile, block * block_rows + begin, front);
    }
  });
  return matrix;
}

}  // namespace odds::objective

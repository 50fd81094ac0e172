// SPDX-License-Identifier: Apache-2.0
#include "objective/workspace.hpp"

#include <algorithm>

namespace odds::objective {

using design::tile_stride;

Workspace::Workspace(const design::Design& design, const View& view, bool expand)
    : design_(design),
      view_(view),
      expand_(expand),
      tile_(design.dense_count(), design.factor_count()),
      expanded_(expand ? view.column_count(design.inner_count()) * tile_stride : 0) {}

void Workspace::load(std::uint64_t block, std::size_t begin, std::size_t count) {
  design_.load(block, begin, count, tile_);
  first_row_ = static_cast<std::size_t>(block) * block_rows + begin;
  if (view_.excluded_rows) {
    const std::uint8_t* excluded = view_.excluded_rows->data() + first_row_;
    for (std::size_t i = 0; i < tile_.rows; ++i) {
      if (excluded[i] != 0) tile_.weight[i] = 0.0;
    }
  }
  if (expand_) expand_columns();
  look_ahead(block, begin + count);
}

// The tile from row `begin` of the block on, or where the block ends there the first one of the
// view's next block.
void Workspace::look_ahead(std::uint64_t block, std::size_t begin) {
  ahead_.clear();
  if (begin == design_.block_row_count(block)) {
    block += view_.block_stride;
    begin = 0;
  }
  if (block >= design_.block_count()) return;
  const std::size_t rows = design_.block_row_count(block) - begin;
  design_.list_memory(block, begin, std::min(design::tile_rows, rows), ahead_);
}

kernels::DenseTile Workspace::dense() const {
  if (!expand_) return {tile_.dense.data(), tile_stride, design_.dense_count(), rows()};
  return {expanded_.data(), tile_stride, view_.column_count(design_.inner_count()), rows()};
}

void Workspace::expand_columns() {
  const std::size_t count = view_.column_count(design_.inner_count());
  const std::size_t dense_count = design_.dense_count();
  // First inner column of each factor, and the factor of each column beyond the dense ones.
  std::vector<std::pair<std::size_t, std::size_t>> level_of(design_.inner_count() - dense_count);
  std::size_t at = 0;
  for (std::size_t f = 0; f < design_.factor_count(); ++f) {
    for (std::size_t level = 0; level < design_.factor_levels(f); ++level) {
      level_of[at++] = {f, level};
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t inner = view_.uses_all_columns ? k : view_.columns[k];
    double* target = expanded_.data() + k * tile_stride;
    if (inner < dense_count) {
      std::copy_n(tile_.column(inner), rows(), target);
      continue;
    }
    const auto [factor, level] = level_of[inner - dense_count];
    const std::uint32_t* codes = tile_.factor(factor);
    for (std::size_t i = 0; i < tile_.rows; ++i) target[i] = codes[i] == level ? 1.0 : 0.0;
    std::fill(target + tile_.rows, target + rows(), 0.0);
  }
  if (!view_.basis.empty()) {
    kernels::solve_lower_rows(expanded_.data(), tile_stride, count, rows(), view_.basis.data(),
                              count);
  }
}

}  // namespace odds::objective

// SPDX-License-Identifier: Apache-2.0
//
// A tile of rows with the scores of its classes. Values of class k start at k * tile_stride; the
// reference, where there is one, is the last class and has the score 0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "design/tile.hpp"
#include "kernels/class_kernels.hpp"
#include "kernels/matrix_kernels.hpp"
#include "objective/workspace.hpp"

namespace odds::objective {

class ClassWorkspace {
 public:
  ClassWorkspace(const design::Design& design, const View& view, bool expand,
                 std::size_t equation_count)
      : tile_(design, view, expand),
        class_count_(design.classes().size()),
        equation_count_(equation_count),
        scores_(class_count_ * design::tile_stride),
        residuals_(class_count_ * design::tile_stride),
        diagonals_(equation_count * design::tile_stride),
        pair_(design::tile_stride) {}

  void load(std::uint64_t block, std::size_t begin, std::size_t count) {
    tile_.load(block, begin, count);
  }

  Workspace& tile() { return tile_; }
  std::size_t rows() const { return tile_.rows(); }
  std::size_t class_count() const { return class_count_; }
  const double* weight() const { return tile_.tile().weight.data(); }
  const double* outcome() const { return tile_.tile().successes.data(); }

  // Sets the scores from the coefficients of the equations, each `stride` after the one before and
  // with a zero behind its last one, for rows that have none. `scatters`: factors by their codes.
  void predict(const double* coefficients, std::size_t stride, bool scatters) {
    std::fill(scores_.begin(), scores_.end(), 0.0);
    const kernels::DenseTile dense = tile_.dense();
    in_slices(dense.column_count, [&](std::size_t first, std::size_t count) {
      kernels::multiply_add({coefficients + first, stride, 1}, equation_count_, count,
                            dense.columns + first * dense.stride, dense.stride, dense.rows,
                            scores_.data(), design::tile_stride);
    });
    if (!scatters) return;
    tile_.factors().assign(tile_.tile());
    for (std::size_t k = 0; k < equation_count_; ++k) {
      tile_.factors().add_predictors(coefficients + k * stride, scores(k));
    }
  }

  // f(first, count) over slices of the columns; between them half of the memory is asked for that
  // the next tile will read.
  template <class F>
  void in_slices(std::size_t columns, const F& f) {
    constexpr std::size_t slice = 32;
    const std::size_t slices = (columns + slice - 1) / slice;
    const std::size_t lines = slices == 0 ? 0 : tile_.ahead().lines() / (2 * slices) + 1;
    for (std::size_t first = 0; first < columns; first += slice) {
      tile_.ahead().fetch(lines);
      f(first, std::min(slice, columns - first));
    }
  }

  kernels::ClassTile classes() const {
    return {class_count_, design::tile_stride, rows(), weight(), outcome()};
  }

  double* scores() { return scores_.data(); }
  double* scores(std::size_t k) { return scores_.data() + k * design::tile_stride; }
  double* residuals() { return residuals_.data(); }
  double* residual(std::size_t k) { return residuals_.data() + k * design::tile_stride; }
  // The residuals row by row, `stride` equations a row, zeros behind the last one.
  const double* residual_rows(std::size_t stride) {
    residual_rows_.resize(design::tile_stride * stride, 0.0);
    for (std::size_t k = 0; k < equation_count_; ++k) {
      const double* from = residual(k);
      for (std::size_t i = 0; i < rows(); ++i) residual_rows_[i * stride + k] = from[i];
    }
    return residual_rows_.data();
  }
  double* diagonal(std::size_t k) { return diagonals_.data() + k * design::tile_stride; }
  double* pair() { return pair_.data(); }

 private:
  Workspace tile_;
  std::size_t class_count_;
  std::size_t equation_count_;
  base::AlignedVector<double> scores_;
  base::AlignedVector<double> residuals_;
  base::AlignedVector<double> residual_rows_;
  base::AlignedVector<double> diagonals_;  // of the curvature, by equation
  base::AlignedVector<double> pair_;
};

}  // namespace odds::objective

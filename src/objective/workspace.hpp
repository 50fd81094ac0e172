// SPDX-License-Identifier: Apache-2.0
//
// A tile of rows as a view shows it, with the buffers that one worker needs for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "design/design.hpp"
#include "design/tile.hpp"
#include "kernels/tile_kernels.hpp"
#include "objective/view.hpp"

namespace odds::objective {

class Workspace {
 public:
  Workspace(const design::Design& design, const View& view, bool expand);

  // Loads rows [begin, begin + count) of a block, excluded rows with weight zero.
  void load(std::uint64_t block, std::size_t begin, std::size_t count);

  const design::Tile& tile() const { return tile_; }
  std::size_t rows() const { return tile_.padded_rows; }
  // What the next load is likely to read.
  kernels::LookAhead& ahead() { return ahead_; }
  // Index of the tile's first row in the table.
  std::size_t first_row() const { return first_row_; }
  // Dense columns alone, or every column of the view when expanded.
  kernels::DenseTile dense() const;
  kernels::ResponseTile response() const {
    return {tile_.weight.data(), tile_.trials.data(), tile_.successes.data()};
  }
  const double* offset() const { return tile_.offset.data(); }

  double* predictor() { return predictor_.data(); }
  double* residual() { return residual_.data(); }
  double* curvature() { return curvature_.data(); }

 private:
  void expand_columns();
  void look_ahead(std::uint64_t block, std::size_t begin);

  const design::Design& design_;
  const View& view_;
  bool expand_;
  design::Tile tile_;
  std::size_t first_row_ = 0;
  kernels::LookAhead ahead_;
  base::AlignedVector<double> expanded_;
  base::AlignedVector<double> predictor_ = base::AlignedVector<double>(design::tile_stride);
  base::AlignedVector<double> residual_ = base::AlignedVector<double>(design::tile_stride);
  base::AlignedVector<double> curvature_ = base::AlignedVector<double>(design::tile_stride);
};

}  // namespace odds::objective

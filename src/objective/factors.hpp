// SPDX-License-Identifier: Apache-2.0
//
// The part of the factors (categorical columns) in the sums of an objective. Their columns of zeros
// and ones are never formed: a row's code says which coefficient it meets.
//
// Position of a coefficient: its place in the inner layout, dense columns first. A row that has no
// coefficient in a factor, its reference level, has the position behind the last one, so that the
// loops have no branch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "design/design.hpp"
#include "design/tile.hpp"

namespace odds::objective {

// The positions of a tile's rows, and what one worker needs for their products.
class Factors {
 public:
  explicit Factors(const design::Design& design);

  void assign(const design::Tile& tile);

  // predictor[i] += the coefficients of row i. `coefficients` has a zero behind the last one.
  void add_predictors(const double* coefficients, double* predictor) const;
  // gradient[p] += sum of the residuals of the rows at position p.
  void add_gradients(const double* residual, double* gradient) const;

  // Factor by factor: a weighted contingency table, above the diagonal of `gram`. Level by dense
  // column, and level by itself: level_sums, one row of doubles for each position of a factor.
  void add_gram(const design::Tile& tile, const double* weight, double* gram, std::size_t stride,
                double* level_sums);
  // Doubles of level_sums.
  std::size_t level_sum_count() const { return (coefficient_count_ + 1) * groups_ * lanes; }
  // Puts level_sums into the upper triangle of a Gram matrix.
  void spread(const double* level_sums, double* gram, std::size_t stride) const;

 private:
  static constexpr std::size_t lanes = 8;  // doubles of a row that are added at once

  const std::uint32_t* positions(std::size_t factor) const {
    return positions_.data() + factor * design::tile_stride;
  }
  void weigh_rows(const design::Tile& tile, const double* weight, std::size_t group);

  const design::Design& design_;
  std::size_t dense_count_;
  std::size_t coefficient_count_ = 0;  // of all factors
  std::size_t groups_;                 // of eight: the dense columns and the weight itself
  std::size_t rows_ = 0;
  std::vector<std::uint32_t> positions_;  // factor f's rows start at f * tile_stride
  base::AlignedVector<double> weighted_;  // (rows, lanes) of one group
};

}  // namespace odds::objective

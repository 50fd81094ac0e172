// SPDX-License-Identifier: Apache-2.0
//
// The inner columns of a design with few rows, laid side by side: a matrix of their own. Blocks of
// rows would not occupy the workers, so that columns are shared out instead.
#pragma once

#include "base/aligned.hpp"
#include "design/design.hpp"
#include "objective/features.hpp"

namespace odds::objective {

class GatheredFeatures : public Features {
 public:
  GatheredFeatures(const design::Design& design, unsigned workers);

  // Whether a design is of the kind: few rows, and not mainly categories.
  static bool suits(const design::Design& design);

  std::size_t row_count() const override { return row_count_; }
  std::size_t column_count() const override { return column_count_; }
  void pass(std::span<const std::uint32_t> predictor_columns, const double* theta,
            std::size_t width, const RowStep& step, std::size_t sum_count, double* sums,
            std::span<const std::uint32_t> gradient_columns, double* gradient) const override;
  void gram(std::span<const std::uint32_t> columns, const double* weight, double* gram,
            std::size_t stride) const override;
  void square_sums(const double* weight, double* sums) const override;

 private:
  const double* column(std::size_t j) const { return matrix_.data() + j * padded_rows_; }
  unsigned threads(std::size_t columns, std::size_t width) const;
  void set_residuals(std::span<const std::uint32_t> columns, const double* theta, std::size_t width,
                     const RowStep& step, std::size_t sum_count, double* sums,
                     double* residuals) const;

  unsigned workers_;
  std::size_t row_count_;
  std::size_t padded_rows_;  // a multiple of 8
  std::size_t column_count_;
  base::AlignedVector<double> matrix_;  // (column_count, padded_rows); rows beyond the last: zeros
};

// Rows of the table of a design, also those that are not used.
std::size_t row_count_of(const design::Design& design);

}  // namespace odds::objective

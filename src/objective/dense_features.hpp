// SPDX-License-Identifier: Apache-2.0
//
// The inner columns of a design of numbers and categories as a matrix.
//
// Two ways to the same products, chosen by the size of the table alone:
//   tiles      many rows: products tile by tile, as the table's blocks are read; categories by
//   their
//              codes. Blocks are shared out over the workers.
//   gathered   few rows: the inner columns are laid side by side once, scaled, and columns are
//              shared out over the workers.
#pragma once

#include <memory>
#include <vector>

#include "design/design.hpp"
#include "objective/features.hpp"
#include "objective/gathered_features.hpp"

namespace odds::objective {

class DenseFeatures : public Features {
 public:
  // The design must outlive the features. Not to be called from several threads at once.
  DenseFeatures(const design::Design& design, unsigned workers);
  ~DenseFeatures() override;

  std::size_t row_count() const override { return row_count_; }
  std::size_t column_count() const override { return design_.inner_count(); }
  void pass(std::span<const std::uint32_t> predictor_columns, const double* theta,
            std::size_t width, const RowStep& step, std::size_t sum_count, double* sums,
            std::span<const std::uint32_t> gradient_columns, double* gradient) const override;
  void gram(std::span<const std::uint32_t> columns, const double* weight, double* gram,
            std::size_t stride) const override;
  void square_sums(const double* weight, double* sums) const override;

 private:
  struct Worker;
  struct Sums;
  struct Request;

  Worker& worker(unsigned index) const;
  template <class State, class F, class Merge>
  State sum_tiles(const State& zero, std::size_t bytes, const F& f, const Merge& merge) const;

  void add_tile(Worker& worker, const Request& request, Sums& sums) const;
  void sum_passes(const Request& request, double* sums, double* gradient) const;

  const design::Design& design_;
  unsigned workers_;
  std::size_t row_count_;
  std::unique_ptr<const GatheredFeatures> gathered_;  // null: tiles
  mutable std::vector<std::unique_ptr<Worker>> pool_;
};

}  // namespace odds::objective

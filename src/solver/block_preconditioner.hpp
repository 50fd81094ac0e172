// SPDX-License-Identifier: Apache-2.0
//
// A matrix near the curvature H of a likelihood over many columns, easy to solve with:
//
//   M = [ H on the columns that weigh the most        0           ]
//       [ 0                                  diagonal of H        ]
//
// Where all columns are few, M is H. Elsewhere the diagonal serves until strengthen() asks for a
// block, summed over a sample of the rows where all of them would take longer than the products
// with H that it saves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "objective/feature_likelihood.hpp"
#include "solver/cholesky.hpp"

namespace odds::solver {

class BlockPreconditioner {
 public:
  // Chooses the columns, by the curvature at the point accepted.
  explicit BlockPreconditioner(const objective::FeatureLikelihood& objective);

  // From the next update on with a block.
  void strengthen() { has_block_ = true; }

  // Takes the curvature from the point accepted.
  void update(const objective::FeatureLikelihood& objective);

  // M^-1 vector.
  void solve(const std::vector<double>& vector, std::vector<double>& result) const;

  bool is_exact() const { return is_exact_; }  // M = H at the point of the last update
  double diagonal(std::size_t column) const { return diagonal_[column]; }

 private:
  void choose(const objective::FeatureLikelihood& objective);

  std::vector<std::uint32_t> columns_;  // of the block
  std::size_t row_stride_ = 1;
  bool is_exact_ = false;
  bool has_block_ = false;
  std::vector<double> diagonal_;
  std::optional<Cholesky> factor_;  // of the block; empty: it was singular, the diagonal serves
};

}  // namespace odds::solver

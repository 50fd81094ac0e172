// SPDX-License-Identifier: Apache-2.0
#include "solver/block_preconditioner.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace odds::solver {
namespace {

// What a block may cost, in products with all entries of the matrix, which it is to save.
constexpr double most_gram_cost = 8.0;     // all rows of all columns: no other product is needed
constexpr double most_sample_cost = 2.0;   // of a sample
constexpr double most_factor_cost = 16.0;  // n^3 / 3 of the factor, dense and so the cheaper
constexpr double most_block_cost = 0.5;    // the same, of a block besides the diagonal
constexpr double fewest_rows = 40.0;       // of a sample, for each column

// The largest n with n^3 / 3 <= operations.
std::size_t largest_factor(double operations) {
  std::size_t n = 1;
  while (static_cast<double>((n + 1) * (n + 1)) * static_cast<double>(n + 1) <= 3.0 * operations) {
    ++n;
  }
  return n;
}

}  // namespace

BlockPreconditioner::BlockPreconditioner(const objective::FeatureLikelihood& objective)
    : diagonal_(objective.diagonal()) {
  choose(objective);
}

void BlockPreconditioner::choose(const objective::FeatureLikelihood& objective) {
  const std::size_t dimension = objective.dimension();
  const auto rows = static_cast<double>(objective.row_count());
  double entries = 0;
  for (std::size_t j = 0; j < dimension; ++j) entries += objective.entry_count(j);
  std::vector<std::uint32_t> order(dimension);
  std::iota(order.begin(), order.end(), 0U);
  // A column that the ridge rules needs no company: how far the diagonal exceeds it decides.
  const auto weight = [&](std::uint32_t j) {
    const double strength = objective.strengths()[j];
    return strength > 0 ? diagonal_[j] / strength : HUGE_VAL;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return weight(a) > weight(b); });
  std::size_t most = std::min(dimension, largest_factor(most_factor_cost * entries));
  const auto cost_of = [&](std::size_t count) {
    double density = 0;  // entries of the block in a row
    for (std::size_t k = 0; k < count; ++k) density += objective.entry_count(order[k]) / rows;
    return rows * density * density / 2.0 / entries;
  };
  is_exact_ = most == dimension && cost_of(most) <= most_gram_cost;
  has_block_ = is_exact_;
  if (!is_exact_) {
    most = std::min(most, largest_factor(most_block_cost * entries));
    const double stride = std::min(cost_of(most) / most_sample_cost,
                                   rows / (fewest_rows * static_cast<double>(most)));
    row_stride_ = static_cast<std::size_t>(std::max(1.0, stride));
  }
  columns_.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most));
  std::sort(columns_.begin(), columns_.end());
}

void BlockPreconditioner::update(const objective::FeatureLikelihood& objective) {
  if (!is_exact_) diagonal_ = objective.diagonal();
  if (!has_block_) return;
  const std::vector<double> block = objective.block(columns_, row_stride_);
  factor_ = Cholesky::factor(block, columns_.size());
  if (is_exact_) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      diagonal_[columns_[k]] = block[k * columns_.size() + k];
    }
  }
}

void BlockPreconditioner::solve(const std::vector<double>& vector,
                                std::vector<double>& result) const {
  result.resize(vector.size());
  for (std::size_t j = 0; j < vector.size(); ++j) {
    result[j] = diagonal_[j] > 0 ? vector[j] / diagonal_[j] : 0.0;
  }
  if (!factor_) return;
  std::vector<double> block(columns_.size());
  for (std::size_t k = 0; k < block.size(); ++k) block[k] = vector[columns_[k]];
  block = factor_->solve(block);
  for (std::size_t k = 0; k < block.size(); ++k) result[columns_[k]] = block[k];
}

}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include "objective/factors.hpp"

#include <algorithm>

#include "kernels/column_kernels.hpp"

namespace odds::objective {

using design::Design;
using design::Tile;

Factors::Factors(const Design& design)
    : design_(design),
      dense_count_(design.dense_count()),
      groups_((design.dense_count() + 1 + lanes - 1) / lanes),
      positions_(design.factor_count() * design::tile_stride),
      weighted_(design::tile_rows * lanes) {
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    coefficient_count_ += design.factor_levels(f);
  }
}

void Factors::assign(const Tile& tile) {
  rows_ = tile.rows;
  const auto nowhere = static_cast<std::uint32_t>(dense_count_ + coefficient_count_);
  auto first = static_cast<std::uint32_t>(dense_count_);
  for (std::size_t f = 0; f < design_.factor_count(); ++f) {
    const std::uint32_t* codes = tile.factor(f);
    std::uint32_t* position = positions_.data() + f * design::tile_stride;
    for (std::size_t i = 0; i < rows_; ++i) {
      position[i] = codes[i] == design::no_coefficient ? nowhere : first + codes[i];
    }
    first += static_cast<std::uint32_t>(design_.factor_levels(f));
  }
}

void Factors::add_predictors(const double* coefficients, double* predictor) const {
  for (std::size_t f = 0; f < design_.factor_count(); ++f) {
    const std::uint32_t* position = positions(f);
    for (std::size_t i = 0; i < rows_; ++i) predictor[i] += coefficients[position[i]];
  }
}

void Factors::add_gradients(const double* residual, double* gradient) const {
  for (std::size_t f = 0; f < design_.factor_count(); ++f) {
    const std::uint32_t* position = positions(f);
    for (std::size_t i = 0; i < rows_; ++i) gradient[position[i]] += residual[i];
  }
}

// The rows' values in eight of the columns times their weight, side by side; behind the last dense
// column the weight itself.
void Factors::weigh_rows(const Tile& tile, const double* weight, std::size_t group) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::size_t j = group * lanes + lane;
    double* out = weighted_.data() + lane;
    if (j < dense_count_) {
      const double* x = tile.column(j);
      for (std::size_t i = 0; i < rows_; ++i) out[i * lanes] = weight[i] * x[i];
    } else {
      const double share = j == dense_count_ ? 1.0 : 0.0;
      for (std::size_t i = 0; i < rows_; ++i) out[i * lanes] = weight[i] * share;
    }
  }
}

void Factors::add_gram(const Tile& tile, const double* weight, double* gram, std::size_t stride,
                       double* level_sums) {
  const auto first = static_cast<std::uint32_t>(dense_count_);
  for (std::size_t group = 0; group < groups_; ++group) {
    weigh_rows(tile, weight, group);
    double* sums = level_sums + group * (coefficient_count_ + 1) * lanes;
    for (std::size_t f = 0; f < design_.factor_count(); ++f) {
      kernels::add_rows(weighted_.data(), positions(f), first, rows_, sums);
    }
  }
  for (std::size_t f = 0; f < design_.factor_count(); ++f) {
    const std::uint32_t* position = positions(f);
    for (std::size_t g = f + 1; g < design_.factor_count(); ++g) {
      const std::uint32_t* other = positions(g);
      for (std::size_t i = 0; i < rows_; ++i) {
        gram[position[i] * stride + other[i]] += weight[i];
      }
    }
  }
}

void Factors::spread(const double* level_sums, double* gram, std::size_t stride) const {
  for (std::size_t level = 0; level < coefficient_count_; ++level) {
    const std::size_t position = dense_count_ + level;
    const auto sum = [&](std::size_t j) {
      const std::size_t row = j / lanes * (coefficient_count_ + 1) + level;
      return level_sums[row * lanes + j % lanes];
    };
    for (std::size_t j = 0; j < dense_count_; ++j) gram[j * stride + position] += sum(j);
    gram[position * stride + position] += sum(dense_count_);
  }
}

}  // namespace odds::objective

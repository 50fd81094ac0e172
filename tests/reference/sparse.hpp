// SPDX-License-Identifier: Apache-2.0
//
// Random sparse rows in the shape that a table holds them, with plain access to every value.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <odds/table.hpp>

#include "objective/response_rows.hpp"
#include "objective/sparse_features.hpp"

namespace reference {

struct SparseRows {
  struct Block {
    std::vector<std::uint32_t> starts{0};
    std::vector<std::uint32_t> indices;
    std::vector<double> values;
  };
  std::vector<Block> blocks;
  std::vector<std::vector<double>> rows;   // sparse columns, dense
  std::vector<std::vector<double>> front;  // dense columns, by column
  std::size_t columns = 0;
  bool all_ones = false;
  bool has_ones = true;
  std::vector<std::int32_t> exponents;

  // Column j is in a row with probability about 1 / (1 + j / 3).
  SparseRows(std::size_t row_count, std::size_t column_count, unsigned seed, bool ones = false)
      : columns(column_count), all_ones(ones) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (std::size_t i = 0; i < row_count; ++i) {
      std::vector<double> row(columns, 0.0);
      for (std::size_t j = 0; j < columns; ++j) {
        if (uniform(random) < 0.8 / (1.0 + static_cast<double>(j) / 3.0)) {
          row[j] = ones ? 1.0 : normal(random);
        }
      }
      add(row);
    }
  }

  void add(const std::vector<double>& row) {
    if (rows.size() % odds::block_rows == 0) blocks.emplace_back();
    Block& block = blocks.back();
    for (std::size_t j = 0; j < columns; ++j) {
      if (row[j] == 0.0) continue;
      block.indices.push_back(static_cast<std::uint32_t>(j));
      block.values.push_back(row[j]);
    }
    block.starts.push_back(static_cast<std::uint32_t>(block.indices.size()));
    rows.push_back(row);
  }

  std::size_t front_count() const { return front.size() + (has_ones ? 1 : 0); }
  std::size_t inner_count() const { return front_count() + columns; }

  // Of the scaled matrix.
  double x(std::size_t i, std::size_t j) const {
    const double scale = exponents.empty() ? 1.0 : std::ldexp(1.0, exponents[j]);
    if (has_ones && j == 0) return scale;
    if (j < front_count()) return front[j - (has_ones ? 1 : 0)][i] * scale;
    return rows[i][j - front_count()] * scale;
  }

  // These rows must outlive it.
  odds::objective::SparseMatrix matrix() const {
    odds::objective::SparseMatrix matrix;
    for (const Block& block : blocks) {
      matrix.blocks.push_back(
          {block.starts.size() - 1,
           {block.starts.data(), block.indices.data(), all_ones ? nullptr : block.values.data()}});
    }
    matrix.sparse_count = columns;
    matrix.has_ones = has_ones;
    matrix.dense_count = front.size();
    matrix.dense_stride = (rows.size() + 7) / 8 * 8;
    for (const std::vector<double>& column : front) {
      matrix.dense.insert(matrix.dense.end(), column.begin(), column.end());
      matrix.dense.resize((matrix.dense.size() + 7) / 8 * 8, 0.0);
    }
    matrix.exponents = exponents;
    return matrix;
  }

  // Answers of a model with coefficients of both signs and an offset; every third row weighs
  // `weight`.
  odds::objective::ResponseRows response(unsigned seed, double weight = 1.0) const {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform;
    odds::objective::ResponseRows response;
    const std::size_t padded = (rows.size() + 7) / 8 * 8;
    for (auto* values :
         {&response.weight, &response.trials, &response.successes, &response.offset}) {
      values->assign(padded, 0.0);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      response.offset[i] = 0.4 * std::sin(static_cast<double>(i));
      double z = response.offset[i] - 0.3;
      for (std::size_t j = 0; j < columns && j < 12; ++j) {
        z += rows[i][j] * (j % 2 == 0 ? 1.5 : -1.0) / static_cast<double>(1 + j / 4);
      }
      response.weight[i] = i % 3 == 0 ? weight : 1.0;
      response.trials[i] = 1.0;
      response.successes[i] = uniform(random) < 1.0 / (1.0 + std::exp(-z)) ? 1.0 : 0.0;
      response.sum_weights += response.weight[i];
    }
    return response;
  }
};

}  // namespace reference

// SPDX-License-Identifier: Apache-2.0
//
// The products of sparse rows against plain loops in long double, and the same bits on every
// target.
#include "kernels/sparse_kernels.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include "base/aligned.hpp"
#include "kernels/table.hpp"
#include "kernels/targets.hpp"

namespace odds::kernels {
namespace {

// Rows of 0 to 40 entries.
struct Example {
  static constexpr std::size_t columns = 60;
  static constexpr std::size_t width = 16;

  explicit Example(unsigned seed, bool has_values) : has_values_(has_values) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    starts.push_back(0);
    for (std::size_t i = 0; i < 43; ++i) {
      for (std::uint32_t j = 0; j < columns; ++j) {
        if (random() % 43 >= i) continue;
        indices.push_back(j);
        values.push_back(has_values ? normal(random) : 1.0);
      }
      starts.push_back(static_cast<std::uint32_t>(indices.size()));
    }
    const std::size_t rows = starts.size() - 1;
    for (std::size_t k = 0; k < columns * width; ++k) coefficients.push_back(normal(random));
    for (std::size_t k = 0; k < rows * width; ++k) row_values.push_back(normal(random));
    row_values[5] = 0.0;
  }
  SparseRows rows() const {
    return {starts.data(), indices.data(), has_values_ ? values.data() : nullptr,
            starts.size() - 1};
  }

  bool has_values_;
  std::vector<std::uint32_t> starts, indices;
  std::vector<double> values;
  base::AlignedVector<double> coefficients, row_values;
};

struct Results {
  base::AlignedVector<double> predictor, sums, squares, predictors, wide_sums, gram;
};

Results results(const KernelTable& table, const Example& example) {
  constexpr std::size_t columns = Example::columns;
  constexpr std::size_t width = Example::width;
  const SparseRows rows = example.rows();
  Results r;
  r.predictor.assign(rows.rows, 0.25);
  r.sums.assign(columns, 0.5);
  r.squares.assign(columns, 0.5);
  r.predictors.assign(rows.rows * width, 0.25);
  r.wide_sums.assign(columns * width, 0.5);
  r.gram.assign(columns * columns, 0.0);
  table.sparse_predict(rows, example.coefficients.data(), r.predictor.data());
  table.sparse_scatter(rows, example.row_values.data(), r.sums.data());
  table.sparse_square(rows, example.row_values.data(), r.squares.data());
  table.sparse_predict_wide(rows, width, example.coefficients.data(), r.predictors.data());
  table.sparse_transpose_wide(rows, width, example.row_values.data(), r.wide_sums.data());
  table.sparse_outer(rows, example.row_values.data(), r.gram.data(), columns);
  return r;
}

TEST(SparseKernels, AgreeWithPlainLoops) {
  constexpr std::size_t columns = Example::columns;
  constexpr std::size_t width = Example::width;
  for (const bool has_values : {true, false}) {
    const Example example(7, has_values);
    const Results r = results(kernels(), example);
    std::vector<long double> sums(columns, 0.5L), squares(columns, 0.5L);
    std::vector<long double> wide(columns * width, 0.5L), gram(columns * columns, 0.0L);
    for (std::size_t i = 0; i + 1 < example.starts.size(); ++i) {
      long double z = 0.25L;
      std::vector<long double> zs(width, 0.25L);
      const long double value = example.row_values[i];
      for (std::size_t k = example.starts[i]; k < example.starts[i + 1]; ++k) {
        const std::uint32_t j = example.indices[k];
        const long double x = example.values[k];
        z += x * example.coefficients[j];
        sums[j] += x * value;
        squares[j] += x * x * value;
        for (std::size_t c = 0; c < width; ++c) {
          zs[c] += x * example.coefficients[j * width + c];
          wide[j * width + c] += x * example.row_values[i * width + c];
        }
        for (std::size_t l = k; l < example.starts[i + 1]; ++l) {
          gram[j * columns + example.indices[l]] += value * x * example.values[l];
        }
      }
      EXPECT_NEAR(r.predictor[i], static_cast<double>(z), 1e-13);
      for (std::size_t c = 0; c < width; ++c) {
        EXPECT_NEAR(r.predictors[i * width + c], static_cast<double>(zs[c]), 1e-13);
      }
    }
    for (std::size_t j = 0; j < columns; ++j) {
      EXPECT_NEAR(r.sums[j], static_cast<double>(sums[j]), 1e-13);
      EXPECT_NEAR(r.squares[j], static_cast<double>(squares[j]), 1e-13);
    }
    for (std::size_t k = 0; k < wide.size(); ++k) {
      EXPECT_NEAR(r.wide_sums[k], static_cast<double>(wide[k]), 1e-13);
    }
    for (std::size_t k = 0; k < gram.size(); ++k) {
      EXPECT_NEAR(r.gram[k], static_cast<double>(gram[k]), 1e-13);
    }
  }
}

TEST(SparseKernels, EveryTargetGivesTheSameBits) {
  const KernelTable* baseline = table_for(HWY_STATIC_TARGET);
  ASSERT_NE(baseline, nullptr);
  for (std::int64_t rest = machine_targets(); rest != 0; rest &= rest - 1) {
    const KernelTable* table = table_for(rest & -rest);
    if (table == nullptr) continue;
    for (const bool has_values : {true, false}) {
      const Example example(11, has_values);
      const Results a = results(*baseline, example);
      const Results b = results(*table, example);
      EXPECT_EQ(a.predictor, b.predictor);
      EXPECT_EQ(a.sums, b.sums);
      EXPECT_EQ(a.squares, b.squares);
      EXPECT_EQ(a.predictors, b.predictors);
      EXPECT_EQ(a.wide_sums, b.wide_sums);
      EXPECT_EQ(a.gram, b.gram);
    }
  }
}

// Values of 1 that are written down and those that are not.
TEST(SparseKernels, OnesNeedNotBeStored) {
  const Example without(3, false);
  Example with = without;
  with.has_values_ = true;
  const Results a = results(kernels(), without);
  const Results b = results(kernels(), with);
  EXPECT_EQ(a.predictor, b.predictor);
  EXPECT_EQ(a.sums, b.sums);
  EXPECT_EQ(a.squares, b.squares);
  EXPECT_EQ(a.gram, b.gram);
}

}  // namespace
}  // namespace odds::kernels

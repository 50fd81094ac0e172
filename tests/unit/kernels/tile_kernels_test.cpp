// SPDX-License-Identifier: Apache-2.0
//
// The products of a tile against plain loops in long double, and the same bits on every target.
#include "kernels/tile_kernels.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include "base/aligned.hpp"
#include "kernels/logistic.hpp"
#include "kernels/table.hpp"
#include "kernels/targets.hpp"

namespace odds::kernels {
namespace {

// A random tile with rows of padding, as design fills it.
struct Example {
  Example(std::size_t column_count, std::size_t row_count, unsigned seed)
      : columns(column_count * stride),
        start(stride),
        weight(stride),
        trials(stride),
        successes(stride),
        used(row_count) {
    rows = (row_count + 7) / 8 * 8;
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < row_count; ++i) {
      for (std::size_t j = 0; j < column_count; ++j) columns[j * stride + i] = normal(random);
      start[i] = normal(random);
      trials[i] = static_cast<double>(1 + random() % 5);
      successes[i] = static_cast<double>(random() % static_cast<unsigned>(trials[i] + 1));
      weight[i] = 0.25 + std::fabs(normal(random));
    }
    for (std::size_t j = 0; j < column_count; ++j) coefficients.push_back(normal(random));
  }
  DenseTile tile() const { return {columns.data(), stride, coefficients.size(), rows}; }
  ResponseTile response() const { return {weight.data(), trials.data(), successes.data()}; }
  double x(std::size_t i, std::size_t j) const { return columns[j * stride + i]; }

  static constexpr std::size_t stride = 264;
  base::AlignedVector<double> columns, start, weight, trials, successes;
  std::vector<double> coefficients;
  std::size_t used;
  std::size_t rows = 0;
};

// Every kernel's results on one example, in one list.
std::vector<double> all_results(const KernelTable& table, const Example& example) {
  const std::size_t count = example.coefficients.size();
  std::vector<double> z(Example::stride), r(Example::stride), w(Example::stride);
  table.predict(example.tile(), example.coefficients.data(), example.start.data(), z.data(),
                nullptr);
  const double loss =
      table.loss(example.response(), example.rows, z.data(), r.data(), w.data(), nullptr);
  std::vector<double> gradient(count, 0.5);
  table.transpose(example.tile(), r.data(), gradient.data(), nullptr);
  std::vector<double> gram((count + 1) * (count + 1), 0.0);
  table.gram(example.tile(), w.data(), gram.data(), count + 1, nullptr);
  std::vector<double> result{loss};
  for (const auto* list : {&z, &r, &w, &gradient, &gram}) {
    result.insert(result.end(), list->begin(), list->end());
  }
  return result;
}

TEST(TileKernels, AgreeWithPlainLoops) {
  for (const std::size_t count : {1U, 2U, 3U, 4U, 5U, 11U, 29U}) {
    for (const std::size_t rows : {1U, 7U, 8U, 40U, 255U, 256U}) {
      const Example example(count, rows, static_cast<unsigned>(count * 1000 + rows));
      const std::vector<double> found = all_results(kernels(), example);
      long double loss = 0;
      std::vector<long double> gradient(count, 0.5L);
      std::vector<long double> gram(count * count, 0.0L);
      for (std::size_t i = 0; i < rows; ++i) {
        long double z = example.start[i];
        for (std::size_t j = 0; j < count; ++j) z += example.x(i, j) * example.coefficients[j];
        const long double p = 1 / (1 + std::exp(-z));
        const long double m = example.trials[i];
        const long double s = example.successes[i];
        loss -= example.weight[i] * (s * std::log(p) + (m - s) * std::log1p(-p));
        for (std::size_t j = 0; j < count; ++j) {
          gradient[j] += example.weight[i] * (m * p - s) * example.x(i, j);
          for (std::size_t k = j; k < count; ++k) {
            gram[j * count + k] +=
                example.weight[i] * m * p * (1 - p) * example.x(i, j) * example.x(i, k);
          }
        }
      }
      EXPECT_NEAR(found[0], static_cast<double>(loss), 1e-12 * std::fabs(found[0]));
      const std::size_t first_gradient = 1 + 3 * Example::stride;
      for (std::size_t j = 0; j < count; ++j) {
        EXPECT_NEAR(found[first_gradient + j], static_cast<double>(gradient[j]), 1e-11);
        for (std::size_t k = j; k < count; ++k) {
          EXPECT_NEAR(found[first_gradient + count + j * (count + 1) + k],
                      static_cast<double>(gram[j * count + k]), 1e-11);
        }
      }
    }
  }
}

TEST(TileKernels, HaveTheSameBitsOnEveryTarget) {
  const KernelTable& portable = *table_for(HWY_STATIC_TARGET);
  for (const std::int64_t target : {HWY_AVX3, HWY_AVX2, HWY_NEON}) {
    const KernelTable* table = table_for(target);
    if (table == nullptr || (machine_targets() & target) == 0) continue;
    for (const std::size_t count : {1U, 3U, 4U, 6U, 13U, 29U}) {
      for (const std::size_t rows : {3U, 64U, 251U, 256U}) {
        const Example example(count, rows, static_cast<unsigned>(7 * count + rows));
        ASSERT_EQ(all_results(*table, example), all_results(portable, example))
            << "target " << target << ", " << count << " columns, " << rows << " rows";
      }
    }
  }
}

TEST(TileKernels, StayFiniteWhereThePredictorIsHuge) {
  base::AlignedVector<double> weight(8, 1.0), trials(8, 1.0), successes(8);
  successes[1] = successes[3] = 1.0;
  const std::vector<double> z{1e307, 1e307, -1e307, -1e307, 800, -800, 0, 0};
  std::vector<double> r(8), w(8);
  const ResponseTile response{weight.data(), trials.data(), successes.data()};
  // Rows 0 and 3 are wrong by 1e307 each: the loss is that distance, not infinity.
  EXPECT_EQ(logistic_loss(response, 8, z.data(), r.data(), w.data()), 2e307);
  EXPECT_EQ(r[0], 1.0);
  EXPECT_EQ(r[1], 0.0);
  EXPECT_EQ(r[2], 0.0);
  EXPECT_EQ(r[3], -1.0);
  for (const double value : w) EXPECT_TRUE(std::isfinite(value));
  EXPECT_EQ(w[6], 0.25);
}

TEST(TileKernels, SolveLowerRowsUndoesTheProduct) {
  constexpr std::size_t n = 5;
  const Example example(n, 100, 3);
  std::vector<double> lower(n * n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) lower[j * n + k] = 0.1 * static_cast<double>(j + k + 1);
    lower[j * n + j] = 1.0 + static_cast<double>(j);
  }
  base::AlignedVector<double> solved = example.columns;
  solve_lower_rows(solved.data(), Example::stride, n, example.rows, lower.data(), n);
  for (std::size_t i = 0; i < 100; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double product = 0;
      for (std::size_t k = 0; k <= j; ++k)
        product += lower[j * n + k] * solved[k * Example::stride + i];
      EXPECT_NEAR(product, example.x(i, j), 1e-14 * (1 + std::fabs(example.x(i, j))));
    }
  }
}

}  // namespace
}  // namespace odds::kernels

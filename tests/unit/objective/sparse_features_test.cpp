// SPDX-License-Identifier: Apache-2.0
//
// Products with sparse columns against plain loops, for every shape of matrix, and the same bits
// for any number of threads.
#include "objective/sparse_features.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "reference/sparse.hpp"

namespace odds::objective {
namespace {

using reference::SparseRows;

// More than a block, the last piece and its last eight rows not full.
SparseRows example(bool ones, bool with_front) {
  SparseRows rows(5003, 37, 5, ones);
  if (!with_front) return rows;
  for (int c = 0; c < 2; ++c) {
    std::vector<double> column(rows.rows.size());
    for (std::size_t i = 0; i < column.size(); ++i) {
      column[i] = std::sin(static_cast<double>(i * (c + 1)));
    }
    rows.front.push_back(column);
  }
  rows.exponents.assign(rows.inner_count(), 0);
  for (std::size_t j = 0; j < rows.inner_count(); ++j) {
    rows.exponents[j] = static_cast<std::int32_t>(j % 5) - 2;
  }
  rows.exponents[0] = 0;
  return rows;
}

struct Passed {
  std::vector<double> sums, gradient, z;
};

// z, then residuals 0.1 z + column c of the rows.
Passed pass(const SparseFeatures& features, std::size_t width,
            const std::vector<std::uint32_t>& columns) {
  base::AlignedVector<double> theta(columns.size() * width);
  for (std::size_t k = 0; k < theta.size(); ++k) theta[k] = std::cos(static_cast<double>(k));
  Passed passed;
  passed.sums.assign(width, -1.0);
  passed.gradient.assign(columns.size() * width, -1.0);
  passed.z.assign(features.row_count() * width, 0.0);
  const auto step = [&](std::size_t first, std::size_t count, double* z, double* sums) {
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t c = 0; c < width; ++c) {
        double& at = z[i * width + c];
        passed.z[(first + i) * width + c] = at;
        sums[c] += at;
        at = 0.1 * at + static_cast<double>(c);
      }
    }
  };
  features.pass(columns, theta.data(), width, step, width, passed.sums.data(), columns,
                passed.gradient.data());
  return passed;
}

class SparseFeaturesTest : public testing::TestWithParam<std::tuple<bool, bool, std::size_t>> {};

TEST_P(SparseFeaturesTest, PassAgreesWithPlainLoops) {
  const auto [ones, with_front, width] = GetParam();
  const SparseRows rows = example(ones, with_front);
  const SparseFeatures features(rows.matrix(), 2);
  std::vector<std::uint32_t> columns;
  for (std::uint32_t j = 0; j < rows.inner_count(); j += 2) columns.push_back(j);
  std::swap(columns[1], columns[4]);  // any order
  const Passed found = pass(features, width, columns);
  std::vector<long double> sums(width, 0.0L), gradient(columns.size() * width, 0.0L);
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    for (std::size_t c = 0; c < width; ++c) {
      long double z = 0;
      for (std::size_t k = 0; k < columns.size(); ++k) {
        z += rows.x(i, columns[k]) * std::cos(static_cast<double>(k * width + c));
      }
      ASSERT_NEAR(found.z[i * width + c], static_cast<double>(z), 1e-12);
      sums[c] += z;
      for (std::size_t k = 0; k < columns.size(); ++k) {
        gradient[k * width + c] += rows.x(i, columns[k]) * (0.1L * z + c);
      }
    }
  }
  for (std::size_t c = 0; c < width; ++c) {
    EXPECT_NEAR(found.sums[c], static_cast<double>(sums[c]), 1e-8);
  }
  for (std::size_t k = 0; k < gradient.size(); ++k) {
    EXPECT_NEAR(found.gradient[k], static_cast<double>(gradient[k]), 1e-8);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, SparseFeaturesTest,
                         testing::Combine(testing::Bool(), testing::Bool(),
                                          testing::Values(std::size_t{1}, std::size_t{8})));

TEST(SparseFeatures, GramAndSquaresAgreeWithPlainLoops) {
  for (const bool ones : {true, false}) {
    const SparseRows rows = example(ones, !ones);
    const SparseFeatures features(rows.matrix(), 3);
    std::vector<double> weight(rows.rows.size() + 8, 0.0);
    for (std::size_t i = 0; i < rows.rows.size(); ++i) weight[i] = static_cast<double>(i % 4);
    const std::vector<std::uint32_t> columns{7, 0, 2, 1, 30, 11};
    const std::size_t n = columns.size();
    std::vector<double> gram(n * (n + 1), -1.0), squares(rows.inner_count());
    features.gram(columns, weight.data(), gram.data(), n + 1);
    features.square_sums(weight.data(), squares.data());
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = a; b < n; ++b) {
        long double sum = 0;
        for (std::size_t i = 0; i < rows.rows.size(); ++i) {
          sum += weight[i] * rows.x(i, columns[a]) * rows.x(i, columns[b]);
        }
        EXPECT_NEAR(gram[a * (n + 1) + b], static_cast<double>(sum), 1e-8);
        if (a == b) {
          EXPECT_NEAR(squares[columns[a]], static_cast<double>(sum), 1e-8);
        }
      }
    }
    EXPECT_EQ(gram[n + 1], -1.0);  // below the diagonal
  }
}

TEST(SparseFeatures, SameBitsForAnyNumberOfThreads) {
  const SparseRows rows(30'000, 25, 9);
  std::vector<std::uint32_t> columns(rows.inner_count());
  std::iota(columns.begin(), columns.end(), 0U);
  const std::vector<double> weight(rows.rows.size(), 0.3);
  const SparseFeatures one(rows.matrix(), 1);
  const Passed expected = pass(one, 1, columns);
  std::vector<double> gram(columns.size() * columns.size()), squares(columns.size());
  one.gram(columns, weight.data(), gram.data(), columns.size());
  one.square_sums(weight.data(), squares.data());
  ASSERT_GT(one.entry_count(), 120'000U);  // enough for several workers
  for (const unsigned workers : {2U, 4U}) {
    const SparseFeatures many(rows.matrix(), workers);
    const Passed found = pass(many, 1, columns);
    EXPECT_EQ(found.sums, expected.sums);
    EXPECT_EQ(found.gradient, expected.gradient);
    std::vector<double> other(gram.size()), other_squares(squares.size());
    many.gram(columns, weight.data(), other.data(), columns.size());
    many.square_sums(weight.data(), other_squares.data());
    EXPECT_EQ(other, gram);
    EXPECT_EQ(other_squares, squares);
  }
}

TEST(SparseFeatures, NarrowKeepsTheColumnsListed) {
  for (const bool ones : {true, false}) {
    const SparseRows rows = example(ones, true);
    const SparseFeatures features(rows.matrix(), 2);
    const std::vector<std::uint32_t> columns{0, 2, 3, 9, 20, 39};
    const SparseFeatures narrow = features.narrow(columns);
    ASSERT_EQ(narrow.column_count(), columns.size());
    std::vector<std::uint32_t> all(columns.size());
    std::iota(all.begin(), all.end(), 0U);
    const std::vector<double> found = pass(narrow, 1, all).gradient;
    const std::vector<double> expected = pass(features, 1, columns).gradient;
    for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-9);
  }
}

TEST(SparseFeatures, SampleTakesWholeBlocks) {
  const SparseRows rows(5 * block_rows + 10, 6, 2);
  const SparseFeatures features(rows.matrix(), 2);
  std::vector<std::size_t> blocks;
  const SparseFeatures sample = features.sample(2, blocks);
  EXPECT_EQ(blocks, (std::vector<std::size_t>{1, 3}));
  ASSERT_EQ(sample.row_count(), 2 * block_rows);
  std::vector<std::uint32_t> all(features.column_count());
  std::iota(all.begin(), all.end(), 0U);
  const std::vector<double> whole = pass(features, 1, all).z;
  const std::vector<double> part = pass(sample, 1, all).z;
  for (std::size_t k = 0; k < block_rows; ++k) {
    ASSERT_EQ(part[k], whole[block_rows + k]);
    ASSERT_EQ(part[block_rows + k], whole[3 * block_rows + k]);
  }
}

TEST(SparseFeatures, CountsEntries) {
  const SparseRows rows = example(false, true);
  const SparseFeatures features(rows.matrix(), 2);
  const std::vector<double> counts = features.entry_counts();
  EXPECT_EQ(counts[0], static_cast<double>(rows.rows.size()));
  double found = 0;
  for (const auto& row : rows.rows) found += row[4] != 0.0 ? 1.0 : 0.0;
  EXPECT_EQ(counts[rows.front_count() + 4], found);
}

}  // namespace
}  // namespace odds::objective

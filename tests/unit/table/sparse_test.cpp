// SPDX-License-Identifier: Apache-2.0
//
// Sparse columns that are arrays of the caller.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include <odds/base.hpp>
#include <odds/table.hpp>

namespace odds::tests {
namespace {

using Starts = std::vector<std::uint64_t>;
using Indices = std::vector<std::uint32_t>;
using Values = std::vector<double>;

void expect_refused(const Starts& starts, const Indices& indices, const Values& values,
                    std::uint64_t columns) {
  Table table;
  try {
    table.add_sparse(starts, indices, values, columns);
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "table.sparse");
    EXPECT_EQ(error.fault(), Fault::usage);
  }
}

TEST(SparseTable, IsViewedBlockByBlock) {
  Starts starts = {0};
  Indices indices;
  for (std::uint32_t row = 0; row < 5000; ++row) {
    indices.push_back(row % 7);
    indices.push_back(10 + row % 3);
    starts.push_back(indices.size());
  }
  const std::vector<double> y(5000, 1.0);
  Table table;
  table.add_sparse(starts, indices, {}, 13);
  table.add_numbers("y", y);
  EXPECT_EQ(table.row_count(), 5000U);
  EXPECT_EQ(table.sparse().columns, 13U);
  EXPECT_EQ(table.sparse().entries, 10000U);
  EXPECT_TRUE(table.sparse().all_ones);
  const BlockView second = table.block(1);
  ASSERT_EQ(second.rows, 904U);
  EXPECT_EQ(second.sparse.starts[0], 0U);
  EXPECT_EQ(second.sparse.starts[904], 1808U);
  EXPECT_EQ(second.sparse.indices[0], 4096U % 7);
  EXPECT_EQ(second.sparse.values, nullptr);
}

TEST(SparseTable, RefusesWhatIsNoSparseTable) {
  expect_refused({}, {}, {}, 1);
  expect_refused({1, 2}, {0, 0}, {}, 1);
  expect_refused({0, 1}, {0, 1}, {}, 2);
  expect_refused({0, 2, 1, 2}, {0, 1}, {}, 2);
  expect_refused({0, 2}, {1, 0}, {}, 2);
  expect_refused({0, 2}, {1, 1}, {}, 2);
  expect_refused({0, 2}, {0, 2}, {}, 2);
  expect_refused({0, 1}, {0}, {1, 2}, 2);
  expect_refused({0, 1}, {0}, {std::numeric_limits<double>::quiet_NaN()}, 2);
  expect_refused({0, 0}, {}, {}, std::uint64_t{1} << 31U);
}

TEST(SparseTable, HasAsManyRowsAsTheOtherColumns) {
  const std::vector<double> y = {1, 0, 1};
  const Starts starts = {0, 1, 1};
  const Indices indices = {0};
  Table table;
  table.add_numbers("y", y);
  try {
    table.add_sparse(starts, indices, {}, 1);
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "table.length");
  }
}

}  // namespace
}  // namespace odds::tests

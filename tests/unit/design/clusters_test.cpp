// SPDX-License-Identifier: Apache-2.0
#include "design/clusters.hpp"

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using Numbers = std::vector<std::uint32_t>;

design::Clusters clusters_of(const Columns& columns) {
  FitOptions options = with_target("y");
  options.features = {"x"};
  options.weights = "w";
  options.cluster = "g";
  options.missing = MissingPolicy::drop;
  return design::Design(columns.table(), options, RunOptions{1, nullptr}).clusters();
}

Columns columns_with_weight(std::vector<double> w) {
  Columns columns;
  columns.numbers("y", {0, 1, 0, 1, 1, 0})
      .numbers("x", {1, 2, 3, 1, 5, 6})
      .numbers("w", std::move(w));
  return columns;
}

TEST(Clusters, NumberTheValuesOfUsedRows) {
  Columns columns = columns_with_weight({1, 1, 1, 1, 1, 1});
  columns.numbers("g", {7.5, -1, 7.5, 1e300, -0.0, 0.0});
  const design::Clusters all = clusters_of(columns);
  EXPECT_EQ(all.count, 4U);
  EXPECT_EQ(all.of_row, (Numbers{2, 0, 2, 3, 1, 1}));
  Columns weighted = columns_with_weight({1, 0, 1, 1, 1, 1});
  weighted.numbers("g", {7.5, -1, 7.5, missing, -0.0, 0.0});
  const design::Clusters used = clusters_of(weighted);
  EXPECT_EQ(used.count, 2U);
  EXPECT_EQ(used.of_row, (Numbers{1, 0, 1, 0, 0, 0}));
}

TEST(Clusters, MayBeText) {
  Columns columns = columns_with_weight({1, 1, 1, 1, 0, 1});
  columns.levels("g", {"b", "a", "b", "d", "c", ""}, {"a", "b", "c", "d"});
  const design::Clusters clusters = clusters_of(columns);
  EXPECT_EQ(clusters.count, 3U);
  EXPECT_EQ(clusters.of_row, (Numbers{1, 0, 1, 2, 0, 0}));
}

TEST(Clusters, MustBeFinite) {
  Columns columns = columns_with_weight({1, 1, 1, 1, 1, 1});
  columns.numbers("g", {1, 2, 1, std::numeric_limits<double>::infinity(), 2, 1});
  try {
    static_cast<void>(clusters_of(columns));
    FAIL() << "an infinite cluster was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "column.not_finite");
    EXPECT_NE(error.line().find("row 4"), std::string::npos) << error.line();
  }
}

}  // namespace
}  // namespace odds::tests

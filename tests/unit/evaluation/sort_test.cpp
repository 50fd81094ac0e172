// SPDX-License-Identifier: Apache-2.0
//
// The order of rows by score, against the standard library's.
#include "evaluation/ranks/sort.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "reference/simulate.hpp"

namespace odds::evaluation {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint64_t> sorted_tags(const std::vector<double>& z, unsigned workers) {
  ScoredRows rows(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) rows.data()[i] = {z[i], i << 1U | (i % 3 == 0)};
  sort_by_score(rows, workers);
  std::vector<std::uint64_t> tags;
  for (std::size_t i = 0; i < z.size(); ++i) {
    EXPECT_TRUE(rows.data()[i].z == z[rows.data()[i].row()] || std::isnan(rows.data()[i].z));
    tags.push_back(rows.data()[i].tag);
  }
  return tags;
}

// NaN last, ties in the order of the rows.
std::vector<std::uint64_t> expected_tags(const std::vector<double>& z) {
  std::vector<std::uint64_t> rows(z.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  std::stable_sort(rows.begin(), rows.end(), [&](std::uint64_t a, std::uint64_t b) {
    if (std::isnan(z[a]) || std::isnan(z[b])) return !std::isnan(z[a]) && std::isnan(z[b]);
    return z[a] < z[b];
  });
  for (std::uint64_t& row : rows) row = row << 1U | (row % 3 == 0);
  return rows;
}

void check(const std::vector<double>& z) {
  for (const unsigned workers : {1U, 2U, 5U}) {
    EXPECT_EQ(sorted_tags(z, workers), expected_tags(z)) << workers << " workers";
  }
}

TEST(SortByScore, NothingAndOneRow) {
  check({});
  check({1});
}

TEST(SortByScore, SignsSizesInfinitiesAndMissing) {
  check({1, -1, 0, infinity, nan, -infinity, 5e-324, -5e-324, 1e308, -1e308, nan, 1, -1, 0});
}

TEST(SortByScore, AllTheSame) { check(std::vector<double>(1000, 0.25)); }

// More than one chunk of the sort for each worker.
TEST(SortByScore, ManyRows) {
  reference::Generator generator(3);
  std::vector<double> z;
  for (int i = 0; i < 200'000; ++i) {
    z.push_back(generator.below(100) == 0 ? nan : generator.bell() * std::exp(generator.bell()));
  }
  check(z);
}

}  // namespace
}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
#include "training/validation.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace odds::training {
namespace {

struct Example {
  Example() {
    for (int i = 0; i < 5000; ++i) {
      x.push_back(i % 17);
      y.push_back(i % 3 == 0 ? 1.0 : 0.0);
      w.push_back(i % 5 == 0 ? 0.0 : 2.0);
    }
    table.add_numbers("x", x);
    table.add_numbers("y", y);
    table.add_numbers("w", w);
  }
  std::vector<double> x, y, w;
  Table table;
};

Rows rows_of(const Example& example, double share, std::uint64_t seed) {
  DesignOptions design;
  design.target = "y";
  design.weights = "w";
  NetworkOptions options;
  options.validation = share;
  options.seed = seed;
  return choose_rows(design::Design(example.table, design, {1, nullptr}), options);
}

TEST(Validation, KeepsAShareOfTheRowsInUseApart) {
  const Example example;
  const Rows rows = rows_of(example, 0.2, 1);
  EXPECT_EQ(rows.validation, 800U);  // of 4,000 with a weight
  EXPECT_EQ(rows.training, 3200U);
  EXPECT_EQ(rows.training_weight, 6400.0);
  EXPECT_EQ(rows.validation_weight, 1600.0);
  ASSERT_EQ(rows.kept_apart->size(), 5000U);
  for (std::size_t i = 0; i < 5000; i += 5) EXPECT_EQ((*rows.kept_apart)[i], 0);
  EXPECT_EQ(std::count(rows.kept_apart->begin(), rows.kept_apart->end(), 1), 800);
  // Spread over the table, not the first or the last rows.
  const auto first_half = std::count(rows.kept_apart->begin(), rows.kept_apart->begin() + 2500, 1);
  EXPECT_GT(first_half, 340);
  EXPECT_LT(first_half, 460);
}

TEST(Validation, DependsOnTheSeedAlone) {
  const Example example;
  EXPECT_EQ(*rows_of(example, 0.3, 7).kept_apart, *rows_of(example, 0.3, 7).kept_apart);
  EXPECT_NE(*rows_of(example, 0.3, 7).kept_apart, *rows_of(example, 0.3, 8).kept_apart);
}

TEST(Validation, OfNothingKeepsEveryRow) {
  const Example example;
  const Rows rows = rows_of(example, 0.0, 1);
  EXPECT_EQ(rows.kept_apart, nullptr);
  EXPECT_EQ(rows.training, 4000U);
  EXPECT_EQ(rows.training_weight, 8000.0);
}

}  // namespace
}  // namespace odds::training

// SPDX-License-Identifier: Apache-2.0
//
// Designs with sparse columns: what they hold, and how words become columns.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "design/expand_sparse.hpp"
#include "design/hashing.hpp"
#include "design/sparse_columns.hpp"
#include "design/sparse_design.hpp"

namespace odds::tests {
namespace {

using design::SparseDesign;

std::vector<std::pair<std::uint32_t, double>> counts_of(const std::string& text, unsigned bits) {
  std::vector<design::WordCount> counts;
  design::count_words(text, bits, counts);
  std::vector<std::pair<std::uint32_t, double>> pairs;
  for (const design::WordCount& word : counts) pairs.emplace_back(word.column, word.count);
  return pairs;
}

// From the formula in hashing.hpp, computed elsewhere. Models depend on it: it never changes.
TEST(Hashing, IsWhatItSays) {
  EXPECT_EQ(design::hash_word("a"), 0x82a2a958a9bece5bU);
  EXPECT_EQ(design::hash_word("free"), 0x469bfc5d67aae2deU);
  EXPECT_EQ(design::hash_word("text"), 0x06e30940b8383f9dU);
  EXPECT_EQ(design::hash_word("\xC3\xBC"
                              "ber"),
            0x503d66e83be02c70U);
}

TEST(Hashing, CountsWordsWhateverTheirCaseAndOrder) {
  EXPECT_EQ(counts_of("free text, FREE!", 18),
            (std::vector<std::pair<std::uint32_t, double>>{{7052, 1}, {72303, 2}}));
  EXPECT_EQ(counts_of("Text free... free", 18), counts_of("free text, FREE!", 18));
  EXPECT_EQ(counts_of("\xC3\xBC"
                      "ber",
                      4),
            (std::vector<std::pair<std::uint32_t, double>>{{5, 1}}));
  EXPECT_TRUE(counts_of("  ...! -", 18).empty());
  EXPECT_TRUE(counts_of("", 18).empty());
}

// Three sparse columns: one of ones, one of other values, one that is absent in the rows used.
struct Small {
  std::vector<double> y = {1, 0, 1, 0, 1};
  std::vector<double> w = {1, 2, 1, 1, 0};
  std::vector<double> x = {5, 6, 7, 8, 9};
  std::vector<std::uint64_t> starts = {0, 2, 3, 4, 5, 7};
  std::vector<std::uint32_t> indices = {0, 1, 0, 1, 0, 1, 2};
  std::vector<double> values = {1, 0.75, 1, -6, 1, 100, 3};
  Table table;
  DesignOptions options;

  Small() {
    table.add_numbers("y", y);
    table.add_numbers("x", x);
    table.add_sparse(starts, indices, values, 3);
    options.target = "y";
    options.l2 = 1;
  }
  void weigh() {
    table.add_numbers("w", w);
    options.weights = "w";
  }
};

TEST(SparseDesign, StandsBesideADenseOne) {
  Small small;
  const SparseDesign design(small.table, small.options, {});
  EXPECT_EQ(design.dense().inner_count(), 2U);  // the ones and x
  EXPECT_EQ(design.sparse_count(), 3U);
  EXPECT_EQ(design.inner_count(), 5U);
  EXPECT_EQ(design.entry_count(), 7U);
  EXPECT_EQ(design.sources().size(), 1U);
  EXPECT_EQ(design.table_column(2), 2U);
  EXPECT_EQ(std::vector<std::int16_t>(design.exponents().begin(), design.exponents().end()),
            (std::vector<std::int16_t>{0, -7, -2}));
}

TEST(SparseDesign, MeasuresTheRowsInUse) {
  Small small;
  small.weigh();
  const SparseDesign design(small.table, small.options, {});
  EXPECT_EQ(std::vector<std::uint32_t>(design.counts().begin(), design.counts().end()),
            (std::vector<std::uint32_t>{3, 2, 0}));
  // Column 0: 1, 1, 0, 1 with weights 1, 2, 1, 1.
  EXPECT_NEAR(design.spreads()[0], std::sqrt(0.8 * 0.2), 1e-15);
  const double mean = (0.75 - 6) / 5;
  EXPECT_NEAR(design.spreads()[1], std::sqrt((0.75 * 0.75 + 36) / 5 - mean * mean), 1e-15);
  EXPECT_EQ(design.spreads()[2], 0.0);
  EXPECT_EQ(design.exponents()[1], -3);
}

TEST(SparseDesign, TakesFactorsAndBoundsByNumber) {
  Small small;
  small.options.penalty_factors = {{"1", 0.5}, {"x", 3.0}};
  small.options.bounds = {{"2", {0, 1}}};
  const SparseDesign design(small.table, small.options, {});
  EXPECT_EQ(std::vector<double>(design.factors().begin(), design.factors().end()),
            (std::vector<double>{1, 0.5, 1}));
  ASSERT_EQ(design.bounds().size(), 1U);
  EXPECT_EQ(design.bounds()[0].column, 2U);
  EXPECT_EQ(design.bounds()[0].bounds.high, 1);
}

TEST(SparseDesign, KeepsOnlyColumnsThatOccurWhereMostDoNot) {
  std::vector<double> y = {1, 0, 1};
  const std::vector<std::uint64_t> starts = {0, 2, 3, 4};
  const std::vector<std::uint32_t> indices = {5, 2000000000, 5, 17};
  Table table;
  table.add_numbers("y", y);
  table.add_sparse(starts, indices, {}, 2000000001);
  DesignOptions options;
  options.target = "y";
  options.l2 = 1;
  const SparseDesign design(table, options, {});
  EXPECT_EQ(design.sparse_count(), 3U);
  EXPECT_EQ(design.table_column(1), 17U);
  EXPECT_EQ(design.table_column(2), 2000000000U);
  const SparseView view = design.block(0);
  EXPECT_EQ(std::vector<std::uint32_t>(view.indices, view.indices + 4),
            (std::vector<std::uint32_t>{0, 2, 0, 1}));
}

TEST(SparseDesign, HashesWordsBesideOtherColumns) {
  std::vector<double> y = {1, 0, 1};
  const std::vector<std::uint32_t> codes = {0, 1, missing_code};
  Table table;
  table.add_numbers("y", y);
  table.add_codes("t", codes, {"free text free", "text"});
  DesignOptions options;
  options.target = "y";
  options.l2 = 1;
  options.hash = {{"t", 18}};
  const SparseDesign design(table, options, {});
  EXPECT_EQ(design.dense().terms().size(), 1U);
  EXPECT_EQ(design.sparse_count(), std::size_t{1} << 18U);
  const SparseView view = design.block(0);
  ASSERT_EQ(view.starts[3], 3U);
  EXPECT_EQ(view.starts[2], 3U);  // a missing text has no words
  EXPECT_EQ(view.indices[0], 7052U);
  EXPECT_EQ(view.indices[1], 72303U);
  EXPECT_EQ(view.values[1], 2.0);
  EXPECT_EQ(view.indices[2], 7052U);
  const std::vector<std::uint32_t> others = {1, 0, 1};
  table.add_codes("u", others, {"free", "text"});
  options.hash = {{"t", 18}, {"u", 4}};
  const SparseDesign both(table, options, {});
  EXPECT_EQ(both.sparse_count(), (std::size_t{1} << 18U) + 16);
  // "text" is column 0 of 16, "free" column 4, behind those of t.
  EXPECT_EQ(both.block(0).indices[2], std::uint32_t{1} << 18U);
  EXPECT_EQ(both.block(0).indices[4], (std::uint32_t{1} << 18U) + 4);
  options.hash = {{"t", 25}};
  EXPECT_THROW(SparseDesign(table, options, {}), Error);
  options.hash = {{"y", 8}};
  EXPECT_THROW(SparseDesign(table, options, {}), Error);
}

TEST(SparseDesign, RefusesWhatItHasNot) {
  Small small;
  const auto code_of = [&](const DesignOptions& options) {
    try {
      const SparseDesign design(small.table, options, {});
      return std::string("none");
    } catch (const Error& error) {
      return error.code();
    }
  };
  DesignOptions options = small.options;
  options.drop = {"2"};
  EXPECT_EQ(code_of(options), "sparse.features");
  options = small.options;
  options.interactions = {"x:x"};
  EXPECT_EQ(code_of(options), "sparse.interaction");
}

TEST(SparseColumns, AreFoundByName) {
  const std::vector<SparseSource> sources = {{"", 0, 10, 1}, {"t", 3, 8, 0}};
  EXPECT_EQ(design::find_sparse_column(sources, "1"), 0U);
  EXPECT_EQ(design::find_sparse_column(sources, "10"), 9U);
  EXPECT_EQ(design::find_sparse_column(sources, "t#7"), 17U);
  for (const char* name : {"0", "11", "01", "t#8", "t", "", "#1", "1x", "-1"}) {
    EXPECT_EQ(design::find_sparse_column(sources, name), std::nullopt) << name;
  }
}

TEST(ExpandSparse, WritesZerosOut) {
  Small small;
  const auto columns = design::occurring_columns(small.table, 10);
  ASSERT_EQ(columns, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(design::occurring_columns(small.table, 2), std::nullopt);
  const Table table = design::expand_sparse(small.table, {1, 2}, {});
  ASSERT_EQ(table.columns().size(), 4U);
  EXPECT_EQ(table.columns()[2].name, "1");
  EXPECT_EQ(table.sparse().columns, 0U);
  std::vector<double> values(5);
  table.block(0).load_numbers(2, 0, 5, values.data());
  EXPECT_EQ(values, (std::vector<double>{0.75, 0, -6, 0, 100}));
  table.block(0).load_numbers(1, 0, 5, values.data());
  EXPECT_EQ(values, small.x);
}

}  // namespace
}  // namespace odds::tests

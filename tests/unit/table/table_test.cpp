// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include <odds/base.hpp>
#include <odds/table.hpp>

#include "table/block_storage.hpp"
#include "table/huge_pages.hpp"

namespace odds {
namespace {

TEST(Table, ViewsTheArraysOfTheCaller) {
  std::vector<double> x(block_rows + 5);
  std::iota(x.begin(), x.end(), 0.0);
  x[3] = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::uint32_t> g(x.size(), 1);
  g[0] = missing_code;
  Table table;
  table.add_numbers("x", x);
  table.add_codes("g", g, {"a", "b"});
  table.add_codes("b", g, {"false", "true"});
  ASSERT_EQ(table.row_count(), x.size());
  ASSERT_EQ(table.block_count(), 2U);
  EXPECT_EQ(table.columns()[0].missing_count, 1U);
  EXPECT_EQ(table.columns()[1].missing_count, 1U);
  EXPECT_EQ(table.columns()[1].kind, ColumnKind::category);
  EXPECT_EQ(table.columns()[2].kind, ColumnKind::boolean);

  const BlockView last = table.block(1);
  EXPECT_EQ(last.first_row, block_rows);
  EXPECT_EQ(last.rows, 5U);
  EXPECT_EQ(last.columns[0].data, x.data() + block_rows);
  double values[2];
  last.load_numbers(0, 3, 2, values);
  EXPECT_EQ(values[1], static_cast<double>(block_rows + 4));
  std::uint32_t codes[2];
  table.block(0).load_codes(1, 0, 2, codes);
  EXPECT_EQ(codes[0], missing_code);
  EXPECT_EQ(codes[1], 1U);
}

TEST(Table, RefusesArraysThatDoNotFit) {
  const std::vector<double> three(3);
  const std::vector<double> four(4);
  const std::vector<std::uint32_t> wrong = {0, 1, 2};
  Table table;
  table.add_numbers("a", three);
  EXPECT_THROW(table.add_numbers("b", four), Error);
  EXPECT_THROW(table.add_codes("c", wrong, {"x", "y"}), Error);
  EXPECT_EQ(table.columns().size(), 1U);
}

TEST(Table, LoadsStridedValues) {
  const double pairs[] = {1, -1, 2, -2, 3, -3};
  const std::uint8_t narrow[] = {0, 9, 0xFF, 9, 0xFE, 9};
  BlockView view;
  view.rows = 3;
  view.columns = {{pairs, ElementType::float64, 2 * sizeof(double)},
                  {narrow, ElementType::code8, 2}};
  double values[2];
  view.load_numbers(0, 1, 2, values);
  EXPECT_EQ(values[0], 2.0);
  EXPECT_EQ(values[1], 3.0);
  std::uint32_t codes[3];
  view.load_codes(1, 0, 3, codes);
  EXPECT_EQ(codes[0], 0U);
  EXPECT_EQ(codes[1], missing_code);
  EXPECT_EQ(codes[2], unseen_code);
}

// A column of `levels` levels, every one used, comes back through the narrowest type.
void check_width(std::size_t levels, ElementType type, bool boxed) {
  const auto storage = std::make_shared<table::BlockStorage>(std::vector<bool>{false, !boxed},
                                                             std::uint64_t{1} << 40);
  const std::size_t rows = levels + 1;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto& block = storage->block(row / block_rows);
    storage->numbers(block, 0)[row % block_rows] = static_cast<double>(row);
    const auto code = static_cast<std::uint32_t>(row);
    const bool is_missing = row == levels;
    if (boxed) {
      storage->numbers(block, 1)[row % block_rows] =
          is_missing ? std::numeric_limits<double>::quiet_NaN() : table::box_code(code);
    } else {
      storage->codes(block, 1)[row % block_rows] = is_missing ? missing_code : code;
    }
  }
  storage->rows = rows;
  storage->columns.resize(2);
  std::vector<table::FinalColumn> finals(2);
  finals[1].is_number = false;
  finals[1].level_count = levels;
  for (std::size_t i = 0; i < levels; ++i) {
    finals[1].remap.push_back(static_cast<std::uint32_t>(levels - 1 - i));
  }
  storage->begin_finish(std::move(finals));
  const Table table(storage);
  for (std::uint64_t i = 0; i < table.block_count(); ++i) storage->finish_block(i);
  storage->end_finish();
  EXPECT_EQ(table.columns()[1].missing_count, 1U);
  EXPECT_EQ(table.block(0).columns[1].type, type);
  std::vector<std::uint32_t> codes;
  for (std::uint64_t i = 0; i < table.block_count(); ++i) {
    const BlockView view = table.block(i);
    codes.resize(codes.size() + view.rows);
    view.load_codes(1, 0, view.rows, codes.data() + codes.size() - view.rows);
    double first;
    view.load_numbers(0, 0, 1, &first);
    EXPECT_EQ(first, static_cast<double>(i * block_rows));
  }
  for (std::size_t row = 0; row < levels; ++row) ASSERT_EQ(codes[row], levels - 1 - row);
  EXPECT_EQ(codes[levels], missing_code);
}

TEST(BlockStorage, CodesAreAsNarrowAsTheirLevelsAllow) {
  for (const bool boxed : {false, true}) {
    check_width(1, ElementType::code8, boxed);
    check_width(254, ElementType::code8, boxed);
    check_width(255, ElementType::code16, boxed);
    check_width(65534, ElementType::code16, boxed);
    check_width(65535, ElementType::code32, boxed);
  }
}

TEST(BlockStorage, BoxedCodesAreNoMissingNumbers) {
  EXPECT_TRUE(std::isnan(table::box_code(7)));
  EXPECT_TRUE(table::is_boxed_code(table::box_code(0)));
  EXPECT_EQ(table::boxed_code(table::box_code(0xFFFFFFF0U)), 0xFFFFFFF0U);
  EXPECT_FALSE(table::is_boxed_code(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(table::is_boxed_code(-1.0));
}

TEST(BlockStorage, SmallBoundsMakeSmallBlocks) {
  table::BlockStorage storage({false, false}, 3);
  const auto& block = storage.block(0);
  EXPECT_EQ(storage.row_capacity(), 3U);
  EXPECT_LE(storage.numbers(block, 1) - storage.numbers(block, 0), 16);
}

TEST(Arena, GivesZeroedAlignedMemoryOfAnySize) {
  table::Arena arena;
  for (const std::size_t bytes : {1UL, 100UL, 5000UL, 1UL << 20, 9UL << 20, 3UL}) {
    auto* piece = static_cast<unsigned char*>(arena.allocate(bytes));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(piece) % 64, 0U);
    EXPECT_EQ(piece[0] + piece[bytes - 1], 0);
    piece[0] = piece[bytes - 1] = 255;
  }
  EXPECT_THROW(arena.allocate(std::size_t{1} << 62), std::bad_alloc);
  EXPECT_THROW(arena.allocate(SIZE_MAX), std::bad_alloc);
}

}  // namespace
}  // namespace odds

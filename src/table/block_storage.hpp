// SPDX-License-Identifier: Apache-2.0
//
// A table in blocks of its own, filled by many workers at once and narrowed when it is complete.
//
// While it is filled a column is either doubles or wide codes (32 bits). Finishing gives each
// column its final type: doubles stay where they are, codes become as narrow as their levels
// allow, and doubles that carry codes (box_code) become codes.
#pragma once

#include <bit>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include <odds/table.hpp>

#include "table/huge_pages.hpp"
#include "table/sparse_blocks.hpp"
#include "table/storage.hpp"

namespace odds::table {

// A code in the payload of a NaN. Missing is std::numeric_limits<double>::quiet_NaN(), whose sign
// bit is clear.
inline constexpr std::uint64_t box_tag = 0xFFFC'0000'0000'0000U;
inline double box_code(std::uint32_t code) { return std::bit_cast<double>(box_tag | code); }
inline bool is_boxed_code(double value) {
  return (std::bit_cast<std::uint64_t>(value) >> 32U) == (box_tag >> 32U);
}
inline std::uint32_t boxed_code(double value) {
  return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(value));
}

// What a column becomes when the table is complete.
struct FinalColumn {
  bool is_number = true;
  std::vector<std::uint32_t> remap;  // code while filling -> final code; for codes only
  std::size_t level_count = 0;
};

class BlockStorage final : public Table::Storage {
 public:
  // `is_wide_code[c]`: column c is filled with codes, else with doubles.
  // `row_bound`: there are at most this many rows; keeps the blocks of a small, wide table small.
  BlockStorage(std::vector<bool> is_wide_code, std::uint64_t row_bound);

  struct Block {
    double* numbers = nullptr;       // (number columns, stride)
    std::uint32_t* codes = nullptr;  // (code columns, stride) while filling
    std::byte* narrow = nullptr;     // final codes
  };

  // The block, made on demand. Thread-safe; the reference stays valid.
  const Block& block(std::uint64_t index);

  // Rows that fit into a block: block_rows, or fewer if the bound says so.
  std::size_t row_capacity() const { return row_capacity_; }
  bool is_wide_code(std::size_t column) const { return is_wide_code_[column]; }
  double* numbers(const Block& block, std::size_t column) const {
    return block.numbers + slot_[column] * stride_;
  }
  std::uint32_t* codes(const Block& block, std::size_t column) const {
    return block.codes + slot_[column] * stride_;
  }

  // The three steps of finishing. Requires: `rows` and `columns` are set.
  // finish_block may run for different blocks at once; it counts the missing values of code
  // columns.
  void begin_finish(std::vector<FinalColumn> finals);
  void finish_block(std::uint64_t index);
  void end_finish();
  bool needs_finish() const { return narrow_bytes_ != 0; }

  BlockView view(std::uint64_t index) const override;
  SparseView sparse_view(std::uint64_t index) const override { return sparse_blocks.view(index); }

  SparseBlocks sparse_blocks;

 private:
  struct Narrow {
    ElementType type = ElementType::float64;
    std::size_t offset = 0;  // bytes from Block::narrow
  };
  template <class Code>
  std::uint64_t narrow_column(const Block& block, std::size_t column, std::size_t count) const;
  std::uint64_t finish_column(const Block& block, std::size_t column, std::size_t count) const;
  void plan_narrow();
  std::size_t rows_in(std::uint64_t block) const;

  std::vector<bool> is_wide_code_;
  std::vector<std::size_t> slot_;  // position among the columns of its sort
  std::size_t number_columns_ = 0;
  std::size_t code_columns_ = 0;
  // Values from one column to the next: one cache line more than the rows, so that neighbouring
  // columns do not compete for the same sets of a cache.
  std::size_t stride_ = 0;
  std::size_t row_capacity_ = 0;

  std::mutex mutex_;  // guards blocks_ and the arenas while filling
  std::deque<Block> blocks_;
  Arena number_arena_;
  std::unique_ptr<Arena> code_arena_ = std::make_unique<Arena>();
  Arena narrow_arena_;
  std::vector<FinalColumn> finals_;
  std::vector<Narrow> narrow_;
  std::size_t narrow_bytes_ = 0;  // of one block
};

}  // namespace odds::table

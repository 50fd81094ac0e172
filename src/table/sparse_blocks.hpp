// SPDX-License-Identifier: Apache-2.0
//
// Sparse columns in blocks of rows: of each entry the index (4 bytes) and the value (8 bytes),
// which is left out in blocks where every value is 1. Pieces of rows may be handed in by many
// workers in any order; a block is put together, and its pieces are given back, as soon as it is
// whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <odds/table.hpp>

#include "table/huge_pages.hpp"

namespace odds::table {

// Consecutive rows of a table.
struct SparseRows {
  std::uint64_t first_row = 0;
  std::vector<std::uint32_t> starts;   // rows + 1, from 0
  std::vector<std::uint32_t> indices;  // rising within a row
  std::vector<double> values;          // empty: every value is 1

  std::size_t rows() const { return starts.size() - 1; }
};

class SparseBlocks {
 public:
  // Thread-safe. Pieces do not overlap. Throws std::bad_alloc, and Error{refused}
  // "sparse.block_entries" where a block has 2^32 entries or more.
  void add(const std::shared_ptr<const SparseRows>& piece);
  // All rows 0 ... rows - 1 were handed in.
  void finish(std::uint64_t rows);

  SparseView view(std::uint64_t block) const { return blocks_[block].view; }
  std::uint64_t entries() const { return entries_; }
  bool all_ones() const { return all_ones_; }

 private:
  struct Part {
    std::shared_ptr<const SparseRows> rows;
    std::size_t begin = 0;  // of rows
    std::size_t end = 0;
  };
  struct Block {
    SparseView view;
    std::map<std::uint64_t, Part> parts;  // by first row, until the block is whole
    std::size_t rows = 0;                 // handed in
  };
  struct Arrays {
    std::uint32_t* starts;
    std::uint32_t* indices;
    double* values;  // null: every value is 1
  };

  void build(std::uint64_t index, const std::map<std::uint64_t, Part>& parts, std::size_t rows);
  Arrays allocate(std::size_t rows, std::uint64_t entries, bool with_values);

  std::mutex mutex_;
  std::vector<Block> blocks_;
  Arena arena_;
  std::uint64_t entries_ = 0;
  bool all_ones_ = true;
};

}  // namespace odds::table

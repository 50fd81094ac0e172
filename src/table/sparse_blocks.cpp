// SPDX-License-Identifier: Apache-2.0
#include "table/sparse_blocks.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <odds/base.hpp>

namespace odds::table {
namespace {

std::size_t count_entries(const SparseRows& rows, std::size_t begin, std::size_t end) {
  return rows.starts[end] - rows.starts[begin];
}

bool has_values(const SparseRows& rows, std::size_t begin, std::size_t end) {
  if (rows.values.empty()) return false;
  const double* values = rows.values.data();
  return !std::all_of(values + rows.starts[begin], values + rows.starts[end],
                      [](double value) { return value == 1.0; });
}

}  // namespace

void SparseBlocks::add(const std::shared_ptr<const SparseRows>& piece) {
  const std::size_t rows = piece->rows();
  for (std::size_t begin = 0; begin < rows;) {
    const std::uint64_t row = piece->first_row + begin;
    const std::uint64_t index = row / block_rows;
    const std::size_t count =
        std::min(rows - begin, block_rows - static_cast<std::size_t>(row % block_rows));
    std::map<std::uint64_t, Part> whole;
    {
      const std::lock_guard lock(mutex_);
      if (blocks_.size() <= index) blocks_.resize(index + 1);
      Block& block = blocks_[index];
      block.parts.emplace(row, Part{piece, begin, begin + count});
      block.rows += count;
      if (block.rows == block_rows) whole = std::exchange(block.parts, {});
    }
    if (!whole.empty()) build(index, whole, block_rows);
    begin += count;
  }
}

void SparseBlocks::finish(std::uint64_t rows) {
  if (rows % block_rows == 0) return;
  const std::uint64_t last = rows / block_rows;
  build(last, std::exchange(blocks_[last].parts, {}), static_cast<std::size_t>(rows % block_rows));
}

SparseBlocks::Arrays SparseBlocks::allocate(std::size_t rows, std::uint64_t entries,
                                            bool with_values) {
  const std::lock_guard lock(mutex_);
  Arrays arrays{};
  arrays.starts = static_cast<std::uint32_t*>(arena_.allocate((rows + 1) * sizeof(std::uint32_t)));
  arrays.indices = static_cast<std::uint32_t*>(
      arena_.allocate(std::max<std::uint64_t>(entries, 1) * sizeof(std::uint32_t)));
  if (with_values) {
    arrays.values = static_cast<double*>(arena_.allocate(entries * sizeof(double)));
    all_ones_ = false;
  }
  entries_ += entries;
  return arrays;
}

void SparseBlocks::build(std::uint64_t index, const std::map<std::uint64_t, Part>& parts,
                         std::size_t rows) {
  std::uint64_t entries = 0;
  bool with_values = false;
  for (const auto& [row, part] : parts) {
    entries += count_entries(*part.rows, part.begin, part.end);
    with_values = with_values || has_values(*part.rows, part.begin, part.end);
  }
  if (entries > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(Fault::refused, "sparse.block_entries",
                "rows " + std::to_string(index * block_rows + 1) + " to " +
                    std::to_string(index * block_rows + rows) + " have " + std::to_string(entries) +
                    " entries, more than 2^32 - 1.",
                "Is the table sparse?");
  }
  const Arrays arrays = allocate(rows, entries, with_values);
  std::uint32_t* start = arrays.starts;
  std::size_t done = 0;
  *start++ = 0;
  for (const auto& [row, part] : parts) {
    const SparseRows& source = *part.rows;
    const std::uint32_t from = source.starts[part.begin];
    const std::size_t count = count_entries(source, part.begin, part.end);
    std::copy_n(source.indices.begin() + from, count, arrays.indices + done);
    if (with_values && source.values.empty()) {
      std::fill_n(arrays.values + done, count, 1.0);
    } else if (with_values) {
      std::copy_n(source.values.begin() + from, count, arrays.values + done);
    }
    for (std::size_t i = part.begin + 1; i <= part.end; ++i) {
      *start++ = static_cast<std::uint32_t>(done + (source.starts[i] - from));
    }
    done += count;
  }
  const std::lock_guard lock(mutex_);
  blocks_[index].view = {arrays.starts, arrays.indices, arrays.values};
}

}  // namespace odds::table

// SPDX-License-Identifier: Apache-2.0
#include "table/block_storage.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace odds::table {
namespace {

constexpr std::size_t line_values = 64 / sizeof(double);

// The narrowest type that holds the levels beside "missing" and "unseen".
ElementType narrowest(std::size_t level_count) {
  if (level_count <= 0xFE) return ElementType::code8;
  if (level_count <= 0xFFFE) return ElementType::code16;
  return ElementType::code32;
}

}  // namespace

BlockStorage::BlockStorage(std::vector<bool> is_wide_code, std::uint64_t row_bound)
    : is_wide_code_(std::move(is_wide_code)) {
  slot_.reserve(is_wide_code_.size());
  for (const bool code : is_wide_code_) slot_.push_back(code ? code_columns_++ : number_columns_++);
  row_capacity_ = static_cast<std::size_t>(std::clamp<std::uint64_t>(row_bound, 1, block_rows));
  stride_ = (row_capacity_ + line_values - 1) / line_values * line_values + line_values;
}

const BlockStorage::Block& BlockStorage::block(std::uint64_t index) {
  const std::lock_guard lock(mutex_);
  while (blocks_.size() <= index) {
    Block block;
    if (number_columns_ != 0) {
      block.numbers =
          static_cast<double*>(number_arena_.allocate(number_columns_ * stride_ * sizeof(double)));
    }
    if (code_columns_ != 0) {
      block.codes = static_cast<std::uint32_t*>(
          code_arena_->allocate(code_columns_ * stride_ * sizeof(std::uint32_t)));
    }
    blocks_.push_back(block);
  }
  return blocks_[index];
}

std::size_t BlockStorage::rows_in(std::uint64_t block) const {
  return static_cast<std::size_t>(std::min<std::uint64_t>(block_rows, rows - block * block_rows));
}

void BlockStorage::plan_narrow() {
  narrow_.assign(finals_.size(), Narrow{});
  for (std::size_t column = 0; column < finals_.size(); ++column) {
    if (finals_[column].is_number) continue;
    narrow_[column].type = narrowest(finals_[column].level_count);
    narrow_[column].offset = narrow_bytes_;
    const std::size_t bytes = stride_ * element_bytes(narrow_[column].type);
    narrow_bytes_ += (bytes + 63) / 64 * 64;
  }
}

template <class Code>
std::uint64_t BlockStorage::narrow_column(const Block& block, std::size_t column,
                                          std::size_t count) const {
  constexpr Code missing = std::numeric_limits<Code>::max();
  const std::vector<std::uint32_t>& remap = finals_[column].remap;
  Code* out = reinterpret_cast<Code*>(block.narrow + narrow_[column].offset);
  std::uint64_t missing_count = 0;
  const auto put = [&](std::size_t row, bool is_missing, std::uint32_t code) {
    missing_count += is_missing ? 1 : 0;
    out[row] = is_missing ? missing : static_cast<Code>(remap[code]);
  };
  if (is_wide_code_[column]) {
    const std::uint32_t* wide = codes(block, column);
    for (std::size_t i = 0; i < count; ++i) put(i, wide[i] == missing_code, wide[i]);
  } else {
    const double* boxed = numbers(block, column);
    for (std::size_t i = 0; i < count; ++i) put(i, !is_boxed_code(boxed[i]), boxed_code(boxed[i]));
  }
  return missing_count;
}

std::uint64_t BlockStorage::finish_column(const Block& block, std::size_t column,
                                          std::size_t count) const {
  switch (narrow_[column].type) {
    case ElementType::code8:
      return narrow_column<std::uint8_t>(block, column, count);
    case ElementType::code16:
      return narrow_column<std::uint16_t>(block, column, count);
    default:
      return narrow_column<std::uint32_t>(block, column, count);
  }
}

void BlockStorage::begin_finish(std::vector<FinalColumn> finals) {
  finals_ = std::move(finals);
  plan_narrow();
  if (narrow_bytes_ == 0) return;
  for (Block& block : blocks_) {
    block.narrow = static_cast<std::byte*>(narrow_arena_.allocate(narrow_bytes_));
  }
}

void BlockStorage::finish_block(std::uint64_t index) {
  const Block& block = blocks_[index];
  for (std::size_t column = 0; column < finals_.size(); ++column) {
    if (finals_[column].is_number) continue;
    const std::uint64_t missing_count = finish_column(block, column, rows_in(index));
    const std::lock_guard lock(mutex_);
    columns[column].missing_count += missing_count;
  }
}

void BlockStorage::end_finish() {
  for (Block& block : blocks_) block.codes = nullptr;
  code_arena_.reset();
  finals_.clear();
}

BlockView BlockStorage::view(std::uint64_t index) const {
  BlockView view = empty_view(index);
  const Block& block = blocks_[index];
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const ElementType type = narrow_[column].type;
    const void* data = type == ElementType::float64
                           ? static_cast<const void*>(numbers(block, column))
                           : block.narrow + narrow_[column].offset;
    view.columns.push_back({data, type, static_cast<std::ptrdiff_t>(element_bytes(type))});
  }
  return view;
}

}  // namespace odds::table

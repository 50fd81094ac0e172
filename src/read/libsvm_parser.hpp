// SPDX-License-Identifier: Apache-2.0
//
// Lines of LIBSVM data to labels and sparse rows.
//
//   line    [label entry* ] ['#' comment]     entry   index ':' value | 'qid' ':' N
//
// Tokens are separated by spaces and tabs; CR counts as a space. Rows whose indices do not rise are
// sorted; zeros are not kept. One worker's parser: a pass over bytes that are in the cache, eight
// at a time; only what is not `digits:short number` goes the long way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <odds/base.hpp>

#include "table/sparse_blocks.hpp"

namespace odds::read {

// The first index is at most 1, so that there are never more columns than fit into 31 bits.
inline constexpr std::uint64_t largest_libsvm_index = 2147483646;

// Whether a line (from `begin`, up to its LF) holds a row: neither blank nor a comment.
inline bool holds_row(const char* begin) {
  while (*begin == ' ' || *begin == '\t' || *begin == '\r') ++begin;
  return *begin != '\n' && *begin != '#';
}

// Whole lines, the last with its LF. At least Chunk::read_slack bytes behind them can be read.
struct LibsvmText {
  std::string_view lines;
  std::uint64_t lines_before = 0;  // in the file
  std::uint64_t first_row = 0;     // of the file, 0-based
};

class LibsvmParser {
 public:
  LibsvmParser(std::string file, bool zero_based)
      : file_(std::move(file)), zero_based_(zero_based) {}

  // Appends the rows of `text`. Throws Error libsvm.*, csv.nul_byte, csv.not_utf8.
  void parse(const LibsvmText& text);

  // Of the rows since the last call of clear_labels(). They point into the texts.
  const std::vector<std::string_view>& labels() const { return labels_; }
  void clear_labels() { labels_.clear(); }
  // The rows since the last call.
  table::SparseRows take(std::uint64_t first_row);

  // Of everything so far.
  std::uint64_t column_count() const { return column_count_; }
  bool has_qid() const { return has_qid_; }

 private:
  struct Entry {
    std::uint32_t column;
    double value;
  };

  const char* parse_row(const char* begin);
  const char* parse_entry(const char* begin);
  const char* parse_index(const char* begin, std::uint64_t& index);
  const char* parse_value(const char* begin, double& value);
  const char* skip_query(const char* begin);
  void end_row();
  void sort_row();
  void drop_zeros();

  Where place_of(const char* at) const;
  [[noreturn]] void fail(const char* code, std::string message, std::string hint,
                         const char* at) const;
  [[noreturn]] void fail_index(const char* begin) const;
  [[noreturn]] void fail_value(std::uint64_t index, const char* begin) const;
  [[noreturn]] void fail_twice(std::uint32_t column) const;
  void check_label(std::string_view label) const;

  std::string file_;
  bool zero_based_;
  LibsvmText text_;
  const char* row_begin_ = nullptr;
  std::size_t rows_before_ = 0;  // starts_.size() - 1 where the text begins

  std::vector<std::string_view> labels_;
  std::vector<std::uint32_t> starts_ = {0};
  // Of the current row, the entries are [row_start_, count_); the buffers have room for all lines.
  std::vector<std::uint32_t> indices_;
  std::vector<double> values_;
  std::size_t row_start_ = 0;
  std::size_t count_ = 0;
  std::uint64_t next_column_ = 0;  // at least this in a row that rises
  bool is_unsorted_ = false;
  bool has_zeros_ = false;
  std::vector<Entry> sorted_;

  std::uint64_t column_count_ = 0;
  bool has_qid_ = false;
};

}  // namespace odds::read

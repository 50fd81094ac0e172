// SPDX-License-Identifier: Apache-2.0
//
// The only thing that must happen in the order of the file: each chunk learns from the one before
// it whether it starts inside quotes, which row and line it starts with, and the bytes of the
// record that is cut in two. Everything else about a chunk is done before (scan_bytes) or after
// (parsing) and at the same time as other chunks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "read/byte_scan.hpp"
#include "read/tuning.hpp"

namespace odds::read {

// A chunk without the part that belongs to the header.
struct ScannedChunk {
  std::string_view text;
  ScanSummary summary;
  bool is_last = false;
};

// The whole records a chunk is answerable for: the one that started in a chunk before (`spanning`),
// those inside, and at the end of the file one without a terminator (`tail`).
struct Assignment {
  std::string spanning;     // one record with its terminator, or empty
  std::string tail;         // one record with a terminator added, or empty
  std::uint32_t begin = 0;  // the records inside are text[begin, end)
  std::uint32_t end = 0;
  std::uint64_t inside_rows = 0;

  std::uint64_t first_row = 0;  // of the file, 0-based
  std::uint64_t batch = 0;      // counts the assignments that have rows
  // Line ends of the file in front of the first record (its blank lines not counted), of the
  // chunk's text, and of the tail.
  std::uint64_t lines_before_first = 0;
  std::uint64_t lines_before_text = 0;
  std::uint64_t lines_before_tail = 0;
  bool after_return = false;  // the byte in front of the chunk's text is CR
  // Record i of these starts on line lines_before_first + 1 + i.
  bool is_line_per_row = true;

  std::uint64_t rows() const {
    return inside_rows + (spanning.empty() ? 0 : 1) + (tail.empty() ? 0 : 1);
  }
};

class Handoff {
 public:
  // The rows start behind `lines` line ends; `after_return`: and behind a CR.
  Handoff(const std::string& file, const Tuning& tuning, std::uint64_t lines, bool after_return)
      : file_(file),
        limit_(tuning.record_limit_bytes),
        lines_(lines),
        after_return_(after_return) {}

  // Called for every chunk in order. Throws Error csv.record_too_long.
  Assignment advance(const ScannedChunk& chunk);

  std::uint64_t rows() const { return rows_; }

 private:
  RecordEnds ends_in(const ScannedChunk& chunk) const;
  void cut(const ScannedChunk& chunk, const RecordEnds& ends, std::uint64_t lines_behind,
           Assignment& assignment);
  void keep(std::string_view rest, bool after_return);
  void finish(Assignment& assignment);
  [[noreturn]] void throw_too_long() const;

  std::string file_;
  std::size_t limit_;
  std::uint64_t rows_ = 0;
  std::uint64_t batches_ = 0;
  std::uint64_t lines_;            // line ends in front of the next chunk
  std::uint64_t carry_lines_ = 0;  // line ends in front of carry_
  bool inside_quotes_ = false;
  bool after_terminator_ = true;
  bool after_return_;
  std::string carry_;  // the record begun and not ended; never starts with a terminator
};

}  // namespace odds::read

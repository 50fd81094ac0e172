// SPDX-License-Identifier: Apache-2.0
//
// Finding the bytes that structure a CSV file, 64 at a time.
//
// Pass 1, scan_bytes, needs no context: it marks quotes, delimiters and line terminators as bit
// masks and says, for both answers to "does this piece start inside quotes?", where records end.
// Pass 2, collect_field_ends, runs when the answer is known and turns masks into positions.
//
// A quote toggles "inside quotes" wherever it stands. That is exact because a quote inside an
// unquoted field is refused (pass 2 finds it), so parity alone decides (RFC 4180).
//
// A record ends at a terminator (LF or CR) outside quotes whose previous byte is no terminator.
// This one rule covers LF, CRLF, CR and skips blank lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace odds::read {

inline constexpr std::uint32_t no_position = std::numeric_limits<std::uint32_t>::max();

// Bit i of a mask speaks of byte i of 64.
struct MaskWord {
  std::uint64_t quotes;
  std::uint64_t delimiters;
  std::uint64_t terminators;
};

inline constexpr std::size_t mask_word_count(std::size_t bytes) { return (bytes + 63) / 64; }

struct RecordEnds {
  std::uint32_t count = 0;
  std::uint32_t first = no_position;  // position of the terminator
  std::uint32_t last = no_position;
};

struct ScanSummary {
  // [0]: the piece starts outside quotes, [1]: inside. The byte before the piece is taken for a
  // terminator, so one at position 0 does not count here.
  RecordEnds ends[2];
  std::uint64_t line_ends = 0;  // CR, LF or CRLF, quoted or not; the byte before is taken for none
  bool odd_quotes = false;
  bool has_nul = false;
  bool has_high_bytes = false;  // >= 0x80
};

// Requires: words has mask_word_count(size) entries; size < 2^32.
ScanSummary scan_bytes(const char* bytes, std::size_t size, char delimiter, MaskWord* words);

// Where pass 2 stands. It starts at a record start, outside quotes.
struct FieldScan {
  FieldScan(const MaskWord* mask_words, std::uint32_t first, std::uint32_t behind_last)
      : words(mask_words), next(first), end(behind_last) {}

  const MaskWord* words;
  std::uint32_t next;  // first position not yet looked at
  std::uint32_t end;
  std::uint64_t inside = 0;            // all ones inside quotes
  std::uint64_t after_terminator = 1;  // these three: about the byte before `next`, 0 or 1
  std::uint64_t after_boundary = 1;
  std::uint64_t after_closing = 0;
  // The first misplaced quote, or the first byte behind a closing quote that may not stand there.
  std::uint32_t fault = no_position;
  bool fault_after_closing = false;
  std::uint64_t record_ends = 0;  // of the field ends written so far, those that end a record

  bool finished() const { return next >= end || fault != no_position; }
};

// collect_field_ends may write this many entries more than it counts.
inline constexpr std::size_t field_end_slack = 80;

// Writes positions of field ends (a delimiter, or the first terminator of a record end) until
// `wanted` are there or the scan is finished; returns how many. Stops in front of a fault.
// Requires: out has room for wanted + field_end_slack.
std::size_t collect_field_ends(FieldScan& scan, std::uint32_t* out, std::size_t wanted);

// Both passes for the best of these Highway targets, or the baseline; for tests.
struct ScanKernels {
  decltype(&odds::read::scan_bytes) scan_bytes;
  decltype(&odds::read::collect_field_ends) collect_field_ends;
};
ScanKernels scan_kernels(std::int64_t targets);

}  // namespace odds::read

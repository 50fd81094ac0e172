// SPDX-License-Identifier: Apache-2.0
//
// The lines of LIBSVM data, chunk by chunk, on many workers: which rows each chunk has, and the
// line that is cut in two. A line ends with LF.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "read/chunk_loop.hpp"
#include "read/libsvm_parser.hpp"

namespace odds::read {

// Whole lines of a chunk in file order: the line that began in a chunk before, those inside, and at
// the end of the file one without LF. No lines: empty.
struct LineSet {
  std::array<LibsvmText, 3> parts;
  std::uint64_t first_row = 0;
  std::uint64_t rows = 0;
  std::uint64_t batch = 0;  // 0, 1, 2, ... in file order, without gaps
  // Row i of these is on line lines_before + 1 + i.
  bool is_line_per_row = true;
  std::uint64_t lines_before = 0;
};

class LineConsumer {
 public:
  virtual ~LineConsumer() = default;
  // Many workers at once, each with its own number, for different sets; rows is never 0.
  virtual void consume(unsigned worker, const LineSet& lines) = 0;
  // consume() will never be called for this batch, or it threw.
  virtual void stopped(std::uint64_t batch) = 0;
};

struct LinesResult {
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;
  std::uint64_t hash = 0;
};

LinesResult run_lines(Source& source, const Tuning& tuning, unsigned workers,
                      LineConsumer& consumer);

// Bytes in front of the first line: a byte-order mark.
std::size_t libsvm_begin(std::string_view content);

// Whether the first lines of a content are LIBSVM data and can be nothing else: labels followed by
// index:value alone, one at least. `is_all`: `start` is the whole content.
bool looks_like_libsvm(std::string_view start, bool is_all);

}  // namespace odds::read

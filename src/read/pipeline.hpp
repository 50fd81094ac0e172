// SPDX-License-Identifier: Apache-2.0
//
// A file's rows, chunk by chunk, on many workers:
//
//   take a chunk        no order      Source
//   scan it             no order      scan_bytes
//   hand over           in order      Handoff: quotes, rows, lines, the record cut in two
//   parse its records   no order      RowConsumer
//
// Cost: two passes over bytes that are in the cache; the ordered part is a few hundred nanoseconds
// of each chunk.
#pragma once

#include <cstdint>
#include <vector>

#include <odds/base.hpp>
#include <odds/read.hpp>

#include "read/chunk_loop.hpp"
#include "read/handoff.hpp"
#include "read/head.hpp"
#include "read/row_parser.hpp"
#include "read/source.hpp"
#include "read/tuning.hpp"

namespace odds::read {

// The whole records of a chunk, as regions in file order.
struct RecordSet {
  struct Part {
    Region region;
    std::uint64_t rows = 0;
  };
  std::vector<Part> parts;  // none empty
  std::uint64_t first_row = 0;
  std::uint64_t rows = 0;
  std::uint64_t batch = 0;  // 0, 1, 2, ... in file order, without gaps
  std::uint64_t lines_before_first = 0;
  bool is_line_per_row = true;
};

class RowConsumer {
 public:
  virtual ~RowConsumer() = default;
  // Many workers at once, each with its own number, for different sets.
  virtual void consume(unsigned worker, const RecordSet& records) = 0;
  // consume() will never be called for this batch, or it threw.
  virtual void stopped(std::uint64_t batch) { (void)batch; }
};

struct PipelineResult {
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;
  std::uint64_t hash = 0;
};

PipelineResult run_pipeline(Source& source, const Head& head, const Tuning& tuning,
                            unsigned workers, RowConsumer& consumer);

}  // namespace odds::read

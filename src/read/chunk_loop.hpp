// SPDX-License-Identifier: Apache-2.0
//
// The chunks of a source on many workers, whatever their format:
//
//   take a chunk   no order   Source
//   scan           no order   ChunkWork
//   advance        in order   what a chunk must learn from those before it
//   consume        no order   the bulk of the work
//
// Errors of several workers: the one earliest in the file wins, whatever the timing.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include <odds/base.hpp>

#include "read/source.hpp"
#include "read/tuning.hpp"

namespace odds::read {

class ChunkWork {
 public:
  virtual ~ChunkWork() = default;
  // Many workers at once, each with its own number and chunk.
  virtual void scan(unsigned worker, const Chunk& chunk) = 0;
  // One at a time, in the order of the file. False: there is nothing to consume.
  virtual bool advance(unsigned worker, const Chunk& chunk) = 0;
  virtual void consume(unsigned worker, const Chunk& chunk) = 0;
  // The worker's chunk failed, or never came to be consumed.
  virtual void stopped(unsigned worker) = 0;
};

struct ContentSum {
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;
};

// How many workers a source of this size deserves.
unsigned worker_count(const Source& source, const Tuning& tuning, const RunOptions& run);

ContentSum run_chunks(Source& source, unsigned workers, ChunkWork& work);

}  // namespace odds::read

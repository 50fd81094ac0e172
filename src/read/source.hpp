// SPDX-License-Identifier: Apache-2.0
//
// The content of DATA in chunks of equal size, for many workers at once. A plain file is read at
// any place without a lock; a pipe, gzip and zstd are read in order under a lock, so that
// decompressing one chunk overlaps with parsing those before it. The chunks are the same bytes
// either way, so nothing behind this can tell the difference.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "read/input.hpp"
#include "read/serial_observer.hpp"
#include "read/tuning.hpp"

namespace odds::read {

// A chunk's bytes; read_slack more can be read behind them.
struct Chunk {
  static constexpr std::size_t read_slack = 64;

  std::uint64_t index = 0;
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  bool is_last = false;  // exactly one chunk is the last; it may be empty
};

class Source {
 public:
  // `observer` may be null.
  Source(const std::string& path, const Tuning& tuning, Observer* observer = nullptr);

  // What watches the run, for any worker to tell; null if nothing does.
  Observer* observer() { return observer_.is_watching() ? &observer_ : nullptr; }

  // The first bytes of the content: `bytes` of them, or all if there are fewer. May be asked again
  // for more, until next() is called.
  std::string_view head(std::size_t bytes);

  // The next chunk nobody has yet; false behind the last one and after stop(). On an exception
  // chunk.index tells which chunk failed.
  bool next(Chunk& chunk);
  void stop() { is_stopped_.store(true, std::memory_order_relaxed); }

  const std::string& name() const { return descriptor_.name(); }
  std::string_view compression() const { return compression_; }
  // Of the raw input; 0 if unknown.
  std::uint64_t raw_size() const { return descriptor_.size(); }
  std::uint64_t raw_bytes_read() const;
  // Of the content; 0 if unknown.
  std::uint64_t content_size() const { return stream_ ? 0 : descriptor_.size(); }

 private:
  bool next_of_file(Chunk& chunk);
  bool next_of_stream(Chunk& chunk);
  std::size_t read_fully_at(char* out, std::size_t bytes, std::uint64_t offset) const;

  SerialObserver observer_;
  Descriptor descriptor_;
  std::unique_ptr<RawInput> input_;     // of a stream
  std::unique_ptr<ByteStream> stream_;  // null: a plain file
  std::string_view compression_;
  std::size_t chunk_bytes_;
  std::atomic<bool> is_stopped_{false};
  std::atomic<std::uint64_t> next_index_{0};  // of a plain file
  std::mutex mutex_;                          // of a stream, guards what follows
  std::uint64_t stream_index_ = 0;
  bool is_stream_finished_ = false;
  std::string head_;  // bytes read ahead of next()
  std::size_t head_used_ = 0;
};

}  // namespace odds::read

// SPDX-License-Identifier: Apache-2.0
#include "read/source.hpp"

#include <algorithm>
#include <cstring>

#include <odds/base.hpp>

namespace odds::read {
namespace {

[[noreturn]] void throw_changed(const std::string& name) {
  throw Error(Fault::refused, "file.changed", "the file changed while it was read.",
              "Try again when nobody writes to it, or copy it first.", {name, 0, 0, 0, {}});
}

}  // namespace

Source::Source(const std::string& path, const Tuning& tuning, Observer* observer)
    : observer_(observer), descriptor_(path, this->observer()), chunk_bytes_(tuning.chunk_bytes) {
  if (descriptor_.is_seekable()) {
    char start[16];
    const std::size_t count = read_fully_at(start, sizeof start, 0);
    compression_ = compression_of({start, count});
    if (compression_.empty()) return;
  }
  input_ = std::make_unique<RawInput>(descriptor_);
  compression_ = compression_of(input_->peek_start());
  if (compression_ == "gzip") {
    stream_ = open_gzip(*input_);
  } else if (compression_ == "zstd") {
    stream_ = open_zstd(*input_);
  } else {
    stream_ = open_plain(*input_);
  }
}

std::size_t Source::read_fully_at(char* out, std::size_t bytes, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < bytes) {
    const std::size_t count = descriptor_.read_at(out + done, bytes - done, offset + done);
    if (count == 0) break;
    done += count;
  }
  return done;
}

std::string_view Source::head(std::size_t bytes) {
  const std::size_t before = head_.size();
  if (bytes <= before || is_stream_finished_) return head_;
  head_.resize(bytes);
  const std::size_t count = stream_ ? stream_->read(head_.data() + before, bytes - before)
                                    : read_fully_at(head_.data() + before, bytes - before, before);
  head_.resize(before + count);
  if (stream_ && count < bytes - before) is_stream_finished_ = true;
  return head_;
}

std::uint64_t Source::raw_bytes_read() const {
  if (input_) return input_->raw_bytes_read();
  return std::min(descriptor_.size(), next_index_.load(std::memory_order_relaxed) * chunk_bytes_);
}

bool Source::next(Chunk& chunk) {
  if (is_stopped_.load(std::memory_order_relaxed)) return false;
  if (!chunk.bytes) {
    chunk.bytes = std::make_unique_for_overwrite<char[]>(chunk_bytes_ + Chunk::read_slack);
  }
  const bool found = stream_ ? next_of_stream(chunk) : next_of_file(chunk);
  if (found) std::memset(chunk.bytes.get() + chunk.size, 0, Chunk::read_slack);
  return found;
}

bool Source::next_of_file(Chunk& chunk) {
  chunk.index = next_index_.fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t offset = chunk.index * chunk_bytes_;
  if (offset > descriptor_.size()) return false;
  const std::uint64_t rest = descriptor_.size() - offset;
  chunk.is_last = rest < chunk_bytes_;
  const auto expected = static_cast<std::size_t>(std::min<std::uint64_t>(rest, chunk_bytes_));
  chunk.size = read_fully_at(chunk.bytes.get(), expected, offset);
  if (chunk.size < expected) throw_changed(name());
  if (chunk.is_last && descriptor_.size_now() != descriptor_.size()) throw_changed(name());
  return true;
}

bool Source::next_of_stream(Chunk& chunk) {
  const std::lock_guard lock(mutex_);
  if (is_stopped_.load(std::memory_order_relaxed)) return false;
  chunk.index = stream_index_;
  const std::size_t ahead = std::min(head_.size() - head_used_, chunk_bytes_);
  if (ahead == 0 && !head_.empty()) {
    head_ = std::string();
    head_used_ = 0;
  }
  std::memcpy(chunk.bytes.get(), head_.data() + head_used_, ahead);
  head_used_ += ahead;
  chunk.size = ahead;
  if (ahead < chunk_bytes_ && !is_stream_finished_) {
    try {
      chunk.size += stream_->read(chunk.bytes.get() + ahead, chunk_bytes_ - ahead);
    } catch (...) {
      stop();
      throw;
    }
    is_stream_finished_ = chunk.size < chunk_bytes_;
  }
  chunk.is_last = chunk.size < chunk_bytes_;
  if (chunk.is_last) stop();
  ++stream_index_;
  return true;
}

}  // namespace odds::read

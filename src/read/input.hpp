// SPDX-License-Identifier: Apache-2.0
//
// Bytes from a file descriptor, and decompressed bytes from those. Everything here is read in
// order; reading a plain file at many places at once is source.hpp's.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <odds/base.hpp>

namespace odds::read {

// An open file or standard input. Closes what it opened.
class Descriptor {
 public:
  // "-" is standard input. Throws Error file.*: absent, a directory, not permitted. `observer`,
  // which may be null, is asked now and then while nothing arrives.
  explicit Descriptor(const std::string& path, Observer* observer = nullptr);
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  // Whether it can be read at any offset and knows its size.
  bool is_seekable() const { return is_seekable_; }
  std::uint64_t size() const { return size_; }  // when it was opened; 0 if unknown
  std::uint64_t size_now() const;

  // As read(2) and pread(2), repeated after interruptions. 0 at the end. Throws Error file.read.
  std::size_t read(char* out, std::size_t bytes) const;
  std::size_t read_at(char* out, std::size_t bytes, std::uint64_t offset) const;

  const std::string& name() const { return name_; }  // for messages

 private:
  [[noreturn]] void fail(int error) const;
  void wait_for_data() const;

  std::string name_;
  Observer* observer_;
  int number_ = -1;
  bool is_owned_ = false;
  bool is_seekable_ = false;
  std::uint64_t size_ = 0;
};

// The raw bytes of a descriptor in order, with a look at the first ones.
class RawInput {
 public:
  explicit RawInput(const Descriptor& descriptor);

  // Bytes not yet consumed; reads more when there are none. Empty at the end.
  std::string_view available();
  // The first bytes of the input, at most 16. Before anything is consumed.
  std::string_view peek_start();
  void consume(std::size_t bytes) { begin_ += bytes; }
  // Copies up to `bytes` out; fewer only at the end.
  std::size_t read(char* out, std::size_t bytes);

  std::uint64_t raw_bytes_read() const { return total_.load(std::memory_order_relaxed); }
  const std::string& name() const { return descriptor_.name(); }

 private:
  void fill();

  const Descriptor& descriptor_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::atomic<std::uint64_t> total_{0};
};

// The content of an input: as it is, or decompressed.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Fewer than `bytes` only at the end. Throws Error when the compressed data are damaged.
  virtual std::size_t read(char* out, std::size_t bytes) = 0;
};

// "gzip", "zstd" or "", from the first bytes of an input.
std::string_view compression_of(std::string_view start);

std::unique_ptr<ByteStream> open_plain(RawInput& input);
std::unique_ptr<ByteStream> open_gzip(RawInput& input);
std::unique_ptr<ByteStream> open_zstd(RawInput& input);

}  // namespace odds::read

// SPDX-License-Identifier: Apache-2.0
//
// One content as a file, a pipe, gzip and zstd.
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>

namespace test_input {

// A temporary file, removed at the end.
class File {
 public:
  explicit File(const std::string& content) {
    char name[] = "/tmp/odds-read-XXXXXX";
    const int descriptor = ::mkstemp(name);
    if (descriptor < 0) throw std::runtime_error("mkstemp");
    path_ = name;
    write_all(descriptor, content);
    ::close(descriptor);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

  static void write_all(int descriptor, const std::string& content) {
    for (std::size_t done = 0; done < content.size();) {
      const ssize_t count = ::write(descriptor, content.data() + done, content.size() - done);
      if (count <= 0) return;  // the reader is gone
      done += static_cast<std::size_t>(count);
    }
  }

 private:
  std::string path_;
};

// A pipe with a writer at its other end.
class Pipe {
 public:
  explicit Pipe(const std::string& content) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    read_end_ = ends[0];
    path_ = "/dev/fd/" + std::to_string(read_end_);
    writer_ = std::thread([content, end = ends[1]] {
      File::write_all(end, content);
      ::close(end);
    });
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    char rest[4096];
    while (::read(read_end_, rest, sizeof rest) > 0) {
    }
    writer_.join();
    ::close(read_end_);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int read_end_ = -1;
  std::thread writer_;
};

// `members` gzip members one after another.
inline std::string gzip(const std::string& content, std::size_t members = 1) {
  std::string packed;
  for (std::size_t i = 0; i < members; ++i) {
    const std::size_t begin = content.size() * i / members;
    std::string part = content.substr(begin, content.size() * (i + 1) / members - begin);
    z_stream state = {};
    deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&state, static_cast<uLong>(part.size())) + 64, '\0');
    state.next_in = reinterpret_cast<Bytef*>(part.data());
    state.avail_in = static_cast<uInt>(part.size());
    state.next_out = reinterpret_cast<Bytef*>(out.data());
    state.avail_out = static_cast<uInt>(out.size());
    deflate(&state, Z_FINISH);
    packed.append(out, 0, state.total_out);
    deflateEnd(&state);
  }
  return packed;
}

inline std::string zstd(const std::string& content, std::size_t frames = 1) {
  std::string packed;
  for (std::size_t i = 0; i < frames; ++i) {
    const std::size_t begin = content.size() * i / frames;
    const std::string part = content.substr(begin, content.size() * (i + 1) / frames - begin);
    std::string out(ZSTD_compressBound(part.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), part.data(), part.size(), 3));
    packed += out;
  }
  return packed;
}

}  // namespace test_input

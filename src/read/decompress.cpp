// SPDX-License-Identifier: Apache-2.0
//
// gzip (RFC 1952, any number of members) and Zstandard (RFC 8878, any number of frames). Data that
// end early, fail their checksum or go on with something else are errors: rows read so far are
// never taken for the whole.
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <new>

#include <odds/base.hpp>

#include "read/input.hpp"

namespace odds::read {
namespace {

[[noreturn]] void throw_damaged(const RawInput& input, const char* format, const char* code,
                                const std::string& what) {
  throw Error(Fault::refused, code, std::string("the ") + format + " data " + what + ".",
              "Copy or download the file again.", {input.name(), 0, 0, 0, {}});
}

[[noreturn]] void throw_ends_early(const RawInput& input, const char* format) {
  throw_damaged(input, format, "file.compressed_truncated", "end early (truncated)");
}

[[noreturn]] void throw_trailing(const RawInput& input, const char* format) {
  throw_damaged(input, format, "file.compressed_trailing",
                std::string("are followed by something that is not ") + format);
}

class GzipStream final : public ByteStream {
 public:
  explicit GzipStream(RawInput& input) : input_(input) {
    constexpr int gzip_only = 16;
    if (inflateInit2(&state_, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~GzipStream() override { inflateEnd(&state_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  std::size_t read(char* out, std::size_t bytes) override {
    std::size_t done = 0;
    while (done < bytes && !is_finished_) done += step(out + done, bytes - done);
    return done;
  }

 private:
  std::size_t step(char* out, std::size_t bytes) {
    const std::string_view raw = input_.available();
    if (is_between_members_ && !start_member(raw)) return 0;
    if (raw.empty()) throw_ends_early(input_, "gzip");
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    // zlib does not write through next_in; its type lacks the const.
    state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
    state_.avail_in = static_cast<uInt>(std::min(raw.size(), most));
    state_.next_out = reinterpret_cast<Bytef*>(out);
    state_.avail_out = static_cast<uInt>(std::min(bytes, most));
    const uInt in_before = state_.avail_in;
    const uInt out_before = state_.avail_out;
    const int outcome = inflate(&state_, Z_NO_FLUSH);
    input_.consume(in_before - state_.avail_in);
    if (outcome == Z_STREAM_END) {
      is_between_members_ = true;
    } else if (outcome == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      throw_corrupt();
    }
    return out_before - state_.avail_out;
  }

  // False at the end of the input.
  bool start_member(std::string_view raw) {
    if (raw.empty()) {
      is_finished_ = true;
      return false;
    }
    // The second byte of the magic number is checked by inflate.
    if (raw.front() != '\x1F') throw_trailing(input_, "gzip");
    if (inflateReset(&state_) != Z_OK) throw_corrupt();
    is_between_members_ = false;
    return true;
  }

  [[noreturn]] void throw_corrupt() {
    const std::string_view reason = state_.msg == nullptr ? "" : state_.msg;
    if (reason == "incorrect data check" || reason == "incorrect length check") {
      throw_damaged(input_, "gzip", "file.compressed_checksum",
                    "do not match their checksum (CRC): they are corrupt");
    }
    throw_damaged(input_, "gzip", "file.compressed_corrupt", "are corrupt");
  }

  RawInput& input_;
  z_stream state_ = {};
  bool is_between_members_ = false;
  bool is_finished_ = false;
};

class ZstdStream final : public ByteStream {
 public:
  explicit ZstdStream(RawInput& input) : input_(input), state_(ZSTD_createDStream()) {
    if (state_ == nullptr) throw std::bad_alloc();
  }
  ~ZstdStream() override { ZSTD_freeDStream(state_); }
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  std::size_t read(char* out, std::size_t bytes) override {
    ZSTD_outBuffer output = {out, bytes, 0};
    while (output.pos < output.size) {
      const std::string_view raw = input_.available();
      // At the end of the input everything decoded may still have to be written out.
      if (raw.empty() && is_between_frames_) break;
      if (is_between_frames_) check_frame_start(raw);
      ZSTD_inBuffer piece = {raw.data(), raw.size(), 0};
      const std::size_t written_before = output.pos;
      const std::size_t outcome = ZSTD_decompressStream(state_, &output, &piece);
      input_.consume(piece.pos);
      if (ZSTD_isError(outcome)) throw_corrupt(ZSTD_getErrorName(outcome));
      is_between_frames_ = outcome == 0;
      if (raw.empty() && !is_between_frames_ && output.pos == written_before) {
        throw_ends_early(input_, "zstd");
      }
    }
    return output.pos;
  }

 private:
  // A frame or a skippable frame; the rest of the magic number is checked by the library.
  void check_frame_start(std::string_view raw) const {
    const auto byte = static_cast<unsigned char>(raw.front());
    if (byte != 0x28 && (byte & 0xF0U) != 0x50) throw_trailing(input_, "zstd");
  }

  [[noreturn]] void throw_corrupt(std::string_view reason) const {
    if (reason.find("checksum") != std::string_view::npos) {
      throw_damaged(input_, "zstd", "file.compressed_checksum",
                    "do not match their checksum: they are corrupt");
    }
    throw_damaged(input_, "zstd", "file.compressed_corrupt", "are corrupt");
  }

  RawInput& input_;
  ZSTD_DStream* state_;
  bool is_between_frames_ = true;
};

}  // namespace

std::unique_ptr<ByteStream> open_gzip(RawInput& input) {
  return std::make_unique<GzipStream>(input);
}

std::unique_ptr<ByteStream> open_zstd(RawInput& input) {
  return std::make_unique<ZstdStream>(input);
}

}  // namespace odds::read

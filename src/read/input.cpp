// SPDX-License-Identifier: Apache-2.0
#include "read/input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <odds/base.hpp>

#include "read/place.hpp"

namespace odds::read {
namespace {

constexpr std::size_t raw_buffer_bytes = std::size_t{256} << 10;

[[noreturn]] void throw_open_error(const std::string& name, int error) {
  const Where where{name, 0, 0, 0, {}};
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      throw Error(Fault::refused, "file.not_found", "no such file.",
                  "Check the spelling and the current directory.", where);
    case EACCES:
    case EPERM:
      throw Error(Fault::refused, "file.not_permitted", "permission denied.",
                  "Ask for the right to read it.", where);
    default:
      throw Error(Fault::refused, "file.open",
                  "cannot be opened: " + std::generic_category().message(error) + ".", {}, where);
  }
}

}  // namespace

std::string display_name(const std::string& path) { return path == "-" ? "standard input" : path; }

Descriptor::Descriptor(const std::string& path, Observer* observer)
    : name_(display_name(path)), observer_(observer) {
  is_owned_ = path != "-";
  if (is_owned_) {
    if (path.find('\0') != std::string::npos) throw_open_error(name_, ENOENT);
    do {
      number_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    } while (number_ < 0 && errno == EINTR);
    if (number_ < 0) throw_open_error(name_, errno);
  } else {
    number_ = STDIN_FILENO;
  }
  struct stat status = {};
  if (::fstat(number_, &status) != 0) return;
  if (S_ISDIR(status.st_mode)) {
    if (is_owned_) ::close(number_);
    throw Error(Fault::refused, "file.directory", "is a directory.", "Name a file in it.",
                {name_, 0, 0, 0, {}});
  }
  // Files of size 0 may hold something all the same (/proc): they are read like a pipe. So is
  // standard input, which may stand anywhere in its file.
  is_seekable_ = is_owned_ && S_ISREG(status.st_mode) && status.st_size > 0;
  if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
#ifdef F_SETPIPE_SZ
  // Fewer and longer turns of writer and reader; a refusal costs speed alone.
  if (S_ISFIFO(status.st_mode)) ::fcntl(number_, F_SETPIPE_SZ, 1 << 20);
#endif
}

Descriptor::~Descriptor() {
  if (is_owned_ && number_ >= 0) ::close(number_);
}

std::uint64_t Descriptor::size_now() const {
  struct stat status = {};
  if (::fstat(number_, &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.st_size);
}

void Descriptor::fail(int error) const {
  throw Error(Fault::refused, "file.read",
              "cannot be read: " + std::generic_category().message(error) + ".",
              "The disk or the connection failed; nothing was computed.", {name_, 0, 0, 0, {}});
}

// Returns when there is something to read, the end among it. A pipe whose writer is silent would
// otherwise hold the run beyond the reach of its observer.
void Descriptor::wait_for_data() const {
  constexpr int patience_milliseconds = 100;
  pollfd waiting = {number_, POLLIN, 0};
  while (::poll(&waiting, 1, patience_milliseconds) <= 0) {
    if (observer_ == nullptr || observer_->progress({"reading", 0, 0, 0})) continue;
    throw Error(Fault::interrupted, "run.interrupted", "interrupted while reading.", {},
                {name_, 0, 0, 0, {}});
  }
}

std::size_t Descriptor::read(char* out, std::size_t bytes) const {
  if (observer_ != nullptr) wait_for_data();
  for (;;) {
    const ssize_t count = ::read(number_, out, bytes);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN) {  // someone made standard input one that does not wait
      wait_for_data();
    } else if (errno != EINTR) {
      fail(errno);
    }
  }
}

std::size_t Descriptor::read_at(char* out, std::size_t bytes, std::uint64_t offset) const {
  for (;;) {
    const ssize_t count = ::pread(number_, out, bytes, static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail(errno);
  }
}

RawInput::RawInput(const Descriptor& descriptor)
    : descriptor_(descriptor), buffer_(raw_buffer_bytes) {}

void RawInput::fill() {
  const std::size_t count = descriptor_.read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += count;
  total_.fetch_add(count, std::memory_order_relaxed);
}

std::string_view RawInput::available() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    fill();
  }
  return {buffer_.data() + begin_, end_ - begin_};
}

std::string_view RawInput::peek_start() {
  constexpr std::size_t wanted = 16;
  for (std::size_t before = wanted; end_ < wanted && end_ != before;) {
    before = end_;
    fill();
  }
  return {buffer_.data(), std::min(end_, wanted)};
}

std::size_t RawInput::read(char* out, std::size_t bytes) {
  const std::size_t buffered = std::min(bytes, end_ - begin_);
  std::memcpy(out, buffer_.data() + begin_, buffered);
  begin_ += buffered;
  std::size_t done = buffered;
  while (done < bytes) {
    const std::size_t count = descriptor_.read(out + done, bytes - done);
    if (count == 0) break;
    done += count;
    total_.fetch_add(count, std::memory_order_relaxed);
  }
  return done;
}

std::string_view compression_of(std::string_view start) {
  if (start.substr(0, 2) == "\x1F\x8B") return "gzip";
  if (start.substr(0, 4) == "\x28\xB5\x2F\xFD") return "zstd";
  return "";
}

namespace {

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(RawInput& input) : input_(input) {}
  std::size_t read(char* out, std::size_t bytes) override { return input_.read(out, bytes); }

 private:
  RawInput& input_;
};

}  // namespace

std::unique_ptr<ByteStream> open_plain(RawInput& input) {
  return std::make_unique<PlainStream>(input);
}

}  // namespace odds::read

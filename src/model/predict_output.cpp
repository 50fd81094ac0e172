// SPDX-License-Identifier: Apache-2.0
#include "model/predict_output.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>

#include <odds/base.hpp>

namespace odds::model {
namespace {

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat left {};
  struct stat right {};
  if (::stat(a.c_str(), &left) != 0 || ::stat(b.c_str(), &right) != 0) return false;
  return S_ISREG(left.st_mode) && left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

// Waits until a descriptor that must not block can take more.
void wait_until_writable() {
  struct pollfd descriptor {
    STDOUT_FILENO, POLLOUT, 0
  };
  ::poll(&descriptor, 1, -1);
}

void write_to_standard_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw Error(Fault::interrupted, "output.closed", "the output was closed.");
    } else if (errno == EAGAIN) {
      wait_until_writable();
    } else if (errno != EINTR) {
      throw Error(Fault::refused, "file.write",
                  "can't write to standard output: " + std::generic_category().message(errno) + ".",
                  "The lines written so far are not all of them.");
    }
  }
}

}  // namespace

ScoreOutput::ScoreOutput(const std::string& path, const std::string& input) {
  if (path == "-") return;
  if (input != "-" && is_same_file(path, input)) {
    Where where;
    where.file = path;
    throw Error(Fault::refused, "file.same_file", "input and output are the same file.",
                "Give -o another name.", where);
  }
  file_ = std::make_unique<base::AtomicFile>(path);
}

void ScoreOutput::write(std::string_view text) {
  if (file_) {
    file_->write(text);
  } else {
    write_to_standard_output(text);
  }
}

void ScoreOutput::commit() {
  if (file_) file_->commit();
}

void append_csv_field(std::string_view field, std::string& out) {
  const bool spaced = !field.empty() && (field.front() == ' ' || field.back() == ' ' ||
                                         field.front() == '\t' || field.back() == '\t');
  if (!spaced && field.find_first_of(",;|\t\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_number(double value, std::string& out) {
  std::array<char, 40> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), result.ptr);
}

}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
//
// What the fuzz harnesses share. A harness is libFuzzer's LLVMFuzzerTestOneInput: with clang and
// ODDS_BUILD_FUZZERS it searches, elsewhere replay.cpp runs it over the kept corpus.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

// Ends the run with a report: the input at hand is a finding.
inline void require(bool holds, const char* what, const std::string& detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "finding: %s\n%s\n", what, detail.c_str());
  std::abort();
}

inline void require_equal(const std::string& left, const std::string& right, const char* what) {
  require(left == right, what, "---- left\n" + left + "\n---- right\n" + right);
}

// The bytes of an input, taken from the front: settings first, the rest is the text.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::string text() const { return std::string(rest_); }

 private:
  std::string_view rest_;
};

// A file that lives in memory, readable at any place by its path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    require(descriptor_ >= 0, "no file in memory");
    while (!content.empty()) {
      const ssize_t count = ::write(descriptor_, content.data(), content.size());
      require(count > 0, "no room for a file in memory");
      content.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

// What is printed goes nowhere: libFuzzer reports on standard error.
inline void silence_standard_output() {
  static const bool is_silent = std::freopen("/dev/null", "w", stdout) != nullptr;
  require(is_silent, "no /dev/null");
}

}  // namespace fuzz

// SPDX-License-Identifier: Apache-2.0
//
// The program under the shim: a call that goes wrong, and what came of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"
#include "reference/process.hpp"
#include "reference/sanitizers.hpp"

namespace faults {

using Words = std::vector<std::string>;

// The thread sanitizer does not stand a library in front of it.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool can_preload = false;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr bool can_preload = false;
#else
inline constexpr bool can_preload = true;
#endif
#else
inline constexpr bool can_preload = true;
#endif

struct Outcome {
  reference::Outcome run;
  bool happened = false;
};

// `fault` as the shim takes it, "write 2 ENOSPC".
inline Outcome run(const Words& arguments, const std::string& fault, reference::Run settings = {}) {
  const reference::TemporaryDirectory directory;
  const std::string mark = directory.path("mark");
  settings.environment["LD_PRELOAD"] = ODDS_FAULT_SHIM_PATH;
  settings.environment["ODDS_FAULT"] = fault;
  settings.environment["ODDS_FAULT_MARK"] = mark;
  const char* asan = std::getenv("ASAN_OPTIONS");
  settings.environment["ASAN_OPTIONS"] =
      std::string(asan == nullptr ? "" : asan) + ":verify_asan_link_order=0";
  Outcome outcome;
  outcome.run = torture::odds(arguments, settings);
  outcome.happened = std::filesystem::exists(mark);
  return outcome;
}

inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

// A table that overlaps, long enough for a few writes.
inline std::string table(int rows) {
  std::string text = "y,x,colour,id\n";
  for (int i = 0; i < rows; ++i) {
    const int k = i * 7919 % 1000;
    text += std::to_string((k * 31 + i) % 3 == 0) + "," + std::to_string(k * 0.01) + "," +
            (i % 3 == 0   ? "red"
             : i % 3 == 1 ? "green"
                          : "blue") +
            "," + std::to_string(i) + "\n";
  }
  return text;
}

}  // namespace faults

// SPDX-License-Identifier: Apache-2.0
//
// How the torture tests run the program and what every refusal must look like.
#pragma once

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reference/process.hpp"

namespace torture {

using Words = std::vector<std::string>;

// The 8 rows of a table that overlaps, for cases that need something healthy.
inline const std::string plain =
    "y,x1,x2\n0,1.5,2\n1,2.5,1\n0,0.5,3\n1,3.0,0.5\n1,1.0,1.5\n0,2.0,2.5\n1,2.2,2.2\n0,1.1,0.4\n";

inline reference::Outcome odds(const Words& arguments, reference::Run run = {}) {
  run.arguments = {ODDS_CLI_PATH};
  run.arguments.insert(run.arguments.end(), arguments.begin(), arguments.end());
  return reference::execute(run);
}

// The regular expressions of the cases are Python's; (?i) is the one part ECMAScript lacks.
inline bool matches(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex(pattern, std::regex::ECMAScript));
}

inline bool is_one_line(const std::string& text) {
  return !text.empty() && text.back() == '\n' && text.find('\n') == text.size() - 1;
}

inline bool has_control_bytes(const std::string& text) {
  for (const char byte : text)
    if (static_cast<unsigned char>(byte) < 0x20 && byte != '\n') return true;
  return false;
}

// A refusal: exit code, one printable line on stderr that says `say`, nothing on stdout.
inline void expect_refusal(const reference::Outcome& outcome, const std::string& say,
                           int exit_code = 1) {
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.messages;
  EXPECT_TRUE(is_one_line(outcome.messages)) << outcome.messages;
  EXPECT_TRUE(matches(outcome.messages, say)) << "said: " << outcome.messages << "not: " << say;
  EXPECT_FALSE(has_control_bytes(outcome.messages)) << outcome.messages;
  EXPECT_EQ(outcome.output, "");
}

// The same refusal with --json: also one object on stdout.
inline void expect_json_refusal(const reference::Outcome& outcome) {
  EXPECT_TRUE(is_one_line(outcome.messages)) << outcome.messages;
  const auto object = nlohmann::json::parse(outcome.output, nullptr, false);
  ASSERT_TRUE(object.is_object()) << outcome.output;
  EXPECT_EQ(object.value("schema", ""), "odds.error/1");
  EXPECT_TRUE(matches(object.value("code", ""), "^[a-z_]+\\.[a-z0-9_]+$")) << outcome.output;
  EXPECT_NE(object.value("message", ""), "");
  EXPECT_TRUE(object.contains("hint"));
  EXPECT_TRUE(object.contains("where"));
}

// Runs `odds fit FILE --target y ... -o MODEL` and the same with --json, expects a refusal of both
// and that no file was written.
inline void expect_fit_refused(const reference::TemporaryDirectory& directory,
                               const std::string& path, Words options, const std::string& say,
                               int exit_code = 1) {
  const std::string model = directory.path("refused-model.json");
  Words words = {"fit", path, "-o", model};
  words.insert(words.end(), options.begin(), options.end());
  expect_refusal(odds(words), say, exit_code);
  words.emplace_back("--json");
  const auto json = odds(words);
  EXPECT_EQ(json.exit_code, exit_code);
  if (exit_code == 1) expect_json_refusal(json);
  for (const auto& entry : std::filesystem::directory_iterator(directory.root()))
    EXPECT_EQ(entry.path().filename().string().find("refused-model"), std::string::npos)
        << "left behind: " << entry.path();
}

}  // namespace torture

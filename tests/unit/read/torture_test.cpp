// SPDX-License-Identifier: Apache-2.0
//
// The csv cases of ../shared/torture that the reader alone decides, where that folder exists. The
// same ideas are in read_csv_test.cpp for when it does not.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include <odds/read.hpp>

namespace odds {
namespace {

// Decided by the design or the fit, not by reading.
const std::set<std::string> not_ours = {"csv.dates", "csv.one_row"};

std::string all_notes(const ReadResult& result) {
  std::string text;
  for (const Note& note : result.notes) text += note.message + "\n";
  return text;
}

void check_case(const nlohmann::json& item, const std::string& path) {
  const std::string outcome = item["expect"]["outcome"];
  const std::string say = item["expect"].value("say", "");
  ReadOptions options;
  if (item["ask"].get<std::string>().find("--decimal ,") != std::string::npos)
    options.decimal = ',';
  std::string text;
  bool refused = false;
  try {
    const std::string id = item["id"];
    const std::vector<std::string> columns =
        id == "csv.y_absent" ? std::vector<std::string>{"y", "x1"} : std::vector<std::string>{};
    text = all_notes(read_csv(path, options, columns, {}));
  } catch (const Error& error) {
    refused = true;
    text = error.line();
  }
  EXPECT_EQ(refused, outcome == "error") << item["id"] << ": " << text;
  if (!say.empty() && (refused || outcome == "ok+note")) {
    EXPECT_TRUE(std::regex_search(text, std::regex(say))) << item["id"] << " says: " << text;
  }
}

TEST(Torture, CsvCases) {
  const std::filesystem::path folder = std::filesystem::path(ODDS_SHARED_DIR) / "torture";
  std::ifstream cases(folder / "cases.jsonl");
  if (!cases) GTEST_SKIP() << "no " << folder;
  int checked = 0;
  for (std::string line; std::getline(cases, line);) {
    const nlohmann::json item = nlohmann::json::parse(line);
    if (item["area"] != "csv" || not_ours.count(item["id"]) != 0) continue;
    if (item["input"].is_string()) {
      check_case(item, (folder / item["input"].get<std::string>()).string());
    } else if (item["input"].contains("path")) {
      const std::string path = item["input"]["path"];
      check_case(item, path == "a directory" ? folder.string() : path);
    } else {
      continue;  // generated: read_csv_test.cpp
    }
    ++checked;
  }
  EXPECT_GE(checked, 45);
}

}  // namespace
}  // namespace odds

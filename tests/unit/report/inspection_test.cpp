// SPDX-License-Identifier: Apache-2.0
//
// What "odds inspect" says of a table in memory.
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "report/column_facts.hpp"
#include "report/layout.hpp"

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct Sample {
  std::vector<double> age = {1, 2, missing, 4};
  std::vector<double> huge = {1.5e308, 1.5e308, 1.25e308, -1e308};
  std::vector<double> flag = {0, 1, 0, 1};
  std::vector<std::uint32_t> city = {1, 1, 0, 2};
  std::vector<std::uint32_t> sold = {1, 0, odds::missing_code, 1};
  odds::ReadResult data;

  Sample() {
    data.table.add_numbers("age", age);
    data.table.add_numbers("huge", huge);
    data.table.add_numbers("flag", flag);
    data.table.add_codes("city", city, {"Aachen", "Köln", "a\x1B[31m"});
    data.table.add_codes("sold", sold, {"no", "yes"});
    data.notes.push_back({"column.index", "A note."});
  }
};

TEST(Inspection, CountsRangesAndMeans) {
  const Sample sample;
  const auto facts = odds::report::column_facts(sample.data.table, {});
  ASSERT_EQ(facts.size(), 5U);
  EXPECT_EQ(facts[0].present, 3U);
  EXPECT_EQ(facts[0].min, 1.0);
  EXPECT_EQ(facts[0].max, 4.0);
  EXPECT_DOUBLE_EQ(facts[0].mean, 7.0 / 3.0);
  EXPECT_NEAR(facts[1].mean / 8.125e307, 1.0, 1e-15);
  EXPECT_EQ(facts[3].levels[0].level, "Köln");
  EXPECT_EQ(facts[3].levels[0].count, 2U);
  EXPECT_EQ(facts[4].present, 3U);
}

TEST(Inspection, FindsTargets) {
  const Sample sample;
  const auto facts = odds::report::column_facts(sample.data.table, {});
  EXPECT_FALSE(odds::report::could_be_target(facts[0]));
  EXPECT_TRUE(odds::report::could_be_target(facts[2]));
  EXPECT_FALSE(odds::report::could_be_target(facts[3]));
  EXPECT_TRUE(odds::report::could_be_target(facts[4]));
  EXPECT_EQ(odds::report::likely_target(sample.data.table, facts), "sold");
}

TEST(Inspection, AColumnCalledTargetIsTheLikelyOne) {
  const std::vector<double> two = {0, 1};
  odds::Table table;
  table.add_numbers("Target", two);
  table.add_numbers("flag", two);
  EXPECT_EQ(odds::report::likely_target(table, odds::report::column_facts(table, {})), "Target");
}

TEST(Inspection, TextFitsAndIsSafe) {
  const Sample sample;
  for (const std::size_t width : {60U, 80U}) {
    odds::TextOptions options;
    options.width = width;
    const std::string text = odds::text_inspection(sample.data, "a b.csv", options, {});
    EXPECT_EQ(text.find('\x1B'), std::string::npos);
    EXPECT_NE(text.find("odds fit 'a b.csv' --target sold"), std::string::npos) << text;
    EXPECT_NE(text.find("- A note."), std::string::npos);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(odds::report::display_width(line), width) << line;
    }
  }
}

TEST(Inspection, Json) {
  const Sample sample;
  const auto json = nlohmann::json::parse(odds::json_inspection(sample.data, "d.csv", {}));
  EXPECT_EQ(json["schema"], "odds.inspect/1");
  EXPECT_EQ(json["rows"], 4);
  EXPECT_EQ(json["columns"][0]["kind"], "number");
  EXPECT_EQ(json["columns"][0]["max"], 4);
  EXPECT_TRUE(json["columns"][0]["levels"].is_null());
  EXPECT_EQ(json["columns"][3]["level_count"], 3);
  EXPECT_EQ(json["columns"][3]["levels"][0]["count"], 2);
  EXPECT_TRUE(json["columns"][3]["min"].is_null());
  EXPECT_EQ(json["target_candidates"], (std::vector<std::string>{"flag", "sold"}));
  EXPECT_EQ(json["likely_target"], "sold");
}

TEST(Inspection, StopsOnRequest) {
  class Stop : public odds::Observer {
   public:
    bool progress(const odds::Progress&) override { return false; }
  };
  const Sample sample;
  Stop stop;
  odds::RunOptions run;
  run.observer = &stop;
  try {
    odds::report::column_facts(sample.data.table, run);
    FAIL() << "it went on";
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.fault(), odds::Fault::interrupted);
  }
}

TEST(Inspection, EmptyColumns) {
  const std::vector<double> nothing = {missing, missing};
  odds::ReadResult data;
  data.table.add_numbers("nothing", nothing);
  const std::string text = odds::text_inspection(data, "d.csv", {}, {});
  EXPECT_NE(text.find("no values"), std::string::npos) << text;
  EXPECT_NE(text.find("No column has exactly two values"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(odds::json_inspection(data, "d.csv", {}));
  EXPECT_TRUE(json["columns"][0]["mean"].is_null());
}

}  // namespace

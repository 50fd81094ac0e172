// SPDX-License-Identifier: Apache-2.0
//
// What odds report and --report refuse, and that they do so before the work starts. A build without
// its pages says what is missing.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "malformed/torture.hpp"
#include "reference/process.hpp"

namespace {

using torture::Words;

class ReportRefusals : public testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.write("data.csv", torture::plain);
    model_ = directory_.path("model.json");
    ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "-o", model_}).exit_code, 0);
  }

  void expect_refused(const Words& words, const std::string& say, int exit_code) {
    reference::Outcome outcome = torture::odds(words);
    if (std::find(words.begin(), words.end(), "--json") != words.end()) {
      torture::expect_json_refusal(outcome);
      outcome.output.clear();
    }
    torture::expect_refusal(outcome, say, exit_code);
  }

  reference::TemporaryDirectory directory_;
  std::string data_, model_;
};

TEST_F(ReportRefusals, AsksWhereThePageIsToGo) {
  expect_refused({"report", model_, data_}, "where is the page to go", 2);
  expect_refused({"report", model_, data_, "-o", "-", "--json"}, "both write to standard", 2);
  expect_refused({"report", model_, data_, "-o", data_}, "same file as the input", 2);
  expect_refused({"report", model_, data_, "-o", model_}, "same file as the input", 2);
  expect_refused({"report", model_, data_, "-o", directory_.path("no/page.html")},
                 "cannot write into the folder", 1);
  EXPECT_NE(reference::read_text(model_).find("odds.model/1"), std::string::npos);
}

TEST_F(ReportRefusals, WhatNeedsDataNeedsData) {
  for (const Words& option :
       {Words{"--rows", "1"}, Words{"--threshold", "0.3"}, Words{"--target", "y"},
        Words{"--missing", "drop"}, Words{"--level", "90"}, Words{"--no-weights"}}) {
    Words words = {"report", model_, "--json"};
    words.insert(words.end(), option.begin(), option.end());
    expect_refused(words, "there are no data", 2);
  }
}

TEST_F(ReportRefusals, Rows) {
  expect_refused({"report", model_, data_, "--json", "--rows", "0"}, "--rows must", 2);
  expect_refused({"report", model_, data_, "--json", "--rows", "x"}, "--rows must", 2);
  expect_refused({"report", model_, data_, "--json", "--rows", "1,,2"}, "--rows", 2);
  expect_refused({"report", model_, data_, "--json", "--rows", "9"}, "there is no row 9", 1);
  std::string many = "1";
  for (int i = 0; i < 20; ++i) many += ",1";
  expect_refused({"report", model_, data_, "--json", "--rows", many}, "at most 20 rows", 2);
}

TEST_F(ReportRefusals, OutputsOfOtherCommands) {
  const std::string page = directory_.path("page.html");
  const Words fit = {"fit", data_, "--target", "y"};
  const auto with = [&](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  expect_refused(with(fit, {"--report", data_}), "same file as the input", 2);
  expect_refused(with(fit, {"--report", "-"}), "--report must be the name of a file", 2);
  expect_refused(with(fit, {"--report", page, "-o", page}), "-o and --report name the same", 2);
  expect_refused(with(fit, {"--report", directory_.root().string()}), "this is a folder", 1);
  const Words cv = {"cv", data_, "--target", "y", "--folds", "2"};
  expect_refused(with(cv, {"--report", page, "--csv", page}), "--csv and --report name the", 2);
  const Words path = {"path", data_, "--target", "y"};
  expect_refused(with(path, {"--report", page, "--csv", page}), "--csv and --report name the", 2);
  EXPECT_FALSE(std::filesystem::exists(page));
}

TEST_F(ReportRefusals, ADataSetThatCannotBeEvaluated) {
  const std::string other = directory_.write("other.csv", "a,b\n1,2\n3,4\n");
  expect_refused({"report", model_, other, "--json"}, "column \"x1\"", 1);
}

TEST_F(ReportRefusals, WithoutPagesSaysWhatIsMissing) {
  if (odds::has_web_pages()) GTEST_SKIP() << "this build has its pages";
  const std::string page = directory_.path("page.html");
  expect_refused({"fit", data_, "--target", "y", "--report", page}, "tools/setup web", 1);
  expect_refused({"report", model_, "-o", page}, "tools/setup web", 1);
  EXPECT_EQ(torture::odds({"report", model_, "--json"}).exit_code, 0);
}

class ReportPages : public ReportRefusals {
 protected:
  void SetUp() override {
    if (!odds::has_web_pages()) GTEST_SKIP() << "built without Node.js";
    ReportRefusals::SetUp();
  }
};

// What the data element holds.
nlohmann::json data_of(const std::string& page) {
  const std::string begin = "id=\"odds-data\">";
  const std::size_t from = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

// Where the probabilities can't be told there is a page all the same, and a note.
TEST_F(ReportPages, AFailingEvaluationDoesNotTakeTheFitWithIt) {
  const std::string data = directory_.write("separated.csv", "x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n6,1\n");
  const std::string page = directory_.path("page.html");
  const reference::Outcome outcome = torture::odds(
      {"fit", data, "--target", "y", "--separation", "allow", "--report", page, "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  const nlohmann::json json = data_of(reference::read_text(page));
  EXPECT_TRUE(json["evaluation"].is_null());
  EXPECT_EQ(json["terms"], nlohmann::json::parse(outcome.output)["terms"]);
  bool is_noted = false;
  for (const nlohmann::json& note : json["notes"]) {
    is_noted |= note["message"].get<std::string>().starts_with("There is no evaluation: ");
  }
  EXPECT_TRUE(is_noted);
}

TEST_F(ReportPages, OfAFitThatDidNotConverge) {
  const std::string page = directory_.path("page.html");
  const reference::Outcome outcome = torture::odds(
      {"fit", data_, "--target", "y", "--max-iterations", "1", "--report", page, "--quiet"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(data_of(reference::read_text(page))["converged"], false);
}

TEST_F(ReportPages, APageThatCannotBeWrittenLeavesTheResult) {
  const reference::Outcome outcome =
      torture::odds({"fit", data_, "--target", "y", "--report", "/dev/full", "--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.messages.find("No space left on device"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(outcome.output)["schema"], "odds.fit/1");
}

// A device is written to, and pages on standard output end there whole.
TEST_F(ReportPages, StandardOutput) {
  const reference::Outcome outcome = torture::odds({"report", model_, data_, "-o", "-"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(outcome.output.starts_with("<!doctype html>"));
  EXPECT_TRUE(outcome.output.ends_with("</html>\n"));
}

// No row of the data is in the page unless it was asked for.
TEST_F(ReportPages, HoldsNoRowOfTheData) {
  std::string rows = "secret,x,y\n";
  for (int i = 0; i < 40; ++i) {
    rows += "s3cr3t" + std::to_string(i) + "," + std::to_string(0.123456 + (i * 37) % 40) + "," +
            std::to_string(i * 7 % 5 < 2 ? 1 : 0) + "\n";
  }
  const std::string data = directory_.write("secret.csv", rows);
  const std::string page = directory_.path("page.html"), model = directory_.path("kept.json");
  ASSERT_EQ(torture::odds(
                {"fit", data, "--target", "y", "--features", "x", "-o", model, "--report", page})
                .exit_code,
            0);
  const std::string text = reference::read_text(page);
  EXPECT_EQ(text.find("s3cr3t"), std::string::npos);
  const reference::Outcome asked = torture::odds({"report", model, data, "--json", "--rows", "3"});
  const nlohmann::json json = nlohmann::json::parse(asked.output);
  ASSERT_EQ(json["rows"].size(), 1U);
  EXPECT_EQ(json["rows"][0]["name"], "row 3");
  EXPECT_EQ(json["rows"][0]["inputs"][0]["value"], "34.123456");
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// Broken and hostile model files through the program: one line, exit code 1, nothing written.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"
#include "reference/process.hpp"

namespace {

class BrokenModel : public testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.write("data.csv", torture::plain);
    const std::string path = directory_.path("model.json");
    ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "-o", path}).exit_code, 0);
    text_ = reference::read_text(path);
  }

  void expect_refused(const std::string& text, const std::string& say) {
    const std::string path = directory_.write("broken.json", text);
    const std::string scores = directory_.path("scores.csv");
    torture::expect_refusal(torture::odds({"predict", path, data_, "-o", scores}), say);
    EXPECT_FALSE(std::filesystem::exists(scores));
    torture::expect_refusal(torture::odds({"evaluate", path, data_}), say);
    torture::expect_refusal(torture::odds({"show", path}), say);
    torture::expect_json_refusal(torture::odds({"show", path, "--json"}));
  }

  std::string changed(const std::string& from, const std::string& to) const {
    std::string text = text_;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }

  reference::TemporaryDirectory directory_;
  std::string data_;
  std::string text_;
};

TEST_F(BrokenModel, HealthyOnePredicts) {
  const auto outcome = torture::odds({"predict", directory_.path("model.json"), data_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(outcome.messages, "");
  EXPECT_EQ(outcome.output.rfind("row,probability\n1,0.", 0), 0U) << outcome.output;
}

TEST_F(BrokenModel, Damaged) {
  expect_refused("", "empty");
  expect_refused("{}", "(format|version)");
  expect_refused(text_.substr(0, text_.size() / 2), "JSON");
  expect_refused(text_.substr(0, text_.size() - 1), "JSON");
  expect_refused(text_ + "{}", "after");
  expect_refused(std::string("\0", 1) + text_, "JSON");
  expect_refused("\xEF\xBB\xBF" + text_, "byte order mark");
  expect_refused(changed("\"converged\": true", "\"converged\": false"), "checksum");
  expect_refused(changed("\"target\": \"y\"", "\"target\": \"<script>\""), "checksum");
  expect_refused(changed("\"schema\": \"odds.model/1\",", ""), "version");
  expect_refused(changed("odds.model/1", "odds.model/2"), "made by a newer odds");
  expect_refused(changed("\"target\"", "\"extra\": {}, \"target\""), "\"extra\"");
}

TEST_F(BrokenModel, Coefficients) {
  const std::size_t at = text_.find("\"estimate\": ");
  ASSERT_NE(at, std::string::npos);
  const std::size_t from = at + 12;
  const std::size_t end = text_.find(',', from);
  const auto with = [&](const std::string& value) {
    return text_.substr(0, from) + value + text_.substr(end);
  };
  expect_refused(with("null"), "coef.*finite");
  expect_refused(with("NaN"), "NaN|JSON");
  expect_refused(with("\"1.5\""), "estimate must be a number, not text");
  expect_refused(with("1e999"), "JSON");
  expect_refused(with("[]"), "estimate");
}

TEST_F(BrokenModel, WhatIsNotAFile) {
  torture::expect_refusal(torture::odds({"show", directory_.path("nothing.json")}), "No such file");
  torture::expect_refusal(torture::odds({"show", directory_.root().string()}), "directory");
  torture::expect_refusal(torture::odds({"show", data_}), "JSON");
}

// Torture collection, area model: every file is refused with what the case says.
TEST_F(BrokenModel, TortureCollection) {
  const std::filesystem::path root = std::filesystem::path(ODDS_SHARED_DIR) / "torture";
  if (!std::filesystem::exists(root)) GTEST_SKIP() << "no torture collection";
  std::istringstream lines(reference::read_text((root / "cases.jsonl").string()));
  int tried = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto object = nlohmann::json::parse(line);
    if (object["area"] != "model" || !object["input"].is_string()) continue;
    std::string name = object["input"];
    if (!std::filesystem::exists(root / name)) continue;
    SCOPED_TRACE(object["id"].get<std::string>());
    expect_refused(reference::read_text((root / name).string()), object["expect"]["say"]);
    ++tried;
  }
  EXPECT_GE(tried, 9);
}

}  // namespace

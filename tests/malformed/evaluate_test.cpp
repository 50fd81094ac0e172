// SPDX-License-Identifier: Apache-2.0
//
// What odds evaluate refuses, and that every way to hand over data gives the same page.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "malformed/torture.hpp"
#include "reference/process.hpp"

namespace {

using torture::Words;

class Evaluate : public testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.write("data.csv", torture::plain);
    model_ = directory_.path("model.json");
    ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "-o", model_}).exit_code, 0);
  }

  reference::Outcome evaluate(const std::string& text, Words more = {}) {
    const std::string path = directory_.write("new.csv", text);
    Words words = {"evaluate", model_, path};
    words.insert(words.end(), more.begin(), more.end());
    return torture::odds(words);
  }

  void expect_refused(const std::string& text, const Words& more, const std::string& say,
                      int exit_code = 1) {
    torture::expect_refusal(evaluate(text, more), say, exit_code);
    Words json = more;
    json.emplace_back("--json");
    torture::expect_json_refusal(evaluate(text, json));
  }

  reference::TemporaryDirectory directory_;
  std::string data_;
  std::string model_;
};

TEST_F(Evaluate, RefusesData) {
  expect_refused("", {}, "new.csv: is empty");
  expect_refused("y,x1,x2\n", {}, "no data rows");
  expect_refused("x1,x2\n1,2\n", {}, "\"y\", the target of the fit.*--target");
  expect_refused("y,x1\n1,2\n", {}, "column \"x2\" is not in the data");
  expect_refused("y,x1,x2\n1,2,3\n2,2,3\n", {}, "\"y\" is \"2\" in row 2.*\"1\" and \"0\"");
  expect_refused("y,x1,x2\nyes,2,3\nno,2,3\n", {}, "\"yes\" in row 1");
  expect_refused("y,x1,x2\n1,2,3\n,2,3\n", {}, "\"y\" is missing in row 2.*--missing drop");
  expect_refused("y,x1,x2\n1,,3\n0,2,\n", {}, "no row can be scored .a value is missing in 2");
  expect_refused("y,x1,x2\n1,a,3\n0,b,4\n", {}, "\"x1\" holds text");
  expect_refused("y,x1,x2\n1,1e308,3\n0,-1e308,4\n", {}, "row 1 is not finite");
  expect_refused("y,x1,x2,w\n1,2,3,-1\n", {"--weights", "w"}, "-1 in column \"w\", row 1");
  expect_refused("y,x1,x2,w\n1,2,3,1.5\n", {"--freq-weights", "w"}, "not a whole number");
  expect_refused("y,x1,x2,w\n1,2,3,0\n", {"--freq-weights", "w"}, "weights are all zero");
  expect_refused("y,x1,x2,w\n1,2,3,1e308\n0,2,3,1e308\n", {"--weights", "w"}, "more than a double");
  expect_refused("y,x1,x2\n1,2,3\n1,2\n", {}, "new.csv:3");
}

TEST_F(Evaluate, RefusesWrongUsage) {
  constexpr int usage = 2;
  expect_refused(torture::plain, {"--threshold", "1.5"}, "--threshold must be between 0 and 1",
                 usage);
  expect_refused(torture::plain, {"--threshold", "-0.1"}, "--threshold must be", usage);
  expect_refused(torture::plain, {"--level", "10"}, "--level must be between 50 and 100", usage);
  expect_refused(torture::plain, {"--target", "x"}, "column \"x\" not found", usage);
  expect_refused(torture::plain, {"--weights", ""}, "--weights must name a column", usage);
  expect_refused(torture::plain, {"--no-weights", "--weights", "x1"}, "--no-weights and", usage);
  expect_refused(torture::plain, {"--missing", "drp"}, "drop", usage);
}

TEST_F(Evaluate, PipeAndThreadsChangeNothing) {
  const auto file = torture::odds({"evaluate", model_, data_, "--json"});
  ASSERT_EQ(file.exit_code, 0) << file.messages;
  auto wanted = nlohmann::json::parse(file.output);
  EXPECT_TRUE(wanted["is_fit_data"]);
  wanted.erase("source");
  const auto expect_equal = [&](const reference::Outcome& outcome) {
    ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
    auto found = nlohmann::json::parse(outcome.output);
    found.erase("source");
    EXPECT_EQ(found, wanted);
  };
  reference::Run pipe;
  pipe.feed = [](int end) {
    reference::write_all(end, torture::plain.data(), torture::plain.size());
  };
  expect_equal(torture::odds({"evaluate", model_, "-", "--json"}, pipe));
  expect_equal(torture::odds({"evaluate", model_, data_, "--json", "--threads", "3"}));
}

TEST_F(Evaluate, TheFitSaysTheSame) {
  const auto fitted =
      torture::odds({"fit", data_, "--target", "y", "--evaluate", "--json", "--quiet"});
  ASSERT_EQ(fitted.exit_code, 0) << fitted.messages;
  const auto evaluated = torture::odds({"evaluate", model_, data_, "--json"});
  EXPECT_EQ(nlohmann::json::parse(fitted.output)["evaluation"],
            nlohmann::json::parse(evaluated.output));
}

// The fit stands where its evaluation is impossible.
TEST_F(Evaluate, AFitThatCannotBeEvaluatedIsPrinted) {
  const std::string apart = directory_.write("apart.csv", "y,x\n0,1\n0,2\n0,3\n1,5\n1,6\n1,7\n");
  const Words words = {"fit",          apart,   "--target",   "y",
                       "--separation", "allow", "--evaluate", "--json"};
  const auto outcome = torture::odds(words);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  const auto json = nlohmann::json::parse(outcome.output);
  EXPECT_FALSE(json.contains("evaluation"));
  EXPECT_NE(outcome.output.find("There is no evaluation: no row can be scored"), std::string::npos);
}

TEST_F(Evaluate, AModelThatDidNotConvergeIsRemarkedOn) {
  const std::string rough = directory_.path("rough.json");
  torture::odds({"fit", data_, "--target", "y", "--max-iterations", "1", "-o", rough});
  const auto outcome = torture::odds({"evaluate", rough, data_});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.messages.find("did not converge"), std::string::npos);
  EXPECT_EQ(torture::odds({"evaluate", rough, data_, "--quiet"}).messages, "");
}

}  // namespace

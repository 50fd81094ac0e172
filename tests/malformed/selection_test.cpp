// SPDX-License-Identifier: Apache-2.0
//
// What odds path and odds cv refuse: grids, folds, targets, outputs.
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"
#include "reference/process.hpp"

namespace {

using torture::Words;

class Selection : public testing::Test {
 protected:
  reference::Outcome odds(const std::string& command, const std::string& text, const Words& more) {
    Words words = {command, directory_.write("data.csv", text), "--target", "y"};
    words.insert(words.end(), more.begin(), more.end());
    return torture::odds(words);
  }

  void expect_refused(const std::string& command, const std::string& text, const Words& more,
                      const std::string& say, int exit_code = 1) {
    torture::expect_refusal(odds(command, text, more), say, exit_code);
    Words json = more;
    json.emplace_back("--json");
    torture::expect_json_refusal(odds(command, text, json));
  }

  reference::TemporaryDirectory directory_;
};

TEST_F(Selection, RefusesGrids) {
  for (const std::string command : {"path", "cv"}) {
    expect_refused(command, torture::plain, {"--mix", "1.5"}, "--mix must be from 0 to 1", 2);
    expect_refused(command, torture::plain, {"--mix", "-1"}, "--mix must be from 0 to 1", 2);
    expect_refused(command, torture::plain, {"--points", "0"}, "--points must", 2);
    expect_refused(command, torture::plain, {"--min-ratio", "1"}, "--min-ratio must", 2);
    expect_refused(command, torture::plain, {"--lambdas", "0.1,0"}, "--lambdas must", 2);
    expect_refused(command, torture::plain, {"--lambdas", "0.1,x"}, "--lambdas must", 2);
    expect_refused(command, torture::plain, {"--lambdas", "nan"}, "--lambdas must", 2);
    expect_refused(command, torture::plain, {"--lambdas", "0.1", "--points", "3"}, "exclude", 2);
    expect_refused(command, torture::plain, {"--lambdas", "0.1", "--min-ratio", "0.3"}, "exclude",
                   2);
    expect_refused(command, torture::plain, {"--tolerance", "0"}, "--tolerance must", 2);
    expect_refused(command, torture::plain, {"--csv", "-"}, "--csv must be the name", 2);
    expect_refused(command, torture::plain, {"--l1", "0.1"}, "no option \"--l1\"", 2);
  }
}

TEST_F(Selection, RefusesFolds) {
  expect_refused("cv", torture::plain, {"--folds", "1"}, "--folds must", 2);
  expect_refused("cv", torture::plain, {"--folds", "9"}, "9 folds for 8 rows");
  expect_refused("cv", torture::plain, {"--fold-column", "site"}, "column \"site\" not found", 2);
  expect_refused("cv", torture::plain, {"--fold-column", "x1", "--folds", "3"}, "exclude", 2);
  expect_refused("cv", torture::plain, {"--fold-column", "x1", "--seed", "3"}, "exclude", 2);
  expect_refused("cv", torture::plain, {"--fold-column", "x1", "--features", "x1,x2"},
                 "\"x1\" names the folds and is a feature", 2);
  expect_refused("cv", "y,x,site\n0,1,a\n1,3,a\n0,2,a\n1,1,a\n", {"--fold-column", "site"},
                 "1 fold, and cross-validation needs 2");
  expect_refused("cv", "y,x,site\n0,1,a\n1,3,\n0,2,b\n1,1,b\n", {"--fold-column", "site"},
                 "data.csv:3.*row 2 has no fold");
  expect_refused("cv", "y,x,site\n1,1,a\n1,3,a\n0,2,b\n0,1,b\n", {"--fold-column", "site"},
                 "fold \"a\" holds every row with an event");
  expect_refused("cv", "y,x,site\n1,1,a\n0,3,a\n0,2,b\n0,1,b\n1,4,c\n0,3,c\n",
                 {"--fold-column", "site", "--measure", "auc"}, "fold \"b\" has no event");
  expect_refused("cv", "y,x\n1,1\n0,3\n0,2\n0,1\n", {"--folds", "2"}, "every row with an event");
}

TEST_F(Selection, RefusesTargetsAndColumns) {
  for (const std::string command : {"path", "cv"}) {
    torture::expect_refusal(torture::odds({command, directory_.write("d.csv", torture::plain)}),
                            command + " needs a target", 2);
    expect_refused(command, "y,x\n1,1\n1,3\n1,2\n", {}, "one value|single value|only");
    expect_refused(command, "y,x\na,1\nb,3\nc,2\na,4\nb,2\nc,1\n", {},
                   "the target has 3 classes, and a path is for two");
    const Words folds = command == "cv" ? Words{"--folds", "2"} : Words{};
    expect_refused(command, "y,x\n0,2\n1,2\n0,2\n1,2\n", folds, "no penalised column is related");
  }
}

TEST_F(Selection, RefusesOutputs) {
  const std::string data = directory_.write("data.csv", torture::plain);
  const Words cv = {"cv", data, "--target", "y", "--folds", "2"};
  const auto with = [&](const Words& more) {
    Words words = cv;
    words.insert(words.end(), more.begin(), more.end());
    return torture::odds(words);
  };
  torture::expect_refusal(with({"-o", "-"}), "standard output", 2);
  torture::expect_refusal(with({"-o", data}), "same file", 2);
  torture::expect_refusal(with({"--csv", data}), "same file", 2);
  torture::expect_refusal(with({"--csv", directory_.path("no/where.csv")}), "cannot write");
  const std::string both = directory_.path("both");
  torture::expect_refusal(with({"--csv", both, "-o", both}), "name the same file", 2);
  EXPECT_FALSE(std::filesystem::exists(both));
}

TEST_F(Selection, WritesTheCsvThatItSays) {
  const std::string file = directory_.path("path.csv");
  const reference::Outcome path =
      odds("path", torture::plain, {"--lambdas", "0.05,0.01", "--csv", file});
  EXPECT_EQ(path.exit_code, 0) << path.messages;
  const std::string text = reference::read_text(file);
  EXPECT_EQ(text.rfind("point,lambda,l1,l2,term,estimate\n1,0.05,0.05,0,(Intercept),", 0), 0U)
      << text;
  EXPECT_NE(text.find("\n2,0.01,0.01,0,x1,"), std::string::npos) << text;
  const reference::Outcome cv =
      odds("cv", torture::plain,
           {"--folds", "2", "--mix", "0.5", "--lambdas", "0.05,0.01", "--csv", file});
  EXPECT_EQ(cv.exit_code, 0) << cv.messages;
  const std::string curve = reference::read_text(file);
  EXPECT_EQ(
      curve.rfind("point,lambda,l1,l2,mean,std_error,fold[1],fold[2]\n1,0.05,0.025,0.025,", 0), 0U)
      << curve;
}

}  // namespace

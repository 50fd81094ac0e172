// SPDX-License-Identifier: Apache-2.0
//
// Malformed data for `odds predict`, and model files that were damaged, cut, forged or never were
// one.

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"

namespace {

using torture::Words;

// Twelve rows with a category g, a category c whose levels are numbers, and a number x.
const std::string training =
    "y,x,g,c\n0,1.5,a,1\n1,2.5,b,2\n0,0.5,a,2\n1,3,a,1\n1,1,b,1\n0,2,b,2\n1,2.2,a,2\n0,1.1,b,1\n"
    "1,0.9,a,1\n0,2.8,a,2\n1,1.7,b,2\n0,1.6,b,1\n";

class Predict : public testing::Test {
 protected:
  void SetUp() override {
    const auto fitted =
        torture::odds({"fit", directory.write("training.csv", training), "--target", "y",
                       "--categorical", "c", "--l2", "0.1", "--quiet", "-o", model});
    ASSERT_EQ(fitted.exit_code, 0) << fitted.messages;
  }

  reference::Outcome predict(const std::string& rows, Words options = {}) {
    Words words = {"predict", model, directory.write("rows.csv", rows)};
    words.insert(words.end(), options.begin(), options.end());
    return torture::odds(words);
  }

  // A refusal that may come after rows were written: standard output can't be taken back.
  static void expect_refused(reference::Outcome outcome, const std::string& say) {
    EXPECT_EQ(outcome.output.find("nan"), std::string::npos);
    outcome.output.clear();
    torture::expect_refusal(outcome, say);
  }

  const reference::TemporaryDirectory directory;
  const std::string model = directory.path("model.json");
};

TEST_F(Predict, MissingColumnIsNamed) {
  torture::expect_refusal(predict("g,c\na,1\n"), "column \"x\"");
}

TEST_F(Predict, DuplicateColumnIsRefused) {
  torture::expect_refusal(predict("x,x,g,c\n1,1,a,1\n"), "twice");
}

TEST_F(Predict, UnseenLevelNamesLevelColumnAndRow) {
  const auto outcome = predict("x,g,c\n1,a,1\n1,\"zebra\x1b[0m\",1\n");
  EXPECT_EQ(outcome.exit_code, 1);
  for (const char* say : {"zebra", "\"g\"", "row 2|:3"})
    EXPECT_TRUE(torture::matches(outcome.messages, say)) << outcome.messages;
  EXPECT_FALSE(torture::has_control_bytes(outcome.messages)) << outcome.messages;
}

TEST_F(Predict, LevelIsItsTextNotItsValue) { expect_refused(predict("x,g,c\n1,a,1.0\n"), "level"); }

TEST_F(Predict, TextInANumberColumnIsRefused) {
  expect_refused(predict("x,g,c\n1,a,1\nmany,a,1\n"), ":3.*(number|text)");
}

TEST_F(Predict, RaggedRowIsRefused) {
  expect_refused(predict("x,g,c\n1,a,1\n1,a\n"), ":3: expected 3 fields, found 2");
}

TEST_F(Predict, RefusalLeavesNoFile) {
  const auto output = directory.path("scores.csv");
  std::string rows = "x,g,c\n";
  for (int i = 0; i < 100'000; ++i) rows += "1,a,1\n";  // so that the error comes late
  torture::expect_refusal(predict(rows + "1,zebra,1\n", {"-o", output}), "zebra");
  EXPECT_FALSE(std::filesystem::exists(output));
  for (const auto& entry : std::filesystem::directory_iterator(directory.root()))
    EXPECT_EQ(entry.path().filename().string().find("scores"), std::string::npos) << entry.path();
}

TEST_F(Predict, OrderAndExtraColumnsChangeNothing) {
  const auto expected = predict("x,g,c\n1,a,1\n2.5,b,2\n");
  ASSERT_EQ(expected.exit_code, 0) << expected.messages;
  EXPECT_EQ(predict("c,extra,g,x\n1,!,a,1\n2,?,b,2.5\n").output, expected.output);
}

TEST_F(Predict, RowWithoutAValueHasAnEmptyScoreAndIsCounted) {
  const auto outcome = predict("x,g,c\n1,a,1\n,a,1\n2,NA,1\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_TRUE(torture::matches(outcome.output, "^row,probability\n1,0\\.[0-9]+\n2,\n3,\n$"))
      << outcome.output;
  EXPECT_TRUE(torture::matches(outcome.messages, "2")) << outcome.messages;
}

TEST_F(Predict, NoRowsIsAnEmptyAnswer) {
  const auto outcome = predict("x,g,c\n");
  if (outcome.exit_code == 0)
    EXPECT_EQ(outcome.output, "row,probability\n");
  else
    torture::expect_refusal(outcome, "no data rows");
}

// Probabilities far out are 0 and 1, never NaN; a predictor that overflows is an error.
TEST_F(Predict, ExtremePredictorsAreExact) {
  const auto outcome = predict("x,g,c\n1e5,a,1\n-1e5,a,1\n1e300,a,1\n-1e300,a,1\n");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_FALSE(torture::matches(outcome.output, "nan|inf")) << outcome.output;
  EXPECT_TRUE(torture::matches(outcome.output, "\n3,[01]\n4,[01]\n$")) << outcome.output;
}

// ---- model files ------------------------------------------------------------------------------

struct Forged {
  const char* name;
  std::string text;
  const char* say;
};

class ForgedModel : public testing::TestWithParam<Forged> {};

TEST_P(ForgedModel, IsRefused) {
  const reference::TemporaryDirectory directory;
  const auto model = directory.write("model.json", GetParam().text);
  const auto data = directory.write("plain.csv", torture::plain);
  torture::expect_refusal(torture::odds({"predict", model, data}), GetParam().say);
  torture::expect_refusal(torture::odds({"show", model}), GetParam().say);
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "{\"a\":";
  text += "0";
  return text + std::string(depth, '}');
}

INSTANTIATE_TEST_SUITE_P(
    Files, ForgedModel,
    testing::Values(Forged{"empty", "", "empty"}, Forged{"mark", "\xef\xbb\xbf{}", "."},
                    Forged{"empty_object", "{}", "(format|version|schema)"},
                    Forged{"array", "[]", "."}, Forged{"number", "1", "."},
                    Forged{"not_a_number", "{\"coef\":[NaN]}", "NaN|JSON"},
                    Forged{"single_quotes", "{'a':1}", "JSON"},
                    Forged{"trailing", "{} {}", "after"}, Forged{"deep", nested(50'000), "nest"},
                    Forged{"surrogate", "{\"a\":\"\\ud800\"}", "surrogate|UTF"},
                    Forged{"long_key", "{\"" + std::string(1'000'000, 'k') + "\":1}", "."},
                    Forged{"other_schema", "{\"schema\":\"odds.fit/1\"}", "."},
                    Forged{"newer", "{\"schema\":\"odds.model/999\"}", "."},
                    Forged{"table", "y,x\n0,1\n", "JSON"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST_F(Predict, ModelCutAnywhereIsRefused) {
  const auto whole = reference::read_text(model);
  const auto data = directory.path("training.csv");
  for (std::size_t size = 0; size + 2 < whole.size(); size += 1 + whole.size() / 41) {
    const auto cut = directory.write("cut.json", whole.substr(0, size));
    torture::expect_refusal(torture::odds({"predict", cut, data}), ".");
  }
}

// Every single bit of the file, through the library: an error, or (white space aside) nothing that
// is read differently. A change that goes unnoticed is a wrong score.
TEST_F(Predict, ModelWithAnyFlippedBitIsRefusedOrUnchanged) {
  const auto whole = reference::read_text(model);
  const auto expected = odds::model_to_text(odds::model_from_text(whole, "model"));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      auto text = whole;
      text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << bit));
      try {
        EXPECT_EQ(odds::model_to_text(odds::model_from_text(text, "model")), expected)
            << "byte " << at << " bit " << bit;
      } catch (const odds::Error&) {
        continue;  // refused, as it should be
      }
    }
}

TEST_F(Predict, SavedLoadedSavedIsTheSameText) {
  const auto text = reference::read_text(model);
  EXPECT_EQ(odds::model_to_text(odds::model_from_text(text, "model")), text);
}

}  // namespace

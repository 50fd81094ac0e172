// SPDX-License-Identifier: Apache-2.0
//
// The page and the JSON of an evaluation.
#include <limits>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "report/layout.hpp"
#include "unit/evaluation/scored.hpp"
#include "unit/report/sample_model.hpp"

namespace {

using odds::ModelEvaluation;

ModelEvaluation evaluation() {
  ModelEvaluation found = odds::tests::evaluate_rows(odds::tests::random_rows(3000, {}, 1000, 3));
  found.target = "a_target_with_a_long_name_" + std::string(80, 'x');
  found.event = "an event with a long name indeed";
  found.source = "file.csv";
  return found;
}

TEST(TextEvaluation, FitsTheWidth) {
  for (const std::size_t width : {80U, 100U}) {
    odds::TextOptions options;
    options.width = width;
    std::istringstream lines(odds::text_evaluation(evaluation(), options));
    for (std::string line; std::getline(lines, line);) {
      if (line.find("file.csv") != std::string::npos) continue;  // holds a word of any length
      EXPECT_LE(odds::report::display_width(line), width) << line;
      EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
    }
  }
}

TEST(TextEvaluation, NothingUnprintableComesThrough) {
  ModelEvaluation found = evaluation();
  found.event = "\x1B[31mred";
  found.notes.push_back({"x.y", "a\x07 b"});
  const std::string page = odds::text_evaluation(found, {});
  EXPECT_EQ(page.find('\x1B'), std::string::npos);
  EXPECT_EQ(page.find('\x07'), std::string::npos);
}

TEST(JsonEvaluation, HasEveryFieldAndNullForWhatDoesNotApply) {
  ModelEvaluation found = evaluation();
  const auto json = nlohmann::json::parse(odds::json_evaluation(found));
  EXPECT_EQ(json["schema"], "odds.evaluate/1");
  for (const char* field :
       {"rows", "sum_weights", "log_loss", "brier", "auc", "auc_low", "auc_high", "accuracy",
        "calibration_intercept", "calibration_slope", "somers_d", "gini", "gamma", "tau_a"}) {
    EXPECT_TRUE(json.at(field).is_number()) << field;
  }
  EXPECT_EQ(json["auc"].get<double>(), found.auc);
  EXPECT_EQ(json["concordant_pairs"].get<std::uint64_t>(), found.pairs->concordant);
  EXPECT_EQ(json["hosmer_lemeshow_groups"].size(), 10U);
  EXPECT_EQ(json["calibration_table"].size(), 10U);
  found.auc_low = odds::not_applicable;
  found.log_loss = std::numeric_limits<double>::infinity();
  found.pairs.reset();
  found.hosmer_lemeshow.df = 0;
  const auto without = nlohmann::json::parse(odds::json_evaluation(found));
  EXPECT_TRUE(without["auc_low"].is_null());
  EXPECT_TRUE(without["log_loss"].is_null());
  EXPECT_TRUE(without["tied_pairs"].is_null());
  EXPECT_TRUE(without["hosmer_lemeshow"]["df"].is_null());
}

// Counts beyond 2^53, which a double would round.
TEST(JsonEvaluation, PairsAreExact) {
  ModelEvaluation found = evaluation();
  found.pairs->concordant = 18'446'744'073'709'551'557U;
  EXPECT_NE(odds::json_evaluation(found).find("\"concordant_pairs\": 18446744073709551557,"),
            std::string::npos);
}

TEST(JsonEvaluation, IsAMemberOfTheFit) {
  const auto fit = nlohmann::json::parse(odds::json_summary(sample::model(), evaluation()));
  EXPECT_EQ(fit["schema"], "odds.fit/1");
  EXPECT_EQ(fit["evaluation"], nlohmann::json::parse(odds::json_evaluation(evaluation())));
}

}  // namespace

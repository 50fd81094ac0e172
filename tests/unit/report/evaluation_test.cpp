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
  odds::EvaluateOptions options;
  options.curves = true;
  ModelEvaluation found =
      odds::tests::evaluate_rows(odds::tests::random_rows(3000, {}, 1000, 3), {}, options);
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

TEST(TextEvaluation, HasTablesWhereThereAreCurves) {
  ModelEvaluation found = evaluation();
  const std::string with = odds::text_evaluation(found, {});
  EXPECT_NE(with.find("Gains: tenths"), std::string::npos);
  EXPECT_NE(with.find("Emax"), std::string::npos);
  found.curves.reset();
  found.calibration_errors = {};
  const std::string without = odds::text_evaluation(found, {});
  EXPECT_EQ(without.find("Gains"), std::string::npos);
  EXPECT_EQ(without.find("highest p"), std::string::npos);
  EXPECT_NE(without.find("Hosmer-Lemeshow"), std::string::npos);
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

TEST(JsonEvaluation, HasCurvesAsThePageReadsThem) {
  ModelEvaluation found = evaluation();
  const auto json = nlohmann::json::parse(odds::json_evaluation(found));
  for (const char* field : {"log_loss_std_error", "log_loss_low", "log_loss_high",
                            "brier_std_error", "brier_low", "brier_high", "matthews",
                            "average_precision", "spiegelhalter_z", "spiegelhalter_p_value"}) {
    EXPECT_TRUE(json.at(field).is_number()) << field;
  }
  EXPECT_EQ(json["calibration_test"]["df"], 2);
  EXPECT_EQ(json["calibration_errors"]["largest"].get<double>(), found.calibration_errors.largest);
  EXPECT_EQ(json["calibration_errors"]["percentile_90"].get<double>(),
            found.calibration_errors.percentile_90);
  const auto& curves = json["curves"];
  EXPECT_EQ(curves["roc"].size(), found.curves->roc.size());
  EXPECT_TRUE(curves["roc"][0]["threshold"].is_null());
  EXPECT_EQ(curves["roc"].back()["sensitivity"], 1);
  EXPECT_EQ(curves["roc"][7]["false_positive_rate"].get<double>(),
            found.curves->roc[7].false_positive_rate);
  const auto& point = curves["thresholds"][20];
  EXPECT_EQ(point["true_positives"].get<double>(),
            found.curves->thresholds[20].confusion.true_positives);
  EXPECT_EQ(point["true_positives"].get<double>() + point["false_negatives"].get<double>() +
                point["false_positives"].get<double>() + point["true_negatives"].get<double>(),
            3000);
  EXPECT_EQ(curves["calibration"][3]["observed"].get<double>(),
            found.curves->calibration[3].observed);
  EXPECT_LT(curves["calibration"][3]["low"].get<double>(),
            curves["calibration"][3]["high"].get<double>());
  EXPECT_EQ(curves["histogram"].size(), 40U);
  EXPECT_EQ(curves["gains"][9]["cumulative_share"], 1);
  EXPECT_EQ(curves["gains"][0]["lift"].get<double>(), found.curves->gains[0].lift);
  found.curves.reset();
  EXPECT_TRUE(nlohmann::json::parse(odds::json_evaluation(found))["curves"].is_null());
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

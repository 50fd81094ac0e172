// SPDX-License-Identifier: Apache-2.0
//
// The data of the fit, recognised in a file: what its equations say, and where they say nothing.
#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "unit/evaluation/scored.hpp"
#include "unit/model/files.hpp"

namespace odds::tests {
namespace {

using reference::right_digits;

class FitData : public FilesTest {
 protected:
  void SetUp() override {
    FilesTest::SetUp();
    table_ = reference::simulate(400, 2, 29);
    write("data.csv", reference::to_csv(table_));
  }

  FitOptions options(const std::string& target = "y") const {
    FitOptions chosen = with_target(target);
    chosen.features = {"x1", "x2"};
    return chosen;
  }

  FittedModel fitted(const FitOptions& options) const {
    return fit(path("data.csv"), {}, options, one_thread());
  }

  ModelEvaluation evaluated(const FittedModel& model, const EvaluateOptions& options = {},
                            const std::string& file = "data.csv") const {
    return evaluate(model, path(file), {}, options, one_thread());
  }

  reference::Table table_;
};

TEST_F(FitData, IsRecognisedAndCalibratedByConstruction) {
  const FittedModel model = fitted(options());
  const ModelEvaluation found = evaluated(model);
  EXPECT_TRUE(found.is_fit_data);
  EXPECT_TRUE(has_note(found.notes, "evaluate.fit_data"));
  EXPECT_TRUE(found.calibration_intercept.by_construction);
  EXPECT_EQ(found.calibration_intercept.value, 0);
  EXPECT_EQ(found.calibration_slope.value, 1);
  EXPECT_EQ(found.hosmer_lemeshow.df,
            static_cast<std::int64_t>(found.hosmer_lemeshow.groups.size()) - 2);
  EXPECT_NEAR(found.log_loss, -model.log_likelihood / model.sum_weights, 1e-14);
}

// The same rows in another order are new data, and the fit proves to be calibrated there.
TEST_F(FitData, TheClaimByConstructionIsTrue) {
  const FittedModel model = fitted(options());
  for (std::vector<double>& column : table_.columns) std::swap(column.front(), column.back());
  write("copy.csv", reference::to_csv(table_));
  ASSERT_EQ(read("copy.csv").size(), read("data.csv").size());
  const ModelEvaluation found = evaluated(model, {}, "copy.csv");
  EXPECT_FALSE(found.is_fit_data);
  EXPECT_FALSE(found.calibration_slope.by_construction);
  EXPECT_NEAR(found.calibration_intercept.value, 0, 1e-12);
  EXPECT_NEAR(found.calibration_slope.value, 1, 1e-12);
  EXPECT_EQ(found.hosmer_lemeshow.df,
            static_cast<std::int64_t>(found.hosmer_lemeshow.groups.size()));
}

TEST_F(FitData, WeightsOffsetAndTrialsToo) {
  FitOptions chosen = options("s/m");
  chosen.weights = "w";
  chosen.freq_weights = "f";
  const ModelEvaluation weighted = evaluated(fitted(chosen));
  EXPECT_TRUE(weighted.calibration_slope.by_construction);
  chosen.offset = "o";
  const ModelEvaluation offset = evaluated(fitted(chosen));
  EXPECT_TRUE(offset.calibration_intercept.by_construction);
  // The offset's own coefficient is fixed at 1, not estimated.
  EXPECT_FALSE(offset.calibration_slope.by_construction);
  EXPECT_GT(std::fabs(offset.calibration_slope.value - 1), 1e-6);
}

TEST_F(FitData, NothingHoldsByConstructionUnderAPenaltyOrWithoutIntercept) {
  FitOptions chosen = options();
  chosen.l2 = 0.1;
  const ModelEvaluation ridge = evaluated(fitted(chosen));
  EXPECT_TRUE(ridge.is_fit_data);
  EXPECT_FALSE(ridge.calibration_slope.by_construction);
  EXPECT_GT(ridge.calibration_slope.value, 1.05);
  chosen = options();
  chosen.intercept = false;
  EXPECT_GT(std::fabs(evaluated(fitted(chosen)).calibration_intercept.value), 1e-3);
  chosen = options();
  chosen.max_iterations = 1;
  chosen.solver = Solver::gradient_descent;
  EXPECT_FALSE(evaluated(fitted(chosen)).calibration_intercept.by_construction);
}

TEST_F(FitData, AnInterceptAloneHasNoSlope) {
  FitOptions chosen = options();
  FittedModel model = fitted(chosen);
  model.terms.resize(1);
  model.columns.clear();
  model.terms[0].estimate = model.centred_intercept = std::log(0.75);
  const ModelEvaluation found = evaluated(model);
  EXPECT_TRUE(std::isnan(found.calibration_slope.value));
  EXPECT_TRUE(has_note(found.notes, "evaluate.calibration"));
  EXPECT_LT(found.hosmer_lemeshow.df, 1);
  EXPECT_TRUE(std::isnan(found.hosmer_lemeshow.statistic));
  EXPECT_TRUE(has_note(found.notes, "evaluate.hosmer_lemeshow"));
}

TEST_F(FitData, AnotherQuestionOfTheSameFileIsNewData) {
  const FittedModel model = fitted(options());
  EvaluateOptions other;
  other.freq_weights = "f";
  const ModelEvaluation found = evaluated(model, other);
  EXPECT_FALSE(found.is_fit_data);
  EXPECT_TRUE(has_note(found.notes, "evaluate.other_rows"));
  EvaluateOptions counts;
  counts.target = "s/m";
  EXPECT_FALSE(evaluated(model, counts).is_fit_data);
}

// A row that the fit dropped for a column that is not in the model can be scored now.
TEST_F(FitData, RowsThatTheFitDroppedMakeItNewData) {
  write("gaps.csv",
        "y,x,one,w\n1,1,1,1\n0,2,1,1\n1,3,1,1\n0,1,1,1\n1,2,1,1\n0,3,1,1\n1,5,1,1\n"
        "0,1,,1e-12\n");
  FitOptions chosen = with_target("y");
  chosen.missing = MissingPolicy::drop;
  chosen.weights = "w";
  const FittedModel model = fit(path("gaps.csv"), {}, chosen, one_thread());
  ASSERT_EQ(model.rows_used, 7U);
  const ModelEvaluation found = evaluated(model, {}, "gaps.csv");
  EXPECT_EQ(found.rows, 8U);
  EXPECT_FALSE(found.is_fit_data);
}

TEST_F(FitData, SeparatedFitsHaveNoCalibration) {
  write("apart.csv", "y,x,g\n0,1,a\n1,2,a\n0,3,a\n1,4,a\n1,5,b\n1,6,b\n");
  FitOptions chosen = with_target("y");
  chosen.separation = SeparationPolicy::allow;
  const FittedModel model = fit(path("apart.csv"), {}, chosen, one_thread());
  ASSERT_TRUE(model.separated);
  const ModelEvaluation found = evaluated(model, {}, "apart.csv");
  EXPECT_TRUE(found.is_fit_data);
  EXPECT_TRUE(std::isnan(found.calibration_intercept.value));
  EXPECT_TRUE(std::isnan(found.calibration_slope.value));
  EXPECT_NEAR(found.log_loss, -model.log_likelihood / 6, 1e-12);
  EXPECT_EQ(found.calibration_table[9].nobs, 2);
  // Where every row hangs on coefficients without a limit there is nothing to evaluate.
  write("apart.csv", "y,x\n0,1\n0,2\n0,3\n1,5\n1,6\n1,7\n");
  const FittedModel complete = fit(path("apart.csv"), {}, chosen, one_thread());
  std::string line;
  EXPECT_EQ(error_code([&] { evaluated(complete, {}, "apart.csv"); }, &line), "evaluate.no_rows");
  EXPECT_NE(line.find("--l2"), std::string::npos) << line;
}

TEST_F(FitData, TheTableOfTheFitComesBack) {
  ReadResult input;
  const FittedModel model = fit(path("data.csv"), {}, options(), one_thread(), input);
  EXPECT_EQ(input.table.row_count(), 400U);
  EXPECT_EQ(input.table.columns().size(), 3U);  // what the fit needed
  EvaluateOptions same;
  same.is_fit_data = true;
  const ModelEvaluation here = evaluate(model, input.table, same, one_thread());
  const ModelEvaluation there = evaluated(model);
  EXPECT_EQ(here.log_loss, there.log_loss);
  EXPECT_EQ(here.auc_low, there.auc_low);
  EXPECT_EQ(here.hosmer_lemeshow.statistic, there.hosmer_lemeshow.statistic);
  EXPECT_TRUE(here.is_fit_data);
}

// Columns the model knows as text are read as text, whatever they look like here.
TEST_F(FitData, LevelsAndLabelsThatLookLikeNumbers) {
  write("codes.csv", "y,g\nA,1\nB,2\nA,2\nB,1\nA,1\nB,2\n");
  FitOptions chosen = with_target("y");
  chosen.categorical = {"g"};
  const FittedModel model = fit(path("codes.csv"), {}, chosen, one_thread());
  EXPECT_EQ(evaluated(model, {}, "codes.csv").rows, 6U);
  write("other.csv", "g,y\n1,B\n2,7\n");
  std::string line;
  EXPECT_EQ(error_code([&] { evaluated(model, {}, "other.csv"); }, &line), "evaluate.label");
  EXPECT_NE(line.find("other.csv"), std::string::npos) << line;
  EXPECT_NE(line.find("\"7\" in row 2"), std::string::npos) << line;
  write("bad.csv", "g,x\n1,B\n");
  EXPECT_EQ(error_code([&] { evaluated(model, {}, "bad.csv"); }, &line), "evaluate.column_missing");
  EXPECT_NE(line.find("bad.csv"), std::string::npos) << line;
  write("unused.csv", "junk,g,y\n1,1,A\nx,2,B\n3,1,A\n");
  EXPECT_EQ(evaluated(model, {}, "unused.csv").rows, 3U);
}

}  // namespace
}  // namespace odds::tests

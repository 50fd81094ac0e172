// SPDX-License-Identifier: Apache-2.0
//
// What is true of every evaluation: repetition is a frequency, threads and monotone changes of the
// scores change nothing, the order of the rows only rounds differently.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <odds/report.hpp>

#include "unit/evaluation/scored.hpp"

namespace odds::tests {
namespace {

using reference::ScoredRow;
using reference::ScoredRows;

// Sums of some hundred terms in another order.
constexpr double rounding = 1e-12;

void expect_same(const ModelEvaluation& a, const ModelEvaluation& b) {
  EXPECT_NEAR(a.log_loss, b.log_loss, rounding);
  EXPECT_NEAR(a.brier, b.brier, rounding);
  EXPECT_NEAR(a.accuracy, b.accuracy, rounding);
  EXPECT_EQ(a.auc, b.auc);
  EXPECT_EQ(a.pairs->concordant, b.pairs->concordant);
  EXPECT_EQ(a.pairs->tied, b.pairs->tied);
  EXPECT_NEAR(a.tau_a, b.tau_a, rounding);
  EXPECT_NEAR(a.auc_low, b.auc_low, rounding);
  EXPECT_NEAR(a.auc_high, b.auc_high, rounding);
  EXPECT_NEAR(a.calibration_slope.value, b.calibration_slope.value, rounding);
  EXPECT_NEAR(a.calibration_slope.std_error, b.calibration_slope.std_error, rounding);
  EXPECT_NEAR(a.calibration_intercept.value, b.calibration_intercept.value, rounding);
  EXPECT_EQ(a.hosmer_lemeshow.df, b.hosmer_lemeshow.df);
  EXPECT_NEAR(a.hosmer_lemeshow.statistic / b.hosmer_lemeshow.statistic, 1, rounding);
  EXPECT_EQ(a.nobs, b.nobs);
  EXPECT_NEAR(a.log_loss_std_error, b.log_loss_std_error, rounding);
  EXPECT_NEAR(a.brier_high, b.brier_high, rounding);
  EXPECT_NEAR(a.matthews, b.matthews, rounding);
  EXPECT_NEAR(a.average_precision, b.average_precision, rounding);
  EXPECT_NEAR(a.spiegelhalter_z, b.spiegelhalter_z, 1e-10);
  EXPECT_NEAR(a.calibration_test.statistic, b.calibration_test.statistic, 1e-9);
}

TEST(EvaluateProperty, FrequenciesAreRepeatedRows) {
  const ScoredRows rows = random_rows(300, {false, true}, 20, 5);
  ScoredRows repeated;
  for (const ScoredRow& row : rows) {
    for (double copy = 0; copy < row.f; ++copy) repeated.push_back({row.z, row.s});
  }
  expect_same(evaluate_rows(rows, {false, true}), evaluate_rows(repeated));
}

TEST(EvaluateProperty, TrialsAreRowsOfEventsAndOthers) {
  const ScoredRows rows = random_rows(300, {true, true}, 20, 6);
  ScoredRows single;
  for (const ScoredRow& row : rows) {
    for (double trial = 0; trial < row.m; ++trial) {
      single.push_back({row.z, trial < row.s ? 1.0 : 0.0, 1, row.f});
    }
  }
  expect_same(evaluate_rows(rows, {true, true}), evaluate_rows(single, {false, true}));
}

TEST(EvaluateProperty, TheOrderOfTheRowsOnlyRounds) {
  const ScoredRows rows = random_rows(9'000, {}, 50, 7);
  const ScoredRows reversed(rows.rbegin(), rows.rend());
  expect_same(evaluate_rows(rows), evaluate_rows(reversed));
}

TEST(EvaluateProperty, WeightsInAnotherUnitChangeNoMean) {
  const Layout layout{false, false, true};
  ScoredRows rows = random_rows(500, layout, 20, 8);
  const ModelEvaluation before = evaluate_rows(rows, layout);
  for (ScoredRow& row : rows) row.w *= 8;
  const ModelEvaluation after = evaluate_rows(rows, layout);
  EXPECT_EQ(before.log_loss, after.log_loss);
  EXPECT_EQ(before.auc, after.auc);
  EXPECT_NEAR(before.calibration_slope.value, after.calibration_slope.value, rounding);
  EXPECT_EQ(8 * before.sum_weights, after.sum_weights);
}

TEST(EvaluateProperty, MonotoneChangesOfTheScoreLeaveTheRanks) {
  ScoredRows rows = random_rows(700, {}, 30, 9);
  const ModelEvaluation before = evaluate_rows(rows);
  for (ScoredRow& row : rows) row.z = row.z * row.z * row.z + 3 * row.z - 1;
  const ModelEvaluation after = evaluate_rows(rows);
  EXPECT_EQ(before.auc, after.auc);
  EXPECT_EQ(before.auc_low, after.auc_low);
  EXPECT_EQ(before.kolmogorov_smirnov, after.kolmogorov_smirnov);
  EXPECT_EQ(before.pairs->discordant, after.pairs->discordant);
  // Turned round, concordant and discordant change places.
  for (ScoredRow& row : rows) row.z = -row.z;
  const ModelEvaluation turned = evaluate_rows(rows);
  EXPECT_EQ(before.pairs->discordant, turned.pairs->concordant);
  EXPECT_NEAR(before.auc, 1 - turned.auc, 1e-15);
  EXPECT_NEAR(before.auc_std_error, turned.auc_std_error, 1e-15);
}

// Every digit of the JSON, over several blocks of the table and chunks of the sort.
TEST(EvaluateProperty, ThreadsChangeNoBit) {
  const Layout layout{true, true, true};
  for (const Layout& chosen : {Layout(), layout}) {
    const ScoredRows rows = random_rows(150'000, chosen, 1e4, 10);
    const Columns columns = to_columns(rows, chosen);
    const FittedModel model = identity_model(chosen);
    RunOptions run = one_thread();
    EvaluateOptions options;
    options.curves = true;
    const std::string one = json_evaluation(evaluate(model, columns.table(), options, run));
    for (const unsigned threads : {2U, 3U, 8U}) {
      run.threads = threads;
      EXPECT_EQ(json_evaluation(evaluate(model, columns.table(), options, run)), one) << threads;
    }
  }
}

}  // namespace
}  // namespace odds::tests

// SPDX-License-Identifier: Apache-2.0
//
// Curves where there is little to draw: few scores, one class, one row, scores far out, huge
// weights.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/logistic.hpp"
#include "unit/evaluation/curves.hpp"

namespace odds::tests {
namespace {

using reference::ScoredRow;
using reference::ScoredRows;

TEST(CurvesAtTheEdge, FewScoresHaveFewerKnots) {
  ScoredRows rows;
  for (int i = 0; i < 400; ++i)
    rows.push_back({static_cast<double>(i % 4), i % 3 == 0 ? 1.0 : 0.0});
  const ModelEvaluation four = curves_of(rows);
  EXPECT_TRUE(has_note(four.notes, "evaluate.calibration_curve"));
  EXPECT_FALSE(four.curves->calibration.empty());
  for (ScoredRow& row : rows) row.z = row.z < 2 ? -0.5 : 1.0;
  // Two scores: the straight line through both shares.
  const ModelEvaluation two = curves_of(rows);
  ASSERT_FALSE(two.curves->calibration.empty());
  double events = 0, all = 0;
  for (const ScoredRow& row : rows) {
    events += row.z < 0 ? row.s : 0;
    all += row.z < 0 ? 1 : 0;
  }
  EXPECT_NEAR(two.curves->calibration.front().observed, events / all, 1e-12);
  EXPECT_EQ(two.curves->roc.size(), 3U);
  EXPECT_EQ(two.curves->gains.size(), 2U);
}

TEST(CurvesAtTheEdge, OneScore) {
  const ModelEvaluation found = curves_of({{0.5, 0}, {0.5, 1}, {0.5, 1}, {0.5, 0}});
  EXPECT_TRUE(found.curves->calibration.empty());
  EXPECT_TRUE(std::isnan(found.calibration_errors.largest));
  EXPECT_TRUE(has_note(found.notes, "evaluate.calibration_curve"));
  EXPECT_EQ(found.curves->roc.size(), 2U);
  EXPECT_EQ(found.curves->gains.size(), 1U);
  EXPECT_EQ(found.curves->gains[0].lift, 1);
  EXPECT_EQ(found.average_precision, 0.5);
  EXPECT_TRUE(std::isnan(found.calibration_test.statistic));
  EXPECT_TRUE(std::isnan(found.matthews));  // every row is called an event
}

TEST(CurvesAtTheEdge, OneClass) {
  const ModelEvaluation found = curves_of({{-1, 0}, {0.5, 0}, {2, 0}});
  EXPECT_TRUE(found.curves->roc.empty());
  EXPECT_TRUE(found.curves->calibration.empty());
  EXPECT_TRUE(std::isnan(found.average_precision));
  EXPECT_EQ(found.curves->thresholds.back().confusion.true_negatives, 3);
  EXPECT_EQ(found.curves->gains.size(), 3U);
  EXPECT_TRUE(std::isnan(found.curves->gains[0].lift));
  EXPECT_FALSE(std::isnan(found.log_loss_low));
}

TEST(CurvesAtTheEdge, OneRow) {
  const ModelEvaluation found = curves_of({{1.5, 1}});
  EXPECT_TRUE(std::isnan(found.log_loss_std_error));
  EXPECT_TRUE(has_note(found.notes, "evaluate.loss_interval"));
  EXPECT_EQ(found.curves->thresholds.front().confusion.true_positives, 1);
  EXPECT_EQ(found.curves->histogram[32].events, 1);
}

TEST(CurvesAtTheEdge, ScoresTellTheClassesApart) {
  ScoredRows rows;
  for (int i = -50; i < 50; ++i) rows.push_back({i / 10.0, i < 0 ? 0.0 : 1.0});
  const ModelEvaluation found = curves_of(rows);
  EXPECT_TRUE(found.curves->calibration.empty());
  EXPECT_TRUE(has_note(found.notes, "evaluate.calibration_curve"));
  EXPECT_EQ(found.average_precision, 1);
  EXPECT_EQ(area(found.curves->roc), 1);
}

// Probabilities that round to 0 and 1, and one whose curvature vanishes everywhere at the start.
TEST(CurvesAtTheEdge, ScoresFarOut) {
  ScoredRows rows = random_rows(300, {}, 1000, 53);
  for (ScoredRow& row : rows) row.z *= 250;
  rows.push_back({800, 1});
  rows.push_back({-800, 0});
  const ModelEvaluation found = curves_of(rows);
  EXPECT_FALSE(found.curves->calibration.empty());
  for (const CalibrationCurvePoint& point : found.curves->calibration) {
    EXPECT_TRUE(point.low <= point.observed && point.observed <= point.high);
  }
  EXPECT_TRUE(std::isfinite(found.calibration_errors.mean));
  EXPECT_EQ(found.curves->histogram.back().events + found.curves->histogram.back().others,
            std::count_if(rows.begin(), rows.end(),
                          [](const ScoredRow& row) { return kernels::sigma(row.z) >= 39.0 / 40; }));
}

TEST(CurvesAtTheEdge, HugeWeights) {
  const Layout layout{false, false, true};
  ScoredRows rows = random_rows(300, layout, 1000, 59);
  const ModelEvaluation before = curves_of(rows, layout);
  for (ScoredRow& row : rows) row.w *= 0x1p996;
  const ModelEvaluation found = curves_of(rows, layout);
  EXPECT_TRUE(has_note(found.notes, "evaluate.spiegelhalter"));
  EXPECT_EQ(found.matthews, before.matthews);
  EXPECT_EQ(found.average_precision, before.average_precision);
  ASSERT_EQ(found.curves->calibration.size(), before.curves->calibration.size());
  for (std::size_t at = 0; at < found.curves->calibration.size(); ++at) {
    EXPECT_EQ(found.curves->calibration[at].observed, before.curves->calibration[at].observed);
  }
  EXPECT_EQ(found.calibration_errors.mean, before.calibration_errors.mean);
}

// Without the option nothing of it is there.
TEST(CurvesAtTheEdge, AreNotMadeUnasked) {
  const ModelEvaluation found = evaluate_rows(random_rows(50, {}, 1000, 61));
  EXPECT_FALSE(found.curves.has_value());
  EXPECT_TRUE(std::isnan(found.calibration_errors.mean));
  EXPECT_FALSE(std::isnan(found.average_precision));
}

}  // namespace
}  // namespace odds::tests

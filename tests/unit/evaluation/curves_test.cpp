// SPDX-License-Identifier: Apache-2.0
//
// The curves of an evaluation against their definitions: every threshold evaluated on its own, the
// calibration curve by a plain solver in 50 digits on the textbook's spline.
#include <algorithm>
#include <cmath>
#include <ostream>

#include <gtest/gtest.h>

#include "kernels/logistic.hpp"
#include "unit/evaluation/curves.hpp"

namespace odds::tests {
namespace {

using reference::real;
using reference::right_digits;
using reference::ScoredRow;
using reference::ScoredRows;

void expect_roc_is_sound(const ModelEvaluation& found, const ScoredRows& rows) {
  const std::vector<RocPoint>& roc = found.curves->roc;
  ASSERT_GE(roc.size(), 2U);
  EXPECT_LE(roc.size(), most_curve_points);
  EXPECT_EQ(roc.front().sensitivity, 0);
  EXPECT_EQ(roc.front().false_positive_rate, 0);
  EXPECT_TRUE(std::isinf(roc.front().threshold));
  EXPECT_EQ(roc.back().sensitivity, 1);
  EXPECT_EQ(roc.back().false_positive_rate, 1);
  EXPECT_NEAR(area(roc), found.auc, 1e-3);
  const reference::Called all = reference::called_from(rows, -1e300);
  for (std::size_t at = 1; at < roc.size(); ++at) {
    EXPECT_LE(roc[at].threshold, roc[at - 1].threshold);
    if (at % 29 != 0 && at != 1) continue;
    const double z = std::log(roc[at].threshold / (1 - roc[at].threshold));
    const reference::Called called = reference::called_from(rows, z - 1e-9);
    EXPECT_GE(right_digits(roc[at].sensitivity, called.events / all.events), 12);
    EXPECT_NEAR(roc[at].false_positive_rate, real(called.others / all.others).convert_to<double>(),
                1e-12);
  }
}

struct Case {
  const char* name;
  Layout layout;
  double steps;  // scores in steps of 1/steps
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

const Case cases[] = {
    {"plain", {}, 1000},
    {"ties", {}, 4},
    {"trials", {true}, 1000},
    {"freq", {false, true}, 20},
    {"weights", {false, false, true}, 50},
    {"everything", {true, true, true}, 100},
};

class Curves : public testing::TestWithParam<Case> {
 protected:
  Curves()
      : rows_(random_rows(240, GetParam().layout, GetParam().steps, 31)),
        found_(curves_of(rows_, GetParam().layout)) {}

  ScoredRows rows_;
  ModelEvaluation found_;
};

TEST_P(Curves, RocHasEveryScore) {
  expect_roc_is_sound(found_, rows_);
  EXPECT_EQ(found_.curves->roc.size(), reference::distinct_scores(rows_).size() + 1);
  EXPECT_NEAR(area(found_.curves->roc), found_.auc, 1e-14);
}

TEST_P(Curves, Histogram) {
  const std::vector<HistogramBin>& bins = found_.curves->histogram;
  ASSERT_EQ(bins.size(), 40U);
  for (std::size_t bin = 0; bin < 40; ++bin) {
    EXPECT_EQ(bins[bin].low, static_cast<double>(bin) / 40);
    real events = 0, others = 0;
    for (const ScoredRow& row : rows_) {
      const double p = kernels::sigma(row.z);
      if (p < bins[bin].low || p >= bins[bin].high) continue;
      events += real(row.w) * row.f * row.s;
      others += real(row.w) * row.f * (row.m - row.s);
    }
    EXPECT_NEAR(bins[bin].events, events.convert_to<double>(), 1e-12);
    EXPECT_NEAR(bins[bin].others, others.convert_to<double>(), 1e-12);
  }
}

// The groups of the Hosmer-Lemeshow test of the same rows turned round.
TEST_P(Curves, Gains) {
  ScoredRows turned = rows_;
  for (ScoredRow& row : turned) row.z = -row.z;
  const auto groups = reference::hosmer_lemeshow_groups(turned);
  const std::vector<GainsGroup>& gains = found_.curves->gains;
  ASSERT_EQ(gains.size(), groups.size());
  const real weight = reference::total(rows_, reference::row_weight);
  const real events = reference::called_from(rows_, -100).events;
  real weight_so_far = 0, events_so_far = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    EXPECT_EQ(real(gains[g].nobs), groups[g].nobs);
    EXPECT_GE(right_digits(gains[g].weight, groups[g].weight), 12);
    EXPECT_GE(right_digits(gains[g].events, groups[g].observed), 12);
    EXPECT_GE(right_digits(gains[g].expected, groups[g].weight - groups[g].expected), 12);
    weight_so_far += groups[g].weight;
    events_so_far += groups[g].observed;
    EXPECT_GE(right_digits(gains[g].cumulative_share, events_so_far / events), 12);
    EXPECT_GE(right_digits(gains[g].lift, events_so_far / weight_so_far / (events / weight)), 12);
    EXPECT_LE(gains[g].lowest, gains[g].highest);
    if (g > 0) {
      EXPECT_LT(gains[g].highest, gains[g - 1].lowest);
    }
  }
}

class Spline : public Curves {
 protected:
  Spline() {
    for (const double share : {0.05, 0.275, 0.5, 0.725, 0.95}) {
      knots_.push_back(reference::score_quantile(rows_, share));
    }
    answer_ = reference::spline_fit(rows_, knots_);
  }

  real observed(const real& z) const {
    return reference::sigma(reference::dot(reference::spline_row(knots_, z), answer_.coefficients));
  }

  reference::Vector knots_;
  reference::Answer answer_;
};

// What the last step, which is not looked at again, leaves of errors of 0.1 and less.
constexpr double millionth_of_an_error = 1e-7;

TEST_P(Spline, IsTheFitOfTheTextbook) {
  using boost::multiprecision::log;
  using boost::multiprecision::sqrt;
  const real point("1.9599639845400542355245944305205515279555");
  const std::vector<CalibrationCurvePoint>& curve = found_.curves->calibration;
  ASSERT_GE(curve.size(), 40U);
  EXPECT_LE(curve.size(), 100U);
  EXPECT_FALSE(has_note(found_.notes, "evaluate.calibration_curve"));
  const std::vector<double> scores = reference::distinct_scores(rows_);
  EXPECT_EQ(curve.front().probability, kernels::sigma(scores.front()));
  EXPECT_EQ(curve.back().probability, kernels::sigma(scores.back()));
  double last = 0;
  for (const CalibrationCurvePoint& at : curve) {
    EXPECT_GT(at.probability, last);
    last = at.probability;
    const real z = log(real(at.probability) / (1 - real(at.probability)));
    const reference::Vector row = reference::spline_row(knots_, z);
    const real predictor = reference::dot(row, answer_.coefficients);
    const real reach = point * sqrt(reference::dot(row, reference::times(answer_.covariance, row)));
    EXPECT_NEAR(at.observed, reference::sigma(predictor).convert_to<double>(),
                millionth_of_an_error);
    // The limits rest on the curvature one step before the end.
    EXPECT_NEAR(at.low, reference::sigma(predictor - reach).convert_to<double>(), 2e-5);
    EXPECT_NEAR(at.high, reference::sigma(predictor + reach).convert_to<double>(), 2e-5);
  }
}

TEST_P(Spline, DistancesFromTheDiagonal) {
  struct Distance {
    double value, weight;
  };
  std::vector<Distance> distances;
  double sum = 0, weight = 0, largest = 0;
  for (const ScoredRow& row : rows_) {
    const real distance =
        boost::multiprecision::abs(observed(row.z) - reference::sigma(real(row.z)));
    distances.push_back({distance.convert_to<double>(), row.w * row.f * row.m});
    sum += distances.back().value * distances.back().weight;
    weight += distances.back().weight;
    largest = std::max(largest, distances.back().value);
  }
  EXPECT_NEAR(found_.calibration_errors.largest, largest, 1e-9);
  EXPECT_NEAR(found_.calibration_errors.mean, sum / weight, 1e-9);
  std::sort(distances.begin(), distances.end(),
            [](const Distance& a, const Distance& b) { return a.value < b.value; });
  double below = 0;
  for (const Distance& distance : distances) {
    below += distance.weight;
    if (below < 0.9 * weight) continue;
    EXPECT_NEAR(found_.calibration_errors.percentile_90 / distance.value, 1, 0.01);
    return;
  }
}

std::string case_name(const testing::TestParamInfo<Case>& value) { return value.param.name; }

INSTANTIATE_TEST_SUITE_P(Cases, Curves, testing::ValuesIn(cases), case_name);
INSTANTIATE_TEST_SUITE_P(Cases, Spline, testing::ValuesIn(cases), case_name);

// Weights that no binary fraction holds, over several blocks: each sum has a rounding of its own.
TEST(Thresholds, HaveTheBitsOfAnEvaluationThere) {
  for (const Layout& layout : {Layout(), Layout{true, true, false}, Layout{true, true, true}}) {
    ScoredRows rows = random_rows(20'000, layout, 1e4, 41);
    for (std::size_t i = 0; i < rows.size() && layout.weights; ++i) {
      rows[i].w = 0.1 * static_cast<double>(1 + i % 17) + 1e-7 * static_cast<double>(i);
    }
    const Columns columns = to_columns(rows, layout);
    const FittedModel model = identity_model(layout);
    RunOptions run;
    run.threads = 3;
    const ModelEvaluation found = evaluate(model, columns.table(), with_curves(), run);
    const std::vector<ThresholdPoint>& points = found.curves->thresholds;
    ASSERT_LE(points.size(), 201U);
    for (std::size_t at = 0; at < points.size(); ++at) {
      if (at > 0) {
        EXPECT_GT(points[at].threshold, points[at - 1].threshold);
      }
      if (at % 13 != 0 && at + 1 != points.size()) continue;
      EvaluateOptions there;
      there.threshold = points[at].threshold;
      const ConfusionMatrix here = points[at].confusion;
      const ConfusionMatrix wanted =
          evaluate(model, columns.table(), there, one_thread()).confusion;
      EXPECT_EQ(here.true_positives, wanted.true_positives) << there.threshold;
      EXPECT_EQ(here.false_negatives, wanted.false_negatives) << there.threshold;
      EXPECT_EQ(here.false_positives, wanted.false_positives) << there.threshold;
      EXPECT_EQ(here.true_negatives, wanted.true_negatives) << there.threshold;
    }
  }
}

TEST(Thresholds, AreHundredthsAndQuantilesOfThreeDigits) {
  const ModelEvaluation found = curves_of(random_rows(3'000, {}, 1000, 5));
  const std::vector<ThresholdPoint>& points = found.curves->thresholds;
  EXPECT_EQ(points.front().threshold, 0);
  EXPECT_EQ(points.back().threshold, 1);
  EXPECT_GT(points.size(), 170U);
  for (int k = 0; k <= 100; ++k) {
    EXPECT_TRUE(std::any_of(points.begin(), points.end(), [&](const ThresholdPoint& point) {
      return point.threshold == k / 100.0;
    })) << k;
  }
  for (const ThresholdPoint& point : points) {
    if (point.threshold == 0) continue;
    const double unit = std::pow(10, std::floor(std::log10(point.threshold)) - 2);
    EXPECT_NEAR(point.threshold / unit, std::round(point.threshold / unit), 1e-9);
  }
}

TEST(RocThinning, KeepsTheArea) {
  const ScoredRows rows = random_rows(30'000, {}, 1e9, 43);
  const ModelEvaluation found = curves_of(rows);
  EXPECT_GT(found.curves->roc.size(), 350U);
  EXPECT_NEAR(area(found.curves->roc), found.auc, 1e-5);
  double longest = 0;
  const std::vector<RocPoint>& roc = found.curves->roc;
  for (std::size_t at = 1; at < roc.size(); ++at) {
    longest = std::max(longest, roc[at].sensitivity - roc[at - 1].sensitivity +
                                    roc[at].false_positive_rate - roc[at - 1].false_positive_rate);
  }
  EXPECT_LE(longest, 2 * 2.0 / 399 + 1e-4);
}

// Stairs as wide as the windows: even spacing alone would cut off every corner on the same side.
TEST(RocThinning, KeepsTheAreaOfStairs) {
  for (const int steps : {398, 399, 400, 798}) {
    ScoredRows rows;
    double z = 4;
    for (int step = 0; step < steps; ++step) {
      for (int i = 0; i < 20; ++i) rows.push_back({z -= 1e-4, 1});
      for (int i = 0; i < 20; ++i) rows.push_back({z -= 1e-4, 0});
    }
    const ModelEvaluation found = curves_of(rows);
    EXPECT_LE(found.curves->roc.size(), most_curve_points);
    EXPECT_NEAR(area(found.curves->roc), found.auc, 1e-4) << steps;
  }
}

TEST(RocThinning, TakesTiesOfAnySize) {
  ScoredRows rows = random_rows(5'000, {}, 1e9, 47);
  for (std::size_t i = 0; i < 4'000; ++i) rows[i].z = 0.1;
  expect_roc_is_sound(curves_of(rows), rows);
}

}  // namespace
}  // namespace odds::tests

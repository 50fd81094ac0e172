// SPDX-License-Identifier: Apache-2.0
//
// Segments against a plain count, the classification table, and what hostile data do to single
// rows.
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/evaluation/scored.hpp"

namespace odds::tests {
namespace {

Diagnostics diagnose_rows(const FittedModel& model, const Table& table, bool is_fit_data = true,
                          std::size_t rows = 10, unsigned threads = 1) {
  DiagnoseOptions options;
  options.is_fit_data = is_fit_data;
  options.rows = rows;
  RunOptions run;
  run.threads = threads;
  return diagnose(model, table, options, run);
}

const Segment* find(const Diagnostics& found, const std::string& column, const std::string& level) {
  for (const Segment& segment : found.segments) {
    if (segment.column == column && segment.level == level) return &segment;
  }
  return nullptr;
}

// A number, a category with one missing value, and an outcome.
struct Mixed {
  std::vector<double> x, y;
  std::vector<std::string> g;
  Columns columns;

  explicit Mixed(std::size_t rows) {
    reference::Generator generator(12);
    const std::vector<std::string> levels = {"a", "b", "c"};
    for (std::size_t i = 0; i < rows; ++i) {
      x.push_back(generator.bell());
      g.push_back(i % 17 == 3 ? "" : levels[generator.below(3)]);
      y.push_back(generator.event(0.8 * x[i] + (g[i] == "b" ? 1.0 : 0.0)));
    }
    columns.numbers("x", x).levels("g", g, levels).numbers("y", y);
  }
};

FitOptions with_means(const std::string& target) {
  FitOptions options = with_target(target);
  options.missing = MissingPolicy::mean;
  return options;
}

TEST(Diagnose, LevelsAreCountedOneByOne) {
  const Mixed data(500);
  FitOptions options = with_means("y");
  options.features = {"x"};
  const FittedModel without = fit(data.columns.table(), options, one_thread());
  options.features = {"x", "g"};
  const FittedModel model = fit(data.columns.table(), options, one_thread());
  FittedModel blind = model;  // knows the column and its levels, and says nothing of them
  for (Term& term : blind.terms) {
    if (term.column == "g") term.estimate = 0;
  }
  const std::vector<double> p = predict(blind, data.columns.table(), {}, one_thread());
  const Diagnostics found = diagnose_rows(blind, data.columns.table(), false);
  for (const std::string level : {"a", "b", "c", "(missing)"}) {
    double count = 0, events = 0, expected = 0, loss = 0, variance = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (data.g[i] != (level == "(missing)" ? "" : level)) continue;
      count += 1;
      events += data.y[i];
      expected += p[i];
      loss -= std::log(data.y[i] == 1 ? p[i] : 1 - p[i]);
      variance += p[i] * (1 - p[i]);
    }
    const Segment* segment = find(found, "g", level);
    ASSERT_NE(segment, nullptr) << level;
    EXPECT_EQ(segment->nobs, count);
    EXPECT_NEAR(segment->observed, events / count, 1e-14);
    EXPECT_NEAR(segment->expected, expected / count, 1e-14);
    EXPECT_NEAR(segment->log_loss, loss / count, 1e-13);
    EXPECT_NEAR(segment->z, (events - expected) / std::sqrt(variance), 1e-11);
    EXPECT_NEAR(segment->p_value, std::erfc(std::fabs(segment->z) / std::sqrt(2)), 1e-13);
  }
  // On its own data the model's equations make each level right.
  const Diagnostics own = diagnose_rows(model, data.columns.table());
  EXPECT_NEAR(find(own, "g", "b")->z, 0, 1e-9);
}

TEST(Diagnose, FifthsOfANumberHoldEqualShares) {
  const Mixed data(1000);
  FitOptions options = with_means("y");
  options.features = {"x"};
  const Diagnostics found =
      diagnose_rows(fit(data.columns.table(), options, one_thread()), data.columns.table());
  ASSERT_EQ(found.segments.size(), 5U);
  double above = -HUGE_VAL;
  for (const Segment& segment : found.segments) {
    EXPECT_NEAR(segment.nobs, 200, 2);  // a value may occur twice
    EXPECT_GT(segment.low, above);
    above = segment.low;
  }
  EXPECT_EQ(found.segments.front().low, *std::min_element(data.x.begin(), data.x.end()));
  EXPECT_EQ(found.segments.back().high, *std::max_element(data.x.begin(), data.x.end()));
}

TEST(Diagnose, AFewValuesAreSegmentsEach) {
  Columns columns;
  std::vector<double> x, y;
  for (std::size_t i = 0; i < 100; ++i) {
    x.push_back(i % 20 == 0 ? 1.0 : 0.0);
    y.push_back(i % 3 == 0 ? 1.0 : 0.0);
  }
  columns.numbers("x", x).numbers("y", y);
  const Diagnostics found =
      diagnose_rows(fit(columns.table(), with_target("y"), one_thread()), columns.table());
  ASSERT_EQ(found.segments.size(), 2U);
  EXPECT_EQ(found.segments[1].nobs, 5);
  EXPECT_EQ(found.segments[1].low, 1);
  EXPECT_EQ(found.segments[1].high, 1);
}

TEST(Diagnose, RareLevelsAreOneSegment) {
  std::vector<std::string> levels, values;
  std::vector<double> y;
  for (std::size_t k = 0; k < 30; ++k) levels.push_back("l" + std::to_string(100 + k));
  for (std::size_t i = 0; i < 3000; ++i) {
    values.push_back(levels[std::min<std::size_t>(i * i % 97 % 30, 29)]);
    y.push_back(static_cast<double>(i * 7 % 5 < 2));
  }
  Columns columns;
  columns.levels("g", values, levels).numbers("y", y);
  FitOptions options = with_target("y");
  options.l2 = 0.01;
  const Diagnostics found =
      diagnose_rows(fit(columns.table(), options, one_thread()), columns.table());
  const std::set<std::string> present(values.begin(), values.end());
  ASSERT_GT(present.size(), 21U);
  ASSERT_EQ(found.segments.size(), 21U);
  EXPECT_EQ(found.segments.back().level, "(other)");
  double total = 0;
  for (const Segment& segment : found.segments) total += segment.nobs;
  EXPECT_EQ(total, 3000);
  EXPECT_TRUE(has_note(found.notes, "influence.no_metric"));
  EXPECT_TRUE(found.classification.empty());
  for (const RowInfluence& row : found.rows) EXPECT_TRUE(std::isnan(row.leverage));
}

TEST(Diagnose, ClassificationIsByTheProbabilityWithoutTheRow) {
  const Mixed data(200);
  FitOptions options = with_means("y");
  options.features = {"x"};
  const FittedModel model = fit(data.columns.table(), options, one_thread());
  const Diagnostics found = diagnose_rows(model, data.columns.table(), true, 200);
  ASSERT_EQ(found.rows.size(), 200U);
  ASSERT_EQ(found.classification.size(), 51U);
  for (const ClassificationRow& at : found.classification) {
    ConfusionMatrix expected;
    for (const RowInfluence& row : found.rows) {
      const bool is_called = row.probability_left_out >= at.threshold;
      const bool is_event = row.successes == 1;
      (is_event ? (is_called ? expected.true_positives : expected.false_negatives)
                : (is_called ? expected.false_positives : expected.true_negatives)) += 1;
    }
    EXPECT_EQ(at.confusion.true_positives, expected.true_positives) << at.threshold;
    EXPECT_EQ(at.confusion.false_negatives, expected.false_negatives) << at.threshold;
    EXPECT_EQ(at.confusion.false_positives, expected.false_positives) << at.threshold;
    EXPECT_EQ(at.confusion.true_negatives, expected.true_negatives) << at.threshold;
  }
  EXPECT_EQ(found.classification[25].threshold, 0.5);
}

TEST(Diagnose, ThreadsChangeNoBit) {
  const Mixed data(30'000);
  const FittedModel model = fit(data.columns.table(), with_means("y"), one_thread());
  const Diagnostics one = diagnose_rows(model, data.columns.table(), true, 10, 1);
  const Diagnostics four = diagnose_rows(model, data.columns.table(), true, 10, 4);
  ASSERT_EQ(one.rows.size(), four.rows.size());
  for (std::size_t k = 0; k < one.rows.size(); ++k) {
    EXPECT_EQ(one.rows[k].row, four.rows[k].row);
    EXPECT_EQ(one.rows[k].c, four.rows[k].c);
    EXPECT_EQ(one.rows[k].dfbetas, four.rows[k].dfbetas);
  }
  EXPECT_EQ(one.mean_leverage, four.mean_leverage);
  for (std::size_t k = 0; k < one.segments.size(); ++k) {
    EXPECT_EQ(one.segments[k].z, four.segments[k].z);
    EXPECT_EQ(one.segments[k].log_loss, four.segments[k].log_loss);
  }
}

TEST(Diagnose, UnitsChangeNoLeverage) {
  const reference::Table table = reference::simulate(120, 2, 6);
  const auto diagnosed = [&](int exponent) {
    std::vector<double> x1 = table.column("x1");
    for (double& x : x1) x = std::ldexp(x + 3, exponent);
    Columns columns;
    columns.numbers("x1", x1).numbers("x2", table.column("x2")).numbers("y", table.column("y"));
    return diagnose_rows(fit(columns.table(), with_target("y"), one_thread()), columns.table());
  };
  const Diagnostics plain = diagnosed(0);
  for (const int exponent : {500, -500}) {
    const Diagnostics found = diagnosed(exponent);
    ASSERT_EQ(found.rows.size(), plain.rows.size());
    for (std::size_t k = 0; k < plain.rows.size(); ++k) {
      EXPECT_EQ(found.rows[k].row, plain.rows[k].row);
      EXPECT_NEAR(found.rows[k].leverage / plain.rows[k].leverage, 1, 1e-9);
      EXPECT_NEAR(found.rows[k].c / plain.rows[k].c, 1, 1e-9);
    }
  }
}

// One group of trials with a level of its own: its coefficient is the row's.
TEST(Diagnose, ARowWithItsOwnCoefficientHasLeverageOne) {
  Columns columns;
  columns.numbers("x", {1, 2, 3, 4, 5, 6, 7, 8})
      .levels("g", {"a", "a", "a", "a", "a", "a", "a", "b"}, {"a", "b"})
      .numbers("s", {1, 2, 2, 4, 3, 5, 4, 2})
      .numbers("m", {6, 6, 6, 6, 6, 6, 6, 6});
  const Diagnostics found =
      diagnose_rows(fit(columns.table(), with_target("s/m"), one_thread()), columns.table());
  const RowInfluence& last = found.rows.back();
  ASSERT_EQ(last.row, 8U);
  EXPECT_NEAR(last.leverage, 1, 1e-12);
  EXPECT_LE(last.leverage, 1);
  EXPECT_TRUE(std::isnan(last.c));
  EXPECT_TRUE(std::isnan(last.probability_left_out));
  EXPECT_NEAR(found.mean_leverage, 3.0 / 8, 1e-12);
  EXPECT_EQ(found.rows_above_twice_mean_leverage, 1U);
}

TEST(Diagnose, OfEqualRowsTheFirstAreKept) {
  Columns columns;
  std::vector<double> x, y;
  for (std::size_t i = 0; i < 9000; ++i) {
    x.push_back(i % 2 == 0 ? 1.0 : 0.0);
    y.push_back(i % 5 < 2 ? 1.0 : 0.0);
  }
  columns.numbers("x", x).numbers("y", y);
  const Diagnostics found = diagnose_rows(fit(columns.table(), with_target("y"), one_thread()),
                                          columns.table(), true, 2, 3);
  for (const RowInfluence& row : found.rows) EXPECT_LT(row.row, 40U);
}

TEST(Diagnose, MissingNumbersAreASegment) {
  Mixed data(300);
  std::vector<double> x = data.x;
  for (std::size_t i = 0; i < x.size(); i += 10) x[i] = missing;
  Columns columns;
  columns.numbers("x", x).numbers("y", data.y);
  const FittedModel model = fit(columns.table(), with_means("y"), one_thread());
  const Diagnostics found = diagnose_rows(model, columns.table());
  ASSERT_EQ(found.segments.size(), 6U);
  EXPECT_EQ(found.segments.back().level, "(missing)");
  EXPECT_EQ(found.segments.back().nobs, 30);
  const std::vector<Effect> along = effects(model, columns.table(), {}, one_thread());
  double sum = 0;
  for (const double value : x) sum += std::isnan(value) ? 0 : value;
  EXPECT_NEAR(along[0].mean, sum / 270, 1e-13);
}

// The mean is 1e9 times the deviation: squares from 0 on would hold nothing of it.
TEST(Effects, AFarNumberKeepsItsDeviation) {
  const Mixed data(400);
  std::vector<double> far = data.x;
  for (double& value : far) value = 1e9 + std::round(value * 64) / 64;
  Columns columns;
  columns.numbers("x", far).numbers("y", data.y);
  const FittedModel model = fit(columns.table(), with_target("y"), one_thread());
  const std::vector<Effect> along = effects(model, columns.table(), {}, one_thread());
  double sum = 0, square = 0;
  for (const double value : far) sum += value - 1e9;
  const double mean = sum / 400;
  for (const double value : far) square += (value - 1e9 - mean) * (value - 1e9 - mean);
  EXPECT_NEAR(along[0].mean - 1e9, mean, 1e-6);
  EXPECT_NEAR(along[0].deviation / std::sqrt(square / 400), 1, 1e-6);
}

TEST(Diagnose, ASeparatedFitIsDescribedAtItsLimit) {
  std::vector<double> x, y;
  std::vector<std::string> g;
  reference::Generator generator(4);
  for (std::size_t i = 0; i < 80; ++i) {
    x.push_back(generator.bell());
    g.push_back(i < 10 ? "sure" : "open");
    y.push_back(i < 10 ? 1.0 : generator.event(0.5 * x[i]));
  }
  Columns columns;
  columns.numbers("x", x).levels("g", g, {"open", "sure"}).numbers("y", y);
  FitOptions options = with_target("y");
  options.separation = SeparationPolicy::allow;
  const FittedModel model = fit(columns.table(), options, one_thread());
  ASSERT_TRUE(model.separated);
  const Diagnostics found = diagnose_rows(model, columns.table(), true, 80);
  ASSERT_EQ(found.rows.size(), 80U);
  EXPECT_EQ(found.rows[0].probability, 1);
  EXPECT_EQ(found.rows[0].leverage, 0);
  EXPECT_EQ(found.rows[0].c, 0);
  double sum = 0;
  for (const RowInfluence& row : found.rows) sum += row.leverage;
  EXPECT_NEAR(sum, 2, 1e-10);  // intercept and slope, on the other rows
  std::uint64_t high = 0;
  for (const RowInfluence& row : found.rows) high += row.leverage > 2 * sum / 80 ? 1 : 0;
  EXPECT_EQ(found.rows_above_twice_mean_leverage, high);
  EXPECT_NEAR(found.mean_leverage, sum / 80, 1e-12);
  EXPECT_TRUE(std::isnan(found.rows[20].dfbetas[1]) || std::isnan(found.rows[20].dfbetas[2]));
  EXPECT_TRUE(effects(model, columns.table(), {}, one_thread()).empty());
}

TEST(Diagnose, SkippedRowsTakeNoPart) {
  Columns columns;
  std::vector<double> x, y, w, f;
  reference::Generator generator(5);
  for (std::size_t i = 0; i < 60; ++i) {
    w.push_back(i % 7 == 0 ? 0.0 : 0.5);
    f.push_back(i % 11 == 0 ? 0.0 : 2.0);
    x.push_back(w[i] == 0 ? 1e300 : generator.bell());
    y.push_back(generator.event(x[i] > 1e200 ? 0 : x[i]));
  }
  columns.numbers("x", x).numbers("y", y).numbers("w", w).numbers("f", f);
  FitOptions options = with_target("y");
  options.weights = "w";
  options.freq_weights = "f";
  const FittedModel model = fit(columns.table(), options, one_thread());
  const Diagnostics found = diagnose_rows(model, columns.table(), true, 60);
  for (const RowInfluence& row : found.rows) {
    EXPECT_NE((row.row - 1) % 7, 0U);
    EXPECT_NE((row.row - 1) % 11, 0U);
    EXPECT_TRUE(std::isfinite(row.c));
  }
  EXPECT_EQ(found.rows.size(), model.rows_used);
  for (const Segment& segment : found.segments) EXPECT_LT(segment.high, 1e10);
  const std::vector<Effect> along = effects(model, columns.table(), {}, one_thread());
  EXPECT_LT(along[0].mean, 10);
  EXPECT_LT(along[0].points.back().x, 10);
}

TEST(Diagnose, OtherDataHaveNoLeverage) {
  const Mixed data(100);
  FitOptions options = with_means("y");
  options.features = {"x"};
  const FittedModel model = fit(data.columns.table(), options, one_thread());
  const Diagnostics found = diagnose_rows(model, data.columns.table(), false);
  EXPECT_FALSE(found.is_fit_data);
  EXPECT_TRUE(has_note(found.notes, "influence.other_data"));
  EXPECT_TRUE(std::isnan(found.mean_leverage));
  EXPECT_TRUE(found.classification.empty());
  ASSERT_FALSE(found.rows.empty());
  EXPECT_TRUE(found.rows[0].dfbetas.empty());
  EXPECT_TRUE(std::isfinite(found.rows[0].deviance));
  // Another question of the same rows is not the fit's either.
  Columns fewer;
  fewer.numbers("x", {data.x.begin(), data.x.begin() + 90})
      .numbers("y", {data.y.begin(), data.y.begin() + 90});
  EXPECT_FALSE(diagnose_rows(model, fewer.table()).is_fit_data);
}

TEST(Diagnose, UnseenLevelsAreRefusedOrCounted) {
  const Mixed data(100);
  const FittedModel model = fit(data.columns.table(), with_means("y"), one_thread());
  Columns columns;
  columns.numbers("x", {0.0, 1.0, 2.0})
      .levels("g", {"a", "z", "z"}, {"a", "z"})
      .numbers("y", {0, 1, 1});
  try {
    diagnose_rows(model, columns.table());
    FAIL() << "an unseen level was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "predict.unseen_level");
    EXPECT_EQ(error.where().row, 2U);
  }
  DiagnoseOptions options;
  options.unseen = UnseenPolicy::reference;
  const Diagnostics found = diagnose(model, columns.table(), options, one_thread());
  ASSERT_NE(find(found, "g", "z"), nullptr);
  EXPECT_EQ(find(found, "g", "z")->nobs, 2);
}

TEST(Diagnose, SeveralClassesHaveANoteAlone) {
  Columns columns;
  columns.numbers("x", {1, 2, 3, 4, 5, 6, 7, 8, 9})
      .levels("y", {"a", "b", "c", "a", "c", "b", "c", "b", "a"}, {"a", "b", "c"});
  const FittedModel model = fit(columns.table(), with_target("y"), one_thread());
  const Diagnostics found = diagnose_rows(model, columns.table());
  EXPECT_TRUE(has_note(found.notes, "influence.several_classes"));
  EXPECT_TRUE(found.rows.empty());
  EXPECT_TRUE(effects(model, columns.table(), {}, one_thread()).empty());
}

}  // namespace
}  // namespace odds::tests

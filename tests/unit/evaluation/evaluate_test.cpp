// SPDX-License-Identifier: Apache-2.0
//
// Which rows are evaluated, what is refused, and the figures at their edges.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "kernels/logistic.hpp"
#include "unit/evaluation/scored.hpp"

namespace odds::tests {
namespace {

using reference::right_digits;
using reference::ScoredRows;

constexpr double digits = 12;
constexpr double infinity = std::numeric_limits<double>::infinity();

std::string note_text(const std::vector<Note>& notes, const std::string& code) {
  for (const Note& note : notes) {
    if (note.code == code) return note.message;
  }
  return "";
}

ModelEvaluation evaluate_columns(const Columns& columns, const EvaluateOptions& options = {},
                                 const FittedModel& model = identity_model()) {
  return evaluate(model, columns.table(), options, one_thread());
}

std::string refusal(const Columns& columns, const EvaluateOptions& options, std::string* line,
                    const FittedModel& model = identity_model()) {
  return error_code([&] { evaluate_columns(columns, options, model); }, line);
}

TEST(EvaluateRanks, OneClassHasNoneButTheRest) {
  const ModelEvaluation found = evaluate_rows({{-1, 0}, {0.5, 0}, {2, 0}});
  EXPECT_TRUE(std::isnan(found.auc));
  EXPECT_TRUE(std::isnan(found.kolmogorov_smirnov));
  EXPECT_TRUE(std::isnan(found.calibration_slope.value));
  EXPECT_FALSE(found.pairs.has_value());
  EXPECT_EQ(note_text(found.notes, "evaluate.one_class"),
            "The rows hold no event: AUC, pairs and calibration compare two classes.");
  EXPECT_GE(right_digits(found.log_loss, reference::log_loss({{-1, 0}, {0.5, 0}, {2, 0}})), digits);
  EXPECT_EQ(found.hosmer_lemeshow.df, 3);
  EXPECT_TRUE(std::isnan(found.sensitivity));
  EXPECT_DOUBLE_EQ(found.specificity, 1.0 / 3);
  const ModelEvaluation events = evaluate_rows({{-1, 1}, {0.5, 1}});
  EXPECT_NE(note_text(events.notes, "evaluate.one_class").find("events only"), std::string::npos);
}

TEST(EvaluateRanks, PerfectAndReversed) {
  const ModelEvaluation perfect = evaluate_rows({{-2, 0}, {-1, 0}, {1, 1}, {2, 1}});
  EXPECT_EQ(perfect.auc, 1);
  EXPECT_TRUE(std::isnan(perfect.auc_low));
  EXPECT_TRUE(has_note(perfect.notes, "evaluate.auc_interval"));
  EXPECT_NE(note_text(perfect.notes, "evaluate.calibration").find("without error"),
            std::string::npos);
  EXPECT_TRUE(std::isnan(perfect.calibration_slope.value));
  const ModelEvaluation reversed = evaluate_rows({{-2, 1}, {-1, 1}, {1, 0}, {2, 0}});
  EXPECT_EQ(reversed.auc, 0);
  EXPECT_TRUE(std::isnan(reversed.auc_high));
  EXPECT_EQ(reversed.gamma, -1);
}

TEST(EvaluateRanks, ASingleRowInAClassHasNoInterval) {
  const ModelEvaluation found = evaluate_rows({{-2, 0}, {-1, 1}, {1, 0}, {2, 0}});
  EXPECT_DOUBLE_EQ(found.auc, 1.0 / 3);
  EXPECT_TRUE(std::isnan(found.auc_std_error));
  EXPECT_NE(note_text(found.notes, "evaluate.auc_interval").find("single row"), std::string::npos);
  // The same row twice is two rows.
  const ModelEvaluation twice =
      evaluate_rows({{-2, 0}, {-1, 1, 1, 2}, {1, 0}, {2, 0}}, {false, true});
  EXPECT_FALSE(std::isnan(twice.auc_low));
}

TEST(EvaluateRanks, AllTied) {
  const ModelEvaluation found = evaluate_rows({{0.5, 0}, {0.5, 1}, {0.5, 1}, {0.5, 0}});
  EXPECT_EQ(found.auc, 0.5);
  EXPECT_TRUE(std::isnan(found.gamma));
  EXPECT_EQ(found.kolmogorov_smirnov, 0);
  EXPECT_DOUBLE_EQ(found.auc_low, 0.5);
  EXPECT_EQ(found.hosmer_lemeshow.groups.size(), 1U);
  EXPECT_NE(note_text(found.notes, "evaluate.calibration").find("same score"), std::string::npos);
  EXPECT_NEAR(found.calibration_intercept.value, -0.5, 1e-14);
}

TEST(EvaluateRanks, ScoresBeyondTheLastProbabilityHaveAnOrder) {
  const ModelEvaluation found = evaluate_rows({{50, 1}, {40, 0}, {-800, 1}, {-900, 0}});
  EXPECT_EQ(found.auc, 0.75);
}

// Counts too large for 64 bits, for a list of pairs, and for integers at all.
TEST(EvaluateRanks, HugeFrequencies) {
  const Layout layout{false, true};
  ScoredRows rows = random_rows(60, layout, 5, 23);
  for (const double scale : {0x1p20, 0x1p28, 0x1p45}) {
    ScoredRows scaled = rows;
    for (reference::ScoredRow& row : scaled) row.f *= scale;
    const ModelEvaluation found = evaluate_rows(scaled, layout);
    const reference::Pairs pairs = reference::pairs(scaled);
    EXPECT_GE(right_digits(found.auc, pairs.auc()), digits) << scale;
    EXPECT_GE(
        right_digits(found.auc_std_error * found.auc_std_error, reference::delong_variance(scaled)),
        digits)
        << scale;
    EXPECT_EQ(found.pairs.has_value(), pairs.all() < reference::real(0x1p64)) << scale;
    if (!found.pairs) {
      EXPECT_TRUE(has_note(found.notes, "evaluate.pairs"));
      continue;
    }
    EXPECT_EQ(reference::real(found.pairs->discordant), pairs.discordant);
  }
  for (reference::ScoredRow& row : rows) row.f *= 0x1p60;
  const ModelEvaluation beyond = evaluate_rows(rows, layout);
  EXPECT_GE(right_digits(beyond.auc, reference::pairs(rows).auc()), digits);
  EXPECT_TRUE(std::isnan(beyond.auc_low));
  EXPECT_TRUE(std::isnan(beyond.tau_a));
  EXPECT_FALSE(beyond.pairs.has_value());
}

TEST(EvaluateLosses, ThresholdIsInclusive) {
  EvaluateOptions options;
  const ScoredRows rows = {{0, 1}, {0, 0}, {-1, 1}, {1, 0}};
  const ModelEvaluation half = evaluate_rows(rows, {}, options);
  EXPECT_EQ(half.confusion.true_positives, 1);
  EXPECT_EQ(half.confusion.false_positives, 2);
  EXPECT_EQ(half.confusion.false_negatives, 1);
  EXPECT_EQ(half.confusion.true_negatives, 0);
  EXPECT_DOUBLE_EQ(half.accuracy, 0.25);
  EXPECT_DOUBLE_EQ(half.precision, 1.0 / 3);
  options.threshold = 0.6;
  EXPECT_EQ(evaluate_rows(rows, {}, options).confusion.true_negatives, 1);
  options.threshold = 1;
  EXPECT_TRUE(std::isnan(evaluate_rows(rows, {}, options).precision));
}

TEST(EvaluateLosses, FarOutRowsKeepTheirDigits) {
  const ScoredRows rows = {{700, 0}, {-40, 0}, {-745, 1}, {38, 1}, {1e5, 1}};
  const ModelEvaluation found = evaluate_rows(rows);
  EXPECT_GE(right_digits(found.log_loss, reference::log_loss(rows)), digits);
  EXPECT_GE(right_digits(found.brier, reference::brier(rows)), digits);
}

// Edges of the bins belong to the bin above: p = 0.5 exactly, and p = 1.
TEST(EvaluateLosses, BinsOfTheCalibrationTable) {
  const ModelEvaluation found = evaluate_rows({{0, 1}, {0, 0}, {50, 1}, {-50, 0}});
  EXPECT_EQ(found.calibration_table[5].nobs, 2);
  EXPECT_EQ(found.calibration_table[4].nobs, 0);
  EXPECT_EQ(found.calibration_table[9].nobs, 1);
  EXPECT_EQ(found.calibration_table[0].nobs, 1);
}

TEST(EvaluateLosses, BinsHoldTheirLowerEdge) {
  for (int k = 1; k < 10; ++k) {
    double z = std::log(k / (10.0 - k)) - 20e-16;
    for (int step = 0; step < 80; ++step, z = std::nextafter(z, 10)) {
      const ModelEvaluation found = evaluate_rows({{z, 1}});
      const int bin = kernels::sigma(z) >= k / 10.0 ? k : k - 1;
      EXPECT_EQ(found.calibration_table[static_cast<std::size_t>(bin)].nobs, 1) << k << " " << z;
    }
  }
}

// A separated fit: x runs away to +inf, so that z is infinite but where x is 0.
FittedModel separated_model() {
  FittedModel model = identity_model();
  model.terms[1].limit = "+inf";
  model.terms[1].estimate = not_applicable;
  model.separated = true;
  return model;
}

TEST(EvaluateLosses, InfinitePredictors) {
  Columns right;
  right.numbers("z", {-1, 0, 0, 1}).numbers("y", {0, 0, 1, 1});
  const ModelEvaluation found = evaluate_columns(right, {}, separated_model());
  EXPECT_NEAR(found.log_loss, 0.5 * std::log(2.0), 1e-15);
  EXPECT_DOUBLE_EQ(found.brier, 0.125);
  EXPECT_EQ(found.auc, 1 - 0.5 / 4);
  EXPECT_TRUE(std::isnan(found.calibration_slope.value));
  EXPECT_NE(note_text(found.notes, "evaluate.calibration").find("exactly 0 or 1"),
            std::string::npos);
  Columns wrong;
  wrong.numbers("z", {-1, 0, 2, 1}).numbers("y", {1, 0, 0, 1});
  const ModelEvaluation other = evaluate_columns(wrong, {}, separated_model());
  EXPECT_EQ(other.log_loss, infinity);
  EXPECT_EQ(note_text(other.notes, "evaluate.log_loss_infinite"),
            "The log-loss is infinite: the model gives what happened in 2 rows a probability of "
            "0.");
  EXPECT_TRUE(std::isnan(other.hosmer_lemeshow.statistic));
  EXPECT_TRUE(has_note(other.notes, "evaluate.hosmer_lemeshow"));
}

// At 0 the curvature of these rows is 1e-304: Newton's method alone would be lost.
TEST(EvaluateCalibration, ScoresFarOut) {
  const ModelEvaluation found = evaluate_rows({{700, 1}, {700, 0}, {700, 1}, {700, 1}});
  EXPECT_NEAR(found.calibration_intercept.value, std::log(3.0) - 700, 1e-12);
  EXPECT_NEAR(found.calibration_intercept.std_error, std::sqrt(4.0 / 3), 1e-12);
}

TEST(EvaluateRows, RowsThatCannotBeScoredAreLeftOutAndCounted) {
  Columns columns;
  columns.numbers("z", {1, missing, -1, 0.5, missing}).numbers("y", {1, 0, 0, 0, 1});
  const ModelEvaluation found = evaluate_columns(columns);
  EXPECT_EQ(found.rows_read, 5U);
  EXPECT_EQ(found.rows, 3U);
  EXPECT_EQ(found.unscored, 2U);
  EXPECT_EQ(found.nobs, 3);
  EXPECT_EQ(found.auc, 1);
  EXPECT_EQ(note_text(found.notes, "predict.missing"),
            "2 rows without a score: a value is missing.");
  EvaluateOptions filled;
  filled.missing = MissingPolicy::mean;
  EXPECT_EQ(evaluate_columns(columns, filled).rows, 5U);
}

TEST(EvaluateRows, NothingToScore) {
  Columns columns;
  columns.numbers("z", {missing, missing}).numbers("y", {1, 0});
  std::string line;
  EXPECT_EQ(refusal(columns, {}, &line), "evaluate.no_rows");
  EXPECT_NE(line.find("a value is missing in 2"), std::string::npos) << line;
}

TEST(EvaluateRows, AMissingTargetIsRefusedOrDropped) {
  Columns columns;
  columns.numbers("z", {1, 0, -1}).numbers("y", {1, missing, 0});
  std::string line;
  EXPECT_EQ(refusal(columns, {}, &line), "column.missing");
  EXPECT_NE(line.find("row 2"), std::string::npos) << line;
  EvaluateOptions drop;
  drop.missing = MissingPolicy::drop;
  const ModelEvaluation found = evaluate_columns(columns, drop);
  EXPECT_EQ(found.rows, 2U);
  EXPECT_TRUE(has_note(found.notes, "design.rows_dropped"));
  FittedModel model = identity_model();
  model.missing = MissingPolicy::drop;
  EXPECT_EQ(evaluate_columns(columns, {}, model).rows, 2U);
}

TEST(EvaluateRows, AThirdLabelIsRefusedWithRowAndValue) {
  Columns numbers;
  numbers.numbers("z", {1, 0, -1}).numbers("y", {1, 0, 2});
  std::string line;
  EXPECT_EQ(refusal(numbers, {}, &line), "evaluate.label");
  EXPECT_NE(line.find("target \"y\" is \"2\" in row 3"), std::string::npos) << line;
  EXPECT_NE(line.find("only \"1\" and \"0\""), std::string::npos) << line;
  Columns words;
  words.numbers("z", {1, 0, -1}).levels("y", {"yes", "maybe", "no"}, {"maybe", "no", "yes"});
  FittedModel model = identity_model();
  model.event = "yes";
  model.non_event = "no";
  EXPECT_EQ(refusal(words, {}, &line, model), "evaluate.label");
  EXPECT_NE(line.find("\"maybe\" in row 2"), std::string::npos) << line;
}

TEST(EvaluateRows, LabelsGoByTheirText) {
  Columns columns;
  columns.numbers("z", {1, 0, -1}).levels("y", {"1", "0", "0"}, {"0", "1"});
  EXPECT_EQ(evaluate_columns(columns).event_weight, 1);
  FittedModel model = identity_model();
  model.event = "0";
  model.non_event = "1";
  EXPECT_EQ(evaluate_columns(columns, {}, model).event_weight, 2);
  Columns booleans;
  booleans.numbers("z", {1, 0, -1}).booleans("y", {"true", "false", "true"});
  model.event = "false";
  model.non_event = "true";
  EXPECT_EQ(evaluate_columns(booleans, {}, model).event_weight, 1);
}

FittedModel level_model() {
  FittedModel model = identity_model();
  model.columns[0].kind = ColumnKind::category;
  model.columns[0].levels = {"a", "b"};
  model.columns[0].reference = "a";
  model.terms[1].level = "b";
  return model;
}

TEST(EvaluateRows, UnseenLevels) {
  Columns columns;
  columns.levels("z", {"a", "b", "c", "b"}, {"a", "b", "c"}).numbers("y", {0, 1, 1, 0});
  std::string line;
  EXPECT_EQ(refusal(columns, {}, &line, level_model()), "predict.unseen_level");
  EXPECT_NE(line.find("level \"c\" of column \"z\" in row 3"), std::string::npos) << line;
  EvaluateOptions reference;
  reference.unseen = UnseenPolicy::reference;
  EXPECT_EQ(evaluate_columns(columns, reference, level_model()).rows, 4U);
  EvaluateOptions left_out;
  left_out.unseen = UnseenPolicy::missing;
  EXPECT_EQ(evaluate_columns(columns, left_out, level_model()).unscored, 1U);
}

// A row of weight zero is not there: neither its label nor its level matters.
TEST(EvaluateRows, RowsOfWeightZeroAreSkipped) {
  FittedModel model = level_model();
  model.freq_weights = "f";
  Columns columns;
  columns.levels("z", {"a", "c", "b", "b"}, {"a", "b", "c"})
      .numbers("y", {0, 7, 1, 0})
      .numbers("f", {1, 0, 2, 1});
  const ModelEvaluation found = evaluate_columns(columns, {}, model);
  EXPECT_EQ(found.rows, 3U);
  EXPECT_EQ(found.nobs, 4);
  EXPECT_TRUE(has_note(found.notes, "design.rows_skipped"));
  // A fault behind it in the same tile is found all the same.
  Columns later;
  later.levels("z", {"a", "c", "c", "b"}, {"a", "b", "c"})
      .numbers("y", {0, 7, 1, 0})
      .numbers("f", {1, 0, 2, 1});
  std::string line;
  EXPECT_EQ(refusal(later, {}, &line, model), "predict.unseen_level");
  EXPECT_NE(line.find("in row 3"), std::string::npos) << line;
}

TEST(EvaluateColumns, OtherNamesAndNoWeights) {
  FittedModel model = identity_model();
  model.weights = "w";
  Columns columns;
  columns.numbers("z", {1, 0, -1}).numbers("outcome", {1, 0, 0}).numbers("v", {2, 1, 1});
  std::string line;
  EXPECT_EQ(refusal(columns, {}, &line, model), "evaluate.column_missing");
  EXPECT_NE(line.find("column \"y\", the target of the fit"), std::string::npos) << line;
  EvaluateOptions options;
  options.target = "outcome";
  EXPECT_EQ(refusal(columns, options, &line, model), "evaluate.column_missing");
  EXPECT_NE(line.find("--no-weights"), std::string::npos) << line;
  options.weights = "v";
  EXPECT_EQ(evaluate_columns(columns, options, model).sum_weights, 4);
  options.weights = "";
  EXPECT_EQ(evaluate_columns(columns, options, model).sum_weights, 3);
  options.target = "outcom";
  EXPECT_EQ(refusal(columns, options, &line, model), "column.not_found");
}

TEST(EvaluateColumns, CountsNeedBothColumns) {
  const FittedModel counts = identity_model({true});
  Columns columns;
  columns.numbers("z", {1, 0}).numbers("dead", {1, 0}).numbers("all", {3, 2});
  EvaluateOptions options;
  options.target = "dead";
  std::string line;
  EXPECT_EQ(refusal(columns, options, &line, counts), "evaluate.counts");
  options.target = "dead/all";
  EXPECT_EQ(evaluate_columns(columns, options, counts).nobs, 5);
  // A plain model takes counts of its event.
  EXPECT_EQ(evaluate_columns(columns, options).event_weight, 1);
  Columns wrong;
  wrong.numbers("z", {1, 0}).numbers("dead", {4, 0}).numbers("all", {3, 2});
  EXPECT_EQ(refusal(wrong, options, &line, counts), "target.exceeds_trials");
}

TEST(EvaluateColumns, OptionsOutOfRange) {
  EvaluateOptions options;
  options.threshold = 1.5;
  Columns columns;
  columns.numbers("z", {1, 0}).numbers("y", {1, 0});
  std::string line;
  EXPECT_EQ(refusal(columns, options, &line), "evaluate.threshold");
  options.threshold = 0.5;
  options.level = 100;
  EXPECT_EQ(refusal(columns, options, &line), "evaluate.level");
}

}  // namespace
}  // namespace odds::tests

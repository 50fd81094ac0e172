// SPDX-License-Identifier: Apache-2.0
//
// Every figure against its definition in 50 digits, with and without trials, frequencies, weights
// and ties.
#include <cmath>
#include <ostream>

#include <gtest/gtest.h>

#include "unit/evaluation/scored.hpp"

namespace odds::tests {
namespace {

using reference::right_digits;
using reference::ScoredRows;

// Twelve digits of sums that are formed without cancellation; ten are promised.
constexpr double digits = 12;

struct Case {
  const char* name;
  Layout layout;
  double steps;  // scores in steps of 1/steps
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

const Case cases[] = {
    {"plain", {}, 1000},
    {"ties", {}, 2},
    {"trials", {true}, 1000},
    {"trials_ties", {true}, 3},
    {"freq", {false, true}, 5},
    {"freq_trials", {true, true}, 5},
    {"weights", {false, false, true}, 5},
    {"everything", {true, true, true}, 50},
};

class Figures : public testing::TestWithParam<Case> {
 protected:
  Figures()
      : rows_(random_rows(240, GetParam().layout, GetParam().steps, 17)),
        found_(evaluate_rows(rows_, GetParam().layout)) {}

  ScoredRows rows_;
  ModelEvaluation found_;
};

TEST_P(Figures, Losses) {
  EXPECT_GE(right_digits(found_.log_loss, reference::log_loss(rows_)), digits);
  EXPECT_GE(right_digits(found_.brier, reference::brier(rows_)), digits);
  EXPECT_GE(right_digits(found_.accuracy, reference::accuracy(rows_, 0.5)), digits);
  const reference::real weight = reference::total(rows_, reference::row_weight);
  EXPECT_GE(right_digits(found_.sum_weights, weight), digits);
  EXPECT_EQ(found_.rows, rows_.size());
}

TEST_P(Figures, LimitsOfTheLosses) {
  if (GetParam().layout.weights) {
    EXPECT_TRUE(std::isnan(found_.log_loss_std_error));
    EXPECT_TRUE(std::isnan(found_.brier_low));
    EXPECT_TRUE(has_note(found_.notes, "evaluate.loss_interval"));
    return;
  }
  const reference::real point("1.9599639845400542355245944305205515279555");
  const reference::real log_loss = reference::log_loss(rows_), brier = reference::brier(rows_);
  const reference::real se = reference::loss_std_error(rows_, reference::log_loss_of);
  const reference::real brier_se = reference::loss_std_error(rows_, reference::brier_of);
  EXPECT_GE(right_digits(found_.log_loss_std_error, se), digits);
  EXPECT_GE(right_digits(found_.log_loss_low, log_loss - point * se), digits);
  EXPECT_GE(right_digits(found_.log_loss_high, log_loss + point * se), digits);
  EXPECT_GE(right_digits(found_.brier_std_error, brier_se), digits);
  EXPECT_GE(right_digits(found_.brier_low, brier - point * brier_se), digits);
  EXPECT_GE(right_digits(found_.brier_high, brier + point * brier_se), digits);
}

TEST_P(Figures, CallsAndScores) {
  EXPECT_GE(right_digits(found_.matthews, reference::matthews(rows_, 0.5)), digits);
  EXPECT_GE(right_digits(found_.average_precision, reference::average_precision(rows_)), digits);
  const reference::real z = reference::spiegelhalter(rows_);
  EXPECT_GE(right_digits(found_.spiegelhalter_z, z), 11);  // its numerator cancels
  const double tail = std::erfc(std::fabs(found_.spiegelhalter_z) / std::sqrt(2.0));
  EXPECT_NEAR(found_.spiegelhalter_p_value, tail, 1e-14);
}

TEST_P(Figures, CalibrationTest) {
  const reference::real statistic = reference::calibration_test(rows_);
  // A difference of two log-likelihoods.
  EXPECT_NEAR(found_.calibration_test.statistic, statistic.convert_to<double>(), 1e-10);
  EXPECT_EQ(found_.calibration_test.df, 2);
  EXPECT_NEAR(found_.calibration_test.p_value, std::exp(-found_.calibration_test.statistic / 2),
              1e-14);
}

TEST_P(Figures, Ranks) {
  const reference::Pairs pairs = reference::pairs(rows_);
  const reference::real lead = pairs.concordant - pairs.discordant;
  EXPECT_GE(right_digits(found_.auc, pairs.auc()), digits);
  EXPECT_GE(right_digits(found_.somers_d, lead / pairs.all()), digits);
  EXPECT_GE(right_digits(found_.gamma, lead / (pairs.concordant + pairs.discordant)), digits);
  EXPECT_GE(right_digits(found_.kolmogorov_smirnov, reference::kolmogorov_smirnov(rows_)), digits);
  if (GetParam().layout.weights) {
    EXPECT_FALSE(found_.pairs.has_value());
    EXPECT_TRUE(std::isnan(found_.tau_a));
    return;
  }
  ASSERT_TRUE(found_.pairs.has_value());
  EXPECT_EQ(reference::real(found_.pairs->concordant), pairs.concordant);
  EXPECT_EQ(reference::real(found_.pairs->discordant), pairs.discordant);
  EXPECT_EQ(reference::real(found_.pairs->tied), pairs.tied);
  const reference::real n = reference::total(
      rows_, [](const reference::ScoredRow& row) { return row.f * reference::real(row.m); });
  EXPECT_GE(right_digits(found_.tau_a, 2 * lead / (n * (n - 1))), digits);
}

TEST_P(Figures, Interval) {
  if (GetParam().layout.weights) {
    EXPECT_TRUE(std::isnan(found_.auc_std_error));
    EXPECT_TRUE(std::isnan(found_.auc_low));
    EXPECT_TRUE(has_note(found_.notes, "evaluate.auc_interval"));
    return;
  }
  using boost::multiprecision::log;
  using boost::multiprecision::sqrt;
  const reference::real auc = reference::pairs(rows_).auc();
  const reference::real se = sqrt(reference::delong_variance(rows_));
  const reference::real point("1.9599639845400542355245944305205515279555");
  const reference::real reach = point * se / (auc * (1 - auc));
  const reference::real logit = log(auc / (1 - auc));
  EXPECT_GE(right_digits(found_.auc_std_error, se), digits);
  EXPECT_GE(right_digits(found_.auc_low, reference::sigma(logit - reach)), digits);
  EXPECT_GE(right_digits(found_.auc_high, reference::sigma(logit + reach)), digits);
}

TEST_P(Figures, HosmerLemeshow) {
  const auto groups = reference::hosmer_lemeshow_groups(rows_);
  const HosmerLemeshow& test = found_.hosmer_lemeshow;
  ASSERT_EQ(test.groups.size(), groups.size());
  double highest = -1;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    EXPECT_EQ(reference::real(test.groups[g].nobs), groups[g].nobs);
    EXPECT_GE(right_digits(test.groups[g].observed, groups[g].observed), digits);
    EXPECT_GE(right_digits(test.groups[g].expected, groups[g].expected), digits);
    EXPECT_GT(test.groups[g].lowest, highest);
    highest = test.groups[g].highest;
  }
  EXPECT_EQ(test.df, static_cast<std::int64_t>(groups.size()));
  EXPECT_GE(right_digits(test.statistic, reference::hosmer_lemeshow(rows_)), digits);
}

TEST_P(Figures, Calibration) {
  const reference::Answer shift = reference::recalibrate(rows_, true);
  const reference::Answer line = reference::recalibrate(rows_, false);
  EXPECT_GE(right_digits(found_.calibration_intercept.value, shift.coefficients[0]), 11);
  EXPECT_GE(right_digits(found_.calibration_intercept.std_error, shift.standard_errors[0]), 11);
  EXPECT_GE(right_digits(found_.calibration_slope.value, line.coefficients[1]), 11);
  EXPECT_GE(right_digits(found_.calibration_slope.std_error, line.standard_errors[1]), 11);
  EXPECT_FALSE(found_.calibration_slope.by_construction);
}

TEST_P(Figures, CalibrationTable) {
  ASSERT_EQ(found_.calibration_table.size(), 10U);
  for (int bin = 0; bin < 10; ++bin) {
    reference::real nobs = 0, weight = 0, probability = 0, events = 0;
    for (const reference::ScoredRow& row : rows_) {
      const reference::real p = reference::sigma(row.z);
      if (p < bin / 10.0 || p >= (bin + 1) / 10.0) continue;
      nobs += reference::real(row.f) * row.m;
      weight += reference::row_weight(row);
      probability += reference::row_weight(row) * p;
      events += reference::real(row.w) * row.f * row.s;
    }
    const CalibrationBin& found = found_.calibration_table[static_cast<std::size_t>(bin)];
    EXPECT_EQ(reference::real(found.nobs), nobs);
    if (nobs == 0) {
      EXPECT_TRUE(std::isnan(found.mean_probability));
    } else {
      EXPECT_GE(right_digits(found.mean_probability, probability / weight), digits);
      EXPECT_GE(right_digits(found.observed_share, events / weight), digits);
    }
  }
}

std::string case_name(const testing::TestParamInfo<Case>& value) { return value.param.name; }

INSTANTIATE_TEST_SUITE_P(Cases, Figures, testing::ValuesIn(cases), case_name);

// 1 - AUC of 1e-5: differences of ranks must not cancel.
TEST(FiguresAtTheEdge, NearlyPerfectRanks) {
  ScoredRows rows;
  for (int i = 0; i < 300; ++i) {
    rows.push_back({i / 100.0, i < 150 ? 0.0 : 1.0});
    rows.back().f = 3;
  }
  rows[149].s = 1;
  rows[150].s = 0;
  const ModelEvaluation found = evaluate_rows(rows, {false, true});
  EXPECT_GE(
      right_digits(found.auc_std_error * found.auc_std_error, reference::delong_variance(rows)),
      digits);
}

// A loss that hardly varies: no squares of large numbers are subtracted.
TEST(FiguresAtTheEdge, AlmostEqualLosses) {
  ScoredRows rows(2000, {30.0, 0.0});
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].z += static_cast<double>(i % 7) * 1e-9;
  const ModelEvaluation found = evaluate_rows(rows);
  const reference::real se = reference::loss_std_error(rows, reference::log_loss_of);
  // The losses are 30 and know their differences of 1e-9 to 4e-15.
  EXPECT_GE(right_digits(found.log_loss_std_error, se), 5);
}

// The figures of scikit-learn 1.9.0 and numpy 2.4.6: average_precision_score, matthews_corrcoef,
// and std(ddof=1) / sqrt(n) of log1p(exp(-z)) or log1p(exp(z)) and of (y - p)^2.
TEST(FiguresOfOthers, ScikitLearnAndNumpy) {
  const ScoredRows rows = {{-2, 0},   {-1.5, 0}, {-1.5, 1}, {-1, 0}, {-0.25, 0}, {0, 1},
                           {0.25, 0}, {0.5, 1},  {0.5, 1},  {1, 0},  {1.5, 1},   {2.25, 1}};
  const ModelEvaluation found = evaluate_rows(rows);
  EXPECT_NEAR(found.average_precision, 0.80995670995671, 1e-15);
  EXPECT_NEAR(found.matthews, 0.50709255283711, 1e-15);
  EXPECT_NEAR(found.log_loss_std_error, 0.1425983255024226, 1e-15);
  EXPECT_NEAR(found.brier_std_error, 0.06134655885188805, 1e-15);
  ScoredRows weighted = rows;
  for (std::size_t i = 0; i < rows.size(); ++i) weighted[i].w = 0.5 + static_cast<double>(i) / 8;
  const ModelEvaluation other = evaluate_rows(weighted, {false, false, true});
  EXPECT_NEAR(other.average_precision, 0.8595561155262648, 1e-15);
  EXPECT_NEAR(other.matthews, 0.47071379195568974, 1e-15);
}

}  // namespace
}  // namespace odds::tests

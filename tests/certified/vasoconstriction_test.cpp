// SPDX-License-Identifier: Apache-2.0
//
// Pregibon's example as SAS's PROC LOGISTIC prints it: estimates, fit statistics, global tests, and
// the regression diagnostics of the row that stands out.
#include <string>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>

namespace {

constexpr double printed = 0.5001e-4;  // four decimals

class Vasoconstriction : public testing::Test {
 protected:
  void SetUp() override {
    odds::FitOptions options;
    options.target = "constriction";
    model_ = odds::fit(path_, {}, options, {}, input_);
  }

  odds::Diagnostics diagnosed() const {
    odds::DiagnoseOptions options;
    options.is_fit_data = true;
    return odds::diagnose(model_, input_.table, options, {});
  }

  const std::string path_ = ODDS_SOURCE_DIR "/tests/data/vasoconstriction.csv";
  odds::ReadResult input_;
  odds::FittedModel model_;
};

TEST_F(Vasoconstriction, HasThePublishedFit) {
  EXPECT_NEAR(model_.terms[0].estimate, -2.8754, printed);
  EXPECT_NEAR(model_.terms[1].estimate, 5.1793, printed);
  EXPECT_NEAR(model_.terms[2].estimate, 4.5617, printed);
  EXPECT_NEAR(model_.terms[0].std_error, 1.3208, printed);
  EXPECT_NEAR(model_.terms[1].std_error, 1.8648, printed);
  EXPECT_NEAR(model_.terms[2].std_error, 1.8380, printed);
  EXPECT_NEAR(-2 * model_.log_likelihood, 29.227, 0.5e-3);
  EXPECT_NEAR(model_.tests.likelihood_ratio.statistic, 24.8125, printed);
  EXPECT_NEAR(model_.tests.score.statistic, 16.6324, printed);
  EXPECT_NEAR(model_.tests.wald.statistic, 7.8876, printed);
}

TEST_F(Vasoconstriction, HasThePublishedDiagnosticsOfTheFourthRow) {
  const odds::Diagnostics found = diagnosed();
  const odds::RowInfluence* fourth = nullptr;
  for (const odds::RowInfluence& row : found.rows) {
    if (row.row == 4) fourth = &row;
  }
  ASSERT_NE(fourth, nullptr);
  EXPECT_NEAR(fourth->pearson, 3.5181, printed);
  EXPECT_NEAR(fourth->deviance, 2.2775, printed);
  EXPECT_NEAR(fourth->leverage, 0.0867, printed);
  EXPECT_NEAR(fourth->c, 1.2873, printed);
  EXPECT_NEAR(fourth->cbar, 1.1756, printed);
  EXPECT_NEAR(fourth->difdev, 6.3626, printed);
  EXPECT_NEAR(fourth->difchisq, 13.5523, printed);
  ASSERT_EQ(fourth->dfbetas.size(), 3U);
  EXPECT_NEAR(fourth->dfbetas[0], 1.0734, printed);
  EXPECT_NEAR(fourth->dfbetas[1], -1.0180, printed);
  EXPECT_NEAR(fourth->dfbetas[2], -0.9302, printed);
  EXPECT_EQ(found.largest_c, fourth->c);
  EXPECT_NEAR(found.mean_leverage, 3.0 / 39, 1e-12);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// The steps of a fit, whatever the solver: they begin at the start, fall to the optimum that is
// reported, and survive the model file.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

struct Way {
  const char* name;
  odds::Solver solver;
  double l1, l2;
  bool firth;
};

class FitSteps : public testing::TestWithParam<Way> {
 protected:
  static odds::FittedModel fitted(const Way& way) {
    odds::FitOptions options;
    options.target = "y";
    options.features = reference::feature_names(4);
    options.freq_weights = "f";
    options.solver = way.solver;
    options.l1 = way.l1;
    options.l2 = way.l2;
    options.firth = way.firth;
    return reference::fit(reference::simulate(300, 4, 9), options);
  }

  // The mean objective at the estimate.
  static double objective(const odds::FittedModel& model) {
    double value = -model.log_likelihood / model.sum_weights;
    if (model.firth) value = -model.penalized_log_likelihood / model.sum_weights;
    for (const odds::Term& term : model.terms) {
      if (term.column.empty()) continue;
      value += model.l1 * std::fabs(term.estimate) + model.l2 / 2 * term.estimate * term.estimate;
    }
    return value;
  }
};

TEST_P(FitSteps, FallToTheOptimum) {
  const odds::FittedModel model = fitted(GetParam());
  ASSERT_TRUE(model.converged);
  ASSERT_GE(model.steps.size(), 3U);
  ASSERT_LE(model.steps.size(), 400U);
  EXPECT_EQ(model.steps.front().step, 0);
  EXPECT_EQ(model.steps.back().step, model.iterations);
  for (std::size_t k = 1; k < model.steps.size(); ++k) {
    EXPECT_LT(model.steps[k - 1].step, model.steps[k].step);
    EXPECT_LE(model.steps[k].loss, model.steps[k - 1].loss + 1e-12);
  }
  if (!model.firth) {  // its objective has another constant inside
    EXPECT_NEAR(model.steps.back().loss, objective(model), 1e-12);
  }
  if (std::isfinite(model.steps.back().gradient_norm)) {
    EXPECT_LT(model.steps.back().gradient_norm, 1e-6 * model.steps.front().gradient_norm);
  }
}

TEST_P(FitSteps, SurviveTheModelFile) {
  const odds::FittedModel model = fitted(GetParam());
  const odds::FittedModel kept = odds::model_from_text(odds::model_to_text(model), "kept");
  ASSERT_EQ(kept.steps.size(), model.steps.size());
  for (std::size_t k = 0; k < kept.steps.size(); ++k) {
    EXPECT_EQ(kept.steps[k].step, model.steps[k].step);
    EXPECT_EQ(kept.steps[k].loss, model.steps[k].loss);
    EXPECT_EQ(std::isnan(kept.steps[k].decrement), std::isnan(model.steps[k].decrement));
  }
  EXPECT_EQ(kept.event_nobs, model.event_nobs);
}

INSTANTIATE_TEST_SUITE_P(
    Solvers, FitSteps,
    testing::Values(Way{"newton", odds::Solver::newton, 0, 0, false},
                    Way{"newton_ridge", odds::Solver::newton, 0, 0.1, false},
                    Way{"lbfgs", odds::Solver::lbfgs, 0, 0, false},
                    Way{"gradient_descent", odds::Solver::gradient_descent, 0, 0, false},
                    Way{"coordinate_descent", odds::Solver::coordinate_descent, 0.01, 0.01, false},
                    Way{"dual", odds::Solver::dual, 0, 0.1, false},
                    Way{"firth", odds::Solver::automatic, 0, 0, true}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(FitStepsOfOldFiles, AreMissing) {
  const odds::FittedModel model =
      odds::load_model(std::string(ODDS_SOURCE_DIR) + "/tests/data/titanic_model_1.json");
  EXPECT_TRUE(model.steps.empty());
  EXPECT_TRUE(std::isnan(model.event_nobs));
}

TEST(EventNobs, CountsFrequenciesAndNotWeights) {
  const reference::Table table = reference::simulate(100, 2, 3);
  odds::FitOptions options;
  options.target = "s/m";
  options.features = reference::feature_names(2);
  options.weights = "w";
  options.freq_weights = "f";
  double events = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (table.column("w")[i] != 0) events += table.column("f")[i] * table.column("s")[i];
  }
  EXPECT_EQ(reference::fit(table, options).event_nobs, events);
  options.target = "y";
  options.weights = "";
  options.freq_weights = "";
  const std::vector<double>& y = table.column("y");
  EXPECT_EQ(reference::fit(table, options).event_nobs,
            static_cast<double>(std::count(y.begin(), y.end(), 1.0)));
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "report/equivalents.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace odds::report {
namespace {

// Two columns on 50 rows, lambda = 0.04, mix = 0.25.
FittedModel model_of(double l1, double l2) {
  FittedModel model;
  model.l1 = l1;
  model.l2 = l2;
  model.sum_weights = 50;
  for (const char* column : {"", "a", "b"}) {
    Term term;
    term.column = column;
    model.terms.push_back(term);
  }
  return model;
}

Equivalent of(const FittedModel& model, const std::string& tool) {
  for (const Equivalent& equivalent : equivalents(model)) {
    if (equivalent.tool == tool) return equivalent;
  }
  ADD_FAILURE() << tool;
  return {};
}

// The tools without settings.
std::vector<std::string> without(const FittedModel& model) {
  std::vector<std::string> tools;
  for (const Equivalent& equivalent : equivalents(model)) {
    EXPECT_NE(equivalent.settings.empty(), equivalent.reason.empty()) << equivalent.tool;
    if (equivalent.settings.empty()) tools.push_back(equivalent.tool);
  }
  return tools;
}

using Tools = std::vector<std::string>;

TEST(Equivalents, AreOfPenalisedFitsAlone) {
  EXPECT_TRUE(equivalents(model_of(0, 0)).empty());
  EXPECT_EQ(equivalents_text(model_of(0, 0), 80), "");
  EXPECT_EQ(equivalents(model_of(0, 1)).size(), 6U);
}

TEST(Equivalents, HaveEachToolsScale) {
  const FittedModel net = model_of(0.0625, 0.1875);
  EXPECT_EQ(of(net, "scikit-learn").settings,
            "LogisticRegression(C=0.08, l1_ratio=0.25, solver=\"saga\")");
  EXPECT_EQ(of(net, "glmnet").settings,
            "glmnet(family = \"binomial\", lambda = 0.25, alpha = 0.25, standardize = FALSE)");
  EXPECT_EQ(of(net, "glum").settings,
            "GeneralizedLinearRegressor(family=\"binomial\", alpha=0.25, l1_ratio=0.25)");
  EXPECT_EQ(of(net, "Spark").settings,
            "LogisticRegression(regParam=0.25, elasticNetParam=0.25, standardization=False)");
  EXPECT_EQ(of(net, "H2O").settings,
            "H2OGeneralizedLinearEstimator(family=\"binomial\", lambda_=0.25, alpha=0.25, "
            "standardize=False, obj_reg=0.02)");
  EXPECT_EQ(without(net), Tools{"LIBLINEAR"});
  EXPECT_EQ(of(model_of(0.25, 0), "LIBLINEAR").settings, "train -s 6 -c 0.08 -B 1 -R");
  FittedModel ridge = model_of(0, 0.25);
  ridge.has_intercept = false;
  EXPECT_EQ(of(ridge, "LIBLINEAR").settings, "train -s 0 -c 0.08");
  EXPECT_EQ(of(ridge, "scikit-learn").settings,
            "LogisticRegression(C=0.08, l1_ratio=0, fit_intercept=False)");
}

TEST(Equivalents, SayWhatAToolCantDo) {
  FittedModel model = model_of(0, 0.25);
  model.penalty_factors["a"] = 3;
  EXPECT_EQ(without(model), (Tools{"scikit-learn", "Spark", "H2O", "LIBLINEAR"}));
  // The factors 3 and 1 have the mean 2.
  EXPECT_NE(of(model, "glmnet").settings.find("lambda = 0.5,"), std::string::npos);
  EXPECT_NE(of(model, "glmnet").settings.find("penalty.factor"), std::string::npos);
  model = model_of(0, 0.25);
  model.standardize = true;
  EXPECT_EQ(without(model), (Tools{"scikit-learn", "Spark", "H2O", "LIBLINEAR"}));
  EXPECT_NE(of(model, "glmnet").settings.find("standardize = TRUE"), std::string::npos);
  model = model_of(0.25, 0);
  model.bounds["a"].low = 0;
  EXPECT_EQ(without(model), (Tools{"scikit-learn", "Spark", "LIBLINEAR"}));
  model.bounds["a"].low = 1;
  EXPECT_EQ(without(model), (Tools{"scikit-learn", "glmnet", "Spark", "LIBLINEAR"}));
  model = model_of(0.25, 0);
  model.weights = "w";
  EXPECT_EQ(without(model), Tools{"LIBLINEAR"});
  model.offset = "o";
  EXPECT_EQ(without(model), (Tools{"scikit-learn", "Spark", "LIBLINEAR"}));
}

TEST(Equivalents, MarkWhatWasNotFitted) {
  const std::string text = equivalents_text(model_of(0, 0.25), 200);
  EXPECT_NE(text.find("standardization=False) (not verified)"), std::string::npos) << text;
  EXPECT_EQ(text.find("l1_ratio=0) (not verified)"), std::string::npos) << text;
}

}  // namespace
}  // namespace odds::report

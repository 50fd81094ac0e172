// SPDX-License-Identifier: Apache-2.0
//
// The options rebuilt from a model ask the same question: fits and paths come out bit by bit.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>
#include <odds/selection.hpp>

#include "reference/fits.hpp"

namespace odds {
namespace {

// A number with missing values, codes that are a category, words, weights, a constant, a column
// that is the sum of two others.
std::string table() {
  std::string text = "y,n,code,word,w,f,one,sum,unused\n";
  const std::vector<std::string> words = {"red", "green", "blue"};
  for (int i = 0; i < 120; ++i) {
    const int n = (i * 37) % 50;
    const int noise = (i * 7919) % 101;
    const bool event = n + 10 * (i % 3) + noise > 95;
    text += std::string(event ? "bad" : "good") + "," + (i % 11 == 0 ? "" : std::to_string(n)) +
            "," + std::to_string(10 * (i % 4)) + "," + words[static_cast<std::size_t>(i % 3)] +
            "," + std::to_string(1 + i % 2) + "," + std::to_string(1 + i % 5) + ",1," +
            std::to_string(i % 2 + i % 5) + ",x" + std::to_string(i) + "\n";
  }
  return text;
}

FitOptions question() {
  FitOptions options;
  options.target = "y";
  options.event = "bad";  // by itself it would be the other one
  options.drop = {"unused"};
  options.categorical = {"code"};
  options.reference = {{"word", "none"}, {"code", "20"}};
  options.interactions = {"n:word"};
  options.weights = "w";
  options.freq_weights = "f";
  options.missing = MissingPolicy::mean;
  options.penalty_factors = {{"n", 0.5}, {"sum", 0}};
  options.standardize = true;
  options.bounds = {{"code", {-0.5, 0.25}}};
  return options;
}

class QuestionOf : public testing::Test {
 protected:
  QuestionOf() : data_(directory_.path("table.csv")) { directory_.write("table.csv", table()); }

  FitOptions asked_again(const FittedModel& model) const {
    FitOptions options;
    static_cast<DesignOptions&>(options) = question_of(model);
    return options;
  }

  reference::TemporaryDirectory directory_;
  std::string data_;
};

void expect_equal(const Path& a, const Path& b) {
  EXPECT_EQ(a.lambda_max, b.lambda_max);
  ASSERT_EQ(a.frame.terms.size(), b.frame.terms.size());
  for (std::size_t t = 0; t < a.frame.terms.size(); ++t) {
    EXPECT_EQ(a.frame.terms[t].term, b.frame.terms[t].term);
  }
  EXPECT_EQ(a.spreads, b.spreads);
  ASSERT_EQ(a.points.size(), b.points.size());
  for (std::size_t i = 0; i < a.points.size(); ++i) {
    EXPECT_EQ(a.points[i].terms, b.points[i].terms);
    EXPECT_EQ(a.points[i].estimates, b.points[i].estimates);
    EXPECT_EQ(a.points[i].intercept, b.points[i].intercept);
  }
}

TEST_F(QuestionOf, AModelOfCrossValidationGivesTheSamePath) {
  PathOptions path;
  path.mix = 0.5;
  path.points = 20;
  CrossValidationOptions validation;
  validation.folds = 3;
  ReadResult input;
  const CrossValidation result =
      cross_validate(data_, ReadOptions(), question(), path, validation, RunOptions(), input);
  const Path again =
      fit_path(data_, ReadOptions(), asked_again(result.model), path, RunOptions(), input);
  expect_equal(again, fit_path(data_, ReadOptions(), question(), path, RunOptions(), input));
  // The folds' fits beside it change the last bits.
  EXPECT_NEAR(again.lambda_max, result.path.lambda_max, 1e-14);
}

TEST_F(QuestionOf, AModelFromItsFileGivesTheSameFit) {
  FitOptions options = question();
  options.l1 = 0.01;
  options.l2 = 0.02;
  const FittedModel model = fit(data_, ReadOptions(), options, RunOptions());
  const FittedModel kept = model_from_text(model_to_text(model), "model");
  const FittedModel again = fit(data_, ReadOptions(), asked_again(kept), RunOptions());
  EXPECT_EQ(again.event, "bad");
  ASSERT_EQ(again.terms.size(), model.terms.size());
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    EXPECT_EQ(again.terms[t].term, model.terms[t].term);
    EXPECT_EQ(again.terms[t].estimate, model.terms[t].estimate);
  }
  EXPECT_EQ(again.dropped.size(), model.dropped.size());
}

// What an unpenalised fit drops as collinear was asked for: a path may choose it.
TEST_F(QuestionOf, HoldsWhatTheFitDropped) {
  directory_.write("sum.csv", "y,a,b,c\n1,1,2,3\n0,2,1,3\n1,3,5,8\n0,1,1,2\n1,2,2,4\n0,3,1,4\n");
  FitOptions options;
  options.target = "y";
  options.separation = SeparationPolicy::allow;
  const FittedModel model = fit(directory_.path("sum.csv"), ReadOptions(), options, RunOptions());
  ASSERT_EQ(model.dropped.size(), 1U);
  EXPECT_EQ(question_of(model).features, (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(QuestionOf, TakesTrialsAndTheReferenceClass) {
  FittedModel model;
  model.target = "dead";
  model.trials = "total";
  EXPECT_EQ(question_of(model).target, "dead/total");
  EXPECT_FALSE(question_of(model).event.has_value());
  model.trials = "";
  model.reference_class = "none of them";
  EXPECT_EQ(question_of(model).reference.at("dead"), "none of them");
}

TEST_F(QuestionOf, TakesSparseColumns) {
  FittedModel model;
  model.columns.resize(1);
  model.columns[0].name = "age";
  model.sparse.sources = {{"text", 8, 256, 1}};
  EXPECT_EQ(question_of(model).features, (std::vector<std::string>{"age", "text"}));
  EXPECT_EQ(question_of(model).hash.at("text"), 8U);
  model.sparse.sources.push_back({"", 0, 40, 1});
  EXPECT_TRUE(question_of(model).features.empty());
}

// By the two-pass formula.
TEST(PathSpreads, AreWeightedStandardDeviations) {
  const reference::TemporaryDirectory directory;
  const std::vector<double> x = {1, 4, 2, 8, 5, 7}, weight = {1, 2, 1, 3, 1, 2};
  std::string text = "y,x,k,w\n";
  double sum = 0, total = 0, squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    text += std::to_string(i % 2) + "," + std::to_string(x[i]) + "," + (i < 2 ? "a" : "b") + "," +
            std::to_string(weight[i]) + "\n";
    sum += weight[i] * x[i];
    total += weight[i];
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares += weight[i] * (x[i] - sum / total) * (x[i] - sum / total);
  }
  directory.write("t.csv", text);
  FitOptions options;
  options.target = "y";
  options.weights = "w";
  ReadResult input;
  const Path path =
      fit_path(directory.path("t.csv"), ReadOptions(), options, PathOptions(), RunOptions(), input);
  ASSERT_EQ(path.spreads.size(), 2U);
  EXPECT_NEAR(path.spreads[0], std::sqrt(squares / total), 1e-14);
  EXPECT_NEAR(path.spreads[1], std::sqrt(0.3 * 0.7), 1e-14);  // k[b] holds 7 of 10
}

}  // namespace
}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// Pages and JSON of networks, and of one unit by a stochastic solver, from models made by hand.
#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "report/layout.hpp"
#include "unit/report/sample_model.hpp"

namespace {

using odds::FittedModel;
using odds::not_applicable;
using odds::TextOptions;

// Two inputs, a number centred at 30 with standard deviation 8 and a level; 3 + 2 units.
FittedModel network_model() {
  FittedModel model;
  model.source = "data.csv";
  model.target = "y";
  model.event = "1";
  model.non_event = "0";
  odds::ColumnEncoding age;
  age.name = "age";
  age.centre = 30;
  odds::ColumnEncoding city;
  city.name = "city";
  city.kind = odds::ColumnKind::category;
  city.levels = {"Bonn", "Ulm"};
  city.reference = "Bonn";
  model.columns = {age, city};
  odds::Term number, level;
  number.term = number.column = "age";
  level.term = "city[Ulm]";
  level.column = "city";
  level.level = "Ulm";
  model.terms = {number, level};
  model.rows_read = model.rows_used = 500;
  model.nobs = model.sum_weights = 500;
  model.event_weight = 125;
  model.solver = "adam";
  model.stop_reason = "budget";
  model.iterations = 100;
  model.certificate.kind = "none";
  model.network.activation = odds::Activation::tanh;
  model.network.scales = {8, 1};
  model.network.layers = {{{1.5, -2, 0.25}, {0.125, -0.5, 0.0625, 3, -0.25, 0.75}},
                          {{0, 0.1}, {1.75, -0.5, 0.3, 0.2, -2.75, -1.1}},
                          {{0.2}, {-0.7, 1.3}}};
  odds::Training& training = model.training;
  training.starts = {{"embedded", 100, "budget", {97, 0.25, 0.375}},
                     {"random", 41, "patience", {31, 0.125, 0.1875}}};
  training.chosen = 1;
  for (std::int64_t epoch = 0; epoch <= 41; ++epoch) {
    training.history.push_back(
        {epoch, 0.5 / static_cast<double>(1 + epoch), 0.75 / static_cast<double>(1 + epoch)});
  }
  training.batch = 64;
  training.step = 0.005;
  training.schedule = "cosine";
  training.seed = 18446744073709551615U;
  training.training_rows = 400;
  training.validation_rows = 100;
  training.training_loss = 0.125;
  training.validation_loss = 0.1875;
  training.single_unit_loss = 0.5625;
  training.single_unit_validation_loss = 0.625;
  training.training_accuracy = 0.9925;
  training.idle = {{1, 0}, {0, 2}};
  model.gradient_check = odds::GradientCheck{2.5e-10, true, 500};
  return model;
}

// One unit by Adam: estimates without standard errors.
FittedModel stochastic_model() {
  FittedModel model = sample::model();
  for (odds::Term& term : model.terms) {
    term.std_error = term.statistic = term.p_value = not_applicable;
    term.conf_low = term.conf_high = not_applicable;
    term.odds_ratio_low = term.odds_ratio_high = not_applicable;
  }
  model.solver = "sgd";
  model.converged = false;
  model.stop_reason = "budget";
  model.training = network_model().training;
  model.training.starts = {{"random", 100, "budget", {100, 0.25, not_applicable}}};
  model.training.chosen = 0;
  model.training.validation_rows = 0;
  model.training.momentum = 0.9;
  model.training.single_unit_loss = not_applicable;
  model.training.idle.clear();
  return model;
}

std::vector<std::string> lines_of(const std::string& page) {
  std::vector<std::string> lines;
  std::istringstream stream(page);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has_line(const std::string& page, const std::vector<std::string>& words) {
  for (const std::string& line : lines_of(page)) {
    std::istringstream stream(line);
    std::vector<std::string> found;
    for (std::string word; stream >> word;) found.push_back(word);
    if (found == words) return true;
  }
  return false;
}

bool says(const FittedModel& model, const std::string& sentence, const TextOptions& options = {}) {
  std::string text = odds::text_summary(model, options);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find(sentence) != std::string::npos;
}

TEST(NetworkText, HeadingTrainingAndStarts) {
  const FittedModel model = network_model();
  const std::string page = odds::text_summary(model, {});
  EXPECT_EQ(lines_of(page)[0], "Network (3 + 2 tanh units) of P(y = 1)");
  EXPECT_EQ(lines_of(page)[1], "data.csv: 500 rows read, all used; 125 of 500 are 1 (25.0%).");
  EXPECT_TRUE(says(model,
                   "Ended after 41 epochs, when the validation loss had stopped falling; "
                   "kept is the point after 31 epochs, where it was smallest."));
  EXPECT_TRUE(says(model,
                   "2 inputs, 3 + 2 tanh units, then one logistic unit: 20 parameters. Adam, "
                   "batches of 64 rows, step 0.005 (cosine schedule), seed "
                   "18446744073709551615."))
      << page;
  EXPECT_TRUE(says(model, "Reference level: city = Bonn."));
  EXPECT_TRUE(has_line(page, {"This", "network", "0.125", "0.1875"})) << page;
  EXPECT_TRUE(has_line(page, {"Logistic", "regression,", "one", "unit", "0.5625", "0.625"}));
  EXPECT_TRUE(says(model, "400 rows of training, 100 rows kept apart for validation."));
  EXPECT_TRUE(says(model, "Accuracy on the rows of training, at p >= 0.5: 0.9925."));
  EXPECT_TRUE(has_line(page, {"1", "embedded", "100", "budget", "97", "0.25", "0.375"})) << page;
  EXPECT_TRUE(has_line(page, {"2", "random", "41", "patience", "31", "0.125", "0.1875", "kept"}));
  EXPECT_TRUE(has_line(page, {"Layer", "1", "3", "1", "0"})) << page;
  EXPECT_TRUE(has_line(page, {"Layer", "2", "2", "0", "2"}));
  EXPECT_TRUE(says(model,
                   "Gradient check on 500 rows: backpropagation and central differences "
                   "agree to 2.5e-10 (relative)."));
  for (const std::string& line : lines_of(page)) {
    EXPECT_LE(odds::report::display_width(line), 80U) << line;
  }
}

TEST(NetworkText, TenPointsOfTheHistory) {
  const std::string page = odds::text_summary(network_model(), {});
  EXPECT_TRUE(has_line(page, {"Loss", "by", "epoch", "training", "validation"})) << page;
  EXPECT_TRUE(has_line(page, {"0", "0.5", "0.75"})) << page;
  EXPECT_TRUE(has_line(page, {"4", "0.1", "0.15"}));
  EXPECT_FALSE(has_line(page, {"3", "0.125", "0.1875"}));
  EXPECT_TRUE(has_line(page, {"41", "0.0119048", "0.0178571"}));
  FittedModel short_one = network_model();
  short_one.training.history.resize(2);
  EXPECT_TRUE(has_line(odds::text_summary(short_one, {}), {"1", "0.25", "0.375"}));
  short_one.training.history.resize(1);
  EXPECT_EQ(odds::text_summary(short_one, {}).find("Loss by"), std::string::npos);
}

// z = 1.5 + 0.125 (age - 30) - 0.5 [Ulm] = -2.25 + 0.125 age - 0.5 [Ulm]
TEST(NetworkText, EachUnitIsAModelOfItsOwn) {
  const FittedModel model = network_model();
  const std::string page = odds::text_summary(model, {});
  EXPECT_TRUE(has_line(page, {"(bias", "where", "numbers", "are", "0)", "-2.25"})) << page;
  EXPECT_TRUE(has_line(page, {"(bias", "at", "the", "centres)", "1.5"}));
  EXPECT_TRUE(has_line(page, {"age", "0.125", "1"}));
  EXPECT_TRUE(has_line(page, {"city[Ulm]", "-0.5", "-0.5"}));
  EXPECT_TRUE(says(model, "It enters layer 2: unit 1 with 1.75 and unit 2 with 0.2."));
  EXPECT_TRUE(says(model, "It enters layer 2: unit 2 with -2.75 and unit 1 with -0.5."));
  EXPECT_NE(page.find("Hidden unit 3"), std::string::npos);
  TextOptions few;
  few.max_units = 1;
  few.max_terms = 1;
  const std::string cut = odds::text_summary(model, few);
  EXPECT_EQ(cut.find("Hidden unit 2"), std::string::npos);
  EXPECT_NE(cut.find("… and 2 more units, with \"odds show\""), std::string::npos) << cut;
  EXPECT_FALSE(has_line(cut, {"city[Ulm]", "-0.5", "-0.5"}));
  EXPECT_NE(cut.find("… and 1 more term"), std::string::npos);
  FittedModel one_layer = model;
  one_layer.network.layers = {model.network.layers[0], {{0.5}, {0.25, -0.75, 1.25}}};
  one_layer.training.idle = {{0, 0}};
  EXPECT_TRUE(says(one_layer, "It enters the log-odds with weight -0.75."));
  EXPECT_TRUE(says(one_layer, "No hidden unit is saturated or dead."));
}

// Only numbers and products have something subtracted: no indicator, level or slope.
TEST(NetworkText, TheBiasAtZeroTakesBackWhatWasSubtracted) {
  FittedModel model = network_model();
  odds::Term indicator, product, slope;
  indicator.term = "age[missing]";
  indicator.column = "age";
  indicator.level = "missing";
  product.term = product.column = "age:age";
  slope.term = "age:city[Ulm]";
  slope.column = "age:city";
  slope.level = "Ulm";
  model.terms = {model.terms[0], indicator, product, slope};
  model.interactions = {{"age", "age", 0, 0, 900}, {"age", "city", 0, 0, 30}};
  model.network.scales = {8, 1, 500, 1};
  model.network.layers = {{{1}, {0.5, 16, 0.0625, 64}}, {{0}, {1}}};
  const nlohmann::json json = nlohmann::json::parse(odds::json_summary(model));
  EXPECT_EQ(json["network"]["first_layer_bias_at_zero"][0], 1 - 0.5 * 30 - 0.0625 * 900);
}

TEST(NetworkText, EveryEndInWords) {
  FittedModel model = network_model();
  model.training.batch = 0;
  const auto ended = [&](const std::string& reason) {
    model.training.starts[1].stop_reason = reason;
    TextOptions colour;
    colour.colour = true;
    return odds::text_summary(model, colour).find("\x1B[32mEnded") != std::string::npos;
  };
  EXPECT_TRUE(ended("gradient"));
  EXPECT_TRUE(says(model,
                   "Ended after 41 iterations near a stationary point; its gradient is not "
                   "yet zero."));
  model.converged = true;
  model.certificate.gradient_norm = 2.5e-8;
  EXPECT_TRUE(says(model,
                   "Ended after 41 iterations at a stationary point of the loss: its "
                   "gradient has a norm of 2.5e-08. That is no proof of a global optimum."));
  model.converged = false;
  EXPECT_TRUE(ended("budget"));
  EXPECT_TRUE(says(model,
                   "as many as were allowed; kept is the best point. More "
                   "(--max-iterations) may lower the loss further."));
  EXPECT_TRUE(ended("no_minimum"));
  EXPECT_TRUE(says(model, "the loss falls towards 0 for ever, and no minimum is attained."));
  EXPECT_FALSE(ended("diverged"));
  EXPECT_TRUE(says(model, "the step is too large. Kept is the best point before."));
  EXPECT_FALSE(ended("line_search"));
  EXPECT_TRUE(says(model, "where no step lowered the loss any more."));
  EXPECT_FALSE(ended("interrupted"));
  EXPECT_TRUE(says(model, "Interrupted after 41 iterations; this is the best point so far."));
}

TEST(NetworkText, WithoutValidationOrPenaltyNothingIsSaidOfThem) {
  FittedModel model = network_model();
  model.training.validation_rows = 0;
  model.gradient_check->passed = false;
  const std::string page = odds::text_summary(model, {});
  EXPECT_EQ(page.find("validation"), page.find("validation loss had")) << page;
  EXPECT_TRUE(has_line(page, {"This", "network", "0.125"}));
  EXPECT_TRUE(says(model, "central differences DIFFER by 2.5e-10"));
  EXPECT_EQ(page.find("Ridge"), std::string::npos);
  model.l2 = 0.5;
  model.gradient_check.reset();
  EXPECT_TRUE(says(model, "Ridge penalty --l2 0.5 on the weights in standardised inputs"));
  EXPECT_FALSE(says(model, "Gradient check"));
}

TEST(NetworkText, OneUnitByAStochasticSolverShowsItsTraining) {
  const FittedModel model = stochastic_model();
  const std::string page = odds::text_summary(model, {});
  EXPECT_EQ(page.find("Logistic regression of P(survived = yes)"), 0U);
  EXPECT_TRUE(says(model,
                   "--epochs) may lower the loss further. One logistic unit has one optimum: "
                   "--solver newton finds it and proves it."));
  EXPECT_TRUE(says(model,
                   "Stochastic gradient descent, batches of 64 rows, step 0.005 (cosine "
                   "schedule), momentum 0.9, seed 18446744073709551615."));
  EXPECT_TRUE(has_line(page, {"This", "fit", "0.125"})) << page;
  EXPECT_EQ(page.find("one unit "), std::string::npos);
  EXPECT_EQ(page.find("Hidden unit"), std::string::npos);
  EXPECT_NE(page.find("class[2nd]"), std::string::npos);
}

TEST(NetworkJson, HasTheNetworkAndItsTraining) {
  const nlohmann::json json = nlohmann::json::parse(odds::json_summary(network_model()));
  const nlohmann::json& network = json["network"];
  EXPECT_EQ(network["activation"], "tanh");
  EXPECT_EQ(network["hidden"], nlohmann::json::parse("[3, 2]"));
  EXPECT_EQ(network["parameters"], 20);
  EXPECT_EQ(network["scales"], nlohmann::json::parse("[8, 1]"));
  EXPECT_EQ(network["first_layer_bias_at_zero"], nlohmann::json::parse("[-2.25, -3.875, 7.75]"));
  ASSERT_EQ(network["layers"].size(), 3U);
  EXPECT_EQ(network["layers"][0]["units"][2],
            nlohmann::json::parse(R"({"bias": 0.25, "weights": [-0.25, 0.75]})"));
  EXPECT_EQ(network["layers"][2]["units"].size(), 1U);
  const nlohmann::json& training = json["training"];
  EXPECT_EQ(training["chosen"], 1);
  EXPECT_EQ(training["starts"][1]["kind"], "random");
  EXPECT_EQ(training["starts"][1]["best"]["validation"], 0.1875);
  EXPECT_EQ(training["history"].size(), 42U);
  EXPECT_EQ(training["seed"], 18446744073709551615U);
  EXPECT_EQ(training["single_unit_loss"], 0.5625);
  EXPECT_EQ(training["idle"][1]["dead"], 2);
  EXPECT_EQ(training["batch"], 64);
  EXPECT_EQ(json["gradient_check"]["passed"], true);
  EXPECT_EQ(json["gradient_check"]["rows"], 500);
  for (const char* name :
       {"aic", "bic", "df_residual", "df_null", "df_model", "lr_chi2", "lr_p_value",
        "condition_number", "tests", "joint_tests", "r2", "interval", "vce"}) {
    EXPECT_TRUE(json[name].is_null()) << name;
  }
  EXPECT_TRUE(json["terms"][0]["estimate"].is_null());
  EXPECT_TRUE(json["terms"][0]["std_error"].is_null());
}

TEST(NetworkJson, WhatIsAbsentIsNullAndOtherModelsHaveNoneOfIt) {
  FittedModel model = network_model();
  model.gradient_check.reset();
  model.training.batch = 0;
  model.training.schedule.clear();
  const nlohmann::json network = nlohmann::json::parse(odds::json_summary(model));
  EXPECT_TRUE(network["gradient_check"].is_null());
  EXPECT_TRUE(network["training"]["batch"].is_null());
  EXPECT_TRUE(network["training"]["schedule"].is_null());
  const nlohmann::json unit = nlohmann::json::parse(odds::json_summary(stochastic_model()));
  EXPECT_TRUE(unit["network"].is_null());
  EXPECT_EQ(unit["training"]["momentum"], 0.9);
  EXPECT_TRUE(unit["training"]["validation_loss"].is_number());
  EXPECT_FALSE(unit["terms"][0]["estimate"].is_null());
  const nlohmann::json plain = nlohmann::json::parse(odds::json_summary(sample::model()));
  EXPECT_FALSE(plain.contains("network"));
  EXPECT_FALSE(plain.contains("training"));
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// Pages and JSON of an explained row: a network's layers, figures out of range, widths.
#include <limits>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "report/layout.hpp"

namespace odds::tests {
namespace {

ExplainedNode node(ExplainedNode::Kind kind, std::size_t layer, const std::string& name,
                   double value, double local, double gradient) {
  ExplainedNode result;
  result.kind = kind;
  result.layer = layer;
  result.name = name;
  result.formula = "f(x)";
  result.derivative = kind == ExplainedNode::Kind::sum ? "" : "df/dx = f'";
  result.value = value;
  result.local = local;
  result.gradient = gradient;
  return result;
}

// Two hidden units on one input, by hand.
Explanation network() {
  using Kind = ExplainedNode::Kind;
  Explanation result;
  result.row = 1234;
  result.source = "data.csv";
  result.target = "y";
  result.event = "1";
  result.hidden = {2};
  result.sum_weights = 10;
  result.outcome = ExplainedOutcome{"0", 0, 1, 1};
  result.z = 0.5;
  result.probability = 0.62245933120185459;
  result.loss = 0.0974;
  result.gradient = 0.0622;
  result.base = 0.125;
  ExplainedInput input;
  input.term = input.column = "a name that is much longer than any column of a page";
  input.value = "7.25";
  input.x = 2;
  input.slope = -0.5;
  input.gradient = 0.03;
  result.inputs = {input};
  result.nodes = {node(Kind::sum, 1, "z1[1]", 1.5, not_applicable, 0.25),
                  node(Kind::sum, 1, "z1[2]", -3.5, not_applicable, 0.375),
                  node(Kind::output, 1, "a1[1]", 0.8125, 0.15625, -1.75),
                  node(Kind::output, 1, "a1[2]", 0.03125, 0.0625, -2.75),
                  node(Kind::sum, 2, "z", 0.5, not_applicable, 0.0622),
                  node(Kind::probability, 2, "p", 0.62245933120185459, 0.235, 0.2648),
                  node(Kind::loss, 2, "L", 0.0974, std::numeric_limits<double>::infinity(), 1)};
  for (const std::size_t unit : {0U, 1U}) {
    result.coefficients.push_back({1, unit, {}, "b1", 0.5, 1, 0.5 + static_cast<double>(unit)});
    result.coefficients.push_back({1, unit, 0, "w1", 0.5, 2, 3.5 + static_cast<double>(unit)});
  }
  result.coefficients.push_back({2, 0, {}, "b2", 0.5, 1, 5.5});
  result.coefficients.push_back({2, 0, 0, "w2[1, 1]", 0.5, 2, 6.5});
  result.coefficients.push_back({2, 0, 1, "w2[1, 2]", 0.5, 2, 7.5});
  result.contributions = {{input.column, "7.25", -1}};
  result.notes = {{"explain.penalty", "A note."}};
  return result;
}

bool has_line(const std::string& page, const std::vector<std::string>& words) {
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream stream(line);
    std::vector<std::string> found;
    for (std::string word; stream >> word;) found.push_back(word);
    if (found == words) return true;
  }
  return false;
}

TEST(ExplanationText, ANetworkLayerByLayer) {
  const std::string page = text_explanation(network(), {});
  EXPECT_EQ(page.find("Row 1,234 of data.csv: P(y = 1) = 0.6225\n"), 0U) << page;
  EXPECT_TRUE(has_line(page, {"z1[1]", "1.5", "0.8125", "0.15625", "-1.75", "0.25"})) << page;
  EXPECT_TRUE(has_line(page, {"z1[2]", "-3.5", "0.03125", "0.0625", "-2.75", "0.375"})) << page;
  EXPECT_TRUE(has_line(page, {"bias", "0.5", "1.5"})) << page;
  EXPECT_TRUE(has_line(page, {"a1[2]", "7.5"})) << page;
  EXPECT_NE(page.find("out of range"), std::string::npos);
  EXPECT_NE(page.find("at the centres they lead to -0.875, and z is 0.5."), std::string::npos)
      << page;
  EXPECT_NE(page.find("- A note.\n"), std::string::npos);
  // The last layer comes first on the way back.
  EXPECT_LT(page.find("Gradients of layer 2"), page.find("Gradients of layer 1"));
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(report::display_width(line), 80U) << line;
  }
}

TEST(ExplanationText, LargeLayersAreLeftToJson) {
  Explanation large = network();
  for (std::size_t unit = 2; unit < 1'001; ++unit) {
    large.coefficients.insert(large.coefficients.begin() + static_cast<std::ptrdiff_t>(2 * unit),
                              {{1, unit, {}, "b1", 0.5, 1, 0.5}, {1, unit, 0, "w1", 0.5, 2, 3.5}});
  }
  const std::string page = text_explanation(large, {});
  EXPECT_NE(page.find("2,002 coefficients: see --json."), std::string::npos) << page;
}

TEST(ExplanationJson, WhatIsOutOfRangeIsNull) {
  const nlohmann::json json = nlohmann::json::parse(json_explanation(network()));
  EXPECT_EQ(json["schema"], "odds.explain/1");
  EXPECT_EQ(json["network"]["activation"], "logistic");
  EXPECT_EQ(json["network"]["hidden"], nlohmann::json::parse("[2]"));
  EXPECT_EQ(json["nodes"][6]["node"], "L");
  EXPECT_TRUE(json["nodes"][6]["local"].is_null());
  EXPECT_TRUE(json["nodes"][0]["derivative"].is_null());
  EXPECT_EQ(json["nodes"][1]["gradient"], 0.375);
  EXPECT_EQ(json["coefficients"][6]["gradient"], 7.5);
  EXPECT_EQ(json["coefficients"][3]["unit"], 2);
  EXPECT_EQ(json["contribution"], "gradient_times_input");
  Explanation forward = network();
  forward.outcome.reset();
  forward.loss = forward.gradient = not_applicable;
  const nlohmann::json none = nlohmann::json::parse(json_explanation(forward));
  EXPECT_TRUE(none["outcome"].is_null());
  EXPECT_TRUE(none["loss"].is_null());
  EXPECT_EQ(text_explanation(forward, {}).find("Backward"), std::string::npos);
}

}  // namespace
}  // namespace odds::tests

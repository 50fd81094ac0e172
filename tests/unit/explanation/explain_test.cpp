// SPDX-License-Identifier: Apache-2.0
//
// The walk through one row: a worked example to 12 digits, networks beside differences of a plain
// forward pass, the ends of the logistic function, and rows that can't be explained.
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include <odds/explanation.hpp>

#include "reference/evaluation.hpp"
#include "unit/model/files.hpp"
#include "unit/model/small_model.hpp"

namespace odds::tests {
namespace {

using reference::right_digits;

constexpr double digits = 12;

// z = 1 + 2 x + 3 [g = b], fitted to y of 0 and 1 with a sum of weights of 4.
FittedModel target_model() {
  FittedModel model = small_model();
  model.target = "y";
  model.event = "1";
  model.non_event = "0";
  model.sum_weights = 4;
  return model;
}

Columns one_row(double x, const std::string& g, double y) {
  Columns data = rows_of({x}, {g});
  data.numbers("y", {y});
  return data;
}

Explanation explain_row(const FittedModel& model, const Columns& data, std::uint64_t row = 1,
                        const ExplainOptions& options = {}) {
  return explain(model, data.table(), row, options, one_thread());
}

const ExplainedNode& node_of(const Explanation& explanation, const std::string& name) {
  for (const ExplainedNode& node : explanation.nodes) {
    if (node.name == name) return node;
  }
  throw std::runtime_error("no node " + name);
}

std::string refusal(const FittedModel& model, const Columns& data, std::string* line,
                    std::uint64_t row = 1) {
  return error_code([&] { explain_row(model, data, row); }, line);
}

TEST(Explain, AWorkedExample) {
  const Explanation found = explain_row(target_model(), one_row(-1.5, "b", 0));
  EXPECT_EQ(found.z, 1);
  EXPECT_GE(right_digits(found.probability, 0.731058578630004879), digits);
  EXPECT_GE(right_digits(found.complement, 0.268941421369995121), digits);
  EXPECT_GE(right_digits(found.loss, 1.313261687518222834 / 4), digits);
  // dL/dp = +1 / (W (1 - p)) = (1 + e) / 4 for a row that was no event.
  EXPECT_GE(right_digits(node_of(found, "L").local, 3.718281828459045235 / 4), digits);
  EXPECT_EQ(node_of(found, "p").gradient, node_of(found, "L").local);
  EXPECT_GE(right_digits(node_of(found, "p").local, 0.196611933241481852), digits);
  EXPECT_GE(right_digits(found.gradient, 0.731058578630004879 / 4), digits);
  EXPECT_GE(right_digits(node_of(found, "p").gradient * node_of(found, "p").local, found.gradient),
            digits);
  ASSERT_EQ(found.coefficients.size(), 3U);
  EXPECT_EQ(found.coefficients[0].name, "(Intercept)");
  EXPECT_EQ(found.coefficients[0].value, 21);
  EXPECT_EQ(found.coefficients[0].gradient, found.gradient);
  EXPECT_EQ(found.coefficients[1].local, -11.5);
  EXPECT_GE(right_digits(found.coefficients[1].gradient, -11.5 * 0.731058578630004879 / 4), digits);
  EXPECT_EQ(found.coefficients[2].gradient, found.gradient);
  EXPECT_EQ(found.inputs[0].value, "-1.5");
  EXPECT_EQ(found.inputs[0].centre, 10);
  EXPECT_EQ(found.inputs[0].gradient, 2 * found.gradient);
  EXPECT_EQ(found.inputs[1].value, "b");
  ASSERT_EQ(found.contributions.size(), 2U);
  EXPECT_EQ(found.contributions[0].feature, "x");
  EXPECT_EQ(found.contributions[0].log_odds, -23);
  EXPECT_EQ(found.contributions[1].log_odds, 3);
  EXPECT_EQ(found.base, 21);
  EXPECT_EQ(found.outcome->label, "0");
}

TEST(Explain, TheMinusSign) {
  const Explanation found = explain_row(target_model(), one_row(-1.5, "b", 1));
  EXPECT_GE(right_digits(node_of(found, "L").local, -1 / (4 * 0.731058578630004879)), digits);
  EXPECT_GE(right_digits(found.gradient, -0.268941421369995121 / 4), digits);
  EXPECT_GE(right_digits(found.loss, 0.313261687518222834 / 4), digits);
}

TEST(Explain, TrialsAndWeights) {
  FittedModel model = target_model();
  model.target = "s";
  model.trials = "m";
  model.weights = "w";
  model.freq_weights = "f";
  model.offset = "o";
  model.event = model.non_event = "";
  Columns data = rows_of({-2}, {"b"});
  data.numbers("s", {2}).numbers("m", {5}).numbers("w", {0.5}).numbers("f", {3}).numbers("o", {1});
  const Explanation found = explain_row(model, data);
  const double p = 1 / (1 + std::exp(-1.0));
  EXPECT_EQ(found.z, 1);
  EXPECT_EQ(found.offset, 1);
  EXPECT_NEAR(found.gradient, 1.5 / 4 * (5 * p - 2), 1e-15);
  EXPECT_NEAR(found.loss, -1.5 / 4 * (2 * std::log(p) + 3 * std::log(1 - p)), 1e-15);
  EXPECT_NEAR(node_of(found, "L").local, -1.5 / 4 * (2 / p - 3 / (1 - p)), 1e-14);
  EXPECT_EQ(found.contributions.back().feature, "o");
  ExplainOptions plain;
  plain.weights = plain.freq_weights = "";
  EXPECT_NEAR(explain_row(model, data, 1, plain).gradient, 1.0 / 4 * (5 * p - 2), 1e-15);
}

// At z = 40 p rounds to 1, at 800 1 - p underflows: what comes from z loses nothing.
TEST(Explain, ProbabilitiesThatRound) {
  const Explanation rounded = explain_row(target_model(), one_row(19.5, "a", 0));
  EXPECT_EQ(rounded.probability, 1);
  EXPECT_NEAR(rounded.loss, 10, 1e-14);
  EXPECT_EQ(rounded.gradient, 0.25);
  EXPECT_NEAR(node_of(rounded, "L").local / (std::exp(40.0) / 4), 1, 1e-13);
  EXPECT_TRUE(has_note(rounded.notes, "explain.rounded"));
  const Explanation right = explain_row(target_model(), one_row(19.5, "a", 1));
  EXPECT_NEAR(right.gradient / (-std::exp(-40.0) / 4), 1, 1e-13);
  EXPECT_NEAR(right.loss / (std::exp(-40.0) / 4), 1, 1e-13);
  const Explanation beyond = explain_row(target_model(), one_row(399.5, "a", 0));
  EXPECT_TRUE(std::isinf(node_of(beyond, "L").local));
  EXPECT_EQ(beyond.gradient, 0.25);
  EXPECT_EQ(beyond.loss, 200);
  EXPECT_EQ(beyond.coefficients[1].gradient, 0.25 * 389.5);
}

TEST(Explain, WithoutAnOutcomeTheForwardPassAlone) {
  const Explanation none = explain_row(target_model(), rows_of({-1.5}, {"b"}));
  EXPECT_EQ(none.z, 1);
  EXPECT_FALSE(none.outcome.has_value());
  EXPECT_TRUE(std::isnan(none.loss));
  EXPECT_TRUE(std::isnan(none.coefficients[1].gradient));
  EXPECT_EQ(none.coefficients[1].local, -11.5);
  EXPECT_TRUE(has_note(none.notes, "explain.no_target"));
  const Explanation missing_target = explain_row(target_model(), one_row(-1.5, "b", missing));
  EXPECT_TRUE(has_note(missing_target.notes, "explain.outcome_missing"));
  EXPECT_FALSE(missing_target.outcome.has_value());
  FittedModel weighted = target_model();
  weighted.weights = "w";
  Columns zero = one_row(-1.5, "b", 0);
  zero.numbers("w", {0});
  EXPECT_TRUE(has_note(explain_row(weighted, zero).notes, "explain.zero_weight"));
}

// What other rows hold does not matter; what this one holds does.
TEST(Explain, RowsThatCantBeExplained) {
  const FittedModel model = target_model();
  Columns data = rows_of({1, missing, 2, 3}, {"a", "b", "c", "a"}, {"a", "b", "c"});
  data.numbers("y", {1, 0, 1, 7});
  EXPECT_EQ(explain_row(model, data, 1).z, 3);
  std::string line;
  EXPECT_EQ(refusal(model, data, &line, 0), "explain.row");
  EXPECT_EQ(refusal(model, data, &line, 5), "explain.row_beyond");
  EXPECT_EQ(line, "there is no row 5: the table has 4 rows. Give --row a number up to that.");
  EXPECT_EQ(refusal(model, data, &line, 2), "explain.no_score");
  EXPECT_EQ(line,
            "row 2 has no probability: the value of \"x\" is missing. Use --missing mean to fill "
            "in the mean of the training data.");
  EXPECT_EQ(refusal(model, data, &line, 3), "predict.unseen_level");
  EXPECT_NE(line.find("row 3"), std::string::npos) << line;
  EXPECT_EQ(refusal(model, data, &line, 4), "evaluate.label");
  EXPECT_NE(line.find("row 4"), std::string::npos) << line;
  ExplainOptions mean;
  mean.missing = MissingPolicy::mean;
  EXPECT_EQ(explain_row(model, data, 2, mean).z, 24);
  ExplainOptions reference;
  reference.unseen = UnseenPolicy::reference;
  EXPECT_TRUE(has_note(explain_row(model, data, 3, reference).notes, "predict.unseen"));
  FittedModel separated = model;
  separated.terms[2] = make_term("g", "b", 0, "+inf");
  EXPECT_EQ(refusal(separated, data, &line), "explain.separated");
  EXPECT_EQ(refusal(model, one_row(1e308, "a", 0), &line), "predict.not_finite");
}

TEST(Explain, RowsBeyondTheFirstBlock) {
  const std::size_t count = block_rows + 500;
  std::vector<double> x(count), y(count, 0.0);
  std::vector<std::string> g(count, "a");
  for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i) / 1024;
  y[block_rows + 3] = 1;
  g[block_rows + 3] = "b";
  Columns data = rows_of(x, g);
  data.numbers("y", y);
  const Explanation found = explain_row(target_model(), data, block_rows + 4);
  EXPECT_EQ(found.z, 1 + 2 * x[block_rows + 3] + 3);
  EXPECT_EQ(found.outcome->successes, 1);
  EXPECT_EQ(found.inputs[1].value, "b");
}

using Real = long double;

// A forward pass without any of ours: the loss of a row with y = 0.
Real plain_loss(const Network& network, const std::vector<double>& x, double weight) {
  std::vector<Real> a(x.begin(), x.end());
  Real z = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    std::vector<Real> next;
    for (std::size_t k = 0; k < network.layers[l].units(); ++k) {
      z = network.layers[l].biases[k];
      for (std::size_t j = 0; j < a.size(); ++j) {
        z += network.layers[l].weights[k * a.size() + j] * a[j];
      }
      Real f = 1 / (1 + std::exp(-z));
      if (network.activation == Activation::tanh) f = std::tanh(z);
      if (network.activation == Activation::relu) f = z > 0 ? z : 0;
      next.push_back(f);
    }
    a = next;
  }
  return weight * std::log1p(std::exp(z));
}

FittedModel network_model(Activation activation) {
  FittedModel model = target_model();
  model.terms = {make_term("x", "", not_applicable), make_term("g", "b", not_applicable)};
  for (Term& term : model.terms) term.estimate = not_applicable;
  model.has_intercept = true;
  model.centred_intercept = 0;
  model.network.activation = activation;
  model.network.scales = {1, 1};
  model.network.layers = {{{0.3, -0.2, 0.1}, {0.5, -1, 0.25, 0.75, -0.6, 0.4}},
                          {{0.05, -0.1}, {1.5, -0.5, 0.3, 0.2, 0.9, -1.1}},
                          {{0.2}, {-0.7, 1.3}}};
  return model;
}

TEST(ExplainNetwork, GradientsAreDifferencesOfAPlainForwardPass) {
  for (const Activation activation : {Activation::logistic, Activation::tanh, Activation::relu}) {
    const FittedModel model = network_model(activation);
    const Explanation found = explain_row(model, one_row(11.25, "b", 0));
    const std::vector<double> x = {1.25, 1};
    EXPECT_NEAR(found.loss, static_cast<double>(plain_loss(model.network, x, 0.25)), 1e-15);
    constexpr double step = 0x1p-16;
    constexpr double tolerance = 1e-10;  // step^2 times a third derivative
    const auto difference =
        [&](const std::function<void(FittedModel&, std::vector<double>&, double)>& shift) {
          FittedModel up = model, down = model;
          std::vector<double> x_up = x, x_down = x;
          shift(up, x_up, step);
          shift(down, x_down, -step);
          return static_cast<double>(
              (plain_loss(up.network, x_up, 0.25) - plain_loss(down.network, x_down, 0.25)) /
              (2 * step));
        };
    std::size_t seen = 0;
    for (const ExplainedCoefficient& coefficient : found.coefficients) {
      const double expected = difference([&](FittedModel& moved, std::vector<double>&, double by) {
        NetworkLayer& layer = moved.network.layers[coefficient.layer - 1];
        const std::size_t inputs = layer.weights.size() / layer.units();
        (coefficient.input ? layer.weights[coefficient.unit * inputs + *coefficient.input]
                           : layer.biases[coefficient.unit]) += by;
      });
      EXPECT_NEAR(coefficient.gradient, expected, tolerance) << coefficient.name;
      ++seen;
    }
    EXPECT_EQ(seen, model.network.parameter_count());
    for (std::size_t j = 0; j < 2; ++j) {
      const double expected =
          difference([&](FittedModel&, std::vector<double>& at, double by) { at[j] += by; });
      EXPECT_NEAR(found.inputs[j].gradient, expected, tolerance);
      EXPECT_NEAR(found.inputs[j].slope * found.gradient, expected, tolerance);
    }
  }
}

// Every node's gradient is what the nodes after it send back.
TEST(ExplainNetwork, TheChainRuleHoldsNodeByNode) {
  const FittedModel model = network_model(Activation::tanh);
  const Explanation found = explain_row(model, one_row(11.25, "b", 0));
  ASSERT_EQ(found.hidden, (std::vector<std::size_t>{3, 2}));
  EXPECT_EQ(found.nodes.size(), 6U + 4U + 3U);
  for (const std::string unit : {"1[1]", "1[2]", "1[3]", "2[1]", "2[2]"}) {
    const ExplainedNode& a = node_of(found, "a" + unit);
    const ExplainedNode& z = node_of(found, "z" + unit);
    EXPECT_NEAR(a.value, std::tanh(z.value), 1e-15);
    EXPECT_NEAR(a.local, 1 - a.value * a.value, 1e-14);
    EXPECT_NEAR(z.gradient, a.gradient * a.local, 1e-16);
  }
  const double expected =
      0.3 * node_of(found, "z2[1]").gradient - 1.1 * node_of(found, "z2[2]").gradient;
  EXPECT_NEAR(node_of(found, "a1[3]").gradient, expected, 1e-16);
  EXPECT_NEAR(node_of(found, "a2[2]").gradient, 1.3 * found.gradient, 1e-16);
  EXPECT_EQ(found.coefficients[1].name, "w1[1, x]");
  EXPECT_EQ(found.coefficients.back().name, "w3[1, 2]");
  // At the centres: the forward pass of zeros.
  const Explanation centre = explain_row(model, one_row(10, "a", 0));
  EXPECT_EQ(found.base, centre.z);
}

TEST(ExplainNetwork, SaysWhatTheFitHasBesideTheRows) {
  FittedModel model = network_model(Activation::logistic);
  EXPECT_TRUE(explain_row(model, one_row(11.25, "b", 1)).notes.empty());
  model.l2 = 0.5;
  model.rows_used = 400;
  model.training.training_rows = 300;
  model.training.validation_rows = 100;
  const Explanation found = explain_row(model, one_row(11.25, "b", 1));
  EXPECT_TRUE(has_note(found.notes, "explain.penalty"));
  ASSERT_TRUE(has_note(found.notes, "explain.validation"));
  EXPECT_NE(found.notes.back().message.find("from 300 of its 400 rows"), std::string::npos);
}

// An offset joins at the last sum alone, and is no part of the base.
TEST(ExplainNetwork, TheOffsetJoinsAtTheEnd) {
  FittedModel model = network_model(Activation::logistic);
  const Explanation without = explain_row(model, one_row(11.25, "b", 1));
  model.offset = "o";
  Columns data = one_row(11.25, "b", 1);
  data.numbers("o", {0.75});
  const Explanation with = explain_row(model, data);
  EXPECT_NEAR(with.z, without.z + 0.75, 1e-15);
  EXPECT_EQ(with.base, without.base);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(with.nodes[i].value, without.nodes[i].value);
  EXPECT_NEAR(with.gradient, -0.25 / (1 + std::exp(with.z)), 1e-15);
  EXPECT_EQ(with.contributions[0].feature, "o");
  EXPECT_EQ(with.contributions[0].log_odds, 0.75);
}

class ExplainFile : public FilesTest {};

TEST_F(ExplainFile, ReadsWhatItNeedsAndNamesThePlace) {
  FittedModel model = target_model();
  model.event = "yes";
  model.non_event = "no";
  write("full.csv", "y,unused,g,x\nno,?,b,-1.5\nyes,1,a,\n");
  write("bare.csv", "g,x\nb,-1.5\n");
  write("moved.csv", "g,x,outcome\nb,-1.5,no\n");
  const Explanation full = explain(model, path("full.csv"), {}, 1, {}, one_thread());
  EXPECT_EQ(full.source, path("full.csv"));
  EXPECT_GE(right_digits(full.gradient, 0.731058578630004879 / 4), digits);
  EXPECT_TRUE(has_note(explain(model, path("bare.csv"), {}, 1, {}, one_thread()).notes,
                       "explain.no_target"));
  ExplainOptions moved;
  moved.target = "outcome";
  EXPECT_EQ(explain(model, path("moved.csv"), {}, 1, moved, one_thread()).gradient, full.gradient);
  std::string line;
  const auto code = [&](std::uint64_t row) {
    return error_code([&] { explain(model, path("full.csv"), {}, row, {}, one_thread()); }, &line);
  };
  EXPECT_EQ(code(2), "explain.no_score");
  EXPECT_EQ(line.find(path("full.csv") + ":3: row 2 has no"), 0U) << line;
  EXPECT_EQ(code(9), "explain.row_beyond");
  EXPECT_EQ(line.find(path("full.csv") + ": there is no row 9"), 0U) << line;
}

}  // namespace
}  // namespace odds::tests

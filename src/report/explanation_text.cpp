// SPDX-License-Identifier: Apache-2.0
//
// The walk through one row as a person reads it: what goes in, forward to the loss, backward to
// every coefficient, and what each feature adds to the log-odds.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/summary_words.hpp"

namespace odds {
namespace {

using report::Page;

constexpr std::size_t name_width = 22;
constexpr std::size_t unit_width = 12;  // of a unit's name
constexpr std::size_t value_width = 14;
constexpr std::size_t number_width = 13;
constexpr std::size_t formula_width = 46;
// A layer with more weights than this is left to --json.
constexpr std::size_t most_weights = 2'000;

std::string number(double value) {
  return std::isinf(value) ? "out of range" : report::rounded(value, 5);
}

std::vector<std::string> numbers(std::initializer_list<double> values) {
  std::vector<std::string> cells;
  for (const double value : values) cells.push_back(number(value));
  return cells;
}

std::string cell(const std::string& text, std::size_t width) {
  return report::pad_right(report::clip(report::printable(text), width), width);
}

// A line of a table: a name, what the data hold (where `value` is given), numbers.
void put_row(const std::string& name, const std::string* value,
             const std::vector<std::string>& cells, Page& page) {
  const bool is_unit = value == nullptr && cells.size() > 4;
  std::string text = "  " + cell(name, is_unit ? unit_width : name_width);
  if (value != nullptr) text += "  " + cell(*value, value_width);
  for (const std::string& figure : cells) text += report::pad_left(figure, number_width);
  text.erase(text.find_last_not_of(' ') + 1);
  page.line(text);
}

// name = formula, and its value where the line ends.
void put_formula(const std::string& left, const std::string& formula, double value, Page& page) {
  const std::string text = report::pad_right(left, 7) + "= " + formula;
  page.line("  " + report::pad_right(text, formula_width + 9) + "  " +
            report::pad_left(number(value), number_width));
}

void put_title(const Explanation& explanation, Page& page) {
  const bool plain = explanation.trials.empty();
  const std::string event = plain ? "P(" + report::printable(explanation.target) + " = " +
                                        report::printable(explanation.event) + ")"
                                  : "P(a trial succeeds)";
  const std::string data = explanation.source.empty() ? ""
                           : explanation.source == "-"
                               ? " of standard input"
                               : " of " + report::printable(explanation.source);
  page.title("Row " + report::grouped(explanation.row) + data + ": " + event + " = " +
             report::decimals(explanation.probability));
  if (!explanation.outcome) return;
  const ExplainedOutcome& outcome = *explanation.outcome;
  const std::string happened =
      plain ? report::printable(explanation.target) + " is " + report::printable(outcome.label) +
                  ": s = " + report::amount(outcome.successes) + " of m = 1"
            : "s = " + report::amount(outcome.successes) +
                  " of m = " + report::amount(outcome.trials) + " trials succeed";
  page.paragraph(happened + ". Weight w = " + report::amount(outcome.weight) +
                 ", sum of weights of the fit W = " + report::amount(explanation.sum_weights) +
                 ".");
}

bool is_network(const Explanation& explanation) { return !explanation.hidden.empty(); }

const ExplainedNode& last_node(const Explanation& explanation, ExplainedNode::Kind kind) {
  std::size_t index = explanation.nodes.size() - 1;
  while (explanation.nodes[index].kind != kind) --index;
  return explanation.nodes[index];
}

void put_inputs(const Explanation& explanation, Page& page) {
  page.heading("What goes in: x_j is a number less its centre, 1 for the row's level");
  const std::string in_the_data = "in the data";
  if (is_network(explanation)) {
    put_row("term", &in_the_data, {"x_j", "dz/dx_j", "dL/dx_j"}, page);
    for (const ExplainedInput& input : explanation.inputs) {
      put_row(input.term, &input.value, numbers({input.x, input.slope, input.gradient}), page);
    }
    return;
  }
  put_row("term", &in_the_data, {"x_j", "theta_j", "theta_j x_j"}, page);
  for (const ExplainedInput& input : explanation.inputs) {
    put_row(input.term, &input.value, numbers({input.x, input.slope, input.slope * input.x}), page);
  }
}

// Units of one hidden layer: sums and outputs follow each other in the list of nodes.
void put_units(const Explanation& explanation, std::size_t layer, Page& page) {
  std::vector<const ExplainedNode*> sums, outputs;
  for (const ExplainedNode& node : explanation.nodes) {
    if (node.layer != layer) continue;
    (node.kind == ExplainedNode::Kind::sum ? sums : outputs).push_back(&node);
  }
  const std::string before = layer == 1 ? "x" : "a" + std::to_string(layer - 1);
  page.heading(fmt::format("Layer {}: {}, z = b + sum_j w_j {}_j, a = {}", layer,
                           report::counted(sums.size(), "unit"), before, outputs[0]->formula));
  put_row("unit", nullptr, {"z", "a", "da/dz", "dL/da", "dL/dz"}, page);
  for (std::size_t unit = 0; unit < sums.size(); ++unit) {
    const ExplainedNode& a = *outputs[unit];
    put_row(sums[unit]->name, nullptr,
            numbers({sums[unit]->value, a.value, a.local, a.gradient, sums[unit]->gradient}), page);
  }
}

void put_forward(const Explanation& explanation, Page& page) {
  for (std::size_t layer = 1; layer <= explanation.hidden.size(); ++layer) {
    put_units(explanation, layer, page);
  }
  page.heading("Forward");
  using Kind = ExplainedNode::Kind;
  if (!is_network(explanation)) {
    put_formula("b", "log-odds at the centres and references", explanation.base, page);
  }
  if (!explanation.offset_column.empty()) {
    put_formula("offset", report::printable(explanation.offset_column), explanation.offset, page);
  }
  for (const Kind kind : {Kind::sum, Kind::probability, Kind::loss}) {
    const ExplainedNode& node = last_node(explanation, kind);
    if (!std::isnan(node.value)) put_formula(node.name, node.formula, node.value, page);
  }
}

// "dp/dz = p (1 - p)" as a line.
void put_derivative(const std::string& derivative, double value, Page& page) {
  const std::size_t cut = derivative.find(" = ");
  put_formula(derivative.substr(0, cut), derivative.substr(cut + 3), value, page);
}

// Gradients of a layer's weights: a line for each input, a column for each unit.
void put_weights(const Explanation& explanation, std::size_t layer, Page& page) {
  std::vector<const ExplainedCoefficient*> of_layer;
  std::size_t units = 0;
  for (const ExplainedCoefficient& coefficient : explanation.coefficients) {
    if (coefficient.layer != layer) continue;
    of_layer.push_back(&coefficient);
    units = coefficient.unit + 1;
  }
  page.heading(
      fmt::format("Gradients of layer {}: dL/dw = dL/dz times the input, dL/db = dL/dz", layer));
  if (of_layer.size() > most_weights) {
    page.paragraph(report::counted(of_layer.size(), "coefficient") + ": see --json.", "  ");
    return;
  }
  const std::size_t rows = of_layer.size() / units;
  constexpr std::size_t across = 4;
  for (std::size_t first = 0; first < units; first += across) {
    const std::size_t end = std::min(units, first + across);
    std::vector<std::string> cells;
    for (std::size_t unit = first; unit < end; ++unit) {
      cells.push_back("unit " + std::to_string(unit + 1));
    }
    put_row("coefficient of", nullptr, cells, page);
    for (std::size_t i = 0; i < rows; ++i) {
      cells.clear();
      for (std::size_t unit = first; unit < end; ++unit) {
        cells.push_back(number(of_layer[unit * rows + i]->gradient));
      }
      const std::optional<std::size_t> input = of_layer[i]->input;
      const std::string name =
          !input       ? "bias"
          : layer == 1 ? explanation.inputs[*input].term
                       : "a" + std::to_string(layer - 1) + "[" + std::to_string(*input + 1) + "]";
      put_row(name, nullptr, cells, page);
    }
  }
}

void put_backward(const Explanation& explanation, Page& page) {
  if (!explanation.outcome) return;
  using Kind = ExplainedNode::Kind;
  page.heading("Backward");
  for (const Kind kind : {Kind::loss, Kind::probability}) {
    const ExplainedNode& node = last_node(explanation, kind);
    put_derivative(node.derivative, node.local, page);
  }
  put_formula("dL/dz", "dL/dp dp/dz = (w/W) (m p - s)", explanation.gradient, page);
  if (is_network(explanation)) {
    for (std::size_t layer = explanation.hidden.size() + 1; layer > 0; --layer) {
      put_weights(explanation, layer, page);
    }
    return;
  }
  page.heading("Gradients: dL/dtheta_j = dL/dz dz/dtheta_j, and dz/dtheta_j = x_j");
  put_row("coefficient", nullptr, {"value", "dz/dtheta_j", "dL/dtheta_j"}, page);
  for (const ExplainedCoefficient& coefficient : explanation.coefficients) {
    put_row(coefficient.input ? coefficient.name : "b", nullptr,
            numbers({coefficient.value, coefficient.local, coefficient.gradient}), page);
  }
}

void put_contributions(const Explanation& explanation, Page& page) {
  page.heading("Contributions to the log-odds of this row, largest first");
  const std::string in_the_data = "in the data";
  put_row("feature", &in_the_data, {"log-odds", "odds times"}, page);
  double sum = explanation.base;
  for (const Contribution& part : explanation.contributions) {
    put_row(part.feature, &part.value, numbers({part.log_odds, std::exp(part.log_odds)}), page);
    sum += part.log_odds;
  }
  if (!is_network(explanation)) {
    page.paragraph(
        fmt::format("With {} where every number is at its centre and every category at "
                    "its reference they add up to z = {}.",
                    number(explanation.base), number(explanation.z)));
    return;
  }
  page.paragraph(fmt::format(
      "Gradient times input: dz/dx_j x_j, the network's slope at this row times the distance from "
      "the centre. Where the network bends they do not add up: from {} at the centres they lead to "
      "{}, and z is {}.",
      number(explanation.base), number(sum), number(explanation.z)));
}

}  // namespace

std::string text_explanation(const Explanation& explanation, const TextOptions& options) {
  Page page(options);
  put_title(explanation, page);
  put_inputs(explanation, page);
  put_forward(explanation, page);
  put_backward(explanation, page);
  put_contributions(explanation, page);
  page.notes(explanation.notes);
  return page.text();
}

}  // namespace odds

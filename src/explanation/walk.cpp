// SPDX-License-Identifier: Apache-2.0
#include "explanation/walk.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "explanation/graph.hpp"
#include "kernels/logistic.hpp"

namespace odds::explanation {
namespace {

using Kind = ExplainedNode::Kind;

std::string indexed(const std::string& name, std::size_t layer, std::size_t unit) {
  return name + std::to_string(layer) + "[" + std::to_string(unit + 1) + "]";
}

// One unit as a layer: the intercept at the centres, and what prediction multiplies with.
NetworkLayer single_unit(const FittedModel& model) {
  NetworkLayer unit;
  unit.biases = {model.centred_intercept};
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    if (model.terms[t].column.empty()) continue;
    unit.weights.push_back(model.scoring_estimates.empty() ? model.terms[t].estimate
                                                           : model.scoring_estimates[t]);
  }
  return unit;
}

// Without an intercept, and with no number centred, the log-odds at the centres are no coefficient.
bool has_bias(const FittedModel& model) {
  if (model.network.is_used()) return true;
  return std::any_of(model.terms.begin(), model.terms.end(),
                     [](const Term& term) { return term.column.empty(); }) ||
         std::any_of(model.columns.begin(), model.columns.end(),
                     [](const ColumnEncoding& column) { return column.centre != 0; });
}

// What the data hold in a term's column; "29 * 3rd" for an interaction.
std::string value_of(const FittedModel& model, const std::string& column,
                     const std::vector<std::string>& values) {
  const auto of_column = [&](const std::string& name) {
    for (std::size_t j = 0; j < model.columns.size(); ++j) {
      if (model.columns[j].name == name) return values[j];
    }
    return std::string();
  };
  for (const InteractionEncoding& pair : model.interactions) {
    if (column != pair.first + ":" + pair.second) continue;
    return of_column(pair.first) + " * " + of_column(pair.second);
  }
  return of_column(column);
}

double centre_of(const FittedModel& model, const Term& term) {
  for (const ColumnEncoding& column : model.columns) {
    const bool is_number = column.kind == ColumnKind::number && term.level.empty();
    if (is_number && column.name == term.column) return column.centre;
  }
  return not_applicable;
}

void fill_inputs(const FittedModel& model, const RowInputs& row, Explanation& result) {
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const Term& term = model.terms[t];
    if (term.column.empty()) continue;
    ExplainedInput input;
    input.term = term.term;
    input.column = term.column;
    input.level = term.level;
    input.value = value_of(model, term.column, row.values);
    input.x = row.x[t];
    input.centre = centre_of(model, term);
    result.inputs.push_back(std::move(input));
  }
}

const char* activation_formula(Activation activation) {
  switch (activation) {
    case Activation::logistic:
      return "sigma(z)";
    case Activation::tanh:
      return "tanh(z)";
    case Activation::relu:
      return "max(0, z)";
  }
  return "";
}

const char* slope_formula(Activation activation) {
  switch (activation) {
    case Activation::logistic:
      return "da/dz = sigma(z) sigma(-z)";
    case Activation::tanh:
      return "da/dz = 1 - a^2";
    case Activation::relu:
      return "da/dz = 1 where z > 0, else 0";
  }
  return "";
}

// Sums and outputs of the hidden layers. Without an outcome `gradients` is null.
void add_hidden_nodes(const std::vector<LayerValues>& values, const Gradients* gradients,
                      Explanation& result) {
  for (std::size_t l = 0; l < result.hidden.size(); ++l) {
    const std::string before = l == 0 ? "x" : "a" + std::to_string(l);
    for (std::size_t unit = 0; unit < result.hidden[l]; ++unit) {
      ExplainedNode node;
      node.kind = Kind::sum;
      node.layer = l + 1;
      node.name = indexed("z", l + 1, unit);
      node.formula = "b + sum_j w_j " + before + "_j";
      node.value = values[l].sum[unit];
      if (gradients != nullptr) node.gradient = gradients->layers[l].sum[unit];
      result.nodes.push_back(node);
    }
    for (std::size_t unit = 0; unit < result.hidden[l]; ++unit) {
      ExplainedNode node;
      node.kind = Kind::output;
      node.layer = l + 1;
      node.name = indexed("a", l + 1, unit);
      node.formula = activation_formula(result.activation);
      node.value = values[l].output[unit];
      node.derivative = slope_formula(result.activation);
      node.local = values[l].slope[unit];
      if (gradients != nullptr) node.gradient = gradients->layers[l].output[unit];
      result.nodes.push_back(node);
    }
  }
}

// z, p and L, which every model ends in.
void add_last_nodes(Explanation& result) {
  const std::size_t layer = result.hidden.size() + 1;
  const std::string offset = result.offset_column.empty() ? "" : " + offset";
  ExplainedNode z;
  z.layer = layer;
  z.name = "z";
  z.formula =
      (result.hidden.empty() ? "b + sum_j theta_j x_j"
                             : "b + sum_j w_j a" + std::to_string(result.hidden.size()) + "_j") +
      offset;
  z.value = result.z;
  z.gradient = result.gradient;
  result.nodes.push_back(z);

  ExplainedNode p;
  p.kind = Kind::probability;
  p.layer = layer;
  p.name = "p";
  p.formula = "sigma(z) = 1 / (1 + exp(-z))";
  p.value = result.probability;
  p.derivative = "dp/dz = p (1 - p) = sigma(z) sigma(-z)";
  p.local = kernels::sigma_derivative(result.z);

  ExplainedNode loss;
  loss.kind = Kind::loss;
  loss.layer = layer;
  loss.name = "L";
  loss.formula = "-(w/W) [ s log p + (m - s) log(1 - p) ]";
  loss.derivative = "dL/dp = -(w/W) [ s/p - (m - s)/(1 - p) ]";
  if (result.outcome) {
    const ExplainedOutcome& outcome = *result.outcome;
    const double failures = outcome.trials - outcome.successes;
    const double for_event = outcome.successes == 0 ? 0 : outcome.successes / result.probability;
    const double against = failures == 0 ? 0 : failures / result.complement;
    loss.value = result.loss;
    loss.local = -(outcome.weight / result.sum_weights) * (for_event - against);
    loss.gradient = 1;
    p.gradient = loss.local;
  }
  result.nodes.push_back(p);
  result.nodes.push_back(loss);
}

struct CoefficientPlace {
  std::size_t layer = 0, unit = 0;  // from 0
};

void add_coefficients(const Graph& graph, const std::vector<LayerValues>& values,
                      const Gradients* gradients, bool with_bias, Explanation& result) {
  const bool is_network = !result.hidden.empty();
  const auto add = [&](const CoefficientPlace& place, std::optional<std::size_t> input,
                       const std::string& name, double value, double local) {
    ExplainedCoefficient coefficient;
    coefficient.layer = place.layer + 1;
    coefficient.unit = place.unit;
    coefficient.input = input;
    coefficient.name = name;
    coefficient.value = value;
    coefficient.local = local;
    if (gradients != nullptr) {
      coefficient.gradient = gradients->layers[place.layer].sum[place.unit] * local + 0.0;  // no -0
    }
    result.coefficients.push_back(std::move(coefficient));
  };
  for (std::size_t l = 0; l < graph.layers().size(); ++l) {
    const NetworkLayer& layer = graph.layers()[l];
    const std::size_t count = layer.weights.size() / layer.units();
    const std::string number = std::to_string(l + 1);
    for (std::size_t unit = 0; unit < layer.units(); ++unit) {
      const std::string place = number + "[" + std::to_string(unit + 1);
      if (with_bias) {
        add({l, unit}, {}, is_network ? "b" + place + "]" : "(Intercept)", layer.biases[unit], 1);
      }
      for (std::size_t j = 0; j < count; ++j) {
        const std::string input = l == 0 ? result.inputs[j].term : std::to_string(j + 1);
        std::string name = is_network ? "w" + place + ", " : "";
        name += input;
        if (is_network) name += "]";
        add({l, unit}, j, name, layer.weights[unit * count + j],
            l == 0 ? result.inputs[j].x : values[l - 1].output[j]);
      }
    }
  }
}

// By feature: the terms of a column together.
void add_contributions(double offset, Explanation& result) {
  std::vector<Contribution>& list = result.contributions;
  for (const ExplainedInput& input : result.inputs) {
    const double part = input.slope * input.x + 0.0;  // no -0
    const auto found = std::find_if(list.begin(), list.end(), [&](const Contribution& known) {
      return known.feature == input.column;
    });
    if (found == list.end()) {
      list.push_back({input.column, input.value, part});
    } else {
      found->log_odds += part;
    }
  }
  if (!result.offset_column.empty()) list.push_back({result.offset_column, "offset", offset});
  std::stable_sort(list.begin(), list.end(), [](const Contribution& a, const Contribution& b) {
    return std::fabs(a.log_odds) > std::fabs(b.log_odds);
  });
}

void fill_loss(Explanation& result) {
  if (!result.outcome) return;
  const ExplainedOutcome& outcome = *result.outcome;
  const double share = outcome.weight / result.sum_weights;
  const double failures = outcome.trials - outcome.successes;
  result.loss = share * (outcome.successes * kernels::softplus(-result.z) +
                         failures * kernels::softplus(result.z));
  result.gradient = share * (failures * result.probability - outcome.successes * result.complement);
}

}  // namespace

void walk(const FittedModel& model, const RowInputs& inputs, Explanation& result) {
  const bool is_network = model.network.is_used();
  const Graph graph(
      is_network ? model.network.layers : std::vector<NetworkLayer>{single_unit(model)},
      model.network.activation);
  fill_inputs(model, inputs, result);
  std::vector<double> x;
  for (const ExplainedInput& input : result.inputs) x.push_back(input.x);
  const std::vector<LayerValues> values = graph.forward(x, inputs.offset);
  result.offset = inputs.offset;
  result.z = is_network ? values.back().sum[0] : inputs.z;
  result.probability = kernels::sigma(result.z);
  result.complement = kernels::sigma(-result.z);
  fill_loss(result);

  const Gradients slopes = graph.backward(values, 1);
  Gradients gradients;
  if (result.outcome) gradients = graph.backward(values, result.gradient);
  for (std::size_t j = 0; j < x.size(); ++j) {
    result.inputs[j].slope = slopes.inputs[j];
    if (result.outcome) result.inputs[j].gradient = gradients.inputs[j];
  }
  const Gradients* arriving = result.outcome ? &gradients : nullptr;
  add_hidden_nodes(values, arriving, result);
  add_last_nodes(result);
  add_coefficients(graph, values, arriving, has_bias(model), result);
  result.base = graph.forward(std::vector<double>(x.size(), 0.0), 0).back().sum[0];
  add_contributions(inputs.offset, result);
}

}  // namespace odds::explanation

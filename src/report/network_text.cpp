// SPDX-License-Identifier: Apache-2.0
#include "report/network_text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "report/aligned_table.hpp"
#include "report/json_parts.hpp"
#include "report/layout.hpp"
#include "report/network_units.hpp"
#include "report/numbers.hpp"
#include "report/summary_words.hpp"
#include "report/training_text.hpp"

namespace odds::report {
namespace {

std::size_t hidden_layers(const FittedModel& model) { return model.network.layers.size() - 1; }

// "16 + 8"
std::string hidden_text(const FittedModel& model) {
  std::string text;
  for (std::size_t l = 0; l < hidden_layers(model); ++l) {
    text += (l == 0 ? "" : " + ") + grouped(model.network.layers[l].units());
  }
  return text;
}

std::string architecture(const FittedModel& model, const TextOptions& options) {
  const std::string activation = activation_name(model.network.activation);
  std::string out = wrap(
      fmt::format("{}, {} {} units, then one logistic unit: {}. {}",
                  counted(model.terms.size(), "input"), hidden_text(model), activation,
                  counted(model.network.parameter_count(), "parameter"), solver_sentence(model)),
      options.width);
  if (model.l2 > 0.0) {
    out += wrap(fmt::format("Ridge penalty --l2 {} on the weights in standardised inputs, never on "
                            "biases.",
                            rounded(model.l2, 6)),
                options.width);
  }
  if (const std::string reference = reference_sentence(model); !reference.empty()) {
    out += wrap(reference, options.width);
  }
  return out;
}

std::string idle_table(const FittedModel& model, const TextOptions& options) {
  const std::vector<IdleUnits>& idle = model.training.idle;
  if (idle.size() != hidden_layers(model)) return "";
  const bool any = std::any_of(idle.begin(), idle.end(), [](const IdleUnits& layer) {
    return layer.saturated != 0 || layer.dead != 0;
  });
  if (!any) return "\n" + wrap("No hidden unit is saturated or dead.", options.width);
  std::vector<TableRow> rows;
  for (std::size_t l = 0; l < idle.size(); ++l) {
    rows.push_back({fmt::format("Layer {}", l + 1),
                    {grouped(model.network.layers[l].units()), std::to_string(idle[l].saturated),
                     std::to_string(idle[l].dead)}});
  }
  return aligned_table({"Idle units", {"units", "saturated", "dead"}}, rows, options) +
         wrap(
             "On every row a saturated unit is at the flat end of its curve, and a dead one sends "
             "nothing on.",
             options.width);
}

std::string gradient_check(const FittedModel& model, const TextOptions& options) {
  if (!model.gradient_check) return "";
  const GradientCheck& check = *model.gradient_check;
  const std::string rows = counted(check.rows, "row");
  if (!std::isfinite(check.max_relative_difference)) {
    return "\n" +
           wrap(fmt::format("Gradient check on {}: nothing to compare, since the differences "
                            "of the loss are no numbers that a double holds.",
                            rows),
                options.width);
  }
  return "\n" + wrap(fmt::format("Gradient check on {}: backpropagation and central differences "
                                 "{} {} (relative).",
                                 rows, check.passed ? "agree to" : "DIFFER by",
                                 rounded(check.max_relative_difference, 3)),
                     options.width);
}

std::string onward_sentence(const FittedModel& model, const std::vector<double>& onward) {
  if (hidden_layers(model) == 1) {
    return "It enters the log-odds with weight " + rounded(onward[0], 5) + ".";
  }
  constexpr std::size_t most_shown = 6;
  std::vector<std::size_t> order(onward.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::fabs(onward[a]) > std::fabs(onward[b]);
  });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most_shown, order.size()); ++i) {
    parts.push_back(fmt::format("unit {} with {}", order[i] + 1, rounded(onward[order[i]], 5)));
  }
  if (order.size() > most_shown) {
    parts.push_back(fmt::format("{} more with less", order.size() - most_shown));
  }
  return "It enters layer 2: " + list_in_words(parts) + ".";
}

std::string unit_table(const FittedModel& model, std::size_t unit, const TextOptions& options) {
  const UnitReading reading = read_unit(model, unit);
  const std::size_t most = options.max_terms == 0 ? reading.weights.size() : options.max_terms;
  std::vector<TableRow> rows = {
      {"(bias where numbers are 0)", {rounded(reading.bias_at_zero, 5), ""}},
      {"(bias at the centres)", {rounded(reading.bias, 5), ""}}};
  for (std::size_t t = 0; t < std::min(most, reading.weights.size()); ++t) {
    rows.push_back(
        {model.terms[t].term, {rounded(reading.weights[t], 5), rounded(reading.per_sd[t], 5)}});
  }
  std::string out = aligned_table(
      {fmt::format("Hidden unit {}", unit + 1), {"weight", "per std. deviation"}}, rows, options);
  if (most < reading.weights.size()) {
    out += "… and " + counted(reading.weights.size() - most, "more term") + "\n";
  }
  return out + wrap(onward_sentence(model, reading.onward), options.width);
}

std::string first_layer(const FittedModel& model, const TextOptions& options) {
  const std::size_t units = model.network.layers[0].units();
  const std::size_t shown = options.max_units == 0 ? units : std::min(units, options.max_units);
  std::string out =
      "\n" + wrap(fmt::format("Each unit of the first layer is a {} of its own: weights "
                              "in the units of the data.",
                              model.network.activation == Activation::logistic ? "logistic model"
                                                                               : "linear model"),
                  options.width);
  for (std::size_t unit = 0; unit < shown; ++unit) out += unit_table(model, unit, options);
  if (shown < units) {
    out += "\n" + wrap("… and " + counted(units - shown, "more unit") +
                           ", with \"odds show\" on the kept model",
                       options.width);
  }
  return out;
}

}  // namespace

std::string network_name(const FittedModel& model) {
  return fmt::format("Network ({} {} units)", hidden_text(model),
                     activation_name(model.network.activation));
}

std::string network_text(const FittedModel& model, const TextOptions& options) {
  std::string out = architecture(model, options);
  if (model.training.is_used()) out += training_tables(model, options);
  return out + idle_table(model, options) + gradient_check(model, options) +
         first_layer(model, options);
}

}  // namespace odds::report

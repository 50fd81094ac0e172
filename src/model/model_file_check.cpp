// SPDX-License-Identifier: Apache-2.0
#include "model/model_file_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "model/class_equations.hpp"
#include "model/model_file_classes.hpp"
#include "model/model_file_reader.hpp"
#include "network/layout.hpp"

namespace odds::model_file {
namespace {

constexpr std::string_view missing_level = "(missing)";
constexpr std::array<std::string_view, 4> schedules = {"", "constant", "inverse", "cosine"};
constexpr std::array<std::string_view, 3> start_kinds = {"embedded", "random", "zero"};
constexpr std::array<std::string_view, 7> ends_of_training = {
    "gradient", "budget", "patience", "line_search", "no_minimum", "diverged", "interrupted"};

class Checker {
 public:
  Checker(const FittedModel& model, const std::string& file) : model_(model), file_(file) {}

  void run() {
    check_settings();
    check_classes(model_, file_);
    check_rows();
    for (std::size_t i = 0; i < model_.columns.size(); ++i) check_column(i);
    for (std::size_t i = 0; i < model_.interactions.size(); ++i) check_interaction(i);
    check_terms();
    check_scoring();
    if (model_.network.is_used()) check_network();
    if (model_.training.is_used()) check_training();
  }

 private:
  [[noreturn]] void refuse(const char* code, const std::string& message) const {
    refuse_model(file_, code, message);
  }

  void require(bool holds, std::string_view field, std::string_view must) const {
    if (!holds) refuse("model.range", fmt::format("the field {} must be {}.", field, must));
  }

  void require_finite(double value, const std::string& field) const {
    if (!std::isfinite(value)) {
      refuse("model.not_finite", fmt::format("the field {} must be a finite number.", field));
    }
  }

  void check_settings() const {
    require(!model_.target.empty(), "target", "a column name");
    require(model_.level > 0.0 && model_.level < 100.0, "level", "between 0 and 100");
    check_penalty();
    require(model_.iterations >= 0, "iterations", "0 or more");
    require(model_.df_model >= 0, "df_model", "0 or more");
    require_finite(model_.centred_intercept, "centred_intercept");
    check_centred_correlation();
    require(model_.interval == "wald" || model_.interval == "profile", "interval",
            "wald or profile");
    constexpr std::array<std::string_view, 4> covariances = {"oim", "hc0", "hc1", "cluster"};
    check_word(model_.vce, covariances, "vce");
    constexpr std::array<std::string_view, 8> reasons = {
        "gradient",       "decrement",   "gap",        "budget",
        "max_iterations", "line_search", "separation", "interrupted"};
    check_word(model_.stop_reason, reasons, "stop_reason");
  }

  void check_penalty() const {
    const auto is_strength = [](double x) { return std::isfinite(x) && x >= 0.0; };
    require(is_strength(model_.l1), "l1", "a finite number, 0 or more");
    require(is_strength(model_.l2), "l2", "a finite number, 0 or more");
    for (const auto& [column, factor] : model_.penalty_factors) {
      require(is_strength(factor), "penalty_factors", "of finite numbers, 0 or more");
    }
    for (const auto& [column, bounds] : model_.bounds) {
      require(bounds.low <= bounds.high, "bounds", "of lower bounds at most the upper ones");
    }
    require(!(model_.firth && model_.is_penalised()), "firth", "false under a penalty or bounds");
  }

  void check_centred_correlation() const {
    const std::vector<double>& values = model_.centred_intercept_correlation;
    if (!values.empty() && values.size() != model_.terms.size()) {
      refuse("model.length",
             fmt::format("there are {} terms, but the field centred_intercept_correlation has {} "
                         "numbers.",
                         model_.terms.size(), values.size()));
    }
    for (const double value : values) {
      require(!(std::abs(value) > 1.0 + 1e-9), "centred_intercept_correlation",
              "a list of correlations, -1 to 1");
    }
    require(!(model_.centred_intercept_std_error < 0.0), "centred_intercept_std_error",
            "0 or more");
  }

  void check_rows() const {
    require(model_.rows_used <= model_.rows_read, "rows_used", "at most rows_read");
    for (const auto& [value, field] :
         {std::pair{model_.nobs, "nobs"}, std::pair{model_.sum_weights, "sum_weights"},
          std::pair{model_.event_weight, "event_weight"}}) {
      require(std::isfinite(value) && value >= 0.0, field, "a finite number, 0 or more");
    }
    require(!(model_.event_nobs < 0.0) && !std::isinf(model_.event_nobs), "event_nobs",
            "a finite number, 0 or more");
    for (std::size_t k = 1; k < model_.steps.size(); ++k) {
      require(model_.steps[k - 1].step < model_.steps[k].step, "steps", "in rising order");
    }
  }

  void check_column(std::size_t index) {
    const ColumnEncoding& column = model_.columns[index];
    const std::string field = fmt::format("columns[{}]", index);
    require(!column.name.empty(), field + ".name", "a column name");
    if (!columns_.emplace(column.name, index).second) {
      refuse("model.reference", fmt::format("the column {} is listed twice.", quote(column.name)));
    }
    require_finite(column.fill, field + ".fill");
    require_finite(column.centre, field + ".centre");
    std::unordered_set<std::string_view>& levels = levels_.emplace_back();
    for (const std::string& level : column.levels) {
      if (!levels.insert(level).second) {
        refuse("model.reference", fmt::format("the level {} of column {} is listed twice.",
                                              quote(level), quote(column.name)));
      }
    }
    if (column.kind == ColumnKind::number) {
      require(levels.empty(), field + ".levels", "empty, because the column holds numbers");
    }
    if (column.kind == ColumnKind::category && column.has_missing) {
      require(!column.levels.empty() && column.levels.back() == missing_level, field + ".levels",
              "a list that ends with (missing)");
    }
    if (!column.reference.empty() && !has_level(index, column.reference)) {
      refuse("model.reference", fmt::format("the reference level {} is not a level of column {}.",
                                            quote(column.reference), quote(column.name)));
    }
  }

  std::size_t interaction_column(const std::string& name, const std::string& field) const {
    const auto column = columns_.find(name);
    if (column == columns_.end()) {
      refuse("model.reference",
             fmt::format("the field {} names column {}, which is not listed.", field, quote(name)));
    }
    return column->second;
  }

  void check_interaction(std::size_t index) {
    constexpr std::int64_t largest_exponent = 1000;
    constexpr std::size_t most_pairs = std::size_t{1} << 24U;
    const InteractionEncoding& pair = model_.interactions[index];
    const std::string field = fmt::format("interactions[{}]", index);
    const std::size_t first = interaction_column(pair.first, field + ".first");
    const std::size_t second = interaction_column(pair.second, field + ".second");
    require_finite(pair.centre, field + ".centre");
    const bool is_product = model_.columns[first].kind == ColumnKind::number &&
                            model_.columns[second].kind == ColumnKind::number;
    require(first != second || is_product, field, "of two columns, or a number by itself");
    for (const std::int64_t exponent : {pair.first_exponent, pair.second_exponent}) {
      require(std::abs(exponent) <= (is_product ? largest_exponent : 0), field,
              "without exponents, or of two numbers with exponents of at most 1000");
    }
    require(levels_[first].size() + 2 <= most_pairs / (levels_[second].size() + 2), field,
            "of columns with fewer levels");
    const std::string name = pair.first + ":" + pair.second;
    const bool is_new = pairs_.emplace(std::minmax(first, second)).second;
    if (!is_new || columns_.count(name) != 0 || !interactions_.emplace(name, index).second) {
      refuse("model.reference", fmt::format("the interaction {} is listed twice.", quote(name)));
    }
  }

  // An indicator of missing values takes no part in an interaction.
  bool takes_part(std::size_t column, std::string_view level) const {
    const bool is_category = model_.columns[column].kind == ColumnKind::category;
    return has_level(column, level) && (is_category || level != "missing");
  }

  // A level of either column, or a level of each with a colon between them.
  bool has_pair(const InteractionEncoding& pair, std::string_view level) const {
    const std::size_t first = columns_.at(pair.first);
    const std::size_t second = columns_.at(pair.second);
    const bool first_is_number = model_.columns[first].kind == ColumnKind::number;
    const bool second_is_number = model_.columns[second].kind == ColumnKind::number;
    if (first_is_number && second_is_number) return level.empty();
    if (first_is_number) return takes_part(second, level);
    if (second_is_number) return takes_part(first, level);
    for (std::size_t cut = level.find(':'); cut != std::string_view::npos;
         cut = level.find(':', cut + 1)) {
      if (takes_part(first, level.substr(0, cut)) && takes_part(second, level.substr(cut + 1))) {
        return true;
      }
    }
    return false;
  }

  void check_scoring() const {
    const std::size_t count = model_.interactions.empty() ? 0 : model_.terms.size();
    if (model_.scoring_estimates.size() != count) {
      refuse("model.length",
             fmt::format("the field scoring_estimates must have {} numbers, but has {}.", count,
                         model_.scoring_estimates.size()));
    }
    for (std::size_t t = 0; t < count; ++t) {
      if (model_.terms[t].limit.empty()) {
        require_finite(model_.scoring_estimates[t], fmt::format("scoring_estimates[{}]", t));
      }
    }
  }

  // Of a category, "(missing)" is a level like others; elsewhere "missing" is an indicator.
  bool has_level(std::size_t column, std::string_view level) const {
    const ColumnEncoding& encoding = model_.columns[column];
    if (encoding.kind == ColumnKind::category) return levels_[column].count(level) != 0;
    if (level == "missing") return encoding.has_missing;
    return encoding.kind == ColumnKind::boolean && (level == "true" || level == "false");
  }

  void check_terms() {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (std::size_t i = 0; i < model_.terms.size(); ++i) {
      const Term& term = model_.terms[i];
      check_estimate(term, i);
      if (i >= model::equation_terms(model_)) continue;  // the same terms in another equation
      if (!seen.emplace(term.column, term.level).second) {
        refuse("model.reference", fmt::format("the term {} is listed twice.", quote(term.term)));
      }
      if (term.column.empty()) {
        check_intercept(term, i);
      } else {
        check_reference(term);
      }
    }
    // The biases of a network's units stand for the intercept.
    const bool has_intercept = seen.count({"", ""}) != 0;
    require(has_intercept == (model_.has_intercept && !model_.network.is_used()), "intercept",
            "true if and only if the terms start with (Intercept)");
  }

  void check_estimate(const Term& term, std::size_t index) const {
    constexpr std::array<std::string_view, 4> limits = {"", "+inf", "-inf", "undetermined"};
    const std::string field = fmt::format("terms[{}]", index);
    require(std::find(limits.begin(), limits.end(), term.limit) != limits.end(), field + ".limit",
            "empty, +inf, -inf or undetermined");
    const bool is_input = model_.network.is_used();  // the weights are the units'
    if (!is_input && term.limit.empty() && !std::isfinite(term.estimate)) {
      refuse("model.not_finite", fmt::format("the coefficient {}.estimate of {} must be finite.",
                                             field, quote(term.term)));
    }
    require(std::isnan(term.std_error) || term.std_error >= 0.0, field + ".std_error", "0 or more");
  }

  // Each layer takes what the one before gives, and the last has one unit.
  void check_network() const {
    require(model_.has_intercept, "intercept", "true, because the model is a network");
    require(model_.interactions.empty(), "interactions", "empty, because the model is a network");
    const std::string network = "network";
    std::size_t inputs = model_.terms.size();
    for (const Term& term : model_.terms) {
      require(term.limit.empty(), "terms", "without limits, because the model is a network");
    }
    require(model_.network.scales.size() == inputs, network + ".scales",
            "one number for each term");
    for (const double scale : model_.network.scales) {
      require(std::isfinite(scale) && scale > 0.0, network + ".scales", "finite and above 0");
    }
    require(model_.network.layers.size() <= network::most_layers + 1 &&
                model_.network.parameter_count() <= network::most_parameters,
            network + ".layers",
            fmt::format("of at most {} hidden layers and {} parameters", network::most_layers,
                        network::most_parameters));
    for (std::size_t l = 0; l < model_.network.layers.size(); ++l) {
      const NetworkLayer& layer = model_.network.layers[l];
      const std::string field = fmt::format("{}.layers[{}]", network, l);
      require(layer.units() > 0 && layer.weights.size() / layer.units() == inputs &&
                  layer.weights.size() % layer.units() == 0,
              field, fmt::format("units with {} weights each", inputs));
      for (const double bias : layer.biases) require_finite(bias, field + ".biases");
      for (const double weight : layer.weights) require_finite(weight, field + ".weights");
      inputs = layer.units();
    }
    require(inputs == 1 && model_.network.layers.size() > 1, network + ".layers",
            "hidden layers and a last one of one unit");
  }

  void check_training() const {
    const Training& training = model_.training;
    const std::string field = "training";
    require(training.chosen < training.starts.size(), field,
            "with a chosen start among its starts");
    check_word(training.schedule, schedules, field + ".schedule");
    for (const TrainingStart& start : training.starts) {
      check_word(start.kind, start_kinds, field + ".starts.kind");
      check_word(start.stop_reason, ends_of_training, field + ".starts.stop_reason");
      require(start.epochs >= 0 && start.best.epoch >= 0, field + ".starts",
              "with epochs of 0 or more");
    }
    for (const TrainingEpoch& point : training.history) {
      require(point.epoch >= 0, field + ".history", "with epochs of 0 or more");
    }
    for (const IdleUnits& layer : training.idle) {
      require(layer.saturated >= 0 && layer.dead >= 0, field + ".idle", "counts of 0 or more");
    }
    require(training.batch >= 0, field + ".batch", "0 or more");
  }

  template <std::size_t Count>
  void check_word(const std::string& word, const std::array<std::string_view, Count>& known,
                  std::string_view field) const {
    require(std::find(known.begin(), known.end(), word) != known.end(), field,
            fmt::format("one of {}", fmt::join(known, ", ")));
  }

  void check_intercept(const Term& term, std::size_t index) const {
    require(index == 0 && term.level.empty(), fmt::format("terms[{}].column", index),
            "a column name, because only the intercept has none and it comes first");
  }

  void check_reference(const Term& term) const {
    const auto pair = interactions_.find(term.column);
    if (pair != interactions_.end()) {
      if (has_pair(model_.interactions[pair->second], term.level)) return;
      refuse("model.reference",
             fmt::format("the term {} names the levels {}, which its columns lack.",
                         quote(term.term), quote(term.level)));
    }
    const auto column = columns_.find(term.column);
    if (column == columns_.end()) {
      refuse("model.reference",
             fmt::format("the term {} belongs to column {}, which is not listed.", quote(term.term),
                         quote(term.column)));
    }
    const bool plain = model_.columns[column->second].kind != ColumnKind::category;
    if ((term.level.empty() && plain) || has_level(column->second, term.level)) return;
    refuse("model.reference", fmt::format("the term {} names the level {}, which column {} lacks.",
                                          quote(term.term), quote(term.level), quote(term.column)));
  }

  const FittedModel& model_;
  const std::string& file_;
  std::unordered_map<std::string_view, std::size_t> columns_;
  std::vector<std::unordered_set<std::string_view>> levels_;
  std::unordered_map<std::string, std::size_t> interactions_;  // by the name "a:b"
  std::set<std::pair<std::size_t, std::size_t>> pairs_;
};

}  // namespace

void check_model(const FittedModel& model, const std::string& file) {
  Checker(model, file).run();
  if (model.sparse.is_used()) check_sparse(model, file);
}

}  // namespace odds::model_file

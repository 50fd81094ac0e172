// SPDX-License-Identifier: Apache-2.0
#include "evaluation/effect/profile.hpp"

#include <algorithm>
#include <cmath>

#include "design/layout.hpp"
#include "design/tile.hpp"

namespace odds::evaluation {

using design::tile_rows;

namespace {

constexpr const char* indicator_level = "missing";  // of a number or boolean

std::optional<std::size_t> find(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

bool is_number(const ColumnEncoding& column) { return column.kind == ColumnKind::number; }

}  // namespace

std::vector<std::string> level_names(const ColumnEncoding& column) {
  if (column.kind == ColumnKind::category) return column.levels;
  std::vector<std::string> names;
  if (column.kind == ColumnKind::boolean) names = {"false", "true"};
  if (column.has_missing) names.emplace_back(indicator_level);
  return names;
}

double ProfileScorer::Factor::value(const Profile& profile) const {
  const ColumnState& state = profile[column];
  return level ? state.weights[*level] : state.x * scale;
}

ProfileScorer::ProfileScorer(const FittedModel& model, double level)
    : model_(model), columns_(model.terms.size()), is_used_(model.columns.size(), false) {
  for (std::size_t j = 0; j < model.columns.size(); ++j) bind_main(j);
  for (const InteractionEncoding& pair : model.interactions) bind_pair(pair);
  if (model.network.is_used()) {
    network_.emplace(model);
    return;
  }
  try {
    interval_.emplace(model, level, false);
  } catch (const Error& error) {
    if (error.code() != "predict.no_interval") throw;  // without limits it is a point
  }
}

void ProfileScorer::add_factor(std::size_t term, Factor factor) {
  columns_[term].factors.push_back(factor);
  is_used_[factor.column] = true;
}

void ProfileScorer::bind_main(std::size_t column) {
  const ColumnEncoding& encoding = model_.columns[column];
  const std::vector<std::string> names = level_names(encoding);
  for (std::size_t t = 0; t < model_.terms.size(); ++t) {
    const Term& term = model_.terms[t];
    if (term.column.empty() || term.column != encoding.name) continue;
    if (is_number(encoding) && term.level.empty()) {
      add_factor(t, {column, {}});
      columns_[t].centre = encoding.centre;
    } else if (const auto level = find(names, term.level)) {
      add_factor(t, {column, level});
    }
  }
}

bool ProfileScorer::has_level_term(const std::string& column, const std::string& level) const {
  return std::any_of(model_.terms.begin(), model_.terms.end(), [&](const Term& term) {
    return term.column == column && term.level == level;
  });
}

std::size_t ProfileScorer::position_of(const std::string& name) const {
  const auto is_it = [&](const ColumnEncoding& column) { return column.name == name; };
  const auto found = std::find_if(model_.columns.begin(), model_.columns.end(), is_it);
  return static_cast<std::size_t>(found - model_.columns.begin());
}

void ProfileScorer::bind_pair(const InteractionEncoding& pair) {
  const std::size_t a = position_of(pair.first);
  const std::size_t b = position_of(pair.second);
  const bool a_is_number = is_number(model_.columns[a]);
  const bool b_is_number = is_number(model_.columns[b]);
  const std::vector<std::string> a_names = level_names(model_.columns[a]);
  const std::vector<std::string> b_names = level_names(model_.columns[b]);
  for (std::size_t t = 0; t < model_.terms.size(); ++t) {
    const Term& term = model_.terms[t];
    if (term.column != pair.first + ":" + pair.second) continue;
    TermColumn& column = columns_[t];
    const std::string_view level = term.level;
    if (a_is_number && b_is_number) {
      add_factor(t, {a, {}, std::ldexp(1.0, static_cast<int>(pair.first_exponent))});
      add_factor(t, {b, {}, std::ldexp(1.0, static_cast<int>(pair.second_exponent))});
      column.centre = pair.centre;
    } else if (a_is_number || b_is_number) {
      const std::size_t number = a_is_number ? a : b;
      const std::size_t other = a_is_number ? b : a;
      const auto found = find(a_is_number ? b_names : a_names, level);
      if (!found) continue;
      add_factor(t, {number, {}});
      add_factor(t, {other, found});
      const std::string& name = model_.columns[other].name;
      column.shift = has_level_term(name, term.level) ? pair.centre : 0.0;
    } else {
      for (std::size_t cut = level.find(':'); cut != std::string_view::npos;
           cut = level.find(':', cut + 1)) {
        const auto first = find(a_names, level.substr(0, cut));
        const auto second = find(b_names, level.substr(cut + 1));
        if (!first || !second) continue;
        add_factor(t, {a, first});
        add_factor(t, {b, second});
        break;
      }
    }
  }
}

ProfileScorer::Scores ProfileScorer::score(const std::vector<Profile>& profiles,
                                           double offset) const {
  const std::size_t count = profiles.size();
  const bool is_plain = model_.scoring_estimates.empty();
  std::vector<double> columns(model_.terms.size() * tile_rows);
  Scores scores;
  scores.z.assign(count, model_.network.is_used() ? 0.0 : model_.centred_intercept);
  for (std::size_t t = 0; t < columns_.size(); ++t) {
    const TermColumn& column = columns_[t];
    if (column.factors.empty()) continue;
    for (std::size_t i = 0; i < count; ++i) {
      double raw = 1;
      double x = 0;
      double weight = 1;
      for (const Factor& factor : column.factors) {
        const double value = factor.value(profiles[i]);
        raw *= value;
        if (factor.level) {
          weight *= value;
        } else {
          x = value;
        }
      }
      raw -= column.centre;
      columns[t * tile_rows + i] = raw;
      if (network_) continue;
      const double scored = column.shift == 0 ? raw : (x - column.shift) * weight;
      scores.z[i] += (is_plain ? model_.terms[t].estimate : model_.scoring_estimates[t]) * scored;
    }
  }
  scores.half_width.assign(count, not_applicable);
  if (network_) network_->predict(columns.data(), count, scores.z.data());
  if (interval_) interval_->half_widths(columns.data(), count, scores.half_width.data());
  for (double& z : scores.z) z += offset;
  return scores;
}

}  // namespace odds::evaluation

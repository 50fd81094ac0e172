// SPDX-License-Identifier: Apache-2.0
#include "model/predict_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/logistic.hpp"

namespace odds::model {
namespace {

constexpr std::uint8_t pushed_up = 1;
constexpr std::uint8_t pushed_down = 2;
constexpr std::uint8_t pushed_unknown = 4;
constexpr double no_score = std::numeric_limits<double>::quiet_NaN();

void keep_first(const ScoreProblem& found, ScoreProblem& problem) {
  if (problem.kind == ScoreProblem::Kind::none || found.row < problem.row) problem = found;
}

}  // namespace

Scorer::Limit Scorer::parse_limit(const std::string& text) {
  if (text.empty()) return Limit::none;
  if (text == "+inf") return Limit::up;
  return text == "-inf" ? Limit::down : Limit::unknown;
}

Scorer::Scorer(const FittedModel& model, const PredictOptions& options)
    : model_(model), options_(options) {
  for (const Term& term : model.terms) has_limits_ = has_limits_ || !term.limit.empty();
  base_ = model.centred_intercept;
  if (!has_limits_) return;
  // Where terms run away the centred intercept runs with them: the raw one is used, and raw x.
  const Coefficient intercept = coefficient("", "");
  base_ = intercept.value;
  base_limit_ = intercept.limit;
}

// A dropped term has the coefficient 0.
Scorer::Coefficient Scorer::coefficient(const std::string& column, const std::string& level) const {
  for (const Term& term : model_.terms) {
    if (term.column != column || term.level != level) continue;
    const Limit limit = parse_limit(term.limit);
    return {limit == Limit::none ? term.estimate : 0.0, limit};
  }
  return {};
}

void Scorer::bind(const std::vector<ScoreColumn>& columns, std::optional<std::size_t> offset) {
  columns_.clear();
  offset_ = offset;
  for (std::size_t j = 0; j < model_.columns.size(); ++j) {
    Column column;
    column.position = columns[j].position;
    column.is_number = model_.columns[j].kind == ColumnKind::number;
    if (column.is_number) {
      bind_number(model_.columns[j], column);
    } else {
      bind_codes(model_.columns[j], columns[j].levels, column);
    }
    columns_.push_back(std::move(column));
  }
}

void Scorer::bind_number(const ColumnEncoding& encoding, Column& column) const {
  constexpr double huge = 0x1p1000;  // beyond it x - centre could overflow
  column.slope = coefficient(encoding.name, "");
  column.indicator = coefficient(encoding.name, "missing");
  column.has_limit = column.slope.limit != Limit::none || column.indicator.limit != Limit::none;
  column.transform.centre = has_limits_ ? 0.0 : encoding.centre;
  column.transform.fill = encoding.fill;
  column.transform.fills = encoding.has_missing || model_.missing == MissingPolicy::mean ||
                           options_.missing == MissingPolicy::mean;
  if (std::fabs(column.transform.centre) < huge) return;
  column.transform.pre = 0.25;
  column.transform.centre *= 0.25;
  column.slope.value *= 4;
}

void Scorer::bind_codes(const ColumnEncoding& encoding, const std::vector<std::string>& levels,
                        Column& column) const {
  const bool is_boolean = encoding.kind == ColumnKind::boolean;
  const auto known = [&](const std::string& level) {
    if (is_boolean) return level == "true" || level == "false";
    return std::find(encoding.levels.begin(), encoding.levels.end(), level) !=
           encoding.levels.end();
  };
  const auto add = [&](const Coefficient& value, CodeState state) {
    column.of_code.push_back(value);
    column.state_of_code.push_back(state);
    column.has_limit = column.has_limit || value.limit != Limit::none;
  };
  const Coefficient missing = coefficient(encoding.name, is_boolean ? "missing" : "(missing)");
  const CodeState missing_state = encoding.has_missing ? CodeState::scored : CodeState::missing;
  const auto add_unseen = [&] {
    if (options_.unseen == UnseenPolicy::reference) {
      add({}, CodeState::substituted);
    } else if (options_.unseen == UnseenPolicy::missing && encoding.has_missing) {
      add(missing, CodeState::substituted);
    } else {
      add({}, CodeState::unseen);
    }
  };
  for (const std::string& level : levels) {
    if (known(level)) {
      add(coefficient(encoding.name, level), CodeState::scored);
    } else {
      add_unseen();
    }
  }
  add(missing, missing_state);
  add_unseen();
}

void Scorer::push(Limit limit, double sign, std::uint8_t& pushes) {
  if (limit == Limit::none || sign == 0) return;
  if (limit == Limit::unknown) {
    pushes |= pushed_unknown;
  } else {
    pushes |= (limit == Limit::up) == (sign > 0) ? pushed_up : pushed_down;
  }
}

void Scorer::add_number(const Column& column, Chunk& chunk) const {
  const design::RowSpan rows{&chunk.view, column.position, chunk.begin, chunk.count};
  std::array<double, design::tile_rows> x;
  design::encode_number(rows, column.transform, x.data());
  const double slope = column.slope.value;
  for (std::size_t i = 0; i < chunk.count; ++i) chunk.z[i] += slope * x[i];
  if (column.has_limit) {
    for (std::size_t i = 0; i < chunk.count; ++i) push(column.slope.limit, x[i], chunk.pushes[i]);
  }
  if (!column.transform.fills) return;
  std::array<double, design::tile_rows> missing;
  design::encode_missing_number(rows, missing.data());
  for (std::size_t i = 0; i < chunk.count; ++i) {
    chunk.z[i] += column.indicator.value * missing[i];
    push(column.indicator.limit, missing[i], chunk.pushes[i]);
  }
}

void Scorer::add_codes(std::size_t input, Chunk& chunk, ScoreProblem& problem) const {
  const Column& column = columns_[input];
  std::array<std::uint32_t, design::tile_rows> codes;
  chunk.view.load_codes(column.position, chunk.begin, chunk.count, codes.data());
  const std::size_t unseen = column.of_code.size() - 1;
  const std::size_t missing = unseen - 1;
  for (std::size_t i = 0; i < chunk.count; ++i) {
    const std::size_t code =
        codes[i] == missing_code
            ? missing
            : std::min<std::size_t>(codes[i] < missing ? codes[i] : unseen, unseen);
    const CodeState state = column.state_of_code[code];
    if (state == CodeState::scored || state == CodeState::substituted) {
      chunk.z[i] += column.of_code[code].value;
      push(column.of_code[code].limit, 1, chunk.pushes[i]);
      const bool is_new = state == CodeState::substituted && chunk.fate[i] == Fate::scored;
      if (is_new) chunk.fate[i] = Fate::substituted;
    } else if (state == CodeState::missing) {
      if (is_scored(chunk.fate[i])) chunk.fate[i] = Fate::missing;
    } else {
      chunk.fate[i] = Fate::unseen;
      if (options_.unseen != UnseenPolicy::error) continue;
      keep_first({ScoreProblem::Kind::unseen_level, chunk.begin + i, input, codes[i]}, problem);
    }
  }
}

void Scorer::add_offset(Chunk& chunk) const {
  if (!offset_) return;
  std::array<double, design::tile_rows> offset;
  chunk.view.load_numbers(*offset_, chunk.begin, chunk.count, offset.data());
  for (std::size_t i = 0; i < chunk.count; ++i) chunk.z[i] += offset[i];
}

bool Scorer::has_missing_number(const Chunk& chunk, std::size_t i) const {
  const auto is_missing = [&](std::size_t position) {
    double x = 0;
    chunk.view.load_numbers(position, chunk.begin + i, 1, &x);
    return std::isnan(x);
  };
  for (const Column& column : columns_) {
    if (column.is_number && !column.transform.fills && is_missing(column.position)) return true;
  }
  return offset_ && is_missing(*offset_);
}

void Scorer::predictor(const BlockView& view, std::size_t begin, std::size_t count, double* z,
                       Fate* fate, ScoreProblem& problem) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Chunk chunk{view, begin, count, z, fate};
  std::fill_n(fate, count, Fate::scored);
  std::fill_n(z, count, base_);
  push(base_limit_, 1, chunk.pushes[0]);
  std::fill_n(chunk.pushes.begin(), count, std::uint8_t{chunk.pushes[0]});
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].is_number) {
      add_number(columns_[j], chunk);
    } else {
      add_codes(j, chunk, problem);
    }
  }
  add_offset(chunk);
  for (std::size_t i = 0; i < count; ++i) {
    if (is_scored(fate[i]) && !std::isfinite(z[i])) {
      if (has_missing_number(chunk, i)) {
        fate[i] = Fate::missing;
      } else {
        keep_first({ScoreProblem::Kind::not_finite, begin + i, 0, 0}, problem);
      }
    }
    if (is_scored(fate[i]) && chunk.pushes[i] != 0) {
      if (chunk.pushes[i] == pushed_up) {
        z[i] = infinity;
      } else if (chunk.pushes[i] == pushed_down) {
        z[i] = -infinity;
      } else {
        fate[i] = Fate::limit;
      }
    }
    if (!is_scored(fate[i])) z[i] = no_score;
  }
}

void Scorer::score(const BlockView& view, std::size_t begin, std::size_t count, double* probability,
                   Fate* fate, ScoreProblem& problem) const {
  predictor(view, begin, count, probability, fate, problem);
  kernels::sigma(probability, probability, count);
}

}  // namespace odds::model

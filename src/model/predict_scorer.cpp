// SPDX-License-Identifier: Apache-2.0
#include "model/predict_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "design/layout.hpp"
#include "kernels/logistic.hpp"

namespace odds::model {
namespace {

constexpr double no_score = std::numeric_limits<double>::quiet_NaN();

void keep_first(const ScoreProblem& found, ScoreProblem& problem) {
  if (problem.kind == ScoreProblem::Kind::none || found.row < problem.row) problem = found;
}

}  // namespace

Scorer::Scorer(const FittedModel& model, const PredictOptions& options)
    : model_(model), options_(options) {
  if (options.missing == MissingPolicy::drop) {
    throw Error(Fault::usage, "predict.missing_drop",
                "predict writes a line for every row, so it can't drop rows.",
                "Use MissingPolicy::error: rows with missing values get no probability.");
  }
  for (const Term& term : model.terms) has_limits_ = has_limits_ || !term.limit.empty();
  if (options.interval_level) interval_.emplace(model, *options.interval_level, has_limits_);
  if (model.network.is_used()) network_.emplace(model);
  if (model.sparse.is_used()) sparse_.emplace(model.sparse);
  base_ = model.centred_intercept;
  if (!has_limits_) return;
  // Where terms run away the centred intercept runs with them: the raw one is used, and raw x.
  const Coefficient intercept = coefficient("", "");
  base_ = intercept.value;
  base_limit_ = intercept.limit;
}

// Scoring estimates are those at the centres: with raw x the estimates themselves count.
Coefficient Scorer::coefficient(const std::string& column, const std::string& level) const {
  for (std::size_t t = 0; t < model_.terms.size(); ++t) {
    const Term& term = model_.terms[t];
    if (term.column != column || term.level != level) continue;
    if (model_.network.is_used()) return {0.0, Limit::none, t};  // an input of the units
    const Limit limit = parse_limit(term.limit);
    const bool is_plain = has_limits_ || model_.scoring_estimates.empty();
    if (limit != Limit::none) return {0.0, limit, t};
    return {is_plain ? term.estimate : model_.scoring_estimates[t], limit, t};
  }
  return {};
}

bool Scorer::fills_missing() const {
  return model_.missing == MissingPolicy::mean || options_.missing == MissingPolicy::mean;
}

void Scorer::bind(const std::vector<ScoreColumn>& columns, std::optional<std::size_t> offset) {
  columns_.clear();
  pairs_.clear();
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
  for (const InteractionEncoding& pair : model_.interactions) {
    pairs_.emplace_back(model_, pair, pair_column(pair.first), pair_column(pair.second),
                        has_limits_);
  }
}

PairColumn Scorer::pair_column(const std::string& name) const {
  PairColumn result;
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    const ColumnEncoding& encoding = model_.columns[j];
    if (encoding.name != name) continue;
    result.position = columns_[j].position;
    result.is_number = columns_[j].is_number;
    result.fill.fills = columns_[j].transform.fills;
    result.fill.fill = columns_[j].transform.fill;
    result.names = encoding.kind == ColumnKind::boolean ? std::vector<std::string>{"false", "true"}
                                                        : encoding.levels;
    result.level_of_code = columns_[j].level_of_code;
  }
  return result;
}

void Scorer::bind_number(const ColumnEncoding& encoding, Column& column) const {
  column.slope = coefficient(encoding.name, "");
  column.indicator = coefficient(encoding.name, "missing");
  column.transform.centre = has_limits_ ? 0.0 : encoding.centre;
  column.transform.fill = encoding.fill;
  column.transform.fills = encoding.has_missing || fills_missing();
  if (std::fabs(column.transform.centre) < huge_centre) return;
  column.transform.pre = 0.25;
  column.transform.centre *= 0.25;
  column.slope.value *= 4;
  column.shrink = 4;
}

// Data codes to coefficients: those of the levels, of missing values, and of unseen levels.
void Scorer::bind_codes(const ColumnEncoding& encoding, const std::vector<std::string>& levels,
                        Column& column) const {
  const bool is_boolean = encoding.kind == ColumnKind::boolean;
  const std::vector<std::string> known =
      is_boolean ? std::vector<std::string>{"false", "true"} : encoding.levels;
  const auto position = [&](const std::string& level) -> std::optional<std::size_t> {
    const auto found = std::find(known.begin(), known.end(), level);
    if (found == known.end()) return std::nullopt;
    return static_cast<std::size_t>(found - known.begin());
  };
  const auto add = [&](const Coefficient& value, CodeState state,
                       std::optional<std::size_t> level) {
    column.of_code.push_back(value);
    column.state_of_code.push_back(state);
    column.level_of_code.push_back(level ? static_cast<std::uint32_t>(*level)
                                         : design::no_coefficient);
  };
  const std::optional<std::size_t> reference =
      position(is_boolean ? std::string("false") : encoding.reference);
  const Coefficient missing =
      coefficient(encoding.name, is_boolean ? "missing" : design::missing_level);
  // Of a category it is a level; a boolean's indicator takes no part in interactions.
  const std::optional<std::size_t> missing_position = position(design::missing_level);
  const auto add_unseen = [&] {
    if (options_.unseen == UnseenPolicy::reference && reference) {
      add({}, CodeState::substituted, reference);
    } else if (options_.unseen == UnseenPolicy::missing && encoding.has_missing) {
      add(missing, CodeState::substituted, missing_position);
    } else {
      add({}, CodeState::unseen, {});
    }
  };
  for (const std::string& level : levels) {
    if (const auto found = position(level)) {
      add(coefficient(encoding.name, level), CodeState::scored, found);
    } else {
      add_unseen();
    }
  }
  if (encoding.has_missing) {
    add(missing, CodeState::scored, missing_position);
  } else if (fills_missing() && reference) {
    add({}, CodeState::filled, reference);
  } else {
    add({}, CodeState::missing, {});
  }
  add_unseen();
}

void Scorer::add_number(const Column& column, Chunk& chunk) const {
  const design::RowSpan rows{&chunk.view, column.position, chunk.begin, chunk.count};
  std::array<double, design::tile_rows> x;
  design::encode_number(rows, column.transform, x.data());
  const double slope = column.slope.value;
  for (std::size_t i = 0; i < chunk.count; ++i) chunk.z[i] += slope * x[i];
  for (std::size_t i = 0; has_limits_ && i < chunk.count; ++i) chunk.push(column.slope, x[i], i);
  for (std::size_t i = 0; chunk.columns != nullptr && i < chunk.count; ++i) {
    chunk.record(column.slope, x[i] * column.shrink, i);
  }
  if (!column.transform.fills) return;
  std::array<double, design::tile_rows> missing;
  design::encode_missing_number(rows, missing.data());
  for (std::size_t i = 0; i < chunk.count; ++i) {
    chunk.z[i] += column.indicator.value * missing[i];
    chunk.push(column.indicator, missing[i], i);
    chunk.record(column.indicator, missing[i], i);
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
    if (state <= CodeState::substituted) {
      chunk.z[i] += column.of_code[code].value;
      chunk.push(column.of_code[code], 1, i);
      chunk.record(column.of_code[code], 1, i);
      const Fate fate = state == CodeState::scored   ? Fate::scored
                        : state == CodeState::filled ? Fate::filled
                                                     : Fate::substituted;
      if (is_scored(chunk.fate[i])) chunk.fate[i] = std::max(chunk.fate[i], fate);
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

// The predictor of every row, and its fate.
void Scorer::add_terms(Chunk& chunk, ScoreProblem& problem) const {
  std::fill_n(chunk.fate, chunk.count, Fate::scored);
  chunk.z.fill(base_);
  for (std::size_t i = 0; i < chunk.count; ++i) chunk.push({0, base_limit_}, 1, i);
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].is_number) {
      add_number(columns_[j], chunk);
    } else {
      add_codes(j, chunk, problem);
    }
  }
  for (const PairScorer& pair : pairs_) pair.add(chunk);
  if (sparse_) sparse_->add(chunk.view, chunk.begin, chunk.count, chunk.z.data());
  add_offset(chunk);
  if (network_) add_network(chunk);
  settle(chunk, problem);
}

// The predictor of a network, from its inputs. Rows without a finite predictor keep theirs.
void Scorer::add_network(Chunk& chunk) const {
  std::array<double, design::tile_rows> z;
  network_->predict(chunk.columns, chunk.count, z.data());
  for (std::size_t i = 0; i < chunk.count; ++i) chunk.z[i] += z[i];
}

// What becomes of rows without a finite predictor.
void Scorer::settle(Chunk& chunk, ScoreProblem& problem) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Fate* fate = chunk.fate;
  for (std::size_t i = 0; i < chunk.count; ++i) {
    if (is_scored(fate[i]) && !std::isfinite(chunk.z[i])) {
      if (has_missing_number(chunk, i)) {
        fate[i] = Fate::missing;
      } else {
        keep_first({ScoreProblem::Kind::not_finite, chunk.begin + i, 0, 0}, problem);
      }
    }
    if (is_scored(fate[i]) && chunk.pushes[i] != 0) {
      if (chunk.pushes[i] == pushed_up) {
        chunk.z[i] = infinity;
      } else if (chunk.pushes[i] == pushed_down) {
        chunk.z[i] = -infinity;
      } else {
        fate[i] = Fate::limit;
      }
    }
    if (!is_scored(fate[i])) chunk.z[i] = no_score;
  }
}

// Made on the logit scale. Requires: chunk.columns is filled.
void Scorer::set_limits(const Chunk& chunk, const Scores& scores) const {
  std::array<double, design::tile_rows> width;
  std::array<double, design::tile_rows> limit;
  interval_->half_widths(chunk.columns, chunk.count, width.data());
  for (std::size_t i = 0; i < chunk.count; ++i) limit[i] = chunk.z[i] - width[i];
  kernels::sigma(limit.data(), scores.low, chunk.count);
  for (std::size_t i = 0; i < chunk.count; ++i) limit[i] = chunk.z[i] + width[i];
  kernels::sigma(limit.data(), scores.high, chunk.count);
  for (std::size_t i = 0; i < chunk.count; ++i) {
    if (is_scored(chunk.fate[i]) && chunk.pushes[i] == 0) continue;
    scores.low[i] = scores.high[i] = no_score;
  }
}

void Scorer::predictor(const BlockView& view, std::size_t begin, std::size_t count, double* z,
                       Fate* fate, ScoreProblem& problem, double* columns) const {
  const std::size_t size = model_.terms.size() * design::tile_rows;
  std::vector<double> inputs(network_ && columns == nullptr ? size : 0);
  if (columns != nullptr) std::fill_n(columns, size, 0.0);
  Chunk chunk{view, begin, count, {}, {}, fate};
  chunk.columns = inputs.empty() ? columns : inputs.data();
  add_terms(chunk, problem);
  std::copy_n(chunk.z.begin(), count, z);
}

void Scorer::inputs(const BlockView& view, std::size_t begin, std::size_t count, double* columns,
                    Fate* fate, ScoreProblem& problem) const {
  std::fill_n(columns, model_.terms.size() * design::tile_rows, 0.0);
  Chunk chunk{view, begin, count, {}, {}, fate, columns, true};
  add_terms(chunk, problem);
}

void Scorer::score(const BlockView& view, std::size_t begin, std::size_t count,
                   const Scores& scores, ScoreProblem& problem) const {
  Chunk chunk{view, begin, count, {}, {}, scores.fate};
  const bool records = interval_ || network_;
  std::vector<double> columns(records ? model_.terms.size() * design::tile_rows : 0);
  if (records) chunk.columns = columns.data();
  add_terms(chunk, problem);
  kernels::sigma(chunk.z.data(), scores.probability, count);
  if (interval_) set_limits(chunk, scores);
}

}  // namespace odds::model

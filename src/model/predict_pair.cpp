// SPDX-License-Identifier: Apache-2.0
#include "model/predict_pair.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace odds::model {
namespace {

using Rows = std::array<double, design::tile_rows>;
using Positions = std::array<std::uint32_t, design::tile_rows>;

// The position of each row's level.
void load_positions(const Chunk& chunk, const PairColumn& column, Positions& position) {
  chunk.view.load_codes(column.position, chunk.begin, chunk.count, position.data());
  const std::size_t unseen = column.level_of_code.size() - 1;
  for (std::size_t i = 0; i < chunk.count; ++i) {
    const std::size_t code = position[i];
    const std::size_t slot = code == missing_code ? unseen - 1 : code < unseen - 1 ? code : unseen;
    position[i] = column.level_of_code[slot];
  }
}

// Positions of levels by name.
std::unordered_map<std::string_view, std::size_t> positions_of(const PairColumn& column) {
  std::unordered_map<std::string_view, std::size_t> positions;
  for (std::size_t k = 0; k < column.names.size(); ++k) positions.emplace(column.names[k], k);
  return positions;
}

bool has_term(const FittedModel& model, const std::string& column, const std::string& level) {
  return std::any_of(model.terms.begin(), model.terms.end(), [&](const Term& term) {
    return term.column == column && term.level == level;
  });
}

}  // namespace

PairScorer::PairScorer(const FittedModel& model, const InteractionEncoding& encoding,
                       const PairColumn& first, const PairColumn& second, bool has_limits)
    : first_(first), second_(second), encoding_(encoding) {
  if (has_limits) encoding_.centre = 0.0;
  const auto size = [](const PairColumn& column) {
    return column.is_number ? std::size_t{1} : column.names.size();
  };
  coefficients_.resize(size(first_) * size(second_));
  bind_terms(model, encoding.first + ":" + encoding.second);
  if (first_.is_number == second_.is_number) return;
  const PairColumn& levels = first_.is_number ? second_ : first_;
  const std::string& name = first_.is_number ? encoding.second : encoding.first;
  for (const std::string& level : levels.names) {
    centres_.push_back(has_term(model, name, level) ? encoding_.centre : 0.0);
  }
}

void PairScorer::bind_terms(const FittedModel& model, const std::string& column) {
  const auto first = positions_of(first_);
  const auto second = positions_of(second_);
  const auto set = [&](std::size_t slot, std::size_t t) {
    const Limit limit = parse_limit(model.terms[t].limit);
    const bool has_value = limit == Limit::none && !model.network.is_used();
    const double value = has_value ? model.scoring_estimates[t] : 0.0;
    coefficients_[slot] = {value, limit, t};
  };
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    if (model.terms[t].column != column) continue;
    const std::string_view level = model.terms[t].level;
    if (first_.is_number && second_.is_number) {
      set(0, t);
    } else if (first_.is_number || second_.is_number) {
      set((first_.is_number ? second : first).at(level), t);
    } else {
      for (std::size_t cut = level.find(':'); cut != std::string_view::npos;
           cut = level.find(':', cut + 1)) {
        const auto a = first.find(level.substr(0, cut));
        const auto b = second.find(level.substr(cut + 1));
        if (a == first.end() || b == second.end()) continue;
        set(a->second * second_.names.size() + b->second, t);
        break;
      }
    }
  }
}

void PairScorer::add_product(Chunk& chunk) const {
  design::ProductTransform transform;
  transform.first = first_.fill;
  transform.first.pre = std::ldexp(1.0, static_cast<int>(encoding_.first_exponent));
  transform.second = second_.fill;
  transform.second.pre = std::ldexp(1.0, static_cast<int>(encoding_.second_exponent));
  transform.centre = encoding_.centre;
  Rows x;
  design::encode_product({&chunk.view, first_.position, chunk.begin, chunk.count},
                         {&chunk.view, second_.position, chunk.begin, chunk.count}, transform,
                         x.data());
  const Coefficient& slope = coefficients_[0];
  for (std::size_t i = 0; i < chunk.count; ++i) {
    chunk.z[i] += slope.value * x[i];
    chunk.push(slope, x[i], i);
    chunk.record(slope, x[i], i);
  }
}

void PairScorer::add_slopes(Chunk& chunk) const {
  const PairColumn& number = first_.is_number ? first_ : second_;
  Rows x;
  Positions position;
  design::encode_number({&chunk.view, number.position, chunk.begin, chunk.count}, number.fill,
                        x.data());
  load_positions(chunk, first_.is_number ? second_ : first_, position);
  const double shrink = std::fabs(encoding_.centre) < huge_centre ? 1.0 : 0.25;
  for (std::size_t i = 0; i < chunk.count; ++i) {
    if (position[i] == design::no_coefficient) continue;
    const Coefficient& slope = coefficients_[position[i]];
    if (slope.term == no_term) continue;
    const double centred = x[i] * shrink - centres_[position[i]] * shrink;
    chunk.z[i] += slope.value / shrink * centred;
    chunk.push(slope, x[i], i);
    chunk.record(slope, chunk.as_scored ? centred / shrink : x[i], i);
  }
}

void PairScorer::add_cells(Chunk& chunk) const {
  Positions first;
  Positions second;
  load_positions(chunk, first_, first);
  load_positions(chunk, second_, second);
  for (std::size_t i = 0; i < chunk.count; ++i) {
    if (first[i] == design::no_coefficient || second[i] == design::no_coefficient) continue;
    const Coefficient& cell = coefficients_[first[i] * second_.names.size() + second[i]];
    chunk.z[i] += cell.value;
    chunk.push(cell, 1, i);
    chunk.record(cell, 1, i);
  }
}

void PairScorer::add(Chunk& chunk) const {
  if (first_.is_number && second_.is_number) {
    add_product(chunk);
  } else if (first_.is_number || second_.is_number) {
    add_slopes(chunk);
  } else {
    add_cells(chunk);
  }
}

}  // namespace odds::model

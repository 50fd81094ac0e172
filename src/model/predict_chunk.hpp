// SPDX-License-Identifier: Apache-2.0
//
// Some rows on their way to a probability, and what a coefficient does to them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "design/tile.hpp"

namespace odds::model {

// filled: scored with the reference level in place of a missing one. substituted: scored with the
// reference level or "(missing)" in place of an unseen level.
enum class Fate : std::uint8_t { scored, filled, substituted, missing, unseen, limit };
inline constexpr std::size_t fate_count = 6;
inline bool is_scored(Fate fate) { return fate <= Fate::substituted; }

// Where a term goes in a separated fit.
enum class Limit : std::uint8_t { none, up, down, unknown };

inline constexpr double huge_centre = 0x1p1000;  // beyond it x - centre could overflow

inline constexpr std::size_t no_term = static_cast<std::size_t>(-1);

struct Coefficient {
  double value = 0;  // 0 for a dropped term
  Limit limit = Limit::none;
  std::size_t term = no_term;  // of the model
};

inline constexpr std::uint8_t pushed_up = 1;
inline constexpr std::uint8_t pushed_down = 2;
inline constexpr std::uint8_t pushed_unknown = 4;

// The rows of one call.
struct Chunk {
  const BlockView& view;
  std::size_t begin;
  std::size_t count;
  std::array<double, design::tile_rows> z{};
  std::array<std::uint8_t, design::tile_rows> pushes{};
  Fate* fate;
  // Null, or what each term's estimate is multiplied with: terms x tile_rows.
  double* columns = nullptr;
  // Whether they are what scoring_estimates are multiplied with: a slope's number less its centre.
  bool as_scored = false;

  // x of term `coefficient` in row i takes part.
  void push(const Coefficient& coefficient, double x, std::size_t i) {
    if (coefficient.limit == Limit::none || x == 0) return;
    if (coefficient.limit == Limit::unknown) {
      pushes[i] |= pushed_unknown;
    } else {
      pushes[i] |= (coefficient.limit == Limit::up) == (x > 0) ? pushed_up : pushed_down;
    }
  }
  void record(const Coefficient& coefficient, double x, std::size_t i) {
    if (columns == nullptr || coefficient.term == no_term) return;
    columns[coefficient.term * design::tile_rows + i] = x;
  }
};

inline Limit parse_limit(const std::string& text) {
  if (text.empty()) return Limit::none;
  if (text == "+inf") return Limit::up;
  return text == "-inf" ? Limit::down : Limit::unknown;
}

}  // namespace odds::model

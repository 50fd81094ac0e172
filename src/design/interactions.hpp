// SPDX-License-Identifier: Apache-2.0
//
// Interactions: products of two features.
//
//   number by number   x1 x2, one term. The product is formed of x1 2^a and x2 2^b, rounded once;
//                      a = b = 0 unless a column's largest value is beyond 2^400 or below 2^-400.
//   number by levels   the number on the rows of each level: a slope for each but the reference
//   levels by levels   a coefficient for each pair of levels without a reference level that has a
//                      used row
//
// A boolean has the levels false, the reference, and true. Missing values under `mean`: a number
// enters with its fill, a boolean as false, a category as its level "(missing)".
// Refuses: a category or boolean with itself, level names that make two cells look alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "design/layout.hpp"

namespace odds::design {

enum class PairKind { product, slopes, cells };

// The levels of a category or boolean.
struct Levels {
  std::vector<std::string> names;
  std::optional<std::size_t> reference;
  LevelOfCode of_code;
};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

struct Interaction {
  PairKind kind = PairKind::product;
  std::string name;       // "age:class"
  std::size_t first = 0;  // encoded columns, as the user ordered them
  std::size_t second = 0;
  int first_exponent = 0;  // of a product
  int second_exponent = 0;
  Feature product;            // of a product: low, high and mean of x1 2^a x2 2^b
  Scaling scaling;            // of a product; set by the design
  std::size_t number = 0;     // of slopes: the encoded column of numbers
  double centre = 0;          // of slopes: the number's, times its 2^pre_exponent
  Levels first_levels;        // of slopes: the levels of the other column are first_levels
  Levels second_levels;       // of cells
  std::vector<Range> ranges;  // of slopes: the number's on each level, times its 2^pre_exponent
  std::vector<std::uint8_t> seen;  // of cells: whether a used row is there

  std::size_t levelled() const { return number == first ? second : first; }
};

// `pairs` are encoded columns. With `shifts` a level's own term takes a shift of its slopes up: not
// under a penalty. Throws Error: interaction.square, design.too_many_terms.
std::vector<Interaction> measure_interactions(
    const Source& source, const std::vector<Encoded>& columns,
    const std::vector<std::pair<std::size_t, std::size_t>>& pairs, const Response& response,
    bool shifts, const RunOptions& run);

// x 2^exponent, filled in where it is missing.
NumberTransform scaled_number(const Encoded& column, int exponent);

ProductTransform product_transform(const std::vector<Encoded>& columns, const Interaction& pair);

// Appends the terms of all interactions, and a note on pairs of levels that have no row. Throws
// Error{refused}: interaction.level_names.
void add_interaction_terms(const std::vector<Encoded>& columns,
                           const std::vector<Interaction>& interactions, bool has_constant,
                           std::vector<TermSource>& terms, std::vector<Note>& notes);

// Sets scale and centre of the terms of slopes, which depend on the terms that are there.
void settle_slopes(const std::vector<Encoded>& columns,
                   const std::vector<Interaction>& interactions, std::vector<TermSource>& terms);

// The inner column of a product or slope.
DenseColumn dense_column(const Parts& parts, const TermSource& term);

// The empty factor of an interaction's cells.
Factor cell_factor(const Parts& parts, const Interaction& interaction);

}  // namespace odds::design

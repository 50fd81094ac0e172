// SPDX-License-Identifier: Apache-2.0
//
// Terms from features: which coefficients there are, and where the inner layout keeps them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "design/design.hpp"
#include "design/features.hpp"
#include "design/products.hpp"
#include "design/standardise.hpp"

namespace odds::design {

inline constexpr const char* missing_level = "(missing)";

// How one column of the table becomes terms.
struct Encoded {
  Feature feature;
  std::string name;
  Scaling scaling;  // of a number
  // Of a category: the levels of the used rows in natural order, "(missing)" last where it is one,
  // the stored code of each (missing_code for "(missing)"), and the reference's position.
  std::vector<std::string> levels;
  std::vector<std::uint32_t> codes;
  std::optional<std::size_t> reference;
};

struct Interaction;  // design/interactions.hpp

// One term and where its values come from.
struct TermSource {
  DesignTerm term;
  std::size_t encoded = 0;  // index of the column, or of the interaction; unused for the intercept
  std::uint32_t code = 0;   // of a level; the level's position for a slope, the cell for a cell
  bool ones = false;        // the column stands for the column of ones

  bool is_interaction() const { return term.kind >= TermKind::product; }
};

// Takes over exponent, centre and range.
void set_scale(const Scaling& scaling, DesignTerm& term);

// Under --no-intercept: the constant column that is kept.
struct OwnIntercept {
  std::optional<std::size_t> kept;      // index into the encoded columns
  std::optional<std::size_t> constant;  // the same where the ones stand for it (no penalty)
  double value = 0;
};

// Resolves reference levels and refuses identifiers. Throws Error: column.*.
std::vector<Encoded> encode_features(const Source& source, std::vector<Feature> features,
                                     const DesignOptions& options, const RowSet& rows,
                                     std::vector<Note>& notes);

OwnIntercept find_own_intercept(const std::vector<Encoded>& columns, const DesignOptions& options);

// The terms in the order of the table; their `inner` is not set yet.
std::vector<TermSource> make_terms(const std::vector<Encoded>& columns, const OwnIntercept& own,
                                   bool intercept);

// A dense column of the inner layout.
struct DenseColumn {
  TermKind kind = TermKind::number;
  bool ones = false;
  std::size_t column = 0;  // of the table
  bool of_number = true;   // an indicator's column holds numbers, not codes
  NumberTransform transform;
  // Of a product and a slope: the other column, and of a slope the level.
  std::size_t second = 0;
  ProductTransform product;
  const LevelOfCode* level_of_code = nullptr;
  std::uint32_t level = 0;
};

// A column of codes, and the coefficient of each code; the last entry is for missing_code. Or two
// such columns, and the coefficient of each cell.
struct Factor {
  std::size_t column = 0;  // of the table
  std::size_t coefficient_count = 0;
  std::vector<std::uint32_t> coefficient_of_code;
  std::size_t second = 0;
  std::optional<CellCodes> cells;
};

struct Layout {
  std::vector<DenseColumn> dense;
  std::vector<Factor> factors;
  std::size_t inner_count = 0;
};

// What terms are made of. All of it must outlive a layout.
struct Parts {
  const Source& source;
  const std::vector<Encoded>& columns;
  const std::vector<Interaction>& interactions;
};

// Sets `inner` of every term.
Layout lay_out(const Parts& parts, std::vector<TermSource>& terms);

}  // namespace odds::design

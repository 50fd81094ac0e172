// SPDX-License-Identifier: Apache-2.0
//
// How a table becomes features and response: what the user may choose, and what a fitted model
// remembers of it.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <odds/table.hpp>

namespace odds {

inline constexpr unsigned most_hash_bits = 24;

enum class MissingPolicy { error, drop, mean };

// Where a coefficient may lie, in the user's units; low <= high.
struct CoefficientBounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

// What changes the design. A default is written here and nowhere else.
struct DesignOptions {
  std::string target;                 // "y" or "successes/trials"
  std::optional<std::string> event;   // the value of the target whose probability is modelled
  std::vector<std::string> features;  // empty: every column that has no other role
  std::vector<std::string> drop;
  std::vector<std::string> categorical;
  std::map<std::string, std::string> reference;  // column -> reference level, "none" for all
  std::vector<std::string> interactions;  // "a:b": products of two features; "a:a" is the square
  std::string weights;
  std::string freq_weights;
  std::string offset;
  // Rows with equal values of this column depend on each other (Vce::cluster); "" for none. It is
  // a feature only where `features` names it.
  std::string cluster;
  bool intercept = true;
  MissingPolicy missing = MissingPolicy::error;
  // The penalty l1 sum f_j |theta_j| + (l2/2) sum f_j theta_j^2 in the user's units, the intercept
  // free; f_j is the factor of the term's column, 1 where none is named, 0 leaves it free. The
  // design must know of it: a constant column of the user's own serves as intercept only where no
  // penalty acts on it.
  double l1 = 0.0;
  double l2 = 0.0;
  std::map<std::string, double> penalty_factors;  // by column
  // The penalty acts on theta_j sd_j instead, sd_j weighted by w f m with divisor W.
  bool standardize = false;
  std::map<std::string, CoefficientBounds> bounds;  // by column, for each of its terms
  // Columns of words that are counted in 2^bits columns, chosen by a hash of the word: bits of each
  // column, 1 to most_hash_bits. A word is a run of letters and digits, A-Z as a-z.
  std::map<std::string, unsigned> hash;

  // Whether anything but the likelihood says where the coefficients lie.
  bool is_penalised() const { return l1 > 0.0 || l2 > 0.0 || !bounds.empty(); }
};

// How one column of a table becomes terms, at fit and at prediction alike.
struct ColumnEncoding {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::vector<std::string> levels;  // of a category, in natural order
  std::string reference;            // of a category; "" with reference "none"
  bool has_missing = false;         // under `mean`: an indicator term, or the level "(missing)"
  double fill = 0.0;                // stands for a missing number: the weighted mean over used rows
  double centre = 0.0;  // numbers enter as theta (x - centre); the intercept is kept at both
};

// How the product of two columns becomes terms, at fit and at prediction alike.
//   number by number   theta (x1 2^first_exponent * x2 2^second_exponent - centre), the product
//                      rounded once; the exponents are 0 but at extreme units
//   number by level    theta (x - centre) on the rows of the level, theta x where the level has no
//                      term of its own that could take up the shift
//   level by level     theta on the rows of both levels
// A missing number is filled in first; a missing boolean counts as false.
struct InteractionEncoding {
  std::string first;  // names of columns, as the user ordered them
  std::string second;
  std::int64_t first_exponent = 0;
  std::int64_t second_exponent = 0;
  double centre = 0.0;
};

// Consecutive sparse columns that come from one place.
struct SparseSource {
  std::string column;  // the hashed column, cut into words; "" for the sparse columns of the data
  std::uint64_t bits = 0;  // hashed: there are 2^bits columns
  std::uint64_t columns = 0;
  std::uint64_t first_index = 1;  // the number in the name of the first column: "17", "text#17"
};

// A column or level that has no coefficient, and why.
struct DroppedTerm {
  std::string term, column, level;
  std::string reason;    // "constant", "collinear"
  std::string equation;  // "S = GPA + TUCE" for collinear ones
};

}  // namespace odds

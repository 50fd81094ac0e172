// SPDX-License-Identifier: Apache-2.0
//
// How a table becomes features and response: what the user may choose, and what a fitted model
// remembers of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <odds/table.hpp>

namespace odds {

enum class MissingPolicy { error, drop, mean };

// What changes the design. A default is written here and nowhere else.
struct DesignOptions {
  std::string target;                 // "y" or "successes/trials"
  std::optional<std::string> event;   // the value of the target whose probability is modelled
  std::vector<std::string> features;  // empty: every column that has no other role
  std::vector<std::string> drop;
  std::vector<std::string> categorical;
  std::map<std::string, std::string> reference;  // column -> reference level, "none" for all
  std::string weights;
  std::string freq_weights;
  std::string offset;
  // Rows with equal values of this column depend on each other (Vce::cluster); "" for none. It is
  // a feature only where `features` names it.
  std::string cluster;
  bool intercept = true;
  MissingPolicy missing = MissingPolicy::error;
  // Ridge penalty (l2/2) sum theta_j^2 in the user's units. The design must know of it: a constant
  // column of the user's own serves as intercept only where no penalty acts on it.
  double l2 = 0.0;
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

// A column or level that has no coefficient, and why.
struct DroppedTerm {
  std::string term, column, level;
  std::string reason;    // "constant", "collinear"
  std::string equation;  // "S = GPA + TUCE" for collinear ones
};

}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// A target of more than two values: which class each row has, two bytes a row.
//
// The codes of the classes are their places in natural order, but the reference, the class that the
// others are compared with, has the last one. Under a penalty there is no reference: every class
// has an equation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "design/event.hpp"
#include "design/rows.hpp"

namespace odds::design {

inline constexpr std::size_t most_classes = 1000;

struct ClassRows {
  std::vector<std::string> labels;   // by code; empty for a target of two values
  bool has_reference = false;        // the last label
  std::vector<std::uint16_t> codes;  // of every row; 0 where it is not used
};

// Requires: classes.labels.size() > 2. Throws Error: target.several_classes where they are too
// many, target.event, target.reference, classes.offset.
ClassRows find_class_rows(const Source& source, const Roles& roles, const Classes& classes,
                          const DesignOptions& options, const RowSet& rows, unsigned workers);

// --reference names the target, which has two values: usage.
void check_two_classes(const Source& source, const Roles& roles, const DesignOptions& options);

}  // namespace odds::design

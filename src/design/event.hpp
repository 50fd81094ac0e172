// SPDX-License-Identifier: Apache-2.0
//
// The distinct values of a target, and which of two is the event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "design/rows.hpp"

namespace odds::design {

// The distinct values of a target over the used rows, in natural order.
struct Classes {
  std::vector<std::string> labels;
  std::vector<double> numbers;       // of a target of numbers, else empty
  std::vector<std::uint32_t> codes;  // of any other target, else empty
};

Classes find_classes(const Source& source, std::size_t target, const RowSet& rows,
                     unsigned workers);

// Beyond it the exact number of a target's distinct values helps nobody.
inline constexpr std::size_t most_counted = 10'000;

// Up to `limit` labels, quoted where they are no numbers.
std::string unquoted_list(const std::vector<std::string>& labels, std::size_t limit);

// What asks for a label, in the words of its refusal.
struct LabelOption {
  std::string code;    // "target.event"
  std::string what;    // "event"
  std::string option;  // "--event"
};
// Position of a label that the user gave. Throws Error{usage} where it is none.
std::size_t find_label(const Classes& classes, const ColumnInfo& target, const LabelOption& option,
                       const std::string& label);

// Position of the event in `classes`. Throws Error: target.one_class, target.event.
// Requires: at most two classes.
std::size_t choose_event(const Classes& classes, const ColumnInfo& target,
                         const std::optional<std::string>& event, const RowSet& rows);

// All trials were successes (or none was).
Error one_class(const std::string& what, const std::string& label, std::uint64_t rows_used);

}  // namespace odds::design

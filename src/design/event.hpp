// SPDX-License-Identifier: Apache-2.0
//
// Which of a target's two values is the event, and the refusals of every other number of values.
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

// Position of the event in `classes`. Throws Error: target.one_class, target.several_classes,
// target.event.
std::size_t choose_event(const Classes& classes, const ColumnInfo& target,
                         const std::optional<std::string>& event, const RowSet& rows);

// All trials were successes (or none was).
Error one_class(const std::string& what, const std::string& label, std::uint64_t rows_used);

}  // namespace odds::design

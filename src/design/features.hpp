// SPDX-License-Identifier: Apache-2.0
//
// What the features look like over the used rows: range, weighted mean, missing values, levels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "design/response.hpp"

namespace odds::design {

struct Feature {
  std::size_t column = 0;  // of the table
  ColumnKind kind = ColumnKind::number;
  std::uint64_t missing_count = 0;  // among used rows; above 0 under `mean` alone

  // Of a number: over used rows with a value, multiplied by 2^pre_exponent, which is 0 except
  // where the largest value is beyond 2^900 or below 2^-900.
  int pre_exponent = 0;
  double low = 0;
  double high = 0;
  double mean = 0;  // weighted by w f m

  // Of a boolean or category: how often each level occurs among used rows; 2 means twice or more.
  std::vector<std::uint8_t> seen;

  bool is_number() const { return kind == ColumnKind::number; }
};

// In the order of roles.features. Throws Error: column.not_finite, column.empty.
std::vector<Feature> measure_features(const Source& source, const Roles& roles,
                                      const Response& response, const RunOptions& run);

}  // namespace odds::design

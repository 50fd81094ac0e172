// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"

#include <cmath>

#include <fmt/format.h>

#include "report/numbers.hpp"

namespace odds::report {

std::string decimals(double value) {
  constexpr double large = 1e5;
  if (std::isnan(value)) return "-";
  if (std::fabs(value) >= large) return rounded(value, 6);
  const std::string text = fmt::format("{:.4f}", value);
  return text == "-0.0000" ? text.substr(1) : text;
}

}  // namespace odds::report

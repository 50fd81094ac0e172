// SPDX-License-Identifier: Apache-2.0
#include "report/numbers.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace odds::report {
namespace {

// Digits of one cell, decimals included, before decimals give way.
constexpr int most_digits = 8;
constexpr double largest_fixed = 1e7;
constexpr double smallest_counted = 1e-4;

// floor(log10(|value|)) after rounding to `digits` significant digits, taken from the text so that
// 0.99996 counts as 1.
int exponent_of(double value, int digits) {
  const std::string text = fmt::format("{:.{}e}", std::abs(value), digits - 1);
  return std::stoi(text.substr(text.find('e') + 1));
}

}  // namespace

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string amount(double value) {
  constexpr double exact = 9'007'199'254'740'992.0;  // 2^53
  if (value >= 0 && value <= exact && std::floor(value) == value) {
    return grouped(static_cast<std::uint64_t>(value));
  }
  return rounded(value, 6);
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string figure(double value) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (std::abs(value) >= largest_fixed) return fmt::format("{:.6g}", value);
  if (value == 0.0) return "0.00";
  const int decimals = std::clamp(5 - exponent_of(value, 6), 2, 4);
  if (std::abs(value) < 5e-3) return fmt::format("{:.3g}", value);
  return fmt::format("{:.{}f}", value, decimals);
}

std::string rounded(double value, int digits) {
  if (std::isnan(value)) return "-";
  return fmt::format("{:.{}g}", value == 0.0 ? 0.0 : value, digits);
}

std::string p_value(double value) {
  if (std::isnan(value)) return "-";
  if (value < 0.001) return "<0.001";
  return fmt::format("{:.3f}", value);
}

std::string p_sentence(double value) {
  const std::string text = p_value(value);
  return text[0] == '<' ? "p < " + text.substr(1) : "p = " + text;
}

std::string power_bound(double bound) {
  constexpr int least = -300;
  if (!(bound > 0.0)) return "1e-300";
  int exponent = static_cast<int>(std::ceil(std::log10(bound)));
  exponent = std::max(exponent, least);
  if (exponent >= -2 && exponent <= 2) return fmt::format("{:g}", std::pow(10.0, exponent));
  return fmt::format("1e{}", exponent);
}

NumberColumn::NumberColumn(const std::vector<double>& values, int digits, int most_decimals) {
  for (const double value : values) {
    const double size = std::abs(value);
    if (!(size >= smallest_counted) || size >= largest_fixed) continue;
    decimals_ = std::max(decimals_, digits - 1 - exponent_of(value, digits));
  }
  decimals_ = std::min(decimals_, most_decimals);
}

std::string NumberColumn::format(double value, double scale) const {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const double size =
      std::isnan(scale) ? std::abs(value) : std::max(std::abs(value), std::abs(scale));
  const bool too_small = size != 0.0 && size < std::min(0.1, std::pow(10.0, 1 - decimals_));
  if (size >= largest_fixed || too_small) return fmt::format("{:.2e}", value);
  const int before_point = std::abs(value) < 1.0 ? 1 : exponent_of(value, most_digits) + 1;
  const int decimals = std::min(decimals_, most_digits - before_point);
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
  return is_zero && text[0] == '-' ? text.substr(1) : text;
}

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
#include "read/number.hpp"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace odds::read {
namespace {

constexpr std::array<std::string_view, 10> missing_words = {"NA",  "N/A",  "n/a",  "NaN",  "nan",
                                                            "NAN", "-nan", "null", "NULL", "Null"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Position behind the digits that start at `from`.
std::size_t skip_digits(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

std::size_t skip_sign(std::string_view text, std::size_t from) {
  return from < text.size() && (text[from] == '+' || text[from] == '-') ? from + 1 : from;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

// Whether these are digits alone, of an integer that is no double. Beyond 2^64 only round numbers,
// with at most 15 digits in front of the zeros, get the benefit of the doubt.
bool is_inexact_integer(std::string_view digits) {
  if (digits.size() <= 15 || skip_digits(digits, 0) != digits.size()) return false;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() <= 15) return false;
  if (digits.size() <= 19) {
    std::uint64_t whole = 0;
    for (const char c : digits) whole = 10 * whole + static_cast<std::uint64_t>(c - '0');
    return static_cast<std::uint64_t>(static_cast<double>(whole)) != whole;
  }
  return digits.find_last_not_of('0') >= 15;
}

}  // namespace

bool is_missing(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() == 1) return text.front() == '.' || text.front() == '?';
  const char first = text.front();
  return text.size() <= 4 && (first == 'N' || first == 'n' || first == '-') &&
         std::find(missing_words.begin(), missing_words.end(), text) != missing_words.end();
}

bool is_infinity(std::string_view text) {
  text.remove_prefix(skip_sign(text, 0));
  return equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity");
}

bool looks_like_decimal_comma(std::string_view text) {
  const std::size_t start = skip_sign(text, 0);
  const std::size_t comma = skip_digits(text, start);
  if (comma == start || comma == text.size() || text[comma] != ',') return false;
  const std::size_t behind = skip_digits(text, comma + 1);
  return behind == text.size() && behind > comma + 1;
}

NumberValue read_number(std::string_view text, char decimal) {
  NumberValue result;
  const char* const end = text.data() + text.size();
  const std::size_t start = skip_sign(text, 0);
  // fast_float would take "inf" and "nan", and takes no plus sign.
  if (start < text.size() && (is_digit(text[start]) || text[start] == decimal)) {
    const char* const begin = text.data() + (text.front() == '+' ? 1 : 0);
    const fast_float::parse_options format{fast_float::chars_format::general, decimal};
    if (fast_float::from_chars_advanced(begin, end, result.value, format).ptr == end) {
      result.spelling = std::isinf(result.value) ? Spelling::too_large : Spelling::number;
      result.inexact_integer = is_inexact_integer(text.substr(start));
      return result;
    }
  }
  if (is_missing(text)) result.spelling = Spelling::missing;
  return result;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace odds::read

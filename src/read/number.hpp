// SPDX-License-Identifier: Apache-2.0
//
// Decimal text to the nearest double.
//
//   number   [+-] digits [mark digits] [e|E [+-] digits], at least one digit before the exponent,
//            mark = '.' or ','. No hexadecimal, no infinity, no grouping of thousands.
//   missing  see is_missing()
//
// parse_short covers what most files hold: up to 16 digits, no exponent. With m <= 2^53 and
// k <= 22 both m and 10^k are exact, so m / 10^k is rounded once and right (Clinger 1990).
// Everything else goes through fast_float (Lemire 2021).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace odds::read {

enum class Spelling : std::uint8_t { number, missing, text, too_large };

struct NumberValue {
  Spelling spelling = Spelling::text;
  double value = 0;
  bool inexact_integer = false;  // digits alone, beyond 2^53, and rounded
};

// Empty, NA, N/A, n/a, NaN, nan, NAN, -nan, null, NULL, Null, "?" or ".". Not "na" or "Na": those
// are words of their own (sodium).
bool is_missing(std::string_view text);

// inf, infinity, any case, with or without a sign.
bool is_infinity(std::string_view text);

// Any sign, digits, one comma, digits: "1,5", "-0,25".
bool looks_like_decimal_comma(std::string_view text);

// Requires: `text` has no surrounding spaces.
NumberValue read_number(std::string_view text, char decimal);

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

namespace detail {

inline constexpr std::uint64_t every_byte(std::uint8_t byte) { return 0x0101010101010101U * byte; }

inline std::uint64_t load_word(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// The high bit of the first byte (in memory order) of `word` that equals the repeated `pattern`;
// bits above it mean nothing.
inline std::uint64_t find_byte(std::uint64_t word, std::uint64_t pattern) {
  const std::uint64_t zero_where_equal = word ^ pattern;
  return (zero_where_equal - every_byte(1)) & ~zero_where_equal & every_byte(0x80);
}

// Moves the bytes in front of the marked one up by one, over it.
inline std::uint64_t close_gap(std::uint64_t word, std::uint64_t mark) {
  const std::uint64_t up_to_mark = mark ^ (mark - 1);
  return (word & ~up_to_mark) | ((word & (up_to_mark >> 8)) << 8);
}

// Whether all bytes are 0 to 9.
inline bool all_digits(std::uint64_t digits) {
  return ((digits | (digits + every_byte(0x76))) & every_byte(0x80)) == 0;
}

// Eight digits, the first in memory the most significant.
inline std::uint64_t join_digits(std::uint64_t digits) {
  digits = (digits * 10) + (digits >> 8);
  return (((digits & 0x000000FF000000FFU) * 0x000F424000000064U) +
          (((digits >> 16) & 0x000000FF000000FFU) * 0x0000271000000001U)) >>
         32;
}

inline constexpr std::array<double, 16> power_of_ten = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

inline double with_sign(double magnitude, bool negative) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(magnitude) |
                               (static_cast<std::uint64_t>(negative) << 63));
}

// 9 to 16 characters.
inline bool parse_two_words(const char* begin, std::uint64_t length, std::uint64_t marks,
                            std::uint64_t& mantissa, std::uint64_t& decimals) {
  const unsigned unused = static_cast<unsigned>(8 * (16 - length));
  std::uint64_t low = load_word(begin + length - 8);  // the less significant digits
  std::uint64_t high = load_word(begin) << unused;
  unsigned fill = unused;
  decimals = 0;
  if (const std::uint64_t in_low = find_byte(low, marks); in_low != 0) {
    decimals = 7 - (static_cast<unsigned>(std::countr_zero(in_low)) >> 3);
    low = close_gap(low, in_low) | (high >> 56);
    high <<= 8;
    fill += 8;
  } else if (const std::uint64_t in_high = find_byte(high, marks); in_high != 0) {
    decimals = 15 - (static_cast<unsigned>(std::countr_zero(in_high)) >> 3);
    high = close_gap(high, in_high);
    fill += 8;
  }
  high ^= fill < 64 ? every_byte('0') << fill : 0;
  low ^= every_byte('0');
  if (!all_digits(low) || !all_digits(high)) return false;
  mantissa = join_digits(high) * 100000000U + join_digits(low);
  return mantissa <= (std::uint64_t{1} << 53);
}

}  // namespace detail

// Whether [begin, end) is a number of at most 16 characters after the sign, without exponent or
// surrounding spaces; then `value` is it. Never true for anything that is no number.
// Requires: 8 bytes are readable at begin + 1, and `marks` is the decimal mark in every byte.
inline bool parse_short(const char* begin, const char* end, std::uint64_t marks, double& value) {
  if constexpr (std::endian::native != std::endian::little) return false;
  using namespace detail;
  const bool negative = *begin == '-';
  begin += negative;
  const auto length = static_cast<std::uint64_t>(end - begin);
  if (length - 1 >= 8) {
    std::uint64_t mantissa, decimals;
    if (length - 9 >= 8 || !parse_two_words(begin, length, marks, mantissa, decimals)) return false;
    value =
        with_sign(static_cast<double>(static_cast<std::int64_t>(mantissa)) / power_of_ten[decimals],
                  negative);
    return true;
  }
  unsigned fill = static_cast<unsigned>(64 - 8 * length);
  std::uint64_t word = load_word(begin) << fill;
  std::uint64_t decimals = 0;
  if (const std::uint64_t mark = find_byte(word, marks); mark != 0) {
    if (length == 1) return false;
    decimals = 7 - (static_cast<unsigned>(std::countr_zero(mark)) >> 3);
    word = close_gap(word, mark);
    fill += 8;
  }
  word ^= every_byte('0') << fill;
  if (!all_digits(word)) return false;
  const auto mantissa = static_cast<std::int64_t>(join_digits(word));
  value = with_sign(static_cast<double>(mantissa) / power_of_ten[decimals], negative);
  return true;
}

}  // namespace odds::read

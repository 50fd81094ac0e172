// SPDX-License-Identifier: Apache-2.0
#include "read/libsvm_parser.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <odds/base.hpp>

#include "read/faults.hpp"
#include "read/number.hpp"
#include "read/utf8.hpp"

namespace odds::read {
namespace {

constexpr std::uint64_t colons = detail::every_byte(':');
constexpr std::uint64_t points = detail::every_byte('.');

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// The first byte that is no part of a token: a space or any other control character.
const char* token_end(const char* begin) {
  for (;; begin += 8) {
    const std::uint64_t word = detail::load_word(begin);
    const std::uint64_t low = (word - detail::every_byte(0x21)) & ~word & detail::every_byte(0x80);
    if (low != 0) return begin + (std::countr_zero(low) >> 3);
  }
}

const char* skip_line(const char* begin) {
  while (*begin != '\n') ++begin;
  return begin + 1;
}

std::string_view token(const char* begin) {
  const std::string_view all(begin, static_cast<std::size_t>(token_end(begin) - begin));
  return all.substr(0, all.find('#'));
}

}  // namespace

void LibsvmParser::parse(const LibsvmText& text) {
  text_ = text;
  rows_before_ = starts_.size() - 1;
  // An entry takes three bytes at least, and a space in front of it.
  const std::size_t room = count_ + text.lines.size() / 4 + 1;
  if (indices_.size() < room) {
    indices_.resize(room);
    values_.resize(room);
  }
  const char* at = text.lines.data();
  const char* const end = at + text.lines.size();
  while (at != end) {
    row_begin_ = at;
    while (is_space(*at)) ++at;
    if (*at == '\n') {
      ++at;
    } else if (*at == '#') {
      at = skip_line(at);
    } else {
      at = parse_row(at);
    }
  }
}

const char* LibsvmParser::parse_row(const char* begin) {
  const std::string_view label = token(begin);
  check_label(label);
  labels_.push_back(label);
  const char* at = begin + label.size();
  for (;;) {
    if (*at == ' ') {
      ++at;
    } else if (static_cast<unsigned char>(*at) > ' ' && *at != '#') {
      at = parse_entry(at);
    } else if (*at == '\n' || *at == '#') {
      end_row();
      return skip_line(at);
    } else if (is_space(*at)) {
      ++at;
    } else {
      fail("libsvm.entry", "a control character between entries.", "Separate entries with spaces.",
           at);
    }
  }
}

const char* LibsvmParser::parse_entry(const char* begin) {
  std::uint64_t index = 0;
  const char* at = parse_index(begin, index);
  if (at == nullptr) return skip_query(begin);
  const std::uint64_t column = index - (zero_based_ ? 0 : 1);
  double value = 1;
  if (*at == '1' && static_cast<unsigned char>(at[1]) <= ' ') {
    ++at;
  } else {
    const char* const end = token_end(at);
    if (end == at || !parse_short(at, end, points, value)) {
      at = parse_value(at, value);
      if (at == nullptr) fail_value(index, begin);
    } else {
      at = end;
    }
  }
  indices_[count_] = static_cast<std::uint32_t>(column);
  values_[count_] = value;
  ++count_;
  is_unsorted_ = is_unsorted_ || column < next_column_;
  has_zeros_ = has_zeros_ || value == 0;
  next_column_ = column + 1;
  return at;
}

// Behind the colon; null where there is no index but perhaps a query.
const char* LibsvmParser::parse_index(const char* begin, std::uint64_t& index) {
  const std::uint64_t word = detail::load_word(begin);
  const std::uint64_t colon = detail::find_byte(word, colons);
  const unsigned length = static_cast<unsigned>(std::countr_zero(colon)) >> 3;  // 8 without a colon
  if (std::endian::native == std::endian::little && length - 1 < 7) {
    const unsigned fill = 64 - 8 * length;
    const std::uint64_t digits = (word ^ detail::every_byte('0')) << fill;
    if (detail::all_digits(digits)) {
      index = detail::join_digits(digits);
      if (index == 0 && !zero_based_) fail_index(begin);
      return begin + length + 1;
    }
  }
  const std::string_view entry = token(begin);
  const std::size_t digits = std::min(entry.find_first_not_of("0123456789"), entry.size());
  if (digits == 0 || digits == entry.size() || entry[digits] != ':') return nullptr;
  for (std::size_t i = 0; i < digits; ++i) {
    index = 10 * index + static_cast<std::uint64_t>(entry[i] - '0');
    if (index > largest_libsvm_index) fail_index(begin);
  }
  if (index == 0 && !zero_based_) fail_index(begin);
  return begin + digits + 1;
}

// Behind the value; null where there is none.
const char* LibsvmParser::parse_value(const char* begin, double& value) {
  const std::string_view text = token(begin);
  const NumberValue number = read_number(text, '.');
  if (number.spelling != Spelling::number) return nullptr;
  value = number.value;
  return begin + text.size();
}

// "qid:7" groups rows for ranking: it says nothing about a probability.
const char* LibsvmParser::skip_query(const char* begin) {
  const std::string_view entry = token(begin);
  constexpr std::string_view prefix = "qid:";
  if (!entry.starts_with(prefix) || count_ != row_start_ || entry.size() == prefix.size() ||
      entry.find_first_not_of("0123456789", prefix.size()) != std::string_view::npos) {
    fail_index(begin);
  }
  has_qid_ = true;
  return begin + entry.size();
}

void LibsvmParser::end_row() {
  if (is_unsorted_) sort_row();
  if (count_ != row_start_) {
    column_count_ = std::max<std::uint64_t>(column_count_, indices_[count_ - 1] + std::uint64_t{1});
  }
  if (has_zeros_) drop_zeros();
  starts_.push_back(static_cast<std::uint32_t>(count_));
  row_start_ = count_;
  next_column_ = 0;
  is_unsorted_ = has_zeros_ = false;
}

void LibsvmParser::sort_row() {
  sorted_.clear();
  for (std::size_t k = row_start_; k < count_; ++k) sorted_.push_back({indices_[k], values_[k]});
  std::sort(sorted_.begin(), sorted_.end(),
            [](const Entry& a, const Entry& b) { return a.column < b.column; });
  for (std::size_t k = 0; k < sorted_.size(); ++k) {
    if (k != 0 && sorted_[k].column == sorted_[k - 1].column) fail_twice(sorted_[k].column);
    indices_[row_start_ + k] = sorted_[k].column;
    values_[row_start_ + k] = sorted_[k].value;
  }
}

void LibsvmParser::drop_zeros() {
  std::size_t kept = row_start_;
  for (std::size_t k = row_start_; k < count_; ++k) {
    indices_[kept] = indices_[k];
    values_[kept] = values_[k];
    kept += values_[k] != 0 ? 1 : 0;
  }
  count_ = kept;
}

table::SparseRows LibsvmParser::take(std::uint64_t first_row) {
  table::SparseRows rows;
  rows.first_row = first_row;
  rows.starts = starts_;
  rows.indices.assign(indices_.begin(), indices_.begin() + static_cast<std::ptrdiff_t>(count_));
  const auto end = values_.begin() + static_cast<std::ptrdiff_t>(count_);
  if (!std::all_of(values_.begin(), end, [](double value) { return value == 1.0; })) {
    rows.values.assign(values_.begin(), end);
  }
  starts_.assign(1, 0);
  row_start_ = count_ = 0;
  return rows;
}

}  // namespace odds::read

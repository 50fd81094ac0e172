// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a line of LIBSVM data.
#include <algorithm>
#include <cstring>

#include <odds/base.hpp>

#include "read/faults.hpp"
#include "read/libsvm_parser.hpp"
#include "read/number.hpp"
#include "read/utf8.hpp"

namespace odds::read {
namespace {

constexpr const char* shape = "A row is: label index:value index:value ...";

std::string_view word_at(const char* begin) {
  const char* end = begin;
  while (static_cast<unsigned char>(*end) > ' ' && *end != '#') ++end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

void LibsvmParser::fail(const char* code, std::string message, std::string hint,
                        const char* at) const {
  const char* const begin = text_.lines.data();
  const auto lines = static_cast<std::uint64_t>(std::count(begin, at, '\n'));
  const PlacedText placed{text_.lines, text_.lines_before, false};
  // A NUL says more about a file than what it makes of a number.
  const char* const line_end = std::find(row_begin_, begin + text_.lines.size(), '\n');
  const char* const nul = std::find(row_begin_, line_end, '\0');
  if (nul != line_end) {
    throw_nul_byte(file_, placed, static_cast<std::size_t>(nul - begin));
  }
  const Where where{file_,
                    1 + text_.lines_before + lines,
                    static_cast<std::uint64_t>(at - row_begin_) + 1,
                    text_.first_row + starts_.size() - rows_before_,
                    {}};
  throw Error(Fault::refused, code, std::move(message), std::move(hint), where);
}

void LibsvmParser::fail_index(const char* begin) const {
  const std::string_view entry = word_at(begin);
  const std::size_t colon = entry.find(':');
  if (colon == std::string_view::npos) {
    fail("libsvm.entry", quote(entry) + " is not index:value.", shape, begin);
  }
  const std::string_view index = entry.substr(0, colon);
  if (index == "qid") {
    fail("libsvm.query", quote(entry) + " is no query number behind the label.",
         "Write qid:N right behind the label, N a whole number.", begin);
  }
  const bool is_whole =
      !index.empty() && index.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_whole) {
    fail("libsvm.index", "index " + quote(index) + " is not a whole number.",
         "Indices are 1, 2, 3, and so on.", begin);
  }
  if (index.find_first_not_of('0') == std::string_view::npos) {
    fail("libsvm.index_zero", "index 0, where the first column has index 1.",
         "Pass --zero-based if the first column has index 0.", begin);
  }
  fail("libsvm.index_too_large",
       "index " + std::string(index.substr(0, 40)) + (index.size() > 40 ? "..." : "") +
           " is too large: the limit is " + std::to_string(largest_libsvm_index) + ".",
       "Number the columns anew.", begin);
}

void LibsvmParser::fail_value(std::uint64_t index, const char* begin) const {
  const std::string_view entry = word_at(begin);
  const std::string_view value = entry.substr(entry.find(':') + 1);
  const std::string name = "index " + std::to_string(index);
  if (value.empty()) {
    fail("libsvm.value", name + " has no value.", "Leave out what is 0; a value is a number.",
         begin);
  }
  const bool is_number =
      is_infinity(value) || read_number(value, '.').spelling == Spelling::too_large;
  fail("libsvm.value",
       name + " has the value " + quote(value) + ", which is " +
           (is_number ? "not a finite number." : "not a number."),
       is_missing(value)
           ? "Missing values have no place in this format: leave the entry out (0) or "
             "give a value."
           : "Correct it, or leave the entry out if it is 0.",
       begin);
}

void LibsvmParser::fail_twice(std::uint32_t column) const {
  const std::uint64_t index = column + std::uint64_t{zero_based_ ? 0U : 1U};
  fail("libsvm.duplicate_index", "index " + std::to_string(index) + " appears twice.",
       "An index may be given once in a row.", row_begin_);
}

void LibsvmParser::check_label(std::string_view label) const {
  // "1", "-1", "+1" and the like.
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (label.size() == 1 && is_digit(label[0])) return;
  if (label.size() == 2 && (label[0] == '-' || label[0] == '+') && is_digit(label[1])) return;
  if (label.find(':') != std::string_view::npos) {
    fail("libsvm.no_label", "the row has no label: it starts with " + quote(label) + ".", shape,
         row_begin_);
  }
  if (label.empty()) fail("libsvm.no_label", "the row has no label.", shape, row_begin_);
  if (is_missing(label) || is_infinity(label)) {
    fail("libsvm.label", "the label " + quote(label) + " is no label.",
         "A label is a finite number or a word.", row_begin_);
  }
  if (const std::size_t bad = first_invalid_utf8(label); bad != label.size()) {
    const PlacedText placed{text_.lines, text_.lines_before, false};
    throw_not_utf8(file_, placed,
                   static_cast<std::size_t>(label.data() - text_.lines.data()) + bad);
  }
}

}  // namespace odds::read

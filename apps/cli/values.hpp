// SPDX-License-Identifier: Apache-2.0
//
// The values of options: numbers whatever the locale, words from a list, lists of names.
// All throw odds::Error{usage} that names the option.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <odds/base.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>

namespace odds::cli {

// A finite number. "nan", "inf", "0x1p3" and "0,5" are refused.
double number(const std::string& option, const std::string& text);
std::int64_t whole_number(const std::string& option, const std::string& text, std::int64_t least,
                          std::int64_t most);

[[noreturn]] void refuse_value(const std::string& option, const std::string& must,
                               const std::string& text, const std::string& hint = {});

// The words of an option and what they stand for.
template <class Value>
using Words = std::initializer_list<std::pair<const char*, Value>>;

[[noreturn]] void refuse_word(const std::string& option, const std::string& text,
                              const std::vector<std::string>& words);

template <class Value>
Value one_of(const std::string& option, const std::string& text, Words<Value> words) {
  std::vector<std::string> names;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    names.emplace_back(word);
  }
  refuse_word(option, text, names);
}

// "error|drop|mean"
template <class Value>
std::string alternatives(Words<Value> words) {
  std::string out;
  for (const auto& [word, value] : words) out += (out.empty() ? "" : "|") + std::string(word);
  return out;
}

// The word of a value, for "(default: ...)".
template <class Value>
std::string word_of(Value wanted, Words<Value> words) {
  for (const auto& [word, value] : words) {
    if (value == wanted) return word;
  }
  return {};
}

// a,b,"c,d" as CSV writes a record; no name may be empty.
std::vector<std::string> name_list(const std::string& option, const std::string& text);

// COL=LEVEL; a column name that holds "=" goes in double quotes.
std::pair<std::string, std::string> column_and_level(const std::string& option,
                                                     const std::string& text);

// COL=F and the like; `form` and `example` are what messages show.
std::pair<std::string, std::string> column_and_value(const std::string& option,
                                                     const std::string& text,
                                                     const std::string& form,
                                                     const std::string& example);

// One byte, or "tab".
char delimiter(const std::string& option, const std::string& text);

}  // namespace odds::cli

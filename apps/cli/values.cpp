// SPDX-License-Identifier: Apache-2.0
#include "values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "suggest.hpp"

namespace odds::cli {
namespace {

// Reads one name of a list from `text` at `position`, up to a comma or the end.
std::string next_name(const std::string& option, const std::string& text, std::size_t& position) {
  std::string name;
  if (position < text.size() && text[position] == '"') {
    for (++position; position < text.size(); ++position) {
      if (text[position] == '"') {
        if (position + 1 == text.size() || text[position + 1] != '"') break;
        ++position;  // "" stands for one quote
      }
      name += text[position];
    }
    if (position == text.size()) {
      refuse_value(option, "close every quote it opens", text);
    }
    ++position;
  } else {
    const std::size_t comma = std::min(text.find(',', position), text.size());
    name = text.substr(position, comma - position);
    position = comma;
  }
  return name;
}

}  // namespace

void refuse_value(const std::string& option, const std::string& must, const std::string& text,
                  const std::string& hint) {
  throw Error(Fault::usage, "usage.value",
              fmt::format("{} must {}, not {}.", option, must, quote(text)), hint);
}

void refuse_word(const std::string& option, const std::string& text,
                 const std::vector<std::string>& words) {
  const std::string best = suggestion(text, words);
  refuse_value(option, fmt::format("be {}", fmt::join(words, " or ")), text,
               best.empty() ? "" : fmt::format("Did you mean {}?", best));
}

double number(const std::string& option, const std::string& text) {
  const char* begin = text.data();
  const char* end = begin + text.size();
  if (begin != end && *begin == '+') ++begin;
  double value = 0.0;
  const auto result = std::from_chars(begin, end, value);
  if (result.ec == std::errc::result_out_of_range) {
    refuse_value(option, "be a number that a double can hold", text);
  }
  if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(value)) {
    const bool comma = text.find(',') != std::string::npos;
    refuse_value(option, "be a finite number", text,
                 comma ? "Write the decimal point as a dot." : "");
  }
  return value;
}

std::int64_t whole_number(const std::string& option, const std::string& text, std::int64_t least,
                          std::int64_t most) {
  const char* end = text.data() + text.size();
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end || value < least || value > most) {
    refuse_value(option, fmt::format("be a whole number between {} and {}", least, most), text);
  }
  return value;
}

std::vector<std::string> name_list(const std::string& option, const std::string& text) {
  std::vector<std::string> names;
  std::size_t position = 0;
  while (true) {
    names.push_back(next_name(option, text, position));
    if (names.back().empty()) refuse_value(option, "be a list of names without gaps", text);
    if (position == text.size()) return names;
    if (text[position] != ',') refuse_value(option, "have a comma after a closing quote", text);
    ++position;
  }
}

std::pair<std::string, std::string> column_and_value(const std::string& option,
                                                     const std::string& text,
                                                     const std::string& form,
                                                     const std::string& example) {
  std::string column;
  std::size_t equals = text.find('=');
  if (!text.empty() && text[0] == '"') {
    std::size_t position = 0;
    column = next_name(option, text, position);
    equals = position < text.size() && text[position] == '=' ? position : std::string::npos;
  } else if (equals != std::string::npos) {
    column = text.substr(0, equals);
  }
  if (equals == std::string::npos || column.empty()) {
    refuse_value(option, "be " + form, text, "Write, say, " + option + " " + example + ".");
  }
  return {column, text.substr(equals + 1)};
}

std::pair<std::string, std::string> column_and_level(const std::string& option,
                                                     const std::string& text) {
  return column_and_value(option, text, "COL=LEVEL", "class=3rd");
}

char delimiter(const std::string& option, const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  const bool is_one_byte = text.size() == 1;
  const auto byte = static_cast<unsigned char>(is_one_byte ? text[0] : 'a');
  const bool is_letter_or_digit = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                                  (byte >= 'a' && byte <= 'z') || byte >= 0x80;
  const bool is_taken = byte == '"' || byte == '\n' || byte == '\r' || byte == '\0' ||
                        byte == '.' || byte == '-' || byte == '+';
  if (is_letter_or_digit || is_taken) {
    refuse_value(option, "be one character such as , ; | or the word tab", text);
  }
  return text[0];
}

}  // namespace odds::cli

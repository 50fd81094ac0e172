// SPDX-License-Identifier: Apache-2.0
//
// A second CSV reader that is slow and plain: one character at a time, one pass, strtod for
// numbers. It shares no code with odds and says what odds has to say.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace twin {

struct Failure {
  std::string code;
  std::uint64_t line = 0;
};

struct Column {
  std::string name;
  std::string kind;  // "number", "boolean", "category"
  std::vector<double> numbers;
  std::vector<std::optional<std::string>> texts;  // nullopt: missing
};

struct Outcome {
  std::optional<Failure> failure;
  std::vector<Column> columns;
};

struct Field {
  std::string value;
  std::uint64_t line = 0;
};

class Reader {
 public:
  Reader(std::string text, char delimiter, std::set<std::string> categorical = {})
      : text_(std::move(text)), delimiter_(delimiter), categorical_(std::move(categorical)) {}

  Outcome read() {
    if (text_.rfind("\xEF\xBB\xBF", 0) == 0) position_ = 3;
    std::vector<Field> header = record();
    if (failure_) return {failure_, {}};
    std::vector<Column> columns;
    for (const Field& field : header) columns.push_back({field.value, "", {}, {}});
    std::vector<std::vector<Field>> rows;
    for (;;) {
      skip_blank_lines();
      if (position_ == text_.size()) break;
      const std::uint64_t line = line_;
      rows.push_back(record());
      if (failure_) return {failure_, {}};
      if (rows.back().size() != columns.size()) return {Failure{"csv.field_count", line}, {}};
    }
    if (rows.empty()) return {Failure{"csv.no_rows", 0}, {}};
    std::optional<Failure> mixed;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::optional<Failure> found = settle(columns[c], rows, c);
      if (found && (!mixed || found->line < mixed->line)) mixed = found;
    }
    if (mixed) return {mixed, {}};
    return {std::nullopt, columns};
  }

 private:
  bool at_end() const { return position_ == text_.size(); }
  char here() const { return text_[position_]; }
  static bool terminator(char c) { return c == '\n' || c == '\r'; }

  void advance() {
    const bool pair =
        here() == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n';
    if (terminator(here()) && !pair) ++line_;
    ++position_;
  }

  void skip_blank_lines() {
    while (!at_end() && terminator(here())) advance();
  }

  std::vector<Field> record() {
    skip_blank_lines();
    std::vector<Field> fields;
    for (;;) {
      fields.push_back(field());
      if (failure_) return fields;
      if (at_end()) return fields;
      const char c = here();
      if (c == delimiter_) {
        ++position_;
        continue;
      }
      advance();  // the terminator
      if (c == '\r' && !at_end() && here() == '\n') advance();
      return fields;
    }
  }

  Field field() {
    Field result;
    result.line = line_;
    if (!at_end() && here() == '"') {
      const std::uint64_t opening = line_;
      ++position_;
      for (;;) {
        if (at_end()) {
          failure_ = Failure{"csv.unterminated_quote", opening};
          return result;
        }
        if (here() == '"') {
          ++position_;
          if (at_end() || here() != '"') break;
        }
        result.value += here();
        advance();
      }
      if (!at_end() && here() != delimiter_ && !terminator(here())) {
        failure_ = Failure{"csv.text_after_quote", line_};
      }
      return result;
    }
    while (!at_end() && here() != delimiter_ && !terminator(here())) {
      if (here() == '"') {
        failure_ = Failure{"csv.stray_quote", line_};
        return result;
      }
      result.value += here();
      ++position_;
    }
    result.value = trimmed(result.value);
    return result;
  }

  static std::string trimmed(std::string text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.erase(0, 1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
    return text;
  }

  static bool missing(const std::string& text) {
    static const std::set<std::string> words = {"",     "NA",   "N/A",  "n/a",  "NaN", "nan", "NAN",
                                                "-nan", "null", "NULL", "Null", "?",   "."};
    return words.count(text) != 0;
  }

  static bool number(const std::string& text) {
    std::size_t i = 0;
    std::size_t digits = 0;
    const auto digit = [&] { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    for (; digit(); ++i) ++digits;
    if (i < text.size() && text[i] == '.') {
      for (++i; digit(); ++i) ++digits;
    }
    if (digits == 0) return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
      ++i;
      if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
      if (!digit()) return false;
      while (digit()) ++i;
    }
    return i == text.size();
  }

  static bool boolean(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text == "true" || text == "false";
  }

  static bool decimal_comma(const std::string& text) {
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos || comma + 1 == text.size()) return false;
    const std::string before = text.substr(0, comma);
    const std::string behind = text.substr(comma + 1);
    return number(before) && before.find_first_of(".eE") == std::string::npos &&
           behind.find_first_not_of("0123456789") == std::string::npos;
  }

  std::optional<Failure> settle(Column& column, const std::vector<std::vector<Field>>& rows,
                                std::size_t c) const {
    const bool asked = categorical_.count(column.name) != 0;
    std::uint64_t text_line = 0;
    std::string first_text;
    bool has_number = false;
    bool all_boolean = true;
    bool all_comma = true;
    for (const std::vector<Field>& row : rows) {
      const std::string& value = row[c].value;
      const std::string inner = trimmed(value);
      if (missing(inner)) {
        column.numbers.push_back(std::numeric_limits<double>::quiet_NaN());
        column.texts.push_back(std::nullopt);
        continue;
      }
      column.texts.push_back(value);
      if (number(inner)) {
        has_number = true;
        column.numbers.push_back(std::strtod(inner.c_str(), nullptr));
        continue;
      }
      column.numbers.push_back(0);
      if (text_line == 0) {
        text_line = row[c].line;
        first_text = inner;
      }
      all_boolean = all_boolean && boolean(value);
      all_comma = all_comma && decimal_comma(inner);
    }
    column.kind = "category";
    if (asked) return std::nullopt;
    if (text_line == 0) {
      column.kind = "number";
      return std::nullopt;
    }
    if (has_number ? decimal_comma(first_text) : all_comma) {
      return Failure{"csv.decimal_comma", text_line};
    }
    if (has_number) {
      return Failure{"csv.mixed_column", text_line};
    }
    if (all_boolean) column.kind = "boolean";
    return std::nullopt;
  }

  std::string text_;
  char delimiter_;
  std::set<std::string> categorical_;
  std::size_t position_ = 0;
  std::uint64_t line_ = 1;
  std::optional<Failure> failure_;
};

}  // namespace twin

// SPDX-License-Identifier: Apache-2.0
//
// A second reader of LIBSVM data: slow, serial, a character at a time, with strtod for numbers. It
// shares nothing with the first but the words of the format.
#pragma once

#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace twin {

struct LibsvmOutcome {
  std::string code;  // of the refusal, "" where there is none
  std::uint64_t line = 0;
  std::vector<std::string> labels;
  std::vector<std::map<std::uint64_t, double>> rows;  // index -> value, zeros left out
  std::uint64_t columns = 0;
};

class LibsvmReader {
 public:
  LibsvmReader(const std::string& text, bool zero_based) : text_(text), zero_based_(zero_based) {}

  LibsvmOutcome read() {
    std::size_t begin = text_.rfind("\xEF\xBB\xBF", 0) == 0 ? 3 : 0;
    if (begin == text_.size()) return refused("libsvm.empty", 0);
    for (std::uint64_t line = 1; begin < text_.size(); ++line) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      line_ = text_.substr(begin, end - begin);
      const std::string code = read_line();
      if (!code.empty()) {
        const bool has_nul = line_.find('\0') != std::string::npos && code != "utf8";
        return refused(has_nul ? "csv.nul_byte" : code, line);
      }
      begin = end + 1;
    }
    if (outcome_.labels.empty()) return refused("libsvm.no_rows", 0);
    return outcome_;
  }

  // A number of CSV files: sign, digits, at most one point, exponent.
  static bool is_number(const std::string& text) {
    std::size_t at = 0;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    std::size_t digits = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
    if (at < text.size() && text[at] == '.') ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
    if (digits == 0) return false;
    if (at == text.size()) return true;
    if (text[at] != 'e' && text[at] != 'E') return false;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at == text.size() && at != exponent;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

  LibsvmOutcome refused(const std::string& code, std::uint64_t line) const {
    LibsvmOutcome outcome;
    outcome.code = code;
    outcome.line = line;
    return outcome;
  }

  // The next word of the line; its end is any control character or space, or '#'.
  std::string word() {
    std::string word;
    while (at_ < line_.size() && static_cast<unsigned char>(line_[at_]) > ' ' &&
           line_[at_] != '#') {
      word += line_[at_++];
    }
    return word;
  }
  void skip_blanks() {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
  }
  bool is_done() const { return at_ == line_.size() || line_[at_] == '#'; }

  // The code of what is wrong with the line.
  std::string read_line() {
    at_ = 0;
    skip_blanks();
    if (is_done()) return "";
    const std::string label = word();
    if (const std::string code = check_label(label); !code.empty()) return code;
    outcome_.labels.push_back(label);
    std::map<std::uint64_t, double> row;
    bool is_first = true;
    for (skip_blanks(); !is_done(); skip_blanks()) {
      const std::string entry = word();
      if (entry.empty()) return "libsvm.entry";  // a control character
      const std::string code = read_entry(entry, is_first, row);
      if (!code.empty()) return code;
    }
    if (has_twice_) return "libsvm.duplicate_index";
    if (!row.empty()) {
      const std::uint64_t count = row.rbegin()->first + (zero_based_ ? 1 : 0);
      outcome_.columns = std::max(outcome_.columns, count);
    }
    for (auto entry = row.begin(); entry != row.end();) {
      entry = entry->second == 0 ? row.erase(entry) : std::next(entry);
    }
    outcome_.rows.push_back(row);
    return "";
  }

  static std::string check_label(const std::string& label) {
    if (label.empty() || label.find(':') != std::string::npos) return "libsvm.no_label";
    for (const char* missing :
         {"NA", "N/A", "n/a", "NaN", "nan", "NAN", "-nan", "null", "NULL", "Null", "?", "."}) {
      if (label == missing) return "libsvm.label";
    }
    std::string lower;
    for (const char c : label) {
      if (lower.empty() && (c == '+' || c == '-')) continue;
      lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    const bool has_two_signs = label.size() > lower.size() + 1;
    if (!has_two_signs && (lower == "inf" || lower == "infinity")) return "libsvm.label";
    for (const char c : label) {
      if (static_cast<unsigned char>(c) >= 0x80) return "utf8";  // not for the twin
    }
    return "";
  }

  std::string read_entry(const std::string& entry, bool& is_first,
                         std::map<std::uint64_t, double>& row) {
    const std::size_t colon = entry.find(':');
    if (colon == std::string::npos) return "libsvm.entry";
    const std::string index = entry.substr(0, colon);
    const std::string value = entry.substr(colon + 1);
    if (index == "qid") {
      const bool is_whole = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
      return is_first && is_whole ? "" : "libsvm.query";
    }
    is_first = false;
    if (index.empty() || index.find_first_not_of("0123456789") != index.npos) {
      return "libsvm.index";
    }
    const std::string digits = index.substr(std::min(index.find_first_not_of('0'), index.size()));
    if (digits.empty() && !zero_based_) return "libsvm.index_zero";
    if (digits.size() > 10 || (!digits.empty() && std::stoull(digits) > 2147483646U)) {
      return "libsvm.index_too_large";
    }
    const std::uint64_t number = digits.empty() ? 0 : std::stoull(digits);
    if (!is_number(value)) return "libsvm.value";
    const double parsed = std::strtod(value.c_str(), nullptr);
    if (std::isinf(parsed)) return "libsvm.value";
    if (!row.emplace(number, parsed).second) has_twice_ = true;
    return "";
  }

  const std::string& text_;
  bool zero_based_;
  std::string line_;
  std::size_t at_ = 0;
  bool has_twice_ = false;
  LibsvmOutcome outcome_;
};

}  // namespace twin

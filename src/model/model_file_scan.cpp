// SPDX-License-Identifier: Apache-2.0
#include "model/model_file_scan.hpp"

#include <algorithm>

namespace odds::model_file {
namespace {

constexpr std::string_view from_odds_fit = "Use a file that \"odds fit -o\" wrote.";

[[noreturn]] void refuse(const char* code, std::string message, const Where& where) {
  throw Error(Fault::refused, code, std::move(message), std::string(from_odds_fit), where);
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  Scan run() {
    for (; position_ < text_.size(); ++position_) step(text_[position_]);
    return {hash_at_comma_, text_.substr(after_comma_)};
  }

 private:
  void step(char c) {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (is_space(c)) {
      return;
    } else {
      structure(c);
    }
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }

  void structure(char c) {
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      if (++depth_ > depth_limit) {
        refuse("model.nested", "this JSON is nested too deeply to be a model.", here());
      }
      count_value();
    } else if (c == '\0') {
      // nlohmann would take it for the end of the text.
      refuse("model.syntax", "this is not valid JSON: there is a zero byte.", here());
    } else if (c == '}' || c == ']') {
      if (depth_ != 0) --depth_;
    } else if (c == ',') {
      count_value();
      if (depth_ == 1) {
        hash_at_comma_ = hash_;
        after_comma_ = position_ + 1;
      }
    }
  }

  void count_value() {
    if (++values_ > value_limit) {
      refuse("model.too_large",
             "this file holds more than " + std::to_string(value_limit) +
                 " values, more than any model.",
             here());
    }
  }

  Where here() const { return place_of(text_, name_, position_); }

  std::string_view text_;
  const std::string& name_;
  std::size_t position_ = 0;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::size_t after_comma_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  std::uint64_t hash_ = 0xCBF29CE484222325ULL;
  std::uint64_t hash_at_comma_ = 0;
};

}  // namespace

Scan scan_text(std::string_view text, const std::string& name) {
  Where file;
  file.file = name;
  if (text.size() > byte_limit) {
    refuse("model.too_large", "this file is larger than 256 MiB, larger than any model.", file);
  }
  if (std::all_of(text.begin(), text.end(), is_space)) {
    refuse("model.empty", "this file is empty.", file);
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    refuse("model.byte_order_mark",
           "the file starts with a byte order mark, so something changed it after odds wrote it.",
           file);
  }
  return Scanner(text, name).run();
}

std::string checksum_value(std::uint64_t hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string value(16, '0');
  for (std::size_t i = value.size(); i-- > 0; hash >>= 4U) value[i] = digits[hash & 15U];
  return value;
}

Where place_of(std::string_view text, const std::string& name, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t newline = before.rfind('\n');
  Where where;
  where.file = name;
  where.line = 1 + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  where.byte_column =
      newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return where;
}

}  // namespace odds::model_file

// SPDX-License-Identifier: Apache-2.0
#include "read/faults.hpp"

#include <algorithm>

namespace odds::read {
namespace {

Where place(const std::string& file, const PlacedText& placed, std::size_t position) {
  return {file, placed.line_at(position), placed.byte_column_at(position), 0, {}};
}

}  // namespace

void throw_nul_byte(const Where& where) {
  throw Error(Fault::refused, "csv.nul_byte", "NUL byte in the text.",
              "The file is damaged, binary, or UTF-16; convert it to UTF-8.", where);
}

void throw_nul_byte(const std::string& file, const PlacedText& placed, std::size_t position) {
  throw_nul_byte(place(file, placed, position));
}

void throw_not_utf8(const Where& where) {
  const std::string name =
      where.file.find_first_of(" '\"") == std::string::npos ? where.file : "FILE";
  throw Error(
      Fault::refused, "csv.not_utf8", "not valid UTF-8.",
      "If it is latin-1 or windows-1252, convert it: iconv -f windows-1252 -t utf-8 " + name + ".",
      where);
}

void throw_not_utf8(const std::string& file, const PlacedText& placed, std::size_t position) {
  throw_not_utf8(place(file, placed, position));
}

void throw_text_after_quote(const std::string& file, const PlacedText& placed,
                            std::size_t position) {
  throw Error(Fault::refused, "csv.text_after_quote", "text after the closing quote.",
              "Write a quote inside a quoted field twice: \"\".", place(file, placed, position));
}

void throw_stray_quote(const std::string& file, const PlacedText& placed, std::size_t position) {
  throw Error(Fault::refused, "csv.stray_quote", "quote inside an unquoted field.",
              "Put the whole field in quotes and write the quote inside twice: \"\".",
              place(file, placed, position));
}

void throw_unterminated_quote(const std::string& file, const PlacedText& placed,
                              std::size_t position) {
  Where where = place(file, placed, position);
  where.byte_column = 0;
  throw Error(Fault::refused, "csv.unterminated_quote", "quote opened here is never closed.",
              "Close it, or double a quote that belongs to the text.", where);
}

std::string shown_name(const std::string& name) {
  const bool is_plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
  return is_plain ? name : quote(name);
}

}  // namespace odds::read

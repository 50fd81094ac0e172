// SPDX-License-Identifier: Apache-2.0
#include "report/html_text.hpp"

#include "base/utf8.hpp"

namespace odds::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// U+FFFE and U+FFFF, which XML forbids.
bool is_noncharacter(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

void append_ascii(char c, std::string& text) {
  switch (c) {
    case '&':
      text += "&amp;";
      return;
    case '<':
      text += "&lt;";
      return;
    case '>':
      text += "&gt;";
      return;
    case '"':
      text += "&quot;";
      return;
    case '\'':
      text += "&#39;";
      return;
    default:
      break;
  }
  const bool is_control =
      (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
  if (is_control) {
    text += replacement;
  } else {
    text += c;
  }
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = base::utf8_sequence_length(text);
    if (length == 1) {
      append_ascii(text.front(), html);
    } else if (length == 0) {
      html += replacement;
    } else {
      const std::string_view character = text.substr(0, length);
      html += is_noncharacter(character) ? replacement : character;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return html;
}

}  // namespace odds::report

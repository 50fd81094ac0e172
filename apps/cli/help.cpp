// SPDX-License-Identifier: Apache-2.0
#include "help.hpp"

#include <algorithm>
#include <sstream>

namespace odds::cli {
namespace {

constexpr std::size_t name_column = 2;
constexpr std::size_t meaning_column = 26;

// Words filled into lines; `used` columns of the first line are taken. Help is plain ASCII.
std::string fill(const std::string& text, std::size_t indent, std::size_t width, std::size_t used) {
  std::istringstream words(text);
  std::string out, word;
  std::size_t column = used;
  bool at_start = true;
  while (words >> word) {
    if (!at_start && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!at_start) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    at_start = false;
  }
  return out + "\n";
}

}  // namespace

void HelpPage::heading(const std::string& title) { text_ += "\n" + title + "\n"; }

void HelpPage::paragraph(const std::string& text) { text_ += fill(text, 0, width_, 0); }

void HelpPage::verbatim(const std::string& lines) {
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    text_ += line.empty() ? "\n" : std::string(name_column, ' ') + line + "\n";
  }
}

void HelpPage::entry(const std::string& name, const std::string& meaning) {
  text_ += std::string(name_column, ' ') + name;
  const std::size_t used = name_column + name.size();
  if (used + 2 <= meaning_column) {
    text_ += std::string(meaning_column - used, ' ');
  } else {
    text_ += "\n" + std::string(meaning_column, ' ');
  }
  text_ += fill(meaning, meaning_column, width_, meaning_column);
}

}  // namespace odds::cli

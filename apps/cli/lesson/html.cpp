// SPDX-License-Identifier: Apache-2.0
//
// The text of the lesson as HTML without scripts or style. All of it is ours: what has to be
// escaped is "<" and "&".
#include <string>
#include <string_view>

#include "lesson/page.hpp"

namespace odds::lesson {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string element(std::string_view tag, std::string_view content) {
  std::string out = "<";
  out += tag;
  out += ">";
  out += content;
  out += "</";
  out += tag;
  return out + ">";
}

// Mathematics between backquotes becomes code.
std::string sentence(const std::string& text) {
  std::string out;
  bool inside = false;
  for (const char c : escaped(text)) {
    if (c != '`') {
      out += c;
      continue;
    }
    out += inside ? "</code>" : "<code>";
    inside = !inside;
  }
  return out;
}

struct Html {
  Language language;

  std::string operator()(const Title& piece) const { return heading("h2", piece.text); }
  std::string operator()(const Section& piece) const { return heading("h3", piece.text); }
  std::string operator()(const Paragraph& piece) const {
    return element("p", sentence(piece.text.in(language)));
  }
  std::string operator()(const Formula& piece) const {
    return element("pre", escaped(piece.lines));
  }
  std::string operator()(const TablePiece& piece) const {
    std::string rows = element("tr", cells("th", piece.head));
    for (const std::vector<Words>& row : piece.rows) rows += element("tr", cells("td", row));
    return element("table", rows);
  }
  std::string operator()(const Verbatim& piece) const { return lines(piece.lines); }
  std::string operator()(const Figure& piece) const { return lines(piece.lines); }

  std::string heading(std::string_view tag, const Words& text) const {
    return element(tag, escaped(text.in(language)));
  }
  std::string lines(const Words& text) const {
    return text.in(language).empty() ? "" : element("pre", escaped(text.in(language)));
  }
  std::string cells(std::string_view tag, const std::vector<Words>& row) const {
    std::string out;
    for (const Words& cell : row) out += element(tag, sentence(cell.in(language)));
    return out;
  }
};

}  // namespace

std::string html(const Chapter& chapter, Language language) {
  std::string out;
  for (const Piece& piece : chapter.pieces()) out += std::visit(Html{language}, piece) + "\n";
  return out;
}

}  // namespace odds::lesson

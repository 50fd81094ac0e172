// SPDX-License-Identifier: Apache-2.0
//
// A page of text for a terminal, filled from top to bottom.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <odds/report.hpp>

#include "report/layout.hpp"

namespace odds::report {

// Four decimals, of large values six digits; "-" for NaN.
std::string decimals(double value);

class Page {
 public:
  static constexpr std::size_t name_width = 18;  // of a figure's name

  explicit Page(const TextOptions& options) : width_(options.width), style_(options.colour) {}

  std::size_t width() const { return width_; }

  void title(const std::string& text) { text_ += style_.bold(clip(text, width_)) + "\n"; }
  void heading(const std::string& text) { text_ += "\n" + style_.bold(text) + "\n"; }
  void line(const std::string& text) { text_ += text + "\n"; }
  void paragraph(const std::string& text, const std::string& first = "") {
    text_ += wrap(text, width_, first);
  }
  void notes(const std::vector<Note>& notes) {
    if (!notes.empty()) heading("Notes");
    for (const Note& note : notes) paragraph(printable(note.message), "- ");
  }

  // A name, its value, and what is to be said beside it; below it where the line is full.
  void figure(const std::string& name, const std::string& value, const std::string& remark = "") {
    constexpr std::size_t value_width = 10;
    const std::string start =
        "  " + pad_right(name, name_width) + "  " + pad_left(value, value_width);
    if (remark.empty()) return line(start);
    text_ += wrap(remark, width_, start + "   ");
  }

  // Columns of equal widths, right aligned.
  void row(const std::vector<std::string>& cells, std::size_t width) {
    std::string text = " ";
    for (const std::string& cell : cells) text += " " + pad_left(cell, width);
    line(text);
  }

  const std::string& text() const { return text_; }

 private:
  std::size_t width_;
  Style style_;
  std::string text_;
};

}  // namespace odds::report

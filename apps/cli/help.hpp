// SPDX-License-Identifier: Apache-2.0
//
// Laying out --help: headings, paragraphs, and a table of names and what they mean.
#pragma once

#include <cstddef>
#include <string>

namespace odds::cli {

class HelpPage {
 public:
  explicit HelpPage(std::size_t width) : width_(width) {}
  void heading(const std::string& title);
  void paragraph(const std::string& text);
  // Lines as they are, indented.
  void verbatim(const std::string& lines);
  // A name and its meaning, side by side where the name is short.
  void entry(const std::string& name, const std::string& meaning);
  const std::string& text() const { return text_; }

 private:
  std::size_t width_;
  std::string text_;
};

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// What a lesson is made of: pieces that hold both languages. Numbers are computed once and handed
// to both texts, so that the languages can't disagree; a rendering (render.hpp) chooses one.
//
// Mathematics inside a sentence stands between backquotes, in characters that a terminal has.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

namespace odds::lesson {

enum class Language { en, ru };

// The same in both languages.
struct Words {
  Words(std::string english, std::string russian)
      : en(std::move(english)), ru(std::move(russian)) {}
  // A number or a formula.
  Words(std::string both) : en(both), ru(std::move(both)) {}
  Words(const char* both) : Words(std::string(both)) {}

  const std::string& in(Language language) const { return language == Language::en ? en : ru; }

  std::string en, ru;
};

struct Title {
  Words text;
};

// Begins a page.
struct Section {
  Words text;
};

struct Paragraph {
  Words text;
};

// Lines for a terminal, and the same in TeX.
struct Formula {
  std::string lines;
  std::string tex;
};

// The first column is aligned to the left, the others to the right.
struct TablePiece {
  std::vector<Words> head;
  std::vector<std::vector<Words>> rows;
};

// Characters that stand where they stand: drawings, commands, programs.
struct Verbatim {
  Words lines;
};

// Of the page, named as web/src/lesson knows it; elsewhere these lines stand for it, or nothing.
struct Figure {
  std::string name;
  Words lines;
};

using Piece = std::variant<Title, Section, Paragraph, Formula, TablePiece, Verbatim, Figure>;

class Chapter {
 public:
  void title(Words text) { pieces_.emplace_back(Title{std::move(text)}); }
  void section(Words text) { pieces_.emplace_back(Section{std::move(text)}); }
  void formula(std::string lines, std::string tex) {
    pieces_.emplace_back(Formula{std::move(lines), std::move(tex)});
  }
  void table(TablePiece table) { pieces_.emplace_back(std::move(table)); }
  void verbatim(Words lines) { pieces_.emplace_back(Verbatim{std::move(lines)}); }
  void figure(std::string name, Words lines = "") {
    pieces_.emplace_back(Figure{std::move(name), std::move(lines)});
  }

  // A paragraph; {0}, {1}, ... stand for the values.
  template <class... Values>
  void say(std::string_view english, std::string_view russian, const Values&... values) {
    const auto arguments = fmt::make_format_args(values...);
    pieces_.emplace_back(
        Paragraph{{fmt::vformat(english, arguments), fmt::vformat(russian, arguments)}});
  }

  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
};

}  // namespace odds::lesson

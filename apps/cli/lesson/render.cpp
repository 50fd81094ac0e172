// SPDX-License-Identifier: Apache-2.0
#include "lesson/render.hpp"

#include <algorithm>
#include <sstream>

namespace odds::lesson {
namespace {

constexpr std::string_view indent = "    ";
constexpr std::size_t screen_lines = 22;  // of a terminal with 24, beside the prompt

std::string without_backquotes(const std::string& text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != '`'; });
  return out;
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

// Each line of `lines` with `before` in front of it.
std::string prefixed(const std::string& lines, std::string_view before) {
  std::istringstream stream(lines);
  std::string out;
  for (std::string line; std::getline(stream, line);) {
    out += (line.empty() ? "" : std::string(before) + line) + "\n";
  }
  return out;
}

// Mathematics between backquotes is not broken where it fits into a line.
std::vector<std::string> unbroken(const std::string& text) {
  std::vector<std::string> words(1);
  bool inside = false;
  for (const char c : text) {
    if (c == '`') {
      inside = !inside;
    } else if (c != ' ' || inside) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

std::string filled(const std::string& text) {
  std::string out;
  std::size_t column = 0;
  for (const std::string& word : unbroken(text)) {
    const std::size_t width = columns_of(word);
    if (column > 0 && column + 1 + width > page_columns) {
      out += '\n';
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width;
  }
  return out + "\n";
}

std::vector<std::size_t> column_widths(const TablePiece& table, Language language) {
  std::vector<std::size_t> widths(table.head.size(), 0);
  const auto widen = [&](const std::vector<Words>& row) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      widths[j] = std::max(widths[j], columns_of(without_backquotes(row[j].in(language))));
    }
  };
  widen(table.head);
  for (const std::vector<Words>& row : table.rows) widen(row);
  return widths;
}

std::string table_line(const std::vector<Words>& row, const std::vector<std::size_t>& widths,
                       Language language) {
  std::string out(indent);
  for (std::size_t j = 0; j < row.size(); ++j) {
    const std::string cell = without_backquotes(row[j].in(language));
    const std::string blanks(widths[j] - columns_of(cell), ' ');
    out += (j > 0 ? "  " : "");
    out += j == 0 ? cell + blanks : blanks + cell;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

std::string terminal_table(const TablePiece& table, Language language) {
  const std::vector<std::size_t> widths = column_widths(table, language);
  std::string out = table_line(table.head, widths, language);
  std::size_t whole = 2 * (widths.size() - 1);
  for (const std::size_t width : widths) whole += width;
  out += std::string(indent) + repeated("─", whole) + "\n";
  for (const std::vector<Words>& row : table.rows) out += table_line(row, widths, language);
  return out;
}

std::string markdown_table(const TablePiece& table, Language language) {
  const auto line = [&](const std::vector<Words>& row) {
    std::string out = "|";
    for (const Words& cell : row) out += " " + cell.in(language) + " |";
    return out + "\n";
  };
  std::string out = line(table.head) + "|---|";
  for (std::size_t j = 1; j < table.head.size(); ++j) out += "---:|";
  out += "\n";
  for (const std::vector<Words>& row : table.rows) out += line(row);
  return out;
}

struct Terminal {
  Language language;

  Block operator()(const Title& piece) const {
    const std::string& text = piece.text.in(language);
    return {text + "\n" + repeated("═", columns_of(text)) + "\n", true};
  }
  Block operator()(const Section& piece) const {
    const std::string& text = piece.text.in(language);
    return {text + "\n" + repeated("─", columns_of(text)) + "\n", true};
  }
  Block operator()(const Paragraph& piece) const { return {filled(piece.text.in(language))}; }
  Block operator()(const Formula& piece) const { return {prefixed(piece.lines, indent)}; }
  Block operator()(const TablePiece& piece) const { return {terminal_table(piece, language)}; }
  Block operator()(const Verbatim& piece) const {
    return {prefixed(piece.lines.in(language), indent)};
  }
  Block operator()(const Figure& piece) const {
    return {prefixed(piece.lines.in(language), indent)};
  }
};

// Whether both fit on one screen, with a blank line between them.
bool fit_together(const Block& first, const Block& second) {
  const std::string both = first.text + second.text;
  return static_cast<std::size_t>(std::count(both.begin(), both.end(), '\n')) < screen_lines;
}

struct Markdown {
  Language language;

  std::string operator()(const Title& piece) const {
    return "## " + piece.text.in(language) + "\n";
  }
  std::string operator()(const Section& piece) const {
    return "### " + piece.text.in(language) + "\n";
  }
  std::string operator()(const Paragraph& piece) const { return piece.text.in(language) + "\n"; }
  std::string operator()(const Formula& piece) const { return "$$\n" + piece.tex + "\n$$\n"; }
  std::string operator()(const TablePiece& piece) const { return markdown_table(piece, language); }
  std::string operator()(const Verbatim& piece) const {
    return "```text\n" + prefixed(piece.lines.in(language), "") + "```\n";
  }
  std::string operator()(const Figure& piece) const {
    return piece.lines.in(language).empty() ? "" : (*this)(Verbatim{piece.lines});
  }
};

}  // namespace

std::size_t columns_of(std::string_view text) {
  const auto begins_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::vector<Block> terminal_blocks(const Chapter& chapter, Language language) {
  std::vector<Block> blocks;
  bool announces = false;  // the piece before: a heading, or words that end in a colon
  for (const Piece& piece : chapter.pieces()) {
    Block block = std::visit(Terminal{language}, piece);
    if (block.text.empty()) continue;
    const bool is_heading =
        std::holds_alternative<Title>(piece) || std::holds_alternative<Section>(piece);
    const bool ends_in_colon = block.text.ends_with(":\n");
    if (announces && fit_together(blocks.back(), block)) {
      blocks.back().text += "\n" + block.text;
    } else {
      blocks.push_back(std::move(block));
    }
    announces = is_heading || ends_in_colon;
  }
  return blocks;
}

std::string terminal_text(const Chapter& chapter, Language language) {
  std::string out;
  for (const Block& block : terminal_blocks(chapter, language)) {
    out += (out.empty() ? "" : "\n") + block.text;
  }
  return out;
}

std::string markdown(const Chapter& chapter, Language language) {
  std::string out;
  for (const Piece& piece : chapter.pieces()) {
    const std::string text = std::visit(Markdown{language}, piece);
    if (!text.empty()) out += (out.empty() ? "" : "\n") + text;
  }
  return out;
}

}  // namespace odds::lesson

// SPDX-License-Identifier: Apache-2.0
//
// A drawing in characters. Lines are made of dots, 2 by 4 in each cell (braille); glyphs cover
// whole cells. Where braille can't be shown a cell with dots is one character, by its ink.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/layout.hpp"
#include "report/plots/drawing.hpp"

namespace odds::report::plots {

// A character, and what stands for it in ASCII.
struct Glyph {
  const char* utf8;
  char ascii;
};

inline constexpr Glyph point_glyph = {"●", 'o'};
inline constexpr Glyph up_glyph = {"│", '|'};
inline constexpr Glyph rule_glyph = {"┊", ':'};
inline constexpr Glyph across_glyph = {"─", '-'};
inline constexpr Glyph left_end_glyph = {"├", '|'};
inline constexpr Glyph right_end_glyph = {"┤", '|'};
inline constexpr Glyph left_arrow_glyph = {"◂", '<'};
inline constexpr Glyph right_arrow_glyph = {"▸", '>'};

// How the characters of one drawing are written.
struct Pen {
  bool ascii = false;
  Style style{false};

  std::string glyph(const Glyph& glyph) const;
  // In the colour of the ink, or as it is.
  std::string ink(int ink, const std::string& text) const;
};

// Dots of a line that are set and left out in turn.
const std::vector<unsigned>& dashes(int ink);

class Canvas {
 public:
  Canvas(std::size_t columns, std::size_t rows);

  std::size_t columns() const { return columns_; }
  std::size_t rows() const { return rows_; }
  // The cell of a place in [0, 1], from the left or from the top.
  static std::size_t cell(double place, std::size_t cells);

  // Places in [0, 1] from the left and from the top. Pieces with an end that is not finite are left
  // out. Dashes tell lines apart where colours can't.
  void line(const std::vector<Point>& places, int ink, bool is_dashed = true);
  // Sparse dots between two places of one dot column.
  void shade(double x, double top, double bottom, int ink);
  void put(std::size_t column, std::size_t row, const Glyph& glyph, int ink);

  // Without spaces at the end.
  std::string row(std::size_t index, const Pen& pen) const;

  std::size_t dot_columns() const { return 2 * columns_; }
  bool has_dot(std::size_t x, std::size_t y) const;

 private:
  struct Cell {
    std::uint8_t dots = 0;
    int ink = 0;
    const Glyph* glyph = nullptr;
  };
  void dot(std::size_t x, std::size_t y, int ink);
  std::string text(const Cell& cell, const Pen& pen) const;

  std::size_t columns_, rows_;
  std::vector<Cell> cells_;
};

}  // namespace odds::report::plots

// SPDX-License-Identifier: Apache-2.0
#include "report/plots/canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace odds::report::plots {
namespace {

// The bit of a dot in its cell (Unicode, block "Braille Patterns").
constexpr std::array<std::array<std::uint8_t, 4>, 2> braille_bits = {
    {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};

std::string braille(std::uint8_t dots) {
  return {'\xE2', static_cast<char>(0xA0 | (dots >> 6U)), static_cast<char>(0x80 | (dots & 0x3FU))};
}

// What stands for a cell with dots in ASCII.
char ascii_mark(int ink) {
  constexpr std::string_view marks = "*+x#%@&=";
  if (ink < 0) return '.';
  return marks[static_cast<std::size_t>(ink) % marks.size()];
}

constexpr std::array<const char*, 6> colours = {"34", "31", "32", "35", "33", "36"};

// Where a line of dots is in its pattern of dashes.
class Dashes {
 public:
  explicit Dashes(int ink) : lengths_(dashes(ink)) {}
  // Whether the next dot is set.
  bool next() {
    if (lengths_.empty()) return true;
    if (done_ == lengths_[part_]) {
      part_ = (part_ + 1) % lengths_.size();
      done_ = 0;
    }
    ++done_;
    return part_ % 2 == 0;
  }

 private:
  const std::vector<unsigned>& lengths_;
  std::size_t part_ = 0;
  unsigned done_ = 0;
};

}  // namespace

const std::vector<unsigned>& dashes(int ink) {
  static const std::vector<unsigned> dotted = {1, 3};
  static const std::vector<unsigned> solid = {};
  static const std::array<std::vector<unsigned>, 6> patterns = {
      {{}, {5, 3}, {1, 2}, {6, 2, 1, 2}, {10, 4}, {3, 2}}};
  if (ink == reference_ink) return dotted;
  if (ink == faint_ink) return solid;
  return patterns[static_cast<std::size_t>(ink) % patterns.size()];
}

std::string Pen::glyph(const Glyph& glyph) const {
  return ascii ? std::string(1, glyph.ascii) : glyph.utf8;
}

std::string Pen::ink(int ink, const std::string& text) const {
  if (ink < 0) return style.dim(text);
  return style.paint(colours[static_cast<std::size_t>(ink) % colours.size()], text);
}

Canvas::Canvas(std::size_t columns, std::size_t rows)
    : columns_(columns), rows_(rows), cells_(columns * rows) {}

std::size_t Canvas::cell(double place, std::size_t cells) {
  const auto last = static_cast<double>(cells - 1);
  return static_cast<std::size_t>(std::clamp(std::round(place * last), 0.0, last));
}

void Canvas::dot(std::size_t x, std::size_t y, int ink) {
  Cell& cell = cells_[(y / 4) * columns_ + x / 2];
  cell.dots |= braille_bits[x % 2][y % 4];
  cell.ink = ink;
}

bool Canvas::has_dot(std::size_t x, std::size_t y) const {
  return (cells_[(y / 4) * columns_ + x / 2].dots & braille_bits[x % 2][y % 4]) != 0;
}

void Canvas::line(const std::vector<Point>& places, int ink, bool is_dashed) {
  Dashes pattern(is_dashed ? ink : faint_ink);
  const std::size_t none = 4 * cells_.size() * 2;
  std::size_t last = none;
  const auto visit = [&](double x, double y) {
    const std::size_t column = cell(x, 2 * columns_), row = cell(y, 4 * rows_);
    const std::size_t index = row * 2 * columns_ + column;
    if (index == last) return;
    last = index;
    if (pattern.next()) dot(column, row, ink);
  };
  const auto is_finite = [](const Point& point) {
    return std::isfinite(point.x) && std::isfinite(point.y);
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!is_finite(places[i])) continue;
    if (i == 0 || !is_finite(places[i - 1])) {
      visit(places[i].x, places[i].y);
      continue;
    }
    const Point &from = places[i - 1], &to = places[i];
    const double dots = std::max(std::fabs(to.x - from.x) * static_cast<double>(2 * columns_),
                                 std::fabs(to.y - from.y) * static_cast<double>(4 * rows_));
    const auto steps = static_cast<std::size_t>(std::max(1.0, std::ceil(dots)));
    for (std::size_t k = 1; k <= steps; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(steps);
      visit(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y));
    }
  }
}

void Canvas::shade(double x, double top, double bottom, int ink) {
  const std::size_t column = cell(x, 2 * columns_);
  const std::size_t last = cell(bottom, 4 * rows_);
  for (std::size_t row = cell(top, 4 * rows_); row <= last; ++row) {
    if ((column + 2 * row) % 4 == 0) dot(column, row, ink);
  }
}

void Canvas::put(std::size_t column, std::size_t row, const Glyph& glyph, int ink) {
  Cell& cell = cells_[row * columns_ + column];
  cell.glyph = &glyph;
  cell.ink = ink;
}

std::string Canvas::text(const Cell& cell, const Pen& pen) const {
  if (cell.glyph != nullptr) return pen.glyph(*cell.glyph);
  if (cell.dots == 0) return " ";
  return pen.ascii ? std::string(1, ascii_mark(cell.ink)) : braille(cell.dots);
}

std::string Canvas::row(std::size_t index, const Pen& pen) const {
  const Cell* cells = cells_.data() + index * columns_;
  const auto is_blank = [](const Cell& cell) { return cell.dots == 0 && cell.glyph == nullptr; };
  std::size_t end = columns_;
  while (end > 0 && is_blank(cells[end - 1])) --end;
  std::string line;
  for (std::size_t i = 0; i < end;) {  // neighbours of one ink are painted at once
    std::string piece;
    const std::size_t first = i;
    for (; i < end && is_blank(cells[i]) == is_blank(cells[first]); ++i) {
      if (!is_blank(cells[i]) && cells[i].ink != cells[first].ink) break;
      piece += text(cells[i], pen);
    }
    line += is_blank(cells[first]) ? piece : pen.ink(cells[first].ink, piece);
  }
  return line;
}

}  // namespace odds::report::plots

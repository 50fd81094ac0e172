// SPDX-License-Identifier: Apache-2.0
//
// The elements of SVG 1.1 that a plot needs. Coordinates are pixels of the view box, rounded to two
// decimals; text is escaped, and stays text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/plots/drawing.hpp"

namespace odds::report::plots {

// Markup can't get through; control characters and invalid UTF-8 are shown as \xNN.
std::string xml_text(std::string_view text);

// "12.5", "-3", "0"
std::string pixels(double value);

// Columns of a line of text times this is about its width; wide fonts are the measure.
inline constexpr double font_size = 12;
double text_width(std::string_view text, double size = font_size);

enum class Anchor { start, middle, end };

struct TextStyle {
  double size = font_size;
  Anchor anchor = Anchor::start;
  bool bold = false;
  std::string colour = "#000";
};

struct Stroke {
  std::string colour = "#000";
  double width = 1;
  std::string dashes;  // "6 3"; "" for a solid line
};

class SvgWriter {
 public:
  void line(Point from, Point to, const Stroke& stroke);
  // Broken where a point is not finite.
  void polyline(const std::vector<Point>& points, const Stroke& stroke);
  void polygon(const std::vector<Point>& points, const std::string& fill, double opacity);
  void rectangle(Point corner, double width, double height, const std::string& fill);
  void circle(Point centre, double radius, const std::string& fill, const std::string& stroke);
  void text(Point at, std::string_view words, const TextStyle& style);
  // From bottom to top.
  void upright_text(Point at, std::string_view words);

  // The whole document.
  std::string document(double width, double height, std::string_view title,
                       std::string_view description) const;

 private:
  void put_text(const std::string& place, std::string_view words, const TextStyle& style);
  std::string body_;
};

}  // namespace odds::report::plots

// SPDX-License-Identifier: Apache-2.0
//
// What a plot shows, as lines, bands, marks and words, before anybody decides how it looks:
// text.hpp draws it in characters, svg.hpp as an image.
//
// Coordinates are those of the axes; on a log axis they are decimal logarithms, so that odds ratios
// beyond the range of doubles have a place. Figures that are not finite are not drawn.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <odds/inference.hpp>

namespace odds::report::plots {

// Inks 0, 1, 2, ... have a colour and a pattern of dashes each.
inline constexpr int reference_ink = -1;  // what to compare with: a diagonal, a limit
inline constexpr int faint_ink = -2;      // curves without a name of their own
inline constexpr int ink_count = 8;

struct Point {
  double x = 0, y = 0;
};

struct Line {
  std::vector<Point> points;
  int ink = 0;
  std::string label;  // "" for none
};

struct BandPoint {
  double x = 0, low = 0, high = 0;
};

struct Band {
  std::vector<BandPoint> points;
  int ink = 0;
  std::string label;
};

// A point with a bar up and down, or to both sides; NaN: no bar. Ends beyond the axis are arrows,
// and so is a point there.
struct Mark {
  Point at;
  double low = not_applicable, high = not_applicable;
  double left = not_applicable, right = not_applicable;
  int ink = 0;
};

// From top to bottom; the label stands above.
struct Rule {
  double x = 0;
  std::string label;
};

// Weights of the events and of the others between two values of x: up and down.
struct Bar {
  double from = 0, to = 0;
  double up = 0, down = 0;
};

// A row of a forest plot; row k has its marks at y = k.
struct Row {
  std::string name;
  std::string value;  // the figures in words, to the right
  bool is_heading = false;
};

struct Axis {
  std::string title;
  double low = 0, high = 1;
  bool is_log = false;
  bool is_falling = false;  // the largest value on the left

  // Place of a coordinate from the low end (0) to the high one (1); the ends for what is beyond.
  double share(double value) const {
    const double part = (0.5 * value - 0.5 * low) / (0.5 * high - 0.5 * low);
    return std::clamp(is_falling ? 1.0 - part : part, 0.0, 1.0);
  }
  bool holds(double value) const { return value >= low && value <= high; }
};

struct Panel {
  Axis x, y;
  std::vector<Row> rows;  // a forest plot: they stand for the y axis
  std::vector<Band> bands;
  std::vector<Line> lines;
  std::vector<Mark> marks;
  std::string marks_label;
  std::vector<Rule> rules;
  std::vector<Bar> bars;        // nothing else in their panel
  bool labels_at_ends = false;  // labels of lines stand at their right ends, not in a list
  bool is_square = false;
};

// Panels below each other with one x axis.
struct Figure {
  std::string title;
  std::string subtitle;
  std::string description;  // for those who do not see it
  std::vector<Panel> panels;
  std::vector<std::string> notes;
};

// The range of finite values.
class Extent {
 public:
  void add(double value) {
    if (!std::isfinite(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  bool is_empty() const { return low_ > high_; }
  double low() const { return low_; }
  double high() const { return high_; }

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

// An axis over the values; a range without extent is widened by `room` on both sides, and one
// without values is that around 0.
inline Axis axis_over(const std::string& title, const Extent& extent, double room) {
  constexpr double most = 1e307;  // differences stay finite
  Axis axis;
  axis.title = title;
  axis.low = extent.is_empty() ? 0.0 : std::clamp(extent.low(), -most, most);
  axis.high = extent.is_empty() ? 0.0 : std::clamp(extent.high(), -most, most);
  const double size = std::max(std::fabs(axis.low), std::fabs(axis.high));
  if (axis.high - axis.low <= 1e-12 * size || axis.high == axis.low) {
    axis.low -= std::max(room, 1e-3 * size);
    axis.high += std::max(room, 1e-3 * size);
  }
  return axis;
}

}  // namespace odds::report::plots

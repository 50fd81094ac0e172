// SPDX-License-Identifier: Apache-2.0
//
// Drawings in characters: points on a grid with an axis to the left and one below.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace odds::lesson {

struct Range {
  double low = 0;
  double high = 1;
};

// Values of x or y that are marked on an axis.
using Ticks = std::vector<double>;

class Plot {
 public:
  Plot(Range x, Range y, std::size_t columns = 60, std::size_t rows = 15);

  // Points outside the ranges are left out. A later point covers an earlier one.
  void point(double x, double y, const std::string& mark);
  // Like point(), but never on top of another.
  void under(double x, double y, const std::string& mark);
  // One point in each column, at (x, values at x).
  template <class Function>
  void curve(Function function, const std::string& mark) {
    for (std::size_t column = 0; column < columns_; ++column) {
      const double x = x_at(column);
      point(x, function(x), mark);
    }
  }

  // Lines with the ticks printed with so many digits after the point.
  std::string text(const Ticks& x, int x_digits, const Ticks& y, int y_digits) const;

  // The middle of a column or row of the grid.
  double x_at(std::size_t column) const;
  double y_at(std::size_t row) const;

 private:
  // The row or column of a value, or none() outside the range.
  static std::size_t cell(double value, const Range& range, std::size_t count);
  static constexpr std::size_t none() { return static_cast<std::size_t>(-1); }

  Range x_, y_;
  std::size_t columns_, rows_;
  std::vector<std::vector<std::string>> grid_;  // from above
};

}  // namespace odds::lesson

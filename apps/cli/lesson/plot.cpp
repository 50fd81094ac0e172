// SPDX-License-Identifier: Apache-2.0
#include "lesson/plot.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace odds::lesson {
namespace {

constexpr std::size_t label_columns = 7;

std::string label(double value, int digits) { return fmt::format("{:.{}f}", value, digits); }

}  // namespace

Plot::Plot(Range x, Range y, std::size_t columns, std::size_t rows)
    : x_(x),
      y_(y),
      columns_(columns),
      rows_(rows),
      grid_(rows, std::vector<std::string>(columns, " ")) {}

std::size_t Plot::cell(double value, const Range& range, std::size_t count) {
  const double share = (value - range.low) / (range.high - range.low);
  if (!(share >= 0 && share <= 1)) return none();
  return std::min(static_cast<std::size_t>(share * static_cast<double>(count)), count - 1);
}

double Plot::x_at(std::size_t column) const {
  const double share = (static_cast<double>(column) + 0.5) / static_cast<double>(columns_);
  return x_.low + share * (x_.high - x_.low);
}

double Plot::y_at(std::size_t row) const {
  const double share = (static_cast<double>(row) + 0.5) / static_cast<double>(rows_);
  return y_.high - share * (y_.high - y_.low);
}

void Plot::point(double x, double y, const std::string& mark) {
  const std::size_t column = cell(x, x_, columns_);
  const std::size_t row = cell(y, y_, rows_);
  if (column != none() && row != none()) grid_[rows_ - 1 - row][column] = mark;
}

void Plot::under(double x, double y, const std::string& mark) {
  const std::size_t column = cell(x, x_, columns_);
  const std::size_t row = cell(y, y_, rows_);
  if (column == none() || row == none()) return;
  std::string& place = grid_[rows_ - 1 - row][column];
  if (place == " ") place = mark;
}

std::string Plot::text(const Ticks& x, int x_digits, const Ticks& y, int y_digits) const {
  std::vector<std::string> labels(rows_);
  for (const double tick : y) {
    const std::size_t row = cell(tick, y_, rows_);
    if (row != none()) labels[rows_ - 1 - row] = label(tick, y_digits);
  }
  std::string out;
  for (std::size_t row = 0; row < rows_; ++row) {
    std::string line =
        fmt::format("{:>{}} {}", labels[row], label_columns, labels[row].empty() ? "│" : "┤");
    for (const std::string& mark : grid_[row]) line += mark;
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  std::string below(label_columns + 2 + columns_ + label_columns, ' ');
  out += std::string(label_columns + 1, ' ') + "└";
  for (std::size_t column = 0; column < columns_; ++column) {
    const bool is_tick = std::any_of(
        x.begin(), x.end(), [&](double tick) { return cell(tick, x_, columns_) == column; });
    out += is_tick ? "┬" : "─";
  }
  for (const double tick : x) {
    const std::string text = label(tick, x_digits);
    const std::size_t middle = label_columns + 2 + cell(tick, x_, columns_);
    below.replace(middle - std::min(text.size() / 2, middle), text.size(), text);
  }
  below.erase(below.find_last_not_of(' ') + 1);
  return out + "\n" + below + "\n";
}

}  // namespace odds::lesson

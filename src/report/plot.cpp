// SPDX-License-Identifier: Apache-2.0
#include "report/plot.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"

namespace odds::report {
namespace {

constexpr std::size_t plot_rows = 16;
constexpr std::size_t least_columns = 20;

// From values to cells; a range without extent is widened by `room` on both sides.
class Scale {
 public:
  Scale(double low, double high, double room, std::size_t cells)
      : low_(low), high_(high), cells_(cells) {
    if (high_ - low_ > 1e-12 * std::max(std::fabs(low_), std::fabs(high_))) return;
    low_ -= room;
    high_ += room;
  }
  double low() const { return low_; }
  double high() const { return high_; }
  std::size_t cell(double value) const {
    const double share = (value - low_) / (high_ - low_) * static_cast<double>(cells_ - 1);
    return static_cast<std::size_t>(
        std::clamp(std::round(share), 0.0, static_cast<double>(cells_ - 1)));
  }

 private:
  double low_, high_;
  std::size_t cells_;
};

Scale upward_scale(const std::vector<PlotPoint>& points) {
  double low = points.front().value, high = low;
  for (const PlotPoint& point : points) {
    low = std::min({low, point.value, std::isnan(point.low) ? point.value : point.low});
    high = std::max({high, point.value, std::isnan(point.high) ? point.value : point.high});
  }
  return {low, high, std::max(0.5 * std::fabs(low), 0.5), plot_rows};
}

// Cells of the drawing, one character each, the first row on top.
class Grid {
 public:
  Grid(std::size_t columns, std::size_t rows)
      : cells_(rows, std::vector<std::string>(columns, " ")) {}
  // `height` counts from below.
  void put(std::size_t column, std::size_t height, const char* mark) {
    cells_[cells_.size() - 1 - height][column] = mark;
  }
  std::string row(std::size_t index) const {
    std::string line;
    for (const std::string& cell : cells_[index]) line += cell;
    return line.erase(line.find_last_not_of(' ') + 1);
  }

 private:
  std::vector<std::vector<std::string>> cells_;
};

// Labels on one line, each centred at its place as far as its neighbours let it.
std::string label_line(std::vector<std::pair<std::size_t, std::string>> labels, std::size_t width) {
  std::sort(labels.begin(), labels.end());
  std::string line;
  std::size_t used = 0;  // columns, which the ASCII of the labels equals
  for (const auto& [place, label] : labels) {
    const std::size_t wanted = place - std::min(place, label.size() / 2);
    const std::size_t start =
        std::max(std::min(wanted, width - std::min(width, label.size())), used);
    if (start + label.size() > width) continue;
    line += std::string(start - line.size(), ' ') + label;
    used = line.size() + 1;
  }
  return line;
}

// Powers of ten in the range, or, where there are few, twice and five times them as well.
std::vector<double> log_ticks(double low, double high) {
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  std::vector<double> powers, all;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double tick = factor * std::pow(10.0, exponent);
      if (tick < low * (1 - 1e-9) || tick > high * (1 + 1e-9)) continue;
      all.push_back(tick);
      if (factor == 1.0) powers.push_back(tick);
    }
  }
  return powers.size() >= 3 ? powers : all;
}

// "best" and "1se" at one place are one label.
std::vector<std::pair<std::size_t, std::string>> joined(const std::vector<PlotMark>& marks,
                                                        const Scale& across, std::size_t columns) {
  std::vector<std::pair<std::size_t, std::string>> labels;
  for (const PlotMark& mark : marks) {
    const std::size_t column = columns - 1 - across.cell(std::log10(mark.x));
    const auto same = std::find_if(labels.begin(), labels.end(),
                                   [&](const auto& label) { return label.first == column; });
    if (same == labels.end()) {
      labels.emplace_back(column, mark.label);
    } else {
      same->second += ", " + mark.label;
    }
  }
  return labels;
}

void draw(const PlotRequest& request, const Scale& across, const Scale& upward, std::size_t columns,
          Grid& grid) {
  for (const auto& [column, label] : joined(request.marks, across, columns)) {
    for (std::size_t height = 0; height < plot_rows; ++height) grid.put(column, height, "┊");
  }
  const auto column_of = [&](const PlotPoint& point) {
    return columns - 1 - across.cell(std::log10(point.x));
  };
  for (const PlotPoint& point : request.points) {
    if (std::isnan(point.low)) continue;
    for (std::size_t height = upward.cell(point.low); height <= upward.cell(point.high); ++height) {
      grid.put(column_of(point), height, "│");
    }
  }
  for (const PlotPoint& point : request.points) {
    grid.put(column_of(point), upward.cell(point.value), "●");
  }
}

std::vector<std::string> tick_labels(const std::vector<double>& ticks, const Scale& upward) {
  std::vector<std::string> labels(plot_rows);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
  const double digits = -std::floor(std::log10(step) + 1e-9);
  const bool is_plain = digits <= 9 && upward.high() < 1e6 && upward.low() > -1e6;
  for (const double tick : ticks) {
    labels[plot_rows - 1 - upward.cell(tick)] =
        is_plain ? fmt::format("{:.{}f}", tick, static_cast<int>(std::max(digits, 0.0)))
                 : rounded(tick, 4);
  }
  return labels;
}

// The axis with its ticks and, below it, their values.
std::string x_axis(const Scale& across, std::size_t columns, const std::string& indent) {
  std::vector<std::pair<std::size_t, std::string>> values;
  std::vector<std::string> cells(columns, "─");
  for (const double tick : log_ticks(std::pow(10, across.low()), std::pow(10, across.high()))) {
    const std::size_t column = columns - 1 - across.cell(std::log10(tick));
    cells[column] = "┬";
    values.emplace_back(column, rounded(tick, 3));
  }
  std::string axis = std::string(indent.size() - 1, ' ') + "└";
  for (const std::string& cell : cells) axis += cell;
  return axis + "\n" + indent + label_line(values, columns) + "\n";
}

}  // namespace

std::vector<double> round_ticks(double low, double high, std::size_t count) {
  const double raw = (high - low) / static_cast<double>(count);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= raw * (1 - 1e-9)) step = factor * power;
  }
  std::vector<double> ticks;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
    ticks.push_back(k == 0 ? 0.0 : k * step);
  }
  return ticks;
}

std::string log_plot(const PlotRequest& request, std::size_t width) {
  if (request.points.empty()) return "";
  const Scale upward = upward_scale(request.points);
  const std::vector<std::string> labels =
      tick_labels(round_ticks(upward.low(), upward.high(), 5), upward);
  std::size_t margin = 0;
  for (const std::string& label : labels) margin = std::max(margin, label.size());
  if (width < margin + 4 + least_columns) width = margin + 4 + least_columns;
  const std::size_t columns = width - margin - 4;
  double low = request.points.front().x, high = low;
  for (const PlotPoint& point : request.points) {
    low = std::min(low, point.x);
    high = std::max(high, point.x);
  }
  const Scale across(std::log10(low), std::log10(high), 0.5, columns);
  Grid grid(columns, plot_rows);
  draw(request, across, upward, columns, grid);

  const std::string indent(margin + 4, ' ');
  std::string out = "  " + clip(request.title, width - 2) + "\n";
  if (!request.marks.empty()) {
    out += indent + label_line(joined(request.marks, across, columns), columns) + "\n";
  }
  for (std::size_t row = 0; row < plot_rows; ++row) {
    out += fmt::format("  {:>{}} {}{}\n", labels[row], margin, labels[row].empty() ? "│" : "┤",
                       grid.row(row));
  }
  out += x_axis(across, columns, indent);
  const std::string title = clip(request.x_title, columns);
  return out + indent + std::string((columns - display_width(title)) / 2, ' ') + title + "\n";
}

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
//
// A panel has, from the left: the labels of the y axis or the names of the rows, the axis, the
// canvas, and the labels of lines or the figures of the rows. All panels share these columns.
#include "report/plots/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/plots/canvas.hpp"
#include "report/plots/labels.hpp"
#include "report/plots/ticks.hpp"

namespace odds::report::plots {
namespace {

constexpr std::size_t least_columns = 16;  // of the canvas
constexpr std::string_view indent = "  ";

struct Columns {
  std::size_t left = 0;  // words before the axis
  std::size_t canvas = 0;
  std::size_t right = 0;  // words after it, and the space before them

  std::size_t start() const { return indent.size() + left + 2; }  // of the canvas
};

std::size_t row_count(const Figure& figure, const Panel& panel, std::size_t width) {
  if (!panel.rows.empty()) return panel.rows.size();
  if (!panel.bars.empty()) return 2;
  const bool is_alone = std::count_if(figure.panels.begin(), figure.panels.end(),
                                      [](const Panel& p) { return p.bars.empty(); }) == 1;
  if (!is_alone) return 12;
  return width < 60 ? 14 : (panel.is_square ? 20 : 16);
}

std::vector<Tick> y_ticks(const Panel& panel, std::size_t rows) {
  return ticks(panel.y, std::max<std::size_t>(2, rows / 2));
}

Columns columns_of(const Figure& figure, std::size_t width) {
  Columns columns;
  std::size_t values = 0;
  for (const Panel& panel : figure.panels) {
    std::size_t names = panel.bars.empty() ? 0 : std::string_view("events").size();
    for (const Row& row : panel.rows) {
      names = std::max(names, display_width(row.name));
      values = std::max(values, display_width(row.value));
    }
    columns.left = std::max(columns.left, std::min(names, width * 2 / 5));
    if (panel.rows.empty() && panel.bars.empty()) {
      for (const Tick& tick : y_ticks(panel, row_count(figure, panel, width))) {
        columns.left = std::max(columns.left, tick.label.size());
      }
    }
    if (!panel.labels_at_ends) continue;
    for (const Line& line : panel.lines) {
      columns.right = std::max(columns.right, std::min(display_width(line.label), width / 4));
    }
  }
  const std::size_t taken = columns.start() + least_columns;
  if (values > 0 && taken + values + 2 <= width) columns.right = std::max(columns.right, values);
  if (columns.right > 0) columns.right += 2;
  columns.canvas =
      std::max(least_columns, width - std::min(width, columns.start() + columns.right));
  return columns;
}

// Labels on one line, each centred at its place as far as its neighbours let it.
std::string label_line(const std::vector<std::pair<std::size_t, std::string>>& labels,
                       std::size_t width) {
  std::string line;
  std::size_t used = 0;
  for (const auto& [place, label] : labels) {
    const std::size_t size = display_width(label);
    const std::size_t wanted = place - std::min(place, size / 2);
    const std::size_t free = line.empty() ? 0 : used + 1;
    const std::size_t start = std::max(std::min(wanted, width - std::min(width, size)), free);
    if (start + size > width) continue;
    line += std::string(start - used, ' ') + label;
    used = start + size;
  }
  return line;
}

class Drawer {
 public:
  Drawer(const Figure& figure, const TextOptions& options)
      : figure_(figure),
        width_(std::max(options.width, least_width)),
        columns_(columns_of(figure, width_)),
        pen_{options.ascii, Style(options.colour)},
        has_colour_(options.colour) {}

  std::string text() {
    if (figure_.panels.empty()) return "";
    if (!figure_.title.empty()) {
      out_ += pen_.style.bold(clipped(figure_.title, width_)) + "\n";
    }
    if (!figure_.subtitle.empty()) out_ += wrap(figure_.subtitle, width_);
    if (!out_.empty()) out_ += "\n";
    for (const Panel& panel : figure_.panels) {
      draw(panel);
      axis(panel, &panel == &figure_.panels.back());
    }
    for (const Panel& panel : figure_.panels) list_keys(panel);
    for (const std::string& note : figure_.notes) out_ += wrap(note, width_, indent);
    return out_;
  }

 private:
  // An ellipsis is no ASCII.
  std::string clipped(const std::string& text, std::size_t width) const {
    if (display_width(text) <= width) return text;
    std::string line = clip(text, width);
    if (!pen_.ascii) return line;
    const std::size_t at = line.find("…");
    return line.replace(at, std::string_view("…").size(), "~");
  }

  void draw(const Panel& panel) {
    if (!panel.y.title.empty()) {
      out_ += wrap(panel.y.title, width_, indent);
    }
    rule_labels(panel);
    const std::size_t rows = row_count(figure_, panel, width_);
    if (!panel.bars.empty()) return draw_bars(panel);
    Canvas canvas(columns_.canvas, rows);
    paint(panel, canvas);
    std::vector<std::string> before(rows), after(rows);
    label_rows(panel, before, after);
    for (std::size_t row = 0; row < rows; ++row) {
      const bool is_tick = panel.rows.empty() && !before[row].empty();
      std::string line = std::string(indent) + pad_left(before[row], columns_.left) + " " +
                         pen_.glyph(is_tick ? Glyph{"┤", '+'} : Glyph{"│", '|'});
      const std::string drawn = canvas.row(row, pen_);
      line += drawn;
      if (!after[row].empty()) {
        line += std::string(columns_.canvas - drawn_width(canvas, row) + 2, ' ') + after[row];
      }
      out_ += line + "\n";
    }
  }

  // Colours have no width: that of the same row without them.
  std::size_t drawn_width(const Canvas& canvas, std::size_t row) const {
    return display_width(canvas.row(row, Pen{pen_.ascii, Style(false)}));
  }

  void label_rows(const Panel& panel, std::vector<std::string>& before,
                  std::vector<std::string>& after) const {
    const std::size_t rows = before.size();
    for (std::size_t k = 0; k < panel.rows.size(); ++k) {
      before[k] = pad_right(clipped(panel.rows[k].name, columns_.left), columns_.left);
      if (columns_.right > 0) after[k] = panel.rows[k].value;
    }
    if (!panel.rows.empty()) return;
    for (const Tick& tick : y_ticks(panel, rows)) {
      before[Canvas::cell(1.0 - panel.y.share(tick.at), rows)] = tick.label;
    }
    if (!panel.labels_at_ends) return;
    const std::vector<EndLabel> labels = end_labels(panel, 1.0 / static_cast<double>(rows - 1));
    std::size_t next = 0;
    for (std::size_t k = 0; k < labels.size() && next < rows; ++k) {
      const std::size_t latest = rows - std::min(rows, labels.size() - k);
      const std::size_t row =
          std::min(std::max(Canvas::cell(labels[k].spot, rows), next), std::max(latest, next));
      after[row] = pen_.ink(labels[k].ink, clipped(labels[k].text, columns_.right - 2));
      next = row + 1;
    }
  }

  void paint(const Panel& panel, Canvas& canvas) const {
    const auto place = [&](const Point& point) {
      if (!std::isfinite(point.x) || !std::isfinite(point.y)) return Point{NAN, NAN};
      return Point{panel.x.share(point.x), 1.0 - panel.y.share(point.y)};
    };
    for (const Band& band : panel.bands) shade(panel, band, canvas);
    for (const Rule& rule : joined_rules(panel)) {
      for (std::size_t row = 0; row < canvas.rows(); ++row) {
        canvas.put(Canvas::cell(rule.x, canvas.columns()), row, rule_glyph, reference_ink);
      }
    }
    for (const bool is_named : {false, true}) {  // named lines cover the others
      for (const Line& line : panel.lines) {
        if ((line.ink >= 0) != is_named) continue;
        std::vector<Point> places;
        for (const Point& point : line.points) places.push_back(place(point));
        canvas.line(places, line.ink, is_dashed(line.ink));
      }
    }
    for (const Mark& mark : panel.marks) bars_of(panel, mark, canvas);
    for (const Mark& mark : panel.marks) centre_of(panel, mark, canvas);
  }

  bool is_dashed(int ink) const { return !has_colour_ || ink == reference_ink; }

  static void shade(const Panel& panel, const Band& band, Canvas& canvas) {
    const auto dots = static_cast<double>(canvas.dot_columns() - 1);
    for (std::size_t i = 0; i + 1 < band.points.size(); ++i) {
      const BandPoint &from = band.points[i], &to = band.points[i + 1];
      const double sum = from.x + to.x + from.low + from.high + to.low + to.high;
      if (!std::isfinite(sum) || from.x == to.x) continue;
      const double start = panel.x.share(from.x) * dots, end = panel.x.share(to.x) * dots;
      for (double x = std::ceil(std::min(start, end)); x <= std::max(start, end); ++x) {
        const double share = (x - start) / (end - start);
        const double low = from.low + share * (to.low - from.low);
        const double high = from.high + share * (to.high - from.high);
        canvas.shade(x / dots, 1.0 - panel.y.share(high), 1.0 - panel.y.share(low), reference_ink);
      }
    }
  }

  static std::size_t row_of(const Panel& panel, double y, const Canvas& canvas) {
    if (!panel.rows.empty()) return static_cast<std::size_t>(y);
    return Canvas::cell(1.0 - panel.y.share(y), canvas.rows());
  }

  static void bars_of(const Panel& panel, const Mark& mark, Canvas& canvas) {
    if (!std::isfinite(mark.at.x) || std::isnan(mark.at.y)) return;
    const std::size_t column = Canvas::cell(panel.x.share(mark.at.x), canvas.columns());
    if (!std::isnan(mark.low) && !std::isnan(mark.high)) {
      const std::size_t last = row_of(panel, mark.low, canvas);
      for (std::size_t row = row_of(panel, mark.high, canvas); row <= last; ++row) {
        canvas.put(column, row, up_glyph, mark.ink);
      }
    }
    if (std::isnan(mark.left) || std::isnan(mark.right)) return;
    const std::size_t row = row_of(panel, mark.at.y, canvas);
    const std::size_t first = Canvas::cell(panel.x.share(mark.left), canvas.columns());
    const std::size_t last = Canvas::cell(panel.x.share(mark.right), canvas.columns());
    for (std::size_t i = first; i <= last; ++i) canvas.put(i, row, across_glyph, mark.ink);
    const bool goes_on_left = mark.left<panel.x.low, goes_on_right = mark.right> panel.x.high;
    canvas.put(first, row, goes_on_left ? left_arrow_glyph : left_end_glyph, mark.ink);
    canvas.put(last, row, goes_on_right ? right_arrow_glyph : right_end_glyph, mark.ink);
  }

  static void centre_of(const Panel& panel, const Mark& mark, Canvas& canvas) {
    if (std::isnan(mark.at.x) || !std::isfinite(mark.at.y)) return;
    const std::size_t column = Canvas::cell(panel.x.share(mark.at.x), canvas.columns());
    const std::size_t row = row_of(panel, mark.at.y, canvas);
    if (panel.x.holds(mark.at.x)) return canvas.put(column, row, point_glyph, mark.ink);
    const bool is_left = mark.at.x < panel.x.low;
    canvas.put(column, row, is_left ? left_arrow_glyph : right_arrow_glyph, mark.ink);
  }

  void rule_labels(const Panel& panel) {
    std::vector<std::pair<std::size_t, std::string>> labels;
    for (const Rule& rule : joined_rules(panel)) {
      if (rule.label.empty()) continue;
      labels.emplace_back(Canvas::cell(rule.x, columns_.canvas), rule.label);
    }
    if (labels.empty()) return;
    out_ += std::string(columns_.start(), ' ') + label_line(labels, columns_.canvas) + "\n";
  }

  // Two lines of blocks, of which the highest is the largest of both.
  void draw_bars(const Panel& panel) {
    std::vector<double> up(columns_.canvas), down(columns_.canvas);
    double most = 0;
    for (const Bar& bar : panel.bars) {
      const double middle = panel.x.share(0.5 * (bar.from + bar.to));
      const std::size_t first = Canvas::cell(panel.x.share(bar.from), columns_.canvas + 1);
      const std::size_t last = Canvas::cell(panel.x.share(bar.to), columns_.canvas + 1);
      for (std::size_t i = first; i < last; ++i) {
        up[i] = bar.up;
        down[i] = bar.down;
      }
      if (first == last) {  // more bars than columns: neighbours add up
        up[Canvas::cell(middle, columns_.canvas)] += bar.up;
        down[Canvas::cell(middle, columns_.canvas)] += bar.down;
      }
    }
    for (std::size_t i = 0; i < up.size(); ++i) most = std::max({most, up[i], down[i]});
    bar_line("events", up, most, 0);
    bar_line("others", down, most, 1);
  }

  void bar_line(const std::string& name, const std::vector<double>& heights, double most, int ink) {
    constexpr std::array<Glyph, 8> blocks = {{{"▁", '.'},
                                              {"▂", ':'},
                                              {"▃", '-'},
                                              {"▄", '='},
                                              {"▅", '+'},
                                              {"▆", '*'},
                                              {"▇", '#'},
                                              {"█", '@'}}};
    std::string line;
    for (const double height : heights) {
      if (!(height > 0)) {
        line += ' ';
        continue;
      }
      const double eighths = std::ceil(8 * (height / most));
      line += pen_.glyph(blocks.at(static_cast<std::size_t>(std::clamp(eighths, 1.0, 8.0)) - 1));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_ += std::string(indent) + pad_left(name, columns_.left) + " " + pen_.glyph({"│", '|'}) +
            pen_.ink(ink, line) + "\n";
  }

  void axis(const Panel& panel, bool is_last) {
    std::vector<std::pair<std::size_t, std::string>> labels;
    std::vector<Glyph> cells(columns_.canvas, across_glyph);
    std::vector<Tick> places = ticks(panel.x, std::max<std::size_t>(2, columns_.canvas / 10));
    if (panel.x.is_falling) std::reverse(places.begin(), places.end());
    for (const Tick& tick : places) {
      const std::size_t column = Canvas::cell(panel.x.share(tick.at), columns_.canvas);
      cells[column] = {"┬", '+'};
      labels.emplace_back(column, tick.label);
    }
    out_ += std::string(columns_.start() - 1, ' ') + pen_.glyph({"└", '+'});
    for (const Glyph& cell : cells) out_ += pen_.glyph(cell);
    out_ += "\n";
    if (!is_last) return;
    const std::string start(columns_.start(), ' ');
    out_ += start + label_line(labels, columns_.canvas) + "\n";
    if (panel.x.title.empty()) return;
    const std::size_t size = display_width(panel.x.title);
    const std::size_t room = columns_.canvas - std::min(columns_.canvas, size);
    const std::size_t before =
        std::min(columns_.start() + room / 2, width_ - std::min(width_, size));
    out_ += wrap(panel.x.title, width_, std::string(before, ' '));
  }

  void list_keys(const Panel& panel) {
    constexpr std::size_t sample = 5;
    for (const Key& key : keys(panel)) {
      Canvas canvas(sample, 1);
      if (key.kind == Key::Kind::line) canvas.line({{0.0, 0.6}, {1.0, 0.6}}, key.ink, is_dashed(key.ink));
      if (key.kind == Key::Kind::mark) canvas.put(sample / 2, 0, point_glyph, key.ink);
      if (key.kind == Key::Kind::band) {
        for (std::size_t x = 0; x < 2 * sample; ++x) {
          canvas.shade(static_cast<double>(x) / (2 * sample - 1), 0, 1, reference_ink);
        }
      }
      const std::size_t drawn = display_width(canvas.row(0, Pen{pen_.ascii, Style(false)}));
      const std::size_t start = indent.size() + sample + 2;
      const std::string words = wrap(key.text, width_, std::string(start, ' '));
      out_ += std::string(indent) + canvas.row(0, pen_) + std::string(sample - drawn + 2, ' ') +
              words.substr(start);
    }
  }

  const Figure& figure_;
  std::size_t width_;
  Columns columns_;
  Pen pen_;
  bool has_colour_;
  std::string out_;
};

}  // namespace

std::string text_figure(const Figure& figure, const TextOptions& options) {
  return Drawer(figure, options).text();
}

}  // namespace odds::report::plots

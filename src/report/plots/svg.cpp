// SPDX-License-Identifier: Apache-2.0
#include "report/plots/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/plots/labels.hpp"
#include "report/plots/svg_writer.hpp"
#include "report/plots/ticks.hpp"

namespace odds::report::plots {
namespace {

constexpr double margin = 12;  // around the image
constexpr double tick_length = 5;
constexpr double line_height = 16;
constexpr double row_height = 20;  // of a forest plot
constexpr double inset = 6;        // of the data from the frame
constexpr double title_size = 14;
constexpr const char* grey = "#767676";
constexpr const char* pale = "#e3e3e3";

struct Look {
  const char* colour;
  const char* dashes;
};

Look look_of(int ink) {
  constexpr std::array<Look, ink_count> looks = {{{"#0072b2", ""},
                                                  {"#d55e00", "7 3"},
                                                  {"#009e73", "2 2"},
                                                  {"#cc79a7", "8 3 2 3"},
                                                  {"#000000", "12 4"},
                                                  {"#e69f00", "4 2"},
                                                  {"#56b4e9", "1 3"},
                                                  {"#7f5c00", "10 3 2 3 2 3"}}};
  if (ink == reference_ink) return {"#767676", "3 3"};
  if (ink == faint_ink) return {"#b0b0b0", ""};
  return looks[static_cast<std::size_t>(ink) % looks.size()];
}

Stroke stroke_of(int ink) {
  return {look_of(ink).colour, ink < 0 ? 1.0 : 1.75, look_of(ink).dashes};
}

// Words on lines of about `width` pixels, cut at spaces only.
std::vector<std::string> lines_of(const std::string& text, double width, double size) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t space = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, space - start);
    start = space + 1;
    if (word.empty()) continue;
    if (!lines.empty() && text_width(lines.back() + " " + word, size) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

// Where a panel's frame lies.
struct Frame {
  double left = 0, top = 0, width = 0, height = 0;
};

class Image {
 public:
  explicit Image(const Figure& figure) : figure_(figure) {}

  std::string text() {
    measure();
    double top = heading();
    for (const Panel& panel : figure_.panels) {
      const Frame frame = {left_, top + above(panel), width_, height_of(panel)};
      draw(panel, frame);
      top = frame.top + frame.height + 14;
      if (&panel == &figure_.panels.back()) top = x_axis(panel, frame);
    }
    for (const Panel& panel : figure_.panels) top = list_keys(panel, top);
    if (!figure_.notes.empty()) top += 6;
    for (const std::string& note : figure_.notes) {
      for (const std::string& line : lines_of(note, whole_ - 2 * margin, 11)) {
        top += line_height;
        write({margin, top}, line, {11, Anchor::start, false, "#444"});
      }
    }
    return writer_.document(whole_, top + margin, figure_.title, figure_.description);
  }

 private:
  static double height_of(const Panel& panel) {
    if (!panel.rows.empty()) return row_height * static_cast<double>(panel.rows.size());
    if (!panel.bars.empty()) return 60;
    if (panel.is_square) return 380;
    return std::max(280.0, text_width(panel.y.title) + 2 * inset);
  }

  static double above(const Panel& panel) {
    const bool has_labels = std::any_of(panel.rules.begin(), panel.rules.end(),
                                        [](const Rule& rule) { return !rule.label.empty(); });
    return has_labels ? line_height : 0;
  }

  // The widths of what stands beside the frames.
  void measure() {
    double before = 0, after = 0;
    width_ = 480;
    for (const Panel& panel : figure_.panels) {
      if (panel.is_square) width_ = 380;
      for (const Row& row : panel.rows) {
        before = std::max(before, text_width(row.name));
        after = std::max(after, text_width(row.value) + 12);
      }
      if (panel.rows.empty() && panel.bars.empty()) {
        for (const Tick& tick : ticks(panel.y, 6)) {
          before = std::max(before, text_width(tick.label) + line_height + 4);
        }
      }
      if (!panel.bars.empty()) before = std::max(before, text_width("others"));
      if (!panel.labels_at_ends) continue;
      for (const Line& line : panel.lines) {
        after = std::max(after, text_width(line.label) + (line.label.empty() ? 0 : 24));
      }
    }
    left_ = margin + before + tick_length + 6;
    whole_ = left_ + width_ + std::max(after, 10.0) + margin;
    for (const Panel& panel : figure_.panels) {
      for (const Key& key : keys(panel)) {
        whole_ = std::max(whole_, left_ + 34 + text_width(key.text) + margin);
      }
    }
    const auto widen = [&](const std::string& text, double size) {
      for (const std::string& line : lines_of(text, whole_ - 2 * margin, size)) {
        whole_ = std::max(whole_, text_width(line, size) + 2 * margin);
      }
    };
    widen(figure_.title, title_size);
    widen(figure_.subtitle, font_size);
    for (const std::string& note : figure_.notes) widen(note, 11);
  }

  void write(Point at, std::string_view words, const TextStyle& style) {
    writer_.text(at, words, style);
  }

  double heading() {
    double top = margin;
    for (const std::string& line : lines_of(figure_.title, whole_ - 2 * margin, title_size)) {
      top += line_height;
      write({margin, top}, line, {title_size, Anchor::start, true, "#000"});
    }
    for (const std::string& line : lines_of(figure_.subtitle, whole_ - 2 * margin, font_size)) {
      top += line_height;
      write({margin, top}, line, {font_size, Anchor::start, false, "#444"});
    }
    return top + (top > margin ? 12 : 0);
  }

  static double x_of(const Panel& panel, const Frame& frame, double value) {
    return frame.left + inset + panel.x.share(value) * (frame.width - 2 * inset);
  }
  static double y_of(const Panel& panel, const Frame& frame, double value) {
    if (!panel.rows.empty()) return frame.top + row_height * (value + 0.5);
    return frame.top + inset + (1 - panel.y.share(value)) * (frame.height - 2 * inset);
  }
  static Point place(const Panel& panel, const Frame& frame, const Point& point) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) return {NAN, NAN};
    return {x_of(panel, frame, point.x), y_of(panel, frame, point.y)};
  }

  void draw(const Panel& panel, const Frame& frame) {
    if (!panel.bars.empty()) return draw_bars(panel, frame);
    grid(panel, frame);
    for (const Band& band : panel.bands) draw_band(panel, band, frame);
    draw_rules(panel, frame);
    for (const bool is_named : {false, true}) {
      for (const Line& line : panel.lines) {
        if ((line.ink >= 0) != is_named) continue;
        std::vector<Point> points;
        for (const Point& point : line.points) points.push_back(place(panel, frame, point));
        writer_.polyline(points, stroke_of(line.ink));
      }
    }
    for (const Mark& mark : panel.marks) draw_mark(panel, mark, frame);
    if (panel.rows.empty()) {
      writer_.polyline({{frame.left, frame.top},
                        {frame.left, frame.top + frame.height},
                        {frame.left + frame.width, frame.top + frame.height}},
                       {});
    }
    if (panel.labels_at_ends) write_ends(panel, frame);
  }

  // Labels of neighbours that would cover each other stand on the far sides of their lines.
  void draw_rules(const Panel& panel, const Frame& frame) {
    constexpr double size = 11, gap = 4;
    const std::vector<Rule> rules = joined_rules(panel);
    const auto x_at = [&](const Rule& rule) {
      return frame.left + inset + rule.x * (frame.width - 2 * inset);
    };
    const auto are_close = [&](std::size_t left, std::size_t right) {
      if (right >= rules.size() || left >= rules.size()) return false;
      const double half = 0.5 * text_width(rules[left].label + rules[right].label, size);
      return x_at(rules[right]) - x_at(rules[left]) < half + gap;
    };
    for (std::size_t k = 0; k < rules.size(); ++k) {
      const double x = x_at(rules[k]);
      writer_.line({x, frame.top}, {x, frame.top + frame.height}, {grey, 1, "3 3"});
      if (rules[k].label.empty()) continue;
      Anchor anchor = Anchor::middle;
      if (are_close(k, k + 1)) anchor = Anchor::end;
      if (are_close(k - 1, k)) anchor = Anchor::start;
      write({x, frame.top - 4}, rules[k].label, {size, anchor, false, "#444"});
    }
  }

  void grid(const Panel& panel, const Frame& frame) {
    const double bottom = frame.top + frame.height;
    for (const Tick& tick : ticks(panel.x, 6)) {
      const double x = x_of(panel, frame, tick.at);
      writer_.line({x, frame.top}, {x, bottom}, {pale, 1, ""});
    }
    for (std::size_t k = 0; k < panel.rows.size(); ++k) {
      const double y = frame.top + row_height * (static_cast<double>(k) + 0.5) + 4;
      const Row& row = panel.rows[k];
      write({margin, y}, row.name, {font_size, Anchor::start, row.is_heading, "#000"});
      if (row.value.empty()) continue;
      write({frame.left + frame.width + 12, y}, row.value, {});
    }
    if (!panel.rows.empty()) return;
    for (const Tick& tick : ticks(panel.y, 6)) {
      const double y = y_of(panel, frame, tick.at);
      writer_.line({frame.left, y}, {frame.left + frame.width, y}, {pale, 1, ""});
      writer_.line({frame.left - tick_length, y}, {frame.left, y}, {});
      write({frame.left - tick_length - 3, y + 4}, tick.label,
            {font_size, Anchor::end, false, "#000"});
    }
    writer_.upright_text({margin + 10, frame.top + frame.height / 2}, panel.y.title);
  }

  void draw_band(const Panel& panel, const Band& band, const Frame& frame) {
    std::vector<Point> upper, lower;
    for (const BandPoint& point : band.points) {
      const Point high = place(panel, frame, {point.x, point.high});
      const Point low = place(panel, frame, {point.x, point.low});
      if (!std::isfinite(high.x) || !std::isfinite(low.x)) continue;
      upper.push_back(high);
      lower.push_back(low);
    }
    upper.insert(upper.end(), lower.rbegin(), lower.rend());
    writer_.polygon(upper, look_of(band.ink).colour, 0.2);
  }

  // A triangle that points out of the frame.
  void arrow(Point at, double direction, const std::string& colour) {
    writer_.polygon({{at.x + direction * inset, at.y}, {at.x, at.y - 4}, {at.x, at.y + 4}}, colour,
                    1);
  }

  void draw_mark(const Panel& panel, const Mark& mark, const Frame& frame) {
    if (std::isnan(mark.at.x) || !std::isfinite(mark.at.y)) return;
    const std::string colour = look_of(mark.ink).colour;
    const Point at = {x_of(panel, frame, mark.at.x), y_of(panel, frame, mark.at.y)};
    const bool is_inside = panel.x.holds(mark.at.x);
    if (is_inside && !std::isnan(mark.low) && !std::isnan(mark.high)) {
      writer_.line({at.x, y_of(panel, frame, mark.low)}, {at.x, y_of(panel, frame, mark.high)},
                   {colour, 1, ""});
    }
    if (std::isfinite(mark.at.x) && !std::isnan(mark.left) && !std::isnan(mark.right)) {
      const double left = x_of(panel, frame, mark.left), right = x_of(panel, frame, mark.right);
      writer_.line({left, at.y}, {right, at.y}, {colour, 1.5, ""});
      end_of_bar(mark.left < panel.x.low, {left, at.y}, -1, colour);
      end_of_bar(mark.right > panel.x.high, {right, at.y}, 1, colour);
    }
    if (is_inside) return writer_.circle(at, radius_of(panel, mark), colour, "none");
    arrow(at, mark.at.x < panel.x.low ? -1 : 1, colour);
  }

  // The area goes with the rows behind the point.
  static double radius_of(const Panel& panel, const Mark& mark) {
    if (!panel.rows.empty()) return 4;
    if (std::isnan(mark.share)) return 2.5;
    return 1.5 + 5 * std::sqrt(std::clamp(mark.share, 0.0, 1.0));
  }

  void end_of_bar(bool goes_on, Point at, double direction, const std::string& colour) {
    if (goes_on) return arrow(at, direction, colour);
    writer_.line({at.x, at.y - 4}, {at.x, at.y + 4}, {colour, 1.5, ""});
  }

  void write_ends(const Panel& panel, const Frame& frame) {
    const double inner = frame.height - 2 * inset;
    const double right = frame.left + frame.width;
    for (const EndLabel& label : end_labels(panel, (line_height - 2) / inner)) {
      const double from = frame.top + inset + label.place * inner;
      const double to = frame.top + inset + label.spot * inner;
      writer_.line({right - inset, from}, {right + 12, to}, {look_of(label.ink).colour, 0.75, ""});
      write({right + 16, to + 4}, label.text, {});
    }
  }

  // Events up, others down, each on a scale of its own.
  void draw_bars(const Panel& panel, const Frame& frame) {
    double up = 0, down = 0;
    for (const Bar& bar : panel.bars) {
      up = std::max(up, bar.up);
      down = std::max(down, bar.down);
    }
    const double base = frame.top + frame.height / 2;
    for (const Bar& bar : panel.bars) {
      const double left = x_of(panel, frame, bar.from);
      const double width = std::max(x_of(panel, frame, bar.to) - left - 0.5, 0.5);
      const double above = bar.up > 0 ? std::max(frame.height / 2 * (bar.up / up), 0.5) : 0.0;
      const double below = bar.down > 0 ? std::max(frame.height / 2 * (bar.down / down), 0.5) : 0.0;
      if (bar.up > 0) {
        writer_.rectangle({left, base - above}, width, above, look_of(0).colour);
      }
      if (bar.down > 0) writer_.rectangle({left, base}, width, below, grey);
    }
    writer_.line({frame.left, base}, {frame.left + frame.width, base}, {"#000", 0.75, ""});
    const double name_end = frame.left - tick_length - 3;
    write({name_end, base - 4}, "events", {11, Anchor::end, false, "#444"});
    write({name_end, base + 12}, "others", {11, Anchor::end, false, "#444"});
  }

  // Returns where it ends.
  double x_axis(const Panel& panel, const Frame& frame) {
    const double bottom = frame.top + frame.height;
    writer_.line({frame.left, bottom}, {frame.left + frame.width, bottom}, {});
    for (const Tick& tick : ticks(panel.x, 6)) {
      const double x = x_of(panel, frame, tick.at);
      writer_.line({x, bottom}, {x, bottom + tick_length}, {});
      write({x, bottom + tick_length + 12}, tick.label, {font_size, Anchor::middle, false, "#000"});
    }
    const double title = bottom + tick_length + 12 + line_height + 2;
    write({frame.left + frame.width / 2, title}, panel.x.title,
          {font_size, Anchor::middle, false, "#000"});
    return title + 4;
  }

  double list_keys(const Panel& panel, double top) {
    for (const Key& key : keys(panel)) {
      top += line_height;
      const double middle = top - 4;
      if (key.kind == Key::Kind::line) {
        writer_.line({left_, middle}, {left_ + 28, middle}, stroke_of(key.ink));
      }
      if (key.kind == Key::Kind::band) {
        writer_.polygon({{left_, middle - 5},
                         {left_ + 28, middle - 5},
                         {left_ + 28, middle + 5},
                         {left_, middle + 5}},
                        look_of(key.ink).colour, 0.2);
      }
      if (key.kind == Key::Kind::mark || key.kind == Key::Kind::small_mark) {
        const double radius = key.kind == Key::Kind::mark ? 3.5 : 1.75;
        writer_.circle({left_ + 14, middle}, radius, look_of(key.ink).colour, "none");
      }
      write({left_ + 34, top}, key.text, {});
    }
    return top;
  }

  const Figure& figure_;
  SvgWriter writer_;
  double left_ = 0, width_ = 0, whole_ = 0;
};

}  // namespace

std::string svg_figure(const Figure& figure) { return Image(figure).text(); }

}  // namespace odds::report::plots

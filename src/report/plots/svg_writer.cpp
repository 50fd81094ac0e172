// SPDX-License-Identifier: Apache-2.0
#include "report/plots/svg_writer.hpp"

#include <cmath>

#include <fmt/format.h>

#include "report/html_text.hpp"
#include "report/layout.hpp"

namespace odds::report::plots {
namespace {

std::string stroke_attributes(const Stroke& stroke) {
  std::string text = fmt::format(R"( fill="none" stroke="{}" stroke-width="{}")", stroke.colour,
                                 pixels(stroke.width));
  if (!stroke.dashes.empty()) text += fmt::format(R"( stroke-dasharray="{}")", stroke.dashes);
  return text;
}

std::string point_list(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points) {
    text += (text.empty() ? "" : " ") + pixels(point.x) + "," + pixels(point.y);
  }
  return text;
}

}  // namespace

std::string xml_text(std::string_view text) { return html_text(printable(text)); }

std::string pixels(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

double text_width(std::string_view text, double size) {
  constexpr double widest = 0.6;  // of the size, on average over a line
  return widest * size * static_cast<double>(display_width(printable(text)));
}

void SvgWriter::line(Point from, Point to, const Stroke& stroke) { polyline({from, to}, stroke); }

void SvgWriter::polyline(const std::vector<Point>& points, const Stroke& stroke) {
  std::vector<Point> piece;
  const auto end_piece = [&] {
    if (piece.size() > 1) {
      body_ += fmt::format("<polyline points=\"{}\"{} stroke-linejoin=\"round\"/>\n",
                           point_list(piece), stroke_attributes(stroke));
    }
    piece.clear();
  };
  for (const Point& point : points) {
    if (std::isfinite(point.x) && std::isfinite(point.y)) {
      piece.push_back(point);
    } else {
      end_piece();
    }
  }
  end_piece();
}

void SvgWriter::polygon(const std::vector<Point>& points, const std::string& fill, double opacity) {
  if (points.size() < 3) return;
  body_ += fmt::format("<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{}\"/>\n",
                       point_list(points), fill, pixels(opacity));
}

void SvgWriter::rectangle(Point corner, double width, double height, const std::string& fill) {
  body_ += fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>)"
                       "\n",
                       pixels(corner.x), pixels(corner.y), pixels(width), pixels(height), fill);
}

void SvgWriter::circle(Point centre, double radius, const std::string& fill,
                       const std::string& stroke) {
  body_ += fmt::format(R"(<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}"/>)"
                       "\n",
                       pixels(centre.x), pixels(centre.y), pixels(radius), fill, stroke);
}

void SvgWriter::put_text(const std::string& place, std::string_view words, const TextStyle& style) {
  std::string attributes = place;
  if (style.size != font_size) attributes += fmt::format(R"( font-size="{}")", pixels(style.size));
  if (style.anchor == Anchor::middle) attributes += R"( text-anchor="middle")";
  if (style.anchor == Anchor::end) attributes += R"( text-anchor="end")";
  if (style.bold) attributes += R"( font-weight="bold")";
  if (style.colour != "#000") attributes += fmt::format(R"( fill="{}")", style.colour);
  body_ += "<text" + attributes + ">" + xml_text(words) + "</text>\n";
}

void SvgWriter::text(Point at, std::string_view words, const TextStyle& style) {
  put_text(fmt::format(R"( x="{}" y="{}")", pixels(at.x), pixels(at.y)), words, style);
}

void SvgWriter::upright_text(Point at, std::string_view words) {
  TextStyle style;
  style.anchor = Anchor::middle;
  put_text(fmt::format(" transform=\"translate({} {}) rotate(-90)\"", pixels(at.x), pixels(at.y)),
           words, style);
}

std::string SvgWriter::document(double width, double height, std::string_view title,
                                std::string_view description) const {
  const std::string wide = pixels(std::ceil(width)), high = pixels(std::ceil(height));
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
             "height=\"{1}\" role=\"img\" aria-labelledby=\"title description\"\n"
             "     font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" "
             "font-size=\"{2}\">\n"
             "<title id=\"title\">{3}</title>\n<desc id=\"description\">{4}</desc>\n"
             "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
             wide, high, pixels(font_size), xml_text(title), xml_text(description)) +
         body_ + "</svg>\n";
}

}  // namespace odds::report::plots

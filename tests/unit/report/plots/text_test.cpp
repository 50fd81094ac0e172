// SPDX-License-Identifier: Apache-2.0
//
// Figures in characters: where dots, marks and words stand, at ordinary and at odd inputs.
#include "report/plots/text.hpp"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "report/layout.hpp"
#include "report/plots/canvas.hpp"
#include "unit/report/plots/samples.hpp"

namespace odds::report::plots {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  lines.pop_back();
  return lines;
}

std::size_t count(const std::string& text, const std::string& mark) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += mark.size()) {
    ++found;
  }
  return found;
}

TextOptions at_width(std::size_t width) {
  TextOptions options;
  options.width = width;
  return options;
}

// The dots of a canvas, row by row.
std::vector<std::string> dots_of(const Canvas& canvas) {
  std::vector<std::string> rows(4 * canvas.rows(), std::string(canvas.dot_columns(), '.'));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < canvas.dot_columns(); ++x) {
      if (canvas.has_dot(x, y)) rows[y][x] = '#';
    }
  }
  return rows;
}

TEST(Canvas, LinesPassThroughTheirDots) {
  Canvas canvas(3, 1);
  canvas.line({{0, 1}, {0.6, 0.0}, {1, 0.0}}, 0);
  EXPECT_EQ(dots_of(canvas), (std::vector<std::string>{"...###", "..#...", ".#....", "#....."}));
}

// Unicode names the patterns by their dots: "⠇" is dots 1, 2 and 3, the left column but its last.
TEST(Canvas, WritesBraille) {
  Canvas canvas(2, 1);
  canvas.line({{0, 0}, {0, 0.66}}, 0);
  EXPECT_EQ(canvas.row(0, Pen()), "⠇");
  canvas.line({{0, 1}, {1, 1}}, 0);
  EXPECT_EQ(canvas.row(0, Pen()), "⣇⣀");
  EXPECT_EQ(canvas.row(0, (Pen{true, Style(false)})), "**");
}

TEST(Canvas, DashesTellLinesApart) {
  Canvas solid(20, 1), dashed(20, 1), coloured(20, 1);
  solid.line({{0, 0}, {1, 0}}, 0);
  dashed.line({{0, 0}, {1, 0}}, 1);
  coloured.line({{0, 0}, {1, 0}}, 1, false);
  EXPECT_EQ(dots_of(solid)[0], std::string(40, '#'));
  EXPECT_EQ(dots_of(dashed)[0].substr(0, 16), "#####...#####...");
  EXPECT_EQ(dots_of(coloured)[0], std::string(40, '#'));
}

// However many points a line has, each dot counts once.
TEST(Canvas, DashesCountDots) {
  Canvas two(20, 1), many(20, 1);
  two.line({{0, 0}, {1, 0}}, 1);
  std::vector<Point> points;
  for (int i = 0; i <= 1000; ++i) points.push_back({i / 1000.0, 0});
  many.line(points, 1);
  EXPECT_EQ(dots_of(many), dots_of(two));
}

TEST(Canvas, LeavesOutWhatIsNotFinite) {
  const double nan = not_applicable;
  Canvas canvas(2, 1);
  canvas.line({{0, 0}, {nan, nan}, {1, 1}}, 0);
  EXPECT_EQ(dots_of(canvas), (std::vector<std::string>{"#...", "....", "....", "...#"}));
}

TEST(Canvas, PaintsNeighboursOfOneInkAtOnce) {
  Canvas canvas(4, 1);
  canvas.line({{0, 0}, {0.4, 0}}, 0);
  canvas.put(3, 0, point_glyph, 1);
  EXPECT_EQ(canvas.row(0, (Pen{false, Style(true)})), "\x1B[34m⠉⠉\x1B[0m \x1B[31m●\x1B[0m");
}

// A panel of falling penalties, as a path has it.
Figure falling() {
  Figure figure;
  Panel panel;
  panel.x = {"lambda", -4, 0, true, true};
  panel.y = {"a curve", 0.5, 1.5, false, false};
  for (int i = 0; i < 5; ++i) {
    Mark mark;
    mark.at = {-static_cast<double>(i), 0.5 + i / 4.0};
    panel.marks.push_back(mark);
  }
  figure.panels.push_back(panel);
  return figure;
}

TEST(TextFigure, FitsTheWidthAndShowsEveryPoint) {
  for (const std::size_t width : {40U, 80U, 133U}) {
    const std::string text = text_figure(falling(), at_width(width));
    EXPECT_EQ(count(text, "●"), 5U);
    for (const std::string& line : lines_of(text)) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(TextFigure, FallsToTheRight) {
  const std::vector<std::string> lines = lines_of(text_figure(falling(), at_width(60)));
  // The largest penalty has the smallest value: on the left, at the bottom.
  EXPECT_NE(lines[16].find("│●"), std::string::npos) << lines[16];
  EXPECT_EQ(lines[1].substr(lines[1].size() - 3), "●");
  EXPECT_LT(lines[18].find("1 "), lines[18].find("0.01"));
  EXPECT_LT(lines[18].find("0.01"), lines[18].find("0.0001"));
}

TEST(TextFigure, DrawsBarsAndRules) {
  Figure figure = falling();
  Panel& panel = figure.panels.front();
  for (Mark& mark : panel.marks) {
    mark.low = mark.at.y - 0.25;
    mark.high = mark.at.y + 0.25;
  }
  panel.rules = {{-1, "1se"}, {-3, "best"}};
  const std::string text = text_figure(figure, at_width(60));
  EXPECT_NE(text.find("1se"), std::string::npos);
  EXPECT_NE(text.find("best"), std::string::npos);
  EXPECT_GT(count(text, "┊"), 10U);
  EXPECT_EQ(count(text, "●"), 5U);
  panel.rules[1].x = panel.rules[0].x;
  EXPECT_NE(text_figure(figure, at_width(60)).find("1se, best"), std::string::npos);
}

TEST(TextFigure, StandsConstantsAndSinglePoints) {
  Figure figure = falling();
  Panel& panel = figure.panels.front();
  for (Mark& mark : panel.marks) mark.at.y = 0.25;
  Extent extent;
  extent.add(0.25);
  panel.y = axis_over("constant", extent, 0.5);
  EXPECT_EQ(count(text_figure(figure, at_width(80)), "●"), 5U);
  panel.marks.resize(1);
  EXPECT_EQ(count(text_figure(figure, at_width(80)), "●"), 1U);
  panel.marks.front().at = {-300, 1e300};
  extent.add(1e300);
  extent.add(-1e300);
  panel.y = axis_over("large", extent, 0.5);
  panel.x.low = -300;
  EXPECT_EQ(count(text_figure(figure, at_width(80)), "●"), 1U);
  figure.panels.clear();
  EXPECT_EQ(text_figure(figure, at_width(80)), "");
}

TEST(TextFigure, CurvesRiseFromTheBottomLeft) {
  Figure figure;
  Panel panel;
  panel.lines.push_back({{{0, 0}, {1, 1}}, 0, ""});
  figure.panels.push_back(panel);
  const std::vector<std::string> lines = lines_of(text_figure(figure, at_width(60)));
  EXPECT_EQ(display_width(lines[0]), 60U);
  EXPECT_NE(lines[15].find("┤⡠"), std::string::npos) << lines[15];
  EXPECT_LT(display_width(lines[15]), 15U);
}

TEST(TextFigure, NamesStandAtTheEndsOfTheirLines) {
  Figure figure;
  Panel panel;
  panel.labels_at_ends = true;
  for (const double end : {0.0, 1.0, 1.0}) {
    panel.lines.push_back({{{0, 0.5}, {1, end}}, 0, "to " + std::to_string(panel.lines.size())});
  }
  figure.panels.push_back(panel);
  const std::vector<std::string> lines = lines_of(text_figure(figure, at_width(60)));
  EXPECT_NE(lines[0].find("to 1"), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find("to 2"), std::string::npos) << lines[1];  // moved aside
  EXPECT_NE(lines[15].find("to 0"), std::string::npos) << lines[15];
}

TEST(TextFigure, AsciiHasNothingElse) {
  TextOptions options = at_width(60);
  options.ascii = true;
  const ModelEvaluation evaluation = sample_evaluation();
  const CrossValidation validation = sample_validation();
  const FittedModel model =
      sample_terms({sample_term("x", 0.5, 0.1), sample_term(std::string(90, 'w'), 1, 90)});
  Report report;
  report.evaluation = &evaluation;
  report.cross_validation = &validation;
  report.model = &model;
  for (const Plot plot : {Plot::roc, Plot::calibration, Plot::coefficients, Plot::path}) {
    for (const char c : text_plot(plot, report, options)) {
      EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
    }
  }
}

// No name, number or width makes a line longer than the terminal, or lets a control byte through.
TEST(TextFigure, HostileNamesStayTextWithinTheWidth) {
  std::vector<Term> terms;
  for (const std::string& name :
       {std::string("<script>alert(1)</script>"), std::string(300, 'x'), std::string("\x1B[31mred"),
        std::string("\xF0\x9F\x9A\x80 rocket"), std::string("line\nbreak"), std::string("\xFF\xC0"),
        std::string("宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽")}) {
    terms.push_back(sample_term(name, 0.5, 0.1));
  }
  terms.push_back(sample_term("huge", 1e300, 1e299));
  terms.push_back(sample_term("tiny", -1e300, 1));
  terms.push_back(sample_term("infinite", std::numeric_limits<double>::infinity(), not_applicable));
  terms.push_back(sample_term("none", not_applicable, not_applicable));
  FittedModel model = sample_terms(terms);
  model.target = std::string(300, 't');
  Report report;
  report.model = &model;
  for (const std::size_t width : {1U, 40U, 41U, 60U, 80U, 200U}) {
    const std::string text = text_plot(Plot::coefficients, report, at_width(width));
    EXPECT_NE(text.find("rocket"), std::string::npos);
    for (const std::string& line : lines_of(text)) {
      EXPECT_LE(display_width(line), std::max(width, least_width)) << line;
      for (const char c : line) EXPECT_FALSE(static_cast<unsigned char>(c) < ' ') << line;
    }
  }
}

}  // namespace
}  // namespace odds::report::plots

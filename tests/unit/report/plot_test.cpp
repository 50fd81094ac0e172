// SPDX-License-Identifier: Apache-2.0
//
// The plot of a path: where marks, points and ticks stand, at ordinary and at odd inputs.
#include "report/plot.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "report/layout.hpp"

namespace odds::report {
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

PlotRequest falling() {
  PlotRequest request;
  request.title = "a curve";
  request.x_title = "lambda";
  for (int i = 0; i < 5; ++i) {
    request.points.push_back({i == 0 ? 1.0 : request.points.back().x / 10, 0.5 + i / 4.0});
  }
  return request;
}

TEST(LogPlot, FitsTheWidthAndShowsEveryPoint) {
  for (const std::size_t width : {40U, 80U, 133U}) {
    const std::string text = log_plot(falling(), width);
    EXPECT_EQ(count(text, "●"), 5U);
    for (const std::string& line : lines_of(text)) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(LogPlot, FallsToTheRight) {
  const std::vector<std::string> lines = lines_of(log_plot(falling(), 60));
  // The largest penalty has the smallest value: on the left, at the bottom.
  EXPECT_NE(lines[16].find("│●"), std::string::npos) << lines[16];
  EXPECT_EQ(lines[1].substr(lines[1].size() - 3), "●");
  EXPECT_LT(lines[18].find("1 "), lines[18].find("0.01"));
  EXPECT_LT(lines[18].find("0.01"), lines[18].find("0.0001"));
}

TEST(LogPlot, DrawsBarsAndMarks) {
  PlotRequest request = falling();
  for (PlotPoint& point : request.points) {
    point.low = point.value - 0.25;
    point.high = point.value + 0.25;
  }
  request.marks = {{request.points[1].x, "1se"}, {request.points[3].x, "best"}};
  const std::string text = log_plot(request, 60);
  EXPECT_NE(text.find("1se"), std::string::npos);
  EXPECT_NE(text.find("best"), std::string::npos);
  EXPECT_GT(count(text, "┊"), 10U);
  EXPECT_EQ(count(text, "●"), 5U);
  request.marks[1].x = request.marks[0].x;
  EXPECT_NE(log_plot(request, 60).find("1se, best"), std::string::npos);
}

TEST(LogPlot, StandsConstantsAndSinglePoints) {
  PlotRequest request = falling();
  for (PlotPoint& point : request.points) point.value = 0.25;
  EXPECT_EQ(count(log_plot(request, 80), "●"), 5U);
  request.points.resize(1);
  EXPECT_EQ(count(log_plot(request, 80), "●"), 1U);
  request.points.front() = {1e-300, 1e300};
  EXPECT_EQ(count(log_plot(request, 80), "●"), 1U);
  request.points.clear();
  EXPECT_EQ(log_plot(request, 80), "");
}

TEST(RoundTicks, AreRoundAndInside) {
  EXPECT_EQ(round_ticks(0.0, 1.0, 5),
            (std::vector<double>{0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0}));
  EXPECT_EQ(round_ticks(3.0, 47.0, 5), (std::vector<double>{10, 20, 30, 40}));
  EXPECT_EQ(round_ticks(-0.5, 0.5, 2), (std::vector<double>{-0.5, 0.0, 0.5}));
}

}  // namespace
}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
//
// Separation of small tables of whole numbers, decided exactly by trying every line, against what
// the fit says: complete, quasi-complete, or converged to the reference answer.
//
// In the plane, two point sets are weakly separable if and only if a line through two distinct
// points of the data has each set in one of its closed half planes. They are strictly separable if
// and only if, on such a line, the points that lie on it are strictly separable along it.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

struct Point {
  std::int64_t x1, x2;
  bool event;
};

enum class Overlap { none, touching, full, rank_deficient };

// Twice the signed area of the triangle a, b, c: on which side of the line ab c lies.
std::int64_t side(const Point& a, const Point& b, const Point& c) {
  return (b.x1 - a.x1) * (c.x2 - a.x2) - (b.x2 - a.x2) * (c.x1 - a.x1);
}

// Points on the line ab, by their place along it: strictly separable in one dimension?
bool strictly_separable_along(const Point& a, const Point& b, const std::vector<Point>& on_line) {
  std::int64_t low[2], high[2];
  for (const int k : {0, 1}) {
    low[k] = std::numeric_limits<std::int64_t>::max();
    high[k] = std::numeric_limits<std::int64_t>::min();
  }
  for (const Point& point : on_line) {
    const std::int64_t place =
        (b.x1 - a.x1) * (point.x1 - a.x1) + (b.x2 - a.x2) * (point.x2 - a.x2);
    low[point.event] = std::min(low[point.event], place);
    high[point.event] = std::max(high[point.event], place);
  }
  return high[0] < low[1] || high[1] < low[0];  // true too where one outcome is absent
}

Overlap decide(const std::vector<Point>& points) {
  Overlap result = Overlap::full;
  bool has_area = false;
  for (const Point& a : points)
    for (const Point& b : points) {
      if (a.x1 == b.x1 && a.x2 == b.x2) continue;
      bool weak = true, somewhere = false;
      std::vector<Point> on_line;
      for (const Point& point : points) {
        const std::int64_t where = side(a, b, point) * (point.event ? 1 : -1);
        weak = weak && where >= 0;
        somewhere = somewhere || where > 0;
        if (where == 0) on_line.push_back(point);
        has_area = has_area || where != 0;
      }
      if (!weak || !somewhere) continue;
      if (strictly_separable_along(a, b, on_line)) return Overlap::none;
      result = Overlap::touching;
    }
  return has_area ? result : Overlap::rank_deficient;
}

reference::Table table_of(const std::vector<Point>& points) {
  reference::Table table;
  table.names = {"y", "x1", "x2"};
  table.columns.resize(3);
  for (const Point& point : points) {
    table.columns[0].push_back(point.event ? 1 : 0);
    table.columns[1].push_back(static_cast<double>(point.x1));
    table.columns[2].push_back(static_cast<double>(point.x2));
  }
  return table;
}

std::string print(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points)
    text += std::to_string(point.event) + "," + std::to_string(point.x1) + "," +
            std::to_string(point.x2) + "\n";
  return text;
}

void expect_verdict(const std::vector<Point>& points, Overlap overlap) {
  odds::FitOptions options;
  options.target = "y";
  const auto table = table_of(points);
  try {
    const auto model = reference::fit(table, options);
    ASSERT_EQ(overlap, Overlap::full) << "fitted, but separated:\n" << print(points);
    ASSERT_TRUE(model.converged) << model.stop_reason << "\n" << print(points);
    const auto answer =
        reference::solve(reference::make_problem(table, "y", "", {"x1", "x2"}, true));
    for (std::size_t j = 0; j < 3; ++j) {
      // A coefficient that symmetry makes zero has no digits: errors are in standard errors.
      const auto error = abs(answer.coefficients[j] - model.terms.at(j).estimate);
      EXPECT_LE(error / answer.standard_errors[j], 1e-12) << print(points);
    }
  } catch (const odds::Error& error) {
    const std::string expected = overlap == Overlap::none       ? "separation.complete"
                                 : overlap == Overlap::touching ? "separation.quasi"
                                                                : "a fit";
    EXPECT_EQ(error.code(), expected) << error.what() << "\n" << print(points);
  }
}

TEST(SeparationExact, EveryVerdictIsTheTruth) {
  reference::Generator generator(101);
  int seen[3] = {0, 0, 0};
  for (int trial = 0; trial < 600; ++trial) {
    std::vector<Point> points(4 + generator.below(12));
    const std::uint64_t spread = 3 + generator.below(6);
    const std::uint64_t slant = generator.below(3);
    for (Point& point : points) {
      point.x1 = static_cast<std::int64_t>(generator.below(spread));
      point.x2 = static_cast<std::int64_t>(generator.below(spread));
      const auto sum = static_cast<std::uint64_t>(point.x1 + point.x2);
      // Labels at random, or along a slanted line with a mixed or an empty border.
      point.event = slant == 0 ? generator.below(2) == 1
                               : sum + (slant == 1 ? generator.below(2) : 0) >= spread;
    }
    const auto events =
        std::count_if(points.begin(), points.end(), [](const Point& p) { return p.event; });
    const Overlap overlap = decide(points);
    if (events == 0 || events == static_cast<std::ptrdiff_t>(points.size()) ||
        overlap == Overlap::rank_deficient)
      continue;
    ++seen[static_cast<int>(overlap)];
    expect_verdict(points, overlap);
  }
  for (const int count : seen) EXPECT_GT(count, 30) << "the trials must show every verdict";
}

}  // namespace

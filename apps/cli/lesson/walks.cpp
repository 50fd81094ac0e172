// SPDX-License-Identifier: Apache-2.0
#include "lesson/walks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

#include "lesson/flights.hpp"
#include "lesson/network_part.hpp"

namespace odds::lesson {
namespace {

constexpr std::uint64_t coldest = 14;  // the row, counted from 1

std::vector<double> small_inputs() {
  std::vector<double> x;
  for (const double temperature : flights().temperature) x.push_back(small_input(temperature));
  return x;
}

Table small_flights() {
  static const std::vector<double> x = small_inputs();  // a table holds views
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", flights().distress);
  return table;
}

// A model of this shape, whose coefficients are to be replaced: of x as it is, and of one row.
FittedModel frame(const std::vector<std::size_t>& hidden) {
  FitOptions options;
  options.target = "y";
  options.network.hidden = hidden;
  FittedModel model = fit(small_flights(), options, {});
  for (ColumnEncoding& column : model.columns) column.centre = 0;
  model.sum_weights = 1;
  return model;
}

Explanation of_coldest(const FittedModel& model) {
  return explain(model, small_flights(), coldest, {}, {});
}

// Rows counted from 1: those at these shares of the way from the middle to the corner.
std::vector<std::uint64_t> rows_by_distance(const Points& points,
                                            const std::vector<double>& shares) {
  std::vector<std::uint64_t> rows(points.inside.size());
  std::iota(rows.begin(), rows.end(), 1);
  const auto distance = [&](std::uint64_t row) {
    return std::hypot(points.x1[row - 1], points.x2[row - 1]);
  };
  std::sort(rows.begin(), rows.end(),
            [&](std::uint64_t a, std::uint64_t b) { return distance(a) < distance(b); });
  std::vector<std::uint64_t> chosen;
  chosen.reserve(shares.size());
  for (const double share : shares) {
    chosen.push_back(rows[static_cast<std::size_t>(share * static_cast<double>(rows.size()))]);
  }
  return chosen;
}

}  // namespace

Explanation walk_through(const OneUnit& unit) {
  FittedModel model = frame({});
  model.centred_intercept = unit.b;
  model.terms[0].estimate = unit.b;
  model.terms[1].estimate = unit.w;
  return of_coldest(model);
}

Explanation walk_through(const TwoUnits& units) {
  FittedModel model = frame({1});
  model.network.layers = {NetworkLayer{{units.b0}, {units.w0}},
                          NetworkLayer{{units.b1}, {units.w1}}};
  return of_coldest(model);
}

std::vector<Explanation> walks_through_network() {
  const Points points = circle_points();
  FitOptions options;
  options.target = "inside";
  options.network.hidden = {3};
  options.l2 = 1e-3;  // keeps the units from saturating, where no gradient would be seen
  FittedModel model = fit(table_of(points), options, {});
  model.sum_weights = 1;
  std::vector<Explanation> walks;
  for (const std::uint64_t row : rows_by_distance(points, {0.05, 0.4, 0.5, 0.9})) {
    walks.push_back(explain(model, table_of(points), row, {}, {}));
  }
  return walks;
}

}  // namespace odds::lesson

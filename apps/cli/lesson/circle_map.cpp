// SPDX-License-Identifier: Apache-2.0
#include "lesson/circle_map.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace odds::lesson {
namespace {

Points grid(const Axis& axis) {
  Points points;
  for (std::size_t i = 0; i < axis.count(); ++i) {
    for (std::size_t j = 0; j < axis.count(); ++j) {
      points.x1.push_back(axis.at(i));
      points.x2.push_back(axis.at(j));
    }
  }
  return points;
}

// Where c + a x + b y = 0 crosses the square from -1 to 1.
std::optional<Segment> in_square(double a, double b, double c) {
  std::vector<std::pair<double, double>> ends;
  const auto keep = [&](double x, double y) {
    if (std::fabs(x) <= 1 && std::fabs(y) <= 1) ends.emplace_back(x, y);
  };
  for (const double side : {-1.0, 1.0}) {
    if (b != 0) keep(side, -(c + a * side) / b);
    if (a != 0) keep(-(c + b * side) / a, side);
  }
  if (ends.size() < 2) return std::nullopt;
  return Segment{ends[0].first, ends[0].second, ends[1].first, ends[1].second};
}

}  // namespace

CircleMap circle_map() {
  CircleMap map;
  map.numbers = network_numbers();
  map.axis = {-25, 25, 25};
  const FittedModel& network = map.numbers.network;
  map.unit = probabilities(map.numbers.unit, grid(map.axis));
  map.network = probabilities(network, grid(map.axis));
  const NetworkLayer& hidden = network.network.layers.front();
  const double centre1 = network.columns[0].centre, centre2 = network.columns[1].centre;
  for (std::size_t u = 0; u < hidden.units(); ++u) {
    const double a = hidden.weights[2 * u], b = hidden.weights[2 * u + 1];
    const auto line = in_square(a, b, hidden.biases[u] - a * centre1 - b * centre2);
    if (line) map.lines.push_back(*line);
  }
  return map;
}

}  // namespace odds::lesson

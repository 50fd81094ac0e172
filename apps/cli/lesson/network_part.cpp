// SPDX-License-Identifier: Apache-2.0
#include "lesson/network_part.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "lesson/flights.hpp"
#include "lesson/render.hpp"

namespace odds::lesson {
namespace {

constexpr std::size_t map_columns = 22, map_rows = 11;

// The generator's bits are part of the C++ standard, so the points are the same everywhere.
Points points_in_a_square(std::size_t count) {
  constexpr double circle = 0.5;  // x1² + x2²
  std::mt19937_64 generator(1);
  const auto coordinate = [&] { return static_cast<double>(generator() >> 11U) * 0x1p-52 - 1; };
  Points points;
  for (std::size_t i = 0; i < count; ++i) {
    const double x1 = coordinate(), x2 = coordinate();
    points.x1.push_back(x1);
    points.x2.push_back(x2);
    points.inside.push_back(x1 * x1 + x2 * x2 < circle ? 1 : 0);
  }
  return points;
}

double accuracy(const std::vector<double>& p, const Points& points) {
  double right = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    right += (p[i] >= 0.5) == (points.inside[i] > 0) ? 1 : 0;
  }
  return right / static_cast<double>(p.size());
}

// The middles of the cells of a map, row by row from above.
Points cells() {
  Points grid;
  for (std::size_t row = 0; row < map_rows; ++row) {
    for (std::size_t column = 0; column < map_columns; ++column) {
      grid.x1.push_back((static_cast<double>(column) + 0.5) * 2 / map_columns - 1);
      grid.x2.push_back(1 - (static_cast<double>(row) + 0.5) * 2 / map_rows);
    }
  }
  return grid;
}

using Map = std::vector<std::string>;  // cells, row by row

Map map_of(const FittedModel& model) {
  Map map;
  for (const double p : probabilities(model, cells())) {
    map.emplace_back(p >= 0.5 ? "█" : "·");
  }
  return map;
}

Map map_of(const Points& points) {
  Map map(map_columns * map_rows, " ");
  for (std::size_t i = 0; i < points.x1.size(); ++i) {
    const auto column = static_cast<std::size_t>((points.x1[i] + 1) / 2 * map_columns);
    const auto row = static_cast<std::size_t>((1 - points.x2[i]) / 2 * map_rows);
    map[std::min(row, map_rows - 1) * map_columns + std::min(column, map_columns - 1)] =
        points.inside[i] > 0 ? "●" : "○";
  }
  return map;
}

std::string padded(const std::string& text) {
  return text + std::string(map_columns + 3 - columns_of(text), ' ');
}

// Three maps side by side, each with its heading.
std::string side_by_side(const std::vector<Map>& maps, const std::vector<std::string>& headings) {
  std::string out;
  for (const std::string& heading : headings) out += padded(heading);
  out.erase(out.find_last_not_of(' ') + 1);
  out += "\n";
  for (std::size_t row = 0; row < map_rows; ++row) {
    std::string line;
    for (const Map& map : maps) {
      for (std::size_t column = 0; column < map_columns; ++column) {
        line += map[row * map_columns + column];
      }
      line += "   ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace

Points circle_points() { return points_in_a_square(300); }

Table table_of(const Points& points) {
  Table table;
  table.add_numbers("x1", points.x1);
  table.add_numbers("x2", points.x2);
  if (!points.inside.empty()) table.add_numbers("inside", points.inside);
  return table;
}

std::vector<double> probabilities(const FittedModel& model, const Points& points) {
  return predict(model, table_of(points), {}, {});
}

NetworkNumbers network_numbers() {
  NetworkNumbers numbers;
  numbers.points = circle_points();
  numbers.hidden = 6;
  FitOptions options;
  options.target = "inside";
  numbers.unit = fit(table_of(numbers.points), options, {});
  options.network.hidden = {numbers.hidden};
  numbers.network = fit(table_of(numbers.points), options, {});
  const std::vector<double> p = probabilities(numbers.unit, numbers.points);
  numbers.unit_accuracy = accuracy(p, numbers.points);
  numbers.unit_low = *std::min_element(p.begin(), p.end());
  numbers.unit_high = *std::max_element(p.begin(), p.end());
  numbers.unit_loss = -numbers.unit.log_likelihood / static_cast<double>(p.size());
  numbers.network_accuracy =
      accuracy(probabilities(numbers.network, numbers.points), numbers.points);
  return numbers;
}

void tell_network(Chapter& chapter) {
  const NetworkNumbers numbers = network_numbers();
  chapter.section({"4.7 Where one unit is not enough", "4.7 Когда одного нейрона мало"});
  chapter.say(
      "One unit says yes on one side of a straight line. Here are {0} points; those inside a "
      "circle have `y = 1`. No line will do. A network with {1} hidden units draws {1} lines, and "
      "its last unit weighs them:",
      "Один нейрон говорит «да» по одну сторону прямой. Вот {0} точек; у тех, что внутри круга, "
      "`y = 1`. Никакая прямая не годится. Сеть из {1} скрытых нейронов проводит {1} прямых, а "
      "последний нейрон их взвешивает:",
      numbers.points.x1.size(), numbers.hidden);
  const std::vector<Map> maps = {map_of(numbers.points), map_of(numbers.unit),
                                 map_of(numbers.network)};
  chapter.figure(
      "circle",
      {side_by_side(maps, {"the points", "one unit", "the network"}) + "█  p ≥ 0.5    ·  p < 0.5",
       side_by_side(maps, {"точки", "один нейрон", "сеть"}) + "█  p ≥ 0.5    ·  p < 0.5"});
  chapter.say(
      "The unit is right on {0:.1f}% of the points; the answer \"no\" for all of them would be "
      "right "
      "on {1:.1f}%. Its loss is {2:.4f}, a coin's {3:.4f}, and its probabilities all lie between "
      "{4:.2f} and {5:.2f}: where no line helps, it learns nothing. The network is right on "
      "{6:.1f}%. Each hidden unit is a logistic unit with a line of its own, and the gradient is "
      "that of chapter 2, with more lines in the table.",
      "Нейрон прав в {0:.1f}% точек; ответ «нет» для всех был бы верен в {1:.1f}%. Потери у него "
      "{2:.4f}, у монеты {3:.4f}, и все его вероятности лежат между {4:.2f} и {5:.2f}: где не "
      "помогает прямая, он ничему не научится. Сеть права в {6:.1f}%. Каждый скрытый нейрон — "
      "логистический нейрон со своей прямой, а градиент — тот же, что в главе 2, только строк в "
      "таблице больше.",
      100 * numbers.unit_accuracy, 100 * (1 - mean(numbers.points.inside)), numbers.unit_loss,
      std::log(2), numbers.unit_low, numbers.unit_high, 100 * numbers.network_accuracy);
  chapter.figure("walk-network");
  chapter.say(
      "There is a price. The loss of a network has more than one valley. odds starts several "
      "times, "
      "once from the single unit, and keeps the best, so on the rows of the fit a network is never "
      "worse than one unit; but nobody can promise that there is no better one. And these points "
      "have no noise: the network tells them apart without a mistake, so its loss tends to 0 as "
      "the weights grow, and a lowest point does not exist. odds says so, and points to `--l2` and "
      "`--validation`.",
      "За это приходится платить. У потерь сети больше одной впадины. odds начинает несколько раз, "
      "в том числе с одного нейрона, и оставляет лучшее, поэтому на строках обучения сеть не "
      "бывает "
      "хуже одного нейрона; но что нет сети ещё лучше, не обещает никто. А в этих точках нет шума: "
      "сеть различает их без ошибок, поэтому при росте весов потери стремятся к 0, и нижней точки "
      "не существует. odds об этом сообщает и предлагает `--l2` и `--validation`.");
  chapter.verbatim("odds fit POINTS.csv --target inside --hidden " +
                   std::to_string(numbers.hidden));
}

}  // namespace odds::lesson

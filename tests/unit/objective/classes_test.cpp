// SPDX-License-Identifier: Apache-2.0
//
// The objective of several classes against its formulas in 50 digits, with categories met by their
// codes and as columns, and the radius of its certificate against a search over all rows.
#include "objective/classes.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/table.hpp>

#include "reference/multinomial.hpp"
#include "solver/cholesky.hpp"

namespace odds::objective {
namespace {

constexpr std::size_t features = 2;

// Two numbers and a category of three levels, of which the first is the reference.
struct Data {
  explicit Data(std::size_t classes, std::size_t rows = 300)
      : numbers(reference::simulate_classes(rows, features, classes, 5 + classes)) {
    reference::Generator random(17);
    for (std::size_t i = 0; i < rows; ++i) {
      levels.push_back(static_cast<std::uint32_t>(random.below(3)));
    }
    table.add_numbers("x1", numbers.columns[0]);
    table.add_numbers("x2", numbers.columns[1]);
    table.add_codes("c", levels, {"a", "b", "c"});
    table.add_numbers("y", numbers.column("y"));
    options.target = "y";
  }
  reference::Table numbers;
  std::vector<std::uint32_t> levels;
  Table table;
  DesignOptions options;
};

// The rows as the design's inner columns.
reference::ClassProblem problem_of(const design::Design& design, const Data& data,
                                   std::size_t classes) {
  reference::ClassProblem problem;
  problem.classes = classes;
  problem.has_reference = design.has_reference_class();
  design::Tile tile(design.dense_count(), design.factor_count());
  for (std::uint64_t block = 0; block < design.block_count(); ++block) {
    for (std::size_t begin = 0; begin < design.block_row_count(block); begin += design::tile_rows) {
      const std::size_t count = std::min(design::tile_rows, design.block_row_count(block) - begin);
      design.load(block, begin, count, tile);
      for (std::size_t i = 0; i < count; ++i) {
        std::vector<double> row;
        for (std::size_t j = 0; j < design.dense_count(); ++j) row.push_back(tile.column(j)[i]);
        const std::uint32_t level = data.levels[block * block_rows + begin + i];
        row.push_back(level == 1 ? 1.0 : 0.0);
        row.push_back(level == 2 ? 1.0 : 0.0);
        problem.x.push_back(std::move(row));
        problem.y.push_back(static_cast<std::size_t>(tile.successes[i]));
      }
    }
  }
  return problem;
}

std::vector<double> some_point(std::size_t n) {
  reference::Generator random(29);
  std::vector<double> point(n);
  for (double& value : point) value = 0.4 * random.bell();
  return point;
}

void expect_formulas(std::size_t classes, double l2, View view) {
  Data data(classes);
  data.options.l2 = l2;
  const design::Design design(data.table, data.options, {});
  const ClassObjective objective(design, std::move(view), ClassPenalty(), 2);
  const std::vector<double> at = some_point(objective.dimension());
  const Evaluation found = objective.evaluate(at, Order::curvature);
  const reference::ClassProblem problem = problem_of(design, data, classes);
  const auto exact = reference::derivatives(problem, reference::Reals(at.begin(), at.end()));
  const std::size_t n = at.size();
  EXPECT_NEAR(found.likelihood, static_cast<double>(exact.likelihood), 1e-11);
  ASSERT_EQ(found.gradient.size(), n);
  for (std::size_t a = 0; a < n; ++a) {
    EXPECT_NEAR(found.gradient[a], static_cast<double>(exact.gradient[a]), 1e-11);
    for (std::size_t b = 0; b < n; ++b) {
      EXPECT_NEAR(found.curvature[a * n + b], static_cast<double>(exact.curvature[a][b]), 1e-11);
    }
  }
}

View all_columns_one_by_one() {
  View view;
  view.uses_all_columns = false;
  view.columns = {0, 1, 2, 3, 4};
  return view;
}

TEST(ClassObjective, IsItsFormulas) {
  for (const std::size_t classes : {3U, 5U, 9U}) {
    for (const double l2 : {0.0, 0.1}) {
      expect_formulas(classes, l2, View());
      expect_formulas(classes, l2, all_columns_one_by_one());
    }
  }
}

TEST(ClassObjective, TheRadiusIsTheLargestOverRowsAndPairs) {
  for (const double l2 : {0.0, 0.1}) {
    Data data(4);
    data.options.l2 = l2;
    const design::Design design(data.table, data.options, {});
    const std::size_t width = design.inner_count();
    ClassPenalty penalty;
    if (l2 > 0) {
      penalty.ridge = penalty::Ridge(std::vector<double>(4 * width, 3.0));
    }
    const ClassObjective objective(design, View(), penalty, 2);
    const std::vector<double> at = some_point(objective.dimension());
    const auto factor = solver::Cholesky::factor(objective.evaluate(at, Order::curvature).curvature,
                                                 objective.dimension());
    ASSERT_TRUE(factor.has_value());
    const reference::ClassProblem problem = problem_of(design, data, 4);
    double largest = 0.0;
    for (const std::vector<double>& row : problem.x) {
      for (std::size_t k = 0; k < 4; ++k) {
        for (std::size_t l = 0; l < k; ++l) {
          std::vector<double> q(objective.dimension(), 0.0);
          for (std::size_t j = 0; j < width; ++j) {
            if (k < objective.equation_count()) q[k * width + j] = row[j];
            if (l < objective.equation_count()) q[l * width + j] = -row[j];
          }
          largest = std::max(largest, factor->inverse_norm(q));
        }
      }
    }
    const double radius = objective.radius(factor->lower());
    EXPECT_GE(radius, largest);
    EXPECT_LE(radius, largest * (1 + 1e-5));
  }
}

// |log of the ratio of curvatures along a direction| <= R |direction|, the certificate's premise.
TEST(ClassObjective, CurvatureChangesNoFasterThanTheRadiusSays) {
  Data data(4);
  const design::Design design(data.table, data.options, {});
  const ClassObjective objective(design, View(), ClassPenalty(), 2);
  const std::size_t n = objective.dimension();
  const std::vector<double> at = some_point(n);
  const Evaluation here = objective.evaluate(at, Order::curvature);
  const auto factor = solver::Cholesky::factor(here.curvature, n);
  ASSERT_TRUE(factor.has_value());
  const double radius = objective.radius(factor->lower());
  const auto form = [n](const Evaluation& e, const std::vector<double>& v) {
    double sum = 0.0;
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) sum += v[a] * e.curvature[a * n + b] * v[b];
    }
    return sum;
  };
  reference::Generator random(31);
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::vector<double> d(n), v(n), to(at);
    for (double& value : d) value = 0.3 * random.bell();
    for (double& value : v) value = random.bell();
    for (std::size_t j = 0; j < n; ++j) to[j] += d[j];
    const Evaluation there = objective.evaluate(to, Order::curvature);
    const double change = std::fabs(std::log(form(there, v) / form(here, v)));
    EXPECT_LE(change, radius * std::sqrt(form(here, d)));
  }
}

TEST(ClassObjective, MeanCurvatureIsTheTraceOverTheClasses) {
  Data data(5);
  data.options.l2 = 0.1;  // every class has an equation
  const design::Design design(data.table, data.options, {});
  const ClassObjective objective(design, View(), ClassPenalty(), 2);
  const std::vector<double> at = some_point(objective.dimension());
  const std::vector<double> mean = objective.mean_curvature(at);
  const std::vector<double> all = objective.evaluate(at, Order::curvature).curvature;
  const std::size_t width = objective.width();
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t j = 0; j < width; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 5; ++k) {
        sum += all[(k * width + i) * objective.dimension() + k * width + j];
      }
      EXPECT_NEAR(mean[i * width + j], sum / 4, 1e-10);
    }
  }
}

}  // namespace
}  // namespace odds::objective

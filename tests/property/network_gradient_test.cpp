// SPDX-License-Identifier: Apache-2.0
//
// Backpropagation against dual numbers on a scalar twin, for random shapes, activations, weights
// and penalties: the largest difference is at most 1e-10 of the largest derivative. And the same
// sums from batches, from rows kept apart, and from any number of threads.
#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "objective/batches.hpp"
#include "objective/likelihood.hpp"
#include "objective/network.hpp"
#include "reference/network.hpp"

namespace odds::objective {
namespace {

using Random = std::mt19937_64;

double normal(Random& random) { return std::normal_distribution<double>()(random); }

// A table with numbers, categories, missing values, weights, frequencies, trials and an offset.
struct Data {
  Data(std::size_t rows, Random& random);
  Data(const Data&) = delete;  // the table refers to the columns
  Data& operator=(const Data&) = delete;

  std::vector<double> a, b, w, f, m, s, o;
  std::vector<std::uint32_t> c, d;
  Table table;
};

Data::Data(std::size_t rows, Random& random) {
  for (std::size_t i = 0; i < rows; ++i) {
    a.push_back(100 + 10 * normal(random));
    b.push_back(random() % 9 == 0 ? std::nan("") : 1e-3 * normal(random));
    c.push_back(static_cast<std::uint32_t>(random() % 3));
    d.push_back(static_cast<std::uint32_t>(random() % 5));
    w.push_back(random() % 7 == 0 ? 0.0 : 0.2 + static_cast<double>(random() % 10));
    f.push_back(static_cast<double>(random() % 4));
    m.push_back(static_cast<double>(1 + random() % 4));
    s.push_back(static_cast<double>(random() % (static_cast<std::uint64_t>(m.back()) + 1)));
    o.push_back(0.3 * normal(random));
  }
  table.add_numbers("s", s);
  table.add_numbers("m", m);
  table.add_numbers("a", a);
  table.add_numbers("b", b);
  table.add_codes("c", c, {"p", "q", "r"});
  table.add_codes("d", d, {"t", "u", "v", "x", "y"});
  table.add_numbers("w", w);
  table.add_numbers("f", f);
  table.add_numbers("o", o);
}

design::Design design_of(const Table& table) {
  DesignOptions options;
  options.target = "s/m";
  options.weights = "w";
  options.freq_weights = "f";
  options.offset = "o";
  options.missing = MissingPolicy::mean;
  return {table, options, RunOptions{1, nullptr}};
}

struct Row {
  std::size_t index = 0;
  std::vector<double> x;  // standardised inputs, the 1 first
  double weight, trials, successes, offset;
};

// The rows in use, written out one by one.
std::vector<Row> rows_of(const design::Design& design, const std::vector<double>& scales) {
  std::vector<Row> rows;
  design::Tile tile(design.dense_count(), design.factor_count());
  for (std::uint64_t block = 0; block < design.block_count(); ++block) {
    for (std::size_t begin = 0; begin < design.block_row_count(block); begin += design::tile_rows) {
      design.load(block, begin, std::min(design::tile_rows, design.block_row_count(block) - begin),
                  tile);
      for (std::size_t i = 0; i < tile.rows; ++i) {
        if (tile.weight[i] == 0.0) continue;
        Row row{block * block_rows + begin + i,
                {},
                tile.weight[i],
                tile.trials[i],
                tile.successes[i],
                tile.offset[i]};
        for (std::size_t j = 0; j < design.dense_count(); ++j) {
          row.x.push_back(tile.column(j)[i] / scales[j]);
        }
        for (std::size_t k = 0; k < design.factor_count(); ++k) {
          for (std::size_t level = 0; level < design.factor_levels(k); ++level) {
            row.x.push_back(tile.factor(k)[i] == level ? 1.0 : 0.0);
          }
        }
        rows.push_back(std::move(row));
      }
    }
  }
  return rows;
}

struct Twin {
  double value = 0;
  std::vector<double> gradient;
};

Twin twin(const std::vector<Row>& rows, const network::Shape& shape,
          const std::vector<double>& point, const std::vector<double>& strengths) {
  Twin result;
  std::vector<reference::Dual> parameters;
  for (const double value : point) parameters.push_back({value, 0.0});
  for (std::size_t k = 0; k < point.size(); ++k) {
    parameters[k].derivative = 1.0;
    reference::Dual sum;
    for (const Row& row : rows) {
      const reference::Dual z =
          network_predictor(row.x, shape.hidden, shape.activation, parameters) +
          reference::Dual{row.offset, 0.0};
      sum = sum + network_loss(z, row.weight, row.trials, row.successes);
    }
    parameters[k].derivative = 0.0;
    result.value = sum.value;
    result.gradient.push_back(sum.derivative);
  }
  for (std::size_t k = 0; k < strengths.size(); ++k) {
    result.value += 0.5 * strengths[k] * point[k] * point[k];
    result.gradient[k] += strengths[k] * point[k];
  }
  return result;
}

void expect_close(const std::vector<double>& found, const std::vector<double>& wanted,
                  const std::string& what) {
  ASSERT_EQ(found.size(), wanted.size());
  double largest = 0.0;
  for (const double value : wanted) largest = std::max(largest, std::fabs(value));
  for (std::size_t k = 0; k < found.size(); ++k) {
    EXPECT_NEAR(found[k], wanted[k], 1e-10 * largest) << what << ", parameter " << k;
  }
}

struct Case {
  network::Shape shape;
  std::vector<double> point;
  std::vector<double> strengths;
  std::string name;
};

Case random_case(const design::Design& design, Random& random) {
  Case result;
  std::vector<std::size_t> hidden;
  for (std::uint64_t l = random() % 4; l > 0; --l) hidden.push_back(1 + random() % 9);
  const auto activation = static_cast<Activation>(random() % 3);
  result.shape = shape_over(design, hidden, activation);
  const std::size_t size = network::Layout(result.shape).flat_size();
  const bool is_penalised = random() % 2 == 0;
  const double width = random() % 4 == 0 ? 6.0 : 0.8;  // sometimes far into saturation
  for (std::size_t k = 0; k < size; ++k) {
    result.point.push_back(width * normal(random));
    if (is_penalised) result.strengths.push_back(static_cast<double>(random() % 3));
  }
  result.name = "activation " + std::to_string(static_cast<int>(activation)) + ", layers";
  for (const std::size_t units : hidden) result.name += " " + std::to_string(units);
  return result;
}

TEST(NetworkGradient, EqualsThatOfDualNumbers) {
  Random random(5);
  for (int round = 0; round < 40; ++round) {
    const Data data(20 + random() % 180, random);
    const design::Design design = design_of(data.table);
    const std::vector<double> scales = input_scales(design, 1);
    const Case now = random_case(design, random);
    const NetworkObjective objective(design, now.shape, scales, penalty::Ridge(now.strengths),
                                     nullptr, 1);
    const NetworkEvaluation found = objective.evaluate(now.point, true);
    const Twin wanted = twin(rows_of(design, scales), now.shape, now.point, now.strengths);
    EXPECT_NEAR(found.value, wanted.value, 1e-12 * std::fabs(wanted.value)) << now.name;
    expect_close(found.gradient, wanted.gradient, now.name);
    EXPECT_EQ(objective.evaluate(now.point, false).value, found.value);
  }
}

TEST(NetworkGradient, LeavesOutTheRowsKeptApart) {
  Random random(6);
  const Data data(300, random);
  const design::Design design = design_of(data.table);
  const std::vector<double> scales = input_scales(design, 1);
  const Case now = random_case(design, random);
  auto flags = std::make_shared<std::vector<std::uint8_t>>(300);
  for (std::uint8_t& flag : *flags) flag = random() % 3 == 0 ? 1 : 0;
  std::vector<Row> training;
  std::vector<Row> kept_apart;
  for (Row& row : rows_of(design, scales)) {
    ((*flags)[row.index] == 0 ? training : kept_apart).push_back(row);
  }
  const NetworkObjective objective(design, now.shape, scales, penalty::Ridge(), flags, 2);
  const NetworkEvaluation found = objective.evaluate(now.point, true);
  const Twin wanted = twin(training, now.shape, now.point, {});
  expect_close(found.gradient, wanted.gradient, now.name);
  EXPECT_NEAR(found.likelihood, wanted.value, 1e-12 * wanted.value);
  const double apart = twin(kept_apart, now.shape, now.point, {}).value;
  EXPECT_NEAR(found.validation_likelihood, apart, 1e-12 * apart);
}

// The batches of an epoch hold every training row once.
TEST(NetworkGradient, IsTheSumOfItsBatches) {
  Random random(7);
  for (const std::size_t batch_rows : {1, 7, 128, 300, 5000}) {
    const Data data(2000, random);
    const design::Design design = design_of(data.table);
    const std::vector<double> scales = input_scales(design, 1);
    Case now = random_case(design, random);
    now.strengths.clear();
    const NetworkObjective objective(design, now.shape, scales, penalty::Ridge(), nullptr, 1);
    Batches batches(design, objective, nullptr, batch_rows, 2);
    batches.shuffle(3, 1);
    std::vector<double> sum(now.point.size(), 0.0);
    std::vector<double> gradient;
    double value = 0.0;
    for (std::size_t k = 0; k < batches.batch_count(); ++k) {
      const std::size_t rows = std::min(batch_rows, batches.row_count() - k * batch_rows);
      const double share = static_cast<double>(rows) / static_cast<double>(batches.row_count());
      value += share * batches.evaluate(k, now.point, gradient);
      for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += share * gradient[j];
    }
    NetworkEvaluation whole = objective.evaluate(now.point, true);
    for (double& derivative : whole.gradient) derivative /= batches.sum_weights();
    expect_close(sum, whole.gradient, now.name);
    EXPECT_NEAR(value, whole.value / batches.sum_weights(), 1e-12);
  }
}

TEST(NetworkGradient, HasTheSameBitsForAnyNumberOfThreads) {
  Random random(8);
  const Data data(20'000, random);
  const design::Design design = design_of(data.table);
  const std::vector<double> scales = input_scales(design, 1);
  EXPECT_EQ(scales, input_scales(design, 7));
  network::Shape shape = shape_over(design, {40, 24}, Activation::tanh);
  std::vector<double> point(network::Layout(shape).flat_size());
  for (double& value : point) value = 0.3 * normal(random);
  const NetworkObjective one(design, shape, scales, penalty::Ridge(), nullptr, 1);
  const NetworkEvaluation wanted = one.evaluate(point, true);
  Batches alone(design, one, nullptr, 9000, 1);
  alone.shuffle(1, 1);
  std::vector<double> batch_gradient;
  const double batch_value = alone.evaluate(0, point, batch_gradient);
  for (const unsigned threads : {2U, 3U, 8U}) {
    const NetworkObjective many(design, shape, scales, penalty::Ridge(), nullptr, threads);
    const NetworkEvaluation found = many.evaluate(point, true);
    EXPECT_EQ(found.value, wanted.value);
    EXPECT_EQ(found.gradient, wanted.gradient);
    Batches together(design, many, nullptr, 9000, threads);
    together.shuffle(1, 1);
    std::vector<double> gradient;
    EXPECT_EQ(together.evaluate(0, point, gradient), batch_value);
    EXPECT_EQ(gradient, batch_gradient);
  }
}

// A logistic unit is a network without hidden layers.
TEST(NetworkGradient, OfOneUnitIsTheObjectivesOwn) {
  Random random(9);
  const Data data(3000, random);
  const design::Design design = design_of(data.table);
  const std::vector<double> ones(design.inner_count(), 1.0);
  std::vector<double> point(design.inner_count());
  for (double& value : point) value = normal(random);
  const NetworkObjective unit(design, shape_over(design, {}, Activation::logistic), ones,
                              penalty::Ridge(), nullptr, 2);
  const Objective own(design, View(), penalty::Ridge(), 2);
  const Evaluation wanted = own.evaluate(point, Order::gradient);
  const NetworkEvaluation found = unit.evaluate(point, true);
  EXPECT_NEAR(found.value, wanted.value, 1e-12 * wanted.value);
  expect_close(found.gradient, wanted.gradient, "one unit");
}

}  // namespace
}  // namespace odds::objective

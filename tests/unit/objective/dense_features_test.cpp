// SPDX-License-Identifier: Apache-2.0
//
// Products of a design's inner columns against loops over its rows, in both layouts, and their bits
// for any number of threads.
#include "objective/dense_features.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "objective/gather_response.hpp"

namespace odds::objective {
namespace {

using base::AlignedVector;

// Numbers and a category; more rows than are gathered, or fewer. 5 levels beside 6 numbers.
struct Example {
  explicit Example(std::size_t rows) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    y.resize(rows);
    weight.resize(rows);
    code.resize(rows);
    x.assign(6, std::vector<double>(rows));
    for (std::size_t i = 0; i < rows; ++i) {
      y[i] = static_cast<double>(random() % 2);
      weight[i] = static_cast<double>(random() % 4);  // some rows are not used
      code[i] = static_cast<std::uint32_t>(random() % 5);
      for (auto& column : x) column[i] = normal(random);
    }
    table.add_numbers("y", y);
    table.add_numbers("w", weight);
    for (std::size_t j = 0; j < x.size(); ++j) table.add_numbers("x" + std::to_string(j), x[j]);
    table.add_codes("c", code, {"p", "q", "r", "s", "t"});
    DesignOptions options;
    options.target = "y";
    options.weights = "w";
    design = std::make_unique<design::Design>(table, options, RunOptions{1, nullptr});
    expand();
  }

  void expand() {
    design::Tile tile(design->dense_count(), design->factor_count());
    for (std::uint64_t block = 0; block < design->block_count(); ++block) {
      const std::size_t count = design->block_row_count(block);
      for (std::size_t begin = 0; begin < count; begin += design::tile_rows) {
        design->load(block, begin, std::min(design::tile_rows, count - begin), tile);
        for (std::size_t i = 0; i < tile.rows; ++i) {
          std::vector<double> row(design->inner_count());
          for (std::size_t j = 0; j < design->dense_count(); ++j) row[j] = tile.column(j)[i];
          const std::uint32_t level = tile.factor(0)[i];
          if (level != design::no_coefficient) row[design->dense_count() + level] = 1.0;
          matrix.push_back(row);
        }
      }
    }
  }

  std::vector<double> y, weight;
  std::vector<std::uint32_t> code;
  std::vector<std::vector<double>> x;
  Table table;
  std::unique_ptr<design::Design> design;
  std::vector<std::vector<double>> matrix;  // rows of inner columns
};

const Example& example(std::size_t rows) {
  static const Example many(20'011);
  static const Example few(301);
  return rows > 1000 ? many : few;
}

class DenseFeaturesTest : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Layouts, DenseFeaturesTest, testing::Values(301, 20'011));

struct Result {
  std::vector<double> sums, gradient;
  bool operator==(const Result&) const = default;
};

// r = row + z, and the sum of z in each column.
Result pass(const Example& at, const std::vector<std::uint32_t>& predictors, std::size_t width,
            const std::vector<std::uint32_t>& gradients, unsigned workers) {
  AlignedVector<double> theta(predictors.size() * width);
  for (std::size_t k = 0; k < theta.size(); ++k) theta[k] = std::sin(1.0 + static_cast<double>(k));
  Result result{std::vector<double>(width), std::vector<double>(gradients.size() * width)};
  DenseFeatures(*at.design, workers)
      .pass(
          predictors, theta.data(), width,
          [&](std::size_t first, std::size_t count, double* z, double* sums) {
            for (std::size_t i = 0; i < count; ++i) {
              for (std::size_t c = 0; c < width; ++c) {
                sums[c] += z[i * width + c];
                z[i * width + c] += static_cast<double>((first + i) % 7);
              }
            }
          },
          width, result.sums.data(), gradients, result.gradient.data());
  return result;
}

TEST_P(DenseFeaturesTest, PassesAreProducts) {
  const Example& at = example(GetParam());
  const std::vector<std::uint32_t> predictors{9, 2, 0, 3, 7};  // in no order, levels among them
  const std::vector<std::uint32_t> gradients{0, 1, 2, 5, 6, 8, 10, 4};
  for (const std::size_t width : {1U, 8U, 24U}) {
    const Result result = pass(at, predictors, width, gradients, 3);
    for (std::size_t c = 0; c < width; c += 5) {
      double sum = 0.0;
      std::vector<double> gradient(gradients.size());
      for (std::size_t i = 0; i < at.matrix.size(); ++i) {
        double z = 0.0;
        for (std::size_t k = 0; k < predictors.size(); ++k) {
          z += std::sin(1.0 + static_cast<double>(k * width + c)) * at.matrix[i][predictors[k]];
        }
        sum += z;
        for (std::size_t k = 0; k < gradients.size(); ++k) {
          gradient[k] += at.matrix[i][gradients[k]] * (z + static_cast<double>(i % 7));
        }
      }
      const double rounding = 1e-12 * static_cast<double>(at.matrix.size());
      EXPECT_NEAR(result.sums[c], sum, rounding) << width;
      for (std::size_t k = 0; k < gradients.size(); ++k) {
        EXPECT_NEAR(result.gradient[k * width + c], gradient[k], rounding);
      }
    }
  }
}

TEST_P(DenseFeaturesTest, GramsAreWeightedProducts) {
  const Example& at = example(GetParam());
  const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  for (const std::vector<std::uint32_t>& columns :
       {all, std::vector<std::uint32_t>{1, 2, 3}, std::vector<std::uint32_t>{5, 0, 10, 2, 7}}) {
    AlignedVector<double> weight((at.matrix.size() + 7) / 8 * 8);
    for (std::size_t i = 0; i < at.matrix.size(); ++i) weight[i] = static_cast<double>(i % 5);
    const std::size_t n = columns.size();
    const std::size_t stride = n + 2;
    std::vector<double> gram(n * stride, -1.0);
    DenseFeatures features(*at.design, 2);
    features.gram(columns, weight.data(), gram.data(), stride);
    std::vector<double> squares(features.column_count());
    features.square_sums(weight.data(), squares.data());
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = a; b < n; ++b) {
        double sum = 0.0;
        for (std::size_t i = 0; i < at.matrix.size(); ++i) {
          sum += weight[i] * at.matrix[i][columns[a]] * at.matrix[i][columns[b]];
        }
        EXPECT_NEAR(gram[a * stride + b], sum, 1e-12 * static_cast<double>(at.matrix.size()));
        if (a == b) {
          EXPECT_NEAR(squares[columns[a]], sum, 1e-7);
        }
      }
    }
  }
}

TEST_P(DenseFeaturesTest, ThreadsChangeNoBit) {
  const Example& at = example(GetParam());
  const std::vector<std::uint32_t> predictors{0, 4, 5, 9};
  const std::vector<std::uint32_t> gradients{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  AlignedVector<double> weight((at.matrix.size() + 7) / 8 * 8, 0.1);
  for (const std::size_t width : {1U, 16U}) {
    const Result one = pass(at, predictors, width, gradients, 1);
    EXPECT_EQ(pass(at, predictors, width, gradients, 2), one);
    EXPECT_EQ(pass(at, predictors, width, gradients, 4), one);
  }
  std::vector<double> one(121), four(121);
  DenseFeatures(*at.design, 1).gram(gradients, weight.data(), one.data(), 11);
  DenseFeatures(*at.design, 4).gram(gradients, weight.data(), four.data(), 11);
  EXPECT_EQ(one, four);
}

TEST_P(DenseFeaturesTest, ResponsesLieByRow) {
  const Example& at = example(GetParam());
  const ResponseRows response = gather_response(*at.design, 3);
  double sum = 0.0;
  double events = 0.0;
  for (std::size_t i = 0; i < response.weight.size(); ++i) {
    sum += response.weight[i] * response.trials[i];
    events += response.weight[i] * response.successes[i];
  }
  EXPECT_EQ(response.weight.size() % 8, 0U);
  EXPECT_EQ(sum, at.design->totals().sum_weights);
  EXPECT_EQ(events, at.design->totals().event_weight);
  EXPECT_EQ(response.sum_weights, sum);
}

}  // namespace
}  // namespace odds::objective

// SPDX-License-Identifier: Apache-2.0
#include "objective/row_space.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "objective/workspace.hpp"
#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace odds::objective {
namespace {

// 600 rows in three tiles, some of them with frequency 0; the inner columns row by row.
struct Example {
  Example()
      : source(reference::simulate(600, 5, 31)), table(reference::view(source, source.names)) {
    DesignOptions options;
    options.target = "y";
    options.features = {"x1", "x2", "x3", "x4", "x5"};
    options.freq_weights = "f";
    options.l2 = 1;
    design = std::make_unique<design::Design>(table, options, RunOptions{1, nullptr});
    const View view;
    Workspace workspace(*design, view, true);
    for (std::size_t begin = 0; begin < 600; begin += design::tile_rows) {
      const std::size_t count = std::min<std::size_t>(design::tile_rows, 600 - begin);
      workspace.load(0, begin, count);
      const kernels::DenseTile x = workspace.dense();
      for (std::size_t i = 0; i < count; ++i) {
        if (source.column("f")[begin + i] == 0) continue;
        used.push_back(begin + i);
        std::vector<double> row;
        for (std::size_t j = 0; j < x.column_count; ++j) {
          row.push_back(x.columns[j * x.stride + i]);
        }
        rows.push_back(std::move(row));
      }
    }
  }

  reference::Table source;
  Table table;
  std::unique_ptr<design::Design> design;
  std::vector<std::size_t> used;
  std::vector<std::vector<double>> rows;
};

TEST(RowSpace, HasTheProductsOfItsRows) {
  const Example example;
  const std::size_t columns = example.design->inner_count();
  std::vector<double> strengths(columns, 0.0);
  for (std::size_t j = 0; j < columns; ++j)
    strengths[j] = j == 2 ? 0.0 : 0.5 * static_cast<double>(j);
  for (const unsigned workers : {1U, 3U}) {
    const RowSpace space(*example.design, strengths, workers);
    ASSERT_EQ(space.table_rows(), example.used);
    EXPECT_LT(space.rows(), 600U);
    EXPECT_EQ(space.free_columns(), (std::vector<std::size_t>{0, 2}));
    const std::vector<double> kernel = space.kernel();
    const std::vector<double> free = space.free_values();
    const std::size_t n = space.rows();
    std::vector<double> alpha(n);
    for (std::size_t i = 0; i < n; ++i) alpha[i] = std::cos(static_cast<double>(i));
    const std::vector<double> theta = space.coefficients(alpha);
    const std::vector<double> predictors = space.predictors(theta);
    for (std::size_t i = 0; i < n; i += 7) {
      double product = 0, predictor = 0;
      for (std::size_t j = 0; j < columns; ++j) {
        if (strengths[j] > 0) product += example.rows[i][j] * example.rows[3][j] / strengths[j];
        predictor += example.rows[i][j] * theta[j];
      }
      EXPECT_NEAR(kernel[i * n + 3], product, 1e-12);
      EXPECT_EQ(kernel[i * n + 3], kernel[3 * n + i]);
      EXPECT_NEAR(predictors[i], predictor, 1e-11);
      EXPECT_EQ(free[i], example.rows[i][0]);
      EXPECT_EQ(free[n + i], example.rows[i][2]);
    }
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += alpha[i] * example.rows[i][j];
      EXPECT_NEAR(theta[j], strengths[j] > 0 ? sum / strengths[j] : 0.0, 1e-11) << j;
    }
  }
}

}  // namespace
}  // namespace odds::objective

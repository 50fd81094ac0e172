// SPDX-License-Identifier: Apache-2.0
#include "network/layout.hpp"

#include <gtest/gtest.h>

#include "network/weights.hpp"

namespace odds::network {
namespace {

TEST(Layout, CountsInputsUnitsAndParameters) {
  const Layout layout({3, {2, 4}, {5, 70}, Activation::logistic});
  ASSERT_EQ(layout.layers().size(), 3U);
  EXPECT_EQ(layout.layers()[0].inputs, 9U);  // 3 dense columns and 6 levels
  EXPECT_EQ(layout.layers()[0].units, 5U);
  EXPECT_EQ(layout.layers()[0].padded_units, 8U);
  EXPECT_EQ(layout.layers()[1].inputs, 6U);  // the bias and 5 units
  EXPECT_EQ(layout.layers()[1].padded_units, 72U);
  EXPECT_EQ(layout.layers()[2].inputs, 71U);
  EXPECT_EQ(layout.layers()[2].units, 1U);
  EXPECT_EQ(layout.flat_size(), 9U * 5 + 6 * 70 + 71);
  EXPECT_EQ(layout.factor_rows(), (std::vector<std::size_t>{3, 5}));
  EXPECT_EQ(layout.flat_index(1, 2, 3), 45U + 2 * 70 + 3);
  for (const LayerLayout& layer : layout.layers()) {
    EXPECT_EQ(layer.padded % 8, 0U);
    EXPECT_EQ(layer.stride % 8, 0U);
    EXPECT_GE(layer.stride, layer.units);
  }
}

TEST(Layout, OfOneUnitIsTheColumns) {
  const Layout layout({4, {}, {}, Activation::logistic});
  EXPECT_EQ(layout.flat_size(), 4U);
  EXPECT_EQ(layout.layers().size(), 1U);
}

// Scaled on the way in, and by the chain rule on the way out.
TEST(Weights, TakeParametersAndGiveDerivatives) {
  const Shape shape{2, {}, {3}, Activation::tanh};
  Weights weights(shape, {1.0, 4.0});
  std::vector<double> point(weights.layout().flat_size());
  for (std::size_t k = 0; k < point.size(); ++k) point[k] = static_cast<double>(k + 1);
  weights.set(point);
  const std::size_t stride = weights.layout().layers()[0].stride;
  EXPECT_EQ(weights.forward(0)[2], 3.0);
  EXPECT_EQ(weights.forward(0)[stride + 1], 5.0 / 4.0);
  EXPECT_EQ(weights.forward(0)[stride + 3], 0.0);  // padding
  EXPECT_EQ(weights.forward(1)[0], 7.0);           // the last unit's bias
  EXPECT_EQ(weights.backward(1)[0], 8.0);
  EXPECT_EQ(weights.backward(1)[2], 10.0);
  std::vector<double> sums(weights.layout().padded_size(), 0.0);
  sums[stride + 1] = 6.0;
  sums[weights.layout().layers()[1].padded] = 5.0;
  std::vector<double> gradient;
  weights.flatten(sums.data(), 0.5, gradient);
  EXPECT_EQ(gradient[4], 6.0 * 0.5 / 4.0);
  EXPECT_EQ(gradient[6], 2.5);
}

}  // namespace
}  // namespace odds::network

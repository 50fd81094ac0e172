// SPDX-License-Identifier: Apache-2.0
//
// The losses of several problems side by side against those of each alone.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "base/aligned.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::kernels {
namespace {

using Values = base::AlignedVector<double>;

TEST(LogisticLosses, AreThoseOfEachProblem) {
  constexpr std::size_t rows = 40;
  constexpr std::size_t width = 16;
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  Values weight(rows), trials(rows), successes(rows), offset(rows), reference(rows);
  std::vector<std::uint32_t> fold(rows);
  Values z(rows * width);
  for (std::size_t i = 0; i < rows; ++i) {
    weight[i] = static_cast<double>(random() % 3);
    trials[i] = 1.0 + static_cast<double>(random() % 4);
    successes[i] = static_cast<double>(random() % static_cast<std::uint64_t>(trials[i] + 1.0));
    offset[i] = normal(random);
    reference[i] = normal(random);
    fold[i] = static_cast<std::uint32_t>(random() % 3);
    for (std::size_t c = 0; c < width; ++c) z[i * width + c] = 3.0 * normal(random);
  }
  Values masks(3 * width, 1.0);
  for (std::size_t c = 0; c < width; ++c) masks[c % 3 * width + c] = 0.0;
  Values residuals = z;
  Values sums(width, 0.5);
  Values farthest(width, 0.25);
  logistic_losses({weight.data(), trials.data(), successes.data()}, offset.data(),
                  {masks.data(), fold.data()}, {reference.data(), farthest.data()}, rows, width,
                  residuals.data(), sums.data());
  for (std::size_t c = 0; c < width; ++c) {
    Values own(rows), predictor(rows), residual(rows);
    double far = 0.25;
    for (std::size_t i = 0; i < rows; ++i) {
      own[i] = weight[i] * masks[fold[i] * width + c];
      predictor[i] = z[i * width + c] + offset[i];
      far = std::max(far, std::fabs(predictor[i] - reference[i]));
    }
    const double loss = logistic_loss({own.data(), trials.data(), successes.data()}, rows,
                                      predictor.data(), residual.data(), nullptr);
    EXPECT_NEAR(sums[c], 0.5 + loss, 1e-13 * loss);
    EXPECT_EQ(farthest[c], far);
    for (std::size_t i = 0; i < rows; ++i) EXPECT_EQ(residuals[i * width + c], residual[i]);
  }
}

}  // namespace
}  // namespace odds::kernels

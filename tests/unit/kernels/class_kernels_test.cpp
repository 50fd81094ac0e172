// SPDX-License-Identifier: Apache-2.0
//
// Softmax against 50-digit arithmetic, at moderate and at extreme scores; the same bits on every
// target.
#include "kernels/class_kernels.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include "base/aligned.hpp"
#include "kernels/logistic.hpp"
#include "kernels/table.hpp"
#include "kernels/targets.hpp"
#include "reference/logistic.hpp"

namespace odds::kernels {
namespace {

using Values = base::AlignedVector<double>;
using reference::real;
constexpr std::size_t stride = 136;

std::vector<const KernelTable*> tables() {
  std::vector<const KernelTable*> found;
  for (const std::int64_t target : {HWY_AVX3, HWY_AVX2, HWY_NEON, HWY_STATIC_TARGET}) {
    const KernelTable* table = table_for(target);
    const bool runs = target == HWY_STATIC_TARGET || (machine_targets() & target) != 0;
    if (table != nullptr && runs) found.push_back(table);
  }
  return found;
}

struct Rows {
  Rows(std::size_t class_count, std::size_t row_count)
      : classes(class_count),
        rows(row_count),
        scores(classes * stride),
        weight(stride),
        outcome(stride) {}

  ClassTile tile() const { return {classes, stride, rows, weight.data(), outcome.data()}; }

  std::size_t classes;
  std::size_t rows;
  Values scores;
  Values weight;
  Values outcome;
};

// Scores whose size runs over many powers of ten, with ties.
Rows random_rows(std::size_t classes, std::size_t count, std::mt19937_64& random) {
  Rows rows(classes, count);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < count; ++i) {
    const double size = std::pow(10.0, static_cast<double>(random() % 12) - 6.0);
    const double shift = random() % 3 == 0 ? 1e5 * normal(random) : 0.0;
    for (std::size_t k = 0; k < classes; ++k) {
      rows.scores[k * stride + i] = shift + size * normal(random);
      if (k > 0 && random() % 6 == 0) {
        rows.scores[k * stride + i] = rows.scores[(k - 1) * stride + i];
      }
    }
    rows.weight[i] = 1.0 + static_cast<double>(random() % 3);
    rows.outcome[i] = static_cast<double>(random() % classes);
  }
  return rows;
}

real exact_log_sum(const Rows& rows, std::size_t i, std::size_t left_out) {
  real largest = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < rows.classes; ++k) {
    if (k == left_out) continue;
    const real z = rows.scores[k * stride + i];
    if (z > largest) largest = z;
  }
  real sum = 0;
  for (std::size_t k = 0; k < rows.classes; ++k) {
    if (k != left_out) sum += exp(real(rows.scores[k * stride + i]) - largest);
  }
  return largest + log(sum);
}

// log(1 + sum over k != y of exp(z_k - z_y)): no digit is lost where it is small.
real exact_loss_of(const Rows& rows, std::size_t i, std::size_t y) {
  real sum = 0;
  for (std::size_t k = 0; k < rows.classes; ++k) {
    if (k == y) continue;
    sum += exp(real(rows.scores[k * stride + i]) - real(rows.scores[y * stride + i]));
  }
  return sum < 1 ? reference::log_one_plus(sum) : real(log(1 + sum));
}

double ulps(double found, const real& exact) {
  const double rounded = static_cast<double>(exact);
  const double unit = std::nextafter(std::fabs(rounded), std::numeric_limits<double>::infinity()) -
                      std::fabs(rounded);
  return static_cast<double>(abs(real(found) - exact)) / unit;
}

TEST(ClassKernels, LossAndResidualsKeepTheirDigitsAtExtremeScores) {
  std::mt19937_64 random(11);
  for (const std::size_t classes : {2U, 3U, 4U, 7U, 10U, 33U, 100U}) {
    const double bound = 5.0 + 0.5 * static_cast<double>(classes);
    for (int repeat = 0; repeat < 40; ++repeat) {
      Rows rows = random_rows(classes, 8, random);
      for (std::size_t i = 0; i < 8; ++i) {
        Rows one = rows;
        for (std::size_t other = 0; other < 8; ++other) one.weight[other] = other == i ? 1.0 : 0.0;
        Values residual(classes * stride);
        Values scores = one.scores;
        const double loss = softmax_loss(one.tile(), scores.data(), residual.data());
        const auto y = static_cast<std::size_t>(rows.outcome[i]);
        const real all = exact_log_sum(rows, i, classes);
        const real exact_loss = exact_loss_of(rows, i, y);
        const double digits = std::fabs(std::log(loss));  // lost where it is exp(-digits)
        EXPECT_LE(ulps(loss, exact_loss), bound + (loss < 1 ? digits : 0.0)) << classes;
        for (std::size_t k = 0; k < classes; ++k) {
          const real log_p = real(rows.scores[k * stride + i]) - all;
          if (log_p < -700) continue;
          // The difference of two scores is rounded once, which the exponential magnifies.
          const double slack = bound + static_cast<double>(abs(log_p));
          EXPECT_LE(ulps(scores[k * stride + i], exp(log_p)), slack);
          if (k != y) {
            EXPECT_EQ(residual[k * stride + i], scores[k * stride + i]);
            continue;
          }
          const real log_rest = exact_log_sum(rows, i, y) - all;
          if (log_rest < -700) continue;
          const double rest_slack = bound + static_cast<double>(abs(log_rest));
          EXPECT_LE(ulps(residual[k * stride + i], -exp(log_rest)), rest_slack);
        }
      }
    }
  }
}

TEST(ClassKernels, LogitsKeepTheirDigitsAtExtremeScores) {
  std::mt19937_64 random(12);
  for (const std::size_t classes : {2U, 3U, 5U, 10U, 33U}) {
    for (int repeat = 0; repeat < 60; ++repeat) {
      const Rows rows = random_rows(classes, 8, random);
      Values logits = rows.scores;
      class_logits(classes, stride, 8, logits.data());
      for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t k = 0; k < classes; ++k) {
          const real z = rows.scores[k * stride + i];
          const real exact = z - exact_log_sum(rows, i, k);
          // A logit near zero is a difference of parts near log K.
          const double scale = 1.0 + std::fabs(static_cast<double>(exact));
          EXPECT_LE(static_cast<double>(abs(real(logits[k * stride + i]) - exact)),
                    static_cast<double>(classes) * 4e-16 * scale);
        }
      }
    }
  }
}

TEST(ClassKernels, TwoClassesAreTheLogisticUnit) {
  Rows rows(2, 8);
  const double z[] = {-800, -40, -1, 0, 1e-12, 2, 37, 900};
  for (std::size_t i = 0; i < 8; ++i) {
    rows.scores[stride + i] = z[i];
    rows.weight[i] = 1;
    rows.outcome[i] = 1;
  }
  Values residual(2 * stride);
  softmax_loss(rows.tile(), rows.scores.data(), residual.data());
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_DOUBLE_EQ(residual[stride + i], -sigma(-z[i]));
    EXPECT_DOUBLE_EQ(residual[i], sigma(-z[i]));
    EXPECT_DOUBLE_EQ(rows.scores[stride + i], sigma(z[i]));
  }
}

TEST(ClassKernels, EdgesAreWhatTheHeaderSays) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Rows rows(3, 8);
  rows.scores[0] = -infinity;              // p = 0
  rows.scores[stride + 1] = std::nan("");  // NaN
  rows.scores[2] = -1.7e308;               // the distance overflows
  rows.scores[stride + 2] = 1.7e308;
  rows.scores[3] = rows.scores[stride + 3] = rows.scores[2 * stride + 3] = 1e300;
  for (std::size_t i = 0; i < 8; ++i) rows.weight[i] = i == 3 ? 1 : 0;
  const double loss = softmax_loss(rows.tile(), rows.scores.data(), nullptr);
  EXPECT_DOUBLE_EQ(loss, std::log(3.0));  // rows of weight zero do not count, NaN included
  EXPECT_EQ(rows.scores[0], 0.0);
  EXPECT_EQ(rows.scores[stride], 0.5);
  EXPECT_TRUE(std::isnan(rows.scores[stride + 1]));
  EXPECT_EQ(rows.scores[stride + 2], 1.0);
  EXPECT_DOUBLE_EQ(rows.scores[3], 1.0 / 3.0);
}

TEST(ClassKernels, EveryTargetGivesTheSameBits) {
  std::mt19937_64 random(13);
  for (const std::size_t classes : {2U, 3U, 10U, 101U}) {
    const Rows rows = random_rows(classes, 128, random);
    const auto run = [&](const KernelTable& table) {
      Values scores = rows.scores;
      Values residual(classes * stride);
      std::vector<double> all = {table.class_loss(rows.tile(), scores.data(), residual.data())};
      all.insert(all.end(), scores.begin(), scores.end());
      all.insert(all.end(), residual.begin(), residual.end());
      scores = rows.scores;
      table.class_probabilities(classes, stride, 128, scores.data());
      all.insert(all.end(), scores.begin(), scores.end());
      scores = rows.scores;
      table.logits(classes, stride, 128, scores.data());
      all.insert(all.end(), scores.begin(), scores.end());
      return all;
    };
    const std::vector<double> expected = run(*tables().front());
    for (const KernelTable* table : tables()) {
      const std::vector<double> found = run(*table);
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(std::bit_cast<std::uint64_t>(found[i]),
                  std::bit_cast<std::uint64_t>(expected[i]));
      }
    }
  }
}

}  // namespace
}  // namespace odds::kernels

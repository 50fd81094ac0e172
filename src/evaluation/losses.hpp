// SPDX-License-Identifier: Apache-2.0
//
// What is a sum over rows: the losses, the confusion matrix, the calibration table.
//
//   log-loss   (1/W) sum w f [ s softplus(-z) + (m - s) softplus(z) ],      W = sum w f m
//   Brier      (1/W) sum w f [ s sigma(-z)^2 + (m - s) sigma(z)^2 ]
//   Matthews   (TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN))
//
// All from the predictor z, never from a rounded or clipped probability. Where z is infinite (a
// separated fit at its limit) a row adds nothing if it went that way; otherwise the log-loss is
// infinite, and the row is counted.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <odds/evaluation.hpp>

#include "base/aligned.hpp"
#include "evaluation/loss_spread.hpp"
#include "evaluation/outcomes.hpp"

namespace odds::evaluation {

inline constexpr std::size_t calibration_bins = 10;

struct BinSums {
  double nobs = 0;         // f m
  double weight = 0;       // w f m
  double probability = 0;  // w f m p
  double events = 0;       // w f s

  void add(const BinSums& other) {
    nobs += other.nobs;
    weight += other.weight;
    probability += other.probability;
    events += other.events;
  }
};

struct LossSums {
  std::uint64_t rows = 0;
  std::uint64_t infinite = 0;    // rows with an infinite z
  std::uint64_t impossible = 0;  // of those, the rows that did not go that way
  double nobs = 0;               // f m
  double event_nobs = 0;         // f s
  double weight = 0;             // w f m
  double events = 0;             // w f s
  double log_loss = 0;
  double brier = 0;
  LossSpread spread;
  ConfusionMatrix confusion;
  std::array<BinSums, calibration_bins> bins{};
};

inline bool has_both_classes(const LossSums& sums) {
  return sums.event_nobs != 0 && sums.event_nobs != sums.nobs;
}

void merge_losses(LossSums& left, const LossSums& right);

// Adds the rows of tiles, one worker's buffers each.
class LossAdder {
 public:
  explicit LossAdder(double threshold) : threshold_(threshold) {}
  // `z` has a value for each row of the tile; NaN leaves the row out.
  void add(const OutcomeTile& tile, const double* z, LossSums& sums);

 private:
  void add_log_losses(const OutcomeTile& tile, const double* z, LossSums& sums);
  void add_row(const OutcomeTile& tile, std::size_t i, LossSums& sums) const;

  double threshold_;
  base::AlignedVector<double> p_ = base::AlignedVector<double>(design::tile_rows);
  base::AlignedVector<double> q_ = base::AlignedVector<double>(design::tile_rows);  // 1 - p
  base::AlignedVector<double> z_ = base::AlignedVector<double>(design::tile_rows);
  base::AlignedVector<double> weight_ = base::AlignedVector<double>(design::tile_rows);
  SpreadAdder spread_;
};

// Equal bins of probabilities from 0 to 1: the lower edge of one, and the one with
// edge(bin) <= p < edge(bin + 1); the last holds p = 1.
inline double bin_edge(std::size_t bin, std::size_t bins) {
  return static_cast<double>(bin) / static_cast<double>(bins);
}
inline std::size_t bin_of(double p, std::size_t bins) {
  auto bin = static_cast<std::size_t>(p * static_cast<double>(bins));
  bin = std::min(bin, bins - 1);
  if (p < bin_edge(bin, bins)) --bin;  // the product may round over the edge
  return bin;
}

// Observed share and mean probability of each bin.
std::vector<CalibrationBin> calibration_table(std::span<const BinSums> bins);

// Fills losses with their limits, confusion matrix and calibration table, with notes.
void fill_losses(const LossSums& sums, ModelEvaluation& evaluation);

}  // namespace odds::evaluation

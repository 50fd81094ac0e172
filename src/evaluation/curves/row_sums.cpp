// SPDX-License-Identifier: Apache-2.0
#include "evaluation/curves/row_sums.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>

#include "evaluation/losses.hpp"
#include "kernels/logistic.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::evaluation {
namespace {

constexpr std::size_t histogram_bins = 40;

// Distances by the leading bits of their double, from 2^-24 to 1: 7 bits of the mantissa, and one
// bin for what is smaller.
class DistanceBins {
 public:
  void add(double distance, double weight) { weights_[bin_of(distance)] += weight; }

  void merge(const DistanceBins& right) {
    for (std::size_t bin = 0; bin < bins; ++bin) weights_[bin] += right.weights_[bin];
  }

  double quantile(double share, double weight) const {
    double below = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
      const double next = below + weights_[bin];
      if (weights_[bin] > 0 && next >= share * weight) {
        const double part = (share * weight - below) / weights_[bin];
        return edge(bin) + (edge(bin + 1) - edge(bin)) * std::max(part, 0.0);
      }
      below = next;
    }
    return 1;
  }

 private:
  static constexpr unsigned dropped_bits = 52 - 7;
  static constexpr std::uint64_t first = std::uint64_t{1023 - 24} << 7U;  // the bits of 2^-24
  static constexpr std::size_t bins = (std::size_t{24} << 7U) + 1;

  static std::size_t bin_of(double distance) {
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(distance) >> dropped_bits;
    return bits < first ? 0 : static_cast<std::size_t>(bits - first);
  }
  static double edge(std::size_t bin) {
    return bin == 0 ? 0.0 : std::bit_cast<double>((first + bin) << dropped_bits);
  }

  std::array<double, bins> weights_{};
};

struct Sums {
  // One more than there are thresholds, for the rows by the number of thresholds at most p.
  using ByThreshold = std::array<double, most_thresholds + 1>;

  ByThreshold true_positives{}, false_negatives{}, false_positives{}, true_negatives{};
  std::array<double, histogram_bins> events{}, others{};
  double largest = 0;
  double distance = 0;  // w f m |c - p|
  double weight = 0;    // w f m
  DistanceBins distances;
};
// No larger than a state of one block a leaf (parallel/sum_blocks.hpp): the tree is that of the
// first pass, whose state is smaller.
static_assert(sizeof(Sums) < std::size_t{64} << 10U);

template <std::size_t size>
void add_all(std::array<double, size>& left, const std::array<double, size>& right) {
  for (std::size_t at = 0; at < size; ++at) left[at] += right[at];
}

void merge_sums(Sums& left, const Sums& right) {
  add_all(left.true_positives, right.true_positives);
  add_all(left.false_negatives, right.false_negatives);
  add_all(left.false_positives, right.false_positives);
  add_all(left.true_negatives, right.true_negatives);
  add_all(left.events, right.events);
  add_all(left.others, right.others);
  left.largest = std::max(left.largest, right.largest);
  left.distance += right.distance;
  left.weight += right.weight;
  left.distances.merge(right.distances);
}

struct Workspace {
  using Buffer = CurveTile::Buffer;

  explicit Workspace(std::size_t count) : columns(count * design::tile_stride) {}

  CurveTile tile;
  Buffer p = Buffer(design::tile_stride);
  Buffer columns;
  Buffer zeros = Buffer(design::tile_stride);
  Buffer observed = Buffer(design::tile_stride);
};

class Adder {
 public:
  Adder(const std::vector<double>& thresholds, const std::optional<CalibrationCurve>& curve,
        bool are_counts)
      : thresholds_(thresholds), curve_(curve), are_counts_(are_counts) {
    for (std::size_t cell = 0; cell <= cells; ++cell) {
      const double edge = bin_edge(cell, cells);
      cell_begin_[cell] = std::upper_bound(thresholds.begin(), thresholds.end(), edge);
    }
  }

  void add(Workspace& at, Sums& sums) const {
    const CurveTile& tile = at.tile;
    kernels::sigma(tile.z.data(), at.p.data(), tile.padded_rows);
    for (std::size_t i = 0; i < tile.rows; ++i) {
      if (tile.weight[i] == 0) continue;
      const double events = tile.weight[i] * tile.successes[i];
      const double others = tile.weight[i] * (tile.trials[i] - tile.successes[i]);
      const std::size_t called = thresholds_at_most(at.p[i]);
      if (are_counts_) {
        sums.true_positives[called] += events;
        sums.false_positives[called] += others;
      } else {
        // A sum to which zero is not added has the same bits.
        if (events > 0) add_to(events, called, sums.true_positives, sums.false_negatives);
        if (others > 0) add_to(others, called, sums.false_positives, sums.true_negatives);
      }
      const std::size_t bin = bin_of(at.p[i], histogram_bins);
      sums.events[bin] += events;
      sums.others[bin] += others;
    }
    if (curve_) add_distances(at, sums);
  }

 private:
  std::size_t thresholds_at_most(double p) const {
    return static_cast<std::size_t>(std::upper_bound(thresholds_.begin(), thresholds_.end(), p) -
                                    thresholds_.begin());
  }

  void add_to(double weight, std::size_t called, Sums::ByThreshold& above,
              Sums::ByThreshold& below) const {
    for (std::size_t t = 0; t < called; ++t) above[t] += weight;
    for (std::size_t t = called; t < thresholds_.size(); ++t) below[t] += weight;
  }

  void add_distances(Workspace& at, Sums& sums) const {
    const CurveTile& tile = at.tile;
    const std::size_t rows = tile.padded_rows;
    const Spline& spline = curve_->spline();
    spline.fill(tile.z.data(), rows, at.columns.data(), design::tile_stride);
    kernels::linear_predictor({at.columns.data(), design::tile_stride, spline.columns(), rows},
                              curve_->coefficients().data(), at.zeros.data(), at.observed.data());
    kernels::sigma(at.observed.data(), at.observed.data(), rows);
    for (std::size_t i = 0; i < tile.rows; ++i) {
      const double weight = tile.weight[i] * tile.trials[i];
      if (weight == 0) continue;
      const double distance = std::fabs(at.observed[i] - at.p[i]);
      sums.largest = std::max(sums.largest, distance);
      sums.distance += weight * distance;
      sums.weight += weight;
      sums.distances.add(distance, weight);
    }
  }

  static constexpr std::size_t cells = 100;

  const std::vector<double>& thresholds_;
  // The first threshold above the edge of each of the equal cells of [0, 1], which shorten the
  // search.
  std::array<std::vector<double>::const_iterator, cells + 1> cell_begin_;
  const std::optional<CalibrationCurve>& curve_;
  bool are_counts_;
};

// Of counts by the number of thresholds at most p: those at or above threshold t have more than t.
// Whole numbers have the same sum in any order.
void add_up(std::size_t thresholds, Sums::ByThreshold& above, Sums::ByThreshold& below) {
  double all = 0;
  for (std::size_t t = 0; t < thresholds; ++t) {
    all += above[t];
    below[t] = all;
  }
  for (std::size_t t = thresholds; t-- > 0;) above[t] += above[t + 1];
  std::copy(above.begin() + 1, above.end(), above.begin());
}

}  // namespace

CurveFigures curve_figures(const ScoredTiles& rows, bool are_counts,
                           const std::vector<double>& thresholds,
                           const std::optional<CalibrationCurve>& curve) {
  const Adder adder(thresholds, curve, are_counts);
  const std::size_t columns = curve ? curve->spline().columns() : 0;
  Sums sums = rows.sum(
      Sums{}, sizeof(Sums), [&] { return std::make_unique<Workspace>(columns); },
      [&](Workspace& at, Sums& state) { adder.add(at, state); }, merge_sums);
  if (are_counts) {
    add_up(thresholds.size(), sums.true_positives, sums.false_negatives);
    add_up(thresholds.size(), sums.false_positives, sums.true_negatives);
  }
  CurveFigures figures;
  for (std::size_t t = 0; t < thresholds.size(); ++t) {
    figures.thresholds.push_back({thresholds[t],
                                  {sums.true_positives[t], sums.false_negatives[t],
                                   sums.false_positives[t], sums.true_negatives[t]}});
  }
  for (std::size_t bin = 0; bin < histogram_bins; ++bin) {
    figures.histogram.push_back({bin_edge(bin, histogram_bins), bin_edge(bin + 1, histogram_bins),
                                 sums.events[bin], sums.others[bin]});
  }
  if (curve) {
    constexpr double most = 0.9;
    const double percentile = sums.distances.quantile(most, sums.weight);
    figures.errors = {sums.largest, sums.distance / sums.weight,
                      std::min(percentile, sums.largest)};
  }
  return figures;
}

}  // namespace odds::evaluation

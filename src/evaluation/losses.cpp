// SPDX-License-Identifier: Apache-2.0
#include "evaluation/losses.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "design/row_errors.hpp"
#include "kernels/logistic.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::evaluation {
namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : not_applicable; }

// -[ a log a + (1 - a) log(1 - a) ]
double entropy(double a) {
  const auto term = [](double x) { return x > 0 ? -x * std::log(x) : 0.0; };
  return term(a) + term(1 - a);
}

// a b - c d with one rounding of each product's error (Kahan).
double difference_of_products(double a, double b, double c, double d) {
  const double product = c * d;
  const double error = std::fma(-c, d, product);
  return std::fma(a, b, -product) + error;
}

// The correlation of what happened and what was said; NaN where one of them never varies.
double matthews(const ConfusionMatrix& confusion, double weight) {
  // A power of two near the total brings squares of the weights into range, exactly.
  const auto scaled = [&](double sum) { return std::ldexp(sum, -std::ilogb(weight)); };
  const double tp = scaled(confusion.true_positives), fn = scaled(confusion.false_negatives);
  const double fp = scaled(confusion.false_positives), tn = scaled(confusion.true_negatives);
  const double spread =
      std::sqrt(tp + fp) * std::sqrt(tp + fn) * std::sqrt(tn + fp) * std::sqrt(tn + fn);
  return spread > 0 ? difference_of_products(tp, tn, fp, fn) / spread : not_applicable;
}

}  // namespace

std::vector<CalibrationBin> calibration_table(std::span<const BinSums> bins) {
  std::vector<CalibrationBin> table;
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    const BinSums& of = bins[bin];
    table.push_back({bin_edge(bin, bins.size()), bin_edge(bin + 1, bins.size()), of.nobs,
                     share(of.probability, of.weight), share(of.events, of.weight)});
  }
  return table;
}

void merge_losses(LossSums& left, const LossSums& right) {
  left.rows += right.rows;
  left.infinite += right.infinite;
  left.impossible += right.impossible;
  left.nobs += right.nobs;
  left.event_nobs += right.event_nobs;
  left.weight += right.weight;
  left.events += right.events;
  left.log_loss += right.log_loss;
  left.brier += right.brier;
  left.spread.merge(right.spread);
  left.confusion.true_positives += right.confusion.true_positives;
  left.confusion.false_negatives += right.confusion.false_negatives;
  left.confusion.false_positives += right.confusion.false_positives;
  left.confusion.true_negatives += right.confusion.true_negatives;
  for (std::size_t bin = 0; bin < calibration_bins; ++bin) left.bins[bin].add(right.bins[bin]);
}

void LossAdder::add_log_losses(const OutcomeTile& tile, const double* z, LossSums& sums) {
  const std::size_t padded = (tile.count + 7) / 8 * 8;
  for (std::size_t i = 0; i < padded; ++i) {
    const bool counts = i < tile.count && std::isfinite(z[i]);
    z_[i] = counts ? z[i] : 0.0;
    weight_[i] = counts ? tile.weight[i] : 0.0;
  }
  const kernels::ResponseTile response{weight_.data(), tile.trials.data(), tile.successes.data()};
  sums.log_loss += kernels::logistic_loss(response, padded, z_.data(), nullptr, nullptr);
}

void LossAdder::add_row(const OutcomeTile& tile, std::size_t i, LossSums& sums) const {
  const double p = p_[i], q = q_[i];
  const double weight = tile.weight[i];
  const double nobs = tile.freq[i] * tile.trials[i];
  const double events = weight * tile.successes[i];
  const double others = weight * (tile.trials[i] - tile.successes[i]);
  ++sums.rows;
  sums.nobs += nobs;
  sums.event_nobs += tile.freq[i] * tile.successes[i];
  sums.weight += weight * tile.trials[i];
  sums.events += events;
  sums.brier += events * q * q + others * p * p;
  if (p >= threshold_) {
    sums.confusion.true_positives += events;
    sums.confusion.false_positives += others;
  } else {
    sums.confusion.false_negatives += events;
    sums.confusion.true_negatives += others;
  }
  const double both = weight * tile.trials[i];
  sums.bins[bin_of(p, calibration_bins)].add({nobs, both, both * p, events});
}

void LossAdder::add(const OutcomeTile& tile, const double* z, LossSums& sums) {
  add_log_losses(tile, z, sums);
  for (std::size_t i = 0; i < tile.count; ++i) z_[i] = -z[i];
  kernels::sigma(z, p_.data(), tile.count);
  kernels::sigma(z_.data(), q_.data(), tile.count);
  spread_.add(tile, {z, p_.data(), q_.data()}, sums.spread);
  for (std::size_t i = 0; i < tile.count; ++i) {
    if (std::isnan(z[i])) continue;
    add_row(tile, i, sums);
    if (!std::isinf(z[i])) continue;
    ++sums.infinite;
    const double against = z[i] > 0 ? tile.trials[i] - tile.successes[i] : tile.successes[i];
    if (against > 0) ++sums.impossible;
  }
}

void fill_losses(const LossSums& sums, ModelEvaluation& evaluation) {
  evaluation.nobs = sums.nobs;
  evaluation.sum_weights = sums.weight;
  evaluation.event_weight = sums.events;
  evaluation.base_rate_log_loss = entropy(sums.events / sums.weight);
  evaluation.brier = sums.brier / sums.weight;
  evaluation.log_loss = sums.log_loss / sums.weight;
  if (sums.impossible != 0) {
    evaluation.log_loss = std::numeric_limits<double>::infinity();
    evaluation.notes.push_back({"evaluate.log_loss_infinite",
                                "The log-loss is infinite: the model gives what happened in " +
                                    design::row_count_text(sums.impossible) +
                                    " a probability of 0."});
  }
  const ConfusionMatrix& confusion = sums.confusion;
  evaluation.confusion = confusion;
  evaluation.accuracy = share(confusion.true_positives + confusion.true_negatives, sums.weight);
  evaluation.sensitivity =
      share(confusion.true_positives, confusion.true_positives + confusion.false_negatives);
  evaluation.specificity =
      share(confusion.true_negatives, confusion.true_negatives + confusion.false_positives);
  evaluation.precision =
      share(confusion.true_positives, confusion.true_positives + confusion.false_positives);
  evaluation.matthews = matthews(confusion, sums.weight);
  evaluation.calibration_table = calibration_table(sums.bins);
  fill_loss_limits(sums.spread.log_loss, sums.spread.brier, 1.0, evaluation);
  fill_spiegelhalter(sums.spread, sums.impossible == 0, evaluation);
}

}  // namespace odds::evaluation

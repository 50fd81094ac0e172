// SPDX-License-Identifier: Apache-2.0
#include "evaluation/loss_spread.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "inference/distributions.hpp"
#include "kernels/logistic.hpp"

namespace odds::evaluation {
namespace {

// What s of m trials lose together, over m. An infinite loss of none of them is no loss.
double mean_loss(double s, double m, double of_event, double of_other) {
  const double events = s > 0 ? s * of_event : 0.0;
  const double others = m > s ? (m - s) * of_other : 0.0;
  return (events + others) / m;
}

// The squared deviations of these trials from their mean.
double inner_squares(double s, double m, double of_event, double of_other) {
  if (!(s > 0 && m > s)) return 0;
  const double distance = of_event - of_other;
  return s * (m - s) / m * distance * distance;
}

}  // namespace

void SpreadAdder::add(const OutcomeTile& tile, const TileScores& scores, LossSpread& spread) {
  for (std::size_t i = 0; i < tile.count; ++i) softplus_[i] = -std::fabs(scores.z[i]);
  kernels::softplus(softplus_.data(), softplus_.data(), tile.count);
  double inner_log_loss = 0, inner_brier = 0;
  for (std::size_t i = 0; i < tile.count; ++i) {
    count_[i] = log_loss_[i] = brier_[i] = 0;
    const double z = scores.z[i];
    if (std::isnan(z)) continue;
    const double p = scores.p[i], q = scores.q[i];
    const double s = tile.successes[i], m = tile.trials[i], f = tile.freq[i];
    const double of_event = softplus_[i] + std::max(0.0, -z);
    const double of_other = softplus_[i] + std::max(0.0, z);
    count_[i] = f * m;
    log_loss_[i] = mean_loss(s, m, of_event, of_other);
    brier_[i] = mean_loss(s, m, q * q, p * p);
    inner_log_loss += f * inner_squares(s, m, of_event, of_other);
    inner_brier += f * inner_squares(s, m, q * q, p * p);
    const double wf = tile.weight[i];
    spread.excess += wf * (s * q - (m - s) * p) * (q - p);
    spread.variance += wf * (wf / f) * m * ((q - p) * (q - p) * p * q);
  }
  spread.log_loss.add(log_loss_.data(), count_.data(), tile.count, inner_log_loss);
  spread.brier.add(brier_.data(), count_.data(), tile.count, inner_brier);
}

LossLimits loss_limits(double loss, double std_error, double level, double highest) {
  const double reach = inference::normal_upper_point((100 - level) / 200) * std_error;
  if (!std::isfinite(reach)) return {};
  return {std_error, std::max(0.0, loss - reach), std::min(highest, loss + reach)};
}

void fill_loss_limits(const Spread& log_loss, const Spread& brier, double largest_brier,
                      ModelEvaluation& evaluation) {
  const char* why = "";
  if (!evaluation.weights.empty()) {
    why = "under weights their variance is unknown.";
  } else if (evaluation.nobs < 2) {
    why = "there is a single row.";
  }
  if (*why != '\0') {
    evaluation.notes.push_back({"evaluate.loss_interval",
                                std::string("Log-loss and Brier score have no interval: ") + why});
    return;
  }
  const double level = evaluation.level;
  const LossLimits of_brier =
      loss_limits(evaluation.brier, brier.std_error(), level, largest_brier);
  evaluation.brier_std_error = of_brier.std_error;
  evaluation.brier_low = of_brier.low;
  evaluation.brier_high = of_brier.high;
  if (!std::isfinite(evaluation.log_loss)) return;  // noted with it
  const LossLimits of_log_loss = loss_limits(evaluation.log_loss, log_loss.std_error(), level,
                                             std::numeric_limits<double>::infinity());
  evaluation.log_loss_std_error = of_log_loss.std_error;
  evaluation.log_loss_low = of_log_loss.low;
  evaluation.log_loss_high = of_log_loss.high;
}

void fill_spiegelhalter(const LossSpread& spread, bool is_possible, ModelEvaluation& evaluation) {
  const auto none = [&](const char* why) {
    evaluation.notes.push_back(
        {"evaluate.spiegelhalter", std::string("Spiegelhalter's test does not apply: ") + why});
  };
  if (!is_possible) return none("rows with a probability of 0 or 1 did not go that way.");
  const double z = spread.excess / std::sqrt(spread.variance);
  if (!(spread.variance > 0) || !std::isfinite(spread.variance) || !std::isfinite(z)) {
    return none(
        "every probability is 0, 0.5 or 1, or the squares of the weights are beyond what a double "
        "holds.");
  }
  evaluation.spiegelhalter_z = z;
  evaluation.spiegelhalter_p_value = inference::normal_two_sided(z);
}

}  // namespace odds::evaluation

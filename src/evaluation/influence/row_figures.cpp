// SPDX-License-Identifier: Apache-2.0
#include "evaluation/influence/row_figures.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/logistic.hpp"

namespace odds::evaluation {

using design::tile_rows;

namespace {

// With less of 1 - h, fewer than about five of its digits are right.
constexpr double least_rest = 1e-8;

// s log(s / m) + (m - s) log((m - s) / m), the loss of the saturated model with its sign changed.
double saturated(double s, double m) {
  if (s == 0 || s == m) return 0;
  return s * std::log(s / m) + (m - s) * std::log((m - s) / m);
}

double ratio(double part, double root) { return part == 0 ? 0.0 : part / root; }

}  // namespace

RowFigures::RowFigures(const Leverage* leverage)
    : leverage_(leverage), parts_(leverage == nullptr ? 0 : leverage->size() * tile_rows) {
  h_.fill(not_applicable);
}

void RowFigures::set(const ScoredTile& tile) {
  const OutcomeTile& outcomes = tile.outcomes;
  count_ = outcomes.count;
  for (std::size_t i = 0; i < count_; ++i) {
    z_[i] = tile.z[i];
    minus_z_[i] = -tile.z[i];
  }
  kernels::sigma(z_.data(), p_.data(), count_);
  kernels::sigma(minus_z_.data(), q_.data(), count_);
  kernels::softplus(minus_z_.data(), event_loss_.data(), count_);
  kernels::softplus(z_.data(), other_loss_.data(), count_);
  for (std::size_t i = 0; i < count_; ++i) {
    const double s = outcomes.successes[i];
    const double m = outcomes.trials[i];
    const double w = outcomes.freq[i] == 0 ? 0.0 : outcomes.weight[i] / outcomes.freq[i];
    const double event_loss = s == 0 ? 0.0 : s * event_loss_[i];
    loss_[i] = event_loss + (s == m ? 0.0 : (m - s) * other_loss_[i]);
    residual_[i] = s * q_[i] - (m - s) * p_[i];
    variance_[i] = m * p_[i] * q_[i];
    const double root_w = std::sqrt(w);
    const double root = std::sqrt(variance_[i]);
    pearson_[i] = root_w * ratio(residual_[i], root);
    const double half_deviance = loss_[i] + (m == 1 ? 0.0 : saturated(s, m));
    deviance_[i] =
        std::copysign(root_w * std::sqrt(2 * std::max(half_deviance, 0.0)), residual_[i]);
    root_v_[i] = std::isnan(z_[i]) ? 0.0 : root_w * root;
  }
  if (leverage_ == nullptr) return;
  leverage_->parts(tile.columns.data(), root_v_.data(), count_, parts_.data());
  leverage_->leverages(parts_.data(), count_, h_.data());
  for (std::size_t i = 0; i < count_; ++i) {
    h_[i] = h_[i] > 1 ? 1.0 : h_[i];
    const double step = h_[i] == 0 ? 0.0 : h_[i] * residual_[i] / (variance_[i] * (1 - h_[i]));
    left_out_[i] = z_[i] - step;
  }
  kernels::sigma(left_out_.data(), left_out_.data(), count_);
}

bool RowFigures::has_rest(std::size_t i) const {
  return 1 - h_[i] >= least_rest && std::isfinite(pearson_[i]);
}

double RowFigures::c(std::size_t i) const {
  if (!has_rest(i)) return not_applicable;
  const double r = pearson_[i] / (1 - h_[i]);
  return h_[i] == 0 ? 0.0 : r * r * h_[i];
}

double RowFigures::probability_left_out(std::size_t i) const {
  return has_rest(i) ? left_out_[i] : not_applicable;
}

RowInfluence RowFigures::row(const ScoredTile& tile, std::size_t i) const {
  RowInfluence row;
  row.successes = tile.outcomes.successes[i];
  row.trials = tile.outcomes.trials[i];
  row.probability = p_[i];
  row.pearson = pearson_[i];
  row.deviance = deviance_[i];
  row.leverage = h_[i];
  if (leverage_ == nullptr) return row;
  row.dfbetas.assign(leverage_->size() - 1, not_applicable);
  if (!has_rest(i)) return row;
  const double rest = 1 - h_[i];
  row.probability_left_out = left_out_[i];
  row.c = c(i);
  row.cbar = row.c * rest;
  row.difdev = deviance_[i] * deviance_[i] + row.cbar;
  row.difchisq = pearson_[i] * pearson_[i] / rest;
  const std::vector<double> product = leverage_->product(parts_.data(), i);
  for (std::size_t t = 0; t < row.dfbetas.size(); ++t) {
    row.dfbetas[t] = pearson_[i] * product[t + 1] / rest;
  }
  return row;
}

}  // namespace odds::evaluation

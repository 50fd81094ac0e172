// SPDX-License-Identifier: Apache-2.0
//
// The rows of a tile: what the model says of each, what happened, and its part in the fit.
//
//   residual   s - m p = s sigma(-z) - (m - s) sigma(z)
//   Pearson    r = sqrt(w) (s - m p) / sqrt(m p q)
//   deviance   d = sign(s - m p) sqrt(2 w [ s log(s / (m p)) + (m - s) log((m - s) / (m q)) ])
//   left out   z - h (s - m p) / (m p q (1 - h)): one Newton step on the likelihood without the row
//
// All from the predictor z, never from a rounded probability. Where 1 - h is rounding, the row
// determines a coefficient by itself and nothing can be said of the fit without it.
// Pregibon (1981), "Logistic regression diagnostics", Annals of Statistics 9.
#pragma once

#include <array>
#include <cstddef>

#include <odds/evaluation.hpp>

#include "base/aligned.hpp"
#include "evaluation/influence/leverage.hpp"
#include "evaluation/tile_scorer.hpp"

namespace odds::evaluation {

class RowFigures {
 public:
  // `leverage` null: residuals alone. It must outlive the figures.
  explicit RowFigures(const Leverage* leverage);

  void set(const ScoredTile& tile);

  std::size_t count() const { return count_; }
  double probability(std::size_t i) const { return p_[i]; }
  // Without weights: s softplus(-z) + (m - s) softplus(z).
  double loss(std::size_t i) const { return loss_[i]; }
  double binomial_variance(std::size_t i) const { return variance_[i]; }  // m p q
  double pearson(std::size_t i) const { return pearson_[i]; }
  double deviance(std::size_t i) const { return deviance_[i]; }
  // NaN where there is none; never above 1.
  double leverage(std::size_t i) const { return h_[i]; }
  // d of Leverage, of each row.
  const double* parts() const { return parts_.data(); }
  double c(std::size_t i) const;
  double probability_left_out(std::size_t i) const;

  // Everything, with the standardised changes of the terms.
  RowInfluence row(const ScoredTile& tile, std::size_t i) const;

 private:
  using Rows = std::array<double, design::tile_rows>;

  // Whether the fit without the row can be told.
  bool has_rest(std::size_t i) const;

  const Leverage* leverage_;
  std::size_t count_ = 0;
  Rows z_{}, p_{}, q_{}, loss_{}, residual_{}, variance_{}, pearson_{}, deviance_{}, h_{};
  Rows root_v_{}, left_out_{}, minus_z_{}, event_loss_{}, other_loss_{};
  base::AlignedVector<double> parts_;  // of Leverage
};

}  // namespace odds::evaluation

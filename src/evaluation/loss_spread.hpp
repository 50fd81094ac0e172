// SPDX-License-Identifier: Apache-2.0
//
// How sure the losses are, and whether the Brier score is what the probabilities say.
//
//   std. error    standard deviation of the loss of a row over sqrt(n), n = sum f m: a row of m
//                 trials and frequency f is f m rows, s f of them events
//   limits        loss -+ q se (Wald), cut off where no loss can be: below 0, Brier's above 1
//   Spiegelhalter (1986)  Z = sum w f [s q - (m - s) p] (q - p) / sqrt(sum w^2 f m (q - p)^2 p q),
//                 with q = 1 - p: standard normal where every p is right, since the Brier score is
//                 a sum of p q, which is known, and of these terms
//
// Under `--weights` a mean has no variance that the data would tell, and no limits; Z knows its
// own, from p. From z throughout, never from a rounded p.
#pragma once

#include <cstddef>

#include <odds/evaluation.hpp>

#include "base/aligned.hpp"
#include "design/tile.hpp"
#include "evaluation/outcomes.hpp"
#include "evaluation/spread.hpp"

namespace odds::evaluation {

struct LossSpread {
  Spread log_loss, brier;
  double excess = 0;    // Spiegelhalter's numerator
  double variance = 0;  // and its variance

  void merge(const LossSpread& right) {
    log_loss.merge(right.log_loss);
    brier.merge(right.brier);
    excess += right.excess;
    variance += right.variance;
  }
};

// Scores of the rows of a tile; NaN leaves a row out.
struct TileScores {
  const double* z;
  const double* p;
  const double* q;  // 1 - p
};

// Adds the rows of tiles, one worker's buffers each.
class SpreadAdder {
 public:
  void add(const OutcomeTile& tile, const TileScores& scores, LossSpread& spread);

 private:
  using Buffer = base::AlignedVector<double>;

  Buffer softplus_ = Buffer(design::tile_rows);  // log(1 + exp(-|z|))
  Buffer count_ = Buffer(design::tile_rows);
  Buffer log_loss_ = Buffer(design::tile_rows);
  Buffer brier_ = Buffer(design::tile_rows);
};

// Limits of a mean loss that cannot be below 0 or above `highest`.
struct LossLimits {
  double std_error = not_applicable;
  double low = not_applicable;
  double high = not_applicable;
};
LossLimits loss_limits(double loss, double std_error, double level, double highest);

// Standard errors and limits of the losses of an evaluation that has `log_loss` and `brier`, with
// notes. `largest_brier` is 1 of an event, 2 of several classes.
void fill_loss_limits(const Spread& log_loss, const Spread& brier, double largest_brier,
                      ModelEvaluation& evaluation);

// Z and its p-value, with notes. `is_possible`: no row had a probability of 0.
void fill_spiegelhalter(const LossSpread& spread, bool is_possible, ModelEvaluation& evaluation);

}  // namespace odds::evaluation

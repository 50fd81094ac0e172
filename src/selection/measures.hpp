// SPDX-License-Identifier: Apache-2.0
//
// How well rows that were held out are predicted, fold by fold, from their predictors z.
//
//   deviance           2 / W_k  sum w f [ s softplus(-z) + (m - s) softplus(z) ],   twice the
//                      log-loss; W_k = sum w f m over the rows of fold k
//   misclassification  1 / W_k  sum w f (s [z < 0] + (m - s) [z >= 0]),  an event is p >= 0.5
//   AUC                share of pairs of an event and another in which the event has the larger z,
//                      ties one half, weighted by w f
#pragma once

#include <span>
#include <vector>

#include <odds/selection.hpp>

#include "objective/response_rows.hpp"
#include "selection/folds.hpp"

namespace odds::selection {

class HeldOutMeasure {
 public:
  // Both must outlive it. Throws Error: cv.auc, a fold without a pair of two classes.
  HeldOutMeasure(Measure measure, const objective::ResponseRows& rows, const Folds& folds,
                 unsigned workers);

  // By fold; z[i] is the predictor of row i by the fit that did not see its fold.
  std::vector<double> by_fold(std::span<const double> z) const;

 private:
  void add_losses(std::span<const double> z, std::size_t first, std::size_t count,
                  std::vector<double>& sums) const;
  std::vector<double> mean_losses(std::span<const double> z) const;
  std::vector<double> areas(std::span<const double> z) const;

  Measure measure_;
  const objective::ResponseRows& rows_;
  const Folds& folds_;
  unsigned workers_;
};

// The mean over folds, weighted by their weights W_k, and its standard error (as glmnet has it):
//   sqrt( sum W_k (v_k - mean)^2 / sum W_k / (K - 1) )
CrossValidationPoint over_folds(std::vector<double> by_fold, const std::vector<double>& weights);

// The smallest mean, for AUC the largest; of equal ones the first, which has the largest penalty.
std::size_t best_point(const std::vector<CrossValidationPoint>& points, Measure measure);

// The first point whose mean is within one standard error of the best one's: the largest penalty
// that the data do not tell from the best (Breiman, Friedman, Olshen and Stone 1984, 3.4.3).
std::size_t one_standard_error_point(const std::vector<CrossValidationPoint>& points,
                                     std::size_t best, Measure measure);

}  // namespace odds::selection

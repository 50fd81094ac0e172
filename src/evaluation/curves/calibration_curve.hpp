// SPDX-License-Identifier: Apache-2.0
//
// What happens where the model says p (Harrell 2015, section 10.11): the logistic regression
//
//   logit P(y = 1) = x(z)'theta,   x the columns of a restricted cubic spline of the scores
//
// of all rows, by Newton's method with its proof of a minimum. Nothing is stored for it: a pass
// makes the columns of a tile as it goes. Knots at Harrell's quantiles of the scores, five; four,
// three or none (a straight line) where the scores are too few or no fit of more is proved.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include <odds/base.hpp>

#include "evaluation/curves/scored_tiles.hpp"
#include "evaluation/curves/spline.hpp"
#include "evaluation/losses.hpp"
#include "evaluation/ranks/quantiles.hpp"
#include "solver/cholesky.hpp"

namespace odds::evaluation {

// Harrell 2015, table 2.3: the quantiles of five, four and three knots, one after another.
inline constexpr std::array<double, 12> knot_shares = {0.05, 0.275, 0.5,  0.725, 0.95, 0.05,
                                                       0.35, 0.65,  0.95, 0.1,   0.5,  0.9};

class CalibrationCurve {
 public:
  CalibrationCurve(Spline spline, std::vector<double> coefficients, solver::Cholesky factor,
                   double error_scale)
      : spline_(std::move(spline)),
        coefficients_(std::move(coefficients)),
        factor_(std::move(factor)),
        error_scale_(error_scale) {}

  const Spline& spline() const { return spline_; }
  const std::vector<double>& coefficients() const { return coefficients_; }
  // `point` of the normal distribution times the standard error is the reach of the limits.
  CalibrationCurvePoint at(double z, double point) const;

 private:
  Spline spline_;
  std::vector<double> coefficients_;
  solver::Cholesky factor_;  // of the curvature at the minimum
  double error_scale_;       // standard errors over those of the factor
};

struct ScoreRange {
  double lowest, highest;
};

// `knots` are the scores at knot_shares. Empty, with a note, where no curve is proved. Requires:
// finite scores, rows of both classes. Throws Error{interrupted}.
std::optional<CalibrationCurve> fit_calibration_curve(const ScoredTiles& rows, const LossSums& sums,
                                                      ScoreRange range, const ScoreQuantiles& knots,
                                                      const RunOptions& run,
                                                      std::vector<Note>& notes);

}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
//
// Confidence limits of a probability, made on the logit scale.
//
//   z = z_0 + sum_j theta_j x_j,   se(z)^2 = sum_jk d_j d_k r_jk,   d_0 = se(z_0),  d_j = se_j x_j
//   limits  sigma(z -+ q se(z))
//
// with r the correlation of the estimates. x_j is the column less its centre and z_0 the predictor
// at the centres, so that columns far from zero cost no digits; in a separated fit, where the
// centred intercept runs away, x_j is the column itself and z_0 the intercept.
// Rows are scaled by a power of two first, so no square overflows. A sum that cancels below
// `least_share` of its parts is noise, and the row has no limits: nearly collinear columns.
// Cost: P^2 / 2 operations a row for P terms.
#pragma once

#include <cstddef>
#include <vector>

#include <odds/model.hpp>

namespace odds::model {

class Interval {
 public:
  // Throws Error{refused, "predict.no_interval"} where the model has no standard errors.
  Interval(const FittedModel& model, double level, bool has_limits);

  std::size_t term_count() const { return scales_.size() - 1; }

  // d_j = scales()[j] x_j: standard errors of z_0, then of each term; 0 for a term without one and
  // for the intercept, which z_0 stands for.
  const std::vector<double>& scales() const { return scales_; }
  // Correlations below the diagonal, row by row: of term t with z_0 at t (t + 1) / 2, then with the
  // terms before it.
  const std::vector<double>& lower() const { return lower_; }

  // q se(z) of each row, NaN where it can't be told. `columns` is x: terms x tile_rows.
  void half_widths(const double* columns, std::size_t count, double* out) const;

 private:
  void set_correlations(const FittedModel& model, bool has_limits);

  double point_ = 0;            // q
  std::vector<double> scales_;  // standard errors: of z_0, then of each term
  std::vector<double> lower_;   // correlations below the diagonal, row by row
};

}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
//
// The leverage of rows from what a model keeps of its curvature H:
//
//   h = v x'H^-1 x = d'C d,   d_j = sqrt(v) se_j x_j,   d_0 = sqrt(v) se(z_0)
//
// with C the correlations of the estimates, x_j the column less its centre and z_0 the predictor at
// the centres (model/predict_interval.hpp), so that columns far from zero cost no digits. sqrt(v)
// goes in first: all parts of a row are then of the order of 1 in any units. A sum that cancels
// below `least_share` of its parts is noise, and the row has no leverage.
//
// Cost: P^2 / 2 multiply-adds a row for P dense terms; where most terms are levels, the square of
// the terms that are not 0 in the row.
#pragma once

#include <cstddef>
#include <vector>

#include "base/aligned.hpp"
#include "design/tile.hpp"

namespace odds::evaluation {

class Leverage {
 public:
  // As Interval::scales() and lower() have them.
  Leverage(std::vector<double> scales, std::vector<double> lower)
      : scales_(std::move(scales)), lower_(std::move(lower)) {}

  // z_0 and the terms.
  std::size_t size() const { return scales_.size(); }
  const std::vector<double>& scales() const { return scales_; }

  // d of each row: size() x tile_rows, 0 in rows with a root of 0. `columns` is terms x tile_rows.
  void parts(const double* columns, const double* root_v, std::size_t count, double* d) const;

  // h of each row, NaN where it is noise. Of the rows up to the next multiple of 8, d is read.
  void leverages(const double* d, std::size_t count, double* h) const;

  // C d of row i, from z_0 on.
  std::vector<double> product(const double* d, std::size_t i) const;

 private:
  double row_leverage(const double* d, std::size_t i) const;

  std::vector<double> scales_;
  std::vector<double> lower_;
};

}  // namespace odds::evaluation

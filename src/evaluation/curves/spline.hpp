// SPDX-License-Identifier: Apache-2.0
//
// Restricted cubic splines of the scores (Stone and Koo 1985; Harrell 2015, section 2.4.5): cubic
// between the knots t_1 ... t_k, linear outside, smooth to the second derivative. With
// x = (z - t_1) / (t_k - t_1) in place of z, so that the knots lie in [0, 1], the columns are
//
//   1,  x,  s_j(x) = (x - t_j)+^3 - (x - t_(k-1))+^3 (t_k - t_j) / (t_k - t_(k-1))
//                    + (x - t_k)+^3 (t_(k-1) - t_j) / (t_k - t_(k-1)),        j = 1 ... k - 2
//
// Beyond t_k s_j is linear, with slope 3 (t_k - t_j) (t_(k-1) - t_j): computed as such, so that no
// cubes cancel however far out a score is. Without knots the columns are 1 and x.
#pragma once

#include <cstddef>
#include <vector>

namespace odds::evaluation {

class Spline {
 public:
  // Requires: lowest < highest; no knots, or at least three, rising, of the scores.
  Spline(const std::vector<double>& knots, double lowest, double highest);

  std::size_t columns() const { return 2 + bends_.size(); }

  // Column j of the first `rows` scores begins at out + j stride.
  void fill(const double* z, std::size_t rows, double* out, std::size_t stride) const;
  std::vector<double> row(double z) const;

  // The coefficients of z itself.
  std::vector<double> identity() const;

 private:
  struct Bend {
    double knot;   // t_j
    double share;  // (t_k - t_j) / (t_k - t_(k-1))
    double slope;  // beyond t_k
  };

  double origin_, width_, per_width_;
  double inner_knot_ = 0;  // t_(k-1), of [0, 1]
  std::vector<Bend> bends_;
};

}  // namespace odds::evaluation

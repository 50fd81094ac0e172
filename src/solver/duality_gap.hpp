// SPDX-License-Identifier: Apache-2.0
//
// How far a point can be from the minimum of
//
//   F(theta) = sum_i f_i(z_i) + sum_j P_j(theta_j),   z = X theta + offset,
//   f_i(z) = w [m softplus(z) - s z]
//
// Every v with P_j*(-x_j'v) finite bounds the minimum from below by v'offset - sum f_i*(v_i) - sum
// P_j*(-x_j'v). With residuals r_i = f_i'(z_i) and h~ the curvatures at some point z~ near z, take
//
//   v = a (r + h~ delta),   delta = X d,   c = X'(r + h~ delta) = g + H~ d,
//
// d the step to the minimum of the quadratic model of curvature H~ = X'diag(h~)X: then c obeys the
// conditions of an optimum on the columns of the model. f_i*(r_i) = r_i z_i - f_i(z_i), f_i*' (r_i)
// = z_i, f_i*'' = 1 / (w m u (1 - u)) at u = the probability that belongs to v_i. With kappa >=
// exp|z_i - z~_i| and D >= |delta_i| on all rows, kappa D < 1: u (1 - u) >= p q (1 - kappa D) on
// the way, and h~ <= kappa h. Losses cancel, and what is left has no differences of large numbers:
//
//   gap <= sum_j [P_j(theta_j) + a theta_j c_j + P_j*(-a c_j)]                        each >= 0
//        + kappa d'H~d / (2 (1 - kappa D)) + what a < 1 costs, the smaller of
//
//   (1 - a) sum_i f_i(z_i)                  since f_i*(0) <= 0 and f_i* is convex, and
//   (1 - a) W kappa D / (1 - kappa D) + (1 - a)^2 (S + kappa d'H~d) / (a (1 - kappa D)),
//       S = sum_i r_i^2 / h_i               since u (1 - u) >= a p q (1 - kappa D) from v / a to v.
//
// Outside the model |c_j| <= |g_j| + sqrt(sum_i w m x_ij^2 / 4) sqrt(d'H~d).
//
// Where columns without a penalty have c_j that is not quite 0, what is left of them counts as a
// Newton step of their own: c_j^2 / H~_jj more. So may what columns of the model are beyond their
// l1 by, in place of the share a: an l1 below the rounding of c_j would ask for a near 0.
//
// Fercoq, Gramfort & Salmon (2015), Mind the duality gap: safer rules for the Lasso.
#pragma once

#include <limits>
#include <vector>

#include "penalty/elastic_net.hpp"

namespace odds::solver {

// A column as the bound needs it. Outside the model `gradient` is the bound on |c_j|, theta 0.
struct GapColumn {
  penalty::ElasticNet penalty;
  double theta = 0;
  double gradient = 0;   // c_j
  double curvature = 0;  // H~_jj of a column of the model, else 0
};

// What is infinite is not known.
struct GapSums {
  double loss = std::numeric_limits<double>::infinity();              // sum_i f_i(z_i)
  double sum_weights = 0;                                             // W
  double residual_squares = std::numeric_limits<double>::infinity();  // S
  double decrement = 0;                                               // d'H~d
  double log_kappa = 0;                                               // bound on |z_i - z~_i|
  double largest_step = 0;                                            // D
};

class DualityGap {
 public:
  // Adds a column under a penalty or bounds.
  void add(const GapColumn& column);
  // Costs c_j^2 / h_j of a column without a penalty.
  void add_free(double gradient, double curvature);
  // The bound; infinite where none is known.
  double bound(const GapSums& sums) const;

 private:
  double bound_at(double share, const GapSums& sums) const;

  std::vector<GapColumn> columns_;
  double share_ = 1.0;           // the largest a at which no P* is infinite
  double smallest_share_ = 1.0;  // at which no column is beyond its l1
  double free_ = 0.0;
  // The same where columns of the model take a step in place of a share.
  double stepping_share_ = 1.0;
  double steps_ = 0.0;
};

}  // namespace odds::solver

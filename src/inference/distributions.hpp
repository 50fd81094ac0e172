// SPDX-License-Identifier: Apache-2.0
//
// The distributions behind p-values and intervals.
//
//   normal_two_sided(z)     P(|Z| >= |z|) = erfc(|z| / sqrt 2)
//   normal_upper_point(a)   q with P(Z >= q) = a
//   chi_square_tail(x, df)  P(X >= x) = Q(df / 2, x / 2), the regularised upper incomplete gamma
//
// Relative errors, measured where the tail is above 1e-300: 1e-15 for the normal point (Wichura
// 1988, AS 241, and one Newton step); 1e-14 for the chi-square tail up to 60 degrees of freedom and
// 2e-13 up to 10,000.
#pragma once

namespace odds::inference {

double normal_two_sided(double z);

// Requires: 0 < tail < 1.
double normal_upper_point(double tail);

// 1 for x <= 0. Requires: df > 0.
double chi_square_tail(double x, double df);

}  // namespace odds::inference

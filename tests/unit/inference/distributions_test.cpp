// SPDX-License-Identifier: Apache-2.0
#include "inference/distributions.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace odds::inference {
namespace {

using Exact = boost::multiprecision::cpp_bin_float_50;

double relative_error(double value, const Exact& exact) {
  if (exact == 0) return std::fabs(value);
  return static_cast<double>(abs((Exact(value) - exact) / exact));
}

TEST(Distributions, NormalPointIsRightToTheLastBits) {
  for (const double tail : {1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 1e-3, 5e-3, 0.025, 0.05, 0.07, 0.08,
                            0.1, 0.3, 0.45, 0.5, 0.6, 0.975, 0.999}) {
    const Exact exact = sqrt(Exact(2)) * boost::math::erfc_inv(2 * Exact(tail));
    EXPECT_LE(relative_error(normal_upper_point(tail), exact), 1e-15) << tail;
  }
}

TEST(Distributions, NormalTailIsNeverZeroUnlessItUnderflows) {
  for (const double z : {0.0, 0.1, 1.0, 1.96, 5.0, 10.0, 30.0, 37.0}) {
    const Exact exact = boost::math::erfc(Exact(z) / sqrt(Exact(2)));
    // z's own rounding moves the tail by z^2 times its relative error.
    EXPECT_LE(relative_error(normal_two_sided(z), exact), 4e-16 * (1 + z * z)) << z;
    EXPECT_EQ(normal_two_sided(z), normal_two_sided(-z));
  }
  EXPECT_GT(normal_two_sided(38), 0);
}

TEST(Distributions, ChiSquareTail) {
  for (const double df : {1.0, 2.0, 3.0, 5.0, 10.0, 27.0, 59.0, 60.0, 61.0, 100.0, 1e3, 1e4}) {
    for (const double ratio : {1e-6, 0.01, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1, 2.0, 5.0, 50.0, 500.0}) {
      const double x = df * ratio;
      const Exact exact = boost::math::gamma_q(Exact(df) / 2, Exact(x) / 2);
      if (exact < 1e-300) continue;
      EXPECT_LE(relative_error(chi_square_tail(x, df), exact), df <= 60 ? 1e-14 : 2e-13)
          << df << " " << x;
    }
  }
  EXPECT_EQ(chi_square_tail(0, 3), 1);
  EXPECT_EQ(chi_square_tail(std::numeric_limits<double>::infinity(), 3), 0);
}

}  // namespace
}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
//
// The logistic function and its relatives in 50 decimal digits, and the distance of a double from
// such a number in units in the last place. Obvious code, independent of odds: an oracle.
#pragma once

#include <cmath>
#include <limits>

#include <boost/multiprecision/cpp_bin_float.hpp>

namespace reference {

// 168 bits of mantissa; the exponent reaches far beyond any exp(z) of a finite double z that
// matters (see below), and expression templates are off so that `auto` is safe.
using real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float_50::backend_type,
                                           boost::multiprecision::et_off>;

// exp(-z) leaves the range of `real` for |z| beyond about 7e8; there sigma is 0 or 1 to more
// digits than anyone can hold.
inline constexpr double exp_limit = 1e6;

// exp(z), 0 where z is so negative that the value lies far below every subnormal double.
inline real exp_or_zero(const real& z) {
  return z < -exp_limit ? real(0) : boost::multiprecision::exp(z);
}

// log(1 + t) for 0 <= t <= 1, without loss of digits for small t: the series of
// 2 atanh(t / (2 + t)). Above 1/100, rounding 1 + t costs two of 50 digits and is quicker.
inline real log_one_plus(const real& t) {
  if (100 * t > 1) return boost::multiprecision::log(1 + t);
  const real ratio = t / (2 + t);
  const real square = ratio * ratio;
  real power = ratio;
  real sum = 0;
  for (int odd = 1; odd < 400; odd += 2) {
    const real term = power / odd;
    sum += term;
    if (term <= sum * std::numeric_limits<real>::epsilon()) break;
    power *= square;
  }
  return 2 * sum;
}

// 1 / (1 + exp(-z))
inline real sigma(const real& z) {
  if (z >= 0) return 1 / (1 + exp_or_zero(-z));
  const real e = exp_or_zero(z);
  return e / (1 + e);
}

// log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))
inline real softplus(const real& z) {
  const real tail = log_one_plus(exp_or_zero(-boost::multiprecision::abs(z)));
  return z > 0 ? real(z + tail) : tail;
}

// log sigma(z) = -log(1 + exp(-z))
inline real log_sigma(const real& z) { return -softplus(-z); }

// sigma(z) sigma(-z)
inline real sigma_derivative(const real& z) { return sigma(z) * sigma(-z); }

// |value - exact| in units in the last place of a double of exact's size. Below the smallest
// normal number the unit is the spacing of subnormal numbers. Infinite where `value` is NaN, or
// infinite while exact is within the range of double.
inline double ulp_error(double value, const real& exact) {
  const real largest = std::numeric_limits<double>::max();
  if (std::isnan(value)) return std::numeric_limits<double>::infinity();
  if (std::isinf(value)) {
    const bool overflow = value > 0 ? exact > largest : exact < -largest;
    return overflow ? 0.0 : std::numeric_limits<double>::infinity();
  }
  constexpr int digits = std::numeric_limits<double>::digits;                   // 53
  constexpr int smallest = std::numeric_limits<double>::min_exponent - digits;  // -1074
  int exponent = smallest;
  if (exact != 0) {
    int binary_exponent = 0;  // exact = m 2^binary_exponent, 0.5 <= |m| < 1
    static_cast<void>(boost::multiprecision::frexp(exact, &binary_exponent));
    exponent = binary_exponent - digits < smallest ? smallest : binary_exponent - digits;
  }
  const real unit = boost::multiprecision::ldexp(real(1), exponent);
  const real distance = boost::multiprecision::abs(real(value) - exact) / unit;
  return distance.convert_to<double>();
}

}  // namespace reference

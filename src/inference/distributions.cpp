// SPDX-License-Identifier: Apache-2.0
#include "inference/distributions.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace odds::inference {
namespace {

using Coefficients = std::array<double, 8>;  // of ascending powers

double polynomial(const Coefficients& c, double x) {
  double value = c[7];
  for (int k = 6; k >= 0; --k) value = value * x + c[static_cast<std::size_t>(k)];
  return value;
}

// AS 241, PPND16: the lower point of the normal distribution, to about 1e-16.
double wichura(double p) {
  static constexpr Coefficients a{3.3871328727963666080e0, 1.3314166789178437745e2,
                                  1.9715909503065514427e3, 1.3731693765509461125e4,
                                  4.5921953931549871457e4, 6.7265770927008700853e4,
                                  3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr Coefficients b{1.0,
                                  4.2313330701600911252e1,
                                  6.8718700749205790830e2,
                                  5.3941960214247511077e3,
                                  2.1213794301586595867e4,
                                  3.9307895800092710610e4,
                                  2.8729085735721942674e4,
                                  5.2264952788528545610e3};
  static constexpr Coefficients c{1.42343711074968357734e0,  4.63033784615654529590e0,
                                  5.76949722146069140550e0,  3.64784832476320460504e0,
                                  1.27045825245236838258e0,  2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr Coefficients d{1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
  static constexpr Coefficients e{6.65790464350110377720e0,  5.46378491116411436990e0,
                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr Coefficients f{1.0,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  const double value = r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
                              : polynomial(e, r - 5) / polynomial(f, r - 5);
  return q < 0 ? -value : value;
}

// log Gamma(a + 1) less Stirling's formula, for a > 15.
double stirling_error(double a) {
  const double s = 1 / (a * a);
  constexpr double c0 = 1.0 / 12;
  constexpr double c1 = 1.0 / 360;
  constexpr double c2 = 1.0 / 1260;
  constexpr double c3 = 1.0 / 1680;
  constexpr double c4 = 1.0 / 1188;
  constexpr double c5 = 691.0 / 360360;
  return (c0 - (c1 - (c2 - (c3 - (c4 - c5 * s) * s) * s) * s) * s) / a;
}

// a log(a / x) + x - a without cancellation where x is near a (Loader 2000).
double deviance_part(double a, double x) {
  if (std::fabs(a - x) >= 0.1 * (a + x)) return a * std::log(a / x) + x - a;
  const double v = (a - x) / (a + x);
  double sum = (a - x) * v;
  double power = 2 * a * v;
  for (int j = 1; j < 1000; ++j) {
    power *= v * v;
    const double next = sum + power / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

// x^a e^-x / Gamma(a + 1)
double gamma_density_factor(double a, double x) {
  constexpr double smallest_for_stirling = 30;
  if (a > smallest_for_stirling) {
    return std::exp(-stirling_error(a) - deviance_part(a, x)) / std::sqrt(2 * std::numbers::pi * a);
  }
  const double half = std::exp(-x / 2);  // twice, so that a large power meets it in time
  return std::pow(x, a) * half / std::tgamma(a + 1) * half;
}

constexpr int most_terms = 100'000;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

// P(a, x) = factor sum_n x^n / ((a + 1) ... (a + n)), for x < a + 1.
double lower_by_series(double a, double x) {
  double term = 1;
  double sum = 1;
  for (int n = 1; n < most_terms && term > sum * epsilon / 4; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return gamma_density_factor(a, x) * sum;
}

// Q(a, x) by the continued fraction, for x >= a + 1 (Lentz, in Thompson and Barnett's form).
double upper_by_fraction(double a, double x) {
  constexpr double tiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / tiny;
  double d = 1 / b;
  double h = d;
  for (int i = 1; i < most_terms; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::fabs(d) < tiny) d = tiny;
    c = b + an / c;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1 / d;
    const double step = d * c;
    h *= step;
    if (std::fabs(step - 1) <= epsilon) break;
  }
  return gamma_density_factor(a, x) * a * h;
}

}  // namespace

double normal_two_sided(double z) { return std::erfc(std::fabs(z) / std::numbers::sqrt2); }

double normal_upper_point(double tail) {
  const double q = -wichura(tail);
  const double density = std::exp(-q * q / 2) / std::sqrt(2 * std::numbers::pi);
  if (density == 0) return q;
  return q + (0.5 * std::erfc(q / std::numbers::sqrt2) - tail) / density;
}

double chi_square_tail(double x, double df) {
  if (!(x > 0)) return std::isnan(x) ? x : 1.0;
  if (std::isinf(x)) return 0.0;
  const double a = df / 2;
  const double half = x / 2;
  return half < a + 1 ? 1 - lower_by_series(a, half) : upper_by_fraction(a, half);
}

}  // namespace odds::inference

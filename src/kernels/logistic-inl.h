// SPDX-License-Identifier: Apache-2.0
//
// exp, log1p and the logistic family on lanes. Own polynomials with written multiply-adds, so that
// scalar and vector forms and all targets agree to the last bit.

#include "kernels/lanes-inl.h"

#if defined(ODDS_KERNELS_LOGISTIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_LOGISTIC_INL_H_
#undef ODDS_KERNELS_LOGISTIC_INL_H_
#else
#define ODDS_KERNELS_LOGISTIC_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

// exp(x) = 2^n (1 + less_one), n integral.
template <class V>
struct Exponential {
  V n;
  V less_one;
};

// Of x <= 0; NaN for NaN.
//
// x = n ln 2 + r with |r| <= ln(2)/2, exp(r) - 1 = r + r^2 q(r); q is the Taylor series to
// r^13/13!, whose remainder at |r| = 0.347 is 4e-18.
template <class V>
HWY_INLINE Exponential<V> reduced_exp(V x) {
  const auto c = [&](double value) { return set(x, value); };
  const V lowest = c(-750.0);  // exp(-745.14) already rounds to zero
  x = if_less(x, lowest, lowest, x);
  const V round = c(6755399441055744.0);  // 1.5 * 2^52: adding it rounds to an integer
  const V n = sub(fma(x, c(0x1.71547652b82fep+0), round), round);  // log2(e)
  V r = neg_fma(n, c(0x1.62e42fefa39efp-1), x);                    // ln 2, upper part
  r = neg_fma(n, c(0x1.abc9e3b39803fp-56), r);                     // ln 2, lower part
  V q = c(1.0 / 6227020800.0);
  q = fma(q, r, c(1.0 / 479001600.0));
  q = fma(q, r, c(1.0 / 39916800.0));
  q = fma(q, r, c(1.0 / 3628800.0));
  q = fma(q, r, c(1.0 / 362880.0));
  q = fma(q, r, c(1.0 / 40320.0));
  q = fma(q, r, c(1.0 / 5040.0));
  q = fma(q, r, c(1.0 / 720.0));
  q = fma(q, r, c(1.0 / 120.0));
  q = fma(q, r, c(1.0 / 24.0));
  q = fma(q, r, c(1.0 / 6.0));
  q = fma(q, r, c(0.5));
  return {n, fma(mul(r, r), q, r)};
}

// x 2^n for integral n in [-1082, 0], as two factors: the second product rounds once into the
// subnormal range.
template <class V>
HWY_INLINE V scaled(V x, V n) {
  const V round = set(n, 6755399441055744.0);
  const V half = sub(fma(n, set(n, 0.5), round), round);
  return mul(mul(x, power_of_two(half)), power_of_two(sub(n, half)));
}

// exp(x) for x <= 0, within 1 ulp down to the smallest subnormal; NaN for NaN.
template <class V>
HWY_INLINE V exp_negative(V x) {
  const Exponential<V> e = reduced_exp(x);
  return scaled(add(set(x, 1.0), e.less_one), e.n);
}

// log(1 + e) for 0 <= e <= 1, within 1 ulp; NaN for NaN.
//
// With f = e (k = 0), or f = (e - 1)/2 (k = 1, exact for e >= 1/2), log(1 + e) = k ln 2 + log(1 +
// f) and log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f/(2 + f): the series of 2 atanh(s) with
// its two leading terms taken exactly. R to s^22: remainder 2e-18 at s = 0.2.
template <class V>
HWY_INLINE V log1p_unit(V e) {
  const auto c = [&](double value) { return set(e, value); };
  const V threshold = c(0.5);
  const V f = if_less(threshold, e, mul(sub(e, c(1.0)), c(0.5)), e);
  const V ln2_high = if_less(threshold, e, c(0x1.62e42fefa39efp-1), c(0.0));
  const V ln2_low = if_less(threshold, e, c(0x1.abc9e3b39803fp-56), c(0.0));
  const V s = div(f, add(c(2.0), f));
  const V t = mul(s, s);
  V R = c(2.0 / 25.0);
  R = fma(R, t, c(2.0 / 23.0));
  R = fma(R, t, c(2.0 / 21.0));
  R = fma(R, t, c(2.0 / 19.0));
  R = fma(R, t, c(2.0 / 17.0));
  R = fma(R, t, c(2.0 / 15.0));
  R = fma(R, t, c(2.0 / 13.0));
  R = fma(R, t, c(2.0 / 11.0));
  R = fma(R, t, c(2.0 / 9.0));
  R = fma(R, t, c(2.0 / 7.0));
  R = fma(R, t, c(2.0 / 5.0));
  R = fma(R, t, c(2.0 / 3.0));
  const V half_square = mul(mul(c(0.5), f), f);
  const V tail = fma(s, fma(R, t, half_square), ln2_low);
  return add(ln2_high, sub(f, sub(half_square, tail)));
}

// Everything about one predictor that a row of a logistic regression needs, from one exponential.
template <class V>
struct Logistic {
  V positive;   // sigma(|z|)
  V negative;   // sigma(-|z|)
  V log1p_exp;  // log(1 + exp(-|z|))
};

template <class V>
HWY_INLINE Logistic<V> logistic(V z) {
  const V e = exp_negative(neg(abs(z)));
  const V one = set(z, 1.0);
  const V denominator = add(one, e);
  return {div(one, denominator), div(e, denominator), log1p_unit(e)};
}

template <class V>
HWY_INLINE V sigma_lanes(V z) {
  const V e = exp_negative(neg(abs(z)));
  const V one = set(z, 1.0);
  return div(if_less(z, set(z, 0.0), e, one), add(one, e));
}

template <class V>
HWY_INLINE V softplus_lanes(V z) {
  const V zero = set(z, 0.0);
  return add(if_less(zero, z, z, zero), log1p_unit(exp_negative(neg(abs(z)))));
}

template <class V>
HWY_INLINE V log_sigma_lanes(V z) {
  return neg(softplus_lanes(neg(z)));
}

// sigma(z) sigma(-z) from the smaller factor w, w (1 - w): 1 - w adds no error of its own.
template <class V>
HWY_INLINE V derivative_from_smaller(V w) {
  return neg_fma(w, w, w);
}

template <class V>
HWY_INLINE V sigma_derivative_lanes(V z) {
  const V e = exp_negative(neg(abs(z)));
  return derivative_from_smaller(div(e, add(set(z, 1.0), e)));
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

// SPDX-License-Identifier: Apache-2.0
//
// Activations of units and their slopes on lanes, from at most one exponential and one division.

#include <cstddef>

#include "kernels/lanes-inl.h"
#include "kernels/logistic-inl.h"

#if defined(ODDS_KERNELS_ACTIVATION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_ACTIVATION_INL_H_
#undef ODDS_KERNELS_ACTIVATION_INL_H_
#else
#define ODDS_KERNELS_ACTIVATION_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

struct Activation {
  Part value;
  Part slope;
};

// a / b from 1 / b, both rounded to nearest: the quotient's own rounding error is exact in a
// multiply-add and corrects it (Markstein 1990, "Computation of elementary functions on the IBM
// RISC System/6000 processor"). Requires: a / b normal, or b = 1.
HWY_INLINE Part quotient(Part a, Part b, Part reciprocal) {
  const Part near = mul(a, reciprocal);
  return fma(neg_fma(near, b, a), reciprocal, near);
}

// The bits of sigma_lanes and sigma_derivative_lanes: where exp(-|z|) is subnormal, 1 + exp(-|z|)
// is 1.
struct LogisticActivation {
  static HWY_INLINE Activation at(Part z) {
    const Part e = exp_negative(neg(abs(z)));
    const Part denominator = add(set(1.0), e);
    const Part positive = div(set(1.0), denominator);
    const Part negative = quotient(e, denominator, positive);
    return {if_less(z, set(0.0), negative, positive), derivative_from_smaller(negative)};
  }
};

// With e = exp(-2|z|) = 2^n (1 + m) and w = e / (1 + e):
//
//   tanh |z| = (1 - e) / (1 + e),  e - 1 = 2^n m + (2^n - 1) loses no digits near 0
//   1 - tanh(z)^2 = 4 w (1 - w)
//
// and tanh(z) = z to the last bit, and with its sign, where z^2 / 3 < 2^-54.
struct TanhActivation {
  static HWY_INLINE Activation at(Part z) {
    const Part size = abs(z);
    const Exponential<Part> e = reduced_exp(neg(add(size, size)));
    const Part one = set(1.0);
    const Part lowest = set(-100.0);  // 2^n - 1 rounds to -1 long before
    const Part power = power_of_two(if_less(e.n, lowest, lowest, e.n));
    const Part e_less_one = fma(e.less_one, power, sub(power, one));
    const Part denominator = add(set(2.0), e_less_one);
    const Part reciprocal = div(one, denominator);
    const Part tanh_size = quotient(neg(e_less_one), denominator, reciprocal);
    const Part signed_tanh = if_less(z, set(0.0), neg(tanh_size), tanh_size);
    // 4 w, four times before it rounds into the subnormal range.
    const Part w = mul(scaled(mul(set(4.0), add(one, e.less_one)), e.n), reciprocal);
    return {if_less(size, set(0x1p-27), z, signed_tanh), neg_fma(mul(w, set(0.25)), w, w)};
  }
};

struct ReluActivation {
  static HWY_INLINE Activation at(Part z) {
    const Part zero = set(0.0);
    return {if_number(z, if_less(zero, z, z, zero), z),
            if_number(z, if_less(zero, z, set(1.0), zero), z)};
  }
};

template <class Function>
void activate(const double* z, std::size_t count, double* value, double* slope) {
  for (std::size_t i = 0; i < count; i += part_lanes) {
    const Activation unit = Function::at(load_part(z + i));
    store_part(unit.value, value + i);
    if (slope != nullptr) store_part(unit.slope, slope + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

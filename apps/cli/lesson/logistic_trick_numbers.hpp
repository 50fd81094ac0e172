// SPDX-License-Identifier: Apache-2.0
//
// The numbers of chapter 3: the formulas of the textbook, in float and in double, run beside those
// of odds. The places where they break are searched for, not known: z goes through the multiples
// of 1/10, which lie far enough from the thresholds that every mathematical library finds the same.
//
//   naive    sigma(z) = 1 / (1 + exp(-z)),  -log(sigma(z)),  -log(1 - sigma(z))
#pragma once

#include <limits>
#include <vector>

namespace odds::lesson {

// The last z at which something still works, and the first at which it does not.
struct Break {
  double last = 0;
  double first = 0;
};

struct Breaks {
  Break overflow;    // exp(-z) is finite, infinite; z falls
  Break certainty;   // sigma(z) is below 1, is 1; z rises
  Break impossible;  // sigma(z) is above 0, is 0; z falls
};

// The loss of a row with y = 1 at z, by each formula.
struct TrickRow {
  double z = 0;
  float naive_float = 0;
  double naive_double = 0;
  double identity = 0;  // log(1 + t) - min(0, z) with t = exp(-|z|), the sum 1 + t rounded
  double stable = 0;
  int float_digits = 0;  // right ones of naive_float and naive_double
  int double_digits = 0;
};

struct TrickNumbers {
  Breaks in_float, in_double;
  std::vector<TrickRow> rows;
  double far = 0;            // a z, below zero, where the naive loss is infinite
  double far_loss = 0;       // and what it should be
  double sure = 0;           // a z, above zero, where sigma is 1 in double
  double sure_loss = 0;      // what the loss of y = 0 should be there; the naive one is infinite
  double sure_residual = 0;  // p - 1 there; the naive one is 0
};

TrickNumbers trick_numbers();

template <class Real>
Real naive_sigma(Real z);
template <class Real>
Real naive_loss(Real z);  // of y = 1

}  // namespace odds::lesson

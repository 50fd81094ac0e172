// SPDX-License-Identifier: Apache-2.0
//
// Softmax on lanes; see class_kernels.hpp.

#include <cstddef>

#include "kernels/class_kernels.hpp"
#include "kernels/lanes-inl.h"
#include "kernels/logistic-inl.h"

#if defined(ODDS_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_SOFTMAX_INL_H_
#undef ODDS_KERNELS_SOFTMAX_INL_H_
#else
#define ODDS_KERNELS_SOFTMAX_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

// log(1 + t) for t >= 0: halved until 1 + t is below 2, which is exact, then as log1p_unit. Sums of
// at most `classes` exponentials of which one is 1 take `halvings` steps.
HWY_INLINE Part log1p_of_sum(Part t, std::size_t halvings) {
  const Part one = set(1.0);
  const Part two = set(2.0);
  Part u = add(one, t);
  Part count = set(0.0);
  for (std::size_t step = 0; step < halvings; ++step) {
    const Part less = if_less(u, two, set(0.0), one);
    u = if_less(u, two, u, mul(u, set(0.5)));
    count = add(count, less);
  }
  // Below 2 the sum t itself has more digits than 1 + t.
  const Part rest = if_less(count, set(0.5), t, sub(u, one));
  const Part high = mul(count, set(0x1.62e42fefa39efp-1));
  const Part low = fma(count, set(0x1.62e42fefa39efp-1), neg(high));
  return add(high, add(fma(count, set(0x1.abc9e3b39803fp-56), low), log1p_unit(rest)));
}

inline std::size_t halvings_of(std::size_t classes) {
  std::size_t count = 0;
  while ((std::size_t{1} << count) < classes) ++count;
  return count;
}

// The largest score of a register of rows; NaN where one is NaN.
HWY_INLINE Part largest_score(const double* scores, std::size_t classes, std::size_t stride) {
  Part largest = load_part(scores);
  for (std::size_t k = 1; k < classes; ++k) {
    const Part z = load_part(scores + k * stride);
    // Not below, so that a NaN on either side comes through.
    largest = if_number(z, if_number(largest, if_less(largest, z, z, largest), largest), z);
  }
  return largest;
}

// One register of rows: returns the sum plus their losses.
HWY_INLINE Part softmax_part(const ClassTile& tile, std::size_t halvings, double* scores,
                             double* residual, Part w, Part y, Part sum) {
  const Part zero = set(0.0);
  const Part half = set(0.5);
  const Part largest = largest_score(scores, tile.class_count, tile.stride);
  Part others = zero;  // sum of e_k over k != y
  Part own = zero;     // e_y
  Part distance = zero;
  for (std::size_t k = 0; k < tile.class_count; ++k) {
    double* at = scores + k * tile.stride;
    const Part below = sub(largest, load_part(at));
    const Part e = exp_negative(neg(below));
    const Part is_own = abs(sub(y, set(static_cast<double>(k))));
    own = if_less(is_own, half, e, own);
    distance = if_less(is_own, half, below, distance);
    others = add(others, if_less(is_own, half, zero, e));
    store_part(e, at);
  }
  const Part total = add(own, others);
  const Part rest = if_less(zero, distance, sub(total, set(1.0)), others);
  const Part loss = add(distance, log1p_of_sum(rest, halvings));
  // A row that is not used may have any scores.
  sum = if_less(zero, w, fma(w, loss, sum), sum);
  for (std::size_t k = 0; k < tile.class_count; ++k) {
    double* at = scores + k * tile.stride;
    const Part e = load_part(at);
    if (residual != nullptr) {
      const Part is_own = abs(sub(y, set(static_cast<double>(k))));
      const Part difference = if_less(is_own, half, neg(others), e);
      store_part(mul(w, div(difference, total)), residual + k * tile.stride);
    }
    store_part(div(e, total), at);
  }
  return sum;
}

inline double softmax_tile(const ClassTile& tile, double* scores, double* residual) {
  const std::size_t halvings = halvings_of(tile.class_count);
  Part sums[part_count];
  for (Part& sum : sums) sum = set(0.0);
  for (std::size_t i = 0; i < tile.rows; i += lane_count) {
    for (std::size_t part = 0; part < part_count; ++part) {
      const std::size_t at = i + part * part_lanes;
      sums[part] =
          softmax_part(tile, halvings, scores + at, residual == nullptr ? nullptr : residual + at,
                       load_part(tile.weight + at), load_part(tile.outcome + at), sums[part]);
    }
  }
  double lanes[lane_count];
  for (std::size_t part = 0; part < part_count; ++part) {
    store_part(sums[part], lanes + part * part_lanes);
  }
  return fold(lanes);
}

inline void softmax_rows(std::size_t classes, std::size_t stride, std::size_t rows,
                         double* scores) {
  for (std::size_t i = 0; i < rows; i += part_lanes) {
    const Part largest = largest_score(scores + i, classes, stride);
    Part total = set(0.0);
    for (std::size_t k = 0; k < classes; ++k) {
      double* at = scores + k * stride + i;
      const Part e = exp_negative(sub(load_part(at), largest));
      total = add(total, e);
      store_part(e, at);
    }
    for (std::size_t k = 0; k < classes; ++k) {
      double* at = scores + k * stride + i;
      store_part(div(load_part(at), total), at);
    }
  }
}

// z_k - [m_k + log sum_(j != k) exp(z_j - m_k)], m_k the largest of the others: the largest score,
// or where that is z_k the second largest.
inline void logit_rows(std::size_t classes, std::size_t stride, std::size_t rows, double* scores) {
  const std::size_t halvings = halvings_of(classes);
  const Part lowest = set(-1.7976931348623157e308);
  for (std::size_t i = 0; i < rows; i += part_lanes) {
    double* row = scores + i;
    const Part first = largest_score(row, classes, stride);
    Part second = lowest;
    Part seen = set(0.0);  // how many have the largest score
    for (std::size_t k = 0; k < classes; ++k) {
      const Part z = load_part(row + k * stride);
      seen = if_less(z, first, seen, add(seen, set(1.0)));
      second = if_less(z, first, if_less(second, z, z, second), second);
    }
    second = if_less(set(1.5), seen, first, second);
    // The sums of exponentials without the largest one, and without the second largest.
    Part below_first = set(0.0);
    Part below_second = set(0.0);
    Part is_past_first = set(0.0);
    Part is_past_second = set(0.0);
    for (std::size_t k = 0; k < classes; ++k) {
      const Part z = load_part(row + k * stride);
      const Part one = set(1.0);
      const Part skips_first = if_less(z, first, set(0.0), sub(one, is_past_first));
      below_first =
          add(below_first, if_less(set(0.5), skips_first, set(0.0), exp_negative(sub(z, first))));
      is_past_first = add(is_past_first, skips_first);
      // The largest is left out here too, and one of the second largest.
      const Part lower = if_less(second, z, second, z);
      const Part may_skip = if_less(z, second, set(0.0), sub(one, is_past_second));
      const Part skips = if_less(set(0.5), skips_first, set(0.0), may_skip);
      const Part counts =
          if_less(set(0.5), add(skips, skips_first), set(0.0), exp_negative(sub(lower, second)));
      below_second = add(below_second, counts);
      is_past_second = add(is_past_second, skips);
    }
    const Part gap = sub(first, second);
    const Part of_largest = sub(gap, log1p_of_sum(below_second, halvings));
    for (std::size_t k = 0; k < classes; ++k) {
      double* at = row + k * stride;
      const Part below = sub(load_part(at), first);
      const Part rest = sub(below_first, exp_negative(below));
      const Part positive = if_less(rest, set(0.0), set(0.0), rest);
      const Part of_other = sub(below, log1p_of_sum(positive, halvings));
      store_part(if_less(below, set(0.0), of_other, of_largest), at);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

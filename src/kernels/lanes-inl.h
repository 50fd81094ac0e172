// SPDX-License-Identifier: Apache-2.0
//
// Eight logical lanes of doubles, the same on every target:
//
//   AVX-512   one register of 8        AVX2   two of 4
//   NEON      four of 2                any other: eight doubles and std::fma
//
// Every operation is correctly rounded (IEEE 754) and lanes are folded in one written order, so all
// targets give the same bits. `One` is a single lane with the same operations, for scalar
// functions. Compiled once for each target by Highway's foreach_target.h.

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <hwy/highway.h>

#if defined(ODDS_KERNELS_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_LANES_INL_H_
#undef ODDS_KERNELS_LANES_INL_H_
#else
#define ODDS_KERNELS_LANES_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

inline constexpr std::size_t lane_count = 8;

// A single lane.
struct One {
  double v;
};
HWY_INLINE One set(One, double x) { return {x}; }
HWY_INLINE One add(One a, One b) { return {a.v + b.v}; }
HWY_INLINE One sub(One a, One b) { return {a.v - b.v}; }
HWY_INLINE One mul(One a, One b) { return {a.v * b.v}; }
HWY_INLINE One div(One a, One b) { return {a.v / b.v}; }
HWY_INLINE One fma(One a, One b, One c) { return {std::fma(a.v, b.v, c.v)}; }
HWY_INLINE One neg_fma(One a, One b, One c) { return {std::fma(-a.v, b.v, c.v)}; }
HWY_INLINE One neg(One a) { return {-a.v}; }
HWY_INLINE One abs(One a) { return {std::fabs(a.v)}; }
// a < b ? x : y; false where either is NaN.
HWY_INLINE One if_less(One a, One b, One x, One y) { return a.v < b.v ? x : y; }
// x where a is a number, else y.
HWY_INLINE One if_number(One a, One x, One y) { return a.v == a.v ? x : y; }
// 2^n for integral n in [-1022, 1023].
HWY_INLINE One power_of_two(One n) {
  constexpr double to_exponent_bits = 4503599627370496.0 + 1023.0;  // 2^52 + bias
  return {std::bit_cast<double>(std::bit_cast<std::uint64_t>(n.v + to_exponent_bits) << 52U)};
}

#if HWY_TARGET == HWY_AVX2 || HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86 || HWY_TARGET == HWY_NEON

using Tag = hn::CappedTag<double, lane_count>;
using Vector = hn::Vec<Tag>;
inline constexpr std::size_t part_lanes = HWY_TARGET == HWY_NEON   ? 2
                                          : HWY_TARGET == HWY_AVX2 ? 4
                                                                   : 8;
// One register of lanes. Loops over rows run over the parts of eight lanes one after another.
struct Part {
  Vector v;
};
HWY_INLINE Part load_part(const double* from) { return {hn::LoadU(Tag(), from)}; }
HWY_INLINE void store_part(Part a, double* to) { hn::StoreU(a.v, Tag(), to); }
HWY_INLINE Part set(Part, double x) { return {hn::Set(Tag(), x)}; }
HWY_INLINE Part add(Part a, Part b) { return {hn::Add(a.v, b.v)}; }
HWY_INLINE Part sub(Part a, Part b) { return {hn::Sub(a.v, b.v)}; }
HWY_INLINE Part mul(Part a, Part b) { return {hn::Mul(a.v, b.v)}; }
HWY_INLINE Part div(Part a, Part b) { return {hn::Div(a.v, b.v)}; }
HWY_INLINE Part fma(Part a, Part b, Part c) { return {hn::MulAdd(a.v, b.v, c.v)}; }
HWY_INLINE Part neg_fma(Part a, Part b, Part c) { return {hn::NegMulAdd(a.v, b.v, c.v)}; }
HWY_INLINE Part neg(Part a) { return {hn::Neg(a.v)}; }
HWY_INLINE Part abs(Part a) { return {hn::Abs(a.v)}; }
HWY_INLINE Part if_less(Part a, Part b, Part x, Part y) {
  return {hn::IfThenElse(hn::Lt(a.v, b.v), x.v, y.v)};
}
HWY_INLINE Part if_number(Part a, Part x, Part y) {
  return {hn::IfThenElse(hn::Eq(a.v, a.v), x.v, y.v)};
}
HWY_INLINE Part power_of_two(Part n) {
  const Tag d;
  const hn::RebindToUnsigned<Tag> du;
  const Vector shifted = hn::Add(n.v, hn::Set(d, 4503599627370496.0 + 1023.0));
  return {hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(du, shifted)))};
}

#else  // portable

inline constexpr std::size_t part_lanes = 8;
struct Part {
  One v[part_lanes];
};
template <class Operation>
HWY_INLINE Part each_lane(Operation operation) {
  Part result;
  for (std::size_t lane = 0; lane < part_lanes; ++lane) result.v[lane] = operation(lane);
  return result;
}
HWY_INLINE Part load_part(const double* from) {
  return each_lane([&](std::size_t l) { return One{from[l]}; });
}
HWY_INLINE void store_part(const Part& a, double* to) {
  for (std::size_t lane = 0; lane < part_lanes; ++lane) to[lane] = a.v[lane].v;
}
HWY_INLINE Part set(const Part&, double x) {
  return each_lane([&](std::size_t) { return One{x}; });
}
HWY_INLINE Part add(const Part& a, const Part& b) {
  return each_lane([&](std::size_t l) { return add(a.v[l], b.v[l]); });
}
HWY_INLINE Part sub(const Part& a, const Part& b) {
  return each_lane([&](std::size_t l) { return sub(a.v[l], b.v[l]); });
}
HWY_INLINE Part mul(const Part& a, const Part& b) {
  return each_lane([&](std::size_t l) { return mul(a.v[l], b.v[l]); });
}
HWY_INLINE Part div(const Part& a, const Part& b) {
  return each_lane([&](std::size_t l) { return div(a.v[l], b.v[l]); });
}
HWY_INLINE Part fma(const Part& a, const Part& b, const Part& c) {
  return each_lane([&](std::size_t l) { return fma(a.v[l], b.v[l], c.v[l]); });
}
HWY_INLINE Part neg_fma(const Part& a, const Part& b, const Part& c) {
  return each_lane([&](std::size_t l) { return neg_fma(a.v[l], b.v[l], c.v[l]); });
}
HWY_INLINE Part neg(const Part& a) {
  return each_lane([&](std::size_t l) { return neg(a.v[l]); });
}
HWY_INLINE Part abs(const Part& a) {
  return each_lane([&](std::size_t l) { return abs(a.v[l]); });
}
HWY_INLINE Part if_less(const Part& a, const Part& b, const Part& x, const Part& y) {
  return each_lane([&](std::size_t l) { return if_less(a.v[l], b.v[l], x.v[l], y.v[l]); });
}
HWY_INLINE Part if_number(const Part& a, const Part& x, const Part& y) {
  return each_lane([&](std::size_t l) { return if_number(a.v[l], x.v[l], y.v[l]); });
}
HWY_INLINE Part power_of_two(const Part& n) {
  return each_lane([&](std::size_t l) { return power_of_two(n.v[l]); });
}

#endif

inline constexpr std::size_t part_count = lane_count / part_lanes;

HWY_INLINE Part set(double x) { return set(Part{}, x); }

// The one order in which eight lanes are folded.
HWY_INLINE double fold(const double* lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

// out[i] = fold(lanes + 8 i) for i < count. `lanes` is aligned to 64 bytes; `out` has room for
// count rounded up to a multiple of 4.
HWY_INLINE void fold_rows(const double* lanes, std::size_t count, double* out) {
  std::size_t i = 0;
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  const Tag d;
  for (; i + 4 <= count; i += 4) {
    const double* row = lanes + i * lane_count;
    const Vector a = hn::Load(d, row);
    const Vector b = hn::Load(d, row + lane_count);
    const Vector c = hn::Load(d, row + 2 * lane_count);
    const Vector e = hn::Load(d, row + 3 * lane_count);
    // Lanes 0 to 3 plus lanes 4 to 7, of a and c, of b and e.
    const Vector ac = hn::Add(hn::ConcatLowerLower(d, c, a), hn::ConcatUpperUpper(d, c, a));
    const Vector be = hn::Add(hn::ConcatLowerLower(d, e, b), hn::ConcatUpperUpper(d, e, b));
    const Vector even = hn::InterleaveLower(d, ac, be);
    const Vector odd = hn::InterleaveUpper(d, ac, be);
    const Vector sums = hn::Add(hn::Add(even, hn::SwapAdjacentBlocks(even)),
                                hn::Add(odd, hn::SwapAdjacentBlocks(odd)));
    const hn::CappedTag<double, 2> pair;
    hn::StoreU(hn::LowerHalf(pair, hn::LowerHalf(sums)), pair, out + i);
    hn::StoreU(hn::LowerHalf(pair, hn::UpperHalf(hn::Half<Tag>(), sums)), pair, out + i + 2);
  }
#endif
  for (; i < count; ++i) out[i] = fold(lanes + i * lane_count);
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

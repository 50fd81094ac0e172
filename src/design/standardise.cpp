// SPDX-License-Identifier: Apache-2.0
#include "design/standardise.hpp"

#include <algorithm>
#include <cmath>

namespace odds::design {
namespace {

// `mean` rounded to a multiple of 2^-20 of the spread, where that leaves it fewer than 53 bits.
double round_centre(double mean, double low, double high) {
  constexpr int kept_bits = 20;
  const double spread = std::max(high - mean, mean - low);
  if (spread == 0) return mean;
  const double grid = std::ldexp(1.0, std::max(std::ilogb(spread) - kept_bits, -1000));
  const double steps = mean / grid;
  return std::fabs(steps) < 0x1p52 ? std::nearbyint(steps) * grid : mean;
}

}  // namespace

Scaling standardise(const Feature& feature, bool centred) {
  return standardise_about(feature,
                           centred ? round_centre(feature.mean, feature.low, feature.high) : 0.0);
}

Scaling standardise_about(const Feature& feature, double centre) {
  const double low = feature.low;
  const double high = feature.high;
  Scaling scaling;
  NumberTransform& transform = scaling.transform;
  transform.pre = std::ldexp(1.0, feature.pre_exponent);
  transform.centre = centre;
  const double spread =
      std::max(std::fabs(high - transform.centre), std::fabs(low - transform.centre));
  const int step = spread == 0 ? 0 : -(std::ilogb(spread) + 1);
  transform.scale = std::ldexp(1.0, step);
  scaling.exponent = feature.pre_exponent + step;
  scaling.centre = std::ldexp(transform.centre, -feature.pre_exponent);
  scaling.mean = std::ldexp(feature.mean, -feature.pre_exponent);
  scaling.largest = spread * transform.scale;
  if (feature.missing_count != 0) {
    transform.fills = true;
    transform.fill = scaling.mean;
  }
  return scaling;
}

}  // namespace odds::design

// SPDX-License-Identifier: Apache-2.0
//
// Scaling and summaries of a column, on lanes.

#include <limits>

#include "kernels/column_kernels.hpp"
#include "kernels/lanes-inl.h"

#if defined(ODDS_KERNELS_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_COLUMNS_INL_H_
#undef ODDS_KERNELS_COLUMNS_INL_H_
#else
#define ODDS_KERNELS_COLUMNS_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

class ScaleLanes {
 public:
  explicit ScaleLanes(const ColumnScale& by)
      : pre_(set(by.pre)), centre_(set(by.centre)), scale_(set(by.scale)) {}
  HWY_INLINE Part operator()(Part x) const { return mul(sub(mul(x, pre_), centre_), scale_); }

 private:
  Part pre_;
  Part centre_;
  Part scale_;
};

// Eight lanes of a summary.
class SummaryLanes {
 public:
  SummaryLanes(double pre, double origin) : pre_(set(pre)), origin_(set(origin)) {
    for (std::size_t part = 0; part < part_count; ++part) {
      low_[part] = set(std::numeric_limits<double>::infinity());
      high_[part] = set(-std::numeric_limits<double>::infinity());
      moment_[part] = set(0.0);
      count_[part] = set(0.0);
    }
  }

  // Eight values.
  HWY_INLINE void add(const double* x) {
    for (std::size_t part = 0; part < part_count; ++part) {
      const Part value = mul(load_part(x + part * part_lanes), pre_);
      low_[part] = if_less(value, low_[part], value, low_[part]);
      high_[part] = if_less(high_[part], value, value, high_[part]);
      const Part zero = set(0.0);
      moment_[part] =
          kernels::HWY_NAMESPACE::add(moment_[part], if_number(value, sub(value, origin_), zero));
      count_[part] = kernels::HWY_NAMESPACE::add(count_[part], if_number(value, set(1.0), zero));
    }
  }

  ColumnSummary fold_lanes() const {
    alignas(64) double low[lane_count];
    alignas(64) double high[lane_count];
    alignas(64) double moment[lane_count];
    alignas(64) double count[lane_count];
    for (std::size_t part = 0; part < part_count; ++part) {
      store_part(low_[part], low + part * part_lanes);
      store_part(high_[part], high + part * part_lanes);
      store_part(moment_[part], moment + part * part_lanes);
      store_part(count_[part], count + part * part_lanes);
    }
    ColumnSummary summary;
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      summary.low = low[lane] < summary.low ? low[lane] : summary.low;
      summary.high = high[lane] > summary.high ? high[lane] : summary.high;
    }
    summary.moment = fold(moment);
    summary.count = fold(count);
    return summary;
  }

 private:
  Part pre_;
  Part origin_;
  Part low_[part_count];
  Part high_[part_count];
  Part moment_[part_count];
  Part count_[part_count];
};

HWY_INLINE ColumnSummary summary_of(const double* x, std::size_t count, double pre, double origin) {
  SummaryLanes lanes(pre, origin);
  std::size_t i = 0;
  for (; i + lane_count <= count; i += lane_count) lanes.add(x + i);
  if (i != count) {
    double rest[lane_count];
    for (double& value : rest) value = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = i; k < count; ++k) rest[k - i] = x[k];
    lanes.add(rest);
  }
  return lanes.fold_lanes();
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

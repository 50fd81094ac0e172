// SPDX-License-Identifier: Apache-2.0
//
// The Highway targets of this machine, as parameters of tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "kernels/targets.hpp"

namespace odds::read::tests {

inline std::vector<std::int64_t> machine_targets() {
  std::vector<std::int64_t> targets = {HWY_STATIC_TARGET};
  for (std::int64_t rest = kernels::machine_targets(); rest != 0; rest &= rest - 1) {
    if ((rest & -rest) != HWY_STATIC_TARGET) targets.push_back(rest & -rest);
  }
  return targets;
}

inline std::string target_name(const testing::TestParamInfo<std::int64_t>& info) {
  return hwy::TargetName(info.param);
}

}  // namespace odds::read::tests

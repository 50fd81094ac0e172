// SPDX-License-Identifier: Apache-2.0
//
// For a layer that compiles vector code of its own: which of its targets to run.
#pragma once

#include <cstddef>
#include <cstdint>

#include <hwy/targets.h>

namespace odds::kernels {

// The Highway targets that the processor can run.
std::int64_t machine_targets();

// The Highway targets that may run: all that the machine has, or those that ODDS_KERNELS names.
// Throws Error{usage, "usage.kernels"} when it names an absent one.
std::int64_t allowed_targets();

// The functions that were compiled of one name, by target. (HWY_EXPORT without its first entry,
// which needs Highway's library.)
#define ODDS_TARGET_TABLE(table, function)                              \
  static constexpr decltype(&HWY_STATIC_DISPATCH(function)) table[] = { \
      nullptr, HWY_CHOOSE_TARGET_LIST(function), HWY_CHOOSE_FALLBACK(function)}

// The best function of such a table; the baseline's where `targets` has none of it.
// (Of internal linkage: what was compiled differs from one source file to the next.)
template <class Function, std::size_t count>
static Function best_of(Function const (&table)[count], std::int64_t targets) {
  static_assert(count == HWY_MAX_DYNAMIC_TARGETS + 2);
  hwy::ChosenTarget chosen;
  chosen.Update(targets | HWY_STATIC_TARGET);
  return table[chosen.GetIndex()];
}

}  // namespace odds::kernels

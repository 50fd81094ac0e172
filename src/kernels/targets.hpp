// SPDX-License-Identifier: Apache-2.0
//
// For a layer that compiles vector code of its own: which of its targets to run.
#pragma once

#include <cstddef>
#include <cstdint>

#include <hwy/targets.h>

namespace odds::kernels {

// The Highway targets that may run: all that the machine has, or those that ODDS_KERNELS names.
// Throws Error{usage, "usage.kernels"} when it names an absent one.
std::int64_t allowed_targets();

// The best function of a table made by HWY_EXPORT; the baseline's where `targets` has none of it.
// (Of internal linkage: what was compiled differs from one source file to the next.)
template <class Function, std::size_t count>
static Function best_of(Function const (&table)[count], std::int64_t targets) {
  if constexpr (count == 1) return table[0];
  hwy::ChosenTarget chosen;
  chosen.Update(targets | HWY_STATIC_TARGET);
  return table[chosen.GetIndex()];
}

}  // namespace odds::kernels

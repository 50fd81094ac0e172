// SPDX-License-Identifier: Apache-2.0
//
// The options that keep coefficients small, or where they may lie: penalties, bounds, Firth's
// method.
#pragma once

#include <odds/model.hpp>

#include "options.hpp"

namespace odds::cli {

// --penalty-factor, --standardize, --bounds: what a single fit shares with paths, whose penalties
// come from a grid.
void declare_penalty_shape(Options& options, DesignOptions& design);

// All of a single fit: --l1, --l2, the above, --firth.
void declare_penalty_options(Options& options, FitOptions& fit);

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// The options of "odds fit" that choose standard errors, intervals and tests.
#pragma once

#include <odds/model.hpp>

#include "options.hpp"

namespace odds::cli {

void declare_inference_options(Options& options, FitOptions& fit);

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// The options that say what is asked of a table, shared by every command that fits: target and
// event, features, rows.
#pragma once

#include <string>

#include <odds/design.hpp>

#include "options.hpp"

namespace odds::cli {

// --target, --event
void declare_question(Options& options, DesignOptions& design);

// --features, --drop, --categorical, --reference, --interact, --no-intercept
void declare_features(Options& options, DesignOptions& design);

// --missing, --weights, --freq-weights, --offset
void declare_rows(Options& options, DesignOptions& design);

// After parsing: a target is there where one is needed, and --features and --drop do not meet.
void check_question(const std::string& command, const std::string& data,
                    const DesignOptions& design, bool needs_target = true);

}  // namespace odds::cli

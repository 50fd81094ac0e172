// SPDX-License-Identifier: Apache-2.0
//
// The options that say what is asked of a table, shared by every command that fits: target and
// event, features, rows.
#pragma once

#include <string>

#include <odds/base.hpp>
#include <odds/design.hpp>
#include <odds/read.hpp>

#include "options.hpp"

namespace odds::cli {

// --target, --event
void declare_question(Options& options, DesignOptions& design);

// --features, --drop, --categorical, --reference, --interact, --no-intercept
void declare_features(Options& options, DesignOptions& design);

// --missing, --weights, --freq-weights, --offset
void declare_rows(Options& options, DesignOptions& design);

// Throws Error{usage} "usage.target" where there is none.
void require_target(const std::string& command, const std::string& data,
                    const DesignOptions& design);

// After parsing: --features and --drop do not meet, and a target is there, but for data that may be
// LIBSVM's: what they are is known when they are read.
void check_question(const std::string& command, const std::string& data, const ReadOptions& read,
                    const DesignOptions& design);

// Runs what reads the data; that no target was given is told in the words of the command line.
template <class Run>
auto with_target(const std::string& command, const std::string& data, const DesignOptions& design,
                 const Run& run) {
  try {
    return run();
  } catch (const Error& error) {
    if (error.code() == "target.not_given") require_target(command, data, design);
    throw;
  }
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// Options that several subcommands have, declared once.
#pragma once

#include <odds/base.hpp>
#include <odds/read.hpp>

#include "options.hpp"

namespace odds::cli {

// --delimiter, --decimal, --no-header
void declare_read_options(Options& options, ReadOptions& read);

// --threads and --quiet
void declare_run_options(Options& options, RunOptions& run, bool& quiet);

// --json
void declare_json_option(Options& options, bool& json);

// After parsing: settings of --delimiter and --decimal that exclude each other are refused.
void check_read_options(const ReadOptions& read);

}  // namespace odds::cli

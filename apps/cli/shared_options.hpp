// SPDX-License-Identifier: Apache-2.0
//
// Options that several subcommands have, declared once.
#pragma once

#include <odds/base.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>

#include "options.hpp"
#include "values.hpp"

namespace odds::cli {

inline constexpr Words<MissingPolicy> missing_words = {
    {"error", MissingPolicy::error}, {"drop", MissingPolicy::drop}, {"mean", MissingPolicy::mean}};

// What a command that only uses a model remarks on one that is not the optimum.
inline constexpr const char* not_converged_remark =
    "odds: note: the model did not converge, so its probabilities are not the best ones.";

// --delimiter, --decimal, --no-header
void declare_read_options(Options& options, ReadOptions& read);

// --threads and --quiet
void declare_run_options(Options& options, RunOptions& run, bool& quiet);

// --json
void declare_json_option(Options& options, bool& json);

// --unseen
void declare_unseen_option(Options& options, UnseenPolicy& unseen);

// --level
void declare_level_option(Options& options, double standard, double& level);

// After parsing: settings of --delimiter and --decimal that exclude each other are refused.
void check_read_options(const ReadOptions& read);

}  // namespace odds::cli

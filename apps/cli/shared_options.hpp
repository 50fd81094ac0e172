// SPDX-License-Identifier: Apache-2.0
//
// Options that several subcommands have, declared once.
#pragma once

#include <optional>
#include <string>

#include <odds/base.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>

#include "options.hpp"
#include "values.hpp"

namespace odds::cli {

inline constexpr Words<MissingPolicy> missing_words = {
    {"error", MissingPolicy::error}, {"drop", MissingPolicy::drop}, {"mean", MissingPolicy::mean}};

// Of commands in which no row can be dropped.
inline constexpr Words<MissingPolicy> filling_words = {{"error", MissingPolicy::error},
                                                       {"mean", MissingPolicy::mean}};

// What a command that only uses a model remarks on one that is not the optimum. A training's end is
// no remark: it is none by its nature.
void remark_not_converged(const FittedModel& model);

// --format, --zero-based, --delimiter, --decimal, --no-header
void declare_read_options(Options& options, ReadOptions& read);

// --threads and --quiet
void declare_run_options(Options& options, RunOptions& run, bool& quiet);

// --json
void declare_json_option(Options& options, bool& json);

// --unseen
void declare_unseen_option(Options& options, UnseenPolicy& unseen);

// --target, --weights, --freq-weights and --no-weights of a command that knows the model's.
struct RoleNames {
  std::optional<std::string>& target;
  std::optional<std::string>& weights;
  std::optional<std::string>& freq_weights;
};
void declare_role_options(Options& options, const RoleNames& names, bool& no_weights);
// After parsing: --no-weights takes the weights out.
void apply_no_weights(bool no_weights, const RoleNames& names);

// --level
void declare_level_option(Options& options, double standard, double& level);

// After parsing: settings that exclude each other are refused.
void check_read_options(const ReadOptions& read);

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// The subcommands: one file each, one line each in the list of main.cpp. A command gets the
// arguments after its name and returns the exit code; what it refuses it throws.
#pragma once

#include <string>
#include <vector>

#include "options.hpp"

namespace odds::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_bug = 3;
inline constexpr int exit_interrupted = 130;

using Arguments = std::vector<std::string>;

int run_fit(const Arguments& arguments);
int run_predict(const Arguments& arguments);
int run_show(const Arguments& arguments);
int run_inspect(const Arguments& arguments);

// The arguments alone: throws what the command would throw before it touches any data. For tests.
void check_fit_arguments(const Arguments& arguments);
void check_predict_arguments(const Arguments& arguments);
void check_show_arguments(const Arguments& arguments);
void check_inspect_arguments(const Arguments& arguments);

}  // namespace odds::cli

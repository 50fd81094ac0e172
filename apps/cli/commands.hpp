// SPDX-License-Identifier: Apache-2.0
//
// The subcommands: one file each, one line each in the list of commands.cpp. A command gets the
// arguments after its name and returns the exit code; what it refuses it throws.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"

namespace odds::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_bug = 3;

// The same in words, with the codes of signals.
inline constexpr std::string_view exit_codes =
    "0 done; 1 refused, or not converged (marked in the result); 2 wrong usage; 3 a bug in odds; "
    "130 interrupted; 143 asked to terminate.";

using Arguments = std::vector<std::string>;

struct Command {
  std::string_view name;
  std::string_view arguments;
  std::string_view purpose;
  int (*run)(const Arguments&);
  Description (*describe)();
};

std::span<const Command> commands();

int run_fit(const Arguments& arguments);
int run_path(const Arguments& arguments);
int run_cv(const Arguments& arguments);
int run_predict(const Arguments& arguments);
int run_evaluate(const Arguments& arguments);
int run_explain(const Arguments& arguments);
int run_plot(const Arguments& arguments);
int run_report(const Arguments& arguments);
int run_show(const Arguments& arguments);
int run_inspect(const Arguments& arguments);
int run_lesson(const Arguments& arguments);
int run_generate(const Arguments& arguments);

Description describe_fit();
Description describe_path();
Description describe_cv();
Description describe_predict();
Description describe_evaluate();
Description describe_explain();
Description describe_plot();
Description describe_report();
Description describe_show();
Description describe_inspect();
Description describe_lesson();
Description describe_generate();

// The arguments alone: throws what the command would throw before it touches any data. For tests.
void check_fit_arguments(const Arguments& arguments);
void check_path_arguments(const Arguments& arguments);
void check_cv_arguments(const Arguments& arguments);
void check_predict_arguments(const Arguments& arguments);
void check_evaluate_arguments(const Arguments& arguments);
void check_explain_arguments(const Arguments& arguments);
void check_plot_arguments(const Arguments& arguments);
void check_report_arguments(const Arguments& arguments);
void check_show_arguments(const Arguments& arguments);
void check_inspect_arguments(const Arguments& arguments);
void check_lesson_arguments(const Arguments& arguments);

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// The options of a grid of penalties, shared by "odds path" and "odds cv".
#pragma once

#include <string>

#include <odds/selection.hpp>

#include "options.hpp"

namespace odds::cli {

// --mix, --points, --min-ratio, --lambdas, --tolerance
void declare_grid_options(Options& options, PathOptions& path);

// --csv
void declare_csv_option(Options& options, std::string& file);

// After parsing: a grid is either given or made.
void check_grid_options(const PathOptions& path);

// The exit code of a path, with a line on standard error where points missed the tolerance.
int path_exit(const Path& path);

}  // namespace odds::cli

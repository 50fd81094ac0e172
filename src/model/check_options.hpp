// SPDX-License-Identifier: Apache-2.0
//
// What can be refused before the data are read: values out of range, options that do not go
// together.
#pragma once

#include <string>

#include <odds/model.hpp>

namespace odds::model {

// Throws Error{usage, code} unless `holds`.
void require_option(bool holds, const char* code, const std::string& message,
                    const std::string& hint);

// Throws Error{usage}: fit.*
void check_options(const FitOptions& options);

// `automatic` resolved.
Solver solver_of(const FitOptions& options);

// "newton", "lbfgs", "gd", "sgd", "adam", "cd", "newton-cg", "dual"
std::string solver_name(Solver solver);

}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
//
// The table of coefficients: aligned, as wide as the terminal, losing its less important columns
// before it clips names.
#pragma once

#include <string>

#include <odds/model.hpp>
#include <odds/report.hpp>

namespace odds::report {

std::string coefficient_table(const FittedModel& model, const TextOptions& options);

}  // namespace odds::report

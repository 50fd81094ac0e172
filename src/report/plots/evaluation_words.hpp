// SPDX-License-Identifier: Apache-2.0
//
// Words that the plots of an evaluation share.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <odds/report.hpp>

namespace odds::report::plots {

// The evaluation with its curves; refuses a report without.
const ModelEvaluation& evaluation_of(const Report& report, const char* plot);

// "P(survived = yes)"
std::string probability_words(const ModelEvaluation& evaluation);

// "2,201 rows of titanic.csv, the data of the fit."
std::string rows_words(const ModelEvaluation& evaluation);

// "0.7602 (95% limits 0.7385 to 0.7808)"; without the limits where there are none.
std::string with_limits(double value, double low, double high, double level);

// Those that get a colour of their own: the largest, in their order.
std::vector<std::size_t> largest_classes(const ModelEvaluation& evaluation);

}  // namespace odds::report::plots

// SPDX-License-Identifier: Apache-2.0
//
// What a summary says below the coefficients about several of them at once: the tests of the whole
// model, the joint tests of columns with more than one term, explained variation, and where the
// standard errors and intervals come from.
#pragma once

#include <string>

#include <odds/model.hpp>
#include <odds/report.hpp>

namespace odds::report {

// Each starts with an empty line, and is empty where there is nothing to show.
std::string global_tests_table(const FittedModel& model, const TextOptions& options);
std::string joint_tests_table(const FittedModel& model, const TextOptions& options);

// "R2: McFadden 0.202, ..."; empty without.
std::string r2_sentence(const FittedModel& model);

// "Robust standard errors (HC1)."; empty where standard errors and intervals are the usual ones.
std::string covariance_sentence(const FittedModel& model);

}  // namespace odds::report

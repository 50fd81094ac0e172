// SPDX-License-Identifier: Apache-2.0
//
// What a penalty and bounds act on, and what they did, in sentences. "" where there is none.
#pragma once

#include <string>

#include <odds/model.hpp>

namespace odds::report {

// "Lasso (--l1 0.01) on the coefficients; age is free."
std::string penalty_sentence(const FittedModel& model);

// "3 of 10 estimates are 0; at a bound: age."
std::string zeros_sentence(const FittedModel& model);

}  // namespace odds::report

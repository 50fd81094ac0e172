// SPDX-License-Identifier: Apache-2.0
//
// Losses with their limits, of two classes or more.
#pragma once

#include <string>

#include <odds/evaluation.hpp>

#include "report/page.hpp"

namespace odds::report {

// "95% interval 0.4793 to 0.5248"; "" where there is none.
std::string interval_text(double level, double low, double high);

// `base` is what the other log-loss is of, `brier` says what the Brier score is.
void put_losses(const ModelEvaluation& evaluation, const std::string& base,
                const std::string& brier, Page& page);

}  // namespace odds::report

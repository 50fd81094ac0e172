// SPDX-License-Identifier: Apache-2.0
//
// Words that several pages on paths and cross-validation share.
#pragma once

#include <string>

#include <odds/selection.hpp>

namespace odds::report {

// "deviance", "auc", "misclassification", as --measure takes them.
const char* measure_name(Measure measure);

// "Lasso path", "Elastic-net path (mix 0.5)"
std::string path_kind(double mix);

}  // namespace odds::report

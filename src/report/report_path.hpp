// SPDX-License-Identifier: Apache-2.0
//
// A path and cross-validation as members of odds.report/1: what their plots show. All points are in
// odds.path/1 and odds.cv/1.
#pragma once

#include <cstddef>

#include <odds/report.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

inline constexpr std::size_t most_path_curves = 60;

// "path" and "cv", null where the report has none.
void put_path_and_cv(const Report& report, model_file::Json& json);

}  // namespace odds::report

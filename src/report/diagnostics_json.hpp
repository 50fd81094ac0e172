// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include <odds/evaluation.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

// {"is_fit_data", "rows", ..., "segments", "classification", "notes"}. "dfbetas" are in the order
// of the model's terms, and empty where there are more than most_dfbetas.
inline constexpr std::size_t most_dfbetas = 100;
model_file::Json diagnostics_json(const Diagnostics& diagnostics, const FittedModel& model);

// [{"column", "is_number", "points", ...}]
model_file::Json effects_json(const std::vector<Effect>& effects);

}  // namespace odds::report

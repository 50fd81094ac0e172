// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <odds/evaluation.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

// {"schema": "odds.evaluate/1", ...}
model_file::Json evaluation_json(const ModelEvaluation& evaluation);

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <odds/explanation.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

// {"schema": "odds.explain/1", ...}
model_file::Json explanation_json(const Explanation& explanation);

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
//
// A network and its training as members of odds.fit/1.
#pragma once

#include <odds/model.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

// Adds "network", "training" and "gradient_check", null where absent, and makes null what a network
// does not have. Leaves the summary of every other model alone.
void put_network(const FittedModel& model, model_file::Json& json);

}  // namespace odds::report

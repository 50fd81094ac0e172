// SPDX-License-Identifier: Apache-2.0
//
// A fitted network as a person reads it.
#pragma once

#include <string>

#include <odds/model.hpp>
#include <odds/report.hpp>

namespace odds::report {

// "Network (16 + 8 tanh units)"
std::string network_name(const FittedModel& model);

// What stands between the heading and the notes: architecture, training, idle units, the check of
// the gradient, and the units of the first layer.
std::string network_text(const FittedModel& model, const TextOptions& options);

}  // namespace odds::report

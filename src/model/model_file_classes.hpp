// SPDX-License-Identifier: Apache-2.0
//
// What a model file of several classes has to hold.
#pragma once

#include <cstddef>
#include <string>

#include <odds/model.hpp>

namespace odds::model_file {

// Throws Error{refused}: model.range, model.length, model.reference, model.not_finite.
void check_classes(const FittedModel& model, const std::string& file);

}  // namespace odds::model_file

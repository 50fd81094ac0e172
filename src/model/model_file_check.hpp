// SPDX-License-Identifier: Apache-2.0
//
// What the fields of a loaded model must satisfy together, so that prediction and reports can rely
// on it: names exist, lengths agree, coefficients are finite.
#pragma once

#include <string>

#include <odds/model.hpp>

namespace odds::model_file {

// Throws Error: model.range, model.length, model.not_finite, model.reference.
void check_model(const FittedModel& model, const std::string& file);

// The same of the sparse columns alone.
void check_sparse(const FittedModel& model, const std::string& file);

}  // namespace odds::model_file

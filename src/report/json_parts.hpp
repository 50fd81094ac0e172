// SPDX-License-Identifier: Apache-2.0
//
// Members that several JSON results have.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/model.hpp>
#include <odds/network.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

// The name of a column, or null where the role was not given.
model_file::Json role(const std::string& column);

// "logistic", "tanh", "relu"
const char* activation_name(Activation activation);

// [{"code": ..., "message": ...}, ...]
model_file::Json notes_json(const std::vector<Note>& notes);

// What was asked of which rows.
void put_question(model_file::Json& json, const FittedModel& model);

// Strengths, factors by column, bounds.
model_file::Json penalty_json(const FittedModel& model);

model_file::Json dropped_json(const DroppedTerm& dropped);

// {"schema": "odds.fit/1", ...}
model_file::Json model_json(const FittedModel& model);
// With these of its terms: indices of FittedModel::terms, and behind them those of
// FittedModel::sparse.
model_file::Json model_json(const FittedModel& model, const std::vector<std::size_t>& shown);

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
//
// Which columns of a table an evaluation needs, and in which part. Names are those of the fit
// unless the options give others.
#pragma once

#include <string>
#include <vector>

#include <odds/evaluation.hpp>

#include "design/roles.hpp"

namespace odds::evaluation {

// Target, trials, weights and offset; no features. Throws Error: evaluate.column_missing,
// evaluate.counts, predict.column_missing, column.not_found.
design::Roles find_roles(const FittedModel& model, const std::vector<std::string>& names,
                         const EvaluateOptions& options);

// The names of the columns in a role and of those the model scores from, each once.
std::vector<std::string> needed_columns(const FittedModel& model,
                                        const std::vector<std::string>& names,
                                        const EvaluateOptions& options);

// Columns that are to be read as categories, since the model knows their values as text.
std::vector<std::string> text_columns(const FittedModel& model, const EvaluateOptions& options);

}  // namespace odds::evaluation

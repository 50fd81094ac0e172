// SPDX-License-Identifier: Apache-2.0
//
// The data of an evaluation in a file, of which only the columns that are needed are parsed.
#pragma once

#include <string>

#include <odds/evaluation.hpp>

namespace odds::evaluation {

// Says in options.is_fit_data whether the file is the one of the fit.
ReadResult read_data(const FittedModel& model, const std::string& data, const ReadOptions& read,
                     EvaluateOptions& options, const RunOptions& run);

// Where the rows came from, and what was noted on the way.
void set_source(const std::string& data, const ReadResult& input, ModelEvaluation& evaluation);

}  // namespace odds::evaluation

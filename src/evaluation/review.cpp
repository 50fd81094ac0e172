// SPDX-License-Identifier: Apache-2.0
//
// A file is read once, and everything is said of the model that its rows allow.
#include <odds/evaluation.hpp>

#include "evaluation/data_file.hpp"
#include "model/data_faults.hpp"

namespace odds {

Review review(const FittedModel& model, const std::string& data, const ReadOptions& read,
              const DiagnoseOptions& options, const RunOptions& run) {
  Review result;
  DiagnoseOptions known = options;
  const Table& table = result.input.table;
  try {
    result.input = evaluation::read_data(model, data, read, known, run);
    result.evaluation = evaluate(model, table, known, run);
    evaluation::set_source(data, result.input, result.evaluation);
    result.diagnostics = diagnose(model, table, known, run);
    known.level = model.level;  // an effect stands beside the model's own limits
    result.effects = effects(model, table, known, run);
  } catch (const Error& error) {
    model::rethrow_with_file(error, data, result.input);
  }
  return result;
}

}  // namespace odds

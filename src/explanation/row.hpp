// SPDX-License-Identifier: Apache-2.0
//
// One row of a table: what it puts into the model's terms, and what happened in it. Other rows may
// hold anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/explanation.hpp>

#include "design/rows.hpp"

namespace odds::explanation {

struct RowInputs {
  std::vector<double> x;            // by term of the model; 0 for the intercept
  std::vector<std::string> values;  // by column of the model, as the data hold them
  double offset = 0;
  double z = 0;  // of one unit, with offset, as prediction has it
};

// Throws Error{refused}: explain.no_score, predict.*. `row` is 0-based.
RowInputs read_inputs(const FittedModel& model, const Table& table, const design::Source& source,
                      std::uint64_t row, const ExplainOptions& options, std::vector<Note>& notes);

// Whether the columns of the target are there, or were named.
bool has_target(const FittedModel& model, const std::vector<std::string>& names,
                const ExplainOptions& options);

// Empty, with a note, where the loss of the row can't be told. Throws Error: evaluate.*, weight.*,
// target.*, column.*.
std::optional<ExplainedOutcome> read_outcome(const FittedModel& model, const design::Source& source,
                                             std::uint64_t row, const ExplainOptions& options,
                                             std::vector<Note>& notes);

// The names of the columns to read, and of those to read as categories.
std::vector<std::string> needed_columns(const FittedModel& model,
                                        const std::vector<std::string>& names,
                                        const ExplainOptions& options);
std::vector<std::string> text_columns(const FittedModel& model,
                                      const std::vector<std::string>& names,
                                      const ExplainOptions& options);

}  // namespace odds::explanation

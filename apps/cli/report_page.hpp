// SPDX-License-Identifier: Apache-2.0
//
// The page that --report and "odds report" write: what goes into it, and how it gets into a file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <odds/evaluation.hpp>
#include <odds/explanation.hpp>
#include <odds/model.hpp>
#include <odds/report.hpp>

#include "options.hpp"

namespace odds::cli {

struct PageRequest {
  std::string file;
  bool is_asked() const { return !file.empty(); }
};

// --report
void declare_report_option(Options& options, PageRequest& report);

// A model looked at from all sides, on the data of its fit.
struct Examination {
  std::optional<ModelEvaluation> evaluation;
  std::optional<Diagnostics> diagnostics;
  std::vector<odds::Effect> effects;
  std::vector<TypicalRow> rows;
};

// What can't be told becomes a note of the model: the fit itself stands.
Examination examine(FittedModel& model, const Table& table, const std::string& source,
                    const RunOptions& run);

// Refers to both.
Report report_of(const FittedModel& model, const Examination& examination);

// Writes the page, and says so on standard error unless quiet; the exit code. The result has been
// printed by then, so what goes wrong is a line on standard error.
int write_page(const Report& report, const std::string& file, bool is_quiet);

}  // namespace odds::cli

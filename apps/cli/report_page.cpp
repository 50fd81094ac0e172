// SPDX-License-Identifier: Apache-2.0
#include "report_page.hpp"

#include <functional>

#include <fmt/format.h>

#include "commands.hpp"
#include "files.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

void attempt(FittedModel& model, const char* what, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.fault() != Fault::refused) throw;
    std::string text = fmt::format("There {}: {}", what, error.message());
    if (!error.hint().empty()) text += " " + error.hint();
    model.notes.push_back({error.code(), text});
  }
}

}  // namespace

void declare_report_option(Options& options, PageRequest& report) {
  options.value(
      "--report", "FILE",
      "Write a page for a browser to this file: how good the model is on these data, whether its "
      "probabilities can be trusted, what drives it, where it fails. It holds no row of the data "
      "and makes no request.",
      [&](const std::string& text) {
        if (text.empty() || text == "-") {
          refuse_value("--report", "be the name of a file", text, "Say, --report report.html.");
        }
        report.file = text;
      },
      Effect::run);
}

Examination examine(FittedModel& model, const Table& table, const std::string& source,
                    const RunOptions& run) {
  DiagnoseOptions options;
  options.level = model.level;
  options.is_fit_data = true;
  options.curves = true;
  Examination result;
  attempt(model, "is no evaluation", [&] {
    result.evaluation = evaluate(model, table, options, run);
    result.evaluation->source = source;
  });
  if (!result.evaluation) return result;
  attempt(model, "are no diagnostics",
          [&] { result.diagnostics = diagnose(model, table, options, run); });
  attempt(model, "are no effects of columns",
          [&] { result.effects = effects(model, table, options, run); });
  attempt(model, "is no typical row",
          [&] { result.rows = typical_rows(model, result.effects, run); });
  return result;
}

Report report_of(const FittedModel& model, const Examination& examination) {
  Report report;
  report.model = &model;
  if (examination.evaluation) report.evaluation = &*examination.evaluation;
  if (examination.diagnostics) report.diagnostics = &*examination.diagnostics;
  report.effects = examination.effects;
  for (const TypicalRow& row : examination.rows) {
    report.rows.push_back(row.walk);
    report.row_names.push_back(row.name);
  }
  return report;
}

int write_page(const Report& report, const std::string& file, bool is_quiet) {
  try {
    save_text(html_report(report), file);
  } catch (const Error& error) {
    if (error.fault() != Fault::refused) throw;
    return not_kept(error);
  }
  if (!is_quiet) message(fmt::format("odds: the report is in {}.", shell_word(file)));
  return exit_done;
}

}  // namespace odds::cli

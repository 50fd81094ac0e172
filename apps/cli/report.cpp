// SPDX-License-Identifier: Apache-2.0
//
// odds report: a model, and how it does on a table, as a page for a browser.
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/evaluation.hpp>
#include <odds/explanation.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "evaluation_options.hpp"
#include "files.hpp"
#include "progress.hpp"
#include "report_page.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

constexpr std::size_t most_rows = 20;

struct Request {
  std::string model;
  std::string data;
  std::string output;
  std::vector<std::uint64_t> rows;
  DiagnoseOptions evaluate;
  ReadOptions read;
  RunOptions run;
  bool no_weights = false;
  bool json = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"report", "odds report MODEL [DATA] -o FILE [options]",
          "Writes one page for a browser that holds everything it needs: the verdict in words, how "
          "good the model is on these data, whether its probabilities can be trusted, what drives "
          "it, where it fails, which threshold to act at, and how it was made. Without DATA it "
          "shows the model alone.",
          "odds report titanic.json data/titanic.csv -o titanic.html\n"
          "odds report titanic.json test.csv -o test.html --rows 1,17\n"
          "odds report titanic.json test.csv --json\n"
          "odds report titanic.json -o model.html"};
}

void add_rows(const std::string& text, std::vector<std::uint64_t>& rows) {
  for (const std::string& row : name_list("--rows", text)) {
    rows.push_back(static_cast<std::uint64_t>(
        whole_number("--rows", row, 1, std::numeric_limits<std::int64_t>::max())));
  }
  if (rows.size() > most_rows) {
    refuse_value("--rows", fmt::format("name at most {} rows", most_rows), text);
  }
}

void declare(Options& options, Request& request) {
  options.group("Model and data");
  options.positional("MODEL", "A file that \"odds fit -o\" wrote.", request.model);
  options.optional_positional(
      "DATA", "A CSV file with a header or LIBSVM data, plain, gzip or zstd; - for standard input.",
      request.data);
  options.repeated("--rows", "N,N",
                   "Walk through these data rows in the page, which then holds their values; the "
                   "first row below the header is 1. Without it no row of the data is in the page.",
                   [&](const std::string& text) { add_rows(text, request.rows); });
  declare_evaluation_options(options, request.evaluate, request.no_weights);
  options.group("What is written");
  options.value(
      "-o,--output", "FILE", "Write the page to this file; - for standard output.",
      [&](const std::string& text) { request.output = text; }, Effect::run);
  options.flag("--json", "Print what the page shows as one JSON object, in full precision.",
               request.json, Effect::run);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

void check_request(Request& request) {
  check_read_options(request.read);
  const bool has_options =
      is_any_given(request.evaluate, request.no_weights) || !request.rows.empty();
  if (request.data.empty() && has_options) {
    throw Error(Fault::usage, "usage.conflict",
                "there are no data, so no rows, roles, threshold or level apply.",
                "Name the data behind the model, or leave these options out.");
  }
  if (request.output.empty() && !request.json) {
    throw Error(Fault::usage, "usage.output", "where is the page to go?",
                "Give a file: -o report.html, or -o - for standard output.");
  }
  if (request.output == "-" && request.json) {
    throw Error(Fault::usage, "usage.conflict", "-o - and --json both write to standard output.",
                "Give -o a file, or leave one of them out.");
  }
  if (!request.output.empty() && request.output != "-") {
    std::vector<std::string> inputs = {request.model};
    if (!request.data.empty()) inputs.push_back(request.data);
    check_outputs({{"-o", request.output}}, inputs);
  }
  apply_no_weights(request.no_weights, role_names(request.evaluate));
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_request(request);
  return true;
}

// The rows that were asked for, or a made-up one.
void put_rows(const Request& request, const Table& table, Report& report) {
  const FittedModel& model = *report.model;
  if (request.rows.empty()) {
    for (TypicalRow& row : typical_rows(model, report.effects, request.run)) {
      report.rows.push_back(std::move(row.walk));
      report.row_names.push_back(std::move(row.name));
    }
    return;
  }
  ExplainOptions options;
  options.target = request.evaluate.target;
  options.weights = request.evaluate.weights;
  options.freq_weights = request.evaluate.freq_weights;
  options.unseen = request.evaluate.unseen;
  if (request.evaluate.missing == MissingPolicy::mean) options.missing = MissingPolicy::mean;
  for (const std::uint64_t row : request.rows) {
    Explanation walk = explain(model, table, row, options, request.run);
    walk.source = request.data;
    report.rows.push_back(std::move(walk));
    report.row_names.push_back(fmt::format("row {}", row));
  }
}

int write(const Report& report, const Request& request) {
  if (request.json) write_stdout(json_report(report));
  if (request.output.empty()) return exit_done;
  if (request.output == "-") {
    write_stdout(html_report(report));
    return exit_done;
  }
  return write_page(report, request.output, request.quiet);
}

}  // namespace

void check_report_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}
Description describe_report() { return describe(synopsis(), &declare); }

int run_report(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  if (!request.output.empty()) check_web_pages();
  const FittedModel model = load_model(request.model);
  if (!request.quiet) remark_not_converged(model);
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  request.evaluate.curves = true;
  Review review;
  Report report;
  report.model = &model;
  if (!request.data.empty()) {
    review = odds::review(model, request.data, request.read, request.evaluate, request.run);
    report.evaluation = &review.evaluation;
    report.diagnostics = &review.diagnostics;
    report.effects = review.effects;
  }
  put_rows(request, review.input.table, report);
  progress.clear();
  return write(report, request);
}

}  // namespace odds::cli

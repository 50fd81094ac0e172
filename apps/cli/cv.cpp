// SPDX-License-Identifier: Apache-2.0
//
// odds cv: chooses a penalty by cross-validation and fits it.
#include <limits>
#include <optional>

#include <fmt/format.h>

#include <odds/report.hpp>
#include <odds/selection.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "grid_options.hpp"
#include "penalty_options.hpp"
#include "progress.hpp"
#include "question_options.hpp"
#include "report_page.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

constexpr Words<Measure> measure_words = {{"deviance", Measure::deviance},
                                          {"auc", Measure::auc},
                                          {"misclassification", Measure::misclassification}};
constexpr Words<Choice> choice_words = {{"best", Choice::best}, {"1se", Choice::one_se}};

const CrossValidationOptions defaults;

struct Request {
  std::string data;
  std::string output;
  std::string csv;
  FitOptions fit;
  PathOptions path;
  CrossValidationOptions validation;
  ReadOptions read;
  RunOptions run;
  PageRequest report;
  bool has_folds = false, has_seed = false;
  bool json = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {
      "cv", "odds cv DATA --target COL[/TRIALS] [options]",
      "Chooses a penalty by cross-validation: each part of the rows in turn is predicted from a "
      "path of fits to the others. Prints the curve, its best point and the largest penalty "
      "within one standard error of it, and then the fit to all rows at the choice.",
      "odds cv data/titanic.csv --target survived -o titanic.json\n"
      "odds cv data/titanic.csv --target survived --choose 1se --measure auc\n"
      "odds cv patients.csv --target died --fold-column hospital --csv curve.csv"};
}

void declare_validation(Options& options, Request& request) {
  CrossValidationOptions& validation = request.validation;
  options.group("Cross-validation");
  options.value("--folds", "N",
                fmt::format("Parts of the rows, drawn at random within each class of the target "
                            "(default: {}).",
                            defaults.folds),
                [&](const std::string& text) {
                  constexpr std::int64_t largest = 1'000'000;
                  request.has_folds = true;
                  validation.folds =
                      static_cast<std::size_t>(whole_number("--folds", text, 2, largest));
                });
  options.value("--fold-column", "COL",
                "Rows with equal values of this column are held out together; it is no feature.",
                [&](const std::string& text) {
                  if (text.empty()) refuse_value("--fold-column", "name a column", text);
                  validation.fold_column = text;
                });
  options.value("--seed", "N", fmt::format("Other random folds (default: {}).", defaults.seed),
                [&](const std::string& text) {
                  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
                  request.has_seed = true;
                  validation.seed =
                      static_cast<std::uint64_t>(whole_number("--seed", text, 0, largest));
                });
  options.value("--measure", alternatives(measure_words),
                fmt::format("What is measured on the rows held out (default: {}).",
                            word_of(defaults.measure, measure_words)),
                [&](const std::string& text) {
                  validation.measure = one_of("--measure", text, measure_words);
                });
  options.value(
      "--choose", alternatives(choice_words),
      fmt::format("Fit the best penalty, or the largest one within one standard error of "
                  "it (default: {}).",
                  word_of(defaults.choice, choice_words)),
      [&](const std::string& text) { validation.choice = one_of("--choose", text, choice_words); });
}

void declare(Options& options, Request& request) {
  options.group("Data");
  options.positional("DATA", "A CSV file with a header, plain, gzip or zstd; - for standard input.",
                     request.data);
  declare_question(options, request.fit);
  declare_features(options, request.fit);
  declare_rows(options, request.fit);
  declare_grid_options(options, request.path);
  declare_penalty_shape(options, request.fit);
  declare_validation(options, request);
  options.group("What is written");
  options.value(
      "-o,--output", "MODEL", "Keep the fit at the chosen penalty in this file.",
      [&](const std::string& text) { request.output = text; }, Effect::run);
  declare_csv_option(options, request.csv);
  declare_report_option(options, request.report);
  declare_json_option(options, request.json);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

void check_request(const Request& request) {
  check_read_options(request.read);
  check_question("cv", request.data, request.read, request.fit);
  check_grid_options(request.path);
  if (!request.validation.fold_column.empty() && (request.has_folds || request.has_seed)) {
    throw Error(Fault::usage, "usage.conflict",
                "--fold-column and random folds (--folds, --seed) exclude each other.",
                "Name a column, or how many folds to draw.");
  }
  if (request.output == "-") {
    throw Error(Fault::usage, "usage.value", "the model can't go to standard output.",
                "Give -o the name of a file.");
  }
  check_outputs(
      {{"-o", request.output}, {"--csv", request.csv}, {"--report", request.report.file}},
      {request.data});
}

bool parse(Request& request, const Arguments& arguments, std::vector<std::string>& record) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_request(request);
  record = options.record();
  return true;
}

int write_report(const CrossValidation& result, const Examination& examination,
                 const Request& request) {
  if (!request.report.is_asked()) return exit_done;
  Report report = report_of(result.model, examination);
  report.cross_validation = &result;
  return write_page(report, request.report.file, request.quiet);
}

void print(const CrossValidation& result, const Request& request, bool is_kept) {
  if (request.json) return write_stdout(json_cross_validation(result));
  TextOptions options = text_options();
  std::string page = text_cross_validation(result, options) + "\n";
  constexpr std::size_t printed_terms = 100;
  options.max_terms = printed_terms;
  if (is_kept) options.model_path = request.output;
  write_stdout(page + text_summary(result.model, options));
}

}  // namespace

void check_cv_arguments(const Arguments& arguments) {
  Request request;
  std::vector<std::string> record;
  parse(request, arguments, record);
}
Description describe_cv() { return describe(synopsis(), &declare); }

int run_cv(const Arguments& arguments) {
  Request request;
  std::vector<std::string> record;
  if (!parse(request, arguments, record)) return exit_done;
  if (request.report.is_asked()) check_web_pages();
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  ReadResult input;
  CrossValidation result = with_target("cv", request.data, request.fit, [&] {
    return cross_validate(request.data, request.read, request.fit, request.path, request.validation,
                          request.run, input);
  });
  result.path.frame.command = record;
  result.model.command = record;
  Examination examination;
  if (request.report.is_asked()) {
    examination = examine(result.model, input.table, request.data, request.run);
  }
  progress.clear();
  std::optional<Error> failure;
  if (!request.output.empty()) failure = keep(result.model, request.output);
  print(result, request, !failure);
  if (failure) return not_kept(*failure);
  if (!request.csv.empty()) save_csv(result, request.csv);
  const int written = write_report(result, examination, request);
  if (written != exit_done) return written;
  const int code = path_exit(result.path);
  if (result.model.converged) return code;
  message("odds: the fit at the chosen penalty did not converge; it is marked as such.");
  return exit_refused;
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// odds fit: from a table to a fitted model, printed and kept.
#include <optional>

#include <fmt/format.h>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "inference_options.hpp"
#include "penalty_options.hpp"
#include "progress.hpp"
#include "question_options.hpp"
#include "report_page.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "training_options.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

constexpr Words<SeparationPolicy> separation_words = {{"error", SeparationPolicy::error},
                                                      {"allow", SeparationPolicy::allow}};

// Terms that are printed after a fit; "odds show" prints all.
constexpr std::size_t printed_terms = 100;
constexpr std::size_t printed_units = 3;  // hidden units shown one by one

const FitOptions defaults;

struct Request {
  std::string data;
  std::string output;
  FitOptions fit;
  Given given;  // of the training options
  ReadOptions read;
  RunOptions run;
  PageRequest report;
  bool evaluate = false;
  bool json = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"fit", "odds fit DATA --target COL[/TRIALS] [options]",
          "Fits a logistic regression: the probability of an event as a function of the other "
          "columns of a table. Prints estimates, standard errors and odds ratios, together with a "
          "proof that the optimum was found.",
          "odds fit data/titanic.csv --target survived\n"
          "odds fit data/titanic.csv --target survived --reference class=3rd -o titanic.json\n"
          "odds fit beetles.csv --target died/beetles --features log_dose\n"
          "odds fit data/titanic.csv --target survived --report titanic.html\n"
          "odds fit wide.csv.gz --target y --drop id,date --missing mean --l2 0.01 --json\n"
          "zcat big.csv.gz | odds fit - --target y"};
}

// "text:18"
void set_hash(const std::string& text, FitOptions& fit) {
  const std::string option = "--hash";
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) {
    refuse_value(option, "be COL:BITS", text, "Write, say, --hash text:18.");
  }
  const std::int64_t bits = whole_number(option, text.substr(colon + 1), 1, most_hash_bits);
  if (!fit.hash.emplace(text.substr(0, colon), static_cast<unsigned>(bits)).second) {
    refuse_value(option, "name a column once", text);
  }
}

void declare_hash(Options& options, FitOptions& fit) {
  options.repeated("--hash", "COL:BITS",
                   "Cut the values of this column into words, and count them in 2^BITS columns "
                   "(1 to 24) chosen by a hash of the word; no dictionary is kept. Takes a "
                   "penalty. May be repeated.",
                   [&](const std::string& text) { set_hash(text, fit); });
}

void declare_method(Options& options, FitOptions& fit, Given& given) {
  options.group("How it is fitted");
  declare_solver_options(options, fit, given);
  options.value("--tolerance", "X",
                fmt::format("One unit is found when the squared Newton decrement is at most X "
                            "(default: {}).",
                            defaults.tolerance),
                [&](const std::string& text) {
                  fit.tolerance = number("--tolerance", text);
                  if (fit.tolerance <= 0.0 || fit.tolerance >= 1.0) {
                    refuse_value("--tolerance", "be between 0 and 1", text);
                  }
                });
  options.value(
      "--separation", alternatives(separation_words),
      fmt::format("When the columns tell events and others apart without error, so that no finite "
                  "estimate exists: refuse, or show the limit (default: {}).",
                  word_of(defaults.separation, separation_words)),
      [&](const std::string& text) {
        fit.separation = one_of("--separation", text, separation_words);
      });
}

void declare_output(Options& options, Request& request) {
  options.group("What is written");
  options.value(
      "-o,--output", "MODEL", "Keep the fitted model in this file.",
      [&](const std::string& text) { request.output = text; }, Effect::run);
  options.flag("--evaluate",
               "Add how well the model does on these data, as \"odds evaluate\" says it.",
               request.evaluate, Effect::run);
  declare_report_option(options, request.report);
  declare_json_option(options, request.json);
}

void check_request(Request& request) {
  FitOptions& fit = request.fit;
  check_read_options(request.read);
  check_question("fit", request.data, request.read, fit);
  settle_training_options(request.given, fit);
  if (request.output == "-") {
    throw Error(Fault::usage, "usage.value", "the model can't go to standard output.",
                "Give -o the name of a file.");
  }
  check_outputs({{"-o", request.output}, {"--report", request.report.file}}, {request.data});
}

void declare(Options& options, Request& request) {
  options.group("Data");
  options.positional(
      "DATA", "A CSV file with a header or LIBSVM data, plain, gzip or zstd; - for standard input.",
      request.data);
  declare_question(options, request.fit);
  declare_features(options, request.fit);
  declare_hash(options, request.fit);
  declare_rows(options, request.fit);
  declare_penalty_options(options, request.fit);
  declare_method(options, request.fit, request.given);
  declare_network_options(options, request.fit, request.given);
  declare_inference_options(options, request.fit);
  declare_output(options, request);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

bool parse(Request& request, const Arguments& arguments, std::vector<std::string>& record) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_request(request);
  record = options.record();
  return true;
}

// A fitted model, and how it does on its own data where that was asked for.
struct Result {
  FittedModel model;
  std::optional<ModelEvaluation> evaluation;
  Examination examination;  // for the page
};

void print(const Result& result, const Request& request, bool is_kept) {
  const FittedModel& model = result.model;
  const std::optional<ModelEvaluation>& evaluation = result.evaluation;
  if (request.json) {
    write_stdout(evaluation ? json_summary(model, *evaluation) : json_summary(model));
    return;
  }
  TextOptions options = text_options();
  options.max_terms = printed_terms;
  options.max_units = printed_units;
  if (is_kept) options.model_path = request.output;
  std::string page = text_summary(model, options);
  if (evaluation) page += "\n" + text_evaluation(*evaluation, options);
  write_stdout(page);
}

int finish(Result& result, const Request& request) {
  FittedModel& model = result.model;
  const bool interrupted = model.stop_reason == "interrupted";
  std::optional<Error> failure;
  const bool wants_file = !request.output.empty() && !interrupted;
  if (wants_file) failure = keep(model, request.output);
  print(result, request, wants_file && !failure);
  if (failure) return not_kept(*failure);
  if (request.report.is_asked() && !interrupted) {
    const Report report = report_of(model, result.examination);
    const int code = write_page(report, request.report.file, request.quiet);
    if (code != exit_done) return code;
  }
  const auto steps = [&] {
    return fmt::format("{} step{}", model.iterations, model.iterations == 1 ? "" : "s");
  };
  if (interrupted) {
    const bool has_files = !request.output.empty() || request.report.is_asked();
    message(fmt::format("odds: interrupted after {}; the best point so far is printed{}.", steps(),
                        has_files ? ", no model or report is written" : ""));
    return exit_interrupted();
  }
  // A training ends out of epochs or patience by its nature.
  const bool is_done = model.training.is_used() && model.stop_reason != "line_search";
  if (model.converged || is_done) return exit_done;
  message(fmt::format("odds: not converged after {}; the result is marked as such.", steps()));
  return exit_refused;
}

Result run(const Request& request) {
  Result result;
  ReadResult input;
  result.model = with_target("fit", request.data, request.fit, [&] {
    return fit(request.data, request.read, request.fit, request.run, input);
  });
  if (result.model.stop_reason == "interrupted") return result;
  if (request.report.is_asked()) {
    result.examination = examine(result.model, input.table, request.data, request.run);
  }
  if (!request.evaluate) return result;
  EvaluateOptions options;
  options.level = request.fit.level;
  options.is_fit_data = true;
  options.curves = request.json;
  try {
    result.evaluation = evaluate(result.model, input.table, options, request.run);
    result.evaluation->source = request.data;
  } catch (const Error& error) {
    // The fit itself stands.
    if (error.fault() != Fault::refused) throw;
    result.model.notes.push_back(
        {error.code(), "There is no evaluation: " + error.message() + " " + error.hint()});
  }
  return result;
}

}  // namespace

void check_fit_arguments(const Arguments& arguments) {
  Request request;
  std::vector<std::string> record;
  parse(request, arguments, record);
}
Description describe_fit() { return describe(synopsis(), &declare); }

int run_fit(const Arguments& arguments) {
  Request request;
  std::vector<std::string> record;
  if (!parse(request, arguments, record)) return exit_done;
  if (request.report.is_asked()) check_web_pages();
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  Result result = run(request);
  progress.clear();
  result.model.command = record;
  return finish(result, request);
}

}  // namespace odds::cli

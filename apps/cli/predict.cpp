// SPDX-License-Identifier: Apache-2.0
//
// odds predict: probabilities for the rows of a table, as a stream.
#include <optional>

#include <fmt/format.h>

#include <odds/model.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "progress.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

struct Request {
  std::string model;
  std::string data;
  std::string output = "-";
  PredictOptions predict;
  ReadOptions read;
  RunOptions run;
  std::optional<double> level;
  bool interval = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"predict", "odds predict MODEL DATA [options]",
          "Writes one line for every row of a table: its number and the probability of the event "
          "the model is about. Other columns and another order of columns change nothing.",
          "odds predict titanic.json new.csv\n"
          "odds predict titanic.json new.csv.gz -o scores.csv --columns name,ticket\n"
          "cat new.csv | odds predict titanic.json - | head"};
}

void declare_rules(Options& options, PredictOptions& predict) {
  options.group("What to do with unusual rows");
  declare_unseen_option(options, predict.unseen);
  options.value(
      "--missing", alternatives(filling_words),
      fmt::format("A missing value: error leaves the row without a probability; mean takes the "
                  "mean of the training data for a number, and for a category the level (missing) "
                  "if the model has it, else the reference level (default: {}). A model fitted "
                  "with --missing mean does so by itself.",
                  word_of(predict.missing, filling_words)),
      [&](const std::string& text) { predict.missing = one_of("--missing", text, filling_words); });
}

void declare(Options& options, Request& request) {
  options.group("Model and data");
  options.positional("MODEL", "A file that \"odds fit -o\" wrote.", request.model);
  options.positional(
      "DATA", "A CSV file with a header or LIBSVM data, plain, gzip or zstd; - for standard input.",
      request.data);
  declare_rules(options, request.predict);
  options.group("What is written");
  options.value(
      "-o,--output", "SCORES", "Write to this file (default: standard output).",
      [&](const std::string& text) { request.output = text; }, Effect::run);
  options.repeated("--columns", "a,b", "Copy these columns of the data to the output.",
                   [&](const std::string& text) {
                     const std::vector<std::string> names = name_list("--columns", text);
                     request.predict.keep_columns.insert(request.predict.keep_columns.end(),
                                                         names.begin(), names.end());
                   });
  options.flag("--interval",
               "Add the columns probability_low and probability_high: confidence limits of each "
               "probability, made on the logit scale.",
               request.interval);
  options.value("--level", "X",
                "Confidence level of --interval in per cent (default: the model's).",
                [&](const std::string& text) {
                  request.level = number("--level", text);
                  if (*request.level < 50.0 || *request.level >= 100.0) {
                    refuse_value("--level", "be between 50 and 100", text);
                  }
                });
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_read_options(request.read);
  if (request.level && !request.interval) {
    throw Error(Fault::usage, "usage.conflict", "--level belongs to --interval.",
                "Add --interval, or leave out --level.");
  }
  if (request.output.empty()) refuse_value("--output", "name a file", "");
  if (request.output != "-") {
    check_outputs({{"-o", request.output}}, {request.data, request.model});
  }
  return true;
}

}  // namespace

void check_predict_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}
Description describe_predict() { return describe(synopsis(), &declare); }

int run_predict(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  const FittedModel model = load_model(request.model);
  if (!request.quiet) remark_not_converged(model);
  if (request.interval) request.predict.interval_level = request.level.value_or(model.level);
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  const PredictSummary summary =
      predict(model, request.data, request.output, request.read, request.predict, request.run);
  progress.clear();
  if (!request.quiet) {
    for (const Note& note : summary.notes) message("odds: note: " + note.message);
  }
  return exit_done;
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// odds evaluate: how good the probabilities of a model are on a table.
#include <odds/evaluation.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "evaluation_options.hpp"
#include "progress.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

constexpr std::int64_t most_rows = 1'000;

struct Request {
  std::string model;
  std::string data;
  DiagnoseOptions evaluate;
  ReadOptions read;
  RunOptions run;
  bool no_weights = false;
  bool tables = false;
  bool influence = false;
  bool json = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"evaluate", "odds evaluate MODEL DATA [options]",
          "Compares the probabilities of a model with what happened: log-loss and Brier score, the "
          "area under the ROC curve, the confusion matrix, calibration. On the data of the fit the "
          "result says so, and --influence names the rows that it depends on.",
          "odds evaluate titanic.json test.csv\n"
          "odds evaluate titanic.json test.csv --threshold 0.3 --json\n"
          "odds evaluate titanic.json test.csv --tables\n"
          "odds evaluate titanic.json other.csv --target outcome\n"
          "odds evaluate titanic.json titanic.csv --influence 10\n"
          "zcat test.csv.gz | odds evaluate titanic.json -"};
}

void declare_influence(Options& options, Request& request) {
  options.value("--influence", "N",
                "Also the N rows with the largest influence on the fit, leverage, deviance and "
                "Pearson residual each, the groups of rows where the probabilities are wrong, and "
                "the classification table; with --json also the effect of each column.",
                [&](const std::string& text) {
                  request.influence = true;
                  request.evaluate.rows = static_cast<std::size_t>(
                      whole_number("--influence", text, 0, most_rows));
                });
}

void declare(Options& options, Request& request) {
  options.group("Model and data");
  options.positional("MODEL", "A file that \"odds fit -o\" wrote.", request.model);
  options.positional(
      "DATA", "A CSV file with a header or LIBSVM data, plain, gzip or zstd; - for standard input.",
      request.data);
  declare_evaluation_options(options, request.evaluate, request.no_weights);
  declare_influence(options, request);
  options.group("What is written");
  options.flag(
      "--tables",
      "Add the groups of the Hosmer-Lemeshow test, the gains by tenths of the rows and how "
      "far the calibration curve is from the diagonal.",
      request.tables);
  declare_json_option(options, request.json);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_read_options(request.read);
  apply_no_weights(request.no_weights, role_names(request.evaluate));
  return true;
}

}  // namespace

void check_evaluate_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}
Description describe_evaluate() { return describe(synopsis(), &declare); }

int run_evaluate(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  const FittedModel model = load_model(request.model);
  if (!request.quiet) remark_not_converged(model);
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  request.evaluate.curves = request.json || request.tables;
  if (request.influence) {
    const Review result =
        review(model, request.data, request.read, request.evaluate, request.run);
    progress.clear();
    write_stdout(request.json ? json_review(result, model)
                              : text_evaluation(result.evaluation, text_options()) +
                                    text_diagnostics(result.diagnostics, text_options()));
    return exit_done;
  }
  const ModelEvaluation result =
      evaluate(model, request.data, request.read, request.evaluate, request.run);
  progress.clear();
  write_stdout(request.json ? json_evaluation(result) : text_evaluation(result, text_options()));
  return exit_done;
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// odds explain: the computation of one row, forward to the loss and backward to every coefficient.
#include <limits>

#include <fmt/format.h>

#include <odds/explanation.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "progress.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

struct Request {
  std::string model;
  std::string data;
  std::optional<std::uint64_t> row;
  ExplainOptions explain;
  ReadOptions read;
  RunOptions run;
  bool no_weights = false;
  bool json = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"explain", "odds explain MODEL DATA --row N [options]",
          "Walks through the computation of one row: what it puts in, the log-odds z, the "
          "probability p and its share L of the loss; then back by the chain rule, with the "
          "gradient at every node down to each coefficient; and what each feature adds to the "
          "log-odds. Over the rows of the fit these gradients add up to that of the fit.",
          "odds explain titanic.json data/titanic.csv --row 17\n"
          "odds explain titanic.json data/titanic.csv --row 17 --json\n"
          "odds explain titanic.json new.csv --row 1"};
}

RoleNames role_names(ExplainOptions& explain) {
  return {explain.target, explain.weights, explain.freq_weights};
}

void declare_rules(Options& options, ExplainOptions& explain) {
  options.group("What to do with unusual rows");
  declare_unseen_option(options, explain.unseen);
  options.value(
      "--missing", alternatives(filling_words),
      fmt::format("A missing value among the predictors: error refuses the row; mean fills it in "
                  "as \"odds predict\" does (default: {}). Where the target is missing only the "
                  "forward pass is shown.",
                  word_of(explain.missing, filling_words)),
      [&](const std::string& text) { explain.missing = one_of("--missing", text, filling_words); });
}

void declare(Options& options, Request& request) {
  options.group("Model, data and row");
  options.positional("MODEL", "A file that \"odds fit -o\" wrote.", request.model);
  options.positional(
      "DATA", "A CSV file with a header or LIBSVM data, plain, gzip or zstd; - for standard input.",
      request.data);
  options.value("--row", "N", "The data row; the first one below the header is 1. Required.",
                [&](const std::string& text) {
                  request.row = static_cast<std::uint64_t>(
                      whole_number("--row", text, 1, std::numeric_limits<std::int64_t>::max()));
                });
  declare_role_options(options, role_names(request.explain), request.no_weights);
  declare_rules(options, request.explain);
  options.group("What is written");
  declare_json_option(options, request.json);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_read_options(request.read);
  apply_no_weights(request.no_weights, role_names(request.explain));
  if (!request.row) {
    throw Error(Fault::usage, "usage.row", "which row is to be explained?",
                "Give its number: --row 1 is the first one below the header.");
  }
  return true;
}

}  // namespace

void check_explain_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}
Description describe_explain() { return describe(synopsis(), &declare); }

int run_explain(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  const FittedModel model = load_model(request.model);
  if (!request.quiet) remark_not_converged(model);
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  const Explanation result =
      explain(model, request.data, request.read, *request.row, request.explain, request.run);
  progress.clear();
  write_stdout(request.json ? json_explanation(result) : text_explanation(result, text_options()));
  return exit_done;
}

}  // namespace odds::cli

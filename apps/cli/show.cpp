// SPDX-License-Identifier: Apache-2.0
//
// odds show: a kept model, printed as after its fit.
#include <odds/model.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"

namespace odds::cli {
namespace {

struct Request {
  std::string path;
  bool json = false;
  bool covariance = false;
  bool tables = false;
};

Synopsis synopsis() {
  return {
      "show", "odds show MODEL [--tables | --covariance] [--json]",
      "Prints a model that \"odds fit -o\" kept: the same page as after the fit; of a penalised "
      "fit also the settings with which other programs make it.",
      "odds show titanic.json\n"
      "odds show titanic.json --tables\n"
      "odds show titanic.json --covariance\n"
      "odds show titanic.json --json | python3 -m json.tool"};
}

void declare(Options& options, Request& request) {
  options.group("Model");
  options.positional("MODEL", "A file that \"odds fit -o\" wrote.", request.path);
  options.group("What is written");
  options.flag("--tables",
               "Print in place of the page the tables of SAS's PROC LOGISTIC: response profile, "
               "class levels, fit statistics, global and type 3 tests, estimates, odds ratios.",
               request.tables);
  options.flag("--covariance",
               "Print the covariances and correlations of the estimates in place of the page; "
               "with --json, besides it.",
               request.covariance);
  declare_json_option(options, request.json);
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  if (request.tables && request.covariance) {
    throw Error(Fault::usage, "usage.conflict", "--tables and --covariance exclude each other.",
                "Leave one of them out.");
  }
  return true;
}

}  // namespace

void check_show_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}

Description describe_show() { return describe(synopsis(), &declare); }

int run_show(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  const FittedModel model = load_model(request.path);
  if (request.json) {
    write_stdout(json_summary(model, {request.covariance}));
  } else if (request.covariance) {
    write_stdout(text_covariance(model, text_options()));
  } else if (request.tables) {
    write_stdout(text_tables(model, text_options()));
  } else {
    TextOptions text = text_options();
    text.model_path = request.path;
    text.equivalents = true;
    write_stdout(text_summary(model, text));
  }
  return exit_done;
}

}  // namespace odds::cli

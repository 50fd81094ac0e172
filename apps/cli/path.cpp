// SPDX-License-Identifier: Apache-2.0
//
// odds path: fits over a grid of penalties.
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

namespace odds::cli {
namespace {

struct Request {
  std::string data;
  std::string csv;
  FitOptions fit;
  PathOptions path;
  ReadOptions read;
  RunOptions run;
  PageRequest report;
  bool json = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"path", "odds path DATA --target COL[/TRIALS] [options]",
          "Fits a logistic regression at each of a grid of penalties, from one that leaves nothing "
          "but the intercept down to one that hardly matters, and shows which columns enter when. "
          "Every point comes with a proven bound on its distance to the minimum.",
          "odds path data/titanic.csv --target survived\n"
          "odds path data/titanic.csv --target survived --mix 0.5 --points 50 --csv path.csv\n"
          "odds path genes.csv --target y --lambdas 0.1,0.03,0.01 --json"};
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
  options.group("What is written");
  declare_csv_option(options, request.csv);
  declare_report_option(options, request.report);
  declare_json_option(options, request.json);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

bool parse(Request& request, const Arguments& arguments, std::vector<std::string>& record) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_read_options(request.read);
  check_question("path", request.data, request.read, request.fit);
  check_grid_options(request.path);
  check_outputs({{"--csv", request.csv}, {"--report", request.report.file}}, {request.data});
  record = options.record();
  return true;
}

}  // namespace

void check_path_arguments(const Arguments& arguments) {
  Request request;
  std::vector<std::string> record;
  parse(request, arguments, record);
}
Description describe_path() { return describe(synopsis(), &declare); }

int run_path(const Arguments& arguments) {
  Request request;
  std::vector<std::string> record;
  if (!parse(request, arguments, record)) return exit_done;
  if (request.report.is_asked()) check_web_pages();
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  ReadResult input;
  Path path = with_target("path", request.data, request.fit, [&] {
    return fit_path(request.data, request.read, request.fit, request.path, request.run, input);
  });
  progress.clear();
  path.frame.command = record;
  write_stdout(request.json ? json_path(path) : text_path(path, text_options()));
  if (!request.csv.empty()) save_csv(path, request.csv);
  if (request.report.is_asked()) {
    Report report;
    report.model = &path.frame;
    report.path = &path;
    const int code = write_page(report, request.report.file, request.quiet);
    if (code != exit_done) return code;
  }
  return path_exit(path);
}

}  // namespace odds::cli

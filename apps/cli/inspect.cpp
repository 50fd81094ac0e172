// SPDX-License-Identifier: Apache-2.0
//
// odds inspect: what a table holds, before anything is fitted to it.
#include <odds/read.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "progress.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

struct Request {
  std::string data;
  ReadOptions read;
  RunOptions run;
  bool json = false;
  bool names = false;
  bool quiet = false;
};

Synopsis synopsis() {
  return {"inspect", "odds inspect DATA [options]",
          "Shows what a table holds: its columns, their kinds, ranges or levels, what is "
          "missing, and which columns could be the target of a fit.",
          "odds inspect data/titanic.csv\n"
          "odds inspect export.csv --delimiter ';' --decimal ,"};
}

void declare(Options& options, Request& request) {
  options.group("Data");
  options.positional("DATA", "A CSV or LIBSVM file, plain, gzip or zstd; - for standard input.",
                     request.data);
  options.group("What is written");
  declare_json_option(options, request.json);
  options.flag("--names", "Print only the names of the columns, one a line, from the header alone.",
               request.names, Effect::run);
  declare_read_options(options, request.read);
  options.repeated("--categorical", "a,b", "Treat these columns as categories.",
                   [&](const std::string& text) {
                     const std::vector<std::string> names = name_list("--categorical", text);
                     std::vector<std::string>& all = request.read.categorical;
                     all.insert(all.end(), names.begin(), names.end());
                   });
  declare_run_options(options, request.run, request.quiet);
}

void check_request(const Request& request) {
  check_read_options(request.read);
  if (!request.names) return;
  if (request.json) {
    throw Error(Fault::usage, "usage.conflict", "--names and --json exclude each other.",
                "--json has the names beside everything else.");
  }
  if (request.data == "-") {
    throw Error(Fault::usage, "usage.value", "--names reads a file, not standard input.",
                "Name the file.");
  }
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_request(request);
  return true;
}

}  // namespace

void check_inspect_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}

Description describe_inspect() { return describe(synopsis(), &declare); }

int run_inspect(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  if (request.names) {
    std::string lines;
    for (const std::string& name : read_csv_header(request.data, request.read)) {
      lines += printable(name) + "\n";
    }
    write_stdout(lines);
    return exit_done;
  }
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  const ReadResult result = read_data(request.data, request.read, {}, request.run);
  const std::string page = request.json
                               ? json_inspection(result, request.data, request.run)
                               : text_inspection(result, request.data, text_options(), request.run);
  progress.clear();
  write_stdout(page);
  return exit_done;
}

}  // namespace odds::cli

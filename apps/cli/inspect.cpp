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
  bool quiet = false;
};

bool parse(Request& request, const Arguments& arguments) {
  Options options({"inspect", "odds inspect DATA [options]",
                   "Shows what a table holds: its columns, their kinds, ranges or levels, what is "
                   "missing, and which columns could be the target of a fit.",
                   "odds inspect data/titanic.csv\n"
                   "odds inspect export.csv --delimiter ';' --decimal ,"});
  options.group("Data");
  options.positional("DATA", "A CSV file, plain, gzip or zstd; - for standard input.",
                     request.data);
  options.group("What is written");
  declare_json_option(options, request.json);
  declare_read_options(options, request.read);
  options.repeated(
      "--categorical", "a,b", "Treat these columns as categories.", [&](const std::string& text) {
        const std::vector<std::string> names = name_list("--categorical", text);
        request.read.categorical.insert(request.read.categorical.end(), names.begin(), names.end());
      });
  declare_run_options(options, request.run, request.quiet);
  if (!options.parse(arguments)) return false;
  check_read_options(request.read);
  return true;
}

}  // namespace

void check_inspect_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}

int run_inspect(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  const ReadResult result = read_csv(request.data, request.read, {}, request.run);
  const std::string page = request.json
                               ? json_inspection(result, request.data, request.run)
                               : text_inspection(result, request.data, text_options(), request.run);
  progress.clear();
  write_stdout(page);
  return exit_done;
}

}  // namespace odds::cli

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

int run_inspect(const Arguments& arguments) {
  std::string data;
  ReadOptions read;
  RunOptions run;
  bool json = false, quiet = false;
  Options options({"inspect", "odds inspect DATA [options]",
                   "Shows what a table holds: its columns, their kinds, ranges or levels, what is "
                   "missing, and which columns could be the target of a fit.",
                   "odds inspect data/titanic.csv\n"
                   "odds inspect export.csv --delimiter ';' --decimal ,"});
  options.group("Data");
  options.positional("DATA", "A CSV file, plain, gzip or zstd; - for standard input.", data);
  options.group("What is written");
  declare_json_option(options, json);
  declare_read_options(options, read);
  options.repeated("--categorical", "a,b", "Treat these columns as categories.",
                   [&](const std::string& text) {
                     const std::vector<std::string> names = name_list("--categorical", text);
                     read.categorical.insert(read.categorical.end(), names.begin(), names.end());
                   });
  declare_run_options(options, run, quiet);
  if (!options.parse(arguments)) return exit_done;
  check_read_options(read);

  ProgressLine progress(quiet);
  run.observer = &progress;
  const ReadResult result = read_csv(data, read, {}, run);
  const std::string page = json ? json_inspection(result, data, run)
                                : text_inspection(result, data, text_options(), run);
  progress.clear();
  write_stdout(page);
  return exit_done;
}

}  // namespace odds::cli

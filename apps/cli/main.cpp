// SPDX-License-Identifier: Apache-2.0
//
// odds: the program. Chooses the subcommand and turns what it throws into one line and an exit
// code.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#if defined(__GLIBC__)  // known once a header of the library was read
#include <malloc.h>
#endif

#include <fmt/format.h>

#include <odds/base.hpp>
#include <odds/report.hpp>

#include "commands.hpp"
#include "help.hpp"
#include "progress.hpp"
#include "suggest.hpp"
#include "terminal.hpp"

namespace odds::cli {
namespace {

constexpr std::string_view short_usage =
    "Usage: odds fit DATA --target COL | path DATA --target COL | cv DATA --target COL |\n"
    "            predict MODEL DATA | evaluate MODEL DATA | explain MODEL DATA --row N |\n"
    "            plot KIND MODEL [DATA] | report MODEL [DATA] -o FILE | show MODEL |\n"
    "            inspect DATA | lesson\n"
    "       odds --help explains; odds COMMAND --help has the options of a command.\n";

std::string overview() {
  HelpPage page(help_width());
  page.paragraph(
      "odds turns a table into probabilities: it fits logistic regression to a proven optimum and "
      "says how sure it is.");
  page.heading("Commands");
  for (const Command& command : commands()) {
    page.entry(fmt::format("{} {}", command.name, command.arguments), std::string(command.purpose));
  }
  page.heading("A first session");
  page.verbatim(
      "odds inspect data/titanic.csv\n"
      "odds fit data/titanic.csv --target survived -o titanic.json\n"
      "odds show titanic.json\n"
      "odds predict titanic.json data/titanic.csv -o scores.csv\n"
      "odds evaluate titanic.json data/titanic.csv\n"
      "odds explain titanic.json data/titanic.csv --row 17\n"
      "odds plot coefficients titanic.json\n"
      "odds report titanic.json data/titanic.csv -o titanic.html");
  page.heading("Good to know");
  page.entry("odds COMMAND --help", "Every option of a command, with examples.");
  page.entry("odds --version", "The version, and the kernels this machine uses.");
  page.entry("Exit codes", std::string(exit_codes));
  return page.text();
}

[[noreturn]] void refuse_command(const std::string& name) {
  std::vector<std::string> names;
  names.reserve(commands().size());
  for (const Command& command : commands()) names.emplace_back(command.name);
  const std::string best = suggestion(name, names);
  std::error_code ignored;
  std::string hint = "\"odds --help\" lists the commands.";
  if (!best.empty()) {
    hint = fmt::format("Did you mean odds {}?", best);
  } else if (!name.empty() && name[0] == '-') {
    hint =
        "The command comes first: odds fit, odds cv, odds predict, odds evaluate, odds show or "
        "odds inspect.";
  } else if (std::filesystem::exists(name, ignored)) {
    hint = fmt::format("To look at this file: odds inspect {}", shell_word(name));
  }
  throw Error(Fault::usage, "usage.unknown_command",
              fmt::format("there is no command {}.", quote(name)), hint);
}

int run(const Arguments& arguments) {
  const std::string& first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    if (first == "help" && arguments.size() > 1) return run({arguments[1], "--help"});
    write_stdout(overview());
    return exit_done;
  }
  if (first == "--version") {
    write_stdout(fmt::format("odds {} ({} kernels)\n", version(), kernel_target()));
    return exit_done;
  }
  for (const Command& command : commands()) {
    if (first != command.name) continue;
    kernel_target();  // refuses an ODDS_KERNELS that can't be, also where nothing is computed
    return command.run({arguments.begin() + 1, arguments.end()});
  }
  refuse_command(first);
}

int exit_code(Fault fault) {
  switch (fault) {
    case Fault::refused:
      return exit_refused;
    case Fault::usage:
      return exit_usage;
    case Fault::internal:
      return exit_bug;
    case Fault::interrupted:
      return exit_interrupted();
  }
  return exit_bug;
}

int report(const Error& error, bool json) {
  message((error.where().file.empty() ? "odds: " : "") + error.line());
  // Where standard output itself is the trouble, there is nowhere to put the object.
  if (json && error.code() != "output.write") {
    try {
      write_stdout(json_error(error));
    } catch (const Error&) {
      return exit_code(error.fault());
    } catch (const std::bad_alloc&) {
      return exit_code(error.fault());
    }
  }
  return exit_code(error.fault());
}

int guarded(const Arguments& arguments) {
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  try {
    return run(arguments);
  } catch (const Error& error) {
    return report(error, json);
  } catch (const std::bad_alloc&) {
    return report(Error(Fault::refused, "run.memory", "there is not enough memory.",
                        "Use fewer columns (--features) or hidden units (--hidden), or a machine "
                        "with more memory."),
                  json);
  } catch (const std::exception& error) {
    return report(Error(Fault::internal, "run.internal",
                        fmt::format("this is a bug in odds: {}.", error.what()),
                        "Please report it with the command."),
                  json);
  }
}

// With no memory left even to say so.
constexpr std::string_view out_of_memory =
    "odds: there is not enough memory. Use fewer columns (--features) or hidden units (--hidden), "
    "or a machine with more memory.\n";

}  // namespace
}  // namespace odds::cli

namespace {

// Partial sums of megabytes come and go with every pass over the data: given back to the system,
// each page would be cleared again.
void keep_freed_memory() {
#if defined(__GLIBC__)
  constexpr int kept_bytes = 256 << 20;
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away, as in `odds predict ... | head`, ends the program quietly even where
  // the parent process ignores the signal.
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is an error of writing
  odds::cli::catch_interrupts();
  keep_freed_memory();
  if (argc < 2) {
    std::fwrite(odds::cli::short_usage.data(), 1, odds::cli::short_usage.size(), stderr);
    return odds::cli::exit_usage;
  }
  try {
    return odds::cli::guarded({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    std::fwrite(odds::cli::out_of_memory.data(), 1, odds::cli::out_of_memory.size(), stderr);
    return odds::cli::exit_refused;
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// odds generate: the manual page and the completions of shells, from the option tables of all
// subcommands.
#include "commands.hpp"
#include "completions.hpp"
#include "manual.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

using Page = std::string (*)();
constexpr Words<Page> pages = {{"man", &manual},
                               {"complete-bash", &bash_completion},
                               {"complete-zsh", &zsh_completion},
                               {"complete-fish", &fish_completion}};

struct Request {
  std::string what;
};

Synopsis synopsis() {
  const std::string what = alternatives(pages);
  return {"generate", "odds generate " + what,
          "Prints the manual page odds(1), or what teaches a shell to complete the commands and "
          "options of odds. An installation has them all in place.",
          "odds generate man > odds.1 && man -l odds.1\n"
          "source <(odds generate complete-bash)\n"
          "odds generate complete-zsh > ~/.zfunc/_odds\n"
          "odds generate complete-fish > ~/.config/fish/completions/odds.fish"};
}

void declare(Options& options, Request& request) {
  options.group("What");
  options.positional(alternatives(pages), "The page to print.", request.what);
}

}  // namespace

Description describe_generate() { return describe(synopsis(), &declare); }

int run_generate(const Arguments& arguments) {
  Request request;
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return exit_done;
  write_stdout(one_of("WHAT", request.what, pages)());
  return exit_done;
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// The option table of one subcommand. Every option is declared once, with its help; parsing,
// --help, "did you mean", the record of the command, the manual and the completions of shells all
// come from the declaration.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming)
class App;
class Option;
}  // namespace CLI

namespace odds::cli {

// What becomes of an option's value. Throws odds::Error{usage}.
using Setter = std::function<void(const std::string&)>;

// Whether an option can change the answer, and so belongs to the record of the command.
enum class Effect { answer, run };

struct Synopsis {
  std::string command;   // "fit"
  std::string usage;     // "odds fit DATA --target COL [options]"
  std::string purpose;   // a paragraph
  std::string examples;  // lines as they are
};

// A declared option or positional argument, as pages and completions show it.
struct OptionEntry {
  std::string group;               // its heading
  std::vector<std::string> names;  // "-o", "--output"; the one name of a positional
  std::string placeholder;         // "error|drop|mean", "COL"; "" for a flag and a positional
  std::string meaning;
  bool is_positional = false;
  bool may_repeat = false;
};

// A subcommand as its declarations describe it, in their order; --help comes last.
struct Description {
  Synopsis synopsis;
  std::vector<OptionEntry> entries;
};

class Options {
 public:
  explicit Options(Synopsis synopsis);
  ~Options();
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  // Later declarations belong to this heading of --help.
  void group(std::string title) { group_ = std::move(title); }

  void positional(const std::string& name, const std::string& help, std::string& target);
  // May be left out, and then comes last; `target` stays as it is.
  void optional_positional(const std::string& name, const std::string& help, std::string& target);
  // `names` as CLI11 takes them: "--target", "-o,--output".
  void value(const std::string& names, const std::string& placeholder, const std::string& help,
             Setter set, Effect effect = Effect::answer);
  // May be given several times; `set` is called for each.
  void repeated(const std::string& names, const std::string& placeholder, const std::string& help,
                Setter set);
  void flag(const std::string& names, const std::string& help, bool& target,
            Effect effect = Effect::answer);
  // A flag such as --no-intercept, which turns something off that is on by default.
  void clear_flag(const std::string& names, const std::string& help, bool& target);

  // False when --help was asked for and has been printed. Throws odds::Error{usage}.
  bool parse(const std::vector<std::string>& arguments);

  // "odds", "fit" and the arguments that can change the answer.
  const std::vector<std::string>& record() const { return record_; }

  Description description() const;
  std::string help(std::size_t width) const;

 private:
  void add_positional(const std::string& name, const std::string& help, std::string& target,
                      bool is_required);
  void declare(CLI::Option* option, const std::string& placeholder, Effect effect);
  bool check(const std::vector<std::string>& arguments);
  std::size_t check_option(const std::vector<std::string>& arguments, std::size_t index);
  const CLI::Option* find(const std::string& name) const;
  [[noreturn]] void refuse_unknown(const std::string& name) const;

  Synopsis synopsis_;
  std::unique_ptr<CLI::App> app_;
  std::string group_ = "Options";
  std::vector<std::string> groups_;
  std::vector<const CLI::Option*> run_only_;
  struct Positional {
    std::string name;
    std::string* target;
    bool is_required;
  };
  std::vector<Positional> positionals_;
  std::size_t positionals_given_ = 0;
  std::vector<std::string> record_;
};

// What a subcommand declares, without running it.
template <class Request>
Description describe(Synopsis synopsis, void (*declare)(Options&, Request&)) {
  Request request;
  Options options(std::move(synopsis));
  declare(options, request);
  return options.description();
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <odds/base.hpp>

#include "help.hpp"
#include "suggest.hpp"
#include "terminal.hpp"

namespace odds::cli {
namespace {

// Names that other programs give to things, and what odds calls them.
struct ForeignName {
  std::string_view name;
  std::string_view advice;
};
constexpr std::array<ForeignName, 9> foreign_names = {{
    {"--alpha",
     "It means four things in this field (penalty strength, mixing share, significance level, "
     "learning rate). Use --l2 for a ridge penalty, --level for intervals, --step for descent."},
    {"--lambda", "The penalties are --l1 (lasso) and --l2 (ridge); lambda is their sum."},
    {"--ridge", "The ridge penalty is --l2."},
    {"--C", "The ridge penalty is --l2; with n rows, C = 1 / (n l2)."},
    {"--lasso", "The lasso penalty is --l1."},
    {"--max-iter", "Did you mean --max-iterations?"},
    {"--tol", "Did you mean --tolerance?"},
    {"--out", "Did you mean --output?"},
    {"--delim", "Did you mean --delimiter?"},
}};

[[noreturn]] void refuse(const std::string& code, const std::string& message,
                         const std::string& hint) {
  throw Error(Fault::usage, code, message, hint);
}

bool is_option(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' && argument != "--";
}

// "--l2=1" -> "--l2"; "-omodel" -> "-o"
std::string name_of(const std::string& argument) {
  return argument[1] == '-' ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
}

}  // namespace

Options::Options(Synopsis synopsis)
    : synopsis_(std::move(synopsis)), app_(std::make_unique<CLI::App>()) {
  app_->set_help_flag();  // --help is ours
}

Options::~Options() = default;

void Options::declare(CLI::Option* option, const std::string& placeholder, Effect effect) {
  option->group(group_)->type_name(placeholder)->allow_extra_args(false);
  if (std::find(groups_.begin(), groups_.end(), group_) == groups_.end()) groups_.push_back(group_);
  if (effect == Effect::run) run_only_.push_back(option);
}

void Options::positional(const std::string& name, const std::string& help, std::string& target) {
  add_positional(name, help, target, true);
}

void Options::optional_positional(const std::string& name, const std::string& help,
                                  std::string& target) {
  add_positional(name, help, target, false);
}

void Options::add_positional(const std::string& name, const std::string& help, std::string& target,
                             bool is_required) {
  CLI::Option* option =
      app_->add_option(name, CLI::callback_t([&target](const CLI::results_t& results) {
                         target = results.at(0);
                         return true;
                       }),
                       help);
  declare(option, "", Effect::answer);
  positionals_.push_back({name, &target, is_required});
}

void Options::value(const std::string& names, const std::string& placeholder,
                    const std::string& help, Setter set, Effect effect) {
  CLI::Option* option = app_->add_option(
      names, CLI::callback_t([set = std::move(set)](const CLI::results_t& results) {
        set(results.at(0));
        return true;
      }),
      help);
  declare(option, placeholder, effect);
}

void Options::repeated(const std::string& names, const std::string& placeholder,
                       const std::string& help, Setter set) {
  CLI::Option* option = app_->add_option(
      names, CLI::callback_t([set = std::move(set)](const CLI::results_t& results) {
        for (const std::string& result : results) set(result);
        return true;
      }),
      help);
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  declare(option, placeholder, Effect::answer);
}

void Options::flag(const std::string& names, const std::string& help, bool& target, Effect effect) {
  declare(app_->add_flag(names, target, help), "", effect);
}

void Options::clear_flag(const std::string& names, const std::string& help, bool& target) {
  CLI::Option* option = app_->add_flag_callback(
      names, [&target] { target = false; }, help);
  declare(option, "", Effect::answer);
}

const CLI::Option* Options::find(const std::string& name) const {
  // CLI11's own search copies names where no exception may pass, and so dies without memory.
  const std::string_view text = name;
  const auto is_called = [text](const CLI::Option* option) {
    const auto follows = [text](std::string_view dashes, const std::vector<std::string>& names) {
      return text.starts_with(dashes) &&
             std::find(names.begin(), names.end(), text.substr(dashes.size())) != names.end();
    };
    return follows("--", option->get_lnames()) || follows("-", option->get_snames());
  };
  const CLI::App& app = *app_;
  for (const CLI::Option* option : app.get_options()) {
    if (is_called(option)) return option;
  }
  return nullptr;
}

void Options::refuse_unknown(const std::string& name) const {
  const std::string message = fmt::format("{} has no option {}.", synopsis_.command, quote(name));
  for (const ForeignName& foreign : foreign_names) {
    if (name == foreign.name) refuse("usage.unknown_option", message, std::string(foreign.advice));
  }
  std::vector<std::string> names = {"--help"};
  for (const CLI::Option* option : app_->get_options()) {
    for (const std::string& long_name : option->get_lnames()) names.push_back("--" + long_name);
  }
  const std::string best = suggestion(name, names);
  const std::string hint = best.empty()
                               ? fmt::format("\"odds {} --help\" lists them.", synopsis_.command)
                               : fmt::format("Did you mean {}?", best);
  refuse("usage.unknown_option", message, hint);
}

// Checks the option at `index` and returns how many arguments it takes up.
std::size_t Options::check_option(const std::vector<std::string>& arguments, std::size_t index) {
  const std::string& argument = arguments[index];
  const std::string name = name_of(argument);
  const CLI::Option* option = find(name);
  if (option == nullptr) refuse_unknown(name);
  const bool takes_value = option->get_items_expected_max() > 0;
  const bool is_attached = argument.size() > name.size();
  const bool is_run_only = std::find(run_only_.begin(), run_only_.end(), option) != run_only_.end();
  if (!takes_value && is_attached) {
    refuse("usage.value", fmt::format("the option {} takes no value.", name),
           fmt::format("Write {} alone.", name));
  }
  const bool needs_next = takes_value && !is_attached;
  if (needs_next) {
    const bool missing =
        index + 1 == arguments.size() ||
        (is_option(arguments[index + 1]) && find(name_of(arguments[index + 1])) != nullptr &&
         arguments[index + 1].size() > 2);
    if (missing) {
      refuse("usage.value", fmt::format("the option {} needs a value.", name),
             fmt::format("Write {} {}.", name, option->get_type_name()));
    }
  }
  const std::size_t count = needs_next ? 2 : 1;
  if (!is_run_only) {
    for (std::size_t i = 0; i < count; ++i) record_.push_back(arguments[index + i]);
  }
  return count;
}

// Looks at the arguments before CLI11 does, so that what is wrong with them is said in our words.
bool Options::check(const std::vector<std::string>& arguments) {
  record_ = {"odds", synopsis_.command};
  std::vector<std::string> plain;
  bool options_end = false;
  for (std::size_t i = 0; i < arguments.size();) {
    const std::string& argument = arguments[i];
    if (!options_end && (argument == "--help" || argument == "-h")) return false;
    if (options_end || !is_option(argument)) {
      if (argument == "--" && !options_end) {
        options_end = true;
      } else {
        plain.push_back(argument);
      }
      record_.push_back(argument);
      ++i;
    } else {
      i += check_option(arguments, i);
    }
  }
  if (plain.size() > positionals_.size()) {
    refuse("usage.argument",
           fmt::format("unexpected argument {}.", quote(plain[positionals_.size()])),
           "Usage: " + synopsis_.usage);
  }
  if (plain.size() < positionals_.size() && positionals_[plain.size()].is_required) {
    refuse("usage.argument", fmt::format("{} is missing.", positionals_[plain.size()].name),
           "Usage: " + synopsis_.usage);
  }
  positionals_given_ = plain.size();
  return true;
}

bool Options::parse(const std::vector<std::string>& arguments) {
  if (!check(arguments)) {
    write_stdout(help(help_width()));
    return false;
  }
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app_->parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    refuse("usage.twice",
           fmt::format("the option {} is given twice.", text.substr(0, text.find(':'))),
           "Give it once.");
  } catch (const CLI::ParseError& error) {
    refuse("usage.argument", std::string(error.what()) + ".", "Usage: " + synopsis_.usage);
  }
  for (std::size_t i = 0; i < positionals_given_; ++i) {
    const Positional& positional = positionals_[i];
    if (positional.target->empty()) {
      refuse("usage.argument", fmt::format("{} is empty.", positional.name),
             positional.is_required ? "Name a file." : "Leave it out, or say which.");
    }
  }
  return true;
}

Description Options::description() const {
  Description result = {synopsis_, {}};
  for (const std::string& title : groups_) {
    for (const CLI::Option* option : app_->get_options()) {
      if (option->get_group() != title) continue;
      OptionEntry entry;
      entry.group = title;
      for (const std::string& name : option->get_snames()) entry.names.push_back("-" + name);
      for (const std::string& name : option->get_lnames()) entry.names.push_back("--" + name);
      entry.is_positional = option->get_positional();
      if (entry.is_positional) entry.names = {option->get_name()};
      entry.placeholder = option->get_type_name();
      entry.meaning = option->get_description();
      entry.may_repeat = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
      result.entries.push_back(std::move(entry));
    }
  }
  const std::string last = groups_.empty() ? group_ : groups_.back();
  result.entries.push_back({last, {"-h", "--help"}, "", "Print this page.", false, false});
  return result;
}

std::string Options::help(std::size_t width) const {
  HelpPage page(width);
  page.paragraph(synopsis_.purpose);
  page.heading("Usage");
  page.verbatim(synopsis_.usage);
  std::string title;
  for (const OptionEntry& entry : description().entries) {
    if (entry.group != title) page.heading(title = entry.group);
    std::string names = fmt::format("{}", fmt::join(entry.names, ", "));
    if (!entry.placeholder.empty()) names.append(" ").append(entry.placeholder);
    page.entry(names, entry.meaning);
  }
  page.heading("Examples");
  page.verbatim(synopsis_.examples);
  return page.text();
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
#include "completions.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include <odds/base.hpp>

#include "commands.hpp"

namespace odds::cli {
namespace {

// What can stand in the place of a value.
enum class Value { none, words, file, column, column_list, column_equals, other };

struct ValueKind {
  Value value = Value::other;
  std::vector<std::string> words;
};

// "error|drop|mean" -> its words; of "cluster:COL" the part that is typed as it is.
std::vector<std::string> words_of(const std::string& placeholder) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= placeholder.size();) {
    const std::size_t end = std::min(placeholder.find('|', begin), placeholder.size());
    const std::string word = placeholder.substr(begin, end - begin);
    const auto capital =
        std::find_if(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (capital != word.begin()) words.emplace_back(word.begin(), capital);
    begin = end + 1;
  }
  return words;
}

ValueKind kind_of(const OptionEntry& option) {
  const std::string& shown = option.is_positional ? option.names.front() : option.placeholder;
  if (shown.empty()) return {Value::none, {}};
  if (shown.find('|') != std::string::npos) return {Value::words, words_of(shown)};
  if (option.is_positional || shown == "MODEL" || shown == "SCORES") return {Value::file, {}};
  if (shown.rfind("COL=", 0) == 0) return {Value::column_equals, {}};
  if (shown.rfind("COL", 0) == 0) return {Value::column, {}};
  if (shown.rfind("a,b", 0) == 0) return {Value::column_list, {}};
  return {};
}

// The first sentence of a meaning, without the default.
std::string short_meaning(const OptionEntry& option) {
  std::string text = option.meaning.substr(0, option.meaning.find(". "));
  text = text.substr(0, text.find(" (default"));
  text = text.substr(0, text.find(". If not given"));
  while (!text.empty() && (text.back() == '.' || text.back() == ':')) text.pop_back();
  return text;
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// In single quotes, whatever the text.
std::string quoted(const std::string& text, const std::string& quote_in_quotes) {
  return "'" + replace_all(text, "'", quote_in_quotes) + "'";
}

std::string names_of_commands() {
  std::string names;
  for (const Command& command : commands()) {
    names += (names.empty() ? "" : " ") + std::string(command.name);
  }
  return names;
}

// ---- bash -----------------------------------------------------------------------------------

// Lines of `case "$command $option" in`: each says what the value of an option is.
std::string bash_values(const Command& command) {
  std::string out;
  for (const OptionEntry& option : command.describe().entries) {
    const ValueKind kind = kind_of(option);
    if (option.is_positional || kind.value == Value::none) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) {
      patterns.push_back(fmt::format("'{} {}'", command.name, name));
    }
    std::string action = "kind=other";
    if (kind.value == Value::words) {
      action = fmt::format("kind=words words='{}'", fmt::join(kind.words, " "));
    } else if (kind.value == Value::file) {
      action = "kind=file";
    } else if (kind.value == Value::column) {
      action = "kind=column";
    } else if (kind.value == Value::column_list) {
      action = "kind=column prefix=list";
    } else if (kind.value == Value::column_equals) {
      action = "kind=column suffix==";
    }
    out += fmt::format("    {}) {} ;;\n", fmt::join(patterns, "|"), action);
  }
  return out;
}

// Lines of `case $command in`: options, and the words of a positional that has some.
std::string bash_command(const Command& command) {
  std::vector<std::string> options, words;
  bool has_files = false;  // after the words
  for (const OptionEntry& option : command.describe().entries) {
    if (option.is_positional && words.empty()) {
      words = kind_of(option).words;
    } else if (option.is_positional) {
      has_files = true;
    } else {
      options.insert(options.end(), option.names.begin(), option.names.end());
    }
  }
  return fmt::format("    {}) options='{}' words='{}'{} ;;\n", command.name,
                     fmt::join(options, " "), fmt::join(words, " "),
                     words.empty() || !has_files ? "" : " files=yes");
}

constexpr const char* bash_start = R"(# bash completion of odds, from "odds generate complete-bash"
# SPDX-License-Identifier: Apache-2.0

# The columns of the table on the command line: the last word that is a file, outputs left out.
_odds_columns() {
  local word previous= data=
  for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    word=${word//[\\\'\"]/}
    [[ $word == '~/'* ]] && word=$HOME/${word:2}
    [[ -f $word && $previous != -o && $previous != --output ]] && data=$word
    previous=$word
  done
  [[ -n $data ]] && "${COMP_WORDS[0]}" inspect --names -- "$data" 2>/dev/null
}

_odds() {
  local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]}
  local command=${COMP_WORDS[1]} options= words= files= kind= prefix= suffix= name
  COMPREPLY=()
  # "--missing=drop" comes as three words.
  if [[ $option == = ]]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == = ]]; then
    current=
  fi
)";

constexpr const char* bash_end = R"(  if [[ -z $kind && $current == -* ]]; then
    kind=words words=$options
  elif [[ -z $kind && ( -z $files || $COMP_CWORD -eq 2 ) ]]; then
    kind=${words:+words}
  fi
  case $kind in
    words) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    column)
      if [[ -n $prefix && $current == *,* ]]; then
        prefix=${current%,*},
        current=${current##*,}
      else
        prefix=
      fi
      while IFS= read -r name; do
        [[ $name == "$current"* && $name != *[,\"]* ]] || continue
        COMPREPLY+=("$prefix$(printf '%q' "$name")$suffix")
      done < <(_odds_columns)
      if [[ -n $suffix ]]; then compopt -o nospace 2>/dev/null; fi ;;
    other) ;;
    *)
      compopt -o filenames 2>/dev/null
      while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$current") ;;
  esac
}

complete -F _odds odds
)";

// ---- zsh ------------------------------------------------------------------------------------

// A text inside a specification of _arguments, which gives a meaning to brackets and colons.
std::string zsh_text(const std::string& text) {
  std::string out = replace_all(text, "\\", "\\\\");
  for (const char* special : {"[", "]", ":"}) {
    out = replace_all(out, special, std::string("\\") + special);
  }
  return out;
}

std::string zsh_action(const ValueKind& kind) {
  switch (kind.value) {
    case Value::words:
      return fmt::format("({})", fmt::join(kind.words, " "));
    case Value::file:
      return "_files";
    case Value::column:
      return "_odds_columns";
    case Value::column_list:
      return "_sequence _odds_columns";
    case Value::column_equals:
      return "_odds_columns -S =";
    default:
      return "";
  }
}

std::string zsh_specification(const OptionEntry& option, std::size_t positional) {
  const ValueKind kind = kind_of(option);
  const std::string shown = option.is_positional ? option.names.front() : option.placeholder;
  const std::string value = zsh_text(shown) + ":" + zsh_text(zsh_action(kind));
  if (option.is_positional) {
    return quoted(fmt::format("{}:{}", positional, value), "'\\''");
  }
  const std::string meaning = "[" + zsh_text(short_meaning(option)) + "]";
  const std::string tail = kind.value == Value::none ? "" : ":" + value;
  const bool takes_value = kind.value != Value::none;
  std::string out;
  for (const std::string& name : option.names) {
    const std::string attached = !takes_value ? "" : name.size() > 2 ? "=" : "+";
    const std::string excluded =
        option.may_repeat ? "*" : fmt::format("({})", fmt::join(option.names, " "));
    const std::string text = fmt::format("{}{}{}{}{}", excluded, name, attached, meaning, tail);
    out += (out.empty() ? "" : " ") + quoted(text, "'\\''");
  }
  return out;
}

std::string zsh_command(const Command& command) {
  std::string out = fmt::format("    {})\n      _arguments -s \\\n", command.name);
  std::vector<std::string> lines;
  std::size_t positional = 0;
  for (const OptionEntry& option : command.describe().entries) {
    if (option.is_positional) ++positional;
    lines.push_back("        " + zsh_specification(option, positional));
  }
  return out + fmt::format("{}\n      ;;\n", fmt::join(lines, " \\\n"));
}

constexpr const char* zsh_start = R"sh(#compdef odds
# zsh completion of odds, from "odds generate complete-zsh"
# SPDX-License-Identifier: Apache-2.0

# The columns of the table on the command line: the last word that is a file, outputs left out.
_odds_columns() {
  local word previous data
  local -a names
  for word in ${(Q)words[2,CURRENT-1]}; do
    [[ $previous != (-o|--output) && -f ${~word} ]] && data=${~word}
    previous=$word
  done
  [[ -n $data ]] || return 1
  names=(${(f)"$(_call_program columns odds inspect --names -- ${(q)data} 2>/dev/null)"})
  compadd "$@" -a names
}

_odds() {
  local -a commands
)sh";

constexpr const char* zsh_end = R"(  esac
}

if [[ $funcstack[1] == _odds ]]; then
  _odds "$@"
else
  compdef _odds odds
fi
)";

// ---- fish -----------------------------------------------------------------------------------

std::string fish_value(const ValueKind& kind) {
  switch (kind.value) {
    case Value::none:
      return "";
    case Value::words:
      return fmt::format(" -x -a '{}'", fmt::join(kind.words, " "));
    case Value::file:
      return " -r -F";
    case Value::column:
      return " -x -a '(_odds_columns)'";
    case Value::column_list:
      return " -x -a '(__fish_complete_list , _odds_columns)'";
    case Value::column_equals:
      return " -x -a '(_odds_columns)='";
    case Value::other:
      return " -x";
  }
  return "";
}

std::string fish_option(const Command& command, const OptionEntry& option) {
  const std::string start =
      fmt::format("complete -c odds -n '__fish_seen_subcommand_from {}'", command.name);
  const ValueKind kind = kind_of(option);
  if (option.is_positional) {
    if (kind.value != Value::words) return "";
    const auto entries = command.describe().entries;
    const auto positionals = std::count_if(entries.begin(), entries.end(),
                                           [](const auto& entry) { return entry.is_positional; });
    return start +
           fmt::format("{} -a '{}'\n", positionals == 1 ? " -f" : "", fmt::join(kind.words, " "));
  }
  std::string names;
  for (const std::string& name : option.names) {
    names += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return start + names + fish_value(kind) + " -d " +
         quoted(replace_all(short_meaning(option), "\\", "\\\\"), "\\'") + "\n";
}

constexpr const char* fish_start =
    R"(# fish completion of odds, from "odds generate complete-fish"
# SPDX-License-Identifier: Apache-2.0

# The columns of the table on the command line: the last word that is a file, outputs left out.
function _odds_columns
    set -l data
    set -l previous
    for word in (commandline -opc)[3..-1]
        if test -f "$word"; and not contains -- "$previous" -o --output
            set data $word
        end
        set previous $word
    end
    test -n "$data"; and odds inspect --names -- $data 2>/dev/null
end

)";

}  // namespace

std::string bash_completion() {
  std::string out = bash_start;
  out += "  if ((COMP_CWORD == 1)); then\n    COMPREPLY=($(compgen -W '" + names_of_commands() +
         " --help --version' -- \"$current\"))\n    return\n  fi\n  case $command in\n";
  for (const Command& command : commands()) out += bash_command(command);
  out += "    *) return ;;\n  esac\n  case \"$command $option\" in\n";
  for (const Command& command : commands()) out += bash_values(command);
  return out + "  esac\n" + bash_end;
}

std::string zsh_completion() {
  std::string out = zsh_start;
  out += "  commands=(\n";
  for (const Command& command : commands()) {
    out += fmt::format("    {}\n",
                       quoted(fmt::format("{}:{}", command.name, command.purpose), "'\\''"));
  }
  out +=
      "  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  shift words\n"
      "  ((CURRENT--))\n"
      "  case $words[1] in\n";
  for (const Command& command : commands()) out += zsh_command(command);
  return out + zsh_end;
}

std::string fish_completion() {
  std::string out = fish_start;
  for (const Command& command : commands()) {
    out += fmt::format("complete -c odds -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                       quoted(std::string(command.purpose), "\\'"));
  }
  for (const Command& command : commands()) {
    for (const OptionEntry& option : command.describe().entries) {
      out += fish_option(command, option);
    }
  }
  return out;
}

}  // namespace odds::cli

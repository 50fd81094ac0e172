// SPDX-License-Identifier: Apache-2.0
#include "manual.hpp"

#include <array>
#include <sstream>
#include <string_view>
#include <utility>

#include <odds/base.hpp>

#include "commands.hpp"

namespace odds::cli {
namespace {

// The day of this version, as roff's TH wants it.
constexpr std::string_view version_date = "2026-11-21";

struct Variable {
  std::string_view name;
  std::string_view meaning;
};
constexpr std::array<Variable, 4> variables = {{
    {"ODDS_KERNELS",
     "The vector instructions to use: portable, avx2, avx512 or neon. The best that the machine "
     "has if not set; the answer has the same bits with each."},
    {"NO_COLOR", "If set and not empty, no colour."},
    {"FORCE_COLOR",
     "If set, not empty and not 0, colour also where standard output is no "
     "terminal."},
    {"CLICOLOR_FORCE", "The same."},
}};

// `text` as roff takes it: backslashes and the hyphens of names and commands as they are typed, and
// no line that starts like a request.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool starts_line = out.empty() || out.back() == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else {
      if (c == '.' && starts_line) out += "\\&";
      out += c;
    }
  }
  return out;
}

// An argument of a macro.
std::string argument(std::string_view text) {
  std::string out = "\"";
  for (const char c : roff(text)) out += c == '"' ? std::string("\\(dq") : std::string(1, c);
  return out + "\"";
}

std::string paragraph(std::string_view text) { return ".PP\n" + roff(text) + "\n"; }

std::string verbatim(const std::string& lines) {
  return ".RS 4\n.nf\n" + roff(lines) + "\n.fi\n.RE\n";
}

std::string entry(const std::string& tag, std::string_view meaning) {
  return ".TP\n" + tag + "\n" + roff(meaning) + "\n";
}

// "\fB--missing\fR \fIerror|drop|mean\fR"
std::string tag_of(const OptionEntry& option) {
  std::string tag;
  for (const std::string& name : option.names) {
    const std::string font = option.is_positional ? "\\fI" : "\\fB";
    tag += (tag.empty() ? "" : ", ") + font + roff(name) + "\\fR";
  }
  if (!option.placeholder.empty()) tag += " \\fI" + roff(option.placeholder) + "\\fR";
  return tag;
}

std::string section_of(const Command& command) {
  const Description description = command.describe();
  std::string out = ".SH " + argument("odds " + std::string(command.name)) + "\n\\fB" +
                    roff(description.synopsis.usage) + "\\fR\n" +
                    paragraph(description.synopsis.purpose);
  std::string title;
  for (const OptionEntry& option : description.entries) {
    if (option.group != title) out += ".SS " + argument(title = option.group) + "\n";
    out += entry(tag_of(option), option.meaning);
  }
  return out + ".SS Examples\n" + verbatim(description.synopsis.examples);
}

}  // namespace

std::string manual() {
  std::string out = ".\\\" SPDX-License-Identifier: Apache-2.0\n.TH ODDS 1 ";
  out += "\"" + std::string(version_date) + "\" " + argument("odds " + std::string(version())) +
         " \"User commands\"\n.SH NAME\nodds \\- logistic regression, fitted to a proven "
         "optimum\n.SH SYNOPSIS\n";
  std::string break_line;
  for (const Command& command : commands()) {
    out += break_line + "\\fBodds " + roff(command.name) + "\\fR \\fI" + roff(command.arguments) +
           "\\fR\n";
    break_line = ".br\n";
  }
  out += ".SH DESCRIPTION\n" +
         roff(
             "odds turns a table into probabilities: it fits logistic regression to a proven "
             "optimum and says how sure it is.") +
         "\n";
  for (const Command& command : commands()) {
    out += entry("\\fBodds " + roff(command.name) + "\\fR", command.purpose);
  }
  for (const Command& command : commands()) out += section_of(command);
  out += ".SH EXIT STATUS\n" + roff(exit_codes) + "\n.SH ENVIRONMENT\n";
  for (const Variable& variable : variables) {
    out += entry("\\fB" + roff(variable.name) + "\\fR", variable.meaning);
  }
  return out;
}

}  // namespace odds::cli

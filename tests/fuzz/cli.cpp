// SPDX-License-Identifier: Apache-2.0
//
// The command line: the values of options one by one, and whole lists of arguments up to the work.
// Each is accepted, or refused in one line as wrong usage (or an output that can't be written).
//
//   what to parse | its text; for a list of arguments, one on each line
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <odds/base.hpp>

#include "commands.hpp"
#include "fuzz/harness.hpp"
#include "values.hpp"

namespace {

using odds::cli::Arguments;

void parse_number(const std::string& text) {
  const double value = odds::cli::number("--x", text);
  fuzz::require(std::isfinite(value), "not finite", text);
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  const double again = odds::cli::number("--x", std::string(digits.data(), end.ptr));
  fuzz::require(std::memcmp(&again, &value, sizeof value) == 0, "another number", text);
}

void parse_whole_number(const std::string& text) {
  const std::int64_t value = odds::cli::whole_number("--n", text, -5, 1'000'000);
  fuzz::require(value >= -5 && value <= 1'000'000, "out of range", text);
}

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

void parse_list(const std::string& text) {
  const std::vector<std::string> names = odds::cli::name_list("--drop", text);
  std::string list;
  for (const std::string& name : names) {
    fuzz::require(!name.empty(), "an empty name", text);
    list += (list.empty() ? "" : ",") + quoted(name);
  }
  fuzz::require(odds::cli::name_list("--drop", list) == names, "another list", text);
}

void parse_column_and_level(const std::string& text) {
  const auto parsed = odds::cli::column_and_level("--reference", text);
  fuzz::require(!parsed.first.empty(), "no column", text);
  const std::string again = quoted(parsed.first) + "=" + parsed.second;
  fuzz::require(odds::cli::column_and_level("--reference", again) == parsed, "another pair", text);
}

void parse_delimiter(const std::string& text) {
  const char value = odds::cli::delimiter("--delimiter", text);
  fuzz::require(value != '"' && value != '\n' && value != '\r', "no delimiter", text);
}

Arguments lines_of(const std::string& text) {
  Arguments lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else if (c != '\0') {  // the system ends an argument there
      lines.back() += c;
    }
  }
  return lines;
}

constexpr std::array<void (*)(const std::string&), 16> parsers = {
    &parse_number,
    &parse_whole_number,
    &parse_list,
    &parse_column_and_level,
    &parse_delimiter,
    [](const std::string& text) { odds::cli::check_fit_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_predict_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_inspect_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_show_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_evaluate_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_explain_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_lesson_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_path_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_cv_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_plot_arguments(lines_of(text)); },
    [](const std::string& text) { odds::cli::check_report_arguments(lines_of(text)); },
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::silence_standard_output();
  fuzz::Input input(data, size);
  const std::uint8_t which = input.byte();
  try {
    parsers[which % parsers.size()](input.text());
  } catch (const odds::Error& error) {
    const bool is_usage = error.fault() == odds::Fault::usage;
    fuzz::require(is_usage || error.code() == "output.unwritable", "no usage error", error.line());
    fuzz::require(!error.message().empty(), "no message", error.line());
  }
  return 0;
}

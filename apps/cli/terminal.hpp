// SPDX-License-Identifier: Apache-2.0
//
// What the program knows of its terminal, and the only two doors through which it writes:
// results to standard output, messages to standard error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <odds/report.hpp>

namespace odds::cli {

// Columns of the terminal that standard output is, 80 where it is none.
std::size_t output_width();
// The width of --help: output_width(), at most 100.
std::size_t help_width();

// NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then whether standard output is a terminal.
bool use_colour();

TextOptions text_options();

// Whether progress can be shown on standard error.
bool messages_are_on_terminal();

// All of it, or Error{refused, "output.write"}. A reader that went away is not an error.
void write_stdout(std::string_view text);

// Control characters as \xNN, so that a terminal obeys none of them.
std::string printable(std::string_view text);

// One line on standard error, control characters escaped.
void message(std::string_view line);

}  // namespace odds::cli

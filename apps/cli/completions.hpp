// SPDX-License-Identifier: Apache-2.0
//
// What teaches bash, zsh and fish to complete a command line of odds: names of commands and of
// options, the words an option allows, files, and the columns of the table that is already named.
// All of it comes from the option tables; the placeholder of an option says what its value is.
#pragma once

#include <string>

namespace odds::cli {

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace odds::cli

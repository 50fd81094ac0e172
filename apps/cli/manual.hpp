// SPDX-License-Identifier: Apache-2.0
//
// The manual page odds(1) in the man macros of roff, from the option tables of all subcommands.
// Source: man(7) and groff_man(7).
#pragma once

#include <string>

namespace odds::cli {

std::string manual();

}  // namespace odds::cli

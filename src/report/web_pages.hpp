// SPDX-License-Identifier: Apache-2.0
//
// The pages of web/ as they were bundled, with markers where data go. They are put into the library
// by cmake/OddsWeb.cmake.
#pragma once

#include <string_view>

#include <odds/report.hpp>

namespace odds::report {

// Empty where odds was built without Node.js.
std::string_view page_template(WebPage page);

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
//
// Numbers for sentences, independent of the locale.
#pragma once

#include <string>

namespace odds::base {

// Up to six significant digits, as printf's %.6g in the C locale: "0.5", "1e+20", "-3".
std::string short_number(double value);

}  // namespace odds::base

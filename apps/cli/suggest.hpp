// SPDX-License-Identifier: Apache-2.0
//
// "Did you mean": what a mistyped name of a command or option was likely to be.
#pragma once

#include <string>
#include <vector>

namespace odds::cli {

// The candidate that is nearest by edit distance, has the same letters in another order, or is the
// only one that starts with `name`; empty if there is none.
std::string suggestion(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace odds::cli

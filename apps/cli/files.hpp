// SPDX-License-Identifier: Apache-2.0
//
// Looking at an output path before the work starts.
#pragma once

#include <string>

namespace odds::cli {

// Refuses an output that is one of the inputs, a directory, a link that leads nowhere, or in a
// folder where nothing can be written. Throws odds::Error: usage.same_file, output.unwritable.
void check_output(const std::string& output, const std::string& input);

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// read_data with its internal sizes, for tests.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "read/tuning.hpp"

namespace odds::read {

// Names the columns to read, given those of the header, or of a libsvm file "label".
using ColumnChooser = std::function<std::vector<std::string>(const std::vector<std::string>& names,
                                                             DataFormat format)>;

// Opens the source once: columns that are not chosen are not parsed, in a pipe as in a file.
ReadResult read_chosen(const std::string& path, const ReadOptions& options,
                       const ColumnChooser& choose, const RunOptions& run, const Tuning& tuning);

ReadResult read_table(const std::string& path, const ReadOptions& options,
                      const std::vector<std::string>& columns, const RunOptions& run,
                      const Tuning& tuning);

}  // namespace odds::read

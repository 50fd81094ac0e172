// SPDX-License-Identifier: Apache-2.0
//
// read_csv with its internal sizes, for tests.
#pragma once

#include <string>
#include <vector>

#include <odds/read.hpp>

#include "read/tuning.hpp"

namespace odds::read {

ReadResult read_table(const std::string& path, const ReadOptions& options,
                      const std::vector<std::string>& columns, const RunOptions& run,
                      const Tuning& tuning);

}  // namespace odds::read

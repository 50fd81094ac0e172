// SPDX-License-Identifier: Apache-2.0
//
// A small table on a page: names on the left, cells right-aligned below their headings.
#pragma once

#include <string>
#include <vector>

#include <odds/report.hpp>

namespace odds::report {

struct TableRow {
  std::string name;
  std::vector<std::string> cells;
};

// Starts with an empty line. Long names lose their middle. Requires: as many cells in every row.
std::string aligned_table(const TableRow& heading, std::vector<TableRow> rows,
                          const TextOptions& options);

}  // namespace odds::report

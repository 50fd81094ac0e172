// SPDX-License-Identifier: Apache-2.0
#include "report/aligned_table.hpp"

#include <algorithm>

#include "report/layout.hpp"

namespace odds::report {

std::string aligned_table(const TableRow& heading, std::vector<TableRow> rows,
                          const TextOptions& options) {
  std::vector<std::size_t> widths;
  std::size_t numbers = 0;
  for (std::size_t c = 0; c < heading.cells.size(); ++c) {
    std::size_t width = display_width(heading.cells[c]);
    for (const TableRow& row : rows) width = std::max(width, display_width(row.cells[c]));
    widths.push_back(width);
    numbers += width + 3;
  }
  const std::size_t room = options.width > numbers + 12 ? options.width - numbers : 12;
  std::size_t longest = display_width(heading.name);
  for (TableRow& row : rows) {
    row.name = clip("  " + printable(row.name), room);
    longest = std::max(longest, display_width(row.name));
  }
  const auto line = [&](const TableRow& row) {
    std::string text = pad_right(row.name, longest);
    for (std::size_t c = 0; c < widths.size(); ++c)
      text += "   " + pad_left(row.cells[c], widths[c]);
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  };
  std::string out = "\n" + Style(options.colour).bold(line(heading)) + "\n";
  for (const TableRow& row : rows) out += line(row) + "\n";
  return out;
}

}  // namespace odds::report

// SPDX-License-Identifier: Apache-2.0
#include "design/event.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <string_view>

#include "design/row_errors.hpp"
#include "design/tile.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

std::optional<double> parse_number(const std::string& text) {
  const char* begin = text.data();
  const char* end = begin + text.size();
  if (begin != end && *begin == '+') ++begin;
  double value = 0;
  const auto result = std::from_chars(begin, end, value);
  if (begin == end || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

// Lower case of ASCII and of the two Cyrillic letters that the affirmative words need.
std::string lower(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z') {
      result += static_cast<char>(c - 'A' + 'a');
    } else if (text.substr(i, 2) == "\xD0\x94") {
      result += "\xD0\xB4";
      ++i;
    } else if (text.substr(i, 2) == "\xD0\x90") {
      result += "\xD0\xB0";
      ++i;
    } else {
      result += c;
    }
  }
  return result;
}

bool is_affirmative(const std::string& label) {
  constexpr std::array<std::string_view, 5> words{"yes", "y", "true", "t", "\xD0\xB4\xD0\xB0"};
  return std::find(words.begin(), words.end(), lower(label)) != words.end();
}

// Distinct values, ascending; the smallest ones where there are very many.
using Values = std::vector<double>;

// Whether all used rows have the first or the last of the values found. Usually there are two;
// which one it is, is a coin that no processor predicts: no branch.
bool is_known(const double* y, const std::uint8_t* status, std::size_t count, const Values& found) {
  if (found.empty()) return false;
  const double first = found.front();
  const double last = found.back();
  unsigned unknown = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned is_other = static_cast<unsigned>(y[i] != first);
    unknown |= is_other & static_cast<unsigned>(y[i] != last) & status[i];
  }
  return (unknown & row_used) == 0;
}

void add_classes(const Source& source, std::size_t target, const RowSet& rows, std::uint64_t block,
                 Values& found) {
  const BlockView& view = source.blocks[block];
  const std::uint8_t* status = rows.block_status(block);
  std::array<double, tile_rows> y;
  for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
    const std::size_t count = std::min(tile_rows, view.rows - begin);
    view.load_numbers(target, begin, count, y.data());
    if (is_known(y.data(), status + begin, count, found)) continue;
    for (std::size_t i = 0; i < count; ++i) {
      if ((status[begin + i] & row_used) == 0) continue;
      const auto place = std::lower_bound(found.begin(), found.end(), y[i]);
      if (place == found.end() || *place != y[i]) found.insert(place, y[i] + 0.0);
    }
  }
}

void merge_classes(Values& left, const Values& right) {
  Values both;
  std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
  if (both.size() > most_counted) both.resize(most_counted + 1);
  left = std::move(both);
}

Classes number_classes(const Source& source, std::size_t target, const RowSet& rows,
                       unsigned workers) {
  Classes classes;
  classes.numbers = parallel::sum_blocks(
      source.block_count(), workers, Values(), sizeof(Values),
      [&](std::uint64_t block, Values& found, unsigned) {
        add_classes(source, target, rows, block, found);
      },
      merge_classes);
  for (const double value : classes.numbers) classes.labels.push_back(number_text(value));
  return classes;
}

Classes code_classes(const Source& source, std::size_t target, const RowSet& rows) {
  const std::vector<std::string>& levels = source.columns[target].levels;
  std::vector<bool> seen(levels.size());
  std::array<std::uint32_t, tile_rows> codes;
  for (std::uint64_t block = 0; block < source.block_count(); ++block) {
    const BlockView& view = source.blocks[block];
    const std::uint8_t* status = rows.block_status(block);
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      view.load_codes(target, begin, count, codes.data());
      for (std::size_t i = 0; i < count; ++i) {
        if ((status[begin + i] & row_used) == 0) continue;
        if (codes[i] >= seen.size()) {
          throw unknown_code(source.columns[target].name, block * block_rows + begin + i);
        }
        seen[codes[i]] = true;
      }
    }
  }
  Classes classes;
  for (std::size_t code = 0; code < levels.size(); ++code) {
    if (!seen[code]) continue;
    classes.codes.push_back(static_cast<std::uint32_t>(code));
    classes.labels.push_back(levels[code]);
  }
  return classes;
}

}  // namespace

std::string unquoted_list(const std::vector<std::string>& labels, std::size_t limit) {
  std::string list;
  for (std::size_t i = 0; i < std::min(labels.size(), limit); ++i) {
    std::string label = quote(labels[i]);
    if (parse_number(labels[i])) label = labels[i];
    list += (i == 0 ? "" : ", ") + label;
  }
  return labels.size() > limit ? list + ", ..." : list;
}

std::size_t find_label(const Classes& classes, const ColumnInfo& target, const LabelOption& option,
                       const std::string& label) {
  const std::optional<double> number = parse_number(label);
  for (std::size_t i = 0; i < classes.labels.size(); ++i) {
    if (classes.labels[i] == label) return i;
    if (!classes.numbers.empty() && number && classes.numbers[i] == *number) return i;
    if (target.kind == ColumnKind::boolean && lower(label) == classes.labels[i]) return i;
  }
  const std::string near = nearest(label, classes.labels);
  throw Error(Fault::usage, option.code,
              option.what + " " + quote(label) + " is not a value of target " + quote(target.name) +
                  " (" + unquoted_list(classes.labels, 5) + ").",
              near.empty() ? "Give one of its values with " + option.option + "."
                           : "Did you mean " + quote(near) + "?",
              in_column(target.name));
}

Classes find_classes(const Source& source, std::size_t target, const RowSet& rows,
                     unsigned workers) {
  return source.columns[target].kind == ColumnKind::number
             ? number_classes(source, target, rows, workers)
             : code_classes(source, target, rows);
}

Error one_class(const std::string& what, const std::string& label, std::uint64_t rows_used) {
  return {Fault::refused, "target.one_class",
          what + " has only one class (" + label + ") in the " +
              (rows_used == 1 ? "one row" : row_count_text(rows_used)) + " used.",
          "A fit needs rows of both classes."};
}

std::size_t choose_event(const Classes& classes, const ColumnInfo& target,
                         const std::optional<std::string>& event, const RowSet& rows) {
  const std::vector<std::string>& labels = classes.labels;
  if (labels.size() == 1) {
    throw one_class("target " + quote(target.name), unquoted_list(labels, 1), rows.used);
  }
  if (event) {
    return find_label(classes, target, {"target.event", "event", "--event"}, *event);
  }
  if (!classes.numbers.empty()) return 1;
  const auto first = parse_number(labels[0]);
  const auto second = parse_number(labels[1]);
  if (first && second) return *first > *second ? 0 : 1;
  const bool first_affirms = is_affirmative(labels[0]);
  if (first_affirms != is_affirmative(labels[1])) return first_affirms ? 0 : 1;
  return labels[0] > labels[1] ? 0 : 1;
}

}  // namespace odds::design

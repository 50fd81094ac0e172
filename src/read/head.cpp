// SPDX-License-Identifier: Apache-2.0
#include "read/head.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "read/faults.hpp"
#include "read/number.hpp"
#include "read/record.hpp"
#include "read/sniff.hpp"
#include "read/utf8.hpp"

namespace odds::read {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t first_look_bytes = std::size_t{64} << 10;
// The names of a million columns; a longer first line is not a header.
constexpr std::size_t header_limit_bytes = std::size_t{16} << 20;

[[noreturn]] void refuse(const std::string& file, std::uint64_t line, const char* code,
                         const std::string& message, const std::string& hint) {
  throw Error(Fault::refused, code, message, hint, {file, line, 0, 0, {}});
}

// The first line of the content, and the content around it.
struct FirstLine {
  std::string_view content;  // from the start; at least to the end of the record
  std::size_t begin = 0;     // behind the byte-order mark
  RawRecord record;          // found without a delimiter: one field
};

FirstLine read_first_line(Source& source, const Tuning& tuning) {
  const std::size_t limit = std::min(tuning.record_limit_bytes, header_limit_bytes);
  for (std::size_t wanted = first_look_bytes;; wanted = std::min(wanted * 4, limit + 1)) {
    FirstLine line;
    line.content = source.head(wanted);
    const bool is_all = line.content.size() < wanted;
    if (line.content.starts_with(byte_order_mark)) line.begin = byte_order_mark.size();
    if (line.begin == line.content.size()) {
      refuse(source.name(), 0, "csv.empty", "is empty.", "A table needs a header and rows.");
    }
    refuse_foreign_formats(source.name(), line.content);
    const std::size_t nul = std::min(line.content.find('\0', line.begin), line.content.size());
    line.record = walk_record(line.content.substr(0, nul), line.begin, '\0');
    if (!line.record.is_complete && nul != line.content.size()) {
      throw_nul_byte(source.name(), {line.content, 0, false}, nul);
    }
    const bool has_end = line.record.is_complete || is_all;
    if (line.content.size() > limit && (!has_end || line.record.end - line.begin > limit)) {
      refuse(source.name(), 1, "csv.record_too_long", "the first line is too long.",
             "Is this a table with one row per line?");
    }
    if (has_end) return line;
  }
}

// Position of the first byte in [begin, end) that RFC 4180 does not allow there, or npos.
std::size_t quote_fault(std::string_view raw, bool& after_closing) {
  after_closing = !raw.empty() && raw.front() == '"';
  if (!after_closing) return raw.find('"');
  for (std::size_t i = 1; i < raw.size(); ++i) {
    if (raw[i] != '"') continue;
    if (i + 1 == raw.size()) return std::string_view::npos;
    if (raw[i + 1] != '"') return i + 1;
    ++i;
  }
  return std::string_view::npos;
}

void check_header_text(const std::string& file, const PlacedText& placed, const RawRecord& record) {
  const std::string_view header = placed.text.substr(record.begin, record.end - record.begin);
  if (const std::size_t nul = header.find('\0'); nul != std::string_view::npos) {
    throw_nul_byte(file, placed, record.begin + nul);
  }
  if (const std::size_t bad = first_invalid_utf8(header); bad != header.size()) {
    throw_not_utf8(file, placed, record.begin + bad);
  }
  for (const RawField& field : record.fields) {
    bool after_closing = false;
    const std::size_t fault =
        quote_fault(placed.text.substr(field.begin, field.end - field.begin), after_closing);
    if (fault == std::string_view::npos) continue;
    if (after_closing) throw_text_after_quote(file, placed, field.begin + fault);
    throw_stray_quote(file, placed, field.begin + fault);
  }
  const std::string_view last =
      placed.text.substr(record.last_field.begin, record.end - record.last_field.begin);
  if (!record.is_complete && std::count(last.begin(), last.end(), '"') % 2 != 0) {
    throw_unterminated_quote(file, placed, opening_quote(placed.text, record));
  }
}

void read_names(std::string_view content, const RawRecord& record, char decimal, Head& head) {
  for (const RawField& field : record.fields) {
    const std::string_view raw = content.substr(field.begin, field.end - field.begin);
    head.names.push_back(field_value(raw));
    if (!raw.empty() && raw.front() != '"' && raw.size() != head.names.back().size()) {
      head.has_spaced_names = true;
    }
    if (read_number(trim(head.names.back()), decimal).spelling == Spelling::number) {
      ++head.numeric_names;
    }
  }
}

void check_names(const std::string& file, const Head& head) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < head.names.size(); ++i) {
    const std::string& name = head.names[i];
    if (name.empty()) {
      if (i == 0 && head.names.size() > 1) continue;  // row numbers, perhaps
      refuse(file, head.header_line, "csv.unnamed_column",
             "column " + std::to_string(i + 1) + " has no name.",
             "Give it one in the header, or remove the delimiter at the end of each line.");
    }
    const auto [first, is_new] = seen.emplace(name, i);
    if (!is_new) {
      refuse(file, head.header_line, "csv.duplicate_name",
             "column name " + quote(name) + " appears twice (columns " +
                 std::to_string(first->second + 1) + " and " + std::to_string(i + 1) + ").",
             "Rename one of them.");
    }
  }
}

[[noreturn]] void throw_no_header(const Head& head, const std::string& file) {
  refuse(file, head.header_line, "csv.no_header_line",
         "first line looks like data: all its fields are numbers.",
         "If the file has no header, pass --no-header: columns are then V1, V2, ...");
}

[[noreturn]] void throw_unknown_column(const Head& head, const std::string& name,
                                       const std::string& file) {
  const std::vector<std::string> names = named_columns(head);
  std::string hint;
  if (const std::string near = nearest(name, names); !near.empty()) {
    hint = "Did you mean " + quote(near) + "?";
  }
  if (2 * head.numeric_names >= head.names.size() && head.header_line != 0) {
    hint +=
        (hint.empty() ? "" : " ") +
        std::string("If the first line holds data, pass --no-header: columns are then V1, V2, ...");
  }
  throw Error(Fault::refused, "column.unknown",
              "column " + quote(name) + " not found; " + list_columns(names) + ".", hint,
              {file, 0, 0, 0, name});
}

}  // namespace

Head read_head(Source& source, const ReadOptions& options, const Tuning& tuning) {
  Head head;
  const FirstLine line = read_first_line(source, tuning);
  const PlacedText placed{line.content, 0, false};
  const std::uint64_t first_line = placed.line_at(line.record.begin);
  if (line.record.begin == line.content.size()) {
    refuse(source.name(), 1, "csv.no_names", "no column names.",
           "The first line names the columns; pass --no-header if there are none.");
  }
  head.delimiter = options.delimiter != '\0'
                       ? options.delimiter
                       : find_delimiter(line.content.substr(line.record.begin,
                                                            line.record.end - line.record.begin),
                                        options.decimal);
  const RawRecord record = walk_record(line.content, line.begin, head.delimiter);
  if (options.has_header) {
    check_header_text(source.name(), placed, record);
    head.header_line = first_line;
    read_names(line.content, record, options.decimal, head);
    // Where the header looks like data find_columns has more to say.
    if (!head.looks_like_data()) check_names(source.name(), head);
    head.rows_begin = record.next;
  } else {
    for (std::size_t i = 1; i <= record.fields.size(); ++i) {
      head.names.emplace_back("V").append(std::to_string(i));
    }
    head.rows_begin = line.begin;
  }
  const std::string_view before = line.content.substr(0, head.rows_begin);
  head.lines_before_rows = count_line_ends(before, false);
  head.after_return = before.ends_with('\r');
  return head;
}

std::vector<std::string> named_columns(const Head& head) {
  std::vector<std::string> names = head.names;
  if (head.has_unnamed_first()) names.erase(names.begin());
  return names;
}

std::string list_columns(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string list = names.size() == 1 ? "the only column is " : "the columns are ";
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
    list += (i == 0 ? "" : ", ") + shown_name(names[i]);
  }
  if (names.size() > most) list += " and " + std::to_string(names.size() - most) + " more";
  return list;
}

void refuse_data_as_names(const Head& head, const std::string& file) {
  if (head.header_line == 0 || !head.looks_like_data()) return;
  std::vector<std::string> names = head.names;
  std::sort(names.begin(), names.end());
  const bool repeats = std::adjacent_find(names.begin(), names.end()) != names.end();
  const bool has_fraction = std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name.find_first_not_of("0123456789") != std::string::npos;
  });
  if (repeats || has_fraction) throw_no_header(head, file);
}

std::vector<std::size_t> find_columns(const Head& head, const std::vector<std::string>& wanted,
                                      const std::string& file) {
  std::unordered_map<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < head.names.size(); ++i) positions.emplace(head.names[i], i);
  const bool all_found =
      !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
        return !name.empty() && positions.contains(name);
      });
  if (head.header_line != 0 && head.looks_like_data() && !all_found) {
    throw_no_header(head, file);
  }
  if (head.header_line != 0) check_names(file, head);
  std::vector<std::size_t> found;
  for (const std::string& name : wanted) {
    const auto position = positions.find(name);
    if (name.empty() || position == positions.end()) throw_unknown_column(head, name, file);
    found.push_back(position->second);
  }
  if (wanted.empty()) {
    for (std::size_t i = head.has_unnamed_first() ? 1 : 0; i < head.names.size(); ++i) {
      found.push_back(i);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<bool> guess_text_columns(std::string_view text, const Head& head,
                                     const std::vector<std::size_t>& columns, char decimal) {
  constexpr std::size_t rows_looked_at = 100;
  std::vector<bool> is_text(columns.size(), false);
  std::size_t from = static_cast<std::size_t>(head.rows_begin);
  for (std::size_t row = 0; row < rows_looked_at && from < text.size(); ++row) {
    const RawRecord record = walk_record(text, from, head.delimiter);
    if (record.fields.size() != head.names.size()) break;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const RawField field = record.fields[columns[i]];
      const std::string value = field_value(text.substr(field.begin, field.end - field.begin));
      if (read_number(trim(value), decimal).spelling == Spelling::text) is_text[i] = true;
    }
    from = record.next;
  }
  return is_text;
}

}  // namespace odds::read

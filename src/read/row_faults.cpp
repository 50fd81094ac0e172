// SPDX-License-Identifier: Apache-2.0
//
// What a malformed record or value is reported as.
#include <algorithm>

#include "read/faults.hpp"
#include "read/row_parser.hpp"
#include "read/utf8.hpp"

namespace odds::read {

void RowParser::fail(const char* code, std::string message, std::string hint, Where where) const {
  throw Error(Fault::refused, code, std::move(message), std::move(hint), std::move(where));
}

Where RowParser::place_of(std::size_t position, std::size_t row) const {
  return {plan_.file,
          region_.placed.line_at(position),
          region_.placed.byte_column_at(position),
          region_.first_row + region_row_ + row + 1,
          {}};
}

// Refuses bytes that are no text, and first what is wrong in front of them: of two faults the
// first is reported, wherever the pieces were cut.
void RowParser::check_bytes() {
  const std::string_view records = region_.placed.text.substr(0, region_.end);
  const std::size_t nul = region_.has_nul
                              ? std::min(records.find('\0', region_.begin), records.size())
                              : records.size();
  const std::string_view before = records.substr(region_.begin, nul - region_.begin);
  const std::size_t bad =
      region_.begin + (region_.has_high_bytes ? first_invalid_utf8(before) : before.size());
  if (bad == records.size()) return;
  check_records(bad);
  if (bad == nul) throw_nul_byte(plan_.file, region_.placed, bad);
  throw_not_utf8(plan_.file, region_.placed, bad);
}

// Refuses the first malformed record that ends, or has its fault, in front of `end`.
void RowParser::check_records(std::size_t end) {
  scan_ = FieldScan(region_.words, region_.begin, static_cast<std::uint32_t>(end));
  std::size_t row = 0;
  std::size_t fields = 0;
  while (!scan_.finished()) {
    const std::size_t count =
        collect_field_ends(scan_, ends_.data(), ends_.size() - field_end_slack);
    for (std::size_t i = 0; i < count; ++i) {
      ++fields;
      if (!is_terminator(region_.placed.text[ends_[i]])) continue;
      if (fields != plan_.names.size()) fail_row(row);
      record_begin_ = ends_[i] + std::size_t{1};
      fields = 0;
      ++row;
    }
  }
  if (scan_.fault != no_position) fail_row(row);
}

void RowParser::fail_row(std::size_t row) const {
  const std::string_view text = region_.placed.text.substr(0, region_.end);
  const RawRecord record = walk_record(text, record_begin_, plan_.delimiter, 0);
  Where where = place_of(record.begin, row);
  if (scan_.fault != no_position && scan_.fault <= record.end) {
    if (scan_.fault_after_closing) {
      throw_text_after_quote(plan_.file, region_.placed, scan_.fault);
    }
    throw_stray_quote(plan_.file, region_.placed, scan_.fault);
  }
  if (!record.is_complete) {
    throw_unterminated_quote(plan_.file, region_.placed, opening_quote(text, record));
  }
  where.byte_column = 0;
  const std::size_t expected = plan_.names.size();
  const std::size_t found = record.field_count;
  std::string hint = "Every row needs as many fields as the header has names.";
  if (found < expected && region_.is_tail) hint = "It is the last row: the file may be cut off.";
  if (found > expected) hint = "Put quotes around a field that contains the delimiter.";
  fail("csv.field_count",
       "expected " + std::to_string(expected) + (expected == 1 ? " field" : " fields") +
           ", found " + std::to_string(found) + ".",
       hint, where);
}

void RowParser::fail_number(std::size_t task, std::string_view text, const char* begin,
                            std::size_t row, Spelling spelling) const {
  Where where = place_of(static_cast<std::size_t>(begin - region_.placed.text.data()), row);
  where.column = plan_.tasks[task].name;
  const std::string subject = "column " + quote(where.column) + ": " + quote(text);
  if (spelling == Spelling::too_large) {
    fail(
        "csv.number_too_large", subject + " is too large for a double.",
        "Change its unit, or pass --categorical " + shown_name(where.column) + " if it is a label.",
        where);
  }
  if (is_infinity(text)) {
    fail("csv.number_infinite", subject + " is not a finite number.",
         "Remove the row or give a finite value.", where);
  }
  if (plan_.decimal == '.' && looks_like_decimal_comma(text)) {
    fail("csv.decimal_comma",
         "column " + quote(where.column) + " looks like decimal commas (" + quote(text) + ").",
         "Pass --decimal , for such a file.", where);
  }
  fail("csv.not_a_number", subject + " is not a number.",
       "Correct it, or leave the field empty if the value is missing.", where);
}

}  // namespace odds::read

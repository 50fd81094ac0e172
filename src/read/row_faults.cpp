// SPDX-License-Identifier: Apache-2.0
//
// What a malformed record or value is reported as.
#include "read/faults.hpp"
#include "read/row_parser.hpp"

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

void RowParser::fail_bytes(std::size_t position, bool is_nul) const {
  if (is_nul) throw_nul_byte(plan_.file, region_.placed, position);
  throw_not_utf8(plan_.file, region_.placed, position);
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

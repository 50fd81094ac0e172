// SPDX-License-Identifier: Apache-2.0
#include "read/record.hpp"

#include "read/number.hpp"

namespace odds::read {

RawRecord walk_record(std::string_view text, std::size_t from, char delimiter,
                      std::size_t fields_wanted) {
  RawRecord record;
  const auto add = [&](std::size_t begin, std::size_t end) {
    record.last_field = {begin, end};
    if (record.field_count++ < fields_wanted) record.fields.push_back(record.last_field);
  };
  while (from < text.size() && is_terminator(text[from])) ++from;
  record.begin = from;
  bool inside = false;
  std::size_t field = from;
  std::size_t position = from;
  for (; position < text.size(); ++position) {
    const char c = text[position];
    if (c == '"') inside = !inside;
    if (inside || (c != delimiter && !is_terminator(c))) continue;
    add(field, position);
    field = position + 1;
    if (is_terminator(c)) {
      record.is_complete = true;
      break;
    }
  }
  if (!record.is_complete) add(field, position);
  record.end = position;
  record.next = position + (record.is_complete ? 1 : 0);
  return record;
}

std::uint64_t count_line_ends(std::string_view text, bool after_return) {
  std::uint64_t count = 0;
  for (const char c : text) {
    if (c == '\r' || (c == '\n' && !after_return)) ++count;
    after_return = c == '\r';
  }
  return count;
}

std::string field_value(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '"') return std::string(trim(raw));
  raw.remove_prefix(1);
  if (raw.back() == '"') raw.remove_suffix(1);
  std::string value;
  value.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    value += raw[i];
    if (raw[i] == '"' && i + 1 < raw.size() && raw[i + 1] == '"') ++i;
  }
  return value;
}

std::size_t opening_quote(std::string_view text, const RawRecord& record) {
  const std::size_t begin = record.last_field.begin;
  const std::size_t found = text.find('"', begin);
  return found == std::string_view::npos ? begin : found;
}

}  // namespace odds::read

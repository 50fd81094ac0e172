// SPDX-License-Identifier: Apache-2.0
#include "read/row_parser.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <odds/table.hpp>

#include "table/block_storage.hpp"

namespace odds::read {
namespace {

// Field ends held at once. The fewest: 8 KiB of positions and some 16 KiB of text stay in a
// first-level cache together. Very wide tables: a few rows for each vector, or one at least.
constexpr std::size_t fewest_ends = 2048;
constexpr std::size_t most_ends = std::size_t{1} << 16;
constexpr std::size_t rows_wanted = 8;

std::size_t end_capacity(std::size_t fields) {
  return std::max(fields, std::clamp(rows_wanted * fields, fewest_ends, most_ends));
}

constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

bool equals_lower(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(),
                    [](char a, char b) { return static_cast<char>(a | 0x20) == b; });
}

bool needs_trim(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::optional<bool> parse_boolean(std::string_view text) {
  if (equals_lower(text, "true")) return true;
  if (equals_lower(text, "false")) return false;
  return std::nullopt;
}

RowParser::RowParser(const ParsePlan& plan)
    : plan_(plan),
      marks_(detail::every_byte(static_cast<std::uint8_t>(plan.decimal))),
      evidence_(plan.tasks.size()),
      scan_(nullptr, 0, 0),
      ends_(end_capacity(plan.names.size()) + field_end_slack),
      begins_(ends_.size() / plan.names.size() + 1),
      others_(ends_.size()) {
  for (const ColumnTask& task : plan.tasks) {
    if (task.kind <= FieldKind::number) {
      number_tasks_.push_back(lanes_.size());
      number_columns_.push_back({task.file_column, nullptr});
    }
    lanes_.push_back({task.file_column, task.kind, nullptr});
    cache_of_.push_back(caches_.size());
    if (task.dictionary != nullptr) caches_.emplace_back(*task.dictionary);
    if (task.kind == FieldKind::boxed) ++numbers_unseen_;
  }
  lanes_.push_back({std::numeric_limits<std::uint32_t>::max(), FieldKind::text, nullptr});
}

void RowParser::set_output(std::size_t task, void* out) { lanes_[task].out = out; }

void RowParser::begin(const Region& region) {
  region_ = region;
  scan_ = FieldScan(region.words, region.begin, region.end);
  ends_used_ = ends_count_ = 0;
  regular_rows_ = put_off_rows_ = 0;
  record_begin_ = region.begin;
  region_row_ = 0;
  line_position_ = line_ends_ = 0;
  if (region.has_nul || region.has_high_bytes) check_bytes();
}

void RowParser::refill() {
  const std::size_t rest = ends_count_ - ends_used_;
  std::memmove(ends_.data(), ends_.data() + ends_used_, rest * sizeof(std::uint32_t));
  const std::size_t room = ends_.size() - field_end_slack;
  const std::uint64_t record_ends_before = scan_.record_ends;
  ends_used_ = 0;
  ends_count_ = rest + collect_field_ends(scan_, ends_.data() + rest, room - rest);
  const std::size_t rows = ends_count_ / plan_.names.size();
  const std::uint64_t record_ends = put_off_rows_ + scan_.record_ends - record_ends_before;
  begins_used_ = 0;
  regular_rows_ = is_regular(rows, record_ends) ? rows : 0;
  // Whole vectors of rows, until the last ones.
  put_off_rows_ = scan_.finished() || rows < rows_wanted ? 0 : regular_rows_ % rows_wanted;
  regular_rows_ -= put_off_rows_;
}

// Whether every record among the field ends has as many fields as the header. Fills begins_.
// With as many record ends as records, and each at the end of one, no other can be elsewhere.
bool RowParser::is_regular(std::size_t rows, std::uint64_t record_ends) {
  if (record_ends != rows) return false;
  const std::size_t fields = plan_.names.size();
  const char* text = region_.placed.text.data();
  std::size_t begin = record_begin_;
  for (std::size_t row = 0; row < rows; ++row) {
    while (is_terminator(text[begin])) ++begin;  // LF behind CR, blank lines
    begins_[row] = static_cast<std::uint32_t>(begin);
    const std::uint32_t end = ends_[(row + 1) * fields - 1];
    if (!is_terminator(text[end])) return false;
    begin = end + std::size_t{1};
  }
  return true;
}

void RowParser::parse(std::size_t rows) {
  const std::size_t fields = plan_.names.size();
  for (std::size_t row = 0; row < rows;) {
    if (regular_rows_ == 0 && (put_off_rows_ != 0 || ends_count_ - ends_used_ < fields)) refill();
    const std::size_t count = std::min(regular_rows_, rows - row);
    if (count == 0) {
      parse_records(row, 1);
      ++row;
      continue;
    }
    parse_block(row, count);
    row += count;
  }
  if (numbers_unseen_ != 0) find_first_numbers(rows);
  region_row_ += rows;
}

// Regular records, column by column.
void RowParser::parse_block(std::size_t first, std::size_t rows) {
  const std::size_t fields = plan_.names.size();
  const RecordBlock block = {region_.placed.text.data(), begins_.data() + begins_used_,
                             ends_.data() + ends_used_, fields, rows};
  try {
    parse_number_columns(block, first);
    parse_other_columns(block, first);
  } catch (const Error&) {
    // Some row further up may be refused for another column.
    record_begin_ = block.begins[0];
    parse_records(first, rows);
    throw;
  }
  ends_used_ += rows * fields;
  begins_used_ += rows;
  regular_rows_ -= rows;
  record_begin_ = block.ends[rows * fields - 1] + std::size_t{1};
}

void RowParser::parse_number_columns(const RecordBlock& block, std::size_t first) {
  for (std::size_t i = 0; i < number_tasks_.size(); ++i) {
    number_columns_[i].out = static_cast<double*>(lanes_[number_tasks_[i]].out) + first;
  }
  const std::size_t count = parse_numbers(block, number_columns_, marks_, others_.data());
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t row = others_[i].row;
    const NumberColumn& column = number_columns_[others_[i].column];
    const char* begin = block.field_begin(row, column.file_column);
    const char* end = block.field_end(row, column.file_column);
    if (!parse_short(begin, end, marks_, column.out[row])) {
      decode(number_tasks_[others_[i].column], begin, end, first + row);
    }
  }
}

void RowParser::parse_other_columns(const RecordBlock& block, std::size_t first) {
  for (std::size_t task = 0; task < plan_.tasks.size(); ++task) {
    const Lane& lane = lanes_[task];
    if (lane.kind <= FieldKind::number) continue;
    for (std::size_t row = 0; row < block.rows; ++row) {
      decode(task, block.field_begin(row, lane.file_column), block.field_end(row, lane.file_column),
             first + row);
    }
  }
}

// Records one by one; any may be malformed.
void RowParser::parse_records(std::size_t first, std::size_t rows) {
  const std::size_t fields = plan_.names.size();
  const char* text = region_.placed.text.data();
  for (std::size_t row = first; row < first + rows; ++row) {
    const std::uint32_t* ends = ends_.data() + ends_used_;
    while (record_begin_ < region_.end && is_terminator(text[record_begin_])) ++record_begin_;
    if (ends_count_ - ends_used_ < fields || !parse_record(ends, row)) fail_row(row);
    ends_used_ += fields;
    record_begin_ = ends[fields - 1] + std::size_t{1};
  }
}

// False when the record has another number of fields.
bool RowParser::parse_record(const std::uint32_t* ends, std::size_t row) {
  const char* const text = region_.placed.text.data();
  const auto fields = static_cast<std::uint32_t>(plan_.names.size());
  const Lane* lane = lanes_.data();
  const char* begin = text + record_begin_;
  for (std::uint32_t column = 0; column < fields; ++column) {
    const char* const end = text + ends[column];
    if ((*end == plan_.delimiter) != (column + 1 < fields)) return false;
    for (; lane->file_column == column; ++lane) {
      decode(static_cast<std::size_t>(lane - lanes_.data()), begin, end, row);
    }
    begin = end + 1;
  }
  return true;
}

RowParser::Value RowParser::value_of(const char* begin, const char* end) {
  if (begin == end) return {{}, false};
  if (*begin != '"') {
    const std::string_view text(begin, static_cast<std::size_t>(end - begin));
    return {needs_trim(text.front()) || needs_trim(text.back()) ? trim(text) : text, false};
  }
  // Well-formed, or the scan would have stopped in front of it.
  const std::string_view inner(begin + 1, static_cast<std::size_t>(end - begin - 2));
  if (inner.find('"') == std::string_view::npos) return {inner, true};
  return {texts_.emplace_back(field_value({begin, inner.size() + 2})), true};
}

void RowParser::decode(std::size_t task, const char* begin, const char* end, std::size_t row) {
  const Lane& lane = lanes_[task];
  if (lane.kind == FieldKind::text && begin != end && *begin != '"') {  // kept as it stands
    static_cast<std::string_view*>(lane.out)[row] = {begin, static_cast<std::size_t>(end - begin)};
    return;
  }
  const Value value = value_of(begin, end);
  switch (lane.kind) {
    case FieldKind::boxed:
    case FieldKind::number:
      return decode_number(task, value, begin, row);
    case FieldKind::code:
      static_cast<std::uint32_t*>(lane.out)[row] = decode_code(task, value, begin, row);
      return;
    case FieldKind::level:
    case FieldKind::boolean:
      static_cast<std::uint32_t*>(lane.out)[row] = decode_level(task, value);
      return;
    case FieldKind::text:
      static_cast<std::string_view*>(lane.out)[row] = value.text;
      return;
    case FieldKind::row_number:
      return check_row_number(task, trim(value.text), begin, row);
  }
}

void RowParser::decode_number(std::size_t task, const Value& value, const char* begin,
                              std::size_t row) {
  double& out = static_cast<double*>(lanes_[task].out)[row];
  const std::string_view trimmed = value.is_quoted ? trim(value.text) : value.text;
  const NumberValue number = read_number(trimmed, plan_.decimal);
  switch (number.spelling) {
    case Spelling::number:
      out = number.value;
      if (number.inexact_integer) evidence_[task].has_inexact_integers = true;
      return;
    case Spelling::missing:
      out = missing_number;
      ++evidence_[task].missing_count;
      return;
    case Spelling::too_large:
      if (lanes_[task].kind == FieldKind::number) {
        fail_number(task, trimmed, begin, row, number.spelling);
      }
      out = number.value;
      note_first(evidence_[task].first_too_large, begin, row, trimmed);
      return;
    case Spelling::text:
      break;
  }
  if (lanes_[task].kind == FieldKind::number) {
    fail_number(task, trimmed, begin, row, number.spelling);
  }
  out = table::box_code(caches_[cache_of_[task]].find(value.text).code);
  note_first(evidence_[task].first_text, begin, row, value.text);
}

std::uint32_t RowParser::decode_code(std::size_t task, const Value& value, const char* begin,
                                     std::size_t row) {
  ColumnEvidence& evidence = evidence_[task];
  if (is_missing(value.is_quoted ? trim(value.text) : value.text)) {
    ++evidence.missing_count;
    return missing_code;
  }
  const Dictionary::Level& level = caches_[cache_of_[task]].find(value.text);
  note_first(level.is_number ? evidence.first_number : evidence.first_text, begin, row, value.text);
  if (level.is_too_large) note_first(evidence.first_too_large, begin, row, value.text);
  return level.code;
}

std::uint32_t RowParser::decode_level(std::size_t task, const Value& value) {
  const std::string_view text = value.text;
  if (is_missing(value.is_quoted ? trim(text) : text)) {
    ++evidence_[task].missing_count;
    return missing_code;
  }
  if (lanes_[task].kind == FieldKind::boolean) {
    const std::optional<bool> truth = parse_boolean(text);
    return truth ? static_cast<std::uint32_t>(*truth) : unseen_code;
  }
  const auto& levels = *plan_.tasks[task].levels;
  const auto found = levels.find(text);
  return found == levels.end() ? unseen_code : found->second;
}

void RowParser::check_row_number(std::size_t task, std::string_view text, const char* begin,
                                 std::size_t row) {
  const std::uint64_t file_row = region_.first_row + region_row_ + row;
  const NumberValue number = read_number(text, plan_.decimal);
  for (std::uint64_t start = 0; start < 2; ++start) {
    Witness& first_wrong = evidence_[task].first_wrong_row_number[start];
    const bool counts = number.spelling == Spelling::number &&
                        number.value == static_cast<double>(file_row + start);
    if (!counts) note_first(first_wrong, begin, row, text);
  }
}

void RowParser::note_first(Witness& first, const char* begin, std::size_t row,
                           std::string_view text) {
  if (!first.exists()) first = witness(begin, row, text);
}

Witness RowParser::witness(const char* begin, std::size_t row, std::string_view text) {
  const auto position = static_cast<std::size_t>(begin - region_.placed.text.data());
  return {region_.first_row + region_row_ + row, line_at(position), std::string(text)};
}

// Counts on from the last answer: the fields of a wide record ask one after another.
std::uint64_t RowParser::line_at(std::size_t position) {
  if (position < line_position_) line_position_ = line_ends_ = 0;
  const std::string_view text = region_.placed.text;
  const bool after_return =
      line_position_ == 0 ? region_.placed.after_return : text[line_position_ - 1] == '\r';
  line_ends_ +=
      count_line_ends(text.substr(line_position_, position - line_position_), after_return);
  line_position_ = position;
  return 1 + region_.placed.line_ends_before + line_ends_;
}

// The fast path does not stop to note the first number of a column: it is found afterwards.
void RowParser::find_first_numbers(std::size_t rows) {
  std::vector<std::pair<std::size_t, std::size_t>> found;  // (row, task)
  for (std::size_t task = 0; task < plan_.tasks.size(); ++task) {
    if (lanes_[task].kind != FieldKind::boxed || evidence_[task].first_number.exists()) continue;
    const double* values = static_cast<const double*>(lanes_[task].out);
    const double* first =
        std::find_if(values, values + rows, [](double value) { return !std::isnan(value); });
    if (first != values + rows) found.emplace_back(first - values, task);
  }
  if (found.empty()) return;
  std::sort(found.begin(), found.end());
  const std::string_view text = region_.placed.text;
  RawRecord record;
  std::size_t from = region_.begin;
  std::uint64_t walked = 0;  // records of the region
  for (const auto& [row, task] : found) {
    for (; walked <= region_row_ + row; ++walked) {
      const bool is_wanted = walked == region_row_ + row;
      record = is_wanted ? walk_record(text, from, plan_.delimiter)
                         : walk_record(text, from, plan_.delimiter, 0);
      from = record.next;
    }
    const RawField field = record.fields[lanes_[task].file_column];
    evidence_[task].first_number =
        witness(text.data() + field.begin, row,
                field_value(text.substr(field.begin, field.end - field.begin)));
    --numbers_unseen_;
  }
}

}  // namespace odds::read

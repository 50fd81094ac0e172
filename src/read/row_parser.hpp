// SPDX-License-Identifier: Apache-2.0
//
// Records to values. One worker's parser: it takes the field ends of a region, decodes the columns
// asked for into the memory it is given, skips the others, and remembers what the types of the
// columns depend on. The same parser fills tables and batches of a stream.
//
// Records that have the right number of fields are parsed some dozens at a time, column by column.
// Where one has not, or a value is refused, they are gone through one by one, so that the error
// reported is the first in the file.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <odds/base.hpp>

#include "read/byte_scan.hpp"
#include "read/dictionary.hpp"
#include "read/number.hpp"
#include "read/number_block.hpp"
#include "read/place.hpp"

namespace odds::read {

enum class FieldKind : std::uint8_t {
  boxed,       // a double; text as a code in a NaN (table/block_storage.hpp)
  number,      // a double; text is an error
  code,        // a dictionary's code
  level,       // position among known levels, or unseen_code
  boolean,     // 0 false, 1 true, or unseen_code
  text,        // the text
  row_number,  // not kept; must count the rows
};

// How one column of the file is read. A column may have several tasks.
struct ColumnTask {
  std::uint32_t file_column = std::numeric_limits<std::uint32_t>::max();
  FieldKind kind = FieldKind::boxed;
  std::string name;
  bool is_categorical = false;       // code: numbers are levels like any other text
  Dictionary* dictionary = nullptr;  // boxed, code
  const std::unordered_map<std::string_view, std::uint32_t>* levels = nullptr;  // level
};

// What all workers share.
struct ParsePlan {
  std::string file;                // for messages
  std::vector<std::string> names;  // of the file's columns
  std::vector<ColumnTask> tasks;   // by file_column
  char delimiter = ',';
  char decimal = '.';
};

// A value that decides a type, with its place in the file.
struct Witness {
  std::uint64_t row = std::numeric_limits<std::uint64_t>::max();  // 0-based
  std::uint64_t line = 0;
  std::string text;
  bool exists() const { return row != std::numeric_limits<std::uint64_t>::max(); }
};

// What one worker saw of a column.
struct ColumnEvidence {
  std::uint64_t missing_count = 0;
  Witness first_number;
  Witness first_text;
  Witness first_too_large;
  std::array<Witness, 2> first_wrong_row_number;  // counting from 0, from 1
  bool has_inexact_integers = false;
};

// Whole records side by side. At least Chunk::read_slack bytes behind the text can be read.
struct Region {
  PlacedText placed;
  const MaskWord* words = nullptr;
  std::uint32_t begin = 0;  // the records are text[begin, end)
  std::uint32_t end = 0;
  std::uint64_t first_row = 0;
  bool has_nul = false;
  bool has_high_bytes = false;
  bool is_tail = false;  // the end of the file, where the last terminator was added
};

class RowParser {
 public:
  explicit RowParser(const ParsePlan& plan);

  // Where task t puts the rows to come: double*, std::uint32_t* or std::string_view*.
  void set_output(std::size_t task, void* out);

  // Starts a region. Throws Error for bytes that are no text.
  void begin(const Region& region);
  // The next `rows` records; row i goes to out[i]. Throws Error for what is malformed.
  void parse(std::size_t rows);

  // Forgets decoded texts; string views given out so far become invalid.
  void clear_texts() { texts_.clear(); }

  const std::vector<ColumnEvidence>& evidence() const { return evidence_; }

 private:
  struct Lane {
    std::uint32_t file_column;
    FieldKind kind;
    void* out;
  };
  struct Value {
    std::string_view text;  // without quotes; trimmed unless quoted
    bool is_quoted;
  };

  void refill();
  bool is_regular(std::size_t rows, std::uint64_t record_ends);
  void parse_block(std::size_t first, std::size_t rows);
  void parse_number_columns(const RecordBlock& block, std::size_t first);
  void parse_other_columns(const RecordBlock& block, std::size_t first);
  void parse_records(std::size_t first, std::size_t rows);
  bool parse_record(const std::uint32_t* ends, std::size_t row);
  void decode(std::size_t task, const char* begin, const char* end, std::size_t row);
  void decode_number(std::size_t task, const Value& value, const char* begin, std::size_t row);
  std::uint32_t decode_code(std::size_t task, const Value& value, const char* begin,
                            std::size_t row);
  std::uint32_t decode_level(std::size_t task, const Value& value);
  void check_row_number(std::size_t task, std::string_view text, const char* begin,
                        std::size_t row);
  Value value_of(const char* begin, const char* end);
  void find_first_numbers(std::size_t rows);
  void note_first(Witness& first, const char* begin, std::size_t row, std::string_view text);
  Witness witness(const char* begin, std::size_t row, std::string_view text);
  std::uint64_t line_at(std::size_t position);

  [[noreturn]] void fail(const char* code, std::string message, std::string hint,
                         Where where) const;
  Where place_of(std::size_t position, std::size_t row) const;
  void check_bytes();
  void check_records(std::size_t end);
  [[noreturn]] void fail_row(std::size_t row) const;
  [[noreturn]] void fail_number(std::size_t task, std::string_view text, const char* begin,
                                std::size_t row, Spelling spelling) const;

  const ParsePlan& plan_;
  std::uint64_t marks_;      // the decimal mark in every byte
  std::vector<Lane> lanes_;  // one for each task, and one behind the last column
  std::vector<DictionaryCache> caches_;
  std::vector<std::size_t> cache_of_;  // task -> position in caches_
  std::vector<ColumnEvidence> evidence_;
  std::deque<std::string> texts_;

  Region region_;
  FieldScan scan_;
  std::vector<std::uint32_t> ends_;
  std::size_t ends_used_ = 0;
  std::size_t ends_count_ = 0;
  std::size_t record_begin_ = 0;  // position
  // Records at ends_used_ that are known to have the right number of fields, and where they begin.
  std::size_t regular_rows_ = 0;
  std::size_t put_off_rows_ = 0;  // behind them, as regular, left to the next refill
  std::vector<std::uint32_t> begins_;
  std::size_t begins_used_ = 0;
  std::vector<std::size_t> number_tasks_;
  std::vector<NumberColumn> number_columns_;  // of number_tasks_
  std::vector<OtherField> others_;
  std::uint64_t region_row_ = 0;    // rows of the region parsed by earlier calls of parse()
  std::size_t numbers_unseen_ = 0;  // boxed tasks without a first number
  std::size_t line_position_ = 0;   // of the region's text, whose line was asked for last
  std::uint64_t line_ends_ = 0;     // in front of it
};

// true or false in any case.
std::optional<bool> parse_boolean(std::string_view text);

}  // namespace odds::read

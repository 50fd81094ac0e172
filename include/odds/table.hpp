// SPDX-License-Identifier: Apache-2.0
//
// A table: typed columns, cut into blocks of a fixed number of rows. Blocks are views that keep
// their owner alive: a parsed file or arrays of the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace odds {

// Rows of one block. Every sum over rows is a sum over these blocks, so the number is part of
// the definition of the last bit of a result and never changes with threads or input.
inline constexpr std::size_t block_rows = 4096;

// number: every value parses as one. boolean: every value is true or false in any case.
// category: no value parses as a number (or the caller asked for levels).
enum class ColumnKind { number, boolean, category };

enum class ElementType : std::uint8_t { float64, code8, code16, code32, text };

// Codes as load_codes() returns them, whatever width they are stored in. In storage the largest
// value of the type means missing, the second largest an unseen level.
inline constexpr std::uint32_t missing_code = 0xFFFFFFFFU;
inline constexpr std::uint32_t unseen_code = 0xFFFFFFFEU;

// One column of one block. A missing number is NaN.
struct ColumnView {
  const void* data = nullptr;  // first value; for text: const std::string_view*
  ElementType type = ElementType::float64;
  std::ptrdiff_t stride = 0;  // bytes from one value to the next
};

// Sparse columns of one block, row after row: row i has the entries [starts[i], starts[i + 1]).
struct SparseView {
  const std::uint32_t* starts = nullptr;   // rows + 1; null where the table has none
  const std::uint32_t* indices = nullptr;  // columns, 0-based, rising within a row
  const double* values = nullptr;          // null: every value is 1
};

// Some consecutive rows. Valid as long as `pin` lives.
struct BlockView {
  std::uint64_t first_row = 0;  // 0-based
  std::size_t rows = 0;         // at most block_rows in a table; any number in a stream
  std::vector<ColumnView> columns;
  SparseView sparse;
  std::shared_ptr<const void> pin;

  // Copies rows [begin, begin + count) of a float64 column to out.
  void load_numbers(std::size_t column, std::size_t begin, std::size_t count, double* out) const;
  // Copies and widens codes of a code column.
  void load_codes(std::size_t column, std::size_t begin, std::size_t count,
                  std::uint32_t* out) const;
};

struct ColumnInfo {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  // Levels by code, in natural order: numeric if all parse as numbers, else by code points.
  // A boolean column has {"false", "true"}. Empty for numbers.
  std::vector<std::string> levels;
  std::uint64_t missing_count = 0;
  bool has_inexact_integers = false;  // an integer beyond 2^53 was rounded
};

// Columns of which most values are 0, kept apart from the others and known by number.
struct SparseInfo {
  std::uint64_t columns = 0;  // the largest index that occurs, and those before it
  std::uint64_t entries = 0;  // that are stored; zeros are not
  bool all_ones = false;      // every stored value is 1: 4 bytes an entry, else 12
  unsigned first_index = 1;   // what the file calls the first column: names are numbers from it on
};

class Table {
 public:
  Table();
  Table(Table&&) noexcept;
  Table& operator=(Table&&) noexcept;
  ~Table();

  // A table over arrays of the caller, which must outlive it. All columns have equal length.
  // Throws Error{usage, "table.length"} otherwise.
  void add_numbers(std::string name, std::span<const double> values);
  // Codes index `levels`; missing_code marks a missing value.
  void add_codes(std::string name, std::span<const std::uint32_t> codes,
                 std::vector<std::string> levels);
  // Sparse columns 0 ... columns - 1 of as many rows as the other columns have: row i has the
  // entries [starts[i], starts[i + 1]), its indices rising. No values: every entry is 1. Once.
  // Throws Error{usage, "table.sparse"} where that does not hold or a value is not finite.
  void add_sparse(std::span<const std::uint64_t> starts, std::span<const std::uint32_t> indices,
                  std::span<const double> values, std::uint64_t columns);

  const std::vector<ColumnInfo>& columns() const;
  const SparseInfo& sparse() const;  // columns == 0 where there are none
  std::uint64_t row_count() const;
  std::uint64_t block_count() const;
  BlockView block(std::uint64_t index) const;

  struct Storage;  // the owner's side, src/table/storage.hpp
  explicit Table(std::shared_ptr<Storage> storage);

 private:
  std::shared_ptr<Storage> storage_;
};

}  // namespace odds

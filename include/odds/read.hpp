// SPDX-License-Identifier: Apache-2.0
//
// Files to tables. `DATA` is a path or "-" for standard input; gzip and zstd are recognised by
// their first bytes.
//
// CSV: RFC 4180 in UTF-8, lines ending in LF, CRLF or CR, blank lines skipped. Spaces and tabs
// around an unquoted field or name are no part of it; inside quotes they are, except around a
// number. Missing, quoted or not: nothing, NA, N/A, n/a, NaN, nan, NAN, -nan, null, NULL, Null, ?
// and "." alone. An unnamed first column that counts the rows from 0 or 1 is left out, with a note.
//
// LIBSVM (svmlight): a row a line, `label index:value index:value ...`, what is not there is 0. The
// labels are a column named "label", the rest is sparse columns named by their indices. `#` starts
// a comment, blank lines are skipped, `qid:N` is left out with a note. Indices count from 1, or
// from 0 with zero_based; in a row they may come in any order, but once each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/table.hpp>

namespace odds {

// automatic: libsvm where the name ends in .svm, .libsvm or .svmlight (before .gz, .zst) or where
// the first lines can be nothing else, otherwise csv.
enum class DataFormat { automatic, csv, libsvm };

struct ReadOptions {
  DataFormat format = DataFormat::automatic;
  bool zero_based = false;               // libsvm: the first column has index 0, not 1
  char delimiter = '\0';                 // '\0': found from the first line among , ; tab |
  char decimal = '.';                    // '.' or ','
  bool has_header = true;                // false: columns are named V1, V2, ...
  std::vector<std::string> categorical;  // read these columns as categories
};

// What was read, for the record: equal for a file, a pipe and a compressed copy.
struct DataFingerprint {
  std::uint64_t bytes = 0;  // after decompression
  std::uint64_t rows = 0;
  std::uint64_t hash = 0;
};

struct ReadResult {
  Table table;
  std::vector<std::string> file_columns;  // every name of the header, in file order
  DataFingerprint fingerprint;
  DataFormat format = DataFormat::csv;  // never automatic
  char delimiter = ',';
  std::string compression;  // "", "gzip", "zstd"
  std::vector<Note> notes;
  // Physical line (1-based) on which a data row (0-based) starts; 0 where rows and lines near it do
  // not go one by one. For messages; empty where there is no file.
  std::function<std::uint64_t(std::uint64_t)> line_of_row;
};

// Reads DATA in its format; csv as read_csv() does, libsvm with all its columns. A table that is
// sparse has one column in file_columns, "label".
ReadResult read_data(const std::string& path, const ReadOptions& options,
                     const std::vector<std::string>& columns, const RunOptions& run);

// Reads the named columns (all when empty) with types from all rows. The table's columns are in
// file order. Throws Error: csv.*, file.*; a name, in `columns` or in `categorical`, that the file
// lacks is refused.
ReadResult read_csv(const std::string& path, const ReadOptions& options,
                    const std::vector<std::string>& columns, const RunOptions& run);

// The names in the header alone: reads no more than the first line. Not for "-".
std::vector<std::string> read_csv_header(const std::string& path, const ReadOptions& options);

}  // namespace odds

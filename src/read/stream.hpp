// SPDX-License-Identifier: Apache-2.0
//
// Reading in batches: each batch of rows is parsed and processed by one worker, batches are
// committed in the order of the file. Memory does not depend on the number of rows.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/read.hpp>
#include <odds/table.hpp>

namespace odds::read {

// How a column is to be read when its type is known beforehand.
struct StreamColumn {
  enum class Kind { number, category, boolean, text };
  std::string name;
  Kind kind = Kind::number;
  std::vector<std::string> levels;  // category: code = index here, unseen_code otherwise
};

// Columns as asked for. number: doubles, NaN for missing. category: codes, missing_code,
// unseen_code. boolean: 0 false, 1 true, missing_code, unseen_code for anything else. text: the
// field without its quotes, otherwise as it stands. Valid until commit() returns.
struct Batch {
  std::uint64_t index = 0;  // 0, 1, 2, ... in file order
  BlockView view;
};

// What a worker does with a batch. process() runs on many threads at once, for different batches;
// commit() runs in batch order, never twice at once.
class BatchHandler {
 public:
  virtual ~BatchHandler() = default;
  virtual void process(const Batch& batch, std::string& result) = 0;
  virtual void commit(const Batch& batch, const std::string& result) = 0;
};

struct StreamResult {
  std::uint64_t rows = 0;
  std::vector<Note> notes;
};

struct Tuning;

// A source of rows whose header has been read.
class CsvStream {
 public:
  CsvStream(const std::string& path, const ReadOptions& options, const RunOptions& run);
  CsvStream(const std::string& path, const ReadOptions& options, const RunOptions& run,
            const Tuning& tuning);  // for tests
  ~CsvStream();
  // Without an unnamed first column (row numbers).
  const std::vector<std::string>& names() const;
  char delimiter() const;
  // Once. The same column may be asked for more than once, as category and as text say.
  // Throws Error when a column is missing (predict.column_missing) or a number does not parse.
  StreamResult run(const std::vector<StreamColumn>& columns, BatchHandler& handler);
  // Physical line (1-based) on which a data row (0-based) starts, for messages; 0 if unknown. For
  // rows of batches that process() or commit() has been called for. Thread-safe.
  std::uint64_t line_of_row(std::uint64_t row) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace odds::read

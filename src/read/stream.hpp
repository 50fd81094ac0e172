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
class Source;

// A source of rows whose columns are known.
class RowStream {
 public:
  virtual ~RowStream() = default;
  // Of all columns but sparse ones.
  virtual const std::vector<std::string>& names() const = 0;
  // Whether run() may be asked for the column: one of names(), or the number of a sparse one.
  virtual bool has_column(const std::string& name) const = 0;
  // Batches have views of sparse columns; then their first one has this number.
  virtual bool is_sparse() const = 0;
  virtual unsigned first_index() const = 0;
  // Once. The same column may be asked for more than once, as category and as text say.
  // Throws Error when a column is missing (predict.column_missing) or a number does not parse.
  virtual StreamResult run(const std::vector<StreamColumn>& columns, BatchHandler& handler) = 0;
  // Physical line (1-based) on which a data row (0-based) starts, for messages; 0 if unknown. For
  // rows of batches that process() or commit() has been called for. Thread-safe.
  virtual std::uint64_t line_of_row(std::uint64_t row) const = 0;
};

// In the format that options, name or content say.
std::unique_ptr<RowStream> open_rows(const std::string& path, const ReadOptions& options,
                                     const RunOptions& run);

class CsvStream final : public RowStream {
 public:
  CsvStream(const std::string& path, const ReadOptions& options, const RunOptions& run);
  CsvStream(const std::string& path, const ReadOptions& options, const RunOptions& run,
            const Tuning& tuning);  // for tests
  CsvStream(std::unique_ptr<Source> source, const ReadOptions& options, const RunOptions& run,
            const Tuning& tuning);
  ~CsvStream() override;
  // Without an unnamed first column (row numbers).
  const std::vector<std::string>& names() const override;
  bool has_column(const std::string& name) const override;
  bool is_sparse() const override { return false; }
  unsigned first_index() const override { return 1; }
  char delimiter() const;
  StreamResult run(const std::vector<StreamColumn>& columns, BatchHandler& handler) override;
  std::uint64_t line_of_row(std::uint64_t row) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// LIBSVM data: the column "label", and sparse columns by number, which are numbers.
class LibsvmStream final : public RowStream {
 public:
  LibsvmStream(std::unique_ptr<Source> source, const ReadOptions& options, const RunOptions& run,
               const Tuning& tuning);
  ~LibsvmStream() override;
  const std::vector<std::string>& names() const override;
  bool has_column(const std::string& name) const override;
  bool is_sparse() const override { return true; }
  unsigned first_index() const override;
  StreamResult run(const std::vector<StreamColumn>& columns, BatchHandler& handler) override;
  std::uint64_t line_of_row(std::uint64_t row) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace odds::read

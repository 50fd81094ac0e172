// SPDX-License-Identifier: Apache-2.0
//
// A whole file to a table in one pass: workers parse straight into the table's blocks, and the
// types are settled at the end.
#include "read/reader.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "read/column_types.hpp"
#include "read/format.hpp"
#include "read/libsvm_reader.hpp"
#include "read/pipeline.hpp"
#include "read/row_lines.hpp"
#include "read/settle.hpp"
#include "table/block_storage.hpp"

namespace odds::read {
namespace {

// Parses every set of records into the blocks its rows belong to.
class TableConsumer final : public RowConsumer {
 public:
  TableConsumer(const ParsePlan& plan, table::BlockStorage& storage, RowLines& lines,
                unsigned workers)
      : plan_(plan), storage_(storage), lines_(lines), parsers_(workers), surplus_(workers) {}

  void consume(unsigned worker, const RecordSet& records) override {
    if (!parsers_[worker]) parsers_[worker] = std::make_unique<RowParser>(plan_);
    RowParser& parser = *parsers_[worker];
    lines_.add_unwalked(records);
    for (const RecordSet::Part& part : records.parts) {
      parser.begin(part.region);
      std::uint64_t row = part.region.first_row;
      for (std::uint64_t left = part.rows; left != 0;) {
        const auto offset = static_cast<std::size_t>(row % block_rows);
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(left, block_rows - offset));
        aim(parser, worker, row / block_rows, offset, count);
        parser.parse(count);
        row += count;
        left -= count;
      }
    }
  }

  std::vector<ColumnEvidence> evidence() const {
    std::vector<ColumnEvidence> all(plan_.tasks.size());
    for (const std::unique_ptr<RowParser>& parser : parsers_) {
      if (!parser) continue;
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = merge(all[i], parser->evidence()[i]);
    }
    return all;
  }

 private:
  // Points the parser at the rows of a block.
  void aim(RowParser& parser, unsigned worker, std::uint64_t index, std::size_t offset,
           std::size_t count) {
    // More rows than the file's size allows mean that some row before was too short, and that its
    // error ends the reading: these go nowhere.
    const bool is_surplus = offset + count > storage_.row_capacity();
    if (is_surplus) surplus_[worker].resize(block_rows);
    const table::BlockStorage::Block* block = is_surplus ? nullptr : &storage_.block(index);
    std::size_t column = 0;
    for (std::size_t task = 0; task < plan_.tasks.size(); ++task) {
      if (plan_.tasks[task].kind == FieldKind::row_number) continue;
      if (is_surplus) {
        parser.set_output(task, surplus_[worker].data());
      } else if (storage_.is_wide_code(column)) {
        parser.set_output(task, storage_.codes(*block, column) + offset);
      } else {
        parser.set_output(task, storage_.numbers(*block, column) + offset);
      }
      ++column;
    }
  }

  const ParsePlan& plan_;
  table::BlockStorage& storage_;
  RowLines& lines_;
  std::vector<std::unique_ptr<RowParser>> parsers_;
  std::vector<std::vector<double>> surplus_;
};

// Everything that reading one table needs.
class TableReader {
 public:
  TableReader(Source& source, const ReadOptions& options, const RunOptions& run,
              const Tuning& tuning)
      : options_(options),
        run_(run),
        tuning_(tuning),
        source_(source),
        head_(read_head(source_, options, tuning)) {}

  ReadResult read(const ColumnChooser& choose) {
    refuse_data_as_names(head_, source_.name());
    return read(choose(named_columns(head_), DataFormat::csv));
  }

  ReadResult read(const std::vector<std::string>& wanted) {
    if (!options_.categorical.empty()) find_columns(head_, options_.categorical, source_.name());
    plan_columns(find_columns(head_, wanted, source_.name()));
    // Every row takes a byte for each of its fields at least.
    const std::uint64_t row_bound =
        source_.content_size() == 0 ? block_rows : source_.content_size() / head_.names.size() + 1;
    auto storage = std::make_shared<table::BlockStorage>(is_wide_code_, row_bound);
    const unsigned workers = worker_count(source_, tuning_, run_);
    const auto lines = std::make_shared<RowLines>();
    TableConsumer consumer(plan_, *storage, *lines, workers);
    const PipelineResult counts = run_pipeline(source_, head_, tuning_, workers, consumer);
    if (counts.rows == 0) {
      throw Error(Fault::refused, "csv.no_rows", "no data rows.",
                  "The file has a header and nothing else.", {source_.name(), 0, 0, 0, {}});
    }
    ReadResult result;
    if (head_.has_spaced_names) {
      result.notes.push_back({"csv.spaces", "spaces around column names were removed."});
    }
    std::vector<ColumnEvidence> evidence = consumer.evidence();
    take_row_numbers(evidence, result.notes);
    storage->rows = counts.rows;
    settle_types(plan_, evidence, workers, *storage, result.notes);
    result.table = Table(std::move(storage));
    result.file_columns = named_columns(head_);
    result.fingerprint = {counts.bytes, counts.rows, counts.hash};
    result.line_of_row = [lines](std::uint64_t row) { return lines->line_of(row); };
    result.delimiter = head_.delimiter;
    result.compression = source_.compression();
    return result;
  }

 private:
  void plan_columns(const std::vector<std::size_t>& columns) {
    plan_.file = source_.name();
    plan_.names = head_.names;
    plan_.delimiter = head_.delimiter;
    plan_.decimal = options_.decimal;
    if (head_.has_unnamed_first()) {
      plan_.tasks.emplace_back();
      plan_.tasks.back().file_column = 0;
      plan_.tasks.back().kind = FieldKind::row_number;
    }
    const std::vector<bool> is_text =
        guess_text_columns(source_.head(0), head_, columns, options_.decimal);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      ColumnTask task;
      task.file_column = static_cast<std::uint32_t>(columns[i]);
      task.name = head_.names[columns[i]];
      task.is_categorical = std::find(options_.categorical.begin(), options_.categorical.end(),
                                      task.name) != options_.categorical.end();
      task.kind = task.is_categorical || is_text[i] ? FieldKind::code : FieldKind::boxed;
      task.dictionary = &dictionaries_.emplace_back(options_.decimal);
      is_wide_code_.push_back(task.kind == FieldKind::code);
      plan_.tasks.push_back(std::move(task));
    }
  }

  // An unnamed first column must count the rows; it is no column of the table.
  void take_row_numbers(std::vector<ColumnEvidence>& evidence, std::vector<Note>& notes) {
    if (!head_.has_unnamed_first()) return;
    const Witness* wrong = evidence.front().first_wrong_row_number.data();
    if (wrong[0].exists() && wrong[1].exists()) {
      const Witness& later = wrong[0].row < wrong[1].row ? wrong[1] : wrong[0];
      throw Error(Fault::refused, "csv.unnamed_column",
                  "column 1 has no name, and " + quote(later.text) + " at line " +
                      std::to_string(later.line) + " does not count the rows.",
                  "Give it a name in the header.", {source_.name(), head_.header_line, 0, 0, {}});
    }
    notes.push_back({"column.row_numbers",
                     "the first column has no name and counts the rows: it was left out."});
    evidence.erase(evidence.begin());
    plan_.tasks.erase(plan_.tasks.begin());
  }

  const ReadOptions& options_;
  const RunOptions& run_;
  const Tuning& tuning_;
  Source& source_;
  Head head_;
  ParsePlan plan_;
  std::vector<bool> is_wide_code_;
  std::deque<Dictionary> dictionaries_;
};

}  // namespace

ReadResult read_chosen(const std::string& path, const ReadOptions& options,
                       const ColumnChooser& choose, const RunOptions& run, const Tuning& tuning) {
  Source source(path, tuning, run.observer);
  if (find_format(source, options) == DataFormat::libsvm) {
    choose({label_column}, DataFormat::libsvm);
    return read_libsvm(source, options, run, tuning);
  }
  return TableReader(source, options, run, tuning).read(choose);
}

ReadResult read_table(const std::string& path, const ReadOptions& options,
                      const std::vector<std::string>& columns, const RunOptions& run,
                      const Tuning& tuning) {
  Source source(path, tuning, run.observer);
  if (find_format(source, options) == DataFormat::libsvm) {
    return read_libsvm(source, options, run, tuning);
  }
  return TableReader(source, options, run, tuning).read(columns);
}

}  // namespace odds::read

namespace odds {

ReadResult read_data(const std::string& path, const ReadOptions& options,
                     const std::vector<std::string>& columns, const RunOptions& run) {
  return read::read_table(path, options, columns, run, read::Tuning());
}

ReadResult read_csv(const std::string& path, const ReadOptions& options,
                    const std::vector<std::string>& columns, const RunOptions& run) {
  ReadOptions as_csv = options;
  as_csv.format = DataFormat::csv;
  return read_data(path, as_csv, columns, run);
}

std::vector<std::string> read_csv_header(const std::string& path, const ReadOptions& options) {
  const read::Tuning tuning;
  read::Source source(path, tuning);
  if (read::find_format(source, options) == DataFormat::libsvm) return {read::label_column};
  const read::Head head = read::read_head(source, options, tuning);
  read::refuse_data_as_names(head, source.name());
  return read::named_columns(head);
}

}  // namespace odds

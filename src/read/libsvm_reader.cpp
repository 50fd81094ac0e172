// SPDX-License-Identifier: Apache-2.0
#include "read/libsvm_reader.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "read/libsvm_lines.hpp"
#include "read/row_lines.hpp"
#include "read/settle.hpp"
#include "read/sniff.hpp"
#include "table/block_storage.hpp"

namespace odds::read {
namespace {

// One worker's labels on their way into the storage: numbers as doubles, words as codes.
class LabelWriter {
 public:
  LabelWriter(Dictionary& dictionary, bool is_categorical, table::BlockStorage& storage)
      : cache_(dictionary), is_categorical_(is_categorical), storage_(storage) {}

  void write(const std::vector<std::string_view>& labels, const LibsvmText& text) {
    std::uint64_t row = text.first_row;
    for (const std::string_view label : labels) {
      const table::BlockStorage::Block& block = storage_.block(row / block_rows);
      const auto offset = static_cast<std::size_t>(row % block_rows);
      if (label != last_ || last_.empty()) decode(label, row, text);
      if (is_categorical_) {
        storage_.codes(block, 0)[offset] = code_;
      } else {
        storage_.numbers(block, 0)[offset] = value_;
      }
      ++row;
    }
    last_ = {};  // the text goes
  }

  const ColumnEvidence& evidence() const { return evidence_; }

 private:
  // Neighbours are often equal: what the last one was is kept.
  void decode(std::string_view label, std::uint64_t row, const LibsvmText& text) {
    last_ = label;
    const NumberValue number = read_number(label, '.');
    const bool is_number = number.spelling == Spelling::number;
    if (is_categorical_) {
      code_ = cache_.find(label).code;
      note(is_number ? evidence_.first_number : evidence_.first_text, label, row, text);
      return;
    }
    value_ = number.value;
    if (is_number) {
      evidence_.has_inexact_integers = evidence_.has_inexact_integers || number.inexact_integer;
      return note(evidence_.first_number, label, row, text);
    }
    if (number.spelling == Spelling::too_large) {
      return note(evidence_.first_too_large, label, row, text);
    }
    value_ = table::box_code(cache_.find(label).code);
    note(evidence_.first_text, label, row, text);
  }

  static void note(Witness& first, std::string_view label, std::uint64_t row,
                   const LibsvmText& text) {
    if (first.exists()) return;
    const char* const begin = text.lines.data();
    const auto lines = static_cast<std::uint64_t>(std::count(begin, label.data(), '\n'));
    first = {row, 1 + text.lines_before + lines, std::string(label)};
  }

  DictionaryCache cache_;
  bool is_categorical_;
  table::BlockStorage& storage_;
  ColumnEvidence evidence_;
  std::string_view last_;
  double value_ = 0;
  std::uint32_t code_ = 0;
};

class TableLines final : public LineConsumer {
 public:
  TableLines(const std::string& file, bool zero_based, const ColumnTask& label,
             table::BlockStorage& storage, RowLines& lines, unsigned workers)
      : file_(file),
        zero_based_(zero_based),
        label_(label),
        storage_(storage),
        lines_(lines),
        spaces_(workers) {}

  void consume(unsigned worker, const LineSet& set) override {
    std::unique_ptr<Space>& space = spaces_[worker];
    if (!space) space = std::make_unique<Space>(file_, zero_based_, label_, storage_);
    lines_.add_start(set.first_row, set.is_line_per_row ? set.lines_before + 1 : 0);
    for (const LibsvmText& text : set.parts) {
      if (text.lines.empty()) continue;
      space->parser.parse(text);
      space->labels.write(space->parser.labels(), text);
      space->parser.clear_labels();
    }
    storage_.sparse_blocks.add(
        std::make_shared<table::SparseRows>(space->parser.take(set.first_row)));
  }

  void stopped(std::uint64_t) override {}

  ColumnEvidence evidence() const {
    ColumnEvidence all;
    for (const auto& space : spaces_) {
      if (space) all = merge(all, space->labels.evidence());
    }
    return all;
  }
  std::uint64_t column_count() const {
    std::uint64_t count = 0;
    for (const auto& space : spaces_) {
      if (space) count = std::max(count, space->parser.column_count());
    }
    return count;
  }
  bool has_qid() const {
    return std::any_of(spaces_.begin(), spaces_.end(),
                       [](const auto& space) { return space && space->parser.has_qid(); });
  }

 private:
  struct Space {
    Space(const std::string& file, bool zero_based, const ColumnTask& label,
          table::BlockStorage& storage)
        : parser(file, zero_based), labels(*label.dictionary, label.is_categorical, storage) {}
    LibsvmParser parser;
    LabelWriter labels;
  };

  std::string file_;
  bool zero_based_;
  const ColumnTask& label_;
  table::BlockStorage& storage_;
  RowLines& lines_;
  std::vector<std::unique_ptr<Space>> spaces_;
};

ColumnTask label_task(const ReadOptions& options, Dictionary& dictionary) {
  ColumnTask task;
  task.file_column = 0;
  task.name = label_column;
  task.is_categorical = std::find(options.categorical.begin(), options.categorical.end(),
                                  label_column) != options.categorical.end();
  task.kind = task.is_categorical ? FieldKind::code : FieldKind::boxed;
  task.dictionary = &dictionary;
  return task;
}

}  // namespace

ReadResult read_libsvm(Source& source, const ReadOptions& options, const RunOptions& run,
                       const Tuning& tuning) {
  refuse_empty_libsvm(source);
  Dictionary dictionary('.');
  ParsePlan plan;
  plan.file = source.name();
  plan.names = {label_column};
  plan.delimiter = ' ';
  plan.tasks.push_back(label_task(options, dictionary));
  // A row takes two bytes at least, but for the last.
  const std::uint64_t row_bound =
      source.content_size() == 0 ? block_rows : source.content_size() / 2 + 1;
  const unsigned workers = worker_count(source, tuning, run);
  auto storage = std::make_shared<table::BlockStorage>(
      std::vector<bool>{plan.tasks.front().is_categorical}, row_bound);
  const auto lines = std::make_shared<RowLines>();
  TableLines consumer(source.name(), options.zero_based, plan.tasks.front(), *storage, *lines,
                      workers);
  const LinesResult counts = run_lines(source, tuning, workers, consumer);
  if (counts.rows == 0) throw_no_libsvm_rows(source);

  ReadResult result;
  storage->rows = counts.rows;
  settle_types(plan, {consumer.evidence()}, workers, *storage, result.notes);
  storage->sparse_blocks.finish(counts.rows);
  storage->sparse = {consumer.column_count(), storage->sparse_blocks.entries(),
                     storage->sparse_blocks.all_ones(), options.zero_based ? 0U : 1U};
  if (consumer.has_qid()) result.notes.push_back(query_note());
  result.table = Table(std::move(storage));
  result.file_columns = {label_column};
  result.fingerprint = {counts.bytes, counts.rows, counts.hash};
  result.format = DataFormat::libsvm;
  result.line_of_row = [lines](std::uint64_t row) { return lines->line_of(row); };
  result.delimiter = ' ';
  result.compression = source.compression();
  return result;
}

void refuse_empty_libsvm(Source& source) {
  const std::string_view start = source.head(1024);
  if (start.size() == libsvm_begin(start)) {
    throw Error(Fault::refused, "libsvm.empty", "is empty.",
                "A row is: label index:value index:value ...", {source.name(), 0, 0, 0, {}});
  }
  refuse_foreign_formats(source.name(), start);
}

void throw_no_libsvm_rows(const Source& source) {
  throw Error(Fault::refused, "libsvm.no_rows", "no data rows.",
              "The file has blank lines and comments alone.", {source.name(), 0, 0, 0, {}});
}

Note query_note() {
  return {"libsvm.query_left_out", "qid:N was left out: it groups rows for ranking."};
}

}  // namespace odds::read

// SPDX-License-Identifier: Apache-2.0
//
// LIBSVM data read by one thread in one piece; by several, cut into pieces of any size, from a
// file, a pipe or compressed; as a stream. And by the slow twin.
//
//   flags | threads | piece size | kind of input | text
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "fuzz/harness.hpp"
#include "property/libsvm_twin.hpp"
#include "property/read_describe.hpp"
#include "property/read_input.hpp"
#include "read/reader.hpp"
#include "read/source.hpp"
#include "read/stream.hpp"

namespace {

struct Setting {
  odds::ReadOptions options;
  unsigned threads = 1;
  odds::read::Tuning tuning;
};

std::string describe_rows(const odds::BlockView& view, std::uint64_t first_index) {
  std::string text;
  for (std::size_t row = 0; row < view.rows; ++row) {
    for (std::uint32_t k = view.sparse.starts[row]; k < view.sparse.starts[row + 1]; ++k) {
      const double value = view.sparse.values == nullptr ? 1.0 : view.sparse.values[k];
      text += " " + std::to_string(view.sparse.indices[k] + first_index) + ":" +
              twin::describe_number(value);
    }
    text += "\n";
  }
  return text;
}

struct Reading {
  std::string table;    // columns that are not sparse, or the failure
  std::string entries;  // of the rows
  std::optional<odds::ReadResult> result;
};

Reading read(const std::string& path, const Setting& setting) {
  odds::RunOptions run;
  run.threads = setting.threads;
  try {
    Reading reading;
    reading.result = odds::read::read_table(path, setting.options, {}, run, setting.tuning);
    const odds::Table& table = reading.result->table;
    reading.table = twin::describe(*reading.result) + std::to_string(table.sparse().columns) + " " +
                    std::to_string(table.sparse().entries);
    for (std::uint64_t block = 0; block < table.block_count(); ++block) {
      const odds::BlockView view = table.block(block);
      if (view.sparse.starts == nullptr) {
        reading.entries += std::string(view.rows, '\n');
      } else {
        reading.entries += describe_rows(view, setting.options.zero_based ? 0 : 1);
      }
    }
    return reading;
  } catch (const odds::Error& error) {
    fuzz::require(error.fault() == odds::Fault::refused, "not a refusal", error.line());
    return {twin::describe_failure(error), "", std::nullopt};
  }
}

class Gatherer final : public odds::read::BatchHandler {
 public:
  explicit Gatherer(std::uint64_t first_index) : first_index_(first_index) {}
  void process(const odds::read::Batch& batch, std::string& result) override {
    result = describe_rows(batch.view, first_index_);
  }
  void commit(const odds::read::Batch&, const std::string& result) override { entries += result; }
  std::string entries;

 private:
  std::uint64_t first_index_;
};

void check_stream(const std::string& path, const Setting& setting, const Reading& expected) {
  odds::RunOptions run;
  run.threads = setting.threads;
  try {
    auto source = std::make_unique<odds::read::Source>(path, setting.tuning);
    odds::read::LibsvmStream stream(std::move(source), setting.options, run, setting.tuning);
    Gatherer gatherer(setting.options.zero_based ? 0 : 1);
    stream.run({{"label", odds::read::StreamColumn::Kind::text, {}}}, gatherer);
    if (expected.result)
      fuzz::require_equal(gatherer.entries, expected.entries, "stream and table");
    // The stream keeps labels as they are, so only their kinds may be refused.
    const bool is_of_labels = expected.table.rfind("csv.", 0) == 0;
    fuzz::require(expected.result || is_of_labels, "the stream read on", expected.table);
  } catch (const odds::Error& error) {
    fuzz::require_equal(twin::describe_failure(error), expected.table, "stream and table refuse");
  }
}

// The table as the twin has it.
std::string describe_entries(const twin::LibsvmOutcome& outcome) {
  std::string text;
  for (const auto& row : outcome.rows) {
    for (const auto& [index, value] : row) {
      text += " " + std::to_string(index) + ":" + twin::describe_number(value);
    }
    text += "\n";
  }
  return text;
}

void check_label(const odds::Table& table, const std::string& label, std::uint64_t row) {
  const odds::BlockView view = table.block(row / odds::block_rows);
  const auto at = static_cast<std::size_t>(row % odds::block_rows);
  const odds::ColumnInfo& info = table.columns().front();
  if (info.kind == odds::ColumnKind::number) {
    double value = 0;
    view.load_numbers(0, at, 1, &value);
    fuzz::require(value == std::strtod(label.c_str(), nullptr), "a label", label);
    return;
  }
  std::uint32_t code = 0;
  view.load_codes(0, at, 1, &code);
  std::string level = info.levels.at(code);
  if (info.kind == odds::ColumnKind::boolean) {
    fuzz::require(strcasecmp(level.c_str(), label.c_str()) == 0, "a truth", label);
  } else {
    fuzz::require_equal(level, label, "a label");
  }
}

void check_twin(const std::string& text, const Setting& setting, const Reading& reading) {
  const twin::LibsvmOutcome outcome = twin::LibsvmReader(text, setting.options.zero_based).read();
  if (outcome.code == "utf8") return;
  const std::string code = reading.table.substr(0, reading.table.find(' '));
  if (!outcome.code.empty()) {
    // What is no text at all is told before.
    if (reading.result || code.rfind("libsvm.", 0) == 0 || code == "csv.nul_byte") {
      fuzz::require_equal(code, outcome.code, "odds and the twin refuse");
    }
    return;
  }
  if (!reading.result) {
    fuzz::require(code.rfind("libsvm.", 0) != 0, "the twin reads what odds refuses", reading.table);
    return;
  }
  fuzz::require_equal(reading.entries, describe_entries(outcome), "odds and the twin");
  fuzz::require(reading.result->table.sparse().columns == outcome.columns, "columns");
  for (std::uint64_t row = 0; row < outcome.labels.size(); ++row) {
    check_label(reading.result->table, outcome.labels[row], row);
  }
}

Setting setting_of(fuzz::Input& input) {
  Setting setting;
  setting.options.format = odds::DataFormat::libsvm;
  const std::uint8_t flags = input.byte();
  setting.options.zero_based = (flags & 1U) != 0;
  if ((flags & 2U) != 0) setting.options.categorical = {"label"};
  setting.threads = 1 + input.byte() % 4U;
  const std::uint8_t piece = input.byte();
  setting.tuning.chunk_bytes = piece == 0 ? 4096 : piece;
  return setting;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Setting cut = setting_of(input);
  const std::uint8_t kind = input.byte();
  const std::string text = input.text();
  Setting whole = cut;
  whole.threads = 1;
  whole.tuning = odds::read::Tuning();

  const fuzz::MemoryFile file(text);
  const Reading expected = read(file.path(), whole);
  const Reading pieces = read(file.path(), cut);
  fuzz::require_equal(pieces.table, expected.table, "in pieces and whole");
  fuzz::require_equal(pieces.entries, expected.entries, "entries in pieces and whole");
  check_stream(file.path(), cut, expected);
  if (!odds::read::compression_of(text).empty()) return 0;
  if (cut.options.categorical.empty()) check_twin(text, cut, expected);
  if (kind % 3 == 1) {
    const test_input::Pipe pipe(text);
    fuzz::require_equal(read(pipe.path(), cut).entries, expected.entries, "pipe and file");
  } else if (kind % 3 == 2) {
    const fuzz::MemoryFile packed(test_input::gzip(text, 1 + kind / 3U % 3U));
    fuzz::require_equal(read(packed.path(), cut).entries, expected.entries, "gzip and file");
  }
  return 0;
}

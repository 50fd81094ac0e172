// SPDX-License-Identifier: Apache-2.0
//
// One text, read in three ways that share nothing but the answer: by one thread in one piece; by
// several, cut into pieces of any size, from a file, a pipe or compressed; as a stream. And by the
// slow twin, where it knows the language of the text.
//
//   delimiter and flags | threads | piece size | kind of input | text
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "fuzz/harness.hpp"
#include "property/read_describe.hpp"
#include "property/read_input.hpp"
#include "property/read_twin.hpp"
#include "read/head.hpp"
#include "read/reader.hpp"
#include "read/stream.hpp"

namespace {

using odds::read::StreamColumn;

struct Setting {
  odds::ReadOptions options;
  unsigned threads = 1;
  odds::read::Tuning tuning;
};

struct Reading {
  std::string text;  // the table, or the failure
  std::optional<odds::ReadResult> result;
};

Reading read(const std::string& path, const Setting& setting) {
  odds::RunOptions run;
  run.threads = setting.threads;
  try {
    Reading reading;
    reading.result = odds::read::read_table(path, setting.options, {}, run, setting.tuning);
    reading.text = twin::describe(*reading.result);
    return reading;
  } catch (const odds::Error& error) {
    fuzz::require(error.fault() == odds::Fault::refused, "not a refusal", error.line());
    return {twin::describe_failure(error), std::nullopt};
  }
}

// Gathers a stream as describe() shows a table.
class Gatherer final : public odds::read::BatchHandler {
 public:
  Gatherer(const odds::read::CsvStream& stream, const std::vector<StreamColumn>& columns)
      : stream_(stream), columns_(columns), texts_(columns.size()) {}

  void process(const odds::read::Batch& batch, std::string&) override {
    // Lines of rows must be known here.
    for (std::size_t row = 0; row < batch.view.rows; ++row) {
      fuzz::require(stream_.line_of_row(batch.view.first_row + row) != 0, "a row without a line");
    }
  }
  void commit(const odds::read::Batch& batch, const std::string&) override {
    fuzz::require(batch.view.first_row == rows_, "a gap in the stream");
    rows_ += batch.view.rows;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      for (std::size_t row = 0; row < batch.view.rows; ++row) add(batch.view, c, row);
    }
  }
  std::string text() const {
    std::string all;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const char* kinds[] = {"number", "category", "boolean", "text"};
      all += columns_[c].name + " " + kinds[static_cast<int>(columns_[c].kind)] + ":" + texts_[c] +
             "\n";
    }
    return all;
  }

 private:
  void add(const odds::BlockView& view, std::size_t c, std::size_t row) {
    if (columns_[c].kind == StreamColumn::Kind::number) {
      double value = 0;
      view.load_numbers(c, row, 1, &value);
      texts_[c] += twin::describe_number(value);
    } else if (columns_[c].kind != StreamColumn::Kind::text) {
      std::uint32_t code = 0;
      view.load_codes(c, row, 1, &code);
      const bool is_boolean = columns_[c].kind == StreamColumn::Kind::boolean;
      texts_[c] += code == odds::missing_code ? " -"
                   : is_boolean               ? (code == 0 ? " <false>" : " <true>")
                                              : " <" + columns_[c].levels.at(code) + ">";
    }
  }

  const odds::read::CsvStream& stream_;
  const std::vector<StreamColumn>& columns_;
  std::vector<std::string> texts_;
  std::uint64_t rows_ = 0;
};

StreamColumn column_of(const odds::ColumnInfo& info) {
  switch (info.kind) {
    case odds::ColumnKind::number:
      return {info.name, StreamColumn::Kind::number, {}};
    case odds::ColumnKind::boolean:
      return {info.name, StreamColumn::Kind::boolean, {}};
    default:
      return {info.name, StreamColumn::Kind::category, info.levels};
  }
}

// What the file alone decides, whatever its columns are asked for as.
const std::set<std::string> structure_codes = {"csv.field_count", "csv.unterminated_quote",
                                               "csv.text_after_quote", "csv.stray_quote"};

std::string code_of(const std::string& text) { return text.substr(0, text.find(' ')); }

void check_stream(const std::string& path, const Setting& setting, const Reading& expected) {
  odds::RunOptions run;
  run.threads = setting.threads;
  try {
    odds::read::CsvStream stream(path, setting.options, run, setting.tuning);
    std::vector<StreamColumn> columns;
    if (expected.result) {
      for (const auto& info : expected.result->table.columns()) columns.push_back(column_of(info));
    } else {
      for (const std::string& name : stream.names()) {
        columns.push_back({name, StreamColumn::Kind::text, {}});
      }
    }
    Gatherer gatherer(stream, columns);
    stream.run(columns, gatherer);
    if (expected.result) fuzz::require_equal(gatherer.text(), expected.text, "stream and table");
    fuzz::require(expected.result || structure_codes.count(code_of(expected.text)) == 0,
                  "the stream read on", expected.text);
  } catch (const odds::Error& error) {
    fuzz::require(!expected.result, "the stream refuses a good table", error.line());
    if (structure_codes.count(code_of(expected.text)) != 0) {
      fuzz::require_equal(twin::describe_failure(error), expected.text, "stream and table refuse");
    }
  }
}

// An unnamed first column is left out of the table.
bool counts_rows(const std::string& path, const Setting& setting) {
  try {
    odds::read::Source source(path, setting.tuning);
    return odds::read::read_head(source, setting.options, setting.tuning).has_unnamed_first();
  } catch (const odds::Error&) {
    return false;  // the header itself is refused
  }
}

// Whether the twin knows the language: a header of plain names, numbers that fit into a double.
bool is_for_twin(const std::string& text, const std::string& path, const Setting& setting,
                 const Reading& reading) {
  static const std::set<std::string> known = {
      "csv.field_count", "csv.unterminated_quote", "csv.text_after_quote", "csv.stray_quote",
      "csv.no_rows",     "csv.decimal_comma",      "csv.mixed_column"};
  if (setting.options.delimiter == '\0' || setting.options.decimal != '.') return false;
  if (!setting.options.has_header || text.find('\0') != std::string::npos) return false;
  if (!reading.result && known.count(code_of(reading.text)) == 0) return false;
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool may_overflow = lower.find("inf") != std::string::npos ||
                            lower.find('e') != std::string::npos || text.size() > 2000;
  return !counts_rows(path, setting) && (reading.result || !may_overflow);
}

void check_twin(const std::string& text, const std::string& path, const Setting& setting,
                const Reading& reading) {
  if (!is_for_twin(text, path, setting, reading)) return;
  const std::set<std::string> categorical(setting.options.categorical.begin(),
                                          setting.options.categorical.end());
  const twin::Outcome outcome = twin::Reader(text, setting.options.delimiter, categorical).read();
  fuzz::require_equal(reading.text, twin::describe(outcome), "odds and the twin");
}

Setting setting_of(fuzz::Input& input) {
  Setting setting;
  setting.options.format = odds::DataFormat::csv;
  const std::uint8_t flags = input.byte();
  constexpr std::array<char, 8> delimiters = {',', ';', '\t', '|', '\0', ',', ' ', ':'};
  setting.options.delimiter = delimiters[flags & 7U];
  setting.options.has_header = (flags & 8U) == 0;
  setting.options.decimal = (flags & 16U) == 0 ? '.' : ',';
  if (setting.options.decimal == setting.options.delimiter) setting.options.delimiter = ';';
  if ((flags & 32U) != 0) setting.options.categorical = {"a", "V1"};
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

  // Bytes that already are gzip or zstd, damaged ones among them.
  const fuzz::MemoryFile file(text);
  const Reading expected = read(file.path(), whole);
  fuzz::require_equal(read(file.path(), cut).text, expected.text, "in pieces and whole");
  check_stream(file.path(), cut, expected);
  if (!odds::read::compression_of(text).empty()) return 0;
  check_twin(text, file.path(), cut, expected);
  const std::size_t parts = 1 + kind / 4U % 3U;
  if (kind % 4 == 1) {
    const test_input::Pipe pipe(text);
    fuzz::require_equal(read(pipe.path(), cut).text, expected.text, "pipe and file");
  } else if (kind % 4 == 2) {
    const fuzz::MemoryFile packed(test_input::gzip(text, parts));
    fuzz::require_equal(read(packed.path(), cut).text, expected.text, "gzip and file");
  } else if (kind % 4 == 3) {
    const fuzz::MemoryFile packed(test_input::zstd(text, parts));
    fuzz::require_equal(read(packed.path(), cut).text, expected.text, "zstd and file");
  }
  return 0;
}

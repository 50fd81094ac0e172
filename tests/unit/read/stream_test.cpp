// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <string>
#include <vector>

#include "property/read_input.hpp"
#include "read/stream.hpp"
#include "read/tuning.hpp"

namespace odds::read {
namespace {

using Kind = StreamColumn::Kind;

// Writes every value as text, and checks order.
class Recorder : public BatchHandler {
 public:
  Recorder(CsvStream& stream, std::vector<StreamColumn> columns)
      : stream_(stream), columns_(std::move(columns)) {}

  void process(const Batch& batch, std::string& result) override {
    EXPECT_TRUE(result.empty());
    for (std::size_t row = 0; row < batch.view.rows; ++row) {
      const std::uint64_t file_row = batch.view.first_row + row;
      result +=
          std::to_string(file_row) + "@" + std::to_string(stream_.line_of_row(file_row)) + ":";
      for (std::size_t c = 0; c < columns_.size(); ++c) result += " " + value(batch.view, c, row);
      result += "\n";
    }
  }
  void commit(const Batch& batch, const std::string& result) override {
    EXPECT_EQ(batch.index, next_index_++);
    EXPECT_EQ(batch.view.first_row, next_row_);
    next_row_ += batch.view.rows;
    all += result;
  }

  std::string all;

 private:
  std::string value(const BlockView& view, std::size_t c, std::size_t row) const {
    if (columns_[c].kind == Kind::number) {
      double number;
      view.load_numbers(c, row, 1, &number);
      return std::isnan(number) ? "-" : std::to_string(number).substr(0, 4);
    }
    if (columns_[c].kind == Kind::text) {
      return "<" + std::string(static_cast<const std::string_view*>(view.columns[c].data)[row]) +
             ">";
    }
    std::uint32_t code;
    view.load_codes(c, row, 1, &code);
    return code == missing_code ? "-" : code == unseen_code ? "!" : "#" + std::to_string(code);
  }

  CsvStream& stream_;
  std::vector<StreamColumn> columns_;
  std::uint64_t next_index_ = 0;
  std::uint64_t next_row_ = 0;
};

std::string stream(const std::string& content, const std::vector<StreamColumn>& columns,
                   std::size_t chunk_bytes, unsigned threads) {
  const test_input::File file(content);
  Tuning tuning;
  tuning.chunk_bytes = chunk_bytes;
  RunOptions run;
  run.threads = threads;
  CsvStream stream(file.path(), {}, run, tuning);
  Recorder recorder(stream, columns);
  stream.run(columns, recorder);
  return recorder.all;
}

const std::vector<StreamColumn> all_kinds = {{"g", Kind::category, {"b", "a,c"}},
                                             {"x", Kind::number, {}},
                                             {"g", Kind::text, {}},
                                             {"t", Kind::boolean, {}}};

TEST(CsvStream, EveryKindInOrder) {
  const std::string content =
      "skip,x,t,g\nz,1.5,TRUE,\"a,c\"\n\"q\nq\",NA,false,b\nz, 2 ,maybe,\n\nz,3,,  \"\n"
      "z,3,,new \n";
  // The fourth row's stray quote is refused below; here it is left out.
  const std::string good =
      "skip,x,t,g\nz,1.5,TRUE,\"a,c\"\n\"q\nq\",NA,false,b\nz, 2 ,maybe,\n\nz,3,,\"n\"\"w\"\n";
  const std::string expected =
      "0@2: #1 1.50 <a,c> #1\n1@3: #0 - <b> #0\n2@5: - 2.00 <> !\n3@7: ! 3.00 <n\"w> -\n";
  for (const std::size_t chunk_bytes : {4UL, 7UL, 64UL, 1UL << 18}) {
    for (const unsigned threads : {1U, 2U, 4U, 8U}) {
      EXPECT_EQ(stream(good, all_kinds, chunk_bytes, threads), expected) << chunk_bytes;
      EXPECT_THROW(stream(content, all_kinds, chunk_bytes, threads), Error);
    }
  }
}

TEST(CsvStream, ManyBatches) {
  std::string content = "x,g\r\n";
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    content += std::to_string(i % 10) + "," + (i % 3 == 0 ? "b" : "a") + "\r\n";
    expected += std::to_string(i) + "@" + std::to_string(i + 2) + ": " + std::to_string(i % 10) +
                ".00 " + (i % 3 == 0 ? "#0" : "!") + "\n";
  }
  const std::vector<StreamColumn> columns = {{"x", Kind::number, {}}, {"g", Kind::category, {"b"}}};
  for (const unsigned threads : {1U, 3U, 8U})
    EXPECT_EQ(stream(content, columns, 100, threads), expected);
}

TEST(CsvStream, RefusesMissingColumnsAndText) {
  const auto code = [](const std::string& content, const std::vector<StreamColumn>& columns) {
    try {
      stream(content, columns, 8, 4);
    } catch (const Error& error) {
      return error.code() + " " + std::to_string(error.where().line) + " " + error.message();
    }
    return std::string("read");
  };
  EXPECT_EQ(code("a,b\n1,2\n", {{"x2", Kind::number, {}}}),
            "predict.column_missing 0 column \"x2\" not found; the columns are a, b.");
  EXPECT_EQ(code("a,b\n1,2\n1,2\n1,2\n7,z\n1,y\n", {{"b", Kind::number, {}}}),
            "csv.not_a_number 5 column \"b\": \"z\" is not a number.");
  EXPECT_EQ(code("a,b\n1,2\n1,2\n7\n1,2\n", {{"b", Kind::number, {}}}),
            "csv.field_count 4 expected 2 fields, found 1.");
  EXPECT_EQ(code("a,b\n1,inf\n", {{"b", Kind::number, {}}}),
            "csv.number_infinite 2 column \"b\": \"inf\" is not a finite number.");
  EXPECT_EQ(code("a,b\n", {{"b", Kind::number, {}}}), "read");
}

class Failing : public BatchHandler {
 public:
  explicit Failing(bool in_commit) : in_commit_(in_commit) {}
  void process(const Batch& batch, std::string&) override {
    if (!in_commit_ && batch.index == 20) throw Error(Fault::refused, "test.process", "process");
  }
  void commit(const Batch& batch, const std::string&) override {
    committed = batch.index;
    if (in_commit_ && batch.index == 20) throw Error(Fault::refused, "test.commit", "commit");
  }
  std::atomic<std::uint64_t> committed{0};

 private:
  bool in_commit_;
};

TEST(CsvStream, AHandlerThatFailsEndsIt) {
  std::string content = "x\n";
  for (int i = 0; i < 3000; ++i) content += "1\n";
  const test_input::File file(content);
  for (const bool in_commit : {false, true}) {
    Tuning tuning;
    tuning.chunk_bytes = 16;
    RunOptions run;
    run.threads = 4;
    CsvStream stream(file.path(), {}, run, tuning);
    Failing handler(in_commit);
    EXPECT_THROW(stream.run({{"x", Kind::number, {}}}, handler), Error);
    EXPECT_EQ(handler.committed, in_commit ? 20U : 19U);
  }
}

}  // namespace
}  // namespace odds::read

// SPDX-License-Identifier: Apache-2.0
//
// LIBSVM data to tables: what a line means, what is refused and where.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <odds/read.hpp>

#include "property/read_input.hpp"
#include "read/libsvm_lines.hpp"
#include "unit/model/files.hpp"

namespace odds::tests {
namespace {

class LibsvmTest : public FilesTest {
 protected:
  ReadResult read_text(const std::string& text, bool zero_based = false) const {
    write("data.svm", text);
    ReadOptions options;
    options.zero_based = zero_based;
    return read_data(path("data.svm"), options, {}, {});
  }

  // "index:value ..." of every row, rows separated by "|".
  static std::string rows_of(const ReadResult& result) {
    std::string text;
    for (std::uint64_t b = 0; b < result.table.block_count(); ++b) {
      const BlockView view = result.table.block(b);
      for (std::size_t row = 0; row < view.rows; ++row) {
        for (std::uint32_t k = view.sparse.starts[row]; k < view.sparse.starts[row + 1]; ++k) {
          const double value = view.sparse.values == nullptr ? 1.0 : view.sparse.values[k];
          char entry[64];
          std::snprintf(entry, sizeof entry, "%u:%.17g ", view.sparse.indices[k] + 1, value);
          text += entry;
        }
        text += "|";
      }
    }
    return text;
  }

  static std::vector<double> labels_of(const ReadResult& result) {
    std::vector<double> labels(result.table.row_count());
    result.table.block(0).load_numbers(0, 0, labels.size(), labels.data());
    return labels;
  }

  void expect_refused(const std::string& text, const std::string& code, std::uint64_t line,
                      const std::string& words = "", bool zero_based = false) const {
    try {
      read_text(text, zero_based);
      ADD_FAILURE() << "read: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.line();
      EXPECT_EQ(error.where().line, line) << error.line();
      EXPECT_NE(error.line().find(words), std::string::npos) << error.line();
      EXPECT_FALSE(error.hint().empty()) << error.line();
    }
  }
};

TEST_F(LibsvmTest, RowsHaveLabelsAndEntries) {
  const ReadResult result = read_text("+1 1:0.5 3:1\n-1 2:1.5\n0\n");
  EXPECT_EQ(result.format, DataFormat::libsvm);
  EXPECT_EQ(result.file_columns, std::vector<std::string>{"label"});
  EXPECT_EQ(rows_of(result), "1:0.5 3:1 |2:1.5 ||");
  EXPECT_EQ(labels_of(result), (std::vector<double>{1, -1, 0}));
  EXPECT_EQ(result.table.sparse().columns, 3U);
  EXPECT_EQ(result.table.sparse().entries, 3U);
  EXPECT_FALSE(result.table.sparse().all_ones);
  EXPECT_EQ(result.line_of_row(1), 2U);
}

TEST_F(LibsvmTest, CommentsBlankLinesAndSpacesSayNothing) {
  const std::string rows = "1:1 2:2 |3:4 |";
  EXPECT_EQ(rows_of(read_text("1 1:1 2:2\n2 3:4\n")), rows);
  EXPECT_EQ(rows_of(read_text("\xEF\xBB\xBF# head\n\n1 1:1 2:2 # tail 5:5\n  \t\n2 3:4")), rows);
  EXPECT_EQ(rows_of(read_text("\t1  1:1\t2:2 \r\n2 3:4#c\r\n\r\n")), rows);
}

TEST_F(LibsvmTest, NumbersAreReadAsInCsvFiles) {
  const ReadResult result =
      read_text("1 1:0.1 2:-3 3:+4 4:1e-3 5:123456789.123456789 6:.5 7:5. 0000008:9 9:1E2\n");
  EXPECT_EQ(rows_of(result),
            "1:0.10000000000000001 2:-3 3:4 4:0.001 5:123456789.12345679 6:0.5 7:5 8:9 9:100 |");
}

TEST_F(LibsvmTest, ZerosAreNotKeptButCountAsColumns) {
  const ReadResult result = read_text("1 1:1 7:0\n2 2:-0 3:1\n");
  EXPECT_EQ(rows_of(result), "1:1 |3:1 |");
  EXPECT_EQ(result.table.sparse().columns, 7U);
  EXPECT_EQ(result.table.sparse().entries, 2U);
  EXPECT_TRUE(result.table.sparse().all_ones);
  EXPECT_EQ(result.table.block(0).sparse.values, nullptr);
}

TEST_F(LibsvmTest, IndicesOfARowMayComeInAnyOrder) {
  EXPECT_EQ(rows_of(read_text("1 5:50 2:20 9:0 3:30\n")), "2:20 3:30 5:50 |");
  expect_refused("1 1:1\n1 5:1 2:1 5:0\n", "libsvm.duplicate_index", 2, "index 5 appears twice");
  expect_refused("1 2:1 2:5\n", "libsvm.duplicate_index", 1, "index 2 appears twice");
}

TEST_F(LibsvmTest, TheFirstIndexIsOneOrZero) {
  expect_refused("1 1:1\n1 0:1 1:1\n", "libsvm.index_zero", 2, "--zero-based");
  const ReadResult result = read_text("1 0:1 1:2\n", true);
  EXPECT_EQ(rows_of(result), "1:1 2:2 |");
  EXPECT_EQ(result.table.sparse().first_index, 0U);
  expect_refused("1 0:1 0:2\n", "libsvm.duplicate_index", 1, "index 0 appears twice", true);
}

TEST_F(LibsvmTest, LargeIndicesNeitherWrapNorAllocate) {
  const ReadResult result = read_text("1 1:1 2147483646:2\n");
  EXPECT_EQ(result.table.sparse().columns, 2147483646U);
  EXPECT_EQ(result.table.sparse().entries, 2U);
  for (const char* index : {"2147483647", "4294967297", "18446744073709551617",
                            "100000000000000000000000000000000000000000000000"}) {
    expect_refused(std::string("1 1:1 ") + index + ":1\n", "libsvm.index_too_large", 1, "limit");
  }
}

TEST_F(LibsvmTest, LabelsAreNumbersOrWords) {
  const ReadResult words = read_text("ham 1:1\nspam 1:2\nham 2:1\n");
  EXPECT_EQ(words.table.columns()[0].kind, ColumnKind::category);
  EXPECT_EQ(words.table.columns()[0].levels, (std::vector<std::string>{"ham", "spam"}));
  EXPECT_EQ(labels_of(read_text("0 1:1\n2.5 1:2\n")), (std::vector<double>{0, 2.5}));
  expect_refused("1 1:1\nspam 1:1\n", "csv.mixed_column", 2, "label");
  expect_refused("1 1:1\n1e999 1:1\n", "csv.number_too_large", 2, "label");
}

TEST_F(LibsvmTest, QueriesAreLeftOutWithANote) {
  const ReadResult result = read_text("1 qid:3 1:2\n0 qid:4 2:1\n");
  EXPECT_EQ(rows_of(result), "1:2 |2:1 |");
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_EQ(result.notes[0].code, "libsvm.query");
  expect_refused("1 qid:x 1:2\n", "libsvm.query", 1);
  expect_refused("1 1:2 qid:3\n", "libsvm.query", 1);
}

TEST_F(LibsvmTest, WhatIsMalformedIsNamedWithItsPlace) {
  expect_refused("", "libsvm.empty", 0);
  expect_refused("# nothing\n\n", "libsvm.no_rows", 0);
  expect_refused("1 1:1\n 1:1\n", "libsvm.no_label", 2, "1:1");
  expect_refused(":1 2:5\n", "libsvm.no_label", 1);
  expect_refused("nan 1:1\n", "libsvm.label", 1, "nan");
  expect_refused("1 1:1\n\n-inf 1:1\n", "libsvm.label", 3);
  expect_refused("1 5\n", "libsvm.entry", 1, "5");
  expect_refused("1 1.5:2\n", "libsvm.index", 1, "1.5");
  expect_refused("1 0x5:2\n", "libsvm.index", 1);
  expect_refused("1 -3:2\n", "libsvm.index", 1);
  expect_refused("1 5:inf\n", "libsvm.value", 1, "index 5");
  expect_refused("1 5:nan\n", "libsvm.value", 1);
  expect_refused("1 5:\n", "libsvm.value", 1);
  expect_refused("1 5:1e999\n", "libsvm.value", 1);
  expect_refused("1 5:0x1p3\n", "libsvm.value", 1);
  expect_refused(std::string("1 5:1\0\n", 7), "csv.nul_byte", 1);
  expect_refused(std::string("1 5:1\n1 \x01 2:1\n"), "libsvm.entry", 2);
  expect_refused("caf\xE9 1:1\n", "csv.not_utf8", 1);
}

TEST_F(LibsvmTest, TheFirstFaultOfTheFileIsReported) {
  std::string text;
  for (int row = 0; row < 200000; ++row) text += "1 1:1 2:0.5\n";
  const std::string fault = "1 x:1\n";
  text.replace(12 * 1000, 0, fault);
  text.replace(text.size() / 2, 0, "");
  expect_refused(text + "1 y:1\n", "libsvm.index", 1001, "x");
}

TEST_F(LibsvmTest, EntriesTakeFourOrTwelveBytes) {
  std::string text;
  for (int row = 0; row < 5000; ++row) text += row < 4096 ? "1 1:1 2:1\n" : "0 1:1 2:3\n";
  const ReadResult result = read_text(text);
  ASSERT_EQ(result.table.block_count(), 2U);
  EXPECT_EQ(result.table.block(0).sparse.values, nullptr);
  ASSERT_NE(result.table.block(1).sparse.values, nullptr);
  EXPECT_EQ(result.table.block(1).sparse.values[1], 3);
  EXPECT_EQ(result.table.block(1).sparse.starts[904], 1808U);
}

TEST_F(LibsvmTest, TheFormatIsFoundByNameOrContent) {
  const auto format_of = [&](const std::string& name, const std::string& text) {
    write(name, text);
    return read_data(path(name), {}, {}, {}).format;
  };
  const std::string rows = "-1\n1 1:1 2:0.5\n# c\n0 3:1\n";
  EXPECT_EQ(format_of("a9a", rows), DataFormat::libsvm);
  EXPECT_EQ(format_of("a.libsvm", "1\n0\n"), DataFormat::libsvm);
  EXPECT_EQ(format_of("a.svmlight", rows), DataFormat::libsvm);
  EXPECT_EQ(format_of("b.csv", "x,y\n1,2\n"), DataFormat::csv);
  EXPECT_EQ(format_of("c", "x y\n1 2\n"), DataFormat::csv);
  EXPECT_EQ(format_of("d", "day,time 12:30\n1,2\n"), DataFormat::csv);
  EXPECT_EQ(format_of("e", "label 1:1,5\n1,2\n"), DataFormat::csv);
  write("f.svm", "x,y\n1,2\n");
  ReadOptions csv;
  csv.format = DataFormat::csv;
  EXPECT_EQ(read_data(path("f.svm"), csv, {}, {}).format, DataFormat::csv);
  write("g.svm.gz", test_input::gzip(rows, 1));
  EXPECT_EQ(read_data(path("g.svm.gz"), {}, {}, {}).compression, "gzip");
}

TEST(LooksLikeLibsvm, LooksAtWholeWordsOnly) {
  EXPECT_TRUE(read::looks_like_libsvm("1 1:1 2:3", true));
  EXPECT_TRUE(read::looks_like_libsvm("1 1:1 2:", false));
  EXPECT_FALSE(read::looks_like_libsvm("1 1:1 2:", true));
  EXPECT_FALSE(read::looks_like_libsvm("1\n2\n", true));
  EXPECT_FALSE(read::looks_like_libsvm("", true));
}

}  // namespace
}  // namespace odds::tests

// SPDX-License-Identifier: Apache-2.0
//
// What a user meets: types, notes, names, and every error with its code, place and words.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "property/read_input.hpp"
#include "read/reader.hpp"

namespace odds {
namespace {

ReadResult read_file(const std::string& path, const ReadOptions& options,
                     const std::vector<std::string>& columns, std::size_t chunk_bytes) {
  read::Tuning tuning;
  tuning.chunk_bytes = chunk_bytes;
  RunOptions run;
  run.threads = 3;
  return read::read_table(path, options, columns, run, tuning);
}

ReadResult read_text(const std::string& content, const ReadOptions& options = {},
                     const std::vector<std::string>& columns = {},
                     std::size_t chunk_bytes = 1 << 18) {
  const test_input::File file(content);
  return read_file(file.path(), options, columns, chunk_bytes);
}

// "code line: message hint", or "read".
std::string refusal(const std::string& content, const ReadOptions& options = {},
                    const std::vector<std::string>& columns = {}) {
  const test_input::File file(content);
  std::string first;
  for (const std::size_t chunk_bytes : {1UL << 18, 16UL, 5UL}) {
    std::string text = "read";
    try {
      read_file(file.path(), options, columns, chunk_bytes);
    } catch (const Error& error) {
      text = error.code() + " " + std::to_string(error.where().line) + ":" +
             std::to_string(error.where().byte_column) + " " + error.message() + " " + error.hint();
      EXPECT_EQ(error.fault(), Fault::refused);
      EXPECT_FALSE(error.where().file.empty());
    }
    if (first.empty()) first = text;
    // The same whatever the cut.
    EXPECT_EQ(text, first) << chunk_bytes;
  }
  return first;
}

#define EXPECT_SAYS(text, pattern) \
  EXPECT_TRUE(std::regex_search(text, std::regex(pattern))) << "it says: " << (text)

std::vector<double> numbers(const Table& table, std::size_t column) {
  std::vector<double> all;
  for (std::uint64_t i = 0; i < table.block_count(); ++i) {
    const BlockView block = table.block(i);
    all.resize(all.size() + block.rows);
    block.load_numbers(column, 0, block.rows, all.data() + all.size() - block.rows);
  }
  return all;
}

std::vector<std::uint32_t> codes(const Table& table, std::size_t column) {
  const BlockView block = table.block(0);
  std::vector<std::uint32_t> all(block.rows);
  block.load_codes(column, 0, block.rows, all.data());
  return all;
}

TEST(ReadCsv, NumbersBooleansAndCategories) {
  const ReadResult result = read_text("x,b,g,m\n1.5,true,b,\n-2,FALSE,a,NA\n,TRUE,\"b\",?\n");
  const auto& columns = result.table.columns();
  EXPECT_EQ(columns[0].kind, ColumnKind::number);
  EXPECT_EQ(columns[0].missing_count, 1U);
  EXPECT_EQ(columns[1].kind, ColumnKind::boolean);
  EXPECT_EQ(columns[1].levels, (std::vector<std::string>{"false", "true"}));
  EXPECT_EQ(columns[2].levels, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(columns[3].kind, ColumnKind::number);
  EXPECT_EQ(columns[3].missing_count, 3U);
  EXPECT_EQ(codes(result.table, 1), (std::vector<std::uint32_t>{1, 0, 1}));
  EXPECT_EQ(codes(result.table, 2), (std::vector<std::uint32_t>{1, 0, 1}));
  EXPECT_EQ(numbers(result.table, 0)[1], -2.0);
  EXPECT_EQ(result.file_columns, (std::vector<std::string>{"x", "b", "g", "m"}));
  EXPECT_EQ(result.fingerprint.rows, 3U);
}

TEST(ReadCsv, TextBehindTheGuessedRows) {
  std::string content = "x,g\n";
  for (int i = 0; i < 500; ++i) content += "1,NA\n";
  content += "2,late\n3,\n";
  const ReadResult result = read_text(content);
  EXPECT_EQ(result.table.columns()[1].kind, ColumnKind::category);
  EXPECT_EQ(result.table.columns()[1].missing_count, 501U);
  EXPECT_EQ(codes(result.table, 1)[500], 0U);
}

TEST(ReadCsv, LevelsInNaturalOrder) {
  ReadOptions options;
  options.categorical = {"g"};
  const ReadResult result = read_text("g,h\n10,b\n9,a\n1.0,Z\n1,\xC3\xA9\nNA,a\n", options);
  EXPECT_EQ(result.table.columns()[0].levels, (std::vector<std::string>{"1", "1.0", "9", "10"}));
  EXPECT_EQ(result.table.columns()[1].levels,
            (std::vector<std::string>{"Z", "a", "b", "\xC3\xA9"}));
  EXPECT_EQ(codes(result.table, 0), (std::vector<std::uint32_t>{3, 2, 1, 0, missing_code}));
}

TEST(ReadCsv, BooleanAskedForAsCategoryKeepsItsSpellings) {
  ReadOptions options;
  options.categorical = {"b"};
  const ReadResult result = read_text("b\ntrue\nTRUE\n", options);
  EXPECT_EQ(result.table.columns()[0].kind, ColumnKind::category);
  EXPECT_EQ(result.table.columns()[0].levels.size(), 2U);
}

TEST(ReadCsv, OnlyTheColumnsAskedForCanFail) {
  const std::string content = "a,b,c\n1,x,2\n3,4,5\n";
  const ReadResult result = read_text(content, {}, {"c", "a"});
  ASSERT_EQ(result.table.columns().size(), 2U);
  EXPECT_EQ(result.table.columns()[0].name, "a");
  EXPECT_EQ(numbers(result.table, 1), (std::vector<double>{2, 5}));
  EXPECT_SAYS(refusal(content),
              "^csv.mixed_column 2:0 column \"b\" mixes.*\"x\" at line 2 \\(row 1\\)"
              " is not a number, \"4\" at line 3 \\(row 2\\)");
}

TEST(ReadCsv, LineEndsBlankLinesAndTheLastLine) {
  const std::string plain = "a,b\n1,2\n3,4\n";
  for (const std::string content :
       {"a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\n3,4",
        "\n\na,b\n\n1,2\n\r\n\n3,4\n\n\n", "\xEF\xBB\xBF\"a\",b\n1,2\n3,4\n", "a;b\n1;2\n3;4\n",
        "a\tb\n1\t2\n3\t4\n", "a|b\n1|2\n3|4\n", " a , b\n 1 ,\t2\n3,4\n"}) {
    for (const std::size_t chunk_bytes : {3UL, 1UL << 18}) {
      const ReadResult result = read_text(content, {}, {}, chunk_bytes);
      EXPECT_EQ(result.table.columns()[0].name, "a") << content;
      EXPECT_EQ(numbers(result.table, 0), (std::vector<double>{1, 3})) << content;
      EXPECT_EQ(numbers(result.table, 1), (std::vector<double>{2, 4})) << content;
    }
  }
}

TEST(ReadCsv, HeaderlessFilesAndDecimalCommas) {
  ReadOptions options;
  options.has_header = false;
  EXPECT_EQ(read_text("1,2\n3,4\n", options).file_columns, (std::vector<std::string>{"V1", "V2"}));
  ReadOptions comma;
  comma.decimal = ',';
  const ReadResult result = read_text("y;x\n0;1,5\n1;\"2,25\"\n", comma);
  EXPECT_EQ(result.delimiter, ';');
  EXPECT_EQ(numbers(result.table, 1), (std::vector<double>{1.5, 2.25}));
}

TEST(ReadCsv, RowNumbersAreLeftOut) {
  for (const char* content : {"\"\",\"x\"\n\"1\",5\n\"2\",6\n", ",x\n0,5\n1,6\n"}) {
    const ReadResult result = read_text(content, {}, {}, 4);
    ASSERT_EQ(result.table.columns().size(), 1U);
    EXPECT_EQ(result.file_columns, (std::vector<std::string>{"x"}));
    EXPECT_EQ(result.notes.at(0).code, "column.row_numbers");
  }
  EXPECT_SAYS(refusal(",x\n1,5\n3,6\n"),
              "^csv.unnamed_column 1:0 column 1 has no name, and \"3\" at line 3");
}

TEST(ReadCsv, Notes) {
  const ReadResult result =
      read_text("id , b\n9007199254740993,true\n9007199254740992,TRUE\n1,False\n");
  ASSERT_EQ(result.notes.size(), 3U);
  EXPECT_EQ(result.notes[0].code, "csv.spaces");
  EXPECT_SAYS(result.notes[1].message, "\"id\".*2\\^53.*--categorical id");
  EXPECT_SAYS(result.notes[2].message, "true.*TRUE");
  EXPECT_TRUE(result.table.columns()[0].has_inexact_integers);
}

TEST(ReadCsv, QuotedFields) {
  const ReadResult result = read_text("g,x\n\"a,\"\"b\"\"\n\",1\n\" c \",2\n\"\",3\n", {}, {}, 2);
  EXPECT_EQ(result.table.columns()[0].levels, (std::vector<std::string>{" c ", "a,\"b\"\n"}));
  EXPECT_EQ(result.table.columns()[0].missing_count, 1U);
}

TEST(ReadCsv, MalformedRows) {
  EXPECT_SAYS(refusal("y,x,z\n0,1,2\n1,2,3,9\n"),
              "^csv.field_count 3:0 expected 3 fields, found 4");
  EXPECT_SAYS(refusal("y,x,z\n0,1,2\n\n1,2\n5,6,7\n"),
              "^csv.field_count 4:0 expected 3 fields, found 2");
  EXPECT_SAYS(refusal("y,x,z\n0,1,2\n1,2"), "found 2. It is the last row");
  EXPECT_SAYS(refusal("y,g\n0,\"ab\"c\n1,b\n"),
              "^csv.text_after_quote 2:7 text after the closing quote");
  EXPECT_SAYS(refusal("y,g\n0,\"ab\" \n1,b\n"), "^csv.text_after_quote 2:7");
  EXPECT_SAYS(refusal("y,g\n0,a\"b\n1,b\n"), "^csv.stray_quote 2:4 quote inside an unquoted field");
  EXPECT_SAYS(refusal("y,g\n0,a\n1,\"b\n2,c\n"),
              "^csv.unterminated_quote 3:0 quote opened here is never");
  EXPECT_SAYS(refusal("y,g\n0,\"a\nb\"\n1,\"b\n2,c\n"), "^csv.unterminated_quote 4:0");
  EXPECT_SAYS(refusal("y,\"g\n0,a\n"), "^csv.unterminated_quote 1:0");
  EXPECT_SAYS(refusal("y,a\"g\n0,a\n"), "^csv.stray_quote 1:4");
  EXPECT_SAYS(refusal("y,\"a\"g\n0,a\n"), "^csv.text_after_quote 1:6");
}

TEST(ReadCsv, BytesThatAreNoText) {
  EXPECT_SAYS(refusal(std::string("y,g\n0,a\0b\n1,a\n", 14)), "^csv.nul_byte 2:4 NUL byte");
  EXPECT_SAYS(refusal("y,g\n0,Z\xFCrich\n1,a\n"), "^csv.not_utf8 2:4 not valid UTF-8.*latin-1");
  EXPECT_SAYS(refusal("y,g\n0,\xFF\xFE\n1,a\n"), "^csv.not_utf8 2:3");
  EXPECT_SAYS(refusal("y,\xFC\n0,1\n"), "^csv.not_utf8 1:3");
  EXPECT_SAYS(refusal(std::string("\xFF\xFEy\0\n\0", 6)), "^csv.utf16");
  EXPECT_SAYS(refusal(std::string("\0y\0,\0x\0\n\0"
                                  "1\0,\0"
                                  "2\0\n",
                                  16)),
              "^csv.utf16");
  EXPECT_SAYS(refusal("\x89PNG\r\n\x1A\n"), "^csv.binary.*PNG");
  EXPECT_SAYS(refusal("PK\x03\x04"), "^csv.binary.*zip");
  EXPECT_SAYS(refusal(std::string("PAR1\0\1\2", 7)), "^csv.binary.*Parquet");
  EXPECT_SAYS(refusal("  <!DOCTYPE html><html></html>\n"), "^csv.html.*HTML");
  EXPECT_EQ(refusal("PAR1,BZh\n1,2\n"), "read");  // names like any other
}

// A malformed record in front of the byte comes first, wherever the pieces are cut.
TEST(ReadCsv, OfTwoFaultsTheFirstIsReported) {
  EXPECT_SAYS(refusal("a,b\n1,2\n\"u\"x,1\n3,4\n\xFF,1\n"), "csv.text_after_quote 3:4");
  EXPECT_SAYS(refusal("a,b\n1,2\n3\n3,4\n\xFF,1\n"), "csv.field_count 3:");
  EXPECT_SAYS(refusal("a,b\n1,2\n3,x\"\n3,4\n\xFF,1\n"), "csv.stray_quote 3:4");
  EXPECT_SAYS(refusal(std::string("a,b\n1,2\n3,\xFF\n\n3,\0\n5\n", 19)), "csv.not_utf8 3:3");
  EXPECT_SAYS(refusal(std::string("a,b\n1,2\n3,\0\n\n3,\xFF\n5\n", 19)), "csv.nul_byte 3:3");
  EXPECT_SAYS(refusal("a,b\n1,2\n3,\xFF\n4\n5,\"x\"y\n"), "csv.not_utf8 3:3");
}

TEST(ReadCsv, EmptyFilesAndHeaders) {
  EXPECT_SAYS(refusal(""), "^csv.empty.*is empty");
  EXPECT_SAYS(refusal("\xEF\xBB\xBF"), "^csv.empty");
  EXPECT_SAYS(refusal("\n\r\n"), "^csv.no_names 1:0 no column names");
  EXPECT_SAYS(refusal("y,x\n"), "^csv.no_rows.*no data rows");
  EXPECT_SAYS(refusal("y,x\n\n\n"), "^csv.no_rows");
  EXPECT_SAYS(refusal("y,x,x\n1,2,3\n"),
              "^csv.duplicate_name 1:0 column name \"x\" appears twice "
              "\\(columns 2 and 3\\)");
  EXPECT_SAYS(refusal("y,x,\n1,2,\n"), "^csv.unnamed_column 1:0 column 3 has no name");
  EXPECT_SAYS(refusal("0,1.5\n1,2.5\n"),
              "^csv.no_header_line 1:0 first line looks like data.*--no-header");
  EXPECT_EQ(refusal("2019,2020\n1,2.5\n", {}, {"2019"}), "read");
  EXPECT_SAYS(refusal("a,x1\n0,1\n", {}, {"y"}),
              "^column.unknown.*column \"y\" not found; the columns are a, x1");
  EXPECT_SAYS(refusal("age,income\n0,1\n", {}, {"incme"}), "Did you mean \"income\"");
  EXPECT_SAYS(refusal("a,0.5\n0,1\n", {}, {"zzzz"}), "column.unknown.*--no-header");
}

TEST(ReadCsv, CategoricalNamesAreColumnsOfTheFile) {
  ReadOptions options;
  options.categorical = {"region", "incme"};
  EXPECT_SAYS(refusal("region,income\n0,1\n", options), "Did you mean \"income\"");
  options.categorical = {"income"};
  EXPECT_EQ(refusal("region,income\n0,1\n", options), "read");
  EXPECT_EQ(refusal("region,income\n0,1\n", options, {"region"}), "read");
}

TEST(ReadCsv, ValuesThatAreRefused) {
  EXPECT_SAYS(refusal("y,x\n0,1\n1,1e400\n"),
              "^csv.number_too_large 3:0 .*\"1e400\" is too large for a double");
  EXPECT_SAYS(refusal("y,x\n0,1\n1,-inf\n"), "^csv.number_infinite 3:0 .*\"-inf\" is not a finite");
  EXPECT_SAYS(refusal("y,x\n0,1\n1,12:30\n"),
              "^csv.mixed_column 3:0 .*\"12:30\" at line 3.*not a number");
  EXPECT_SAYS(refusal("y,x\n0,inf\n1,12\n"), "^csv.number_infinite 2:0");
  EXPECT_EQ(refusal("y,x\n0,inf\n1,sup\n"), "read");
  EXPECT_SAYS(refusal("y;x\n0;1,5\n1;2\n"),
              "^csv.decimal_comma 2:0 .*looks like decimal commas.*--decimal ,");
  EXPECT_SAYS(refusal("y;x\n0;1,5\n1;2,5\n"), "^csv.decimal_comma 2:0");
  // The error furthest up counts, whichever column it is in.
  EXPECT_SAYS(refusal("a,b\n1,2\n1,1e999\n1,y\nx,1\n"), "^csv.number_too_large 3");
  EXPECT_SAYS(refusal("a,b\n1,2\n1,y\nx,3\n"), "^csv.mixed_column 3:0 column \"b\"");
  EXPECT_SAYS(refusal("a,b\n1,1e999\n1e999,2\n"), "^csv.number_too_large 2");
}

TEST(ReadCsv, LongRecordsAreRefusedEarly) {
  read::Tuning tuning;
  tuning.chunk_bytes = 256;
  tuning.record_limit_bytes = 5000;
  const auto line_of = [&](const std::string& content) {
    const test_input::File file(content);
    try {
      read::read_table(file.path(), {}, {}, {}, tuning);
    } catch (const Error& error) {
      return error.code() + " " + std::to_string(error.where().line) + " " + error.message();
    }
    return std::string("read");
  };
  const std::string rows = "y,g\n0,a\n1,\"b\nc\"\n";
  EXPECT_SAYS(line_of(rows + "0,\"" + std::string(100000, 'x') + "\"\n"),
              "^csv.record_too_long 5 quote opened here is not closed within 5000 bytes");
  EXPECT_SAYS(line_of(rows + "0," + std::string(100000, 'x') + "\n"),
              "^csv.record_too_long 5 the row");
  EXPECT_EQ(line_of(rows + "0,\"" + std::string(4000, 'x') + "\"\n"), "read");
  EXPECT_EQ(line_of("y,g\n" + std::string(100000, '\n') + "0,a\n"), "read");
}

TEST(ReadCsv, ShortRowsOfAWideTableStayInBounds) {
  std::string content = "c0";
  for (int i = 1; i < 300; ++i) content += ",c" + std::to_string(i);
  content += "\n";
  for (int i = 0; i < 3000; ++i) content += "1\n";
  EXPECT_SAYS(refusal(content), "^csv.field_count 2:0 expected 300 fields, found 1");
}

// Time in proportion to the fields: what is looked up for each column must not walk the record.
TEST(ReadCsv, VeryWideTables) {
  constexpr std::size_t columns = 60'000;
  std::string content;
  for (std::size_t c = 0; c < columns; ++c) content += (c == 0 ? "c" : ",c") + std::to_string(c);
  for (int row = 0; row < 3; ++row) {
    content += '\n';
    for (std::size_t c = 0; c < columns; ++c) {
      if (c != 0) content += ',';
      content += c % 2 == 0 ? std::to_string(c + 1) : row == 0 ? "\"a\nb\"" : "c";
    }
  }
  const ReadResult result = read_text(content);
  EXPECT_EQ(numbers(result.table, columns - 2), std::vector<double>(3, columns - 1));
  EXPECT_EQ(result.table.columns()[columns - 1].levels, (std::vector<std::string>{"a\nb", "c"}));
  content += ",1\n";  // one field too many, on a line behind all those inside quotes
  EXPECT_THROW(read_text(content), Error);
}

// A line of NUL bytes is no header of as many columns.
TEST(ReadCsv, NulBytesInFrontOfTheFirstLineEnd) {
  const std::string zeros(std::size_t{40} << 20U, '\0');
  EXPECT_SAYS(refusal("y,x" + zeros), "^csv.nul_byte 1:4 ");
  EXPECT_SAYS(refusal(std::string("y,x\n1,\0", 7)), "^csv.nul_byte 2:3 ");
}

TEST(ReadCsv, PathsAndFiles) {
  const auto code = [](const std::string& path) {
    try {
      read_csv(path, {}, {}, {});
    } catch (const Error& error) {
      return error.code() + " " + error.message();
    }
    return std::string("read");
  };
  EXPECT_SAYS(code("/nope/x.csv"), "^file.not_found no such file");
  EXPECT_SAYS(code("/tmp"), "^file.directory is a directory");
  EXPECT_SAYS(code("/dev/null"), "^csv.empty is empty");
  EXPECT_SAYS(code(std::string("/tmp/a\0b", 8)), "^file.not_found");
  const test_input::File file("a,b\n1,2\n");
  EXPECT_EQ(read_csv_header(file.path(), {}), (std::vector<std::string>{"a", "b"}));
  const test_input::File years("2019,2020\n1,2\n");
  EXPECT_EQ(read_csv_header(years.path(), {}).size(), 2U);
  for (const char* data : {"0,1.5\n1,2\n", "0,0\n", "-1,2\n1,1\n"}) {
    const test_input::File headless(data);
    EXPECT_THROW(read_csv_header(headless.path(), {}), Error) << data;
  }
}

TEST(ReadCsv, DamagedCompression) {
  std::string content = "y,x\n";
  for (int i = 0; i < 20000; ++i)
    content += std::to_string(i % 2) + "," + std::to_string(i * 37 % 1000) + "\n";
  for (const bool gz : {true, false}) {
    const std::string good = gz ? test_input::gzip(content, 2) : test_input::zstd(content, 2);
    EXPECT_EQ(refusal(good), "read");
    for (const std::size_t cut :
         {good.size() - 1, good.size() - 9, good.size() / 2, std::size_t{20}}) {
      EXPECT_SAYS(refusal(good.substr(0, cut)), "^file.compressed_truncated.*ends? early") << cut;
    }
    EXPECT_SAYS(refusal(good + "garbage"), "^file.compressed_trailing.*followed by");
    std::string flipped = good;
    flipped[good.size() / 3] = static_cast<char>(flipped[good.size() / 3] ^ 0x55);
    EXPECT_SAYS(refusal(flipped), "^file.compressed_(corrupt|checksum)|^csv") << gz;
  }
  std::string bad_sum = test_input::gzip(content);
  bad_sum[bad_sum.size() - 6] = static_cast<char>(bad_sum[bad_sum.size() - 6] ^ 1);
  EXPECT_SAYS(refusal(bad_sum), "^file.compressed_checksum.*checksum.*CRC");
}

class StopAtOnce : public Observer {
 public:
  bool progress(const Progress& progress) override {
    EXPECT_EQ(progress.stage, "reading");
    return false;
  }
};

TEST(ReadCsv, TheObserverCanStopIt) {
  const test_input::File file("a\n1\n2\n");
  StopAtOnce observer;
  RunOptions run;
  run.observer = &observer;
  try {
    read_csv(file.path(), {}, {}, run);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::interrupted);
    EXPECT_EQ(error.code(), "run.interrupted");
  }
}

}  // namespace
}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// LIBSVM data of any kind: the same table from any number of threads, pieces of any size, a file, a
// pipe and a compressed copy, and the one that the slow twin has.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include <odds/read.hpp>

#include "property/libsvm_twin.hpp"
#include "property/read_input.hpp"
#include "read/reader.hpp"

namespace odds::tests {
namespace {

using twin::LibsvmOutcome;

// Rows of words that are mostly right.
std::string random_text(std::mt19937_64& random, bool with_faults) {
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const auto pick = [&](std::initializer_list<const char*> words) {
    return std::string(*(words.begin() + below(words.size())));
  };
  std::string text;
  for (std::uint64_t row = 0, rows = 1 + below(60); row < rows; ++row) {
    if (below(12) == 0) text += pick({"\n", "# a comment: 1:1\n", " \t\r\n"});
    text += pick({"1", "-1", "+1", "0"});
    std::uint64_t index = 1 + below(3);
    for (std::uint64_t k = below(8); k != 0; --k) {
      text += pick({" ", "  ", "\t"}) + std::to_string(index) + ":" +
              pick({"1", "1", "0.5", "-3", "1e-3", "0", "123456789.25", "7."});
      index += 1 + (below(4) == 0 ? below(1000000) : below(3));
    }
    if (with_faults && below(40) == 0) {
      text += pick({" 5", " x:1", " 1:inf", " 3:1 3:1", " 99999999999:1", " :", " 4:1:2", " 0:1"});
    }
    text += pick({"\n", "\n", "\r\n", " \n", " # end\n"});
  }
  if (below(3) == 0) text.pop_back();
  return text;
}

LibsvmOutcome outcome_of(const std::string& path, unsigned threads, std::size_t chunk_bytes) {
  read::Tuning tuning;
  tuning.chunk_bytes = chunk_bytes;
  RunOptions run;
  run.threads = threads;
  ReadOptions options;
  options.format = DataFormat::libsvm;
  LibsvmOutcome outcome;
  try {
    const ReadResult result = read::read_table(path, options, {}, run, tuning);
    outcome.columns = result.table.sparse().columns;
    for (std::uint64_t b = 0; b < result.table.block_count(); ++b) {
      const BlockView view = result.table.block(b);
      for (std::size_t row = 0; row < view.rows; ++row) {
        auto& entries = outcome.rows.emplace_back();
        if (view.sparse.starts == nullptr) continue;
        for (std::uint32_t k = view.sparse.starts[row]; k < view.sparse.starts[row + 1]; ++k) {
          entries[view.sparse.indices[k] + 1] =
              view.sparse.values == nullptr ? 1.0 : view.sparse.values[k];
        }
      }
    }
  } catch (const Error& error) {
    outcome.code = error.code();
    outcome.line = error.where().line;
  }
  return outcome;
}

void expect_equal(const LibsvmOutcome& found, const LibsvmOutcome& expected,
                  const std::string& text) {
  ASSERT_EQ(found.code, expected.code) << text;
  ASSERT_EQ(found.line, expected.line) << text;
  ASSERT_EQ(found.rows, expected.rows) << text;
  ASSERT_EQ(found.columns, expected.columns) << text;
}

TEST(ReadLibsvm, AgreesWithTheTwinHoweverItIsCut) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 400; ++round) {
    const std::string text = random_text(random, round % 2 == 1);
    const LibsvmOutcome expected = twin::LibsvmReader(text, false).read();
    const test_input::File file(text);
    expect_equal(outcome_of(file.path(), 1, std::size_t{1} << 18), expected, text);
    expect_equal(
        outcome_of(file.path(), 1 + static_cast<unsigned>(random() % 4), 1 + random() % 80),
        expected, text);
    if (round % 10 != 0) continue;
    const test_input::Pipe pipe(text);
    expect_equal(outcome_of(pipe.path(), 3, 1 + random() % 80), expected, text);
    const test_input::File packed(test_input::gzip(text, 2));
    expect_equal(outcome_of(packed.path(), 2, 1 + random() % 80), expected, text);
  }
}

TEST(ReadLibsvm, BlocksArePutTogetherFromPieces) {
  std::mt19937_64 random(8);
  std::string text;
  for (int row = 0; row < 10000; ++row) {
    text += row % 3 == 0 ? "1" : "-1";
    for (std::uint64_t index = 1 + random() % 5; index < 40; index += 1 + random() % 9) {
      text += " " + std::to_string(index) + (row < 5000 ? ":1" : ":2.5");
    }
    text += "\n";
  }
  const LibsvmOutcome expected = twin::LibsvmReader(text, false).read();
  const test_input::File file(text);
  for (const unsigned threads : {1U, 2U, 5U}) {
    expect_equal(outcome_of(file.path(), threads, 4000), expected, "10000 rows");
  }
}

}  // namespace
}  // namespace odds::tests

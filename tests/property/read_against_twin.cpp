// SPDX-License-Identifier: Apache-2.0
//
// odds and the twin read thousands of generated files, regular and hostile, cut into tiny chunks,
// as file, pipe, gzip and zstd, with 1 to 8 threads: same values, same types, same error, same
// line.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "property/read_describe.hpp"
#include "property/read_input.hpp"
#include "read/reader.hpp"

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) {
  return static_cast<std::size_t>(random() % bound);
}

struct Setting {
  std::string path;
  unsigned threads = 1;
  std::size_t chunk_bytes = 64;
};

std::string read_with_odds(const Setting& run, const odds::ReadOptions& options,
                           odds::DataFingerprint* fingerprint = nullptr) {
  odds::RunOptions run_options;
  run_options.threads = run.threads;
  odds::read::Tuning tuning;
  tuning.chunk_bytes = run.chunk_bytes;
  try {
    const odds::ReadResult result =
        odds::read::read_table(run.path, options, {}, run_options, tuning);
    if (fingerprint != nullptr) *fingerprint = result.fingerprint;
    return twin::describe(result);
  } catch (const odds::Error& error) {
    return twin::describe_failure(error);
  }
}

void expect_as_twin(const std::string& content, const odds::ReadOptions& options, Random& random) {
  const std::string expected =
      twin::describe(twin::Reader(content, options.delimiter,
                                  {options.categorical.begin(), options.categorical.end()})
                         .read());
  const unsigned thread_counts[] = {1, 2, 3, 4, 8};
  Setting run;
  run.threads = thread_counts[below(random, 5)];
  run.chunk_bytes = 1 + below(random, random() % 2 == 0 ? 8 : 200);
  const test_input::File file(content);
  run.path = file.path();
  odds::DataFingerprint of_file;
  ASSERT_EQ(read_with_odds(run, options, &of_file), expected)
      << odds::quote(content) << "\nchunks of " << run.chunk_bytes << ", " << run.threads
      << " threads";
  run.threads = thread_counts[below(random, 5)];
  odds::DataFingerprint of_other;
  switch (below(random, 3)) {
    case 0: {
      const test_input::Pipe pipe(content);
      run.path = pipe.path();
      ASSERT_EQ(read_with_odds(run, options, &of_other), expected) << "pipe";
      break;
    }
    case 1: {
      const test_input::File packed(test_input::gzip(content, 1 + below(random, 3)));
      run.path = packed.path();
      ASSERT_EQ(read_with_odds(run, options, &of_other), expected) << "gzip";
      break;
    }
    default: {
      const test_input::File packed(test_input::zstd(content, 1 + below(random, 3)));
      run.path = packed.path();
      ASSERT_EQ(read_with_odds(run, options, &of_other), expected) << "zstd";
    }
  }
  EXPECT_EQ(of_file.hash, of_other.hash);
  EXPECT_EQ(of_file.bytes, of_other.bytes);
  EXPECT_EQ(of_file.rows, of_other.rows);
}

// A number in one of many spellings, up to twenty digits.
std::string random_number(Random& random) {
  std::string text = random() % 4 == 0 ? "-" : random() % 16 == 0 ? "+" : "";
  const std::size_t digits = 1 + below(random, random() % 3 == 0 ? 20 : 8);
  const std::size_t mark = below(random, 2 * digits + 1);
  for (std::size_t i = 0; i < digits; ++i) {
    if (i == mark) text += '.';
    text += static_cast<char>('0' + below(random, 10));
  }
  if (mark == digits) text += '.';
  if (random() % 16 == 0) text += "e" + std::to_string(static_cast<int>(below(random, 80)) - 40);
  return text;
}

std::string random_word(Random& random) {
  const char* words[] = {"red",
                         "green",
                         "a,b",
                         "x;y",
                         "line\nbreak",
                         "cr\rlf\r\n",
                         "say \"hi\"",
                         "\xC3\xA9t\xC3\xA9",
                         "  spaced  ",
                         "\"",
                         "long long long long text"};
  return words[below(random, std::size(words))];
}

std::string maybe_quoted(const std::string& value, Random& random) {
  const bool needs =
      value.find_first_of(",;\n\r\"") != std::string::npos || value.find(' ') != std::string::npos;
  if (!needs && random() % 8 != 0) return value;
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string random_table(Random& random) {
  const std::size_t columns = 1 + below(random, 6);
  const std::size_t rows = 1 + below(random, 40);
  const char* ends[] = {"\n", "\r\n", "\r", "\n\n"};
  const std::string end = ends[below(random, 4)];
  std::vector<std::size_t> kinds;
  std::string text = random() % 4 == 0 ? "\xEF\xBB\xBF" : "";
  for (std::size_t c = 0; c < columns; ++c) {
    kinds.push_back(below(random, 5));
    text += (c == 0 ? "" : ",") + maybe_quoted("col" + std::to_string(c), random);
  }
  text += end;
  const bool mixes = random() % 6 == 0;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      if (c != 0) text += ',';
      const std::size_t kind = mixes && random() % 20 == 0 ? below(random, 5) : kinds[c];
      std::string value;
      if (kind <= 1) value = random_number(random);
      if (kind == 2) value = random_word(random);
      if (kind == 3) value = random() % 2 == 0 ? "true" : "FALSE";
      if (kind == 4 || random() % 12 == 0) value = random() % 2 == 0 ? "NA" : "";
      if (columns == 1 && value.empty()) value = "?";
      const bool spaced = random() % 16 == 0;
      const std::string cell = maybe_quoted(value, random);
      text += spaced && cell.find('"') == std::string::npos ? " " + cell + "\t" : cell;
    }
    if (r + 1 < rows || random() % 4 != 0) text += end;
  }
  return text;
}

odds::ReadOptions comma_options() {
  odds::ReadOptions options;
  options.delimiter = ',';
  return options;
}

TEST(ReadAgainstTwin, RegularTables) {
  Random random(20240601);
  for (int i = 0; i < 1500; ++i) {
    expect_as_twin(random_table(random), comma_options(), random);
    if (HasFatalFailure()) return;
  }
}

TEST(ReadAgainstTwin, CategoricalOnRequest) {
  Random random(77);
  odds::ReadOptions options = comma_options();
  for (int i = 0; i < 300; ++i) {
    const std::string content = random_table(random);
    options.categorical = {"col0"};
    if (content.find("col1") != std::string::npos) options.categorical.emplace_back("col1");
    expect_as_twin(content, options, random);
    if (HasFatalFailure()) return;
  }
}

// One byte of a good table replaced, removed or doubled.
TEST(ReadAgainstTwin, OneFault) {
  Random random(31);
  const std::string bytes = "\",\n\r a1.-";
  for (int i = 0; i < 1500; ++i) {
    std::string content = random_table(random);
    const std::size_t header = content.find_first_of("\r\n") + 1;
    if (header >= content.size()) continue;
    const std::size_t at = header + below(random, content.size() - header);
    switch (below(random, 3)) {
      case 0:
        content[at] = bytes[below(random, bytes.size())];
        break;
      case 1:
        content.erase(at, 1);
        break;
      default:
        content.insert(at, 1, bytes[below(random, bytes.size())]);
    }
    // Half a character is an error that the twin does not know.
    if (content.find('\xC3') != std::string::npos || content.find('\xA9') != std::string::npos)
      continue;
    expect_as_twin(content, comma_options(), random);
    if (HasFatalFailure()) return;
  }
}

// Nothing but the bytes that matter.
TEST(ReadAgainstTwin, HostileBytes) {
  Random random(5);
  const std::string bytes = "\"\",,\n\r a1.";
  for (int i = 0; i < 3000; ++i) {
    const std::size_t columns = 1 + below(random, 3);
    std::string content = columns == 1 ? "a\n" : columns == 2 ? "a,b\n" : "a,b,c\r\n";
    const std::size_t size = below(random, 1 + below(random, 120));
    for (std::size_t k = 0; k < size; ++k) content += bytes[below(random, bytes.size())];
    expect_as_twin(content, comma_options(), random);
    if (HasFatalFailure()) return;
  }
}

// Enough rows for several blocks, vectors and refills.
TEST(ReadAgainstTwin, LongTables) {
  Random random(9);
  for (int i = 0; i < 12; ++i) {
    const std::size_t columns = 1 + below(random, 40);
    std::string content;
    for (std::size_t c = 0; c < columns; ++c) content += (c == 0 ? "c" : ",c") + std::to_string(c);
    content += "\n";
    const std::size_t rows = 200000 / columns / 8 + below(random, 9000);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (c != 0) content += ',';
        content += c % 7 == 6 ? (random() % 3 == 0 ? "up" : "down") : random_number(random);
      }
      content += "\n";
    }
    const std::string expected = twin::describe(twin::Reader(content, ',').read());
    const test_input::File file(content);
    for (const std::size_t chunk_bytes : {std::size_t{997}, std::size_t{65536}}) {
      const Setting run = {file.path(), static_cast<unsigned>(1 + below(random, 8)), chunk_bytes};
      ASSERT_TRUE(read_with_odds(run, comma_options()) == expected)
          << columns << " columns, " << rows << " rows, chunks of " << chunk_bytes;
    }
  }
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// Chunks of a file, a pipe and compressed copies; files that change under the reader's hands.
#include <gtest/gtest.h>

#include <unistd.h>

#include <string>

#include <odds/base.hpp>

#include "property/read_input.hpp"
#include "read/fingerprint.hpp"
#include "read/handoff.hpp"
#include "read/head.hpp"
#include "read/sniff.hpp"
#include "read/source.hpp"
#include "read/utf8.hpp"

namespace odds::read {
namespace {

Tuning small_chunks(std::size_t bytes) {
  Tuning tuning;
  tuning.chunk_bytes = bytes;
  return tuning;
}

std::string all_chunks(Source& source, std::size_t chunk_bytes) {
  std::string all;
  Chunk chunk;
  bool is_last = false;
  for (std::uint64_t index = 0; source.next(chunk); ++index) {
    EXPECT_FALSE(is_last);
    EXPECT_EQ(chunk.index, index);
    EXPECT_EQ(chunk.size < chunk_bytes, chunk.is_last);
    is_last = chunk.is_last;
    all.append(chunk.bytes.get(), chunk.size);
  }
  EXPECT_TRUE(is_last);
  return all;
}

TEST(Source, TheSameChunksFromEverywhere) {
  std::string content;
  for (int i = 0; i < 1000; ++i) content += std::to_string(i * i);
  for (const std::size_t size :
       {content.size(), std::size_t{64}, std::size_t{63}, std::size_t{1}}) {
    const std::string part = content.substr(0, size);
    for (const std::size_t chunk_bytes : {1UL, 64UL, 100UL, 100000UL}) {
      const test_input::File file(part);
      const test_input::Pipe pipe(part);
      const test_input::File gz(test_input::gzip(part));
      const test_input::File zst(test_input::zstd(part));
      for (const std::string& path : {file.path(), pipe.path(), gz.path(), zst.path()}) {
        Source source(path, small_chunks(chunk_bytes));
        EXPECT_EQ(source.head(10), part.substr(0, 10));
        EXPECT_EQ(source.head(70).substr(0, 70), part.substr(0, 70));
        EXPECT_EQ(all_chunks(source, chunk_bytes), part) << path;
      }
    }
  }
}

TEST(Source, AFileThatShrinksOrGrowsIsRefused) {
  for (const bool grows : {false, true}) {
    const test_input::File file(std::string(1000, 'x'));
    Source source(file.path(), small_chunks(100));
    Chunk chunk;
    ASSERT_TRUE(source.next(chunk));
    ASSERT_EQ(::truncate(file.path().c_str(), grows ? 2000 : 500), 0);
    try {
      while (source.next(chunk)) {
      }
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "file.changed");
    }
  }
}

TEST(Source, StopsWhenTold) {
  const test_input::File file(std::string(1000, 'x'));
  Source source(file.path(), small_chunks(100));
  Chunk chunk;
  ASSERT_TRUE(source.next(chunk));
  source.stop();
  EXPECT_FALSE(source.next(chunk));
}

TEST(Fingerprint, NoticesEveryByteAndTheOrder) {
  const std::string text(100, 'a');
  const std::uint64_t hash = hash_bytes(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'b';
    EXPECT_NE(hash_bytes(other), hash) << i;
  }
  EXPECT_NE(hash_bytes(text + "a"), hash);
  EXPECT_NE(combine_hashes(combine_hashes(0, 1), 2), combine_hashes(combine_hashes(0, 2), 1));
  // Stored in model files: changing it makes every old fingerprint a stranger.
  EXPECT_EQ(hash_bytes("The quick brown fox jumps over the lazy dog"), 4383680515188970060U);
}

TEST(Sniff, FindsTheDelimiter) {
  EXPECT_EQ(find_delimiter("a,b,c", '.'), ',');
  EXPECT_EQ(find_delimiter("a;b,c;d", '.'), ';');
  EXPECT_EQ(find_delimiter("\"a,b,c\"\td", '.'), '\t');
  EXPECT_EQ(find_delimiter("a|b", '.'), '|');
  EXPECT_EQ(find_delimiter("a", '.'), ',');
  EXPECT_EQ(find_delimiter("1,5;2,5", ','), ';');
  EXPECT_EQ(find_delimiter("1,5;2,5", '.'), ',');
}

TEST(Utf8, FindsTheFirstFault) {
  EXPECT_EQ(first_invalid_utf8("plain text that is longer than one word"), 39U);
  EXPECT_EQ(first_invalid_utf8("0123456789\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"), 21U);
  EXPECT_EQ(first_invalid_utf8("0123456789\xC3"), 10U);
  EXPECT_EQ(first_invalid_utf8("\xC0\x80"), 0U);
  EXPECT_EQ(first_invalid_utf8("a\xED\xA0\x80"), 1U);
}

// Every cut of a text gives the same records.
TEST(Handoff, RecordsDoNotDependOnTheCut) {
  const std::string text = "\n1,\"a\nb\"\r\n\r\n2,c\r3,\"\"\n\n4,d";
  const std::uint64_t lines_before[] = {1, 4, 5, 7};
  for (std::size_t chunk_bytes = 1; chunk_bytes <= text.size() + 1; ++chunk_bytes) {
    Handoff handoff("f", small_chunks(chunk_bytes), 1, true);
    std::string records;
    for (std::size_t at = 0;; at += chunk_bytes) {
      ScannedChunk chunk;
      chunk.text = std::string_view(text).substr(std::min(at, text.size()), chunk_bytes);
      std::vector<MaskWord> words(mask_word_count(chunk.text.size()));
      chunk.summary = scan_bytes(chunk.text.data(), chunk.text.size(), ',', words.data());
      chunk.is_last = chunk.text.size() < chunk_bytes;
      const Assignment got = handoff.advance(chunk);
      EXPECT_EQ(got.first_row + got.rows(), handoff.rows());
      if (got.rows() != 0) {
        EXPECT_EQ(got.lines_before_first, lines_before[got.first_row]) << chunk_bytes;
      }
      if (!got.tail.empty()) {
        EXPECT_EQ(got.lines_before_tail, 7U) << chunk_bytes;
      }
      records += got.spanning;
      records += chunk.text.substr(got.begin, got.end - got.begin);
      records += got.tail;
      if (chunk.is_last) break;
    }
    std::string bare;
    for (const char c : records) {
      if (c != '\r' && c != '\n') bare += c;
    }
    EXPECT_EQ(bare, "1,\"ab\"2,c3,\"\"4,d") << chunk_bytes;
    EXPECT_EQ(handoff.rows(), 4U) << chunk_bytes;
  }
}

}  // namespace
}  // namespace odds::read

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "read/byte_scan.hpp"
#include "unit/read/targets.hpp"

namespace odds::read {
namespace {

bool terminator(char c) { return c == '\n' || c == '\r'; }

// scan_bytes, one byte after another.
ScanSummary plain_scan(const std::string& text) {
  ScanSummary summary;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') inside = !inside;
    const char before = i == 0 ? '\n' : text[i - 1];
    if (terminator(c) && !terminator(before)) {
      RecordEnds& ends = summary.ends[inside ? 1 : 0];
      if (ends.count++ == 0) ends.first = static_cast<std::uint32_t>(i);
      ends.last = static_cast<std::uint32_t>(i);
    }
    if (c == '\r' || (c == '\n' && (i == 0 || before != '\r'))) ++summary.line_ends;
    if (c == '\0') summary.has_nul = true;
    if (static_cast<unsigned char>(c) >= 0x80) summary.has_high_bytes = true;
  }
  summary.odd_quotes = inside;
  return summary;
}

struct PlainFields {
  std::vector<std::uint32_t> ends;
  std::uint32_t fault = no_position;
  bool fault_after_closing = false;
};

PlainFields plain_fields(const std::string& text, std::size_t begin, std::size_t end) {
  PlainFields fields;
  char before = '\n';
  bool inside = false, closed = false;
  for (std::size_t i = begin; i < end; ++i) {
    const char c = text[i];
    const bool boundary = c == ',' || terminator(c);
    if (inside) {
      if (c == '"') {
        inside = false;
        closed = true;
      }
    } else if (c == '"') {
      if (!closed && before != ',' && !terminator(before)) {
        fields.fault = static_cast<std::uint32_t>(i);
        return fields;
      }
      inside = true;
      closed = false;
    } else if (closed && !boundary) {
      fields.fault = static_cast<std::uint32_t>(i);
      fields.fault_after_closing = true;
      return fields;
    } else {
      closed = false;
      if (c == ',' || (terminator(c) && !terminator(before))) {
        fields.ends.push_back(static_cast<std::uint32_t>(i));
      }
    }
    before = inside ? 'x' : c;
  }
  return fields;
}

std::string random_text(std::mt19937_64& random, const std::string& bytes) {
  std::string text;
  const std::size_t size = random() % 300;
  for (std::size_t i = 0; i < size; ++i) text += bytes[random() % bytes.size()];
  return text;
}

// Every target that this machine has, whichever it would choose by itself.
class ByteScan : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(Targets, ByteScan, testing::ValuesIn(tests::machine_targets()),
                         tests::target_name);

TEST_P(ByteScan, AgreesWithOneByteAfterAnother) {
  const ScanKernels kernels = scan_kernels(GetParam());
  std::mt19937_64 random(3);
  for (int round = 0; round < 3000; ++round) {
    const std::string text =
        random_text(random, round % 3 == 0   ? std::string("\",\n\rab\0\xC3", 8)
                            : round % 3 == 1 ? std::string("aaaaaaa,\n")
                                             : std::string("aaaaaaaaaaaaaaaaaa\",\r\n"));
    std::vector<MaskWord> words(mask_word_count(text.size()));
    const ScanSummary fast = kernels.scan_bytes(text.data(), text.size(), ',', words.data());
    const ScanSummary slow = plain_scan(text);
    for (int i = 0; i < 2; ++i) {
      ASSERT_EQ(fast.ends[i].count, slow.ends[i].count);
      ASSERT_EQ(fast.ends[i].first, slow.ends[i].first);
      ASSERT_EQ(fast.ends[i].last, slow.ends[i].last);
    }
    ASSERT_EQ(fast.line_ends, slow.line_ends);
    ASSERT_EQ(fast.odd_quotes, slow.odd_quotes);
    ASSERT_EQ(fast.has_nul, slow.has_nul);
    ASSERT_EQ(fast.has_high_bytes, slow.has_high_bytes);

    const std::size_t begin = text.empty() ? 0 : random() % text.size();
    const std::size_t end =
        begin + (text.size() == begin ? 0 : random() % (text.size() - begin + 1));
    FieldScan scan(words.data(), static_cast<std::uint32_t>(begin),
                   static_cast<std::uint32_t>(end));
    std::vector<std::uint32_t> ends;
    std::vector<std::uint32_t> piece(10 + field_end_slack);
    while (!scan.finished()) {
      const std::size_t count = kernels.collect_field_ends(scan, piece.data(), 10);
      ends.insert(ends.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
    }
    const PlainFields expected = plain_fields(text, begin, end);
    ASSERT_EQ(ends, expected.ends);
    ASSERT_EQ(scan.fault, expected.fault);
    ASSERT_EQ(scan.fault_after_closing, expected.fault_after_closing);
    std::uint64_t record_ends = 0;
    for (const std::uint32_t position : ends) record_ends += terminator(text[position]) ? 1 : 0;
    ASSERT_EQ(scan.record_ends, record_ends);
  }
}

}  // namespace
}  // namespace odds::read

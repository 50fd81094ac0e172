// SPDX-License-Identifier: Apache-2.0
#include "report/layout.hpp"

#include <gtest/gtest.h>

namespace {

using namespace odds::report;

TEST(Layout, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Größe"), 5U);
  EXPECT_EQ(display_width("да"), 2U);
  EXPECT_EQ(display_width("年齢"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);  // e and a combining accent
  EXPECT_EQ(display_width("\xFF"), 1U);       // malformed
}

TEST(Layout, ClipKeepsBothEnds) {
  EXPECT_EQ(clip("short", 5), "short");
  EXPECT_EQ(clip("abcdefghij", 7), "abc…hij");
  EXPECT_EQ(clip("abcdefghij", 6), "abc…ij");
  EXPECT_EQ(clip("abc", 1), "…");
  EXPECT_EQ(clip("abc", 0), "");
  for (std::size_t width = 0; width < 12; ++width) {
    EXPECT_LE(display_width(clip("年齢年齢年齢", width)), width);
  }
}

TEST(Layout, PrintableEscapesWhatTerminalsObey) {
  EXPECT_EQ(printable("a\x1B[31mb"), "a\\x1B[31mb");
  EXPECT_EQ(printable("a\nb\tc\x7F"), "a\\x0Ab\\x09c\\x7F");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xC2\\x9B");  // CSI as C1
  EXPECT_EQ(printable("caf\xE9"), "caf\\xE9");
  EXPECT_EQ(printable("café"), "café");
}

TEST(Layout, PadAndWrap) {
  EXPECT_EQ(pad_left("ä", 3), "  ä");
  EXPECT_EQ(pad_right("ä", 3), "ä  ");
  EXPECT_EQ(pad_left("long", 3), "long");
  EXPECT_EQ(wrap("one two three", 7), "one two\nthree\n");
  EXPECT_EQ(wrap("one two three", 9, "- "), "- one two\n  three\n");
  EXPECT_EQ(wrap("a /long/path/to/data.csv: read", 10, "- "), "- a\n  /lon…sv:\n  read\n");
}

TEST(Layout, ListsInWords) {
  EXPECT_EQ(list_in_words({"a"}), "a");
  EXPECT_EQ(list_in_words({"a", "b", "c"}), "a, b and c");
}

TEST(Layout, StyleIsSilentWithoutColour) {
  EXPECT_EQ(Style(false).bad("x"), "x");
  EXPECT_EQ(Style(true).bold("x"), "\x1B[1mx\x1B[0m");
  EXPECT_EQ(Style(true).bold(""), "");
}

}  // namespace

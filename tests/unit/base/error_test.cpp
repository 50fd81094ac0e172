// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include <odds/base.hpp>

#include "base/numbers.hpp"
#include "base/utf8.hpp"

namespace odds {
namespace {

TEST(Error, PutsThePlaceFirst) {
  const Error error(Fault::refused, "csv.ragged", "expected 3 fields, found 4.", "Check the row.",
                    {"data.csv", 3, 7, 2, ""});
  EXPECT_EQ(error.line(), "data.csv:3:7: expected 3 fields, found 4. Check the row.");
  EXPECT_EQ(Error(Fault::usage, "u", "No.").line(), "No.");
}

TEST(Quote, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(quote("age"), "\"age\"");
  EXPECT_EQ(quote("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(quote("\x1b[31mred\n"), "\"\\x1B[31mred\\x0A\"");
  EXPECT_EQ(quote("Z\xfcrich"), "\"Z\\xFCrich\"");
  EXPECT_EQ(quote("Z\xc3\xbcrich"), "\"Z\xc3\xbcrich\"");
  EXPECT_EQ(quote("\xc2\x9b"), "\"\\xC2\\x9B\"");  // the one-byte escape of C1 terminals
  EXPECT_EQ(quote(std::string(500, 'x')), "\"" + std::string(80, 'x') + "...\"");
}

TEST(ShellWord, IsOneWordForAShell) {
  EXPECT_EQ(shell_word("data/a-b_c.csv"), "data/a-b_c.csv");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("$(rm)"), "'$(rm)'");
  EXPECT_EQ(shell_word("~/x"), "'~/x'");
  EXPECT_EQ(shell_word("a\nb"), "'a\\x0Ab'");
  EXPECT_EQ(shell_word("Z\xc3\xbcrich"), "'Z\xc3\xbcrich'");
}

TEST(Nearest, SuggestsASlipOfTheKeyboardAndNothingElse) {
  const std::vector<std::string> names{"income", "age", "region"};
  EXPECT_EQ(nearest("incme", names), "income");
  EXPECT_EQ(nearest("AGE", names), "age");
  EXPECT_EQ(nearest("zzz", names), "");
  EXPECT_EQ(nearest("y", {"a", "x1"}), "");
  EXPECT_EQ(nearest("Y", {"a", "y"}), "y");
  EXPECT_EQ(nearest(std::string(100000, 'x'), names), "");
}

TEST(Utf8, RefusesOverlongFormsAndSurrogates) {
  EXPECT_TRUE(base::is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
  for (const char* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82"}) {
    EXPECT_FALSE(base::is_utf8(bad));
  }
}

TEST(ShortNumber, IsIndependentOfTheLocale) {
  EXPECT_EQ(base::short_number(0.5), "0.5");
  EXPECT_EQ(base::short_number(1234567.0), "1.23457e+06");
}

}  // namespace
}  // namespace odds

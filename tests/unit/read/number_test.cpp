// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "read/number.hpp"
#include "read/number_block.hpp"
#include "unit/read/targets.hpp"

namespace odds::read {
namespace {

constexpr std::uint64_t points = detail::every_byte('.');

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

TEST(Number, TheHardOnesAreNearest) {
  for (const char* text : {"0",
                           "-0",
                           "1",
                           "0.1",
                           "5.",
                           ".5",
                           "+7",
                           "1e5",
                           "1E-5",
                           "9007199254740993",
                           "9007199254740992",
                           "2.2250738585072011e-308",
                           "2.2250738585072014e-308",
                           "5e-324",
                           "2e-324",
                           "1e-400",
                           "1.7976931348623157e308",
                           "123456789012345678901234567890",
                           "0.000000000000000000001",
                           "8.5",
                           "9999999999999999",
                           "99999999.99999999",
                           "4503599627370497.5",
                           "17976931348623157079e289",
                           "0.3e1",
                           "7.8459735791271921e65"}) {
    const NumberValue value = read_number(text, '.');
    ASSERT_EQ(value.spelling, Spelling::number) << text;
    EXPECT_TRUE(same_bits(value.value, std::strtod(text, nullptr))) << text;
  }
}

TEST(Number, OtherSpellings) {
  for (const char* text : {"abc", "1.2.3", "1e", "1e+", "e5", "+", "-", "--1", "+-1", "0x10", "inf",
                           "Infinity", "1,5", "1 2", "1_000", "\xD9\xA1", "1d5", "1f"}) {
    EXPECT_EQ(read_number(text, '.').spelling, Spelling::text) << text;
  }
  for (const char* text :
       {"", ".", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?", "-nan"}) {
    EXPECT_EQ(read_number(text, '.').spelling, Spelling::missing) << text;
  }
  for (const char* text : {"na", "Na", "none", "-", "..", "nil", "N"})
    EXPECT_FALSE(is_missing(text));
  EXPECT_EQ(read_number("1e400", '.').spelling, Spelling::too_large);
  EXPECT_EQ(read_number("-2e308", '.').spelling, Spelling::too_large);
  EXPECT_TRUE(is_infinity("-INF"));
  EXPECT_FALSE(is_infinity("info"));
}

TEST(Number, DecimalComma) {
  EXPECT_EQ(read_number("1,5", ',').value, 1.5);
  EXPECT_EQ(read_number("-1,5e1", ',').value, -15.0);
  EXPECT_EQ(read_number("1.5", ',').spelling, Spelling::text);
  for (const char* text : {"1,5", "-0,25", "1,234"}) EXPECT_TRUE(looks_like_decimal_comma(text));
  for (const char* text : {"1,", ",5", "1,2,3", "a,5", "1,5e3"}) {
    EXPECT_FALSE(looks_like_decimal_comma(text)) << text;
  }
}

TEST(Number, IntegersBeyondTwoToThe53) {
  EXPECT_FALSE(read_number("9007199254740992", '.').inexact_integer);
  EXPECT_TRUE(read_number("9007199254740993", '.').inexact_integer);
  EXPECT_TRUE(read_number("-9007199254740993", '.').inexact_integer);
  EXPECT_FALSE(read_number("9007199254740994", '.').inexact_integer);
  EXPECT_TRUE(read_number("1234567890123456789012345", '.').inexact_integer);
  EXPECT_FALSE(read_number("1000000000000000000000000", '.').inexact_integer);
  EXPECT_FALSE(read_number("9007199254740993.5", '.').inexact_integer);
}

// Every target that this machine has, whichever it would choose by itself.
class NumberBlock : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(Targets, NumberBlock, testing::ValuesIn(tests::machine_targets()),
                         tests::target_name);

// Fields of up to 18 bytes of what numbers are made of, parsed by vectors and one by one, against
// strtod. Neighbouring bytes are hostile: nothing outside the field may count.
TEST_P(NumberBlock, ShortNumbersInColumns) {
  const NumberParser parse = number_parser(GetParam());
  std::mt19937_64 random(11);
  const std::string bytes = "0123456789.-+e ,x";
  for (int round = 0; round < 400; ++round) {
    const std::size_t fields = 1 + random() % 5;
    const std::size_t rows = 1 + random() % 37;
    std::string text = "9";
    std::vector<std::uint32_t> begins, ends;
    for (std::size_t row = 0; row < rows; ++row) {
      begins.push_back(static_cast<std::uint32_t>(text.size()));
      for (std::size_t field = 0; field < fields; ++field) {
        const bool plain = random() % 4 != 0;
        const std::size_t size = random() % (round % 2 == 0 ? 9 : 19);
        const std::size_t mark = random() % (size + 1);
        for (std::size_t i = 0; i < size; ++i) {
          const char digit = bytes[random() % 10];
          const char sign = i == 0 && random() % 3 == 0 ? '-' : digit;
          text += !plain ? bytes[random() % bytes.size()] : i == mark ? '.' : sign;
        }
        ends.push_back(static_cast<std::uint32_t>(text.size()));
        text += field + 1 < fields ? '7' : '.';
      }
    }
    text.append(64, '9');
    RecordBlock block = {text.data(), begins.data(), ends.data(), fields, rows};
    std::vector<std::vector<double>> out(fields, std::vector<double>(rows));
    std::vector<NumberColumn> columns;
    for (std::uint32_t field = 0; field < fields; ++field) {
      if (round % 3 != 0 || field % 2 == 0) columns.push_back({field, out[field].data()});
    }
    std::vector<OtherField> others(rows * fields);
    others.resize(parse(block, columns, points, others.data()));
    std::vector<std::vector<bool>> is_other(columns.size(), std::vector<bool>(rows));
    for (const OtherField& other : others) is_other[other.column][other.row] = true;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (std::size_t row = 0; row < rows; ++row) {
        const char* begin = block.field_begin(row, columns[c].file_column);
        const char* end = block.field_end(row, columns[c].file_column);
        const std::string field(begin, end);
        const NumberValue slow = read_number(field, '.');
        double one = 0;
        if (parse_short(begin, end, points, one)) {
          ASSERT_EQ(slow.spelling, Spelling::number) << field;
          ASSERT_TRUE(same_bits(one, std::strtod(field.c_str(), nullptr))) << field;
        }
        const bool is_plain = slow.spelling == Spelling::number && field.size() <= 8 &&
                              field.find_first_of("e+") == std::string::npos;
        ASSERT_FALSE(is_plain && is_other[c][row]) << field;
        if (is_other[c][row]) continue;
        ASSERT_EQ(slow.spelling, Spelling::number) << field;
        ASSERT_TRUE(same_bits(columns[c].out[row], std::strtod(field.c_str(), nullptr))) << field;
      }
    }
  }
}

}  // namespace
}  // namespace odds::read

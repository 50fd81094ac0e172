// SPDX-License-Identifier: Apache-2.0
//
// Malformed and hostile tables, each a few bytes, given to `odds fit`: refused with one line that
// names place, cause and cure, and nothing written.

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "malformed/torture.hpp"

namespace {

using torture::Words;

struct Case {
  const char* name;
  std::string text;
  std::string say;
  Words options = {"--target", "y"};
  int exit_code = 1;
};

// A literal with its zero bytes.
template <std::size_t Size>
std::string bytes(const char (&text)[Size]) {
  return {text, Size - 1};
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string changed(std::string text, std::size_t from_end, char mask) {
  text[text.size() - from_end] = static_cast<char>(text[text.size() - from_end] ^ mask);
  return text;
}

std::string zstandard(const std::string& text) {
  std::string result(ZSTD_compressBound(text.size()), '\0');
  result.resize(ZSTD_compress(result.data(), result.size(), text.data(), text.size(), 3));
  return result;
}

std::string without_tail(std::string text, std::size_t count) {
  text.resize(text.size() - count);
  return text;
}

std::vector<Case> encodings() {
  return {
      {"bad_utf8", "y,g\n0,\xff\xfe\n1,a\n", ":2.*not valid UTF-8"},
      {"overlong_utf8", "y,g\n0,a\n1,\xc0\xaf\n", ":3.*not valid UTF-8"},
      {"surrogate_utf8", "y,g\n0,\xed\xa0\x80\n1,a\n", ":2.*not valid UTF-8"},
      {"latin1", "y,g\n0,Z\xfcrich\n1,a\n", "not valid UTF-8.*[Ll]atin-?1"},
      {"bad_utf8_in_header", "y,g\xe9\n0,1\n1,2\n", ":1.*not valid UTF-8"},
      {"utf16le", bytes("\xff\xfey\0,\0x\0\n\0"), "UTF-16.*(convert|UTF-8)"},
      {"utf16be", bytes("\xfe\xff\0y\0,\0x\0\n"), "UTF-16.*(convert|UTF-8)"},
      {"utf16_without_mark",
       bytes("\0y\0,\0x\0\n\0"
             "0\0,\0"
             "1\0\n"),
       "NUL|UTF-16"},
      {"nul_in_label", bytes("y,g\n0,a\0b\n1,a\n"), ":2:.*NUL byte"},
      {"nul_in_number",
       bytes("y,x\n0,1\n1,2\0"
             "5\n"),
       ":3:.*NUL byte"},
      {"nul_in_header", bytes("y,x\0\n0,1\n1,2\n"), ":1:.*NUL byte"},
      {"png", bytes("\x89PNG\r\n\x1a\n\0\1\2\3"), "PNG|binary"},
      {"html", "<!DOCTYPE html>\n<html><body>404</body></html>\n", "HTML|column"},
  };
}

std::vector<Case> shapes() {
  return {
      {"empty", "", "empty"},
      {"mark_alone", "\xef\xbb\xbf", "empty"},
      {"newline_alone", "\n", "no column names"},
      {"header_alone", "y,x\n", "no data rows"},
      {"header_without_newline", "y,x", "no data rows"},
      {"ragged_long", "y,x\n0,1\n1,2,9\n", ":3: expected 2 fields, found 3"},
      {"ragged_short", "y,x,z\n0,1,2\n1,2\n", ":3: expected 3 fields, found 2"},
      {"ragged_after_quoted_newline", "y,x,g\n0,1,\"a\nb\"\n1,2\n",
       ":4: expected 3 fields, found 2"},
      {"text_after_quote", "y,g\n0,\"a\"b\n1,c\n", ":2.*after (the )?closing quote"},
      {"quote_inside_field", "y,g\n0,a\n1,b\"c\n", ":3:4.*quote"},
      {"quote_never_closed", "y,g\n0,\"abc\n1,b\n0,c\n", ":2: quote opened here is never closed"},
      {"twice", "y,x,x\n0,1,2\n1,2,1\n", "column name \"x\" appears twice \\(columns 2 and 3\\)"},
      {"trailing_comma", "y,x,\n0,1,\n1,2,\n0,2,\n", "column 3 has no name"},
      {"unnamed_in_the_middle", "y,,x\n0,5,1\n1,7,2\n", "column 2 has no name"},
      {"no_header",
       "0,1.5\n1,2.5\n0,3\n1,1\n",
       "(first line looks like data|column \"y\" not found).*--no-header",
       {"--target", "y"}},
  };
}

std::vector<Case> values() {
  const auto one_odd = [](const std::string& value) {
    return "y,x\n0,1\n1," + value + "\n0,2\n1,3\n";
  };
  return {
      {"too_large", one_odd("1e400"), ":3.*too large for a double"},
      {"minus_too_large", one_odd("-1e999999999"), ":3.*too large for a double"},
      {"arabic_digits", one_odd("\xd9\xa1\xd9\xa2"), ":3.*(not a number|text)"},
      {"fullwidth_digit", one_odd("\xef\xbc\x91"), ":3.*(not a number|text)"},
      {"spreadsheet_error", one_odd("#DIV/0!"), ":3.*(not a number|text)"},
      {"time", one_odd("12:30"), ":3.*(not a number|text)"},
      {"hexadecimal", one_odd("0x1F"), ":3.*(not a number|text)"},
      {"thousands", one_odd("\"1,234\""), ":3.*(not a number|text|groups thousands)"},
      {"two_points", one_odd("1.2.3"), ":3.*(not a number|text)"},
      {"infinity", one_odd("inf"), ":3.*(finite|infinit|not a number|text)"},
      {"mixed_says_the_cure", one_odd("many"), "\"many\".*--categorical"},
      {"decimal_comma", "y;x\n0;1,5\n1;2,5\n0;0,5\n1;3,1\n", "decimal commas.*--decimal"},
      {"missing_number", one_odd(""), "x.*1.*missing"},
      {"missing_words", one_odd("NA"), "missing.*--missing"},
      {"missing_target", "y,x\n0,1\n,2\n1,3\n", "y.*missing|missing.*y"},
      {"dates", "y,d\n0,2024-01-02\n1,2024-02-03\n0,2024-03-04\n1,2024-04-05\n",
       "\"d\".*(date|text|identifier)"},
  };
}

// A name or a value on the command line that the file does not have is wrong usage: exit 2.
std::vector<Case> targets() {
  return {
      {"one_class", "y,x\n1,2\n1,3\n1,4\n", "only one class.*1|one value"},
      {"one_row", "y,x\n1,2\n", "(one|1) row|only one class|one value"},
      {"a_class_a_row", "y,x\n0,1\n1,2\n2,3\n3,4\n", "4 classes.*too many"},
      {"mixed_labels", "y,x\n0,1\n1,2\nyes,3\n\"1 \",4\n", "4 classes|labels|--categorical"},
      {"absent",
       "a,x\n0,1\n1,2\n",
       "column \"y\" not found.*(a, x|columns are)",
       {"--target", "y"},
       2},
      {"absent_did_you_mean",
       "survived,x\n0,1\n1,2\n",
       "[Dd]id you mean.*survived",
       {"--target", "survivd"},
       2},
      {"unknown_event", "y,x\n0,1\n1,2\n0,3\n", "yes", {"--target", "y", "--event", "yes"}, 2},
      {"more_successes_than_trials", "s,m,x\n3,2,1\n1,2,2\n", "row 1|:2", {"--target", "s/m"}},
      {"fractional_trials", "s,m,x\n1,2.5,1\n1,2,2\n", "row 1|:2", {"--target", "s/m"}},
      {"negative_successes", "s,m,x\n1,2,1\n-1,2,2\n", "row 2|:3", {"--target", "s/m"}},
  };
}

std::vector<Case> roles() {
  const std::string table =
      "y,x,w,f,o\n0,1,1,1,0\n1,2,-1,1.5,NaN\n0,3,1,1,0\n1,2.5,1,-1,0\n0,2,1,1,0\n";
  return {
      {"negative_weight",
       table,
       "weight.*row 2",
       {"--target", "y", "--weights", "w", "--drop", "f,o"}},
      {"fractional_frequency",
       table,
       "(frequency|freq|weight).*row 2|row 2.*whole",
       {"--target", "y", "--freq-weights", "f", "--drop", "w,o"}},
      {"missing_offset",
       table,
       "offset.*row 2|offset.*missing|\"o\".*missing",
       {"--target", "y", "--offset", "o", "--drop", "w,f"}},
      {"weights_all_zero",
       "y,x,w\n0,1,0\n1,2,0\n0,3,0\n",
       "weights (are all|sum to) zero",
       {"--target", "y", "--weights", "w"}},
      {"unknown_feature", table, "\"xx\" not found", {"--target", "y", "--features", "xx"}, 2},
      {"unknown_drop", table, "\"zz\" not found", {"--target", "y", "--drop", "zz"}, 2},
      {"unknown_weights", table, "\"ww\" not found", {"--target", "y", "--weights", "ww"}, 2},
      {"no_terms_left",
       "y\n0\n1\n0\n",
       "no.*(feature|column|term)",
       {"--target", "y", "--no-intercept"},
       2},
      {"own_intercept", "y,(Intercept),x\n0,1,1\n1,1,2\n0,1,3\n1,1,2\n", "\\(Intercept\\)"},
      {"complete_separation", "y,a,b\n0,1,5\n0,2,-1\n0,3,2\n1,5,3\n1,6,1\n1,7,4\n",
       "complete separation.*\"?a\"?.*(ridge|--l2|Firth)|separat.*a.*(--l2|Firth)"},
      {"quasi_separation", "y,a,b\n0,1,5\n0,2,-1\n0,3,2\n0,3,4\n1,3,3\n1,5,1\n1,6,0\n1,7,4\n",
       "quasi-complete separation.*a"},
  };
}

std::vector<Case> compressed() {
  const std::string gzip = gzipped(torture::plain);
  return {
      {"gzip_truncated", without_tail(gzip, 12), "truncated|ends early|cut short"},
      {"gzip_header_alone", gzip.substr(0, 10), "truncated|ends early|cut short"},
      {"gzip_wrong_checksum", changed(gzip, 8, 1), "checksum|CRC"},
      {"gzip_wrong_length", changed(gzip, 2, 1), "length|checksum|size|corrupt"},
      {"gzip_flipped_bit", changed(gzip, 30, 4), "corrupt|checksum|damaged"},
      {"zstd_truncated", without_tail(zstandard(torture::plain), 7),
       "truncated|ends early|cut short"},
      {"zstd_flipped_bit", changed(zstandard(torture::plain), 40, 4),
       "corrupt|checksum|damaged|not valid|ends early|csv|:[0-9]"},
      {"gzip_of_bad_csv", gzipped("y,x\n0,1\n1,2,9\n"), ":3: expected 2 fields, found 3"},
  };
}

std::vector<Case> usages() {
  const auto with = [](Words more) {
    Words words = {"--target", "y"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const std::string& table = torture::plain;
  return {
      {"no_target", table, "--target", {}, 2},
      {"unknown_option", table, "--colour", with({"--colour", "red"}), 2},
      {"bare_alpha", table, "--alpha", with({"--alpha", "0.1"}), 2},
      {"negative_ridge", table, "--l2|l2", with({"--l2", "-1"}), 2},
      {"ridge_not_a_number", table, "--l2|l2", with({"--l2", "much"}), 2},
      {"ridge_nan", table, "--l2|l2", with({"--l2", "nan"}), 2},
      {"unknown_solver", table, "solver", with({"--solver", "oracle"}), 2},
      {"unknown_missing", table, "missing", with({"--missing", "guess"}), 2},
      {"level_out_of_range", table, "level", with({"--level", "101"}), 2},
      {"negative_threads", table, "threads", with({"--threads", "-3"}), 2},
      {"zero_iterations", table, "iterations", with({"--max-iterations", "0"}), 2},
      {"features_and_drop", table, "features.*drop", with({"--features", "x1", "--drop", "x2"}), 2},
  };
}

class Malformed : public testing::TestWithParam<Case> {};

TEST_P(Malformed, TableIsRefusedInOneLine) {
  const reference::TemporaryDirectory directory;
  const auto path = directory.write("data.csv", GetParam().text);
  torture::expect_fit_refused(directory, path, GetParam().options, GetParam().say,
                              GetParam().exit_code);
}

std::string name_of(const testing::TestParamInfo<Case>& instance) { return instance.param.name; }

INSTANTIATE_TEST_SUITE_P(Encoding, Malformed, testing::ValuesIn(encodings()), name_of);
INSTANTIATE_TEST_SUITE_P(Shape, Malformed, testing::ValuesIn(shapes()), name_of);
INSTANTIATE_TEST_SUITE_P(Value, Malformed, testing::ValuesIn(values()), name_of);
INSTANTIATE_TEST_SUITE_P(Target, Malformed, testing::ValuesIn(targets()), name_of);
INSTANTIATE_TEST_SUITE_P(Role, Malformed, testing::ValuesIn(roles()), name_of);
INSTANTIATE_TEST_SUITE_P(Compression, Malformed, testing::ValuesIn(compressed()), name_of);
INSTANTIATE_TEST_SUITE_P(Usage, Malformed, testing::ValuesIn(usages()), name_of);

// Odd but right: the same answer as the plain table, to the last bit.
struct Harmless {
  const char* name;
  std::string text;
  Words options = {};
};

class HarmlessOddity : public testing::TestWithParam<Harmless> {};

nlohmann::json terms_of(const std::string& path, const Words& options) {
  Words words = {"fit", path, "--target", "y", "--l2", "0.1", "--json"};
  words.insert(words.end(), options.begin(), options.end());
  const auto outcome = torture::odds(words);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  const auto json = nlohmann::json::parse(outcome.output, nullptr, false);
  return json.is_object() ? json.value("terms", nlohmann::json()) : nlohmann::json();
}

TEST_P(HarmlessOddity, ChangesNothing) {
  const reference::TemporaryDirectory directory;
  const auto expected = terms_of(directory.write("plain.csv", torture::plain), {});
  ASSERT_EQ(expected.size(), 3U);
  EXPECT_EQ(terms_of(directory.write("data.csv", GetParam().text), GetParam().options), expected);
}

std::string replaced(std::string text, char from, const std::string& to) {
  std::string result;
  for (const char byte : text) result += byte == from ? to : std::string(1, byte);
  return result;
}

std::vector<Harmless> oddities() {
  const std::string& text = torture::plain;
  return {
      {"carriage_returns", replaced(text, '\n', "\r")},
      {"windows_lines", replaced(text, '\n', "\r\n")},
      {"blank_lines", replaced(text, '\n', "\n\n")},
      {"tabs", replaced(text, ',', "\t")},
      {"semicolons", replaced(text, ',', ";")},
      {"pipes", replaced(text, ',', "|")},
      {"mark_and_quoted_header", "\xef\xbb\xbf\"y\"" + text.substr(1)},
      {"no_last_newline", text.substr(0, text.size() - 1)},
      {"gzip", gzipped(text)},
      {"gzip_members", gzipped(text.substr(0, 20)) + gzipped(text.substr(20))},
      {"zstd", zstandard(text)},
      {"decimal_commas", replaced(replaced(text, ',', ";"), '.', ","), {"--decimal", ","}},
  };
}

INSTANTIATE_TEST_SUITE_P(Csv, HarmlessOddity, testing::ValuesIn(oddities()),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace

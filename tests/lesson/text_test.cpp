// SPDX-License-Identifier: Apache-2.0
//
// The two languages of the lesson say the same: the same pieces in the same order, with the same
// numbers. Everything fits 80 columns and a screen of 24 lines.
#include <algorithm>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lesson/lesson.hpp"
#include "lesson/plot.hpp"
#include "lesson/render.hpp"

namespace {

using namespace odds::lesson;

// Numbers with a decimal point or an exponent, in order of size as text.
std::vector<std::string> decimals(const std::string& text) {
  static const std::regex number(R"(\d+\.\d+(e[-+]?\d+)?|\d+e-\d+)");
  std::vector<std::string> found(std::sregex_token_iterator(text.begin(), text.end(), number), {});
  std::sort(found.begin(), found.end());
  return found;
}

class LessonText : public testing::TestWithParam<int> {};

TEST_P(LessonText, FitsTheScreen) {
  const Chapter text = chapter(GetParam());
  for (const Language language : {Language::en, Language::ru}) {
    for (const Block& block : terminal_blocks(text, language)) {
      EXPECT_LE(std::count(block.text.begin(), block.text.end(), '\n'), 22) << block.text;
      std::istringstream lines(block.text);
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(columns_of(line), page_columns) << line;
        EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
      }
    }
  }
}

TEST_P(LessonText, SaysTheSameNumbersInBothLanguages) {
  const Chapter text = chapter(GetParam());
  std::size_t numbers = 0;
  for (const Piece& piece : text.pieces()) {
    const auto* paragraph = std::get_if<Paragraph>(&piece);
    if (paragraph == nullptr) continue;
    const std::vector<std::string> found = decimals(paragraph->text.en);
    numbers += found.size();
    EXPECT_EQ(found, decimals(paragraph->text.ru)) << paragraph->text.en;
    EXPECT_NE(paragraph->text.en, paragraph->text.ru);
  }
  EXPECT_GT(numbers, 4U);
}

TEST_P(LessonText, HasNoHoles) {
  const Chapter text = chapter(GetParam());
  for (const Language language : {Language::en, Language::ru}) {
    const std::string page = markdown(text, language);
    EXPECT_EQ(page.find("{0}"), std::string::npos);
    EXPECT_EQ(page.find("{}"), std::string::npos);
    const bool speaks_of_nan = GetParam() == 3;
    EXPECT_EQ(page.find("nan") != std::string::npos, speaks_of_nan);
    EXPECT_EQ(std::count(page.begin(), page.end(), '`') % 2, 0);
    EXPECT_NE(page.find("$$\n"), std::string::npos);
    EXPECT_EQ(terminal_text(text, language).find('`'), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Chapters, LessonText, testing::Range(1, chapter_count + 1));

TEST(LessonRender, FillsAndAligns) {
  Chapter text;
  text.say("one `a + b` {0}", "раз `a + b` {0}", 7);
  text.table({{"x", "y"}, {{"`σ`", "1"}, {"ab", "10"}}});
  text.formula("x²", "x^2");
  EXPECT_EQ(terminal_text(text, Language::ru),
            "раз a + b 7\n\n    x    y\n    ──────\n    σ    1\n    ab  10\n\n    x²\n");
  EXPECT_EQ(markdown(text, Language::en),
            "one `a + b` 7\n\n| x | y |\n|---|---:|\n| `σ` | 1 |\n| ab | 10 |\n\n$$\nx^2\n$$\n");
  Chapter longer;
  longer.say("{0} `in one piece`", "{0}", std::string(70, 'a'));
  EXPECT_EQ(terminal_text(longer, Language::en), std::string(70, 'a') + "\nin one piece\n");
}

TEST(LessonPlot, PutsPointsWhereTheyBelong) {
  Plot plot({0, 4}, {0, 3}, 4, 3);
  plot.point(0.5, 0.5, "a");
  plot.point(4, 3, "b");
  plot.point(4.1, 1, "c");
  plot.under(0.5, 0.5, "d");
  plot.under(1.5, 0.5, "e");
  EXPECT_EQ(plot.text({0, 2}, 0, {1.5}, 1),
            "        │   b\n    1.5 ┤\n        │ae\n        └┬─┬─\n         0 2\n");
}

}  // namespace

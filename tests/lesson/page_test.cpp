// SPDX-License-Identifier: Apache-2.0
//
// The lesson as a page: the same pieces as in the terminal, in both languages; each figure once;
// the numbers of the figures, in the digits that are shown.
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "lesson/descents.hpp"
#include "lesson/lesson.hpp"
#include "lesson/page.hpp"
#include "lesson/surface.hpp"
#include "lesson/sweep.hpp"

namespace {

using namespace odds::lesson;
using Json = nlohmann::json;

constexpr std::size_t most_bytes = 700'000;

std::vector<Chapter> all_chapters() {
  std::vector<Chapter> chapters;
  for (int number = 1; number <= chapter_count; ++number) chapters.push_back(chapter(number));
  return chapters;
}

const Json& data() {
  static const Json json = Json::parse(page_json(all_chapters()));
  return json;
}

void expect_both_languages(const Json& words) {
  if (words.is_string()) return;
  EXPECT_EQ(words.size(), 2U);
  EXPECT_FALSE(words.at("en").get<std::string>().empty());
  EXPECT_FALSE(words.at("ru").get<std::string>().empty());
  EXPECT_NE(words.at("en"), words.at("ru"));
}

TEST(LessonPage, HoldsEachPieceInBothLanguages) {
  EXPECT_EQ(data().at("schema"), "odds.lesson/1");
  ASSERT_EQ(data().at("chapters").size(), 4U);
  std::size_t formulas = 0;
  for (int number = 1; number <= chapter_count; ++number) {
    const Json& pieces = data().at("chapters").at(static_cast<std::size_t>(number) - 1);
    ASSERT_EQ(pieces.size(), chapter(number).pieces().size());
    for (const Json& piece : pieces) {
      if (piece.contains("text")) expect_both_languages(piece.at("text"));
      if (piece.at("kind") == "formula") ++formulas;
      if (piece.at("kind") != "table") continue;
      for (const Json& row : piece.at("rows")) {
        EXPECT_EQ(row.size(), piece.at("head").size());
        for (const Json& cell : row) expect_both_languages(cell);
      }
    }
  }
  EXPECT_GT(formulas, 15U);
}

TEST(LessonPage, ShowsEachFigureOnce) {
  std::multiset<std::string> names;
  for (const Json& pieces : data().at("chapters")) {
    for (const Json& piece : pieces) {
      if (piece.at("kind") == "figure") names.insert(piece.at("name").get<std::string>());
    }
  }
  const std::multiset<std::string> expected = {
      "circle", "curve", "differences", "forecast",   "line",         "newton",   "steps",
      "sweep",  "unit",  "valley",      "walk-chain", "walk-network", "walk-unit"};
  EXPECT_EQ(names, expected);
}

// Rounded to so many significant digits.
void expect_rounded(const Json& shown, const std::vector<double>& values, int digits) {
  ASSERT_EQ(shown.size(), values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double allowed = 0.5001 * std::pow(10, 1 - digits) * std::fabs(values[k]);
    EXPECT_LE(std::fabs(shown[k].get<double>() - values[k]), allowed) << k;
  }
}

TEST(LessonPage, NumbersAreThoseOfTheFigures) {
  const Json& plots = data().at("plots");
  const UnitNumbers unit = unit_numbers();
  expect_rounded(plots.at("unit").at("loss"), unit.surface.loss, 7);
  expect_rounded(plots.at("unit").at("likelihood"), unit.surface.likelihood, 4);
  expect_rounded(plots.at("unit").at("by_b"), unit.surface.by_bias, 4);
  expect_rounded(plots.at("unit").at("by_w"), unit.surface.by_weight, 4);
  expect_rounded(plots.at("unit").at("sigma"), unit.table.sigma, 4);
  expect_rounded(plots.at("unit").at("row_loss"), unit.table.loss, 4);
  const DescentNumbers descents = descent_numbers();
  expect_rounded(plots.at("steps").at("loss"), descents.surface.loss, 7);
  ASSERT_EQ(plots.at("steps").at("runs").size(), descents.descents.size());
  for (std::size_t k = 0; k < descents.descents.size(); ++k) {
    const Json& run = plots.at("steps").at("runs").at(k);
    EXPECT_EQ(run.at("step"), descents.descents[k].step);
    expect_rounded(run.at("loss"), descents.descents[k].losses, 7);
  }
  expect_rounded(plots.at("steps").at("newton").at("loss"), descents.newton.losses, 7);
  const ForecastNumbers forecast = forecast_numbers();
  expect_rounded(plots.at("forecast").at("low"), forecast.low, 4);
  expect_rounded(plots.at("forecast").at("high"), forecast.high, 4);
}

// About digits, so all of them; what is no number is a word.
TEST(LessonPage, SweepHasAllDigits) {
  const SweepNumbers sweep = sweep_numbers();
  const Json& shown = data().at("plots").at("sweep");
  std::set<std::string> words;
  const auto expect_equal = [&](const Json& all, const std::vector<double>& values) {
    ASSERT_EQ(all.size(), values.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (std::isfinite(values[k])) {
        EXPECT_EQ(all[k].get<double>(), values[k]);
      } else {
        words.insert(all[k].get<std::string>());
      }
    }
  };
  expect_equal(shown.at("loss").at("naive"), sweep.loss.naive);
  expect_equal(shown.at("loss").at("stable"), sweep.loss.stable);
  expect_equal(shown.at("log_probability").at("naive"), sweep.log_probability.naive);
  expect_equal(shown.at("gradient_event").at("naive"), sweep.gradient_event.naive);
  EXPECT_EQ(words, (std::set<std::string>{"inf", "-inf", "nan"}));
}

TEST(LessonPage, ReadersWithoutScriptsGetTheText) {
  Chapter chapter;
  chapter.title({"Title", "Название"});
  chapter.say("a `x < y` & {0}", "б `x < y` & {0}", 7);
  chapter.formula("a <- b", "a");
  chapter.table({{"`x`", "y"}, {{"1", "2"}}});
  chapter.figure("line", "●  <");
  chapter.figure("unit");
  EXPECT_EQ(html(chapter, Language::ru),
            "<h2>Название</h2>\n<p>б <code>x &lt; y</code> &amp; 7</p>\n<pre>a &lt;- b</pre>\n"
            "<table><tr><th><code>x</code></th><th>y</th></tr><tr><td>1</td><td>2</td></tr>"
            "</table>\n<pre>●  &lt;</pre>\n\n");
}

TEST(LessonPage, IsOneSmallFile) {
  if (!odds::has_web_pages()) GTEST_SKIP() << "built without Node.js";
  for (const Language language : {Language::en, Language::ru}) {
    const std::string text = page(language);
    const bool is_english = language == Language::en;
    EXPECT_LT(text.size(), most_bytes);
    EXPECT_NE(text.find(is_english ? "<html lang=\"en\">" : "<html lang=\"ru\">"),
              std::string::npos);
    EXPECT_NE(text.find(is_english ? "<h2>Chapter 4. Practice</h2>" : "<h2>Глава 4. Практика</h2>"),
              std::string::npos);
    EXPECT_NE(text.find("Content-Security-Policy"), std::string::npos);
    EXPECT_EQ(text.find("http://"), text.find("http://www.w3.org/"));  // names of XML, no address
  }
}

}  // namespace

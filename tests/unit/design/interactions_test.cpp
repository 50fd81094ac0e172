// SPDX-License-Identifier: Apache-2.0
//
// Interactions in the design: which terms there are, what they are called, what is refused.
#include <cmath>

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using Names = std::vector<std::string>;

// x and u numbers, g and h categories, s a boolean. The cell (b, q) of g and h is empty.
Columns small_table() {
  Columns data;
  data.numbers("y", {1, 0, 1, 0, 1, 0, 1, 0});
  data.numbers("x", {1, 2, 3, 4, 5, 6, 7, 9}).numbers("u", {2, 1, 2, 1, 4, 1, 5, 1});
  data.levels("g", {"a", "b", "c", "a", "b", "c", "a", "b"}, {"a", "b", "c"});
  data.levels("h", {"p", "p", "q", "q", "p", "q", "p", "p"}, {"p", "q"});
  data.booleans("s", {"true", "false", "true", "false", "false", "true", "true", "false"});
  return data;
}

FitOptions interacting(const Names& interactions) {
  FitOptions options = with_target("y");
  options.interactions = interactions;
  return options;
}

Names product_terms(const Columns& data, const FitOptions& options) {
  const design::Design design(data.table(), options, one_thread());
  Names names;
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind >= design::TermKind::product) names.push_back(term.term);
  }
  return names;
}

TEST(DesignInteractions, TermsKeepTheOrderOfTheUser) {
  const Columns data = small_table();
  EXPECT_EQ(product_terms(data, interacting({"x:u", "u:g"})), (Names{"x:u", "u:g[b]", "u:g[c]"}));
  EXPECT_EQ(product_terms(data, interacting({"g:u"})), (Names{"g[b]:u", "g[c]:u"}));
  EXPECT_EQ(product_terms(data, interacting({"s:x", "x:x"})), (Names{"s[true]:x", "x:x"}));
  EXPECT_EQ(product_terms(data, interacting({"s:h"})), (Names{"s[true]:h[q]"}));
  const design::Design design(data.table(), interacting({"h:g"}), one_thread());
  EXPECT_EQ(design.terms().back().term, "h[q]:g[c]");
  EXPECT_EQ(design.terms().back().column, "h:g");
  EXPECT_EQ(design.terms().back().level, "q:c");
}

TEST(DesignInteractions, OneNoteNamesEmptyCells) {
  const Columns data = small_table();
  const design::Design design(data.table(), interacting({"g:h"}), one_thread());
  Names found;
  for (const Note& note : design.notes()) {
    if (note.code == "interaction.empty_cells") found.push_back(note.message);
  }
  EXPECT_EQ(found, (Names{"\"g:h\" has 1 pair of levels without a row, which gets no term: "
                          "\"g[b]:h[q]\"."}));
}

TEST(DesignInteractions, AllLevelsHaveAllCells) {
  FitOptions options = interacting({"g:h", "x:g"});
  options.reference = {{"g", "none"}};
  EXPECT_EQ(product_terms(small_table(), options),
            (Names{"g[a]:h[q]", "g[c]:h[q]", "x:g[a]", "x:g[b]", "x:g[c]"}));
}

// Inner columns: the products themselves, scaled and centred.
TEST(DesignInteractions, LoadsProducts) {
  const Columns data = small_table();
  const design::Design design(data.table(), interacting({"x:u", "x:s", "g:h"}), one_thread());
  const Loaded all = load_all(design);
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 9};
  const std::vector<double> u{2, 1, 2, 1, 4, 1, 5, 1};
  const std::vector<double> s{1, 0, 1, 0, 0, 1, 1, 0};
  for (const design::DesignTerm& term : design.terms()) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (term.kind == design::TermKind::product) {
        EXPECT_EQ(std::ldexp(all.dense[term.inner][i], -term.exponent) + term.centre, x[i] * u[i]);
      } else if (term.kind == design::TermKind::slope) {
        EXPECT_EQ(std::ldexp(all.dense[term.inner][i], -term.exponent),
                  (x[i] - term.centre) * s[i]);
        EXPECT_EQ(design.terms()[*term.carrier].term, "s[true]");
      }
      if (term.kind < design::TermKind::product || term.kind == design::TermKind::cell) continue;
      EXPECT_LE(std::fabs(all.dense[term.inner][i]), term.largest);
      EXPECT_LE(term.largest, 1.0);
      EXPECT_GE(term.largest, 0.5);
    }
  }
  ASSERT_EQ(all.codes.size(), 3U);  // g, h, and the cell (c, q)
  const std::uint32_t none = design::no_coefficient;
  EXPECT_EQ(all.codes[2], (std::vector<std::uint32_t>{none, none, 0, none, none, 0, none, none}));
}

// A product takes the fill of a missing number, a category the level (missing), and a missing
// boolean counts as false.
TEST(DesignInteractions, MissingValuesTakePart) {
  Columns data;
  data.numbers("y", {1, 0, 1, 0, 1, 0}).numbers("x", {1, 2, missing, 6, 5, 6});
  data.levels("g", {"a", "", "a", "b", "b", ""}, {"a", "b"});
  data.booleans("s", {"true", "true", "false", "", "true", "false"});
  FitOptions options = interacting({"x:g", "s:x"});
  options.missing = MissingPolicy::mean;
  const design::Design design(data.table(), options, one_thread());
  const Loaded all = load_all(design);
  const std::vector<double> x{1, 2, 4, 6, 5, 6};
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind != design::TermKind::slope) continue;
    std::vector<double> on(6, 0.0);
    if (term.level == "(missing)") on = {0, 1, 0, 0, 0, 1};
    if (term.level == "b") on = {0, 0, 0, 1, 1, 0};
    if (term.level == "true") on = {1, 1, 0, 0, 1, 0};
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_EQ(std::ldexp(all.dense[term.inner][i], -term.exponent), (x[i] - term.centre) * on[i])
          << term.term << " " << i;
    }
  }
  EXPECT_EQ(product_terms(data, options), (Names{"x:g[b]", "x:g[(missing)]", "s[true]:x"}));
}

TEST(DesignInteractions, ConstantProductsAreFlagged) {
  Columns data;
  data.numbers("y", {1, 0, 1, 0}).numbers("x", {1, -1, 1, -1}).numbers("u", {1, 2, 3, 5});
  const design::Design design(data.table(), interacting({"x:x"}), one_thread());
  EXPECT_TRUE(design.terms().back().constant);
  FitOptions without = interacting({"x:x"});
  without.intercept = false;
  const design::Design bare(data.table(), without, one_thread());
  EXPECT_FALSE(bare.terms().back().constant);
}

TEST(DesignInteractions, RefusesWhatIsNoPairOfFeatures) {
  const Columns data = small_table();
  const auto code = [&](const FitOptions& options) { return design_error(data.table(), options); };
  EXPECT_EQ(code(interacting({"x"})), "interaction.syntax");
  EXPECT_EQ(code(interacting({"x:"})), "interaction.syntax");
  EXPECT_EQ(code(interacting({"x:z"})), "column.not_found");
  EXPECT_EQ(code(interacting({"z:x"})), "column.not_found");
  EXPECT_EQ(code(interacting({"x:y"})), "interaction.main_effect");
  EXPECT_EQ(code(interacting({"x:u", "u:x"})), "interaction.twice");
  EXPECT_EQ(code(interacting({"x:x", "x:x"})), "interaction.twice");
  EXPECT_EQ(code(interacting({"g:g"})), "interaction.square");
  EXPECT_EQ(code(interacting({"s:s"})), "interaction.square");
  FitOptions left_out = interacting({"x:u"});
  left_out.drop = {"u"};
  std::string line;
  EXPECT_EQ(design_error(data.table(), left_out, &line), "interaction.main_effect");
  EXPECT_NE(line.find("\"u\""), std::string::npos) << line;
}

TEST(DesignInteractions, ColonsInNames) {
  Columns data;
  data.numbers("y", {1, 0, 1, 0}).numbers("a:b", {1, 2, 3, 5}).numbers("c", {4, 2, 8, 1});
  EXPECT_EQ(product_terms(data, interacting({"a:b:c"})), (Names{"a:b:c"}));
  EXPECT_EQ(product_terms(data, interacting({"a:b:a:b"})), (Names{"a:b:a:b"}));
  Columns both;
  both.numbers("y", {1, 0, 1, 0}).numbers("a:b", {1, 2, 3, 5}).numbers("c", {4, 2, 8, 1});
  both.numbers("a", {3, 2, 3, 5}).numbers("b:c", {4, 3, 8, 1}).numbers("b", {4, 3, 1, 1});
  EXPECT_EQ(design_error(both.table(), interacting({"a:b:c"})), "interaction.ambiguous");
  EXPECT_EQ(design_error(both.table(), interacting({"a:b"})), "interaction.ambiguous");
}

TEST(DesignInteractions, LevelNamesThatLookAlike) {
  Columns data;
  data.numbers("y", {1, 0, 1, 0, 1, 0});
  data.levels("g", {"r", "k:l", "k", "r", "k:l", "k"}, {"r", "k", "k:l"});
  data.levels("h", {"0", "m", "l:m", "l:m", "m", "0"}, {"0", "l:m", "m"});
  FitOptions options = interacting({"g:h"});
  options.reference = {{"g", "r"}, {"h", "0"}};
  EXPECT_EQ(design_error(data.table(), options), "interaction.level_names");
}

}  // namespace
}  // namespace odds::tests

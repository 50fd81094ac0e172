// SPDX-License-Identifier: Apache-2.0
//
// Terms, levels, missing values, scaling, the intercept's place, removal.
#include <cmath>

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using design::Design;
using design::DesignTerm;
using design::no_coefficient;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;
using Codes = std::vector<std::uint32_t>;

Design make_design(const Columns& data, const FitOptions& options = with_target("y")) {
  return Design(data.table(), options, one_thread());
}

// What a term's inner column stands for, in the user's units.
double user_value(const DesignTerm& term, double inner) {
  return std::ldexp(inner, -term.exponent) + term.centre;
}

TEST(Terms, HaveTheNamesOfSemantics) {
  Columns data;
  data.numbers("age", {1, 2, 3, 4})
      .levels("class", {"1st", "3rd", "2nd", "1st"}, {"1st", "2nd", "3rd"})
      .booleans("smoker", {"true", "false", "true", "false"})
      .numbers("y", {0, 1, 0, 1});
  const Design design = make_design(data);
  EXPECT_EQ(term_names(design),
            (Texts{"(Intercept)", "age", "class[2nd]", "class[3rd]", "smoker[true]"}));
  EXPECT_EQ(design.terms()[3].column, "class");
  EXPECT_EQ(design.terms()[3].level, "3rd");
  EXPECT_EQ(design.dense_count(), 3U);
  EXPECT_EQ(design.factor_count(), 1U);
  EXPECT_EQ(design.factor_levels(0), 2U);
  EXPECT_EQ(design.inner_count(), 5U);
  EXPECT_EQ(design.terms()[2].inner, 3U);  // levels lie behind the dense columns
  EXPECT_EQ(design.terms()[4].inner, 2U);
  const Loaded all = load_all(design);
  EXPECT_EQ(all.dense[0], (Numbers{1, 1, 1, 1}));
  EXPECT_EQ(all.dense[2], (Numbers{1, 0, 1, 0}));
  EXPECT_EQ(all.codes[0], (Codes{no_coefficient, 1, 0, no_coefficient}));
}

TEST(Levels, ReferenceIsTheFirstOrTheOneAskedFor) {
  Columns data;
  data.levels("g", {"a", "b", "c", "a"}, {"a", "b", "c"}).numbers("y", {0, 1, 0, 1});
  FitOptions options = with_target("y");
  options.reference["g"] = "b";
  EXPECT_EQ(term_names(make_design(data, options)), (Texts{"(Intercept)", "g[a]", "g[c]"}));
  options.reference["g"] = "none";
  const Design all = make_design(data, options);
  EXPECT_EQ(term_names(all), (Texts{"(Intercept)", "g[a]", "g[b]", "g[c]"}));
  EXPECT_EQ(all.encodings()[0].reference, "");
  options.reference["g"] = "d";
  EXPECT_EQ(design_error(data.table(), options), "column.reference_level");
}

TEST(Levels, ThoseOfNoUsedRowHaveNoTerm) {
  Columns data;
  data.levels("g", {"a", "b", "c", "b"}, {"a", "b", "c", "never"})
      .numbers("w", {1, 1, 0, 1})
      .numbers("y", {0, 1, 0, 0});
  FitOptions options = with_target("y");
  options.weights = "w";
  const Design design = make_design(data, options);
  EXPECT_EQ(term_names(design), (Texts{"(Intercept)", "g[b]"}));
  EXPECT_EQ(design.encodings()[0].levels, (Texts{"a", "b"}));
  EXPECT_EQ(load_all(design).codes[0], (Codes{no_coefficient, 0, no_coefficient, 0}));
}

TEST(Levels, ASingleOneIsDroppedWithANote) {
  Columns data;
  data.levels("g", {"a", "a"}, {"a"}).numbers("x", {1, 2}).numbers("y", {0, 1});
  const Design design = make_design(data);
  EXPECT_EQ(term_names(design), (Texts{"(Intercept)", "x"}));
  ASSERT_EQ(design.dropped().size(), 1U);
  EXPECT_EQ(design.dropped()[0].reason, "constant");
  EXPECT_TRUE(has_note(design.notes(), "column.constant"));
  EXPECT_EQ(design.encodings().size(), 1U);
}

TEST(Levels, IdentifiersAreRefusedUnlessAskedFor) {
  Columns data;
  const Texts days{"2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"};
  data.levels("d", days, days).numbers("y", {0, 1, 0, 1});
  std::string line;
  EXPECT_EQ(design_error(data.table(), with_target("y"), &line), "column.identifier");
  EXPECT_NE(line.find("\"d\" is text with a level of its own in 4 of 4 rows"), std::string::npos)
      << line;
  FitOptions options = with_target("y");
  options.categorical = {"d"};
  EXPECT_EQ(design_error(data.table(), options), "");
  Columns half;
  half.levels("g", {"a", "b", "c", "c"}, {"a", "b", "c"}).numbers("y", {0, 1, 0, 1});
  EXPECT_EQ(design_error(half.table(), with_target("y")), "");
}

TEST(Levels, OptionsForCategoriesWantCategories) {
  Columns data;
  data.numbers("x", {1, 2}).booleans("b", {"true", "false"}).numbers("y", {0, 1});
  FitOptions options = with_target("y");
  options.reference["b"] = "true";
  EXPECT_EQ(design_error(data.table(), options), "column.reference_kind");
  options = with_target("y");
  options.categorical = {"x"};
  EXPECT_EQ(design_error(data.table(), options), "column.not_levels");
}

TEST(Missing, IsAnErrorThatNamesColumnsAndCounts) {
  Columns data;
  data.numbers("age", {1, missing, 3, missing})
      .levels("g", {"a", "b", "", "a"}, {"a", "b"})
      .numbers("y", {0, 1, 0, 1});
  std::string line;
  EXPECT_EQ(design_error(data.table(), with_target("y"), &line), "column.missing");
  EXPECT_NE(line.find("\"age\" in 2 rows, \"g\" in 1 row (3 rows of 4 in all)"), std::string::npos)
      << line;
}

TEST(Missing, DropLeavesRowsOut) {
  Columns data;
  data.numbers("age", {1, missing, 3, 4})
      .levels("g", {"a", "b", "", "b"}, {"a", "b"})
      .numbers("y", {0, 1, 0, 1});
  FitOptions options = with_target("y");
  options.missing = MissingPolicy::drop;
  const Design design = make_design(data, options);
  EXPECT_EQ(design.totals().rows_used, 2U);
  EXPECT_TRUE(has_note(design.notes(), "design.rows_dropped"));
  const Loaded all = load_all(design);
  EXPECT_EQ(all.weight, (Numbers{1, 0, 0, 1}));
  EXPECT_EQ(all.dense[0], (Numbers{1, 0, 0, 1}));
  EXPECT_EQ(all.dense[1][1], 0);
  EXPECT_EQ(all.codes[0], (Codes{no_coefficient, no_coefficient, no_coefficient, 0}));
}

TEST(Missing, MeanFillsInAndMarks) {
  Columns data;
  data.numbers("age", {1, missing, 4, 99})
      .levels("g", {"a", "b", "", "b"}, {"a", "b"})
      .booleans("s", {"true", "", "false", "true"})
      .numbers("w", {1, 1, 2, 0})
      .numbers("y", {0, 1, 0, 1});
  FitOptions options = with_target("y");
  options.missing = MissingPolicy::mean;
  options.weights = "w";
  const Design design = make_design(data, options);
  EXPECT_EQ(term_names(design), (Texts{"(Intercept)", "age", "age[missing]", "g[b]", "g[(missing)]",
                                       "s[true]", "s[missing]"}));
  EXPECT_EQ(design.terms()[2].level, "missing");
  const Loaded all = load_all(design);
  EXPECT_NEAR(user_value(design.terms()[1], all.dense[1][1]), 3.0, 1e-15);  // (1 + 2 4) / 3
  EXPECT_EQ(all.dense[2], (Numbers{0, 1, 0, 0}));
  EXPECT_EQ(all.dense[3], (Numbers{1, 0, 0, 0}));
  EXPECT_EQ(all.dense[4], (Numbers{0, 1, 0, 0}));
  EXPECT_EQ(all.codes[0], (Codes{no_coefficient, 0, 1, no_coefficient}));
  const std::vector<ColumnEncoding> encodings = design.encodings();
  EXPECT_TRUE(encodings[0].has_missing);
  EXPECT_DOUBLE_EQ(encodings[0].fill, 3.0);
  EXPECT_EQ(encodings[1].levels, (Texts{"a", "b", "(missing)"}));
  EXPECT_TRUE(has_note(design.notes(), "column.filled"));
}

TEST(Missing, MeanNeedsAValue) {
  Columns data;
  data.numbers("x", {missing, missing}).numbers("y", {0, 1});
  FitOptions options = with_target("y");
  options.missing = MissingPolicy::mean;
  EXPECT_EQ(design_error(data.table(), options), "column.empty");
}

TEST(Missing, ATargetIsNeverFilledIn) {
  Columns data;
  data.numbers("x", {1, 2, 3}).numbers("y", {0, missing, 1});
  FitOptions options = with_target("y");
  EXPECT_EQ(design_error(data.table(), options), "column.missing");
  options.missing = MissingPolicy::mean;
  EXPECT_EQ(design_error(data.table(), options), "column.missing");
  options.missing = MissingPolicy::drop;
  EXPECT_EQ(make_design(data, options).totals().rows_used, 2U);
}

// x~ = (x - centre) 2^exponent lies within [-1, 1], gives x back, and reaches 1/2.
void expect_standardised(const Numbers& x, double tolerance) {
  Numbers y(x.size(), 0);
  y[0] = 1;
  Columns data;
  data.numbers("x", x).numbers("y", y);
  const Design design = make_design(data);
  const DesignTerm& term = design.terms()[1];
  const Numbers inner = load_all(design).dense[1];
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    ASSERT_TRUE(std::isfinite(inner[i]));
    const double back = std::ldexp(inner[i], -term.exponent) + term.centre;
    EXPECT_NEAR(back / x[i], 1.0, tolerance) << x[i];
    largest = std::max(largest, std::fabs(inner[i]));
  }
  EXPECT_EQ(largest, term.largest);
  EXPECT_LE(largest, 1.0);
  EXPECT_GE(largest, 0.5);
  EXPECT_FALSE(term.constant);
}

TEST(Standardise, HoldsFromOneEndOfTheDoublesToTheOther) {
  expect_standardised({1, 2, 4, 3}, 1e-15);
  expect_standardised({-1.7e308, 1.7e308, 1e300, 1.0}, 1e300);  // 1.0 drowns beside 1e308
  expect_standardised({1.7e308, 1.6e308, 1.5e308}, 1e-15);
  expect_standardised({1e-308, 3e-308, 2e-308}, 1e-15);
  expect_standardised({5e-324, 1e-323, 5e-323}, 1e-15);
  expect_standardised({1e9 + 1e-3, 1e9 + 2e-3, 1e9 + 5e-3}, 1e-15);
}

TEST(Standardise, IsExactForShiftedAndForWholeNumbers) {
  const Numbers u{0.25, 1.5, 3.75, 2.125, 0.5};
  Numbers shifted;
  for (const double value : u) shifted.push_back(value + 1e9);
  Columns data;
  data.numbers("u", u).numbers("v", shifted).numbers("k", {3, 1000, 77, 5, 12});
  data.numbers("y", {0, 1, 0, 1, 1});
  const Design design = make_design(data);
  const Loaded all = load_all(design);
  EXPECT_EQ(all.dense[1], all.dense[2]);
  const Numbers k{3, 1000, 77, 5, 12};
  for (std::size_t i = 0; i < k.size(); ++i) {
    EXPECT_EQ(user_value(design.terms()[3], all.dense[3][i]), k[i]);
  }
}

TEST(Standardise, DifferencesOfWholeNumbersHaveNoRounding) {
  const Numbers x{0, 1, 5, 1000, 12'345, 3};
  Columns data;
  data.numbers("x", x).numbers("y", {0, 1, 0, 1, 1, 0});
  const Design design = make_design(data);
  const DesignTerm& term = design.terms()[1];
  const Numbers inner = load_all(design).dense[1];
  for (std::size_t i = 0; i < x.size(); ++i) {
    // The rounding error of x - centre (Knuth's two-sum).
    const double difference = std::ldexp(inner[i], -term.exponent);
    const double centre = x[i] - difference;
    const double error = (x[i] - (difference + centre)) + (centre - term.centre);
    EXPECT_EQ(error, 0) << x[i];
    EXPECT_EQ(difference, x[i] - term.centre);
  }
}

TEST(Standardise, LargestIsThatOfManyRows) {
  Numbers x;
  Numbers y;
  for (int i = 0; i < 5000; ++i) {
    x.push_back(std::sin(i * 1.3) * (i == 1234 ? 40 : 3));
    y.push_back(i % 2);
  }
  Columns data;
  data.numbers("x", x).numbers("y", y);
  const Design design = make_design(data);
  double largest = 0;
  const Loaded all = load_all(design);
  for (const double value : all.dense[1]) {
    largest = std::max(largest, std::fabs(value));
  }
  EXPECT_EQ(design.terms()[1].largest, largest);
  EXPECT_LE(largest, 1);
}

TEST(Standardise, CentresNearTheWeightedMeanOfUsedRows) {
  Columns data;
  data.numbers("x", {1, 2, 3, 1000}).numbers("w", {1, 1, 6, 0}).numbers("y", {0, 1, 1, 0});
  FitOptions options = with_target("y");
  options.weights = "w";
  const Design design = make_design(data, options);
  EXPECT_NEAR(design.terms()[1].centre, 21.0 / 8, 1e-5);
  EXPECT_EQ(design.encodings()[0].centre, design.terms()[1].centre);
}

TEST(Standardise, RefusesInfinity) {
  Columns data;
  data.numbers("x", {1, std::numeric_limits<double>::infinity()}).numbers("y", {0, 1});
  std::string line;
  EXPECT_EQ(design_error(data.table(), with_target("y"), &line), "column.not_finite");
  EXPECT_NE(line.find("row 2"), std::string::npos) << line;
}

TEST(Constants, AreFlagged) {
  Columns data;
  data.numbers("k", {5, 5, 5, 7})
      .numbers("x", {1, 2, 3, 4})
      .booleans("b", {"true", "true", "true", "false"})
      .numbers("w", {1, 1, 1, 0})
      .numbers("y", {0, 1, 0, 1});
  FitOptions options = with_target("y");
  options.weights = "w";
  const Design design = make_design(data, options);
  EXPECT_TRUE(design.terms()[1].constant);
  EXPECT_FALSE(design.terms()[2].constant);
  EXPECT_TRUE(design.terms()[3].constant);
}

TEST(OwnIntercept, AConstantColumnTakesTheOnesPlace) {
  Columns data;
  data.numbers("x", {1, 2, 3})
      .numbers("k", {2, 2, 2})
      .numbers("z", {0, 0, 0})
      .numbers("y", {0, 1, 0});
  FitOptions options = with_target("y");
  options.intercept = false;
  const Design design = make_design(data, options);
  EXPECT_FALSE(design.has_intercept());
  EXPECT_TRUE(design.has_ones());
  EXPECT_EQ(design.own_intercept(), "k");
  EXPECT_EQ(design.own_intercept_value(), 2);
  EXPECT_EQ(term_names(design), (Texts{"x", "k", "z"}));
  EXPECT_EQ(design.terms()[1].inner, 0U);
  EXPECT_EQ(design.terms()[0].inner, 1U);
  EXPECT_FALSE(design.terms()[1].constant);
  EXPECT_TRUE(design.terms()[2].constant);
  EXPECT_EQ(load_all(design).dense[0], (Numbers{1, 1, 1}));
  EXPECT_NE(design.terms()[0].centre, 0);
  EXPECT_EQ(design.encodings()[1].centre, 2);
}

TEST(OwnIntercept, ZerosAreNoneAndTrueIsOne) {
  Columns data;
  data.numbers("z", {0, 0, 0})
      .booleans("b", {"true", "true", "true"})
      .numbers("x", {1, 2, 3})
      .numbers("y", {0, 1, 0});
  FitOptions options = with_target("y");
  options.intercept = false;
  const Design design = make_design(data, options);
  EXPECT_EQ(design.own_intercept(), "b");
  EXPECT_EQ(design.own_intercept_value(), 1);
  EXPECT_TRUE(design.terms()[0].constant);
  EXPECT_EQ(design.terms()[1].inner, 0U);
  EXPECT_EQ(design.encodings()[1].centre, 1);
}

TEST(OwnIntercept, UnderAPenaltyItIsAnOrdinaryColumn) {
  Columns data;
  data.numbers("x", {1, 2, 3}).numbers("k", {2, 2, 2}).numbers("y", {0, 1, 0});
  FitOptions options = with_target("y");
  options.intercept = false;
  options.l2 = 1;
  const Design design = make_design(data, options);
  EXPECT_FALSE(design.has_ones());
  EXPECT_EQ(design.terms()[0].centre, 0);
  EXPECT_FALSE(design.terms()[1].constant);
  EXPECT_EQ(user_value(design.terms()[1], load_all(design).dense[1][0]), 2);
}

TEST(OwnIntercept, WithoutOneNothingIsCentred) {
  Columns data;
  data.numbers("x", {1, 2, 3}).numbers("y", {0, 1, 0});
  FitOptions options = with_target("y");
  options.intercept = false;
  const Design design = make_design(data, options);
  EXPECT_FALSE(design.has_ones());
  EXPECT_EQ(design.terms()[0].centre, 0);
  EXPECT_EQ(design.dense_count(), 1U);
}

TEST(OwnIntercept, AColumnOfThatNameNeedsNoIntercept) {
  Columns data;
  data.numbers("(Intercept)", {1, 1, 1}).numbers("y", {0, 1, 0});
  FitOptions options = with_target("y");
  EXPECT_EQ(design_error(data.table(), options), "column.intercept");
  options.intercept = false;
  EXPECT_EQ(make_design(data, options).own_intercept(), "(Intercept)");
}

TEST(OwnIntercept, SomeTermMustBeThere) {
  Columns data;
  data.numbers("y", {0, 1, 0});
  FitOptions options = with_target("y");
  EXPECT_EQ(term_names(make_design(data, options)), (Texts{"(Intercept)"}));
  options.intercept = false;
  EXPECT_EQ(design_error(data.table(), options), "design.no_terms");
}

TEST(Removal, RenumbersAndRemembers) {
  Columns data;
  data.numbers("a", {1, 2, 3, 4})
      .levels("g", {"p", "q", "r", "p"}, {"p", "q", "r"})
      .levels("h", {"u", "v", "u", "v"}, {"u", "v"})
      .numbers("b", {4, 1, 3, 9})
      .numbers("y", {0, 1, 0, 1});
  Design design = make_design(data);
  const Numbers b = load_all(design).dense[2];
  design.remove({{1, "collinear", "a = b"}, {2, "collinear", ""}, {4, "constant", ""}});
  EXPECT_EQ(term_names(design), (Texts{"(Intercept)", "g[r]", "b"}));
  EXPECT_EQ(design.dense_count(), 2U);
  EXPECT_EQ(design.factor_count(), 1U);
  EXPECT_EQ(design.inner_count(), 3U);
  const Loaded all = load_all(design);
  EXPECT_EQ(all.dense[1], b);
  EXPECT_EQ(all.codes[0], (Codes{no_coefficient, no_coefficient, 0, no_coefficient}));
  ASSERT_EQ(design.dropped().size(), 3U);
  EXPECT_EQ(design.dropped()[0].equation, "a = b");
  EXPECT_EQ(design.dropped()[1].term, "g[q]");
  ASSERT_EQ(design.encodings().size(), 2U);
  EXPECT_EQ(design.encodings()[0].levels, (Texts{"p", "q", "r"}));
}

TEST(Tiles, ArePaddedWithZeros) {
  Columns data;
  data.numbers("x", {1, 2, 3}).levels("g", {"a", "b", "a"}, {"a", "b"}).numbers("y", {0, 1, 0});
  const Design design = make_design(data);
  design::Tile tile(design.dense_count(), design.factor_count());
  tile.dense.assign(tile.dense.size(), 7);
  tile.weight.assign(tile.weight.size(), 7);
  design.load(0, 0, 3, tile);
  EXPECT_EQ(tile.rows, 3U);
  EXPECT_EQ(tile.padded_rows, 8U);
  for (std::size_t i = 3; i < 8; ++i) {
    for (std::size_t j = 0; j < design.dense_count(); ++j) EXPECT_EQ(tile.column(j)[i], 0);
    EXPECT_EQ(tile.factor(0)[i], no_coefficient);
    EXPECT_EQ(tile.weight[i], 0);
    EXPECT_EQ(tile.trials[i], 0);
    EXPECT_EQ(tile.successes[i], 0);
    EXPECT_EQ(tile.offset[i], 0);
  }
}

}  // namespace
}  // namespace odds::tests

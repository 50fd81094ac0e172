// SPDX-License-Identifier: Apache-2.0
//
// Target, event, weights, trials, offset, and which rows are used.
#include <cmath>

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using design::Design;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

// The event of a target of two labels, in the order in which they are given as levels.
std::string event_of(const Texts& labels, const std::string& asked = "") {
  Columns data;
  data.levels("y", {labels[0], labels[1], labels[0]}, labels);
  FitOptions options = with_target("y");
  if (!asked.empty()) options.event = asked;
  return Design(data.table(), options, one_thread()).event();
}

TEST(Event, FollowsTheOrderOfRules) {
  EXPECT_EQ(event_of({"no", "yes"}), "yes");
  EXPECT_EQ(event_of({"Yes", "zero"}), "Yes");
  EXPECT_EQ(event_of({"F", "T"}), "T");
  EXPECT_EQ(event_of({"\xD0\x94\xD0\xB0", "\xD0\xBD\xD0\xB5\xD1\x82"}), "\xD0\x94\xD0\xB0");
  EXPECT_EQ(event_of({"alive", "dead"}), "dead");
  EXPECT_EQ(event_of({"yes", "y"}), "yes");  // both affirm: code points
  EXPECT_EQ(event_of({"10", "9"}), "10");    // read as levels, compared as numbers
  EXPECT_EQ(event_of({"false", "true"}), "true");
  EXPECT_EQ(event_of({"alive", "dead"}, "alive"), "alive");
  EXPECT_EQ(event_of({"false", "true"}, "FALSE"), "false");
}

TEST(Event, IsTheLargerNumberOrTheOneAskedFor) {
  Columns data;
  data.numbers("y", {2, 1, 2, 1}).numbers("x", {1, 2, 3, 4});
  FitOptions options = with_target("y");
  const Design larger(data.table(), options, one_thread());
  EXPECT_EQ(larger.event(), "2");
  EXPECT_EQ(larger.non_event(), "1");
  EXPECT_EQ(load_all(larger).successes, (Numbers{1, 0, 1, 0}));
  options.event = "1.0";
  const Design asked(data.table(), options, one_thread());
  EXPECT_EQ(asked.event(), "1");
  EXPECT_EQ(load_all(asked).successes, (Numbers{0, 1, 0, 1}));
  options.event = "3";
  std::string line;
  EXPECT_EQ(design_error(data.table(), options, &line), "target.event");
  EXPECT_NE(line.find("(1, 2)"), std::string::npos) << line;
}

TEST(Event, NegativeAndPositiveZeroAreOneValue) {
  Columns data;
  data.numbers("y", {0.0, -0.0, 1});
  EXPECT_EQ(Design(data.table(), with_target("y"), one_thread()).non_event(), "0");
}

TEST(Classes, OneIsRefused) {
  Columns ones;
  ones.numbers("y", {1, 1, 1}).numbers("x", {1, 2, 3});
  std::string line;
  EXPECT_EQ(design_error(ones.table(), with_target("y"), &line), "target.one_class");
  EXPECT_NE(line.find("only one class (1)"), std::string::npos) << line;
  Columns single;
  single.numbers("y", {0}).numbers("x", {1});
  EXPECT_EQ(design_error(single.table(), with_target("y")), "target.one_class");
  Columns successes;
  successes.numbers("s", {3, 2}).numbers("m", {3, 2});
  EXPECT_EQ(design_error(successes.table(), with_target("s/m")), "target.one_class");
}

TEST(Classes, MoreThanHalfOfTheRowsAreRefusedWithTheCount) {
  Columns data;
  data.levels("y", {"a", "b", "c"}, {"a", "b", "c"});
  std::string line;
  EXPECT_EQ(design_error(data.table(), with_target("y"), &line), "target.several_classes");
  EXPECT_NE(line.find("3 classes (\"a\", \"b\", \"c\")"), std::string::npos) << line;
  Columns numbers;
  numbers.numbers("y", {0, 1, 2, 3, 4, 5, 6});
  EXPECT_EQ(design_error(numbers.table(), with_target("y"), &line), "target.several_classes");
  EXPECT_NE(line.find("7 classes (0, 1, 2, 3, 4, ...)"), std::string::npos) << line;
}

TEST(Classes, ThreeHaveTheReferenceLast) {
  Columns data;
  data.levels("y", {"c", "a", "b", "a", "c", "b"}, {"a", "b", "c"});
  const Table& table = data.table();
  const auto labels = [&](const FitOptions& options) {
    return Design(table, options, one_thread()).classes();
  };
  FitOptions options = with_target("y");
  EXPECT_EQ(labels(options), (std::vector<std::string>{"b", "c", "a"}));
  options.reference["y"] = "b";
  EXPECT_EQ(labels(options), (std::vector<std::string>{"a", "c", "b"}));
  const Design design(table, options, one_thread());
  design::Tile tile(design.dense_count(), design.factor_count());
  design.load(0, 0, 6, tile);
  const std::vector<double> codes(tile.successes.begin(), tile.successes.begin() + 6);
  EXPECT_EQ(codes, (std::vector<double>{1, 0, 2, 0, 1, 2}));
  EXPECT_EQ(design.totals().class_weights, (std::vector<double>{2, 2, 2}));
  options.reference["y"] = "d";
  EXPECT_EQ(design_error(data.table(), options), "target.reference");
  options = with_target("y");
  options.l2 = 1;  // every class has an equation
  EXPECT_EQ(labels(options), (std::vector<std::string>{"a", "b", "c"}));
  options.reference["y"] = "b";
  EXPECT_EQ(design_error(data.table(), options), "target.reference");
}

TEST(Classes, OfNumbersAreInTheOrderOfNumbers) {
  Columns data;
  data.numbers("y", {10, 9, -1, 10, 9, -1});
  EXPECT_EQ(Design(data.table(), with_target("y"), one_thread()).classes(),
            (std::vector<std::string>{"9", "10", "-1"}));
}

TEST(Classes, SeveralTakeNoEventAndNoOffset) {
  Columns data;
  data.numbers("y", {1, 2, 3, 1, 2, 3}).numbers("o", {0, 0, 0, 0, 0, 0});
  FitOptions options = with_target("y");
  options.event = "2";
  std::string line;
  EXPECT_EQ(design_error(data.table(), options, &line), "target.event");
  EXPECT_NE(line.find("3 classes (1, 2, 3)"), std::string::npos) << line;
  options = with_target("y");
  options.offset = "o";
  EXPECT_EQ(design_error(data.table(), options), "classes.offset");
  Columns two;
  two.numbers("y", {1, 2, 1, 2});
  options = with_target("y");
  options.reference["y"] = "1";
  EXPECT_EQ(design_error(two.table(), options), "target.reference");
}

TEST(Classes, AreThoseOfUsedRows) {
  Columns data;
  data.numbers("y", {0, 1, 2, 1}).numbers("w", {1, 1, 0, 1});
  FitOptions options = with_target("y");
  options.weights = "w";
  EXPECT_EQ(Design(data.table(), options, one_thread()).event(), "1");
}

TEST(Weights, MultiplyAndSkipRows) {
  Columns data;
  data.numbers("y", {0, 1, 1, 0, 1})
      .numbers("w", {0.5, 2, 0, 1, 3})
      .numbers("f", {1, 3, 5, 0, 2})
      .numbers("x", {1, 2, missing, missing, 5});
  FitOptions options = with_target("y");
  options.weights = "w";
  options.freq_weights = "f";
  const Design design(data.table(), options, one_thread());  // the missing rows do not matter
  EXPECT_EQ(load_all(design).weight, (Numbers{0.5, 6, 0, 0, 6}));
  const design::ResponseTotals& totals = design.totals();
  EXPECT_EQ(totals.rows_read, 5U);
  EXPECT_EQ(totals.rows_used, 3U);
  EXPECT_EQ(totals.freq_sum, 6);
  EXPECT_EQ(totals.nobs, 6);
  EXPECT_EQ(totals.sum_weights, 12.5);
  EXPECT_EQ(totals.event_weight, 12);
  EXPECT_TRUE(has_note(design.notes(), "design.rows_skipped"));
  EXPECT_TRUE(design.has_weights());
}

TEST(Weights, FaultsNameColumnAndRow) {
  const auto fault = [](const Numbers& w, std::string FitOptions::*member, std::string* line) {
    Columns data;
    data.numbers("y", {0, 1, 1}).numbers("w", w);
    FitOptions options = with_target("y");
    options.*member = "w";
    return design_error(data.table(), options, line);
  };
  std::string line;
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(fault({1, -1, -2}, &FitOptions::weights, &line), "weight.negative");
  EXPECT_NE(line.find("weight -1 in column \"w\", row 2"), std::string::npos) << line;
  EXPECT_EQ(fault({1, 1, infinity}, &FitOptions::weights, &line), "weight.not_finite");
  EXPECT_EQ(fault({1, 1.5, 1}, &FitOptions::weights, &line), "");
  EXPECT_EQ(fault({1, 1.5, 1}, &FitOptions::freq_weights, &line), "weight.fractional");
  EXPECT_EQ(fault({0, 0, 0}, &FitOptions::weights, &line), "weight.all_zero");
  EXPECT_NE(line.find("weights are all zero"), std::string::npos) << line;
  EXPECT_EQ(fault({1, missing, 1}, &FitOptions::weights, &line), "column.missing");
  EXPECT_EQ(fault({1e308, 1e308, 1e308}, &FitOptions::weights, &line), "weight.overflow");
}

TEST(Weights, TheFirstOfManyFaultsIsNamed) {
  Numbers w(40'000, 1);
  w[9'000] = w[20'000] = w[39'999] = -1;
  Numbers y(w.size(), 0);
  y[1] = 1;
  Columns data;
  data.numbers("y", y).numbers("w", w);
  FitOptions options = with_target("y");
  options.weights = "w";
  RunOptions run;
  run.threads = 4;
  try {
    const Design design(data.table(), options, run);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where().row, 9'001U);
    EXPECT_EQ(error.where().column, "w");
  }
}

TEST(Trials, AreWholeAndAtLeastTheSuccesses) {
  const auto fault = [](const Numbers& s, const Numbers& m) {
    Columns data;
    data.numbers("s", s).numbers("m", m);
    return design_error(data.table(), with_target("s/m"));
  };
  EXPECT_EQ(fault({1, 2}, {2, 3}), "");
  EXPECT_EQ(fault({1, 4}, {2, 3}), "target.exceeds_trials");
  EXPECT_EQ(fault({1, 0.5}, {2, 3}), "target.fractional");
  EXPECT_EQ(fault({1, -1}, {2, 3}), "target.negative");
  EXPECT_EQ(fault({1, 1}, {2, missing}), "column.missing");
  EXPECT_EQ(fault({0, 0}, {0, 0}), "weight.all_zero");
}

TEST(Trials, AreCounted) {
  Columns data;
  data.numbers("s", {1, 0, 3}).numbers("m", {4, 0, 5}).numbers("x", {1, 2, 4});
  const Design design(data.table(), with_target("s/m"), one_thread());
  EXPECT_TRUE(design.has_trials());
  EXPECT_EQ(design.event(), "");
  const Loaded all = load_all(design);
  EXPECT_EQ(all.trials, (Numbers{4, 0, 5}));
  EXPECT_EQ(all.successes, (Numbers{1, 0, 3}));
  EXPECT_EQ(all.weight, (Numbers{1, 0, 1}));
  EXPECT_EQ(design.totals().nobs, 9);
  EXPECT_NEAR(design.log_binomial_coefficient(), std::log(4.0) + std::log(10.0), 1e-15);
  FitOptions options = with_target("s/m");
  options.event = "1";
  EXPECT_EQ(design_error(data.table(), options), "target.event");
}

TEST(Trials, HoldNumbers) {
  Columns data;
  data.levels("s", {"a", "b"}, {"a", "b"}).numbers("m", {1, 2});
  EXPECT_EQ(design_error(data.table(), with_target("s/m")), "column.not_numbers");
}

TEST(Offset, IsLoadedAndCheckedRowByRow) {
  Columns data;
  data.numbers("y", {0, 1, 1}).numbers("o", {0.5, -1, missing}).numbers("x", {1, 2, 3});
  FitOptions options = with_target("y");
  options.offset = "o";
  std::string line;
  EXPECT_EQ(design_error(data.table(), options, &line), "column.missing");
  EXPECT_NE(line.find("offset \"o\" is missing in row 3"), std::string::npos) << line;
  options.missing = MissingPolicy::mean;
  EXPECT_EQ(design_error(data.table(), options), "column.missing");
  options.missing = MissingPolicy::drop;
  const Design design(data.table(), options, one_thread());
  EXPECT_TRUE(design.has_offset());
  EXPECT_EQ(load_all(design).offset, (Numbers{0.5, -1, 0}));
  EXPECT_EQ(design.totals().rows_used, 2U);
}

TEST(Rows, ThereMustBeSome) {
  Columns empty;
  empty.numbers("y", {}).numbers("x", {});
  EXPECT_EQ(design_error(empty.table(), with_target("y")), "design.no_rows");
  Columns gone;
  gone.numbers("y", {0, 1}).numbers("x", {missing, missing});
  FitOptions options = with_target("y");
  options.missing = MissingPolicy::drop;
  EXPECT_EQ(design_error(gone.table(), options), "design.no_rows_left");
}

}  // namespace
}  // namespace odds::tests

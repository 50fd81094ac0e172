// SPDX-License-Identifier: Apache-2.0
//
// What is true of every design: leaving rows out by a missing value, by a zero weight or by not
// having them is the same; the order of columns and the number of threads change nothing.
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using design::Design;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

// Rows over several blocks, with a number, a far-off number and a category.
struct Sample {
  Numbers x, far, y, weight;
  Texts group;

  explicit Sample(std::size_t rows, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> whole(0, 1'000'000);
    for (std::size_t i = 0; i < rows; ++i) {
      x.push_back(whole(random) / 64.0 - 3000);
      far.push_back(1e9 + whole(random) / 1024.0);
      y.push_back(whole(random) % 2);
      weight.push_back(1);
      group.push_back(std::string(1, static_cast<char>('a' + whole(random) % 3)));
    }
    y[0] = 0;
    y[1] = 1;
  }
};

Columns columns_of(const Sample& sample) {
  Columns data;
  data.numbers("x", sample.x)
      .levels("g", sample.group, {"a", "b", "c", "d"})
      .numbers("far", sample.far)
      .numbers("y", sample.y)
      .numbers("w", sample.weight);
  return data;
}

Design weighted_design(const Columns& data, MissingPolicy missing, unsigned threads = 1) {
  FitOptions options = with_target("y");
  options.weights = "w";
  options.missing = missing;
  RunOptions run;
  run.threads = threads;
  return Design(data.table(), options, run);
}

void expect_equal_terms(const Design& a, const Design& b) {
  ASSERT_EQ(term_names(a), term_names(b));
  for (std::size_t j = 0; j < a.terms().size(); ++j) {
    EXPECT_EQ(a.terms()[j].exponent, b.terms()[j].exponent);
    EXPECT_EQ(a.terms()[j].centre, b.terms()[j].centre);
    EXPECT_EQ(a.terms()[j].largest, b.terms()[j].largest);
  }
}

void expect_equal_totals(const Design& a, const Design& b) {
  EXPECT_EQ(a.totals().rows_used, b.totals().rows_used);
  EXPECT_EQ(a.totals().nobs, b.totals().nobs);
  EXPECT_EQ(a.totals().sum_weights, b.totals().sum_weights);
  EXPECT_EQ(a.totals().event_weight, b.totals().event_weight);
}

class Leaving : public testing::TestWithParam<unsigned> {};

TEST_P(Leaving, RowsOutIsTheSameInEveryWay) {
  const std::size_t rows = 9000;
  Sample zero(rows, GetParam());
  Sample dropped = zero;
  Sample absent(0 + 2, GetParam());
  absent = zero;
  std::mt19937 random(GetParam() + 1);
  for (std::size_t i = rows; i-- > 2;) {
    if (random() % 4 != 0) continue;
    // Values that must leave no trace: the largest x, a level of its own, a class of its own.
    zero.x[i] = 1e300;
    zero.group[i] = "d";
    zero.y[i] = 7;
    zero.weight[i] = 0;
    dropped.group[i] = "d";
    dropped.y[i] = 7;
    dropped.x[i] = missing;
    const auto at = static_cast<std::ptrdiff_t>(i);
    absent.x.erase(absent.x.begin() + at);
    absent.far.erase(absent.far.begin() + at);
    absent.y.erase(absent.y.begin() + at);
    absent.weight.erase(absent.weight.begin() + at);
    absent.group.erase(absent.group.begin() + at);
  }
  const Columns zero_data = columns_of(zero);
  const Columns dropped_data = columns_of(dropped);
  const Columns absent_data = columns_of(absent);
  const Design by_zero = weighted_design(zero_data, MissingPolicy::error);
  const Design by_drop = weighted_design(dropped_data, MissingPolicy::drop);
  const Design by_absence = weighted_design(absent_data, MissingPolicy::error);
  expect_equal_terms(by_zero, by_drop);
  expect_equal_totals(by_zero, by_drop);
  EXPECT_EQ(load_all(by_zero), load_all(by_drop));
  expect_equal_terms(by_zero, by_absence);
  expect_equal_totals(by_zero, by_absence);
  EXPECT_EQ(used_rows(load_all(by_zero)), used_rows(load_all(by_absence)));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Leaving, testing::Values(1U, 2U, 3U, 4U, 5U));

TEST(DesignProperty, ThreadsChangeNoBit) {
  Sample sample(70'000, 11);
  for (std::size_t i = 0; i < sample.x.size(); ++i) {
    sample.x[i] = std::sin(static_cast<double>(i)) * 1e3;
    sample.weight[i] = 1 + std::fabs(std::cos(static_cast<double>(i)));
  }
  const Columns data = columns_of(sample);
  const Design one = weighted_design(data, MissingPolicy::error, 1);
  for (const unsigned threads : {2U, 3U, 4U, 8U}) {
    const Design several = weighted_design(data, MissingPolicy::error, threads);
    expect_equal_terms(one, several);
    expect_equal_totals(one, several);
    EXPECT_EQ(load_all(one), load_all(several));
  }
}

TEST(DesignProperty, TheOrderOfColumnsChangesNoColumn) {
  const Sample sample(5000, 3);
  Columns reversed;
  reversed.numbers("w", sample.weight)
      .numbers("y", sample.y)
      .numbers("far", sample.far)
      .levels("g", sample.group, {"a", "b", "c", "d"})
      .numbers("x", sample.x);
  const Columns data = columns_of(sample);
  const Loaded a = load_all(weighted_design(data, MissingPolicy::error));
  const Loaded b = load_all(weighted_design(reversed, MissingPolicy::error));
  EXPECT_EQ(a.dense[1], b.dense[2]);
  EXPECT_EQ(a.dense[2], b.dense[1]);
  EXPECT_EQ(a.codes[0], b.codes[0]);
  EXPECT_EQ(a.successes, b.successes);
}

TEST(DesignProperty, PowersOfTwoScaleExactly) {
  const Sample sample(3000, 5);
  Numbers scaled;
  for (const double value : sample.x) scaled.push_back(std::ldexp(value, 700));
  Numbers tiny;
  for (const double value : sample.x) tiny.push_back(std::ldexp(value, -980));
  Columns data;
  data.numbers("x", sample.x).numbers("big", scaled).numbers("tiny", tiny).numbers("y", sample.y);
  const Design design(data.table(), with_target("y"), one_thread());
  const Loaded all = load_all(design);
  EXPECT_EQ(all.dense[1], all.dense[2]);
  EXPECT_EQ(all.dense[1], all.dense[3]);
  EXPECT_EQ(design.terms()[1].exponent, design.terms()[2].exponent + 700);
  EXPECT_EQ(design.terms()[1].exponent, design.terms()[3].exponent - 980);
}

TEST(DesignProperty, FrequencyThreeHasTheCentreOfThreeRows) {
  const Sample sample(2000, 6);
  Numbers freq;
  Columns thrice;
  Numbers x3;
  Numbers y3;
  for (std::size_t i = 0; i < sample.x.size(); ++i) {
    freq.push_back(3);
    for (int k = 0; k < 3; ++k) {
      x3.push_back(sample.x[i]);
      y3.push_back(sample.y[i]);
    }
  }
  Columns data;
  data.numbers("x", sample.x).numbers("y", sample.y).numbers("f", freq);
  thrice.numbers("x", x3).numbers("y", y3);
  FitOptions options = with_target("y");
  const Design expanded(thrice.table(), options, one_thread());
  options.freq_weights = "f";
  const Design weighted(data.table(), options, one_thread());
  EXPECT_EQ(weighted.terms()[1].centre, expanded.terms()[1].centre);
  EXPECT_EQ(weighted.totals().nobs, expanded.totals().nobs);
  EXPECT_EQ(weighted.totals().freq_sum, expanded.totals().freq_sum);
}

}  // namespace
}  // namespace odds::tests

// SPDX-License-Identifier: Apache-2.0
//
// Folds: every used row in exactly one, both classes spread evenly, the same for the same seed, and
// what is refused.
#include "selection/folds.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include <odds/table.hpp>

namespace odds {
namespace {

using selection::Folds;
using selection::no_fold;

// Rows of weight 1 with one trial each; row i is an event where is_event[i].
objective::ResponseRows rows_of(const std::vector<double>& is_event) {
  objective::ResponseRows rows;
  const std::size_t padded = (is_event.size() + 7) / 8 * 8;
  rows.weight.assign(padded, 0.0);
  rows.trials.assign(padded, 0.0);
  rows.successes.assign(padded, 0.0);
  rows.offset.assign(padded, 0.0);
  for (std::size_t i = 0; i < is_event.size(); ++i) {
    rows.weight[i] = rows.trials[i] = 1.0;
    rows.successes[i] = is_event[i];
  }
  return rows;
}

std::vector<double> every(std::size_t count, std::size_t period) {
  std::vector<double> events(count, 0.0);
  for (std::size_t i = 0; i < count; i += period) events[i] = 1.0;
  return events;
}

std::string code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

TEST(RandomFolds, SpreadRowsAndEventsEvenly) {
  for (const std::size_t count : {20U, 101U, 1003U}) {
    const std::vector<double> events = every(count, 4);
    const Folds folds = selection::random_folds(rows_of(events), 7, 3);
    std::vector<std::size_t> rows(7), with_event(7);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_LT(folds.of_row[i], 7U);
      ++rows[folds.of_row[i]];
      if (events[i] > 0) ++with_event[folds.of_row[i]];
    }
    for (std::size_t i = count; i < folds.of_row.size(); ++i) EXPECT_EQ(folds.of_row[i], no_fold);
    for (const auto& sizes : {rows, with_event}) {
      const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
      EXPECT_LE(*most - *least, 1U) << count;
    }
    for (std::size_t fold = 0; fold < 7; ++fold) EXPECT_EQ(folds.rows[fold], rows[fold]);
    EXPECT_EQ(folds.names.front(), "1");
    EXPECT_EQ(folds.names.back(), "7");
  }
}

TEST(RandomFolds, DependOnTheSeedAlone) {
  const objective::ResponseRows rows = rows_of(every(200, 3));
  const auto first = selection::random_folds(rows, 5, 1).of_row;
  EXPECT_EQ(first, selection::random_folds(rows, 5, 1).of_row);
  EXPECT_NE(first, selection::random_folds(rows, 5, 2).of_row);
  // Neighbours are not simply dealt in their order.
  std::size_t in_turn = 0;
  for (std::size_t i = 0; i + 1 < 200; ++i) in_turn += first[i + 1] == (first[i] + 1) % 5 ? 1 : 0;
  EXPECT_LT(in_turn, 80U);
}

TEST(RandomFolds, LeaveOutRowsThatDoNotCount) {
  objective::ResponseRows rows = rows_of(every(30, 2));
  rows.weight[4] = 0.0;
  rows.trials[5] = rows.successes[5] = 0.0;
  rows.weight[7] = 2.5;
  const Folds folds = selection::random_folds(rows, 3, 1);
  EXPECT_EQ(folds.of_row[4], no_fold);
  EXPECT_EQ(folds.of_row[5], no_fold);
  EXPECT_EQ(std::accumulate(folds.rows.begin(), folds.rows.end(), std::uint64_t{0}), 28U);
  EXPECT_DOUBLE_EQ(std::accumulate(folds.weights.begin(), folds.weights.end(), 0.0), 29.5);
  EXPECT_EQ(folds.weights[folds.of_row[7]], static_cast<double>(folds.rows[folds.of_row[7]]) + 1.5);
}

TEST(RandomFolds, PutRowsOfTrialsToTheirMajority) {
  objective::ResponseRows rows = rows_of(std::vector<double>(12, 0.0));
  for (std::size_t i = 0; i < 12; ++i) {
    rows.trials[i] = 10;
    rows.successes[i] = i < 6 ? 8 : 2;
  }
  const Folds folds = selection::random_folds(rows, 3, 1);
  std::vector<int> mostly(3, 0);
  for (std::size_t i = 0; i < 6; ++i) ++mostly[folds.of_row[i]];
  EXPECT_EQ(mostly, (std::vector<int>{2, 2, 2}));
}

TEST(RandomFolds, RefuseWhatCannotBe) {
  const objective::ResponseRows rows = rows_of(every(10, 2));
  EXPECT_EQ(code_of([&] { selection::random_folds(rows, 1, 1); }), "cv.folds");
  EXPECT_EQ(code_of([&] { selection::random_folds(rows, 11, 1); }), "cv.folds");
  EXPECT_EQ(code_of([&] { selection::random_folds(rows, 10, 1); }), "");
  EXPECT_EQ(code_of([&] { selection::random_folds(rows_of(every(5000, 2)), 1001, 1); }),
            "cv.folds");
  // The only event is held out with some fold.
  EXPECT_EQ(code_of([&] { selection::random_folds(rows_of(every(10, 10)), 2, 1); }),
            "cv.one_class");
}

TEST(FoldsOfAColumn, HoldOutEqualValuesTogether) {
  const std::vector<double> site = {3, 1, 2, 1, 3, 2, 2, 1};
  Table table;
  table.add_numbers("site", site);
  const Folds folds =
      selection::folds_of_column(design::Source(table), 0, rows_of({1, 0, 1, 0, 1, 0, 1, 1}));
  EXPECT_EQ(folds.names, (std::vector<std::string>{"1", "2", "3"}));
  for (std::size_t i = 0; i < site.size(); ++i) {
    EXPECT_EQ(folds.of_row[i], static_cast<std::uint32_t>(site[i]) - 1) << i;
  }
  EXPECT_EQ(folds.rows, (std::vector<std::uint64_t>{3, 3, 2}));
}

TEST(FoldsOfAColumn, KnowLevelsAndSkipThoseWithoutUsedRows) {
  const std::vector<std::uint32_t> codes = {0, 2, 0, 2, 1, 0};
  Table table;
  table.add_codes("site", codes, {"north", "nowhere", "south"});
  objective::ResponseRows rows = rows_of({1, 0, 0, 1, 1, 1});
  rows.weight[4] = 0.0;
  const Folds folds = selection::folds_of_column(design::Source(table), 0, rows);
  EXPECT_EQ(folds.names, (std::vector<std::string>{"north", "south"}));
  EXPECT_EQ(folds.of_row[4], no_fold);
  EXPECT_EQ(folds.rows, (std::vector<std::uint64_t>{3, 2}));
}

TEST(FoldsOfAColumn, RefuseWhatCannotBe) {
  const auto code = [](const std::vector<double>& site, const std::vector<double>& events) {
    Table table;
    table.add_numbers("site", site);
    return code_of([&] { selection::folds_of_column(design::Source(table), 0, rows_of(events)); });
  };
  EXPECT_EQ(code({1, 1, 1, 1}, {0, 1, 0, 1}), "cv.folds");
  EXPECT_EQ(code({1, 1, 2, std::nan("")}, {0, 1, 0, 1}), "cv.fold_column");
  EXPECT_EQ(code({1, 1, 2, 2}, {1, 1, 0, 0}), "cv.one_class");
  EXPECT_EQ(code({1, 1, 2, 2}, {1, 0, 0, 0}), "cv.one_class");
  EXPECT_EQ(code({1, 1, 2, 2}, {1, 0, 1, 0}), "");
}

}  // namespace
}  // namespace odds

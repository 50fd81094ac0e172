// SPDX-License-Identifier: Apache-2.0
//
// What the coefficients of a model are multiplied with, row by row.
#include <vector>

#include <gtest/gtest.h>

#include "model/predict_rows.hpp"
#include "unit/model/small_model.hpp"

namespace odds::tests {
namespace {

TEST(ScorerInputs, AreCentredNumbersAndLevelsWhateverTheBufferHeld) {
  const FittedModel model = small_model();
  const Columns data = rows_of({12, 9, 10}, {"a", "b", "b"});
  const odds::model::TableScorer scorer(model, data.table(), {});
  std::vector<double> columns(model.terms.size() * design::tile_rows, 7.0);
  std::vector<odds::model::Fate> fate(3);
  odds::model::ScoreProblem problem;
  scorer.rows().inputs(data.table().block(0), 0, 3, columns.data(), fate.data(), problem);
  const auto at = [&](std::size_t term, std::size_t row) {
    return columns[term * design::tile_rows + row];
  };
  EXPECT_EQ(at(1, 0), 2);
  EXPECT_EQ(at(1, 1), -1);
  EXPECT_EQ(at(2, 0), 0);
  EXPECT_EQ(at(2, 1), 1);
  EXPECT_EQ(at(2, 2), 1);
  EXPECT_EQ(fate[2], odds::model::Fate::scored);
}

}  // namespace
}  // namespace odds::tests

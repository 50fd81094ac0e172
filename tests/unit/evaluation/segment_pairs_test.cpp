// SPDX-License-Identifier: Apache-2.0
//
// Pairs of segments against a plain count, and the interaction that they are there to find.
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>

#include "unit/model/files.hpp"

namespace odds::tests {
namespace {

class SegmentPairsOf : public FilesTest {
 protected:
  // y depends on g and h together; x is a number in fifths.
  void SetUp() override {
    FilesTest::SetUp();
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> uniform;
    std::string csv = "g,h,x,y\n";
    for (int i = 0; i < 1500; ++i) {
      const std::string g = uniform(random) < 0.5 ? "a" : "b";
      const std::string h = uniform(random) < 0.4 ? "c" : "d";
      const double x = uniform(random);
      const bool y = uniform(random) < ((g == "a") == (h == "c") ? 0.7 : 0.3);
      rows_.push_back({g, h, x, y});
      csv += g + "," + h + "," + std::to_string(x) + "," + (y ? "1" : "0") + "\n";
    }
    write("data.csv", csv);
    FitOptions options;
    options.target = "y";
    model_ = fit(path("data.csv"), {}, options, {}, input_);
  }

  Diagnostics found(unsigned threads) const {
    DiagnoseOptions options;
    options.is_fit_data = true;
    RunOptions run;
    run.threads = threads;
    return diagnose(model_, input_.table, options, run);
  }

  struct Row {
    std::string g, h;
    double x = 0;
    bool y = false;
  };
  std::vector<Row> rows_;
  ReadResult input_;
  FittedModel model_;
};

TEST_F(SegmentPairsOf, AreSumsOverTheirRows) {
  const Diagnostics diagnostics = found(2);
  const std::vector<double> p = predict(model_, input_.table, {}, {});
  // 2 x 2 of g and h, and twice 2 x 5 with x
  EXPECT_EQ(diagnostics.segment_pairs_compared, 24U);
  ASSERT_EQ(diagnostics.segment_pairs.size(), 12U);
  const auto is_in = [](const Row& row, const Segment& segment) {
    if (segment.column == "g") return row.g == segment.level;
    if (segment.column == "h") return row.h == segment.level;
    const double x = std::stod(std::to_string(row.x));
    return x >= segment.low && (x < segment.high || segment.level == "last");
  };
  for (const SegmentPair& pair : diagnostics.segment_pairs) {
    const Segment& first = diagnostics.segments.at(pair.first);
    Segment second = diagnostics.segments.at(pair.second);
    if (pair.second + 1 == diagnostics.segments.size()) second.level = "last";
    EXPECT_NE(first.column, second.column);
    double count = 0, events = 0, expected = 0, variance = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!is_in(rows_[i], first) || !is_in(rows_[i], second)) continue;
      count += 1;
      events += rows_[i].y ? 1 : 0;
      expected += p[i];
      variance += p[i] * (1 - p[i]);
    }
    EXPECT_EQ(pair.figures.nobs, count);
    EXPECT_NEAR(pair.figures.observed, events / count, 1e-14);
    EXPECT_NEAR(pair.figures.expected, expected / count, 1e-13);
    EXPECT_NEAR(pair.figures.z, (events - expected) / std::sqrt(variance), 1e-10);
  }
}

TEST_F(SegmentPairsOf, TheWorstIsTheInteractionThatIsMissing) {
  const Diagnostics diagnostics = found(4);
  for (std::size_t k = 0; k < 4; ++k) {
    const SegmentPair& pair = diagnostics.segment_pairs[k];
    EXPECT_EQ(diagnostics.segments[pair.first].column, "g");
    EXPECT_EQ(diagnostics.segments[pair.second].column, "h");
    EXPECT_GT(std::fabs(pair.figures.z), 5);
  }
  // The single columns show nothing of it: the fit's equations say so.
  for (const Segment& segment : diagnostics.segments) {
    if (segment.column != "x") {
      EXPECT_NEAR(segment.z, 0, 1e-9);
    }
  }
}

TEST_F(SegmentPairsOf, HaveTheSameBitsFromAnyThreads) {
  const Diagnostics one = found(1), four = found(4);
  ASSERT_EQ(one.segment_pairs.size(), four.segment_pairs.size());
  for (std::size_t k = 0; k < one.segment_pairs.size(); ++k) {
    EXPECT_EQ(one.segment_pairs[k].figures.z, four.segment_pairs[k].figures.z);
    EXPECT_EQ(one.segment_pairs[k].first, four.segment_pairs[k].first);
  }
}

TEST_F(SegmentPairsOf, NeedEnoughRows) {
  std::string csv = "g,h,y\n";
  for (int i = 0; i < 12; ++i)
    csv += std::string(i % 2 == 0 ? "a" : "b") + (i % 3 == 0 ? ",c" : ",d") +
           (i % 5 < 2 ? ",1\n" : ",0\n");
  write("few.csv", csv);
  FitOptions options;
  options.target = "y";
  ReadResult input;
  const FittedModel model = fit(path("few.csv"), {}, options, {}, input);
  const Diagnostics diagnostics = diagnose(model, input.table, {}, {});
  EXPECT_TRUE(diagnostics.segment_pairs.empty());
  EXPECT_EQ(diagnostics.segment_pairs_compared, 0U);
}

}  // namespace
}  // namespace odds::tests

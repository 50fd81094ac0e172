// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows by one column each: the levels of a category, fifths of a number, missing values;
// and by two of the strongest columns.
//
// The sums are added up in the pass over the rows: one addition of eight numbers for each row and
// column. A category is added up over all its levels; the rare ones are put together afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <odds/evaluation.hpp>

#include "base/aligned.hpp"
#include "evaluation/column_quantiles.hpp"
#include "evaluation/influence/row_figures.hpp"
#include "evaluation/segment_pairs.hpp"
#include "evaluation/tile_scorer.hpp"

namespace odds::evaluation {

// At most so many segments are shown, those of the columns with the largest |z|.
inline constexpr std::size_t most_segments = 400;

struct SegmentSums {
  base::AlignedVector<double> sums;  // segment_sums of each segment
  std::vector<double> low, high;     // of each number
};

class Segments {
 public:
  // Of the columns of the model at `chosen`. All but `sample` must outlive it.
  Segments(const FittedModel& model, const model::TableScorer& scorer,
           const std::vector<std::size_t>& chosen, const RowSample& sample,
           const design::Source& source, unsigned workers);

  SegmentSums zero() const;
  std::size_t bytes() const;
  void add(const TilePlace& place, const ScoredTile& tile, const RowFigures& figures,
           SegmentSums& sums) const;
  static void merge(SegmentSums& left, const SegmentSums& right);

  // Segments and their pairs.
  void fill(const SegmentSums& sums, Diagnostics& diagnostics) const;

 private:
  struct Column {
    std::string name;
    std::size_t position = 0;
    bool is_number = false;
    // Of a number: where its segments but the first begin; infinite where there are fewer.
    std::array<double, 4> starts{};
    std::vector<std::string> levels;  // of a category, by code
    std::size_t first = 0;            // its segments among all; the last is of missing values
    std::size_t count = 0;
    std::size_t pair = most_pair_columns;  // its place among those of pairs, if it is one
  };

  void choose_pairs(const FittedModel& model, const std::vector<std::size_t>& chosen);
  std::vector<std::size_t> places_of(std::size_t column, const SegmentSums& sums,
                                     std::size_t begin) const;
  void add_number(std::size_t column, const TilePlace& place, const double* left_out,
                  std::uint32_t* index, SegmentSums& sums) const;
  void find_levels(const Column& column, const TilePlace& place, std::uint32_t* index) const;
  std::vector<Segment> of_number(std::size_t column, const SegmentSums& sums) const;
  std::vector<Segment> of_levels(std::size_t column, const SegmentSums& sums) const;

  const design::Source& source_;
  std::vector<Column> columns_;
  std::size_t total_ = 0;  // sums: of the columns, then of the pairs
  SegmentPairs pairs_;
  std::size_t first_pair_ = 0;
};

// Of the columns of the model, in their order, the `most` whose terms move the predictor most: the
// largest |estimate| times standard deviation. The first ones where that is not known.
std::vector<std::size_t> strongest_columns(const FittedModel& model, std::size_t most);

}  // namespace odds::evaluation

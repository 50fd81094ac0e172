// SPDX-License-Identifier: Apache-2.0
//
// The part of an interaction in the predictor of a row.
//
//   number by number   theta (x1 2^a x2 2^b - centre), as the design formed it
//   number by level    theta (x - centre) on the rows of the level
//   level by level     theta of the pair
//
// A row whose level is unseen or missing takes part with the level that its main term was scored
// with, if any.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <odds/model.hpp>

#include "design/products.hpp"
#include "model/predict_chunk.hpp"

namespace odds::model {

// What an interaction has to know of a column of the data.
struct PairColumn {
  std::size_t position = 0;
  bool is_number = true;
  design::NumberTransform fill;       // of a number: fills and fill
  std::vector<std::string> names;     // of levels, by position
  design::LevelOfCode level_of_code;  // levels of the data, then missing, then unseen
};

class PairScorer {
 public:
  // With `has_limits` the separated fit is scored from raw values.
  PairScorer(const FittedModel& model, const InteractionEncoding& encoding, const PairColumn& first,
             const PairColumn& second, bool has_limits);

  void add(Chunk& chunk) const;

 private:
  void bind_terms(const FittedModel& model, const std::string& column);
  void add_product(Chunk& chunk) const;
  void add_slopes(Chunk& chunk) const;
  void add_cells(Chunk& chunk) const;

  PairColumn first_;
  PairColumn second_;
  InteractionEncoding encoding_;
  // Of the product; of each level; or of each pair of levels (i, j) at i * second's count + j.
  std::vector<Coefficient> coefficients_;
  std::vector<double> centres_;  // of slopes, by level
};

}  // namespace odds::model

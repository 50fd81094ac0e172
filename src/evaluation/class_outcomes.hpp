// SPDX-License-Identifier: Apache-2.0
//
// The class of each row, by its place in FittedModel::classes, with weight w f. A label that the
// fit did not see is refused.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <odds/model.hpp>

#include "base/aligned.hpp"
#include "design/roles.hpp"
#include "design/rows.hpp"
#include "design/tile.hpp"
#include "evaluation/outcomes.hpp"

namespace odds::evaluation {

// Some rows of a block. A row that is not used has weight and f of zero.
struct ClassTileRows {
  std::size_t count = 0;
  base::AlignedVector<double> weight = base::AlignedVector<double>(design::tile_stride);  // w f
  base::AlignedVector<double> freq = base::AlignedVector<double>(design::tile_stride);    // f
  base::AlignedVector<double> outcome = base::AlignedVector<double>(design::tile_stride);
};

class ClassOutcomes {
 public:
  // All must outlive it.
  ClassOutcomes(const design::Source& source, const design::Roles& roles,
                const design::RowSet& rows, const FittedModel& model);

  // Rows [begin, begin + count) of a block; count <= tile_rows. Thread-safe.
  void load(std::uint64_t block, std::size_t begin, std::size_t count, ClassTileRows& tile,
            LabelProblem& problem) const;

  Error label_error(const LabelProblem& problem) const;

 private:
  static constexpr std::size_t unknown = static_cast<std::size_t>(-1);

  std::size_t class_of_number(double value) const;

  const design::Source& source_;
  const design::Roles& roles_;
  const design::RowSet& rows_;
  const FittedModel& model_;
  std::vector<double> numbers_;  // of the classes; NaN where the label is no number
  std::vector<std::size_t> class_of_code_;
};

}  // namespace odds::evaluation

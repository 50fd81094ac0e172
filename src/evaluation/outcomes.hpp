// SPDX-License-Identifier: Apache-2.0
//
// The outcome of each row: s events of m trials, with weight w f. The labels of a plain target are
// those of the fit; a third one is refused.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "base/aligned.hpp"
#include "design/roles.hpp"
#include "design/rows.hpp"
#include "design/tile.hpp"

namespace odds::evaluation {

// The first row whose target is neither of the two labels; 0-based.
struct LabelProblem {
  std::uint64_t row = std::numeric_limits<std::uint64_t>::max();
  bool found() const { return row != std::numeric_limits<std::uint64_t>::max(); }
};

// Some rows of a block. A row that is not used has weight, f and m of zero.
struct OutcomeTile {
  std::size_t count = 0;
  base::AlignedVector<double> weight = base::AlignedVector<double>(design::tile_rows);     // w f
  base::AlignedVector<double> freq = base::AlignedVector<double>(design::tile_rows);       // f
  base::AlignedVector<double> trials = base::AlignedVector<double>(design::tile_rows);     // m
  base::AlignedVector<double> successes = base::AlignedVector<double>(design::tile_rows);  // s
};

class Outcomes {
 public:
  // All must outlive it.
  Outcomes(const design::Source& source, const design::Roles& roles, const design::RowSet& rows,
           const FittedModel& model);

  // Rows [begin, begin + count) of a block; count <= tile_rows. Thread-safe.
  void load(std::uint64_t block, std::size_t begin, std::size_t count, OutcomeTile& tile,
            LabelProblem& problem) const;

  Error label_error(const LabelProblem& problem) const;

 private:
  enum class Label : std::uint8_t { event, non_event, other };

  void load_labels(std::uint64_t block, std::size_t begin, OutcomeTile& tile,
                   LabelProblem& problem) const;
  Label label_of_number(double value) const;

  const design::Source& source_;
  const design::Roles& roles_;
  const design::RowSet& rows_;
  const FittedModel& model_;
  double event_number_ = 0, non_event_number_ = 0;  // NaN where the label is no number
  std::vector<Label> label_of_code_;
};

// The number that a label is; NaN where it is none.
double number_in(const std::string& text);
// A label of the table against one of the model: the same text, or the same number.
bool same_label(const std::string& here, const std::string& there);
// The target of a row (0-based) as a label.
std::string label_at(const design::Source& source, std::size_t target, std::uint64_t row_in_table);

// Whether the model knows its target's values as text, so that they must be read as such.
bool has_text_labels(const FittedModel& model);

}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
//
// Folds of cross-validation: which rows are held out together.
//
// Random folds are stratified by the target (Kohavi 1995): the rows of each class are shuffled by
// the seed and dealt in turn, the second class from where the first ended, so that the folds'
// sizes differ by one row at most and so do their numbers of events. A row of successes and trials
// belongs to the class of most of its trials. Rows that are not used belong to no fold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <odds/selection.hpp>

#include "design/rows.hpp"
#include "objective/response_rows.hpp"

namespace odds::selection {

inline constexpr std::uint32_t no_fold = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::size_t most_folds = 1000;  // each is a fit of its own

struct Folds {
  std::vector<std::uint32_t> of_row;  // as long as the response; no_fold: not used
  std::vector<std::string> names;
  std::vector<std::uint64_t> rows;  // of each fold
  std::vector<double> weights;      // sum of w f m of each fold

  std::size_t count() const { return names.size(); }
};

// Throws Error: cv.folds, cv.one_class.
Folds random_folds(const objective::ResponseRows& rows, std::size_t count, std::uint64_t seed);

// Equal values of `column` are one fold, in the natural order of the values. Throws Error:
// cv.folds, cv.fold_column, cv.one_class, column.unknown_code.
Folds folds_of_column(const design::Source& source, std::size_t column,
                      const objective::ResponseRows& rows);

}  // namespace odds::selection

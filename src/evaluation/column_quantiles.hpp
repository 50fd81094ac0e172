// SPDX-License-Identifier: Apache-2.0
//
// Quantiles of the columns of a table, weighted by w f m: the value at which the weight from the
// smallest on reaches the share q, or the mean of it and its successor where it is reached exactly
// (SAS's definition 5, R's type 2), so that a row with frequency f is f rows. Of many rows a sample
// is taken: a row from each of equally long runs, chosen by a fixed sequence of random numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "evaluation/outcomes.hpp"

namespace odds::evaluation {

struct WeightedValue {
  double value = 0;
  double weight = 0;
};

// `shares` rise. NaN for no values. Changes the order of `values`.
std::vector<double> column_quantiles(std::vector<WeightedValue>& values,
                                     const std::vector<double>& shares);

// At most `most` different values, rising; empty where there are more.
std::vector<double> distinct_values(const std::vector<WeightedValue>& values, std::size_t most);

class RowSample {
 public:
  // All used rows, or about exact_quantile_rows of them.
  RowSample(const design::Source& source, const design::RowSet& rows, const Outcomes& outcomes);

  // The numbers of a column that are not missing.
  std::vector<WeightedValue> values(std::size_t column) const;

 private:
  const design::Source& source_;
  std::vector<std::uint64_t> rows_;
  std::vector<double> weights_;
};

}  // namespace odds::evaluation

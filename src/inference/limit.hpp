// SPDX-License-Identifier: Apache-2.0
//
// The limit of a separated fit. Rows that a direction predicts without error contribute nothing;
// what remains is fitted on the columns that the remaining rows determine, and again, until a
// finite minimum is proved or no row remains. A coefficient has a finite limit if and only if the
// null space of the remaining rows has no part of it.
//
// Geyer (2009), Likelihood inference in exponential families and directions of recession.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "inference/functionals.hpp"
#include "inference/minimise.hpp"

namespace odds::inference {

struct Limit {
  Minimum minimum;  // on the remaining rows and columns; outcome.converged if it was proved
  std::vector<double> coefficients;  // over the inner columns; 0 for columns left out
  std::vector<bool> is_finite;       // by term
  std::vector<std::string> limits;   // by term: "", "+inf", "-inf", "undetermined"
  // The rows that some direction predicts without error.
  std::shared_ptr<const std::vector<std::uint8_t>> predicted_rows;
  bool has_rows = true;  // false: every row is predicted without error, the likelihood tends to 1
};

// `first` is the minimum that ended with a proof of separation, on the default view.
Limit limit_of_separated(const design::Design& design, const Minimum& first,
                         const std::vector<Functional>& functionals, const EstimateOptions& options,
                         const RunOptions& run);

}  // namespace odds::inference

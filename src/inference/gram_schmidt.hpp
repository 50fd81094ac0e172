// SPDX-License-Identifier: Apache-2.0
//
// U = Q T for a few vectors: Q with orthonormal columns, T upper triangular. Each vector is cleared
// of the earlier ones twice, which is enough (Giraud, Langou & Rozloznik 2005). O(n k^2).
#pragma once

#include <cstddef>
#include <vector>

namespace odds::inference {

struct Orthonormal {
  std::vector<std::vector<double>> basis;  // the columns of Q
  std::vector<double> upper;               // T, (k, k) row major
  bool is_full_rank = true;                // no vector is a combination of earlier ones

  // T'^-1 z and T^-1 z. Require: is_full_rank.
  std::vector<double> solve_transposed(std::vector<double> z) const;
  std::vector<double> solve(std::vector<double> z) const;
  // Q'v and Q y.
  std::vector<double> coordinates(const std::vector<double>& v) const;
  std::vector<double> combination(const std::vector<double>& y, std::size_t n) const;
};

Orthonormal orthonormalised(const std::vector<std::vector<double>>& vectors);

}  // namespace odds::inference

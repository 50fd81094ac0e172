// SPDX-License-Identifier: Apache-2.0
#include "inference/limit.hpp"

#include <algorithm>
#include <cmath>

#include "inference/orthogonal.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using design::Design;
using objective::Objective;
using objective::View;

namespace {

// A coefficient takes part in a null space when its share is above rounding.
constexpr double smallest_part = 1e-7;

View remaining_rows(const std::shared_ptr<const std::vector<std::uint8_t>>& predicted) {
  View view;
  view.excluded_rows = predicted;
  return view;
}

// Columns in term order that are independent on the rows of `gram`, up to as many as its rank.
std::vector<std::size_t> independent_columns(const Design& design, const std::vector<double>& gram,
                                             std::size_t null_dimension) {
  const std::size_t n = design.inner_count();
  std::vector<std::size_t> order;
  for (const design::DesignTerm& term : design.terms()) order.push_back(term.inner);
  std::vector<std::vector<double>> rows;
  std::vector<std::size_t> kept;
  // Pivots of all columns, taken in order; the null_dimension smallest mark the dependent ones.
  std::vector<std::pair<double, std::size_t>> pivots;
  for (const std::size_t j : order) {
    std::vector<double> column(kept.size());
    double pivot = gram[j * n + j];
    const double diagonal = pivot;
    for (std::size_t k = 0; k < kept.size(); ++k) {
      double sum = gram[kept[k] * n + j];
      for (std::size_t i = 0; i < k; ++i) sum -= rows[k][i] * column[i];
      column[k] = sum / rows[k][k];
      pivot -= column[k] * column[k];
    }
    const double share = diagonal > 0.0 ? pivot / diagonal : 0.0;
    pivots.emplace_back(share, j);
    if (!(share > 1e-9)) continue;
    column.push_back(std::sqrt(pivot));
    rows.push_back(std::move(column));
    kept.push_back(j);
  }
  std::stable_sort(pivots.begin(), pivots.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::size_t> columns;
  for (std::size_t k = null_dimension; k < pivots.size(); ++k) columns.push_back(pivots[k].second);
  std::sort(columns.begin(), columns.end());
  return columns;
}

std::vector<double> submatrix(const std::vector<double>& matrix, std::size_t n,
                              const std::vector<std::size_t>& columns) {
  std::vector<double> result;
  for (const std::size_t j : columns) {
    for (const std::size_t k : columns) result.push_back(matrix[j * n + k]);
  }
  return result;
}

// The share of a functional in the null space: its largest product with a basis vector, relative to
// the sizes involved.
double share_in(const NullSpace& space, const Functional& functional) {
  double largest = 0.0;
  for (std::size_t k = 0; k < space.dimension; ++k) {
    double product = 0.0;
    double magnitude = 0.0;
    for (std::size_t j = 0; j < functional.weights.size(); ++j) {
      const double part = functional.weights[j] * space.basis[j * space.dimension + k];
      product += part;
      magnitude += std::fabs(part);
    }
    double norm = 0.0;
    for (std::size_t j = 0; j < functional.weights.size(); ++j) {
      norm = std::max(norm, std::fabs(space.basis[j * space.dimension + k]));
    }
    if (magnitude > 0.0)
      largest = std::max(largest, std::fabs(product) / std::max(norm, magnitude));
  }
  return largest;
}

// A functional over the null space: N'a, of unit length; all zeros where it has no part in it.
std::vector<double> unit_in(const NullSpace& space, const std::vector<double>& weights) {
  std::vector<double> v(space.dimension, 0.0);
  double square = 0.0;
  for (std::size_t k = 0; k < space.dimension; ++k) {
    for (std::size_t j = 0; j < weights.size(); ++j) {
      v[k] += weights[j] * space.basis[j * space.dimension + k];
    }
    square += v[k] * v[k];
  }
  const double length = std::sqrt(square);
  for (double& value : v) value = length > 0.0 ? value / length : 0.0;
  return v;
}

// Which way each term runs, where a row proves it: the supremum drives the predictor of every
// separated row to its side, and where the part of s_i x_i in the null space is a positive multiple
// of a term's, that predictor is the term plus something finite.
struct Flights {
  std::vector<std::uint8_t> up;    // by term: some row proves +inf
  std::vector<std::uint8_t> down;  // by term: some row proves -inf
};

Flights prove_flights(const Design& design, const NullSpace& space,
                      const std::vector<Functional>& functionals, unsigned workers) {
  constexpr double parallel_to = 1.0 - 1e-10;
  const Objective whole(design, View(), penalty::Ridge(), workers);
  std::vector<std::vector<double>> terms;
  for (const Functional& functional : functionals) {
    terms.push_back(unit_in(space, functional.weights));
    const double sign = std::copysign(1.0, functional.scale);
    for (double& value : terms.back()) value *= sign;
  }
  const Flights zero{std::vector<std::uint8_t>(terms.size()),
                     std::vector<std::uint8_t>(terms.size())};
  return whole.sum_tiles(
      zero, sizeof(Flights) + 2 * terms.size(),
      [&](objective::Workspace& workspace, Flights& state) {
        const kernels::DenseTile x = workspace.dense();
        std::vector<double> row(x.column_count);
        for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
          const int sign = outcome_sign(workspace.tile(), i);
          if (workspace.tile().weight[i] == 0.0 || sign == 0) continue;
          for (std::size_t j = 0; j < row.size(); ++j) row[j] = sign * x.columns[j * x.stride + i];
          if (share_in(space, {row}) <= smallest_part) continue;
          const std::vector<double> q = unit_in(space, row);
          for (std::size_t t = 0; t < terms.size(); ++t) {
            double cosine = 0.0;
            for (std::size_t k = 0; k < q.size(); ++k) cosine += q[k] * terms[t][k];
            if (cosine > parallel_to) state.up[t] = 1;
            if (cosine < -parallel_to) state.down[t] = 1;
          }
        }
      },
      [](Flights& left, const Flights& right) {
        for (std::size_t t = 0; t < left.up.size(); ++t) {
          left.up[t] |= right.up[t];
          left.down[t] |= right.down[t];
        }
      });
}

// Whether a row is left that no direction predicts.
bool has_remaining_rows(const Objective& remaining) {
  return remaining.sum_tiles(
             0, sizeof(int),
             [](objective::Workspace& workspace, int& found) {
               for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
                 if (workspace.tile().weight[i] != 0.0) found = 1;
               }
             },
             [](int& left, const int& right) { left |= right; }) != 0;
}

}  // namespace

Limit limit_of_separated(const Design& design, const Minimum& first,
                         const std::vector<Functional>& functionals, const EstimateOptions& options,
                         const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  const std::size_t n = design.inner_count();
  Limit limit;
  NullSpace space;
  Separation separation = *first.separation;
  std::vector<std::size_t> columns(n);
  for (std::size_t j = 0; j < n; ++j) columns[j] = j;
  for (;;) {
    const View rows = remaining_rows(separation.predicted_rows);
    const Objective remaining(design, rows, penalty::Ridge(), workers);
    const std::vector<double> gram = remaining.gram();
    space = null_space(remaining);
    limit.has_rows = has_remaining_rows(remaining);
    columns = independent_columns(design, gram, space.dimension);
    if (!limit.has_rows) break;
    View view = rows;
    view.uses_all_columns = false;
    view.columns = columns;
    limit.minimum = minimise(design, view, {submatrix(gram, n, columns), {}}, options, run);
    if (!limit.minimum.separation) break;
    separation = *limit.minimum.separation;
  }
  limit.coefficients.assign(n, 0.0);
  if (limit.has_rows) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      limit.coefficients[columns[k]] = limit.minimum.coefficients[k];
    }
  }
  const Flights flights = prove_flights(design, space, functionals, workers);
  for (std::size_t t = 0; t < functionals.size(); ++t) {
    const bool is_finite = limit.has_rows && share_in(space, functionals[t]) <= smallest_part;
    limit.is_finite.push_back(is_finite);
    const bool is_known = flights.up[t] != flights.down[t];
    const std::string flight = !is_known ? "undetermined" : flights.up[t] != 0 ? "+inf" : "-inf";
    limit.limits.push_back(is_finite ? "" : flight);
  }
  return limit;
}

}  // namespace odds::inference

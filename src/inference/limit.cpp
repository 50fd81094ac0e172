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

double inner_product(const Functional& functional, const std::vector<double>& values) {
  return accurate_dot(functional.weights, values) * std::copysign(1.0, functional.scale);
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

struct Directions {
  std::vector<std::vector<double>> found;  // over the inner columns, one a round
};

// Where a term goes: known when the null space is a line, or when the term separates by itself.
std::string flight_of(const Functional& functional, const NullSpace& space,
                      const Directions& directions, int own_sign) {
  if (own_sign != 0) return own_sign > 0 ? "+inf" : "-inf";
  if (space.dimension != 1) return "undetermined";
  const double product = inner_product(functional, directions.found.front());
  return product > 0.0 ? "+inf" : "-inf";
}

}  // namespace

Limit limit_of_separated(const Design& design, const Minimum& first,
                         const std::vector<Functional>& functionals, const EstimateOptions& options,
                         const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  const std::size_t n = design.inner_count();
  Limit limit;
  Directions directions;
  NullSpace space;
  Separation separation = *first.separation;
  std::vector<std::size_t> columns(n);
  for (std::size_t j = 0; j < n; ++j) columns[j] = j;
  for (;;) {
    std::vector<double> direction(n, 0.0);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      direction[columns[k]] = separation.direction[k];
    }
    directions.found.push_back(std::move(direction));
    const View rows = remaining_rows(separation.predicted_rows);
    const Objective remaining(design, rows, penalty::Ridge(), workers);
    const std::vector<double> gram = remaining.gram();
    space = null_space(remaining);
    limit.has_rows = space.dimension < n;
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
  const Objective whole(design, View(), penalty::Ridge(), workers);
  std::vector<int> own_sign(functionals.size(), 0);
  for (const SelfSeparating& term : self_separating_terms(whole)) own_sign[term.term] = term.sign;
  for (std::size_t t = 0; t < functionals.size(); ++t) {
    const bool is_finite = limit.has_rows && share_in(space, functionals[t]) <= smallest_part;
    limit.is_finite.push_back(is_finite);
    limit.limits.push_back(is_finite ? ""
                                     : flight_of(functionals[t], space, directions, own_sign[t]));
  }
  return limit;
}

}  // namespace odds::inference

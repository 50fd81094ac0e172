// SPDX-License-Identifier: Apache-2.0
#include "inference/limit.hpp"

#include <algorithm>
#include <cmath>

#include "inference/cone.hpp"
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
double share_in(const NullSpace& space, const std::vector<double>& weights) {
  double largest = 0.0;
  for (std::size_t k = 0; k < space.dimension; ++k) {
    double product = 0.0;
    double magnitude = 0.0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      const double part = weights[j] * space.basis[j * space.dimension + k];
      product += part;
      magnitude += std::fabs(part);
    }
    double norm = 0.0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
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

// The parts of s_i x_i in the null space, of unit length, for every separated row: the supremum
// drives the predictor of each of them to its side. Empty where there are too many to hold.
std::vector<std::vector<double>> separated_rays(const Objective& whole, const NullSpace& space) {
  constexpr std::size_t most_rays = 50'000;
  using Rays = std::vector<std::vector<double>>;
  Rays rays = whole.sum_tiles(
      Rays(), sizeof(Rays),
      [&](objective::Workspace& workspace, Rays& state) {
        const kernels::DenseTile x = workspace.dense();
        std::vector<double> row(x.column_count);
        for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
          const int sign = outcome_sign(workspace.tile(), i);
          if (workspace.tile().weight[i] == 0.0 || sign == 0) continue;
          for (std::size_t j = 0; j < row.size(); ++j) row[j] = sign * x.columns[j * x.stride + i];
          if (share_in(space, row) > smallest_part && state.size() <= most_rays) {
            state.push_back(unit_in(space, row));
          }
        }
      },
      [](Rays& left, const Rays& right) { left.insert(left.end(), right.begin(), right.end()); });
  if (rays.size() > most_rays) rays.clear();
  return rays;
}

// Which way a term runs: known where its part in the null space is a combination of the rays with
// coefficients >= 0. Then it is a sum of predictors that all run one way, plus something finite.
std::string flight_of(const Functional& functional, const NullSpace& space,
                      const std::vector<std::vector<double>>& rays) {
  std::vector<double> v = unit_in(space, functional.weights);
  const bool rises = is_in_cone(rays, v);
  for (double& value : v) value = -value;
  const bool falls = is_in_cone(rays, v);
  if (rises == falls) return "undetermined";
  return rises == (functional.scale > 0.0) ? "+inf" : "-inf";
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
  limit.predicted_rows = separation.predicted_rows;
  limit.coefficients.assign(n, 0.0);
  if (limit.has_rows) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      limit.coefficients[columns[k]] = limit.minimum.coefficients[k];
    }
  }
  const Objective whole(design, View(), penalty::Ridge(), workers);
  std::vector<std::vector<double>> rays;
  if (options.separation == SeparationPolicy::allow) rays = separated_rays(whole, space);
  for (const Functional& functional : functionals) {
    const bool is_finite = limit.has_rows && share_in(space, functional.weights) <= smallest_part;
    limit.is_finite.push_back(is_finite);
    limit.limits.push_back(is_finite ? "" : flight_of(functional, space, rays));
  }
  return limit;
}

}  // namespace odds::inference

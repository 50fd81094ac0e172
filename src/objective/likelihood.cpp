// SPDX-License-Identifier: Apache-2.0
#include "objective/likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/column_kernels.hpp"
#include "loss/logistic.hpp"

namespace odds::objective {
namespace {

// Adds `from` to `to`, element by element.
void add(std::vector<double>& to, const std::vector<double>& from) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += from[k];
}

// The same for the upper triangles of two square matrices.
void add_upper(std::vector<double>& to, const std::vector<double>& from, std::size_t size) {
  if (to.empty()) return;
  for (std::size_t j = 0; j < size; ++j) {
    kernels::subtract_multiple(from.data() + j * size + j, size - j, -1.0,
                               to.data() + j * size + j);
  }
}

}  // namespace

Objective::Objective(const design::Design& design, View view, penalty::Ridge ridge,
                     unsigned workers)
    : design_(design),
      view_(std::move(view)),
      ridge_(std::move(ridge)),
      workers_(workers),
      dimension_(view_.column_count(design.inner_count())) {}

Objective::Sums Objective::zero_sums(Order order) const {
  Sums zero;
  if (order >= Order::gradient) zero.gradient.assign(dimension_ + 1, 0.0);
  if (order >= Order::curvature) add_gram_space(zero);
  return zero;
}

void Objective::merge_sums(Sums& left, const Sums& right) const {
  left.likelihood += right.likelihood;
  left.residual += right.residual;
  left.event_residual += right.event_residual;
  add(left.gradient, right.gradient);
  add_upper(left.gram, right.gram, dimension_ + 1);
  add(left.levels, right.levels);
}

void Objective::predict(Workspace& workspace, const std::vector<double>& coefficients,
                        kernels::LookAhead* ahead) const {
  kernels::linear_predictor(workspace.dense(), coefficients.data(), workspace.offset(),
                            workspace.predictor(), ahead);
  if (!scatters()) return;
  workspace.factors().assign(workspace.tile());
  workspace.factors().add_predictors(coefficients.data(), workspace.predictor());
}

void Objective::accumulate(Workspace& workspace, const std::vector<double>& coefficients,
                           Order order, Sums& sums) const {
  const std::size_t rows = workspace.rows();
  const design::Tile& tile = workspace.tile();
  const kernels::DenseTile dense = workspace.dense();
  // The next rows are asked for where the most is computed.
  kernels::LookAhead& ahead = workspace.ahead();
  kernels::LookAhead* beside_rows = order == Order::curvature ? nullptr : &ahead;
  ahead.grant(ahead.lines() / 4);
  predict(workspace, coefficients, beside_rows);
  ahead.grant(ahead.lines() / 2);
  sums.likelihood += loss::Logistic::evaluate(
      workspace.response(), rows, workspace.predictor(),
      order >= Order::gradient ? workspace.residual() : nullptr,
      order >= Order::curvature ? workspace.curvature() : nullptr, beside_rows);
  ahead.grant(ahead.lines());
  if (order >= Order::gradient) {
    kernels::transposed_product(dense, workspace.residual(), sums.gradient.data(), beside_rows);
    if (scatters()) {
      workspace.factors().add_gradients(workspace.residual(), sums.gradient.data());
    }
  }
  if (order >= Order::curvature) {
    const double* residual = workspace.residual();
    kernels::transposed_product({tile.trials.data(), rows, 1, rows}, residual, &sums.residual);
    kernels::transposed_product({tile.successes.data(), rows, 1, rows}, residual,
                                &sums.event_residual);
    kernels::weighted_gram(dense, workspace.curvature(), sums.gram.data(), dimension_ + 1, &ahead);
    if (scatters()) {
      workspace.factors().add_gram(tile, workspace.curvature(), sums.gram.data(), dimension_ + 1,
                                   sums.levels.data());
    }
  }
}

Evaluation Objective::evaluate(const std::vector<double>& coefficients, Order order) const {
  const Sums zero = zero_sums(order);
  std::vector<double> extended = coefficients;
  extended.push_back(0.0);  // the coefficient of rows that have none
  Sums sums = sum_with(
      workspaces_, view_.needs_expansion(), zero, zero.bytes(),
      [&](Workspace& workspace, Sums& state) { accumulate(workspace, extended, order, state); },
      [this](Sums& left, const Sums& right) { merge_sums(left, right); });
  return finish(sums, coefficients, order);
}

std::pair<Evaluation, Evaluation> Objective::evaluate_both(const std::vector<double>& first,
                                                           Order first_order,
                                                           const std::vector<double>& second,
                                                           Order second_order) const {
  using Both = std::pair<Sums, Sums>;
  const Both zero{zero_sums(first_order), zero_sums(second_order)};
  std::pair<std::vector<double>, std::vector<double>> extended{first, second};
  extended.first.push_back(0.0);
  extended.second.push_back(0.0);
  Both both = sum_with(
      workspaces_, view_.needs_expansion(), zero, zero.first.bytes() + zero.second.bytes(),
      [&](Workspace& workspace, Both& state) {
        accumulate(workspace, extended.first, first_order, state.first);
        accumulate(workspace, extended.second, second_order, state.second);
      },
      [this](Both& left, const Both& right) {
        merge_sums(left.first, right.first);
        merge_sums(left.second, right.second);
      });
  return {finish(both.first, first, first_order), finish(both.second, second, second_order)};
}

Evaluation Objective::finish(Sums& sums, const std::vector<double>& coefficients,
                             Order order) const {
  Evaluation evaluation;
  evaluation.likelihood = sums.likelihood;
  evaluation.value = sums.likelihood;
  evaluation.residual = sums.residual;
  evaluation.event_residual = sums.event_residual;
  if (order >= Order::gradient) {
    evaluation.gradient.assign(sums.gradient.begin(), sums.gradient.end() - 1);
  }
  if (order >= Order::curvature) {
    evaluation.curvature = symmetric(sums);
  }
  add_penalty(coefficients, order, evaluation);
  return evaluation;
}

void Objective::add_gram_space(Sums& sums) const {
  sums.gram.assign((dimension_ + 1) * (dimension_ + 1), 0.0);
  if (scatters()) sums.levels.assign(Factors(design_).level_sum_count(), 0.0);
}

// The upper triangle of a padded sum, completed and without the padding.
std::vector<double> Objective::symmetric(Sums& sums) const {
  if (scatters()) Factors(design_).spread(sums.levels.data(), sums.gram.data(), dimension_ + 1);
  std::vector<double> result(dimension_ * dimension_);
  for (std::size_t j = 0; j < dimension_; ++j) {
    for (std::size_t k = j; k < dimension_; ++k) {
      const double entry = sums.gram[j * (dimension_ + 1) + k];
      result[j * dimension_ + k] = entry;
      result[k * dimension_ + j] = entry;
    }
  }
  return result;
}

void Objective::accumulate_gram(Workspace& workspace, Sums& sums) const {
  const design::Tile& tile = workspace.tile();
  for (std::size_t i = 0; i < workspace.rows(); ++i) {
    workspace.curvature()[i] = tile.weight[i] * tile.trials[i];
  }
  workspace.ahead().grant(workspace.ahead().lines());
  kernels::weighted_gram(workspace.dense(), workspace.curvature(), sums.gram.data(), dimension_ + 1,
                         &workspace.ahead());
  if (!scatters()) return;
  workspace.factors().assign(tile);
  workspace.factors().add_gram(tile, workspace.curvature(), sums.gram.data(), dimension_ + 1,
                               sums.levels.data());
}

std::vector<double> Objective::gram() const {
  Sums zero;
  add_gram_space(zero);
  Sums sums = sum_with(
      workspaces_, view_.needs_expansion(), zero, zero.bytes(),
      [&](Workspace& workspace, Sums& state) { accumulate_gram(workspace, state); },
      [this](Sums& left, const Sums& right) { merge_sums(left, right); });
  return symmetric(sums);
}

double Objective::radius(const std::vector<double>& lower) const {
  const std::size_t n = dimension_;
  struct Largest {
    double square = 0;
    base::AlignedVector<double> rows;
  };
  const Largest zero{0.0, base::AlignedVector<double>(n * design::tile_stride)};
  const Largest found = sum_tiles(
      zero, sizeof(Largest),
      [&](Workspace& workspace, Largest& state) {
        const kernels::DenseTile dense = workspace.dense();
        std::copy_n(dense.columns, n * dense.stride, state.rows.begin());
        kernels::solve_lower_rows(state.rows.data(), dense.stride, n, dense.rows, lower.data(), n);
        for (std::size_t i = 0; i < dense.rows; ++i) {
          if (workspace.tile().weight[i] == 0.0) continue;
          double square = 0.0;
          for (std::size_t j = 0; j < n; ++j) {
            const double value = state.rows[j * dense.stride + i];
            square += value * value;
          }
          state.square = std::max(state.square, square);
        }
      },
      [](Largest& left, const Largest& right) {
        left.square = std::max(left.square, right.square);
      });
  // A few units of rounding upwards: the radius has to be a bound.
  return std::sqrt(found.square) * (1.0 + 1e-9);
}

void Objective::add_penalty(const std::vector<double>& coefficients, Order order,
                            Evaluation& evaluation) const {
  if (!ridge_.is_active()) return;
  evaluation.value += ridge_.value(coefficients);
  for (std::size_t j = 0; j < dimension_; ++j) {
    if (order >= Order::gradient) evaluation.gradient[j] += ridge_.gradient(coefficients[j], j);
    if (order >= Order::curvature) {
      evaluation.curvature[j * dimension_ + j] += ridge_.curvature(j);
    }
  }
}

}  // namespace odds::objective

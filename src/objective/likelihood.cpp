// SPDX-License-Identifier: Apache-2.0
#include "objective/likelihood.hpp"

#include <algorithm>

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

// A factor's rows scattered into rows of coefficients. Position `nowhere` collects the rows that
// have no coefficient, so that the loops have no branch.
struct FactorIndex {
  std::vector<std::uint32_t> positions;  // factor f's rows start at f * tile_stride

  void assign(const design::Design& design, const design::Tile& tile, std::uint32_t nowhere) {
    positions.resize(design.factor_count() * design::tile_stride);
    auto first = static_cast<std::uint32_t>(design.dense_count());
    for (std::size_t f = 0; f < design.factor_count(); ++f) {
      const std::uint32_t* codes = tile.factor(f);
      std::uint32_t* position = positions.data() + f * design::tile_stride;
      for (std::size_t i = 0; i < tile.rows; ++i) {
        position[i] = codes[i] == design::no_coefficient ? nowhere : first + codes[i];
      }
      first += static_cast<std::uint32_t>(design.factor_levels(f));
    }
  }
  const std::uint32_t* of(std::size_t factor) const {
    return positions.data() + factor * design::tile_stride;
  }
};

// Of the tile that this thread works on.
FactorIndex& factor_index() {
  thread_local FactorIndex index;
  return index;
}

}  // namespace

Objective::Objective(const design::Design& design, View view, penalty::Ridge ridge,
                     unsigned workers)
    : design_(design),
      view_(std::move(view)),
      ridge_(std::move(ridge)),
      workers_(workers),
      dimension_(view_.column_count(design.inner_count())) {}

namespace {

void add_factor_predictors(const design::Design& design, const FactorIndex& index, std::size_t rows,
                           const double* coefficients, double* predictor) {
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    const std::uint32_t* position = index.of(f);
    for (std::size_t i = 0; i < rows; ++i) predictor[i] += coefficients[position[i]];
  }
}

void add_factor_gradients(const design::Design& design, const FactorIndex& index, std::size_t rows,
                          const double* residual, double* gradient) {
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    const std::uint32_t* position = index.of(f);
    for (std::size_t i = 0; i < rows; ++i) gradient[position[i]] += residual[i];
  }
}

// Dense by factor: segmented sums. Factor by factor: a weighted contingency table.
void add_factor_gram(const design::Design& design, const FactorIndex& index,
                     const design::Tile& tile, const double* weight, double* gram,
                     std::size_t stride) {
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    const std::uint32_t* position = index.of(f);
    for (std::size_t j = 0; j < design.dense_count(); ++j) {
      double* row = gram + j * stride;
      const double* x = tile.column(j);
      for (std::size_t i = 0; i < tile.rows; ++i) row[position[i]] += weight[i] * x[i];
    }
    for (std::size_t i = 0; i < tile.rows; ++i) {
      gram[position[i] * stride + position[i]] += weight[i];
    }
    for (std::size_t g = f + 1; g < design.factor_count(); ++g) {
      const std::uint32_t* other = index.of(g);
      for (std::size_t i = 0; i < tile.rows; ++i) {
        gram[position[i] * stride + other[i]] += weight[i];
      }
    }
  }
}

}  // namespace

Objective::Sums Objective::zero_sums(Order order) const {
  const std::size_t padded = dimension_ + 1;
  Sums zero;
  if (order >= Order::gradient) zero.gradient.assign(padded, 0.0);
  if (order >= Order::curvature) zero.gram.assign(padded * padded, 0.0);
  return zero;
}

std::size_t Objective::sums_bytes(const Sums& sums) {
  return sizeof(Sums) + (sums.gradient.size() + sums.gram.size()) * sizeof(double);
}

void Objective::merge_sums(Sums& left, const Sums& right) {
  left.likelihood += right.likelihood;
  add(left.gradient, right.gradient);
  add_upper(left.gram, right.gram, left.gradient.size());
}

void Objective::predict(Workspace& workspace, const std::vector<double>& coefficients,
                        kernels::LookAhead* ahead) const {
  kernels::linear_predictor(workspace.dense(), coefficients.data(), workspace.offset(),
                            workspace.predictor(), ahead);
  if (!scatters()) return;
  FactorIndex& index = factor_index();
  const design::Tile& tile = workspace.tile();
  index.assign(design_, tile, static_cast<std::uint32_t>(dimension_));
  add_factor_predictors(design_, index, tile.rows, coefficients.data(), workspace.predictor());
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
  const FactorIndex& index = factor_index();  // as predict() left it
  ahead.grant(ahead.lines() / 2);
  sums.likelihood += loss::Logistic::evaluate(
      workspace.response(), rows, workspace.predictor(),
      order >= Order::gradient ? workspace.residual() : nullptr,
      order >= Order::curvature ? workspace.curvature() : nullptr, beside_rows);
  ahead.grant(ahead.lines());
  if (order >= Order::gradient) {
    kernels::transposed_product(dense, workspace.residual(), sums.gradient.data(), beside_rows);
    if (scatters()) {
      add_factor_gradients(design_, index, tile.rows, workspace.residual(), sums.gradient.data());
    }
  }
  if (order >= Order::curvature) {
    kernels::weighted_gram(dense, workspace.curvature(), sums.gram.data(), dimension_ + 1, &ahead);
    if (scatters()) {
      add_factor_gram(design_, index, tile, workspace.curvature(), sums.gram.data(),
                      dimension_ + 1);
    }
  }
}

Evaluation Objective::evaluate(const std::vector<double>& coefficients, Order order) const {
  const Sums zero = zero_sums(order);
  std::vector<double> extended = coefficients;
  extended.push_back(0.0);  // the coefficient of rows that have none
  const Sums sums = sum_with(
      workspaces_, view_.needs_expansion(), zero, sums_bytes(zero),
      [&](Workspace& workspace, Sums& state) { accumulate(workspace, extended, order, state); },
      merge_sums);
  return finish(sums, coefficients, order);
}

Evaluation Objective::finish(const Sums& sums, const std::vector<double>& coefficients,
                             Order order) const {
  Evaluation evaluation;
  evaluation.likelihood = sums.likelihood;
  evaluation.value = sums.likelihood;
  if (order >= Order::gradient) {
    evaluation.gradient.assign(sums.gradient.begin(), sums.gradient.end() - 1);
  }
  if (order >= Order::curvature) {
    evaluation.curvature = symmetric(sums.gram);
  }
  add_penalty(coefficients, order, evaluation);
  return evaluation;
}

// The upper triangle of a padded sum, completed and without the padding.
std::vector<double> Objective::symmetric(const std::vector<double>& padded_gram) const {
  std::vector<double> result(dimension_ * dimension_);
  for (std::size_t j = 0; j < dimension_; ++j) {
    for (std::size_t k = j; k < dimension_; ++k) {
      const double entry = padded_gram[j * (dimension_ + 1) + k];
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
  FactorIndex& index = factor_index();
  index.assign(design_, tile, static_cast<std::uint32_t>(dimension_));
  add_factor_gram(design_, index, tile, workspace.curvature(), sums.gram.data(), dimension_ + 1);
}

std::vector<double> Objective::gram() const {
  Sums zero;
  zero.gram.assign((dimension_ + 1) * (dimension_ + 1), 0.0);
  const Sums sums = sum_with(
      workspaces_, view_.needs_expansion(), zero, sums_bytes(zero),
      [&](Workspace& workspace, Sums& state) { accumulate_gram(workspace, state); },
      [this](Sums& left, const Sums& right) { add_upper(left.gram, right.gram, dimension_ + 1); });
  return symmetric(sums.gram);
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

// SPDX-License-Identifier: Apache-2.0
//
// The quadratic models of problems that share their passes: curvatures, steps, gaps.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/aligned.hpp"
#include "inference/shared_passes.hpp"
#include "inference/shared_state.hpp"
#include "kernels/logistic.hpp"
#include "parallel/team.hpp"
#include "solver/duality_gap.hpp"

namespace odds::inference {

using base::AlignedVector;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t block = 8192;       // rows that a worker takes at once
constexpr std::size_t few_columns = 256;  // so few are all in the model
// A column joins the model where its gradient comes so near to what would move it.
constexpr double margin = 0.85;
constexpr double tie = 1e-9;  // of l1, beyond which a column has to join

}  // namespace

std::shared_ptr<const LocalCurvature> SharedPasses::curvature_at(const PenalisedFit& fit,
                                                                 Columns columns) const {
  auto local = std::make_shared<LocalCurvature>();
  // Curvatures of the rows at the fit's point.
  if (&fit == middle_) {
    local->predictors = middle_predictors_;
  } else {
    predict_rows({&fit}, local->predictors);
  }
  AlignedVector<double> weight(response_.weight.size());
  parallel::for_blocks((weight.size() + block - 1) / block, workers_,
                       [&](std::uint64_t k, unsigned) {
                         const std::size_t first = k * block;
                         const std::size_t end = std::min(weight.size(), first + block);
                         kernels::sigma_derivative(local->predictors.data() + first,
                                                   weight.data() + first, end - first);
                         for (std::size_t i = first; i < end; ++i) {
                           const bool is_out = fit.fold != 0 && fold_of_row_[i] + 1 == fit.fold;
                           weight[i] *= is_out ? 0.0 : response_.weight[i] * response_.trials[i];
                         }
                       });
  const std::size_t n = columns.size();
  local->fold = fit.fold;
  local->place.assign(all_columns_.size(), no_place);
  local->matrix.resize(n * n);
  features_.gram(columns, weight.data(), local->matrix.data(), n);
  for (std::size_t a = 0; a < n; ++a) {
    local->place[columns[a]] = static_cast<std::uint32_t>(a);
    local->theta.push_back(fit.theta[columns[a]]);
    for (std::size_t b = a + 1; b < n; ++b) local->matrix[b * n + a] = local->matrix[a * n + b];
  }
  local->columns = std::move(columns);
  return local;
}

namespace {

// A column outside of everything, which is most of them: its gradient is not enough to move it,
// whatever its bounds.
bool stays_at_zero(const PenalisedFit& fit, std::size_t j, double slack) {
  return fit.theta[j] == 0.0 && fit.unit->low[j] <= 0.0 && fit.unit->high[j] >= 0.0 &&
         std::fabs(fit.gradient[j]) + slack <= fit.l1 * fit.unit->l1[j];
}

}  // namespace

// Columns that some of the fits uses or may use.
SharedPasses::Columns SharedPasses::columns_for(const std::vector<State*>& wanting) const {
  if (all_columns_.size() <= few_columns) return all_columns_;
  Columns columns;
  for (const std::uint32_t j : all_columns_) {
    for (const State* state : wanting) {
      const PenalisedFit& fit = *state->fit;
      const penalty::ElasticNet penalty = fit.penalty(j);
      if (fit.theta[j] != 0.0 || std::fabs(fit.gradient[j]) >= margin * penalty.l1 ||
          penalty.low > 0.0 || penalty.high < 0.0) {
        columns.push_back(j);
        break;
      }
    }
  }
  return columns;
}

bool SharedPasses::lacks_column(const PenalisedFit& fit) const {
  const LocalCurvature& local = *fit.curvature;
  if (local.columns.size() == all_columns_.size()) return false;
  for (const std::uint32_t j : all_columns_) {
    if (local.place[j] != no_place || stays_at_zero(fit, j, 0.0)) continue;
    const penalty::ElasticNet penalty = fit.penalty(j);
    const double to = penalty.minimiser(fit.theta[j], fit.gradient[j], 0.0);
    if (fit.theta[j] != 0.0 ||
        (to != 0.0 && std::fabs(fit.gradient[j]) > (1.0 + tie) * penalty.l1)) {
      return true;
    }
  }
  return false;
}

// One curvature for the fits on all rows, at the one in the middle, and for the folds that can do
// with it; others get one of their own.
void SharedPasses::set_curvature(const std::vector<State*>& wanting) {
  std::vector<State*> sharing;
  for (State* state : wanting) {
    if (state->wants_own) {
      state->fit->curvature = curvature_at(*state->fit, columns_for({state}));
    } else {
      sharing.push_back(state);
    }
  }
  if (sharing.empty()) return;
  std::vector<PenalisedFit*> fits;
  fits.reserve(sharing.size());
  for (State* state : sharing) fits.push_back(state->fit);
  const auto shared = curvature_at(*fits[middle_of(fits)], columns_for(sharing));
  for (State* state : sharing) state->fit->curvature = shared;
}

namespace {

// A fit's side of its model, by the model's columns.
struct Local {
  Local(const PenalisedFit& fit, const LocalCurvature& curvature, const PenalisedFit& penalised) {
    for (const std::uint32_t j : curvature.columns) {
      theta.push_back(fit.theta[j]);
      gradient.push_back(fit.gradient[j]);
      penalties.push_back(penalised.penalty(j));
    }
  }
  std::vector<double> theta, gradient;
  std::vector<penalty::ElasticNet> penalties;
};

}  // namespace

void SharedPasses::step(State& state) const {
  PenalisedFit& fit = *state.fit;
  const LocalCurvature& curvature = *fit.curvature;
  const Local local(fit, curvature, fit);
  const double share = sum_weights_[fit.fold] / sum_weights_[curvature.fold];
  state.next = solver::minimise_model({curvature.columns.size(), curvature.matrix.data(), share,
                                       local.gradient, local.theta, local.penalties},
                                      local.theta);
  fit.decrement = std::max(0.0, state.next.decrement);
  fit.gap = curvature.fold == fit.fold ? gap_of(fit, state.next, local.theta) : infinity;
}

void SharedPasses::predict(const PenalisedFit& from, PenalisedFit& to) const {
  const LocalCurvature& curvature = *from.curvature;
  const Local local(from, curvature, to);
  const double share = sum_weights_[from.fold] / sum_weights_[curvature.fold];
  const solver::ModelMinimum next =
      solver::minimise_model({curvature.columns.size(), curvature.matrix.data(), share,
                              local.gradient, local.theta, local.penalties},
                             local.theta);
  to.theta.assign(all_columns_.size(), 0.0);
  for (std::size_t a = 0; a < curvature.columns.size(); ++a) {
    to.theta[curvature.columns[a]] = next.point[a];
  }
  to.curvature = from.curvature;
}

double SharedPasses::gap_of(const PenalisedFit& fit, const solver::ModelMinimum& minimum,
                            const std::vector<double>& at) const {
  const LocalCurvature& curvature = *fit.curvature;
  const std::size_t n = curvature.columns.size();
  solver::GapSums sums;
  sums.loss = fit.loss;
  sums.decrement = fit.decrement;
  solver::DualityGap gap;
  double distance = 0.0;
  double rest = 0.0;  // the step that columns without a penalty have still to take
  for (std::size_t a = 0; a < n; ++a) {
    // Inner columns are at most 1 in size.
    distance += std::fabs(at[a] - curvature.theta[a]);
    sums.largest_step += std::fabs(minimum.point[a] - at[a]);
    const penalty::ElasticNet penalty = fit.penalty(curvature.columns[a]);
    if (!penalty.is_free() || std::isfinite(penalty.low) || std::isfinite(penalty.high)) continue;
    const double diagonal = curvature.matrix[a * n + a];
    gap.add_free(minimum.gradient[a], diagonal);
    if (minimum.gradient[a] != 0.0) rest += std::fabs(minimum.gradient[a]) / std::sqrt(diagonal);
  }
  const bool is_measured = fit.measured_from == fit.curvature.get();
  sums.log_kappa = is_measured ? std::min(distance, fit.distance) : distance;
  const double reach = std::sqrt(fit.decrement) + rest;
  for (const std::uint32_t j : all_columns_) {
    const std::uint32_t a = curvature.place[j];
    if (a == no_place && stays_at_zero(fit, j, root_squares_[j] * reach)) continue;
    const penalty::ElasticNet penalty = fit.penalty(j);
    const bool is_bounded = std::isfinite(penalty.low) || std::isfinite(penalty.high);
    if (penalty.is_free() && !is_bounded) {
      if (a == no_place) return infinity;
      continue;
    }
    const double inside = a == no_place ? fit.gradient[j] : minimum.gradient[a];
    const double slack = root_squares_[j] * (a == no_place ? reach : rest);
    const double diagonal = a == no_place ? 0.0 : curvature.matrix[a * n + a];
    gap.add({penalty, fit.theta[j], inside + std::copysign(slack, inside), diagonal});
  }
  return gap.bound(sums);
}

}  // namespace odds::inference

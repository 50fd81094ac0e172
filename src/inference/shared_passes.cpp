// SPDX-License-Identifier: Apache-2.0
#include "inference/shared_passes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/aligned.hpp"
#include "kernels/logistic.hpp"
#include "kernels/tile_kernels.hpp"
#include "parallel/team.hpp"
#include "solver/duality_gap.hpp"

namespace odds::inference {

using base::AlignedVector;
using objective::ResponseRows;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t block = 8192;       // rows that a worker takes at once
constexpr std::size_t few_columns = 256;  // so few are all in the model
// A column joins the model where its gradient comes so near to what would move it.
constexpr double margin = 0.85;
constexpr double tie = 1e-9;              // of l1, beyond which a column has to join
constexpr double poor_contraction = 0.1;  // of d'H~d by a step: a third of the error
constexpr double rounding = 1e-26;        // of d'H~d, relative to the weight: nothing left to gain

}  // namespace

struct SharedPasses::State {
  PenalisedFit* fit = nullptr;
  solver::ModelMinimum next;  // over the columns of fit->curvature
  // Where the last step came from, and how far it went.
  std::vector<double> previous;
  double previous_objective = infinity;
  double previous_decrement = infinity;
  int halvings = 0;
  int polishes = 0;
  bool is_open = true;
  bool is_rejected = false;
  bool wants_own = false;
};

SharedPasses::SharedPasses(const objective::Features& features, const ResponseRows& response,
                           std::vector<std::uint32_t> fold_of_row, std::size_t folds,
                           const RunOptions& run)
    : features_(features),
      response_(response),
      fold_of_row_(std::move(fold_of_row)),
      folds_(folds),
      run_(run),
      workers_(parallel::thread_count(run)),
      sum_weights_(folds + 1, 0.0),
      root_squares_(features.column_count()),
      no_predictors_(response.weight.size(), 0.0) {
  const std::size_t rows = response.weight.size();
  fold_of_row_.resize(rows, static_cast<std::uint32_t>(folds));
  for (std::uint32_t& fold : fold_of_row_) fold = std::min(fold, static_cast<std::uint32_t>(folds));
  AlignedVector<double> mass(rows);
  std::vector<double> held_out(folds + 1, 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    mass[i] = response.weight[i] * response.trials[i];
    held_out[fold_of_row_[i]] += mass[i];
    sum_weights_[0] += mass[i];
  }
  for (std::size_t k = 0; k < folds; ++k) sum_weights_[k + 1] = sum_weights_[0] - held_out[k];
  features.square_sums(mass.data(), root_squares_.data());
  for (double& square : root_squares_) square = std::sqrt(0.25 * square);
  for (std::size_t j = 0; j < root_squares_.size(); ++j) {
    all_columns_.push_back(static_cast<std::uint32_t>(j));
  }
}

bool SharedPasses::report(const char* stage, double done, double total) const {
  return run_.observer == nullptr || run_.observer->progress({stage, done, total, 0.0});
}

// ---- passes over the data -------------------------------------------------------------------

namespace {

// The fit whose curvature serves the others best: of those on all rows, or if there is none of all,
// the one in the middle.
std::size_t middle_of(const std::vector<PenalisedFit*>& fits) {
  std::vector<std::size_t> whole;
  for (std::size_t c = 0; c < fits.size(); ++c) {
    if (fits[c]->fold == 0) whole.push_back(c);
  }
  return whole.empty() ? fits.size() / 2 : whole[whole.size() / 2];
}

// The coefficients of several fits side by side, on the columns that any of them uses.
struct SideBySide {
  template <class Fit>  // PenalisedFit, const or not
  SideBySide(const std::vector<Fit*>& fits, std::size_t fold_count)
      : width(fits.size() == 1 ? 1 : (fits.size() + 7) / 8 * 8), masks((fold_count + 1) * width) {
    const std::size_t n = fits.front()->theta.size();
    for (std::size_t j = 0; j < n; ++j) {
      const bool is_used = std::any_of(
          fits.begin(), fits.end(), [j](const PenalisedFit* fit) { return fit->theta[j] != 0.0; });
      if (is_used) columns.push_back(static_cast<std::uint32_t>(j));
    }
    theta.resize(columns.size() * width);
    for (std::size_t c = 0; c < fits.size(); ++c) {
      for (std::size_t k = 0; k < columns.size(); ++k) {
        theta[k * width + c] = fits[c]->theta[columns[k]];
      }
      for (std::size_t fold = 0; fold <= fold_count; ++fold) {
        masks[fold * width + c] = fits[c]->fold == fold + 1 ? 0.0 : 1.0;
      }
    }
  }

  std::size_t width;
  std::vector<std::uint32_t> columns;
  AlignedVector<double> theta;  // (columns, width)
  AlignedVector<double> masks;  // (folds + 1, width): of a row's fold, its weight in each problem
};

// One problem: its rows in lanes.
void add_losses(const ResponseRows& response, const SideBySide& problem,
                const std::vector<std::uint32_t>& fold_of_row, std::size_t first, std::size_t count,
                const kernels::RowReference& reference, double* z, double* sums) {
  constexpr std::size_t most = 256;
  alignas(64) double weight[most];
  const std::size_t padded = (count + 7) / 8 * 8;
  for (std::size_t i = 0; i < padded; ++i) {
    weight[i] = response.weight[first + i] * problem.masks[fold_of_row[first + i]];
    z[i] += response.offset[first + i];
    if (i >= count) continue;
    *reference.farthest = std::max(*reference.farthest, std::fabs(z[i] - reference.predictors[i]));
  }
  sums[0] += kernels::logistic_loss(
      {weight, response.trials.data() + first, response.successes.data() + first}, padded, z, z,
      nullptr);
}

}  // namespace

void SharedPasses::evaluate(const std::vector<PenalisedFit*>& fits) {
  const SideBySide problems(fits, folds_);
  const std::size_t width = problems.width;
  // Most fits share a curvature: distances are measured from its point.
  const LocalCurvature* from = fits.front()->curvature.get();
  const double* predictors = from == nullptr ? no_predictors_.data() : from->predictors.data();
  constexpr std::size_t least_rows = 8;  // of a call
  AlignedVector<double> farthest((no_predictors_.size() / least_rows + 1) * width);
  std::vector<double> sums(width);
  std::vector<double> gradient(all_columns_.size() * width);
  const std::size_t middle = middle_of(fits);
  middle_ = fits[middle];
  middle_predictors_.resize(no_predictors_.size());
  const auto rows_step = [&](std::size_t first, std::size_t count, double* z, double* state) {
    for (std::size_t i = 0; i < count; ++i) {
      middle_predictors_[first + i] = z[i * width + middle] + response_.offset[first + i];
    }
    const kernels::RowReference reference{predictors + first,
                                          farthest.data() + first / least_rows * width};
    if (width == 1) {
      return add_losses(response_, problems, fold_of_row_, first, count, reference, z, state);
    }
    kernels::logistic_losses({response_.weight.data() + first, response_.trials.data() + first,
                              response_.successes.data() + first},
                             response_.offset.data() + first,
                             {problems.masks.data(), fold_of_row_.data() + first}, reference, count,
                             width, z, state);
  };
  features_.pass(problems.columns, problems.theta.data(), width, rows_step, sums.size(),
                 sums.data(), all_columns_, gradient.data());
  for (std::size_t c = 0; c < fits.size(); ++c) {
    PenalisedFit& fit = *fits[c];
    fit.loss = sums[c];
    fit.measured_from = from;
    fit.distance = 0.0;
    for (std::size_t at = c; at < farthest.size(); at += width) {
      fit.distance = std::max(fit.distance, farthest[at]);
    }
    fit.gradient.resize(all_columns_.size());
    fit.objective = fit.loss;
    for (std::size_t j = 0; j < fit.gradient.size(); ++j) {
      fit.gradient[j] = gradient[j * width + c];
      if (fit.theta[j] != 0.0) fit.objective += fit.penalty(j).value(fit.theta[j]);
    }
  }
}

void SharedPasses::predict_rows(const std::vector<const PenalisedFit*>& by_fold,
                                std::vector<double>& z) const {
  const SideBySide problems(by_fold, folds_);
  const std::size_t width = problems.width;
  z.resize(response_.weight.size());
  const auto rows_step = [&](std::size_t first, std::size_t count, double* predictors, double*) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t fold = fold_of_row_[first + i];
      const std::size_t c = fold < folds_ && by_fold.size() > 1 ? fold + 1 : 0;
      z[first + i] = predictors[i * width + c] + response_.offset[first + i];
    }
  };
  double none = 0.0;
  features_.pass(problems.columns, problems.theta.data(), width, rows_step, 0, &none, {}, nullptr);
}

// ---- models ---------------------------------------------------------------------------------

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
    if (local.place[j] != no_place) continue;
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
    const penalty::ElasticNet penalty = fit.penalty(j);
    const std::uint32_t a = curvature.place[j];
    const bool is_bounded = std::isfinite(penalty.low) || std::isfinite(penalty.high);
    if (penalty.is_free() && !is_bounded) {
      if (a == no_place) return infinity;
      continue;
    }
    const double inside = a == no_place ? fit.gradient[j] : minimum.gradient[a];
    const double slack = root_squares_[j] * (a == no_place ? reach : rest);
    gap.add({penalty, fit.theta[j], inside + std::copysign(slack, inside)});
  }
  return gap.bound(sums);
}

// ---- the search -----------------------------------------------------------------------------

// Ends the fit, or moves it to the minimum of its model.
void SharedPasses::take(State& state, const Goal& goal) const {
  PenalisedFit& fit = *state.fit;
  const bool is_own = fit.curvature->fold == fit.fold;
  // Without a proof, as for folds with the curvature of all rows, by the size of the step.
  const double gap = is_own ? fit.gap : fit.decrement;
  fit.converged = gap <= goal.gap && fit.decrement <= goal.decrement;
  bool is_done = fit.converged;
  if (fit.converged && goal.is_exact) {
    const double nothing = rounding * sum_weights_[fit.fold];
    is_done = fit.decrement <= nothing || ++state.polishes > 3 ||
              (state.polishes > 1 && fit.decrement > 0.01 * state.previous_decrement);
  }
  fit.stop_reason = fit.converged ? "gap" : "max_iterations";
  if (is_done || fit.iterations >= goal.max_iterations) {
    state.is_open = false;
    return;
  }
  ++fit.iterations;
  state.previous = fit.theta;
  state.previous_objective = fit.objective;
  state.previous_decrement = fit.decrement;
  state.halvings = 0;
  for (std::size_t a = 0; a < fit.curvature->columns.size(); ++a) {
    fit.theta[fit.curvature->columns[a]] = state.next.point[a];
  }
}

namespace {

// Half the way back where the objective has not fallen. False where the point may stay.
bool steps_back(PenalisedFit& fit, const std::vector<double>& previous, double before,
                double decrement) {
  const double noise = 1e-13 * std::fabs(before);
  if (fit.objective <= before + noise || decrement <= 100.0 * noise) return false;
  for (std::size_t j = 0; j < fit.theta.size(); ++j) {
    fit.theta[j] = 0.5 * (fit.theta[j] + previous[j]);
  }
  return true;
}

}  // namespace

void SharedPasses::solve(const std::vector<PenalisedFit*>& fits, const Goal& goal) {
  std::vector<State> states(fits.size());
  for (std::size_t c = 0; c < fits.size(); ++c) {
    states[c].fit = fits[c];
    fits[c]->converged = false;
  }
  for (bool is_first = true;; is_first = false) {
    std::vector<State*> open;
    std::vector<PenalisedFit*> moved;
    for (State& state : states) {
      if (!state.is_open) continue;
      open.push_back(&state);
      moved.push_back(state.fit);
    }
    if (open.empty()) return;
    evaluate(moved);
    std::vector<State*> ready;
    std::vector<State*> wanting;
    for (State* state : open) {
      PenalisedFit& fit = *state->fit;
      if (steps_back(fit, state->previous, state->previous_objective, state->previous_decrement)) {
        constexpr int most_halvings = 30;
        state->is_open = ++state->halvings <= most_halvings;
        if (!state->is_open) fit.stop_reason = "line_search";
        continue;
      }
      ready.push_back(state);
      // A start is some way from the point that its model was made at.
      const bool is_poor = is_first || state->halvings > 0 || goal.is_exact;
      if (is_poor || !fit.curvature || lacks_column(fit)) wanting.push_back(state);
    }
    if (!wanting.empty()) set_curvature(wanting);
    const auto step_all = [this](const std::vector<State*>& of) {
      parallel::for_blocks(of.size(), workers_, [&](std::uint64_t k, unsigned) { step(*of[k]); });
    };
    step_all(ready);
    std::vector<State*> poor;
    for (State* state : ready) {
      const PenalisedFit& fit = *state->fit;
      const bool is_new = std::find(wanting.begin(), wanting.end(), state) != wanting.end();
      if (is_new || fit.decrement <= goal.decrement ||
          fit.decrement <= poor_contraction * state->previous_decrement) {
        continue;
      }
      state->wants_own = fit.fold != 0 && std::isfinite(state->previous_decrement);
      if (std::isfinite(state->previous_decrement)) poor.push_back(state);
    }
    if (!poor.empty()) {
      set_curvature(poor);
      step_all(poor);
    }
    for (State* state : ready) take(*state, goal);
    if (!report("fitting", static_cast<double>(fits.front()->iterations), 0.0)) {
      for (State* state : ready) {
        if (state->is_open) {
          state->fit->stop_reason = "interrupted";
          state->fit->theta = state->previous;
        }
        state->is_open = false;
      }
      return;
    }
  }
}

}  // namespace odds::inference

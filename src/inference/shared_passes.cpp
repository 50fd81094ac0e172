// SPDX-License-Identifier: Apache-2.0
#include "inference/shared_passes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/aligned.hpp"
#include "inference/shared_state.hpp"
#include "kernels/tile_kernels.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using base::AlignedVector;
using objective::ResponseRows;

namespace {

constexpr double poor_contraction = 0.1;  // of d'H~d by a step: a third of the error
constexpr double rounding = 1e-26;        // of d'H~d, relative to the weight: nothing left to gain

}  // namespace

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

double subgradient_norm(const PenalisedFit& fit, double sum_weights) {
  double square = 0.0;
  for (std::size_t j = 0; j < fit.theta.size(); ++j) {
    const penalty::ElasticNet penalty = fit.penalty(j);
    const double t = fit.theta[j];
    const double smooth = fit.gradient[j] + penalty.l2 * t;
    double low = smooth + (t > 0.0 ? penalty.l1 : -penalty.l1);
    double high = smooth + (t < 0.0 ? -penalty.l1 : penalty.l1);
    if (t <= penalty.low) low = -std::numeric_limits<double>::infinity();
    if (t >= penalty.high) high = std::numeric_limits<double>::infinity();
    const double nearest = (low > 0.0 ? low : std::min(high, 0.0)) / sum_weights;
    square += nearest * nearest;
  }
  return std::sqrt(square);
}

// Ends the fit, or moves it to the minimum of its model.
void SharedPasses::take(State& state, const Goal& goal) const {
  PenalisedFit& fit = *state.fit;
  const bool is_own = fit.curvature->fold == fit.fold;
  // Without a proof, as for folds with the curvature of all rows, by the size of the step.
  const double gap = is_own ? fit.gap : fit.decrement;
  fit.converged = gap <= goal.gap && fit.decrement <= goal.decrement;
  if (goal.is_exact) {
    const double total = sum_weights_[fit.fold];
    fit.trace.add(
        {fit.iterations, fit.objective / total, subgradient_norm(fit, total), fit.gap / total});
  }
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

// Evaluates the open fits. Those whose objective has not fallen go back and wait for the next pass;
// the others are ready for a step.
std::vector<SharedPasses::State*> SharedPasses::evaluate_open(std::vector<State>& states) {
  std::vector<State*> open;
  std::vector<PenalisedFit*> moved;
  for (State& state : states) {
    if (!state.is_open) continue;
    open.push_back(&state);
    moved.push_back(state.fit);
  }
  if (open.empty()) return open;
  evaluate(moved);
  std::erase_if(open, [](State* state) {
    constexpr int most_halvings = 30;
    PenalisedFit& fit = *state->fit;
    if (!steps_back(fit, state->previous, state->previous_objective, state->previous_decrement)) {
      return false;
    }
    state->is_open = ++state->halvings <= most_halvings;
    if (!state->is_open) fit.stop_reason = "line_search";
    return true;
  });
  return open;
}

// A step of each; those that the model brings too little nearer get another one.
void SharedPasses::step_all(const std::vector<State*>& ready, bool is_first, const Goal& goal) {
  const auto steps = [this](const std::vector<State*>& of) {
    parallel::for_blocks(of.size(), workers_, [&](std::uint64_t k, unsigned) { step(*of[k]); });
  };
  std::vector<State*> renewed;
  std::vector<State*> kept;
  for (State* state : ready) {
    // A start is some way from the point that its model was made at.
    const bool is_far = is_first || state->halvings > 0 || goal.is_exact;
    const bool wants = is_far || !state->fit->curvature || lacks_column(*state->fit);
    (wants ? renewed : kept).push_back(state);
  }
  if (!renewed.empty()) set_curvature(renewed);
  steps(ready);
  // There, a curvature from too far away proves nothing.
  const auto lacks_proof = [&](const PenalisedFit& fit) {
    return fit.decrement <= goal.decrement && fit.fold == fit.curvature->fold &&
           !(fit.gap <= goal.gap);
  };
  std::erase_if(kept, [&](State* state) {
    const PenalisedFit& fit = *state->fit;
    if (fit.decrement <= goal.decrement) return !lacks_proof(fit);
    return !std::isfinite(state->previous_decrement) ||
           fit.decrement <= poor_contraction * state->previous_decrement;
  });
  if (kept.empty()) return;
  for (State* state : kept) {
    state->wants_own = state->fit->fold != 0 || lacks_proof(*state->fit);
  }
  set_curvature(kept);
  steps(kept);
}

void SharedPasses::solve(const std::vector<PenalisedFit*>& fits, const Goal& goal) {
  std::vector<State> states(fits.size());
  for (std::size_t c = 0; c < fits.size(); ++c) {
    states[c].fit = fits[c];
    fits[c]->converged = false;
  }
  const auto is_open = [](const State& state) { return state.is_open; };
  for (bool is_first = true; std::any_of(states.begin(), states.end(), is_open); is_first = false) {
    const std::vector<State*> ready = evaluate_open(states);
    step_all(ready, is_first, goal);
    for (State* state : ready) take(*state, goal);
    if (report("fitting", static_cast<double>(fits.front()->iterations), 0.0)) continue;
    for (State& state : states) {
      if (!state.is_open) continue;
      state.fit->stop_reason = "interrupted";
      if (!state.previous.empty()) state.fit->theta = state.previous;
      state.is_open = false;
    }
  }
}

}  // namespace odds::inference

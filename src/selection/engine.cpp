// SPDX-License-Identifier: Apache-2.0
#include "selection/engine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inference/null_model.hpp"
#include "inference/penalised.hpp"
#include "inference/penalty_strengths.hpp"
#include "inference/shared_passes.hpp"
#include "objective/dense_features.hpp"
#include "objective/gather_response.hpp"
#include "parallel/team.hpp"

namespace odds::selection {

using design::Design;
using inference::Goal;
using inference::PenalisedFit;
using inference::PenaltyStrengths;
using inference::SharedPasses;

namespace {

// Keeps a penalised coefficient at 0, and its products are still numbers.
constexpr double insurmountable = 1e100;
// Of the null models: their gradients give the grid.
constexpr double null_decrement = 1e-22;
// Of these gradients, relative: at lambda_max every penalised coefficient is 0.
constexpr double null_rounding = 1e-9;
// Where lambda_max is infinite, as without l1, the grid starts as if the mix were this.
constexpr double least_mix = 1e-3;
// Penalties that share a pass: where the product with eight right-hand sides costs little more than
// reading, and a curvature costs as much as many passes.
constexpr std::size_t points_of_tall = 16;

// To 40 bits: free of the last bits of a library's power.
double rounded(double value) {
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  return std::ldexp(std::round(std::ldexp(mantissa, 40)), exponent - 40);
}

class PathSearch {
 public:
  PathSearch(const Design& design, const FitOptions& options, const PathOptions& path,
             const HeldOut& held_out, const RunOptions& run)
      : design_(design),
        path_(path),
        workers_(parallel::thread_count(run)),
        features_(design, workers_),
        response_(objective::gather_response(design, workers_)),
        passes_(features_, response_, held_out.fold_of_row, held_out.folds, run),
        saturated_(inference::saturated_log_likelihood(design, run)),
        is_tall_(features_.row_count() > 4 * features_.column_count()) {
    FitOptions unit = options;
    unit.l1 = 1.0;
    unit.l2 = 1.0;
    strengths_.push_back(inference::penalty_strengths(design, unit, workers_));
    for (std::size_t fold = 1; fold <= held_out.folds; ++fold) add_fold(fold);
    set_null_models(run);
    set_grid();
  }

  Paths run(const OnPoint& on_point) {
    Paths paths;
    paths.lambda_max = lambda_max_;
    const std::size_t at_once = is_tall_ ? points_of_tall : 1;
    for (std::size_t first = 0; first < grid_.size(); first += at_once) {
      const std::size_t end = std::min(grid_.size(), first + at_once);
      if (!solve(first, end)) break;
      for (std::size_t point = first; point < end; ++point) add_point(point, on_point, paths);
      for (std::size_t fold = 0; fold < strengths_.size(); ++fold) {
        last_[fold] = std::move(fits_[(end - first - 1) * strengths_.size() + fold]);
      }
      if (!passes_.report("fitting", static_cast<double>(end), static_cast<double>(grid_.size()))) {
        break;
      }
    }
    return paths;
  }

 private:
  // The penalty on the mean loss of the rows that are left.
  void add_fold(std::size_t fold) {
    const double share = passes_.sum_weights(fold) / passes_.sum_weights(0);
    strengths_.push_back(times(strengths_.front(), share));
  }

  // Penalised coefficients 0, the others fitted, on all rows and without each fold.
  void set_null_models(const RunOptions& run) {
    const inference::NullModel null = inference::null_model(design_, run);
    const std::vector<double> start = inference::penalised_start(design_, null, strengths_[0]);
    last_.resize(strengths_.size());
    std::vector<PenalisedFit*> fits;
    for (std::size_t fold = 0; fold < strengths_.size(); ++fold) {
      PenalisedFit& fit = last_[fold];
      fit.fold = fold;
      fit.unit = &strengths_[fold];
      fit.l1 = insurmountable;
      fit.theta = start;
      fits.push_back(&fit);
    }
    Goal goal;
    goal.gap = std::numeric_limits<double>::infinity();
    goal.decrement = null_decrement * passes_.sum_weights(0);
    passes_.solve(fits, goal);
    null_loss_ = last_[0].loss;
  }

  void set_grid() {
    const double mix = std::max(path_.mix, least_mix);
    for (std::size_t j = 0; j < features_.column_count(); ++j) {
      const double l1 = strengths_[0].l1[j] * mix;
      const double g = last_[0].gradient[j];
      const double room = g < 0.0 ? strengths_[0].high[j] : -strengths_[0].low[j];
      if (l1 > 0.0 && room > 0.0) lambda_max_ = std::max(lambda_max_, std::fabs(g) / l1);
    }
    lambda_max_ *= 1.0 + null_rounding;
    grid_ = path_.lambdas;
    std::sort(grid_.begin(), grid_.end(), std::greater<>());
    if (!grid_.empty()) return;
    if (!(lambda_max_ > 0.0)) {
      throw Error(Fault::refused, "path.no_grid",
                  "no penalised column is related to the target: there is no largest penalty.",
                  "Give the penalties with --lambdas.");
    }
    const bool has_more_rows = design_.totals().rows_used > design_.terms().size();
    const double ratio = path_.min_ratio.value_or(has_more_rows ? 1e-4 : 1e-2);
    for (std::size_t k = 0; k < path_.points; ++k) {
      const double share =
          path_.points == 1 ? 0.0 : static_cast<double>(k) / static_cast<double>(path_.points - 1);
      grid_.push_back(lambda_max_ * rounded(std::pow(ratio, share)));
    }
  }

  // Points first ... end - 1 of every fold: fits_[(point - first) * folds + fold]. False where the
  // run was stopped.
  bool solve(std::size_t first, std::size_t end) {
    const std::size_t folds = strengths_.size();
    fits_.assign((end - first) * folds, {});
    // Each fold's points one after another: a point's model starts where the one before ended.
    parallel::for_blocks(folds, workers_, [&](std::uint64_t fold, unsigned) {
      for (std::size_t point = first; point < end; ++point) {
        PenalisedFit& fit = fits_[(point - first) * folds + fold];
        fit.fold = fold;
        fit.unit = &strengths_[fold];
        fit.l1 = path_.mix * grid_[point];
        fit.l2 = (1.0 - path_.mix) * grid_[point];
        passes_.predict(last_[fold], fit);
      }
    });
    std::vector<PenalisedFit*> fits;
    for (PenalisedFit& fit : fits_) fits.push_back(&fit);
    Goal goal;
    goal.gap = path_.gap_tolerance * null_loss_;
    goal.decrement = goal.gap;
    passes_.solve(fits, goal);
    return std::none_of(fits_.begin(), fits_.end(),
                        [](const PenalisedFit& fit) { return fit.stop_reason == "interrupted"; });
  }

  void add_point(std::size_t index, const OnPoint& on_point, Paths& paths) {
    const std::size_t folds = strengths_.size();
    const std::size_t first = index - index % (is_tall_ ? points_of_tall : 1);
    const PenalisedFit* fits = &fits_[(index - first) * folds];
    const PenalisedFit& fit = fits[0];
    const double sum_weights = passes_.sum_weights(0);
    PathPoint point;
    point.lambda = grid_[index];
    point.l1 = fit.l1;
    point.l2 = fit.l2;
    const std::vector<double> estimates = inference::user_coefficients(design_, fit.theta);
    for (std::size_t t = 0; t < estimates.size(); ++t) {
      if (design_.has_intercept() && t == 0) {
        point.intercept = estimates[t];
      } else if (estimates[t] != 0.0) {
        point.terms.push_back(static_cast<std::uint32_t>(t));
        point.estimates.push_back(estimates[t]);
      }
    }
    point.log_likelihood = -fit.loss;
    point.deviance = 2.0 * (saturated_ + fit.loss);
    point.objective = fit.objective / sum_weights;
    if (std::isfinite(fit.gap)) point.objective_gap = fit.gap / sum_weights;
    point.converged = fit.converged;
    point.iterations = fit.iterations;
    const double null_deviance = 2.0 * (saturated_ + null_loss_);
    if (null_deviance > 0.0) point.deviance_ratio = 1.0 - point.deviance / null_deviance;
    paths.points.push_back(std::move(point));
    paths.unconverged_folds.push_back(static_cast<std::size_t>(std::count_if(
        fits + 1, fits + folds, [](const PenalisedFit& at) { return !at.converged; })));
    if (!on_point) return;
    std::vector<const PenalisedFit*> by_fold;
    for (std::size_t fold = 0; fold < folds; ++fold) by_fold.push_back(&fits[fold]);
    passes_.predict_rows(by_fold, predictors_);
    on_point(index, predictors_);
  }

  const Design& design_;
  const PathOptions& path_;
  unsigned workers_;
  objective::DenseFeatures features_;
  objective::ResponseRows response_;
  SharedPasses passes_;
  double saturated_;
  bool is_tall_;
  std::vector<PenaltyStrengths> strengths_;  // at l1 = l2 = 1: of all rows, then without each fold
  std::vector<PenalisedFit> last_;           // the smallest penalty so far, in the same order
  std::vector<PenalisedFit> fits_;           // of the points that are being fitted
  std::vector<double> predictors_;
  std::vector<double> grid_;
  double lambda_max_ = 0;
  double null_loss_ = 0;
};

}  // namespace

Paths minimise_paths(const Design& design, const FitOptions& options, const PathOptions& path,
                     const HeldOut& held_out, const RunOptions& run, const OnPoint& on_point) {
  return PathSearch(design, options, path, held_out, run).run(on_point);
}

}  // namespace odds::selection

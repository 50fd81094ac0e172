// SPDX-License-Identifier: Apache-2.0
#include "evaluation/curves/calibration_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "kernels/logistic.hpp"
#include "kernels/tile_kernels.hpp"
#include "objective/smooth.hpp"
#include "solver/newton.hpp"

namespace odds::evaluation {
namespace {

using objective::Evaluation;
using objective::Order;

constexpr std::size_t most_columns = 5;  // of five knots

// The decrement at which the search ends, in standard errors. The last step from there leaves an
// error of about its square, and needs no pass.
constexpr double near = 1e-3;

struct Workspace {
  using Buffer = CurveTile::Buffer;

  CurveTile tile;
  Buffer columns = Buffer(most_columns * design::tile_stride);
  Buffer zeros = Buffer(design::tile_stride);
  Buffer predictor = Buffer(design::tile_stride);
  Buffer residual = Buffer(design::tile_stride);
  Buffer curvature = Buffer(design::tile_stride);
};

struct Sums {
  double loss = 0;
  std::array<double, most_columns> gradient{};
  std::array<double, most_columns * most_columns> gram{};
};

void merge_sums(Sums& left, const Sums& right) {
  left.loss += right.loss;
  for (std::size_t j = 0; j < left.gradient.size(); ++j) left.gradient[j] += right.gradient[j];
  for (std::size_t j = 0; j < left.gram.size(); ++j) left.gram[j] += right.gram[j];
}

// The negative log-likelihood of the rows, its weights times 2^-exponent.
class SplineLikelihood final : public objective::Smooth {
 public:
  SplineLikelihood(const ScoredTiles& rows, const Spline& spline, int exponent)
      : rows_(rows), spline_(spline), unit_(std::ldexp(1.0, -exponent)) {}

  const Spline& spline() const { return spline_; }
  double unit() const { return unit_; }  // of the weights

  std::size_t dimension() const override { return spline_.columns(); }
  bool is_penalised() const override { return false; }
  // No other bound than that of the columns' largest values, which comes close enough near the
  // minimum and costs no pass.
  double radius(const std::vector<double>&) const override {
    return std::numeric_limits<double>::infinity();
  }

  Evaluation evaluate(const std::vector<double>& coefficients, Order order) const override {
    const Sums sums = rows_.sum(
        Sums{}, sizeof(Sums), [] { return std::make_unique<Workspace>(); },
        [&](Workspace& at, Sums& state) { add(at, coefficients, order, state); }, merge_sums);
    const std::size_t n = dimension();
    Evaluation found;
    found.likelihood = found.value = sums.loss;
    if (order >= Order::gradient) {
      const auto begin = sums.gradient.begin();
      found.gradient.assign(begin, begin + static_cast<std::ptrdiff_t>(n));
    }
    if (order >= Order::curvature) {
      found.curvature.resize(n * n);
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < n; ++k) {
          found.curvature[j * n + k] = sums.gram[std::min(j, k) * most_columns + std::max(j, k)];
        }
      }
    }
    return found;
  }

 private:
  void add(Workspace& at, const std::vector<double>& coefficients, Order order, Sums& state) const {
    CurveTile& tile = at.tile;
    const std::size_t rows = tile.padded_rows;
    for (std::size_t i = 0; i < rows; ++i) tile.weight[i] *= unit_;
    spline_.fill(tile.z.data(), rows, at.columns.data(), design::tile_stride);
    const kernels::DenseTile dense{at.columns.data(), design::tile_stride, dimension(), rows};
    kernels::linear_predictor(dense, coefficients.data(), at.zeros.data(), at.predictor.data());
    const bool has_gradient = order >= Order::gradient;
    const bool has_curvature = order >= Order::curvature;
    state.loss += kernels::logistic_loss(
        {tile.weight.data(), tile.trials.data(), tile.successes.data()}, rows, at.predictor.data(),
        has_gradient ? at.residual.data() : nullptr, has_curvature ? at.curvature.data() : nullptr);
    if (has_gradient) {
      kernels::transposed_product(dense, at.residual.data(), state.gradient.data());
    }
    if (has_curvature) {
      kernels::weighted_gram(dense, at.curvature.data(), state.gram.data(), most_columns);
    }
  }

  const ScoredTiles& rows_;
  const Spline& spline_;
  double unit_;
};

// An even number, so that its half is whole: 2^exponent is near the mean weight.
int weight_exponent(const LossSums& sums) {
  const int exponent = std::ilogb(sums.weight / sums.nobs);
  return exponent - (exponent % 2 != 0 ? 1 : 0);
}

solver::Outcome minimise(const SplineLikelihood& likelihood, const LossSums& sums,
                         const ScoreQuantiles& scores, const RunOptions& run) {
  const Spline& spline = likelihood.spline();
  solver::Problem problem;
  problem.scale = {likelihood.unit() * sums.weight, sums.nobs};
  // The columns rise from one end of the scores to the other.
  const std::vector<double> lowest = spline.row(scores.lowest);
  const std::vector<double> highest = spline.row(scores.highest);
  for (std::size_t j = 0; j < lowest.size(); ++j) {
    problem.largest.push_back(std::max(std::fabs(lowest[j]), std::fabs(highest[j])));
  }
  problem.group.resize(problem.largest.size());
  std::iota(problem.group.begin(), problem.group.end(), std::size_t{0});
  problem.tolerance = near * near;
  problem.polishes = false;
  problem.max_iterations = 30;  // five or six where there is a minimum; where there is none, enough
  problem.run = &run;
  solver::Outcome outcome = solver::newton(likelihood, problem, {spline.identity()});
  if (!outcome.converged && outcome.stop_reason != "interrupted") {
    // Scores so far out that no row has a curvature left there.
    outcome = solver::newton(likelihood, problem, {std::vector<double>(spline.columns(), 0.0)});
  }
  if (outcome.converged) {
    for (std::size_t j = 0; j < outcome.coefficients.size(); ++j) {
      outcome.coefficients[j] += outcome.proof.newton_step[j];
    }
  }
  return outcome;
}

// Whether knots can carry a spline: as many scores as columns, no two knots almost the same.
bool are_apart(const std::vector<double>& knots, const ScoreQuantiles& scores) {
  if (knots.size() > scores.distinct) return false;
  const double width = knots.back() - knots.front();
  constexpr double nearest = 1e-6;  // beside the width: cubes of 1e-6 keep their digits
  constexpr double farthest = 1e6;  // the other way round, of the scores beyond the knots
  if (!(scores.highest - scores.lowest < farthest * width)) return false;
  for (std::size_t j = 1; j < knots.size(); ++j) {
    if (!(knots[j] - knots[j - 1] > nearest * width)) return false;
  }
  return true;
}

// The knots to try, the most first.
std::vector<std::vector<double>> knot_choices(const ScoreQuantiles& scores) {
  std::vector<std::vector<double>> choices;
  auto begin = scores.values.begin();
  for (const std::ptrdiff_t count : {5, 4, 3}) {
    const std::vector<double> knots(begin, begin + count);
    if (are_apart(knots, scores)) choices.push_back(knots);
    begin += count;
  }
  choices.emplace_back();
  return choices;
}

void note(const std::string& message, std::vector<Note>& notes) {
  notes.push_back({"evaluate.calibration_curve", message});
}

void note_knots(std::size_t knots, std::vector<Note>& notes) {
  if (knots == 5) return;
  const std::string why = "the scores are too few, or too unevenly spread, for a spline of five.";
  if (knots == 0)
    return note("The calibration curve is a straight line of the logit: " + why, notes);
  note("The calibration curve has " + std::to_string(knots) + " knots: " + why, notes);
}

}  // namespace

CalibrationCurvePoint CalibrationCurve::at(double z, double point) const {
  const std::vector<double> row = spline_.row(z);
  double predictor = 0;
  for (std::size_t j = 0; j < row.size(); ++j) predictor += row[j] * coefficients_[j];
  const double reach = point * error_scale_ * factor_.inverse_norm(row);
  return {kernels::sigma(z), kernels::sigma(predictor), kernels::sigma(predictor - reach),
          kernels::sigma(predictor + reach)};
}

std::optional<CalibrationCurve> fit_calibration_curve(const ScoredTiles& rows, const LossSums& sums,
                                                      const ScoreQuantiles& scores,
                                                      const RunOptions& run,
                                                      std::vector<Note>& notes) {
  if (scores.distinct < 2) {
    note("There is no calibration curve: every row has the same score.", notes);
    return std::nullopt;
  }
  const int exponent = weight_exponent(sums);
  for (const std::vector<double>& choice : knot_choices(scores)) {
    Spline spline(choice, scores.lowest, scores.highest);
    const SplineLikelihood likelihood(rows, spline, exponent);
    solver::Outcome outcome = minimise(likelihood, sums, scores, run);
    if (outcome.stop_reason == "interrupted") {
      throw Error(Fault::interrupted, "run.interrupted", "interrupted while evaluating.");
    }
    if (!outcome.converged) continue;
    auto factor = solver::Cholesky::factor(outcome.evaluation.curvature, spline.columns());
    if (!factor) continue;
    note_knots(choice.size(), notes);
    return CalibrationCurve(std::move(spline), std::move(outcome.coefficients), std::move(*factor),
                            std::ldexp(1.0, -exponent / 2));
  }
  note(
      "There is no calibration curve: no minimum of its fit was proved; the scores may tell the "
      "classes apart without error.",
      notes);
  return std::nullopt;
}

}  // namespace odds::evaluation

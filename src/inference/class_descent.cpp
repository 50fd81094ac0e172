// SPDX-License-Identifier: Apache-2.0
//
// Many coefficients under a ridge: L-BFGS in coordinates where one matrix stands for the curvature
// of every class.
//
//   A = sum_i c_i x_i x_i' + ridge,   c_i = w_i sum_k p_k (1 - p_k) / (K - 1),   theta_k = A^-1/2
//   y_k
//
// c_i is the mean of the K - 1 eigenvalues of a row's curvature, so that A is the curvature itself
// where the classes are equally likely, and elsewhere about. (Boehning 1992, "Multinomial logistic
// regression algorithm", Ann. Inst. Stat. Math. 44, takes its largest value, 1/2.) One Cholesky
// factor of P x P serves all classes, made from a sample of the blocks, and again where the
// probabilities have moved away from it. What it saves is passes over the data.
//
// Ends by the certificate
//
//   F - F* <= sum g_j^2 / (2 strength_j),
//
// F being strongly convex in the coefficients with a ridge where the others, the intercepts, are
// minimised out. What is left of their gradient counts as if the weakest ridge held them, which is
// far less than their curvature.
#include "inference/class_minimise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/matrix_kernels.hpp"
#include "parallel/team.hpp"
#include "solver/cholesky.hpp"
#include "solver/lbfgs.hpp"

namespace odds::inference {

using design::Design;
using objective::ClassObjective;
using objective::Evaluation;
using objective::Order;
using objective::View;

namespace {

// Proven distance to the minimum of the mean loss at which the search ends.
constexpr double goal_gap = 1e-11;

// Rows that a preconditioner is made from, for each column.
constexpr std::uint64_t sampled_rows = 12;

// L^-1 of A = L L', and its transpose, with rows padded to a multiple of 8.
class Preconditioner {
 public:
  Preconditioner(const ClassObjective& objective, const std::vector<double>& at,
                 const std::vector<double>& ridge)
      : n_(objective.width()), stride_((n_ + 7) / 8 * 8) {
    std::vector<double> matrix = sampled_curvature(objective, at);
    double largest = 0.0;
    for (std::size_t j = 0; j < n_; ++j) {
      matrix[j * n_ + j] += ridge[j];
      largest = std::max(largest, matrix[j * n_ + j]);
    }
    // A column that the sample lacks, and that no ridge holds.
    for (std::size_t j = 0; j < n_; ++j) matrix[j * n_ + j] += 1e-12 * largest;
    invert(matrix);
  }

  // theta_k = L^-T y_k
  std::vector<double> to_theta(const std::vector<double>& y) const { return times(y, lower_); }
  // g~_k = L^-1 g_k
  std::vector<double> to_gradient(const std::vector<double>& g) const { return times(g, upper_); }
  // y_k = L' theta_k
  std::vector<double> from_theta(const std::vector<double>& theta) const {
    std::vector<double> y(theta.size(), 0.0);
    for (std::size_t first = 0; first < theta.size(); first += n_) {
      for (std::size_t i = 0; i < n_; ++i) {
        for (std::size_t k = i; k < n_; ++k) y[first + i] += factor_[k * n_ + i] * theta[first + k];
      }
    }
    return y;
  }

 private:
  static std::vector<double> sampled_curvature(const ClassObjective& objective,
                                               const std::vector<double>& at) {
    const Design& design = objective.design();
    const std::uint64_t wanted = sampled_rows * objective.width();
    View view = objective.view();
    view.block_stride = std::max<std::uint64_t>(1, design.totals().rows_used / (wanted + 1));
    view.block_stride = std::min<std::uint64_t>(view.block_stride, design.block_count());
    const ClassObjective sample(design, view, objective::ClassPenalty(), objective.workers());
    return sample.mean_curvature(at);
  }

  void invert(const std::vector<double>& matrix) {
    const auto factor = solver::Cholesky::factor(matrix, n_);
    lower_.assign(n_ * stride_, 0.0);
    upper_.assign(n_ * stride_, 0.0);
    factor_.assign(n_ * n_, 0.0);
    if (!factor) {  // not worth a preconditioner: the scales alone
      for (std::size_t j = 0; j < n_; ++j) {
        factor_[j * n_ + j] = std::sqrt(matrix[j * n_ + j]);
        lower_[j * stride_ + j] = upper_[j * stride_ + j] = 1.0 / factor_[j * n_ + j];
      }
      return;
    }
    factor_ = factor->lower();
    std::vector<std::vector<double>> units(n_);
    for (std::size_t j = 0; j < n_; ++j) {
      units[j].assign(j + 1, 0.0);
      units[j][j] = 1.0;
    }
    const std::vector<std::vector<double>> columns = factor->half_solve_all(units);
    for (std::size_t j = 0; j < n_; ++j) {
      for (std::size_t i = 0; i < n_; ++i) {
        lower_[i * stride_ + j] = columns[j][i];
        upper_[j * stride_ + i] = columns[j][i];
      }
    }
  }

  // The vectors of all classes, one after another, as rows times a matrix.
  std::vector<double> times(const std::vector<double>& rows,
                            const base::AlignedVector<double>& matrix) const {
    const std::size_t count = rows.size() / n_;
    base::AlignedVector<double> sums(count * stride_, 0.0);
    kernels::multiply_add({rows.data(), n_, 1}, count, n_, matrix.data(), stride_, stride_,
                          sums.data(), stride_);
    std::vector<double> result(rows.size());
    for (std::size_t k = 0; k < count; ++k) {
      std::copy_n(sums.data() + k * stride_, n_, result.data() + k * n_);
    }
    return result;
  }

  std::size_t n_;
  std::size_t stride_;
  std::vector<double> factor_;         // L
  base::AlignedVector<double> lower_;  // L^-1: rows of y times it are those of theta
  base::AlignedVector<double> upper_;  // its transpose
};

// The mean objective in the coordinates of a preconditioner.
class PreconditionedLoss final : public solver::MeanLoss {
 public:
  PreconditionedLoss(const ClassObjective& objective, const Preconditioner& preconditioner,
                     double sum_weights)
      : objective_(objective), preconditioner_(preconditioner), sum_weights_(sum_weights) {}

  std::size_t dimension() const override { return objective_.dimension(); }

  double evaluate(const std::vector<double>& point, std::vector<double>& gradient) const override {
    last_ = objective_.evaluate(preconditioner_.to_theta(point), Order::gradient);
    gradient = preconditioner_.to_gradient(last_.gradient);
    for (double& g : gradient) g /= sum_weights_;
    return last_.value / sum_weights_;
  }

  // At the point evaluated last, which a line search accepts.
  const Evaluation& last() const { return last_; }

 private:
  const ClassObjective& objective_;
  const Preconditioner& preconditioner_;
  double sum_weights_;
  mutable Evaluation last_;
};

// sum g^2 / (2 strength), of the mean objective.
double gap_bound(const Evaluation& at, const std::vector<double>& ridge, double sum_weights) {
  double weakest = std::numeric_limits<double>::infinity();
  for (const double strength : ridge) {
    if (strength > 0.0) weakest = std::min(weakest, strength);
  }
  double sum = 0.0;
  for (std::size_t j = 0; j < at.gradient.size(); ++j) {
    const double strength = std::max(weakest, ridge[j % ridge.size()]);
    sum += at.gradient[j] * at.gradient[j] / strength;
  }
  return 0.5 * sum / sum_weights;
}

double gradient_norm(const Evaluation& at, double sum_weights) {
  double sum = 0.0;
  for (const double g : at.gradient) sum += g / sum_weights * (g / sum_weights);
  return std::sqrt(sum);
}

}  // namespace

ClassMinimum minimise_ridge(const Design& design, const ClassNullModel& null,
                            const EstimateOptions& options, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  const double sum_weights = design.totals().sum_weights;
  const ClassObjective objective(design, View(), class_penalty(design, options, workers), workers);
  const std::vector<double> ridge = ridge_of(design, options, workers);
  // A preconditioner serves so many iterations before it is made anew.
  constexpr std::int64_t stages[] = {8, 20, 40};
  ClassMinimum minimum;
  minimum.inner = class_start(design, null, objective.equation_count());
  solver::Outcome& outcome = minimum.outcome;
  const std::int64_t limit = options.max_iterations.value_or(default_lbfgs_iterations);
  for (std::size_t stage = 0; !outcome.converged && outcome.stop_reason.empty(); ++stage) {
    const Preconditioner preconditioner(objective, minimum.inner, ridge);
    const PreconditionedLoss loss(objective, preconditioner, sum_weights);
    const bool is_last = stage >= std::size(stages);
    const auto watch = [&](const solver::Visit& visit) -> std::string {
      minimum.certificate.objective_gap = gap_bound(loss.last(), ridge, sum_weights);
      minimum.certificate.gradient_norm = gradient_norm(loss.last(), sum_weights);
      if (minimum.certificate.objective_gap <= goal_gap) return "gradient";
      if (outcome.iterations + visit.iteration >= limit) return "max_iterations";
      if (run.observer != nullptr &&
          !run.observer->progress({"fitting",
                                   static_cast<double>(outcome.iterations + visit.iteration), 0.0,
                                   visit.value})) {
        return "interrupted";
      }
      return !is_last && visit.iteration >= stages[stage] ? "stage" : "";
    };
    constexpr std::size_t memory = 20;
    const solver::Descent descent =
        solver::lbfgs(loss, preconditioner.from_theta(minimum.inner), {0.0, limit, memory}, watch);
    minimum.inner = preconditioner.to_theta(descent.point);
    outcome.iterations += descent.iterations;
    outcome.converged = descent.stop_reason == "gradient";
    if (descent.stop_reason != "stage") outcome.stop_reason = descent.stop_reason;
    // A line that leads nowhere may lead on with another preconditioner.
    if (descent.stop_reason == "line_search" && !is_last) outcome.stop_reason.clear();
  }
  outcome.evaluation = objective.evaluate(minimum.inner, Order::gradient);
  outcome.coefficients = minimum.inner;
  minimum.certificate.kind = outcome.converged ? "gradient" : "none";
  return minimum;
}

}  // namespace odds::inference

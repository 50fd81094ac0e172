// SPDX-License-Identifier: Apache-2.0
#include "solver/orthant_newton.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "solver/dot.hpp"
#include "solver/duality_gap.hpp"

namespace odds::solver {

using objective::FeatureLikelihood;
using penalty::ElasticNet;

namespace {

// The side of a coefficient during a step, and the slope of F there; low == high: it keeps still.
struct Side {
  double low = 0;
  double high = 0;
  double slope = 0;
};

Side side_of(const ElasticNet& penalty, double theta, double gradient) {
  Side side{penalty.low, penalty.high, gradient};
  if (penalty.l1 > 0) {
    double sign = theta > 0 ? 1.0 : -1.0;
    if (theta == 0) {
      if (gradient < -penalty.l1) {
        sign = 1.0;
      } else if (!(gradient > penalty.l1)) {
        return {theta, theta, 0};
      }
    }
    side.slope += sign * penalty.l1;
    (sign > 0 ? side.low : side.high) =
        sign > 0 ? std::max(0.0, penalty.low) : std::min(0.0, penalty.high);
  }
  const bool is_pressed =
      (side.slope > 0 && theta <= side.low) || (side.slope < 0 && theta >= side.high);
  if (is_pressed) return {theta, theta, 0};
  return side;
}

class Search {
 public:
  Search(FeatureLikelihood& objective, const std::vector<ElasticNet>& penalties,
         std::vector<double> start)
      : objective_(objective), penalties_(penalties), sides_(start.size()) {
    outcome.coefficients = std::move(start);
    accept(objective_.evaluate(outcome.coefficients, outcome.gradient));
  }

  // Chooses what may move, at the point accepted.
  void choose_sides();
  double decrement() const { return decrement_; }  // g'M^-1 g over what may move
  bool is_settled() const { return !has_changed_; }
  bool advance(double share, std::int64_t most_products);
  double gap() const;
  // Of the gradient over what may move, total.
  double slope_norm() const;

  OrthantOutcome outcome;

 private:
  void accept(const FeatureLikelihood::Value& value) {
    ++outcome.products;
    objective_.accept();
    outcome.likelihood = value.likelihood;
    outcome.value = value.value + absolute_sum(outcome.coefficients);
  }
  double absolute_sum(const std::vector<double>& theta) const {
    double sum = 0;
    for (std::size_t j = 0; j < theta.size(); ++j) sum += penalties_[j].l1 * std::fabs(theta[j]);
    return sum;
  }
  // What a step of this coefficient alone would gain, twice.
  double gain(std::size_t j) const { return sides_[j].slope * sides_[j].slope / diagonal_[j]; }
  bool moves(std::size_t j) const { return sides_[j].low < sides_[j].high; }
  void hold_back(std::vector<std::uint32_t>& entering);
  std::vector<double> direction(double share, std::int64_t most_products);

  FeatureLikelihood& objective_;
  const std::vector<ElasticNet>& penalties_;
  std::vector<Side> sides_;
  std::vector<double> diagonal_;
  double decrement_ = 0;
  std::size_t moving_ = 0;
  bool has_changed_ = true;
  bool is_fresh_ = false;  // the diagonal is that of the point
};

void Search::choose_sides() {
  constexpr std::int64_t iterations_of_diagonal = 3;
  is_fresh_ =
      diagonal_.empty() || !has_changed_ || outcome.iterations % iterations_of_diagonal == 0;
  if (is_fresh_) {
    diagonal_ = objective_.diagonal();
    ++outcome.products;
  }
  decrement_ = 0;
  moving_ = 0;
  std::vector<std::uint32_t> entering;
  for (std::uint32_t j = 0; j < sides_.size(); ++j) {
    sides_[j] = side_of(penalties_[j], outcome.coefficients[j], outcome.gradient[j]);
    if (!(diagonal_[j] > 0)) sides_[j] = {outcome.coefficients[j], outcome.coefficients[j], 0};
    if (!moves(j)) continue;
    ++moving_;
    decrement_ += gain(j);
    if (outcome.coefficients[j] == 0 && penalties_[j].l1 > 0) entering.push_back(j);
  }
  hold_back(entering);
}

// Leaves at 0 those that gain the least where many would leave it: most of them would come back,
// and until then they spoil the step for the others.
void Search::hold_back(std::vector<std::uint32_t>& entering) {
  constexpr std::size_t always = 500;
  const std::size_t most = std::max(always, (moving_ - entering.size()) / 4);
  if (entering.size() <= most) return;
  std::nth_element(entering.begin(), entering.begin() + static_cast<std::ptrdiff_t>(most),
                   entering.end(), [&](std::uint32_t a, std::uint32_t b) {
                     return gain(a) != gain(b) ? gain(a) > gain(b) : a < b;
                   });
  for (std::size_t k = most; k < entering.size(); ++k) {
    decrement_ -= gain(entering[k]);
    sides_[entering[k]] = {0, 0, 0};
  }
  moving_ = moving_ - entering.size() + most;
  has_changed_ = true;
}

// Conjugate gradients for H d = -slope over what may move.
std::vector<double> Search::direction(double share, std::int64_t most_products) {
  const std::size_t n = sides_.size();
  std::vector<double> d(n, 0.0), r(n, 0.0), p(n, 0.0), product;
  for (std::size_t j = 0; j < n; ++j) {
    if (!moves(j)) continue;
    r[j] = -sides_[j].slope;
    p[j] = r[j] / diagonal_[j];
  }
  double rz = decrement_;
  const double target = share * share * rz;
  for (std::int64_t k = 0; k < most_products && rz > target; ++k) {
    objective_.multiply(p, product);
    ++outcome.products;
    const double curvature = dot(p, product);
    if (!(curvature > 0)) break;
    const double length = rz / curvature;
    double next = 0;
    for (std::size_t j = 0; j < n; ++j) {
      if (!moves(j)) continue;
      d[j] += length * p[j];
      r[j] -= length * product[j];
      next += r[j] * r[j] / diagonal_[j];
    }
    const double beta = next / rz;
    rz = next;
    for (std::size_t j = 0; j < n; ++j) {
      if (moves(j)) p[j] = r[j] / diagonal_[j] + beta * p[j];
    }
  }
  return d;
}

bool Search::advance(double share, std::int64_t most_products) {
  constexpr int most_trials = 40;
  constexpr double rounding = 1e-13;  // of the value, below which gradients decide
  const std::vector<double> d = direction(share, most_products);
  const std::size_t n = d.size();
  const std::vector<double> from = outcome.coefficients;
  std::vector<double> trial(n), gradient;
  double length = 1.0;
  for (int attempt = 0; attempt < most_trials; ++attempt, length *= 0.5) {
    double slope = 0;
    bool is_cut = false;
    for (std::size_t j = 0; j < n; ++j) {
      const double to = from[j] + length * d[j];
      trial[j] = moves(j) ? std::clamp(to, sides_[j].low, sides_[j].high) : from[j];
      is_cut = is_cut || trial[j] != to;
      slope += sides_[j].slope * (trial[j] - from[j]);
    }
    const FeatureLikelihood::Value value = objective_.evaluate(trial, gradient);
    const double total = value.value + absolute_sum(trial);
    const bool is_flat = std::fabs(slope) <= rounding * std::fabs(outcome.value);
    if (!is_flat && !(total <= outcome.value + 1e-4 * slope)) {
      ++outcome.products;
      continue;
    }
    if (is_flat) {
      double after = 0;
      for (std::size_t j = 0; j < n; ++j) {
        const Side side = side_of(penalties_[j], trial[j], gradient[j]);
        if (side.low < side.high) after += side.slope * side.slope / diagonal_[j];
      }
      if (!(after < decrement_)) return false;
    }
    outcome.coefficients.swap(trial);
    outcome.gradient.swap(gradient);
    accept(value);
    has_changed_ = is_cut || length < 1.0;
    return true;
  }
  return false;
}

double Search::slope_norm() const {
  double square = 0;
  for (std::size_t j = 0; j < sides_.size(); ++j) {
    if (moves(j)) square += sides_[j].slope * sides_[j].slope;
  }
  return std::sqrt(square);
}

// With the step d = -g_0 / H_00 of the intercept as the model.
double Search::gap() const {
  if (!is_fresh_) return std::numeric_limits<double>::infinity();
  GapSums sums;
  sums.loss = outcome.likelihood;
  DualityGap gap;
  std::size_t free_count = 0;
  for (std::size_t j = 0; j < sides_.size(); ++j) {
    const ElasticNet& penalty = penalties_[j];
    if (!penalty.is_free() || std::isfinite(penalty.low) || std::isfinite(penalty.high)) continue;
    const double g = outcome.gradient[j];
    ++free_count;
    if (g == 0) continue;
    sums.decrement += g * g / diagonal_[j];
    sums.largest_step += 2.0 * std::fabs(g / diagonal_[j]);  // inner columns are below 2 in size
  }
  const double coupling = std::sqrt(sums.decrement);
  // Steps of several such columns disturb each other.
  if (free_count > 1) gap.add_free(static_cast<double>(free_count) * coupling, 1.0);
  for (std::size_t j = 0; j < sides_.size(); ++j) {
    const ElasticNet& penalty = penalties_[j];
    if (penalty.is_free() && !std::isfinite(penalty.low) && !std::isfinite(penalty.high)) continue;
    const double theta = outcome.coefficients[j];
    const double g = outcome.gradient[j] - penalty.l2 * theta;
    gap.add({penalty, theta, g + std::copysign(coupling * std::sqrt(diagonal_[j]), g)});
  }
  return gap.bound(sums);
}

}  // namespace

OrthantOutcome orthant_newton(FeatureLikelihood& objective,
                              const std::vector<ElasticNet>& penalties, std::vector<double> start,
                              const OrthantOptions& options) {
  Search search(objective, penalties, std::move(start));
  OrthantOutcome& outcome = search.outcome;
  const double sum_weights = objective.response().sum_weights;
  const double scale = options.nobs / sum_weights;
  double first = 0;
  for (;; ++outcome.iterations) {
    search.choose_sides();
    outcome.decrement = std::sqrt(search.decrement() * scale);
    first = std::max(first, outcome.decrement);
    outcome.gap = search.gap();
    outcome.trace.add({outcome.iterations, outcome.value / sum_weights,
                       search.slope_norm() / sum_weights, outcome.gap / sum_weights});
    outcome.converged = outcome.gap <= options.relative_gap * outcome.value;
    if (outcome.converged && outcome.decrement <= options.polished) break;
    if (options.run != nullptr && options.run->observer != nullptr &&
        !options.run->observer->progress({"fitting", static_cast<double>(outcome.iterations), 0.0,
                                          outcome.value / sum_weights})) {
      outcome.stop_reason = "interrupted";
      outcome.converged = false;
      break;
    }
    if (outcome.iterations >= options.max_iterations) {
      outcome.stop_reason = "max_iterations";
      break;
    }
    const double share = std::clamp(std::sqrt(outcome.decrement / first),
                                    0.5 * options.polished / outcome.decrement, 0.3);
    if (!search.advance(share, search.is_settled() ? 100 : 8)) {
      outcome.stop_reason = "line_search";
      break;
    }
  }
  if (outcome.converged) outcome.stop_reason = "gap";
  return std::move(outcome);
}

}  // namespace odds::solver

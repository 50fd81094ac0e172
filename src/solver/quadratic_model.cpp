// SPDX-License-Identifier: Apache-2.0
#include "solver/quadratic_model.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "kernels/column_kernels.hpp"
#include "solver/cholesky.hpp"

namespace odds::solver {
namespace {

using penalty::ElasticNet;

constexpr int most_rounds = 200;
constexpr double settled = 1e-14;   // of a sweep's decrease: relative to that of the first
constexpr double rounding = 1e-28;  // of what the coordinates are worth, in a sweep's decrease

class Descent {
 public:
  Descent(const QuadraticModel& model, std::vector<double> start)
      : model_(model),
        point_(std::move(start)),
        gradient_(model.gradient.begin(), model.gradient.end()) {
    for (std::size_t j = 0; j < model_.n; ++j) {
      point_[j] = model_.penalties[j].clamp(point_[j]);
      shift(j, point_[j] - model_.at[j], gradient_);
    }
  }

  ModelMinimum run() {
    for (int round = 0; round < most_rounds; ++round) {
      const double fall = sweep_all();
      largest_ = std::max(largest_, fall);
      if (fall <= settled * largest_ || fall <= noise_) break;
      settle_free();
    }
    return finish();
  }

 private:
  double curvature(std::size_t j) const { return model_.scale * row(j)[j]; }
  const double* row(std::size_t j) const { return model_.curvature + j * model_.n; }

  // gradient += s H_j change
  void shift(std::size_t j, double change, std::vector<double>& gradient) const {
    if (change == 0.0) return;
    kernels::subtract_multiple(row(j), model_.n, -model_.scale * change, gradient.data());
  }

  // Every coordinate once; returns the sum of h_j change_j^2.
  double sweep_all() {
    double fall = 0.0;
    noise_ = 0.0;
    for (std::size_t j = 0; j < model_.n; ++j) {
      const double h = curvature(j);
      noise_ += rounding * (h * point_[j] * point_[j] + model_.penalties[j].value(point_[j]));
      const double to = model_.penalties[j].minimiser(point_[j], gradient_[j], h);
      const double change = to - point_[j];
      if (change == 0.0 || !std::isfinite(change)) continue;
      shift(j, change, gradient_);
      point_[j] = to;
      fall += (h + model_.penalties[j].l2) * change * change;
    }
    return fall;
  }

  // Neither at a kink nor at a bound.
  bool is_free(std::size_t j, double t) const {
    const ElasticNet& penalty = model_.penalties[j];
    if (t <= penalty.low || t >= penalty.high) return false;
    return t != 0.0 || penalty.l1 == 0.0;
  }

  // Optimises the free coordinates, as long as they stay free.
  void settle_free() {
    free_.clear();
    for (std::size_t j = 0; j < model_.n; ++j) {
      if (is_free(j, point_[j])) free_.push_back(j);
    }
    if (free_.empty()) return;
    copy_block();
    const std::size_t sweeps = std::max<std::size_t>(4, free_.size() / 8);
    for (std::size_t k = 0; k < sweeps; ++k) {
      if (sweep_free() <= settled * largest_) break;
    }
    step_free();
    for (std::size_t a = 0; a < free_.size(); ++a) {
      const std::size_t j = free_[a];
      shift(j, block_point_[a] - point_[j], gradient_);
      point_[j] = block_point_[a];
    }
  }

  // The free coordinates' own block, so that sweeps run over few and neighbouring numbers.
  void copy_block() {
    const std::size_t count = free_.size();
    block_.resize(count * count);
    block_point_.resize(count);
    block_gradient_.resize(count);
    for (std::size_t a = 0; a < count; ++a) {
      const double* from = row(free_[a]);
      double* to = block_.data() + a * count;
      for (std::size_t b = 0; b < count; ++b) to[b] = model_.scale * from[free_[b]];
      block_point_[a] = point_[free_[a]];
      block_gradient_[a] = gradient_[free_[a]];
    }
  }

  void shift_block(std::size_t a, double change) {
    const std::size_t count = free_.size();
    kernels::subtract_multiple(block_.data() + a * count, count, -change, block_gradient_.data());
    block_point_[a] += change;
  }

  double sweep_free() {
    double fall = 0.0;
    for (std::size_t a = 0; a < free_.size(); ++a) {
      const ElasticNet& penalty = model_.penalties[free_[a]];
      const double h = block_[a * free_.size() + a];
      const double to = penalty.minimiser(block_point_[a], block_gradient_[a], h);
      const double change = to - block_point_[a];
      if (change == 0.0 || !std::isfinite(change)) continue;
      shift_block(a, change);
      block_point_[a] = to;
      fall += (h + penalty.l2) * change * change;
    }
    return fall;
  }

  // Newton's steps of the block at its signs, each cut where the first coordinate meets 0 or a
  // bound, which stays there.
  void step_free() {
    live_.clear();
    for (std::size_t a = 0; a < free_.size(); ++a) {
      if (is_free(free_[a], block_point_[a])) live_.push_back(a);  // sweeps may have ended it
    }
    while (!live_.empty()) {
      const std::vector<double> step = newton_step();
      if (step.empty()) return;
      double share = 1.0;
      std::size_t first = live_.size();
      for (std::size_t k = 0; k < live_.size(); ++k) {
        const double room = std::fabs(wall(live_[k], step[k]) - block_point_[live_[k]]);
        if (step[k] != 0.0 && room < share * std::fabs(step[k])) {
          share = room / std::fabs(step[k]);
          first = k;
        }
      }
      for (std::size_t k = 0; k < live_.size(); ++k) {
        const std::size_t a = live_[k];
        const double before = block_point_[a];
        const double to = k == first ? wall(a, step[k]) : before + share * step[k];
        shift_block(a, to - before);
        block_point_[a] = to;
      }
      if (first == live_.size()) return;
      live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(first));
    }
  }

  // Where a coordinate of the block that moves along `step` stops being free.
  double wall(std::size_t a, double step) const {
    const ElasticNet& penalty = model_.penalties[free_[a]];
    const double t = block_point_[a];
    const bool is_kinked = penalty.l1 > 0.0;
    if (step < 0.0) return is_kinked && t > 0.0 ? std::max(penalty.low, 0.0) : penalty.low;
    return is_kinked && t < 0.0 ? std::min(penalty.high, 0.0) : penalty.high;
  }

  // Of the live coordinates; empty where their block is singular.
  std::vector<double> newton_step() const {
    const std::size_t count = live_.size();
    std::vector<double> matrix(count * count);
    std::vector<double> right(count);
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t a = live_[k];
      const ElasticNet& penalty = model_.penalties[free_[a]];
      const double t = block_point_[a];
      const double kink = t == 0.0 ? 0.0 : std::copysign(penalty.l1, t);
      for (std::size_t i = 0; i < count; ++i) {
        matrix[k * count + i] = block_[a * free_.size() + live_[i]];
      }
      matrix[k * count + k] += penalty.l2;
      right[k] = -(block_gradient_[a] + kink + penalty.l2 * t);
    }
    const std::optional<Cholesky> factor = Cholesky::factor(matrix, count, 1e-14);
    if (!factor) return {};
    std::vector<double> step = factor->solve(right);
    for (const double s : step) {
      if (!std::isfinite(s)) return {};
    }
    return step;
  }

  // The gradient anew: sweeps have added rounding to it.
  ModelMinimum finish() {
    ModelMinimum minimum;
    minimum.gradient.assign(model_.gradient.begin(), model_.gradient.end());
    for (std::size_t j = 0; j < model_.n; ++j) {
      shift(j, point_[j] - model_.at[j], minimum.gradient);
    }
    for (std::size_t j = 0; j < model_.n; ++j) {
      minimum.decrement += (point_[j] - model_.at[j]) * (minimum.gradient[j] - model_.gradient[j]);
    }
    minimum.point = std::move(point_);
    return minimum;
  }

  const QuadraticModel& model_;
  std::vector<double> point_, gradient_;
  std::vector<std::size_t> free_;
  std::vector<double> block_, block_point_, block_gradient_;
  std::vector<std::size_t> live_;  // of the block, for Newton's step
  double largest_ = 0.0;           // decrease of a sweep so far
  double noise_ = 0.0;             // decrease of a sweep that is rounding
};

}  // namespace

ModelMinimum minimise_model(const QuadraticModel& model, std::vector<double> start) {
  return Descent(model, std::move(start)).run();
}

}  // namespace odds::solver

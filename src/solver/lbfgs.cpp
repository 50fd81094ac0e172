// SPDX-License-Identifier: Apache-2.0
#include "solver/lbfgs.hpp"

#include <algorithm>
#include <cmath>

#include "solver/dot.hpp"
#include "solver/line_search.hpp"

namespace odds::solver {

namespace {

// The last steps with the changes of the gradient along them, the oldest overwritten first.
class Memory {
 public:
  explicit Memory(std::size_t capacity) : capacity_(capacity), shares_(capacity) {}

  bool is_empty() const { return pairs_.empty(); }
  void clear() {
    pairs_.clear();
    next_ = 0;
  }

  // The step length times direction that led from one gradient to the other.
  void add(double length, const std::vector<double>& direction, const std::vector<double>& before,
           const std::vector<double>& after) {
    // A pair without curvature would make the next direction point uphill.
    constexpr double least_cosine = 1e-10;
    change_.resize(before.size());
    for (std::size_t j = 0; j < before.size(); ++j) change_[j] = after[j] - before[j];
    const double curvature = length * dot(direction, change_);
    const double change = dot(change_, change_);
    const double step = length * length * dot(direction, direction);
    if (!(curvature > least_cosine * std::sqrt(change) * std::sqrt(step))) return;
    if (pairs_.size() < capacity_) pairs_.emplace_back();
    Pair& pair = pairs_[next_];
    next_ = (next_ + 1) % capacity_;
    pair.step.resize(direction.size());
    for (std::size_t j = 0; j < direction.size(); ++j) pair.step[j] = length * direction[j];
    pair.change = change_;
    pair.curvature = curvature;
    scale_ = curvature / change;
  }

  // direction = -H gradient, by Nocedal's two loops.
  void direct(const std::vector<double>& gradient, std::vector<double>& direction) {
    const std::size_t count = pairs_.size();
    direction.resize(gradient.size());
    for (std::size_t j = 0; j < gradient.size(); ++j) direction[j] = -gradient[j];
    for (std::size_t age = 0; age < count; ++age) {
      const Pair& pair = by_age(age);
      shares_[age] = dot(pair.step, direction) / pair.curvature;
      for (std::size_t j = 0; j < direction.size(); ++j) {
        direction[j] -= shares_[age] * pair.change[j];
      }
    }
    if (count > 0) {
      for (double& d : direction) d *= scale_;
    }
    for (std::size_t age = count; age-- > 0;) {
      const Pair& pair = by_age(age);
      const double share = shares_[age] - dot(pair.change, direction) / pair.curvature;
      for (std::size_t j = 0; j < direction.size(); ++j) direction[j] += share * pair.step[j];
    }
  }

 private:
  struct Pair {
    std::vector<double> step, change;  // s, y
    double curvature = 1;              // s'y
  };
  // 0: the last one.
  const Pair& by_age(std::size_t age) const {
    return pairs_[(next_ + 2 * pairs_.size() - 1 - age) % pairs_.size()];
  }

  std::size_t capacity_;
  std::size_t next_ = 0;  // where the next pair goes
  double scale_ = 1;      // s'y / y'y of the last pair
  std::vector<Pair> pairs_;
  std::vector<double> change_, shares_;
};

}  // namespace

Descent lbfgs(const MeanLoss& loss, std::vector<double> start, const LbfgsOptions& options,
              const Watch& watch) {
  Descent at;
  at.point = std::move(start);
  at.value = loss.evaluate(at.point, at.gradient);
  Memory memory(options.memory);
  std::vector<double> direction, trial, trial_gradient;
  const Limits limits{options.gradient_tolerance, options.max_iterations};
  for (;; ++at.iterations) {
    at.stop_reason = end_of_descent(at, limits, watch);
    if (!at.stop_reason.empty()) return at;
    double length = 0.0;
    for (bool retries = true; length == 0.0 && retries;) {
      memory.direct(at.gradient, direction);
      const double slope = dot(at.gradient, direction);
      // The first direction is the gradient's, whose length says nothing of how far to go.
      const double first = memory.is_empty() ? std::min(1.0, 1.0 / std::sqrt(-slope)) : 1.0;
      if (slope < 0.0) {
        Line line{loss, at.point, direction, at.value, slope, trial, trial_gradient};
        length = search_line(line, first);
        if (length > 0.0) at.value = line.trial_value;
      }
      // What the memory holds may mislead: once more from the gradient alone.
      retries = length == 0.0 && !memory.is_empty();
      if (retries) memory.clear();
    }
    if (length == 0.0) {
      at.stop_reason = "line_search";
      return at;
    }
    memory.add(length, direction, at.gradient, trial_gradient);
    at.point.swap(trial);
    at.gradient.swap(trial_gradient);
  }
}

}  // namespace odds::solver

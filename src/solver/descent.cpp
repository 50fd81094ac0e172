// SPDX-License-Identifier: Apache-2.0
#include "solver/descent.hpp"

#include <cmath>

#include "solver/dot.hpp"

namespace odds::solver {

namespace {

// A point with value and gradient.
struct Place {
  std::vector<double> point;
  double value = 0;
  std::vector<double> gradient;
};

struct Search {
  const MeanLoss& loss;
  const DescentOptions& options;
  double ceiling = 0;  // values above it do not come back: the step is too large
  double step = 1.0;
  std::vector<double> previous = {};  // x: the last plain step
  std::vector<double> stepped = {};   // x': the one that is tried
  Place trial = {};
};

double rounding_of(double value) { return 1e-14 * std::fabs(value); }

void evaluate(Search& search, const std::vector<double>& point) {
  search.trial.point = point;
  search.trial.value = search.loss.evaluate(search.trial.point, search.trial.gradient);
}

void take_step(const Descent& at, Search& search) {
  search.stepped = at.point;
  for (std::size_t j = 0; j < at.point.size(); ++j) {
    search.stepped[j] -= search.step * at.gradient[j];
  }
}

// Half of what the slope promises must be won. Where values differ by rounding alone the slopes
// tell: on a quadratic that much is won where the new gradient does not point back.
bool decreases_enough(const Descent& at, const Search& search) {
  const double change = search.trial.value - at.value;
  if (std::fabs(change) <= rounding_of(at.value)) {
    return dot(search.trial.gradient, at.gradient) >= 0.0;
  }
  return change <= -0.5 * search.step * dot(at.gradient, at.gradient);
}

// Halves the step until the value decreases enough. False where none does.
bool backtrack(const Descent& at, Search& search) {
  for (int halvings = 0; halvings < 100; ++halvings, search.step *= 0.5) {
    take_step(at, search);
    evaluate(search, search.stepped);
    if (decreases_enough(at, search)) return true;
  }
  return false;
}

// Goes on from the plain step in the direction of the last move. False where the value would rise,
// or is flat to rounding and the slope does.
bool look_ahead(const Descent& at, Search& search) {
  std::vector<double> move = search.stepped;
  std::vector<double> ahead = search.stepped;
  for (std::size_t j = 0; j < ahead.size(); ++j) {
    move[j] -= search.previous[j];
    ahead[j] += search.options.momentum * move[j];
  }
  Place plain;
  std::swap(plain, search.trial);
  evaluate(search, ahead);
  const double rise = search.trial.value - at.value;
  const double rounding = rounding_of(at.value);
  if (rise < -rounding || (rise <= rounding && dot(search.trial.gradient, move) <= 0.0)) {
    return true;
  }
  std::swap(plain, search.trial);
  return false;
}

// The next point with value and gradient, into the trial. False where there is none.
bool find_next(const Descent& at, Search& search) {
  const bool backtracks = search.options.step == 0.0;
  if (!backtracks) take_step(at, search);
  if (backtracks && !backtrack(at, search)) return false;
  const bool is_ahead = search.options.momentum > 0.0 && look_ahead(at, search);
  if (!is_ahead && !backtracks) evaluate(search, search.stepped);
  if (search.options.momentum > 0.0) search.previous = search.stepped;
  return search.trial.value <= search.ceiling;
}

}  // namespace

Descent descend(const MeanLoss& loss, std::vector<double> start, const DescentOptions& options,
                const Watch& watch) {
  Descent at;
  at.point = std::move(start);
  at.value = loss.evaluate(at.point, at.gradient);
  Search search{loss, options, at.value + 9.0 * std::fabs(at.value)};
  if (options.step > 0.0) search.step = options.step;
  search.previous = at.point;
  const Limits limits{options.gradient_tolerance, options.max_iterations};
  for (;; ++at.iterations) {
    at.stop_reason = end_of_descent(at, limits, watch);
    if (!at.stop_reason.empty()) return at;
    if (!find_next(at, search)) {
      at.stop_reason = "line_search";
      return at;
    }
    at.point.swap(search.trial.point);
    at.gradient.swap(search.trial.gradient);
    at.value = search.trial.value;
    if (options.step == 0.0) search.step *= 2.0;
  }
}

}  // namespace odds::solver

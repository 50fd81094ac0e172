// SPDX-License-Identifier: Apache-2.0
//
// Follows a fit and stops it. An observer is told how far a run is, and can end it: a fit then
// returns its best point so far, marked as not converged. Here gradient descent is stopped after
// three steps, and Newton's method is left to finish; both see the same 1,000 rows.
//
// Prints:
//
//   gradient descent: stopped after 3 steps, stop_reason interrupted, converged: no
//   Newton's method: stop_reason decrement, converged: yes
//   the loss that was told went down: yes
#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

#include <odds/model.hpp>

namespace {

// Called from one thread at a time; a fit tells one step each time.
class StopAfter : public odds::Observer {
 public:
  explicit StopAfter(double steps) : steps_(steps) {}

  bool progress(const odds::Progress& progress) override {
    if (progress.stage != "fitting") return true;
    if (progress.loss > 0) losses.push_back(progress.loss);
    return progress.done < steps_;  // false: stop
  }

  std::vector<double> losses;

 private:
  double steps_;
};

const char* yes_or_no(bool value) { return value ? "yes" : "no"; }

}  // namespace

int main() {
  std::vector<double> x, y;
  for (int i = 0; i < 1000; ++i) {
    x.push_back(std::fmod(i * 0.37, 5));
    y.push_back(std::fmod(i * 0.61, 5) < x.back() ? 1 : 0);
  }
  odds::Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  odds::FitOptions options;
  options.target = "y";

  StopAfter three_steps(3);
  odds::RunOptions run;
  run.observer = &three_steps;
  options.solver = odds::Solver::gradient_descent;
  const odds::FittedModel stopped = odds::fit(table, options, run);
  std::printf("gradient descent: stopped after %lld steps, stop_reason %s, converged: %s\n",
              static_cast<long long>(stopped.iterations), stopped.stop_reason.c_str(),
              yes_or_no(stopped.converged));

  StopAfter many_steps(1e9);
  run.observer = &many_steps;
  options.solver = odds::Solver::newton;
  const odds::FittedModel finished = odds::fit(table, options, run);
  std::printf("Newton's method: stop_reason %s, converged: %s\n", finished.stop_reason.c_str(),
              yes_or_no(finished.converged));
  const std::vector<double>& losses = many_steps.losses;
  std::printf("the loss that was told went down: %s\n",
              yes_or_no(losses.size() > 1 && losses.back() < losses.front()));
}

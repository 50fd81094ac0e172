// SPDX-License-Identifier: Apache-2.0
//
// In the place of the engine until it is there: the grid alone, with the null model at each point.
#include "objective/gather_response.hpp"
#include "parallel/team.hpp"
#include "selection/engine.hpp"

namespace odds::selection {

__attribute__((weak)) Paths minimise_paths(const design::Design& design, const FitOptions& options,
                                           const PathOptions& path, const HeldOut& held_out,
                                           const RunOptions& run, const OnPoint& on_point) {
  static_cast<void>(options);
  static_cast<void>(held_out);
  Paths paths;
  paths.lambda_max = 1.0;
  const std::vector<double> z(
      objective::gather_response(design, parallel::thread_count(run)).weight.size());
  double lambda = 1.0;
  for (std::size_t i = 0; i < path.points; ++i, lambda *= 0.9) {
    PathPoint point;
    point.lambda = lambda;
    point.l1 = path.mix * lambda;
    point.l2 = lambda - point.l1;
    point.deviance_ratio = 1 - lambda;
    point.objective_gap = 1e-9;
    point.converged = true;
    paths.points.push_back(point);
    paths.unconverged_folds.push_back(0);
    if (on_point) on_point(i, z);
  }
  return paths;
}

}  // namespace odds::selection

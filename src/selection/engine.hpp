// SPDX-License-Identifier: Apache-2.0
//
// Elastic-net paths over a grid of penalties, on all rows and, for cross-validation, without each
// fold: problems that share every read of the data.
//
//   minimise  sum_i w_ik loss_i(z_i) + W_k [ l1 sum f_j |theta_j| + (l2/2) sum f_j theta_j^2 ]
//   l1 = mix lambda,  l2 = (1 - mix) lambda;   w_ik = 0 on the rows of fold k, W_k what is left
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <odds/base.hpp>
#include <odds/model.hpp>
#include <odds/selection.hpp>

#include "design/design.hpp"

namespace odds::selection {

// Which fold a row of the table is held out with.
struct HeldOut {
  std::vector<std::uint32_t> fold_of_row;  // by row of the table; at least `folds`: never held out
  std::size_t folds = 0;
};

// Called once for each point of the grid, in order, from one thread: predictors[i] is z of row i of
// the table, offset included, under the fit that did not see the row's fold; that of the fit on all
// rows where the row is never held out.
using OnPoint = std::function<void(std::size_t point, std::span<const double> predictors)>;

struct Paths {
  double lambda_max = 0;
  std::vector<PathPoint> points;  // on all rows, lambda falling; terms index design.terms()
  // By point: folds whose fit did not come within the tolerance.
  std::vector<std::size_t> unconverged_folds;
};

// The design has no constant column but its intercept (remove_constants()). Without held_out.folds
// there are no folds, and on_point may be empty. An observer that asks to stop ends the path early:
// the points so far.
// Throws Error{refused}: path.no_grid where every gradient at the null model is 0.
Paths minimise_paths(const design::Design& design, const FitOptions& options,
                     const PathOptions& path, const HeldOut& held_out, const RunOptions& run,
                     const OnPoint& on_point);

}  // namespace odds::selection

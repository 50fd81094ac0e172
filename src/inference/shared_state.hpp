// SPDX-License-Identifier: Apache-2.0
//
// A fit between two passes over the data.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "inference/shared_passes.hpp"

namespace odds::inference {

struct SharedPasses::State {
  PenalisedFit* fit = nullptr;
  solver::ModelMinimum next;  // over the columns of fit->curvature
  // Where the last step came from, and how far it went.
  std::vector<double> previous;
  double previous_objective = std::numeric_limits<double>::infinity();
  double previous_decrement = std::numeric_limits<double>::infinity();
  int halvings = 0;
  int polishes = 0;
  bool is_open = true;
  bool is_rejected = false;
  bool wants_own = false;
};

// The fit whose curvature serves the others best: of those on all rows, or if there is none of all,
// the one in the middle.
inline std::size_t middle_of(const std::vector<PenalisedFit*>& fits) {
  std::vector<std::size_t> whole;
  for (std::size_t c = 0; c < fits.size(); ++c) {
    if (fits[c]->fold == 0) whole.push_back(c);
  }
  return whole.empty() ? fits.size() / 2 : whole[whole.size() / 2];
}

}  // namespace odds::inference

// SPDX-License-Identifier: Apache-2.0
#include "training/penalty.hpp"

#include <algorithm>

#include "inference/penalty_strengths.hpp"

namespace odds::training {

using design::Design;

namespace {

std::vector<double> network_strengths(const network::Layout& layout, double strength) {
  std::vector<double> strengths(layout.flat_size(), strength);
  for (std::size_t l = 0; l < layout.layers().size(); ++l) {
    for (std::size_t u = 0; u < layout.layers()[l].units; ++u) {
      strengths[layout.flat_index(l, 0, u)] = 0.0;
    }
  }
  return strengths;
}

// penalty_strengths() on w = theta~ s, and on the training rows' share of the loss.
std::vector<double> unit_strengths(const Design& design, const std::vector<double>& scales,
                                   const DesignOptions& options, double training_weight) {
  std::vector<double> strengths = inference::penalty_strengths(design, options, 1).l2;
  const double share = training_weight / design.totals().sum_weights;
  for (std::size_t j = 0; j < strengths.size(); ++j) {
    strengths[j] =
        std::min(penalty::strongest_ridge, strengths[j] * share / (scales[j] * scales[j]));
  }
  return strengths;
}

}  // namespace

penalty::Ridge training_ridge(const Design& design, const network::Shape& shape,
                              const std::vector<double>& scales, const DesignOptions& options,
                              double training_weight) {
  if (options.l2 == 0.0) return penalty::Ridge();
  return penalty::Ridge(
      shape.hidden.empty()
          ? unit_strengths(design, scales, options, training_weight)
          : network_strengths(network::Layout(shape), options.l2 * training_weight));
}

}  // namespace odds::training

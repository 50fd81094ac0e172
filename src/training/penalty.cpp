// SPDX-License-Identifier: Apache-2.0
#include "training/penalty.hpp"

#include <algorithm>
#include <cmath>

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

std::vector<double> unit_strengths(const Design& design, const std::vector<double>& scales,
                                   double strength) {
  std::vector<double> strengths(scales.size(), 0.0);
  for (const design::DesignTerm& term : design.terms()) {
    if (design.has_intercept() && term.inner == 0) continue;
    const double per_unit = std::ldexp(1.0 / scales[term.inner], term.exponent);
    strengths[term.inner] = std::min(penalty::strongest_ridge, strength * per_unit * per_unit);
  }
  return strengths;
}

}  // namespace

penalty::Ridge training_ridge(const Design& design, const network::Shape& shape,
                              const std::vector<double>& scales, double strength) {
  if (strength == 0.0) return penalty::Ridge();
  return penalty::Ridge(shape.hidden.empty() ? unit_strengths(design, scales, strength)
                                             : network_strengths(network::Layout(shape), strength));
}

}  // namespace odds::training

// SPDX-License-Identifier: Apache-2.0
#include "inference/penalty_strengths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inference/spread.hpp"
#include "penalty/ridge.hpp"

namespace odds::inference {

using design::Design;
using design::DesignTerm;

double inner_strength(double product, double scale) {
  constexpr double weakest = std::numeric_limits<double>::min();
  return product == 0.0 ? 0.0 : std::clamp(product * scale, weakest, penalty::strongest_ridge);
}

PenaltyStrengths penalty_strengths(const Design& design, const DesignOptions& options,
                                   unsigned workers) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::size_t n = design.inner_count();
  PenaltyStrengths strengths;
  strengths.l1.assign(n, 0.0);
  strengths.l2.assign(n, 0.0);
  strengths.low.assign(n, -infinity);
  strengths.high.assign(n, infinity);
  const double sum_weights = design.totals().sum_weights;
  std::vector<double> spreads;
  if (options.standardize) spreads = column_spreads(design, workers);
  for (const DesignTerm& term : design.terms()) {
    const std::size_t j = term.inner;
    if (design.has_intercept() && j == 0) continue;
    const auto factor_of = options.penalty_factors.find(term.column);
    const double factor = factor_of == options.penalty_factors.end() ? 1.0 : factor_of->second;
    const auto strength = [&](double penalty, int power) {
      double scale = std::ldexp(1.0, power * term.exponent);
      if (options.standardize) scale = power == 1 ? spreads[j] : spreads[j] * spreads[j];
      return inner_strength(sum_weights * penalty * factor, scale);
    };
    strengths.l1[j] = strength(options.l1, 1);
    strengths.l2[j] = strength(options.l2, 2);
    if (const auto bounds = options.bounds.find(term.column); bounds != options.bounds.end()) {
      strengths.low[j] = std::ldexp(bounds->second.low, -term.exponent);
      strengths.high[j] = std::ldexp(bounds->second.high, -term.exponent);
    }
  }
  return strengths;
}

PenaltyStrengths times(PenaltyStrengths strengths, double share) {
  for (double& l1 : strengths.l1) l1 *= share;
  for (double& l2 : strengths.l2) l2 *= share;
  return strengths;
}

}  // namespace odds::inference

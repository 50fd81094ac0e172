// SPDX-License-Identifier: Apache-2.0
//
// Estimates under an l1 penalty, an elastic net or bounds: to a duality gap, then on the
// coefficients that are not 0 to the last digit.
#pragma once

#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/estimate.hpp"
#include "inference/penalty_strengths.hpp"
#include "inference/shared_passes.hpp"

namespace odds::inference {

// Whether estimate() takes this way.
bool needs_proximal_steps(const EstimateOptions& options);

// By inner column of the strengths: the null model's intercept where the design has ones, and 0 for
// the rest, or what the bounds allow.
std::vector<double> penalised_start(const design::Design& design, const NullModel& null,
                                    const PenaltyStrengths& strengths);

// Removes constant terms from the design (with notes), then fits. Collinear columns stay.
// Requires: options.is_penalised().
Estimate estimate_penalised(design::Design& design, const EstimateOptions& options,
                            const RunOptions& run);

// The fit alone, of any features: from `start` on, by inner column.
struct PenalisedMinimum {
  PenalisedFit fit;
  Certificate certificate;
};
PenalisedMinimum minimise_penalised(const objective::Features& features,
                                    const objective::ResponseRows& response,
                                    const PenaltyStrengths& strengths, double nobs,
                                    std::vector<double> start, const EstimateOptions& options,
                                    const RunOptions& run);

// Fills what does not depend on the method from coefficients over the inner columns and
// estimate.solution.null; functionals stay empty.
void describe_penalised(const design::Design& design, std::vector<double> inner,
                        const RunOptions& run, Estimate& estimate);

// In the user's units, in the order of the terms, from coefficients over the inner columns of a
// design that something is penalised in.
std::vector<double> user_coefficients(const design::Design& design,
                                      const std::vector<double>& inner);

}  // namespace odds::inference

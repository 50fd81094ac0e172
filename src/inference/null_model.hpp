// SPDX-License-Identifier: Apache-2.0
//
// The log-likelihoods that a fit is compared with: the null model, which has an intercept only
// where the model has one (or a constant column), else p = sigma(offset); and the saturated model
// of the rows as given, p = s/m.
#pragma once

#include <odds/base.hpp>

#include "design/design.hpp"

namespace odds::inference {

struct NullModel {
  double intercept = 0;  // coefficient of design.constant_column(); 0 where there is none
  double log_likelihood = 0;
  bool has_constant = false;  // else p = sigma(offset)
};
// Of the design before collinear columns are removed: a constant may be one of them.
NullModel null_model(const design::Design& design, const RunOptions& run);
// The intercept as a start, to three digits: enough for a start, and free of the last bits of a
// library's logarithm. 0 where it is not finite.
double start_intercept(double null_intercept);
double saturated_log_likelihood(const design::Design& design, const RunOptions& run);

}  // namespace odds::inference

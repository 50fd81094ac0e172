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
  double intercept = 0;  // 0 where the model has none
  double log_likelihood = 0;
};
NullModel null_model(const design::Design& design, const RunOptions& run);
double saturated_log_likelihood(const design::Design& design, const RunOptions& run);

}  // namespace odds::inference

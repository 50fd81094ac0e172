// SPDX-License-Identifier: Apache-2.0
//
// The settings of other programs that give a penalised fit. With lambda = l1 + l2 and
// mix = l1 / lambda, the objective
//
//   L + lambda [ mix sum f_j |theta_j| + (1 - mix)/2 sum f_j theta_j^2 ],  L the mean over W
//
// is glmnet's, glum's, Spark's and H2O's; scikit-learn and LIBLINEAR take the sum of the losses
// times C = 1 / (W lambda). glmnet rescales the factors to mean 1, which its lambda makes up for.
// Its and glum's standard deviations have the divisor W as odds' have; Spark's and H2O's W - 1.
//
// Columns are meant as odds sees them, levels as columns of zeros and ones.
#pragma once

#include <string>
#include <vector>

#include <odds/model.hpp>

#include "model/model_file_json.hpp"

namespace odds::report {

struct Equivalent {
  std::string tool;
  std::string settings;      // "" where there are none
  std::string reason;        // why there are none
  bool is_verified = false;  // by fitting it, in benchmarks/
};

// Empty unless there is a penalty or bounds on one unit of two classes.
std::vector<Equivalent> equivalents(const FittedModel& model);

model_file::Json equivalents_json(const FittedModel& model);
// A heading and a line for each; "" where there are none to list.
std::string equivalents_text(const FittedModel& model, std::size_t width);

}  // namespace odds::report

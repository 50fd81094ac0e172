// SPDX-License-Identifier: Apache-2.0
//
// Which penalties and bounds may be asked for, and what does not go with them.
#pragma once

#include <odds/model.hpp>

namespace odds::model {

// Ranges alone: what a path, whose penalties come from its grid, has to hold to as well.
// Throws Error{usage}: fit.l1, fit.l2, fit.penalty_factor, fit.bounds.
void check_penalty_ranges(const DesignOptions& options);

// Of a single fit. Throws Error{usage}, as above and: fit.standardize, fit.firth, fit.solver,
// fit.hidden, fit.ci, fit.vce, fit.joint_tests.
void check_penalty(const FitOptions& options);

}  // namespace odds::model

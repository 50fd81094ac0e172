// SPDX-License-Identifier: Apache-2.0
//
// The nodes of a row's computation with their names, formulas and gradients, and the contributions
// of its features.
#pragma once

#include <odds/explanation.hpp>

#include "explanation/row.hpp"

namespace odds::explanation {

// Fills z, probability, loss and all lists. Requires: the question and the outcome are filled.
void walk(const FittedModel& model, const RowInputs& inputs, Explanation& result);

}  // namespace odds::explanation

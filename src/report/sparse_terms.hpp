// SPDX-License-Identifier: Apache-2.0
//
// Coefficients of sparse columns as terms: all of them for programs, the largest for a person.
#pragma once

#include <cstddef>
#include <string>

#include <odds/model.hpp>

namespace odds::report {

// The k-th that is not zero.
Term sparse_term(const SparseEstimates& sparse, std::size_t k);

// The model with its `most` largest sparse coefficients, by |estimate| times standard deviation,
// among its terms.
FittedModel with_largest(const FittedModel& model, std::size_t most);

// "Of 8,315 sparse columns 512 have a coefficient ..."; "" for a model without.
std::string sparse_sentence(const FittedModel& model, std::size_t most);

}  // namespace odds::report

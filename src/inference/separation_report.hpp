// SPDX-License-Identifier: Apache-2.0
//
// The refusal of separated data, which names what separates them.
#pragma once

#include <odds/base.hpp>

#include "inference/separation.hpp"

namespace odds::inference {

// Single columns or levels that separate by themselves first, then the terms of the direction by
// the size of their effect, with the sign of their flight. `objective` has the default view and
// `direction` is in inner coordinates. Codes separation.complete and separation.quasi.
Error separation_error(const objective::Objective& objective, const Separation& separation);

// The same as one sentence, for a note.
std::string separation_words(const objective::Objective& objective, const Separation& separation);

// By `columns`, those that a penalty leaves free, of a separation over them.
Error penalised_separation_error(const design::Design& design,
                                 const std::vector<std::size_t>& columns, Separation separation,
                                 unsigned workers);

}  // namespace odds::inference

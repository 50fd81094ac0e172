// SPDX-License-Identifier: Apache-2.0
//
// The response of every row of a design, by row of the table.
#pragma once

#include "design/design.hpp"
#include "objective/response_rows.hpp"

namespace odds::objective {

ResponseRows gather_response(const design::Design& design, unsigned workers);

}  // namespace odds::objective

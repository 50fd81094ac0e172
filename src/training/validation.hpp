// SPDX-License-Identifier: Apache-2.0
//
// The rows of a training: those that are learned from, and those that are kept apart to see when
// learning turns into remembering.
#pragma once

#include <cstdint>

#include <odds/network.hpp>

#include "design/design.hpp"
#include "objective/network.hpp"

namespace odds::training {

struct Rows {
  objective::RowFlags kept_apart;  // null: none
  std::uint64_t training = 0;      // rows in use
  std::uint64_t validation = 0;
  double training_weight = 0;  // sum of w f m
  double validation_weight = 0;
};

// Draws options.validation of the rows in use by options.seed.
// Throws Error{refused}: fit.validation_rows where either part would lack rows or an outcome.
Rows choose_rows(const design::Design& design, const NetworkOptions& options);

}  // namespace odds::training

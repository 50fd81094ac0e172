// SPDX-License-Identifier: Apache-2.0
//
// The predictor of a network from the inputs of some rows: forward through the layers, as in the
// fit. Weights are in the user's units, and inputs the columns less their centres.
#pragma once

#include <cstddef>

#include <odds/model.hpp>

#include "network/weights.hpp"

namespace odds::model {

class NetworkScorer {
 public:
  // Requires: model.network.is_used().
  explicit NetworkScorer(const FittedModel& model);

  // z[i] of the last unit without offset, for i < count <= design::tile_rows. `columns` holds the
  // input of term t in row i at t * tile_rows + i; inputs of rows up to tile_rows are read.
  void predict(const double* columns, std::size_t count, double* z) const;

 private:
  network::Shape shape_;
  network::Weights weights_;
};

}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
#include "model/predict_network.hpp"

#include <algorithm>
#include <vector>

#include "design/tile.hpp"
#include "network/pass.hpp"

namespace odds::model {

using design::tile_rows;

namespace {

// The ones come first, then the terms.
network::Shape shape_of(const FittedModel& model) {
  network::Shape shape;
  shape.dense_count = model.terms.size() + 1;
  for (std::size_t l = 0; l + 1 < model.network.layers.size(); ++l) {
    shape.hidden.push_back(model.network.layers[l].units());
  }
  shape.activation = model.network.activation;
  return shape;
}

std::vector<double> flat_point(const FittedModel& model, const network::Layout& layout) {
  std::vector<double> point(layout.flat_size());
  for (std::size_t l = 0; l < layout.layers().size(); ++l) {
    const NetworkLayer& layer = model.network.layers[l];
    const std::size_t inputs = layout.layers()[l].inputs - 1;
    for (std::size_t u = 0; u < layer.units(); ++u) {
      point[layout.flat_index(l, 0, u)] = layer.biases[u];
      for (std::size_t k = 0; k < inputs; ++k) {
        point[layout.flat_index(l, k + 1, u)] = layer.weights[u * inputs + k];
      }
    }
  }
  return point;
}

}  // namespace

NetworkScorer::NetworkScorer(const FittedModel& model)
    : shape_(shape_of(model)), weights_(shape_, std::vector<double>(shape_.dense_count, 1.0)) {
  weights_.set(flat_point(model, weights_.layout()));
}

void NetworkScorer::predict(const double* columns, std::size_t count, double* z) const {
  std::vector<double> inputs(shape_.dense_count * tile_rows);
  std::fill_n(inputs.begin(), tile_rows, 1.0);
  std::copy_n(columns, (shape_.dense_count - 1) * tile_rows, inputs.begin() + tile_rows);
  const std::size_t padded = (count + 7) / 8 * 8;
  const std::vector<double> start(padded, 0.0);
  std::vector<double> predictor(padded);
  network::Pass pass(shape_, padded, network::Pass::Purpose::prediction);
  pass.forward(weights_, {padded, {inputs.data(), 1, tile_rows}, nullptr, 0}, start.data(),
               predictor.data());
  std::copy_n(predictor.begin(), count, z);
}

}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
#include "objective/network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "loss/logistic.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {

using base::AlignedVector;
using design::tile_stride;

namespace {

struct Sums {
  double likelihood = 0;
  double validation_likelihood = 0;
  AlignedVector<double> gradient;  // padded layout
};

struct Moments {
  double weight = 0;
  std::vector<double> sum, square;
};

// Adds the tile's rows, with weights w f m.
void add_moments(Workspace& workspace, Moments& moments) {
  const design::Tile& tile = workspace.tile();
  const std::size_t rows = workspace.rows();
  double* weight = workspace.curvature();
  double* weighted = workspace.residual();
  for (std::size_t i = 0; i < rows; ++i) weight[i] = tile.weight[i] * tile.trials[i];
  for (std::size_t i = 0; i < tile.rows; ++i) moments.weight += weight[i];
  kernels::transposed_product(workspace.dense(), weight, moments.sum.data());
  for (std::size_t j = 0; j < moments.square.size(); ++j) {
    const kernels::DenseTile column{tile.column(j), tile_stride, 1, rows};
    for (std::size_t i = 0; i < rows; ++i) weighted[i] = weight[i] * column.columns[i];
    kernels::transposed_product(column, weighted, &moments.square[j]);
  }
}

void raise(std::vector<double>& to, const std::vector<double>& by) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] = std::max(to[k], by[k]);
}

// Largest magnitude of each unit over the rows that count.
void raise_rows(const double* values, const network::LayerLayout& layer, const double* weight,
                std::size_t rows, std::vector<double>& largest) {
  for (std::size_t i = 0; i < rows; ++i) {
    if (weight[i] == 0.0) continue;
    for (std::size_t u = 0; u < layer.units; ++u) {
      largest[u] = std::max(largest[u], std::fabs(values[i * layer.stride + u]));
    }
  }
}

}  // namespace

network::Shape shape_over(const design::Design& design, std::vector<std::size_t> hidden,
                          Activation activation) {
  network::Shape shape;
  shape.dense_count = design.dense_count();
  for (std::size_t f = 0; f < design.factor_count(); ++f) {
    shape.factor_levels.push_back(design.factor_levels(f));
  }
  shape.hidden = std::move(hidden);
  shape.activation = activation;
  return shape;
}

std::vector<double> input_scales(const design::Design& design, unsigned workers) {
  const std::size_t count = design.dense_count();
  std::vector<std::unique_ptr<Workspace>> workspaces(workers);
  const View view;
  Moments zero{0, std::vector<double>(count, 0.0), std::vector<double>(count, 0.0)};
  const Moments total = parallel::sum_blocks(
      design.block_count(), workers, zero, sizeof(Moments) + 2 * count * sizeof(double),
      [&](std::uint64_t block, Moments& state, unsigned worker) {
        if (!workspaces[worker]) {
          workspaces[worker] = std::make_unique<Workspace>(design, view, false);
        }
        Workspace& workspace = *workspaces[worker];
        const std::size_t rows = design.block_row_count(block);
        for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
          workspace.load(block, begin, std::min(design::tile_rows, rows - begin));
          add_moments(workspace, state);
        }
      },
      [](Moments& left, const Moments& right) {
        left.weight += right.weight;
        for (std::size_t j = 0; j < left.sum.size(); ++j) {
          left.sum[j] += right.sum[j];
          left.square[j] += right.square[j];
        }
      });
  std::vector<double> scales(design.inner_count(), 1.0);
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind != design::TermKind::number) continue;
    const double mean = total.sum[term.inner] / total.weight;
    const double variance = total.square[term.inner] / total.weight - mean * mean;
    if (variance > 0.0 && std::isfinite(variance)) scales[term.inner] = std::sqrt(variance);
  }
  return scales;
}

struct NetworkObjective::Worker {
  Worker(const design::Design& design, const View& view, const network::Shape& shape)
      : workspace(design, view, false),
        pass(shape, design::tile_rows, network::Pass::Purpose::training) {}

  Workspace workspace;
  network::Pass pass;
  network::Inputs inputs;
  bool has_kept_apart = false;
  AlignedVector<double> nothing = AlignedVector<double>(tile_stride);  // zeros
  AlignedVector<double> training = AlignedVector<double>(tile_stride);
  AlignedVector<double> kept_apart = AlignedVector<double>(tile_stride);

  // The rows' weights, shared out between training and validation.
  void share_weights(const std::vector<std::uint8_t>* flags) {
    const design::Tile& tile = workspace.tile();
    std::copy_n(tile.weight.data(), tile.padded_rows, training.data());
    has_kept_apart = false;
    if (flags == nullptr) return;
    std::fill_n(kept_apart.data(), tile.padded_rows, 0.0);
    for (std::size_t i = 0; i < tile.rows; ++i) {
      if ((*flags)[workspace.first_row() + i] == 0) continue;
      std::swap(training[i], kept_apart[i]);
      has_kept_apart = true;
    }
  }

  // The loss of the tile; the residuals of the training rows where `residual` is not null.
  void add_losses(double* residual, Sums& sums) {
    const design::Tile& tile = workspace.tile();
    const std::size_t rows = tile.padded_rows;
    if (has_kept_apart) {
      sums.validation_likelihood +=
          loss::Logistic::evaluate({kept_apart.data(), tile.trials.data(), tile.successes.data()},
                                   rows, workspace.predictor(), nullptr, nullptr);
    }
    sums.likelihood +=
        loss::Logistic::evaluate({training.data(), tile.trials.data(), tile.successes.data()}, rows,
                                 workspace.predictor(), residual, nullptr);
  }
};

NetworkObjective::NetworkObjective(const design::Design& design, network::Shape shape,
                                   std::vector<double> scales, penalty::Ridge ridge,
                                   RowFlags kept_apart, unsigned workers)
    : design_(design),
      shape_(std::move(shape)),
      scales_(std::move(scales)),
      ridge_(std::move(ridge)),
      kept_apart_(std::move(kept_apart)),
      workers_(workers),
      weights_(shape_, scales_),
      pool_(workers) {}

NetworkObjective::~NetworkObjective() = default;

template <class State, class F, class Merge>
State NetworkObjective::sum_rows(const std::vector<double>& point, bool with_offset,
                                 const State& zero, std::size_t bytes, F&& f, Merge&& merge) const {
  weights_.set(point);
  return parallel::sum_blocks(
      design_.block_count(), workers_, zero, bytes,
      [&](std::uint64_t block, State& state, unsigned index) {
        if (!pool_[index]) pool_[index] = std::make_unique<Worker>(design_, view_, shape_);
        Worker& worker = *pool_[index];
        const std::size_t rows = design_.block_row_count(block);
        for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
          Workspace& workspace = worker.workspace;
          workspace.load(block, begin, std::min(design::tile_rows, rows - begin));
          const design::Tile& tile = workspace.tile();
          worker.inputs = {tile.padded_rows,
                           {tile.dense.data(), 1, tile_stride},
                           tile.codes.data(),
                           tile_stride};
          worker.share_weights(kept_apart_.get());
          const double* start = with_offset ? workspace.offset() : worker.nothing.data();
          worker.pass.forward(weights_, worker.inputs, start, workspace.predictor());
          f(worker, state);
        }
      },
      merge);
}

NetworkEvaluation NetworkObjective::evaluate(const std::vector<double>& point,
                                             bool with_gradient) const {
  Sums zero;
  if (with_gradient) zero.gradient.resize(weights_.layout().padded_size());
  const Sums sums = sum_rows(
      point, true, zero, sizeof(Sums) + zero.gradient.size() * sizeof(double),
      [&](Worker& worker, Sums& state) {
        double* residual = with_gradient ? worker.workspace.residual() : nullptr;
        worker.add_losses(residual, state);
        if (!with_gradient) return;
        worker.pass.backward(weights_, worker.inputs, residual, state.gradient.data());
      },
      [](Sums& left, const Sums& right) {
        left.likelihood += right.likelihood;
        left.validation_likelihood += right.validation_likelihood;
        for (std::size_t k = 0; k < left.gradient.size(); ++k) {
          left.gradient[k] += right.gradient[k];
        }
      });
  NetworkEvaluation result;
  result.likelihood = sums.likelihood;
  result.validation_likelihood = sums.validation_likelihood;
  result.value = sums.likelihood;
  if (with_gradient) weights_.flatten(sums.gradient.data(), 1.0, result.gradient);
  if (!ridge_.is_active()) return result;
  result.value += ridge_.value(point);
  for (std::size_t k = 0; k < result.gradient.size(); ++k) {
    result.gradient[k] += ridge_.gradient(point[k], k);
  }
  return result;
}

NetworkActivity NetworkObjective::activity(const std::vector<double>& point) const {
  NetworkActivity zero;
  const std::vector<network::LayerLayout>& layers = weights_.layout().layers();
  std::size_t bytes = sizeof(NetworkActivity);
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    zero.largest_value.emplace_back(layers[l].units, 0.0);
    zero.largest_slope.emplace_back(layers[l].units, 0.0);
    bytes += 2 * layers[l].units * sizeof(double);
  }
  return sum_rows(
      point, true, zero, bytes,
      [&](Worker& worker, NetworkActivity& state) {
        const design::Tile& tile = worker.workspace.tile();
        for (std::size_t i = 0; i < tile.rows; ++i) {
          const double weight = worker.training[i];
          const double right = worker.workspace.predictor()[i] >= 0.0
                                   ? tile.successes[i]
                                   : tile.trials[i] - tile.successes[i];
          state.weight += weight * tile.trials[i];
          state.right += weight * right;
        }
        for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
          raise_rows(worker.pass.values(l), layers[l], worker.training.data(), tile.rows,
                     state.largest_value[l]);
          raise_rows(worker.pass.slopes(l), layers[l], worker.training.data(), tile.rows,
                     state.largest_slope[l]);
        }
      },
      [](NetworkActivity& left, const NetworkActivity& right) {
        left.weight += right.weight;
        left.right += right.right;
        for (std::size_t l = 0; l < left.largest_value.size(); ++l) {
          raise(left.largest_value[l], right.largest_value[l]);
          raise(left.largest_slope[l], right.largest_slope[l]);
        }
      });
}

std::pair<double, double> NetworkObjective::predictor_range(
    const std::vector<double>& point) const {
  using Range = std::pair<double, double>;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Range range = sum_rows(
      point, false, Range{infinity, -infinity}, sizeof(Range),
      [](Worker& worker, Range& state) {
        for (std::size_t i = 0; i < worker.workspace.tile().rows; ++i) {
          if (worker.training[i] == 0.0) continue;
          const double z = worker.workspace.predictor()[i];
          state.first = std::min(state.first, z);
          state.second = std::max(state.second, z);
        }
      },
      [](Range& left, const Range& right) {
        left.first = std::min(left.first, right.first);
        left.second = std::max(left.second, right.second);
      });
  return range.first <= range.second ? range : Range{0.0, 0.0};
}

}  // namespace odds::objective

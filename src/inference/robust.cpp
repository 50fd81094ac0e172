// SPDX-License-Identifier: Apache-2.0
#include "inference/robust.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "design/clusters.hpp"
#include "loss/logistic.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::inference {

using objective::Objective;
using objective::Workspace;

namespace {

using Sums = std::vector<double>;

void add(Sums& left, const Sums& right) {
  for (std::size_t k = 0; k < left.size(); ++k) left[k] += right[k];
}

// An even power of two next to the mean weight.
int weight_exponent(const Objective& objective) {
  const design::ResponseTotals& totals = objective.design().totals();
  return 2 * (std::ilogb(totals.sum_weights / totals.nobs) / 2);
}

// Sets the residuals w f (m p - s) 2^-exponent of the tile in `workspace`, all of whose columns are
// expanded.
void set_residuals(Workspace& workspace, const std::vector<double>& coefficients, int exponent) {
  kernels::linear_predictor(workspace.dense(), coefficients.data(), workspace.offset(),
                            workspace.predictor());
  static_cast<void>(loss::Logistic::evaluate(workspace.response(), workspace.rows(),
                                             workspace.predictor(), workspace.residual(), nullptr));
  if (exponent == 0) return;
  for (std::size_t i = 0; i < workspace.rows(); ++i) {
    workspace.residual()[i] = std::ldexp(workspace.residual()[i], -exponent);
  }
}

// The upper triangle copied below.
void complete(Sums& matrix, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) matrix[j * n + k] = matrix[k * n + j];
  }
}

// sum_i f (w (m p - s))^2 x x' = sum_i (w f (m p - s))^2 / f x x'
Sums row_products(const Objective& objective, const std::vector<double>& coefficients) {
  const std::size_t n = objective.dimension();
  const int exponent = weight_exponent(objective);
  return objective.sum_tiles(
      Sums(n * n, 0.0), n * n * sizeof(double),
      [&](Workspace& workspace, Sums& state) {
        set_residuals(workspace, coefficients, exponent);
        std::array<double, design::tile_rows> frequency{};
        const std::size_t row = workspace.first_row();
        objective.design().load_frequency(row / block_rows, row % block_rows, workspace.tile().rows,
                                          frequency.data());
        double* weight = workspace.curvature();
        for (std::size_t i = 0; i < workspace.rows(); ++i) {
          const double residual = workspace.residual()[i];
          weight[i] = residual == 0.0 ? 0.0 : residual * residual / frequency[i];
        }
        kernels::weighted_gram(workspace.dense(), weight, state.data(), n);
      },
      add);
}

// The scores of clusters [first, last), a row each.
Sums cluster_scores(const Objective& objective, const std::vector<double>& coefficients,
                    const design::Clusters& clusters, std::uint32_t first, std::uint32_t last) {
  const std::size_t n = objective.dimension();
  const std::size_t size = n * (last - first);
  const int exponent = weight_exponent(objective);
  return objective.sum_tiles(
      Sums(size, 0.0), size * sizeof(double),
      [&](Workspace& workspace, Sums& state) {
        set_residuals(workspace, coefficients, exponent);
        const kernels::DenseTile x = workspace.dense();
        const std::uint32_t* cluster = clusters.of_row.data() + workspace.first_row();
        for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
          const double residual = workspace.residual()[i];
          if (residual == 0.0 || cluster[i] < first || cluster[i] >= last) continue;
          double* score = state.data() + n * (cluster[i] - first);
          for (std::size_t j = 0; j < n; ++j) score[j] += residual * x.columns[j * x.stride + i];
        }
      },
      add);
}

// sum_g s_g s_g' over the rows of `scores`, in chunks through the tree of sums.
Sums products_of(const Sums& scores, std::size_t n, unsigned workers) {
  constexpr std::size_t chunk = 256;
  const std::size_t count = scores.size() / n;
  return parallel::sum_blocks((count + chunk - 1) / chunk, workers, Sums(n * n, 0.0),
                              n * n * sizeof(double),
                              [&](std::uint64_t block, Sums& state, unsigned) {
                                const std::size_t end = std::min(count, (block + 1) * chunk);
                                for (std::size_t g = block * chunk; g < end; ++g) {
                                  const double* score = scores.data() + g * n;
                                  for (std::size_t j = 0; j < n; ++j) {
                                    for (std::size_t k = j; k < n; ++k)
                                      state[j * n + k] += score[j] * score[k];
                                  }
                                }
                              },
                              add);
}

Sums cluster_products(const Objective& objective, const std::vector<double>& coefficients,
                      const design::Clusters& clusters) {
  constexpr std::size_t most_bytes = std::size_t{32} << 20U;
  const std::size_t n = objective.dimension();
  const auto step =
      static_cast<std::uint32_t>(std::max<std::size_t>(1, most_bytes / (n * sizeof(double))));
  Sums total(n * n, 0.0);
  for (std::uint32_t first = 0; first < clusters.count;) {
    const std::uint32_t last = clusters.count - first > step ? first + step : clusters.count;
    const Sums scores = cluster_scores(objective, coefficients, clusters, first, last);
    add(total, products_of(scores, n, objective.workers()));
    first = last;
  }
  return total;
}

}  // namespace

ScoreProducts score_products(const Objective& objective, const std::vector<double>& coefficients,
                             Vce vce, std::int64_t rank) {
  const std::size_t n = objective.dimension();
  const double rows = objective.design().totals().freq_sum;
  const auto k = static_cast<double>(rank);
  ScoreProducts result;
  result.exponent = weight_exponent(objective);
  if (vce == Vce::cluster) {
    const design::Clusters clusters = objective.design().clusters();
    const double g = clusters.count;
    result.products = cluster_products(objective, coefficients, clusters);
    result.cluster_count = clusters.count;
    result.factor = g / (g - 1) * ((rows - 1) / (rows - k));
    if (clusters.count < 2) result.factor = not_applicable;
  } else {
    result.products = row_products(objective, coefficients);
    if (vce == Vce::hc1) result.factor = rows / (rows - k);
  }
  if (!(rows > k)) result.factor = not_applicable;  // every score is zero
  complete(result.products, n);
  return result;
}

}  // namespace odds::inference

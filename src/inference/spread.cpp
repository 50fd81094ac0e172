// SPDX-License-Identifier: Apache-2.0
#include "inference/spread.hpp"

#include <algorithm>
#include <cmath>

#include "objective/likelihood.hpp"

namespace odds::inference {
namespace {

double spread(double sum, double squares, double sum_weights) {
  const double mean = sum / sum_weights;
  return std::sqrt(std::max(0.0, squares / sum_weights - mean * mean));
}

struct Moments {
  std::vector<double> sums, squares;
};

}  // namespace

std::vector<double> column_spreads(const std::vector<double>& gram, const objective::View& view,
                                   double sum_weights) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(gram.size()))));
  std::vector<double> result(n);
  if (view.basis.empty()) {
    for (std::size_t j = 0; j < n; ++j) result[j] = spread(gram[j], gram[j * n + j], sum_weights);
    return result;
  }
  // x = L x^, so that the columns' cross products are those of the rows of L with `gram` between.
  const std::vector<double>& lower = view.basis;
  std::vector<double> first(n);  // L_00 times row 0 of gram
  for (std::size_t k = 0; k < n; ++k) first[k] = lower[0] * gram[k];
  for (std::size_t j = 0; j < n; ++j) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t k = 0; k <= j; ++k) {
      sum += first[k] * lower[j * n + k];
      double row = 0.0;
      for (std::size_t i = 0; i <= j; ++i) row += gram[k * n + i] * lower[j * n + i];
      squares += lower[j * n + k] * row;
    }
    result[j] = spread(sum, squares, sum_weights);
  }
  return result;
}

std::vector<double> column_spreads(const design::Design& design, unsigned workers) {
  const objective::Objective objective(design, objective::View(), penalty::Ridge(), workers);
  const std::size_t n = objective.dimension();
  const Moments zero{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
  const Moments moments = objective.sum_tiles(
      zero, 2 * n * sizeof(double),
      [n](objective::Workspace& workspace, Moments& state) {
        const kernels::DenseTile x = workspace.dense();
        const design::Tile& tile = workspace.tile();
        for (std::size_t j = 0; j < n; ++j) {
          for (std::size_t i = 0; i < tile.rows; ++i) {
            const double value = x.columns[j * x.stride + i];
            const double part = tile.weight[i] * tile.trials[i] * value;
            state.sums[j] += part;
            state.squares[j] += part * value;
          }
        }
      },
      [n](Moments& left, const Moments& right) {
        for (std::size_t j = 0; j < n; ++j) {
          left.sums[j] += right.sums[j];
          left.squares[j] += right.squares[j];
        }
      });
  std::vector<double> result(n);
  const double sum_weights = design.totals().sum_weights;
  for (std::size_t j = 0; j < n; ++j) {
    result[j] = spread(moments.sums[j], moments.squares[j], sum_weights);
  }
  return result;
}

}  // namespace odds::inference

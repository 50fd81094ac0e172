// SPDX-License-Identifier: Apache-2.0
#include "inference/goodness.hpp"

#include <array>
#include <cmath>

#include "kernels/logistic.hpp"

namespace odds::inference {

void MeanProbabilities::add(objective::Workspace& workspace,
                            const std::vector<std::uint8_t>* predicted) {
  const design::Tile& tile = workspace.tile();
  std::array<double, design::tile_rows> p;
  kernels::sigma(workspace.predictor(), p.data(), tile.rows);
  if (predicted != nullptr) {
    const std::uint8_t* flag = predicted->data() + workspace.first_row();
    for (std::size_t i = 0; i < tile.rows; ++i) {
      if (flag[i] != 0) p[i] = tile.successes[i] > 0.0 ? 1.0 : 0.0;
    }
  }
  for (std::size_t i = 0; i < tile.rows; ++i) {
    events += tile.weight[i] * tile.successes[i] * p[i];
    others += tile.weight[i] * (tile.trials[i] - tile.successes[i]) * p[i];
  }
}

void MeanProbabilities::add(const MeanProbabilities& other) {
  events += other.events;
  others += other.others;
}

RSquared r_squared(double log_likelihood, double null_log_likelihood,
                   const design::ResponseTotals& totals, const MeanProbabilities& sums) {
  RSquared r2;
  const double n = totals.nobs;
  r2.mcfadden = 1.0 - log_likelihood / null_log_likelihood;
  r2.cox_snell = -std::expm1(2.0 * (null_log_likelihood - log_likelihood) / n);
  r2.nagelkerke = r2.cox_snell / -std::expm1(2.0 * null_log_likelihood / n);
  r2.tjur =
      sums.events / totals.event_weight - sums.others / (totals.sum_weights - totals.event_weight);
  return r2;
}

}  // namespace odds::inference

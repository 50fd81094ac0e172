// SPDX-License-Identifier: Apache-2.0
#include "evaluation/influence/metric.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "evaluation/influence/row_figures.hpp"
#include "kernels/tile_kernels.hpp"
#include "model/predict_interval.hpp"
#include "parallel/sum_blocks.hpp"
#include "solver/cholesky.hpp"

namespace odds::evaluation {

using design::tile_rows;

namespace {

// The buffers of one worker.
struct Buffers {
  explicit Buffers(const Leverage& metric)
      : tile(metric.size() - 1), figures(&metric), chosen(metric.size() * tile_rows) {}
  ScoredTile tile;
  RowFigures figures;
  base::AlignedVector<double> chosen;  // the parts that are not 0 by construction
};

// Covariance of the columns `which` as a metric of all.
Leverage metric_of(const std::vector<double>& covariance, const std::vector<std::size_t>& which,
                   const Leverage& kept) {
  const std::size_t n = which.size();
  std::vector<double> scales(kept.size(), 0.0);
  std::vector<double> lower(kept.size() * (kept.size() - 1) / 2, 0.0);
  for (std::size_t a = 0; a < n; ++a) {
    const double root_a = std::sqrt(covariance[a * n + a]);
    scales[which[a]] = kept.scales()[which[a]] * root_a;
    for (std::size_t b = 0; b < a; ++b) {
      const double root_b = std::sqrt(covariance[b * n + b]);
      lower[which[a] * (which[a] - 1) / 2 + which[b]] = covariance[a * n + b] / root_a / root_b;
    }
  }
  return {std::move(scales), std::move(lower)};
}

}  // namespace

std::optional<Leverage> kept_metric(const FittedModel& model, std::vector<Note>& notes) {
  const auto none = [&](const std::string& reason) {
    notes.push_back({"influence.no_metric", "There are residuals, but no leverages: " + reason});
    return std::nullopt;
  };
  if (model.network.is_used()) return none("a network has no curvature that is known to be one.");
  if (model.sparse.is_used()) return none("the coefficients of sparse columns have no covariance.");
  bool has_limits = false;
  for (const Term& term : model.terms) has_limits = has_limits || !term.limit.empty();
  try {
    const model::Interval interval(model, model.level, has_limits);
    return Leverage(interval.scales(), interval.lower());
  } catch (const Error& error) {  // it says in words what the model lacks
    return none(error.message());
  }
}

std::optional<Leverage> summed_metric(const Leverage& kept, const TileScorer& scorer,
                                      const design::Source& source, unsigned workers,
                                      std::vector<Note>& notes) {
  std::vector<std::size_t> which;
  for (std::size_t j = 0; j < kept.size(); ++j) {
    if (kept.scales()[j] != 0) which.push_back(j);
  }
  const std::size_t n = which.size();
  std::vector<std::unique_ptr<Buffers>> buffers(workers);
  std::vector<double> curvature = parallel::sum_blocks(
      source.block_count(), workers, std::vector<double>(n * n), n * n * sizeof(double),
      [&](std::uint64_t block, std::vector<double>& state, unsigned worker) {
        if (!buffers[worker]) buffers[worker] = std::make_unique<Buffers>(kept);
        Buffers& of = *buffers[worker];
        const std::size_t rows = source.blocks[block].rows;
        for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
          TileProblems ignored;  // the pass that follows says what is wrong
          scorer.load({block, begin, std::min(tile_rows, rows - begin)}, of.tile, ignored);
          of.figures.set(of.tile);
          for (std::size_t a = 0; a < n; ++a) {
            std::copy_n(of.figures.parts() + which[a] * tile_rows, tile_rows,
                        of.chosen.data() + a * tile_rows);
          }
          const std::size_t padded = (of.tile.outcomes.count + 7) / 8 * 8;
          std::fill(
              of.tile.outcomes.freq.begin() + static_cast<std::ptrdiff_t>(of.tile.outcomes.count),
              of.tile.outcomes.freq.end(), 0.0);
          kernels::weighted_gram({of.chosen.data(), tile_rows, n, padded},
                                 of.tile.outcomes.freq.data(), state.data(), n);
        }
      },
      [](std::vector<double>& left, const std::vector<double>& right) {
        for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
      });
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < a; ++b) curvature[a * n + b] = curvature[b * n + a];
  }
  const auto factor = solver::Cholesky::factor(curvature, n, 1e-13);
  if (!factor) {
    notes.push_back({"influence.no_metric",
                     "There are residuals, but no leverages: the curvature at the estimate is "
                     "singular to working precision."});
    return std::nullopt;
  }
  return metric_of(factor->inverse(), which, kept);
}

}  // namespace odds::evaluation

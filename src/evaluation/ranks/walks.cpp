// SPDX-License-Identifier: Apache-2.0
#include "evaluation/ranks/walks.hpp"

#include <cstdint>
#include <functional>

#include "evaluation/ranks/concordance.hpp"
#include "evaluation/ranks/roc.hpp"
#include "parallel/team.hpp"

namespace odds::evaluation {

Walks walk(const Ranking& ranking, const LossSums& sums, const std::vector<double>& shares,
           unsigned workers, ModelEvaluation& evaluation) {
  Walks found;
  // Each writes members of its own.
  std::vector<std::function<void()>> tasks;
  tasks.emplace_back([&] { fill_ranks(ranking, sums, evaluation); });
  tasks.emplace_back([&] { found.tenths = tenths(ranking, sums.nobs, Direction::ascending); });
  if (!shares.empty()) {
    if (has_both_classes(sums)) tasks.emplace_back([&] { found.roc = roc_curve(ranking); });
    tasks.emplace_back([&] { found.from_top = tenths(ranking, sums.nobs, Direction::descending); });
    tasks.emplace_back([&] { found.quantiles = score_quantiles(ranking, sums.nobs, shares); });
  }
  if (has_both_classes(sums)) {
    tasks.emplace_back([&] { found.average_precision = average_precision(ranking); });
  }
  parallel::for_blocks(tasks.size(), workers, [&](std::uint64_t task, unsigned) { tasks[task](); });
  return found;
}

}  // namespace odds::evaluation

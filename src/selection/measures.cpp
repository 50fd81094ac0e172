// SPDX-License-Identifier: Apache-2.0
#include "selection/measures.hpp"

#include <algorithm>
#include <array>

#include "evaluation/ranks/ranking.hpp"
#include "evaluation/ranks/sort.hpp"
#include "kernels/logistic.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::selection {
namespace {

constexpr std::size_t tile = 256;

void check_pairs(const objective::ResponseRows& rows, const Folds& folds) {
  std::vector<char> has_event(folds.count(), 0), has_other(folds.count(), 0);
  for (std::size_t row = 0; row < folds.of_row.size(); ++row) {
    const std::uint32_t fold = folds.of_row[row];
    if (fold == no_fold) continue;
    if (rows.successes[row] > 0) has_event[fold] = 1;
    if (rows.successes[row] < rows.trials[row]) has_other[fold] = 1;
  }
  for (std::size_t fold = 0; fold < folds.count(); ++fold) {
    if (has_event[fold] != 0 && has_other[fold] != 0) continue;
    throw Error(Fault::refused, "cv.auc",
                "fold " + quote(folds.names[fold]) + " has " +
                    (has_event[fold] != 0 ? "events only" : "no event") +
                    ": the AUC compares two classes.",
                "Use fewer folds, or --measure deviance.");
  }
}

double area_under_curve(const evaluation::Ranking& ranking) {
  evaluation::CompensatedSum area;  // pairs won, ties one half
  double events = 0, others = 0;
  ranking.for_each_tie([&](const evaluation::Tie& tie) {
    area.add(tie.events * (others + 0.5 * tie.others));
    events += tie.events;
    others += tie.others;
  });
  return area.value() / (events * others);
}

}  // namespace

HeldOutMeasure::HeldOutMeasure(Measure measure, const objective::ResponseRows& rows,
                               const Folds& folds, unsigned workers)
    : measure_(measure), rows_(rows), folds_(folds), workers_(workers) {
  if (measure == Measure::auc) check_pairs(rows, folds);
}

std::vector<double> HeldOutMeasure::by_fold(std::span<const double> z) const {
  return measure_ == Measure::auc ? areas(z) : mean_losses(z);
}

// Adds the losses of rows [first, first + count) to their folds' sums; count <= tile.
void HeldOutMeasure::add_losses(std::span<const double> z, std::size_t first, std::size_t count,
                                std::vector<double>& sums) const {
  std::array<double, tile> of_event{}, of_other{};  // what a row costs that is one
  if (measure_ == Measure::deviance) {
    for (std::size_t i = 0; i < count; ++i) of_event[i] = -z[first + i];
    kernels::softplus(of_event.data(), of_event.data(), count);
    kernels::softplus(&z[first], of_other.data(), count);
    for (std::size_t i = 0; i < count; ++i) {
      of_event[i] *= 2.0;
      of_other[i] *= 2.0;
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      of_other[i] = z[first + i] >= 0 ? 1.0 : 0.0;
      of_event[i] = 1.0 - of_other[i];
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = first + i;
    const std::uint32_t fold = folds_.of_row[row];
    if (fold == no_fold) continue;
    const double events = rows_.successes[row];
    const double others = rows_.trials[row] - events;
    double loss = 0;  // an outcome that did not happen costs nothing, at any z
    if (events > 0) loss += events * of_event[i];
    if (others > 0) loss += others * of_other[i];
    sums[fold] += rows_.weight[row] * loss;
  }
}

std::vector<double> HeldOutMeasure::mean_losses(std::span<const double> z) const {
  using Sums = std::vector<double>;
  const std::uint64_t blocks = (z.size() + block_rows - 1) / block_rows;
  Sums sums = parallel::sum_blocks(
      blocks, workers_, Sums(folds_.count()), folds_.count() * sizeof(double),
      [&](std::uint64_t block, Sums& state, unsigned) {
        const std::size_t end = std::min<std::size_t>(z.size(), (block + 1) * block_rows);
        for (std::size_t first = block * block_rows; first < end; first += tile) {
          add_losses(z, first, std::min(tile, end - first), state);
        }
      },
      [](Sums& left, const Sums& right) {
        for (std::size_t fold = 0; fold < left.size(); ++fold) left[fold] += right[fold];
      });
  for (std::size_t fold = 0; fold < sums.size(); ++fold) sums[fold] /= folds_.weights[fold];
  return sums;
}

std::vector<double> HeldOutMeasure::areas(std::span<const double> z) const {
  const evaluation::RowColumns columns = {{rows_.weight.begin(), rows_.weight.end()},
                                          {},
                                          {rows_.trials.begin(), rows_.trials.end()},
                                          {rows_.successes.begin(), rows_.successes.end()}};
  std::vector<double> result(folds_.count());
  for (std::size_t fold = 0; fold < folds_.count(); ++fold) {
    evaluation::ScoredRows scores(folds_.rows[fold]);
    std::size_t next = 0;
    for (std::size_t row = 0; row < z.size(); ++row) {
      if (folds_.of_row[row] == fold) scores.data()[next++] = {z[row], row << 1U};
    }
    evaluation::sort_by_score(scores, workers_);
    result[fold] = area_under_curve(evaluation::Ranking(scores, next, columns));
  }
  return result;
}

}  // namespace odds::selection

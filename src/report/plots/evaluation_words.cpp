// SPDX-License-Identifier: Apache-2.0
#include "report/plots/evaluation_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/plots/figures.hpp"
#include "report/summary_words.hpp"

namespace odds::report::plots {

const ModelEvaluation& evaluation_of(const Report& report, const char* plot) {
  if (report.evaluation != nullptr) {
    const ModelEvaluation& evaluation = *report.evaluation;
    const bool has_class_curves = std::any_of(
        evaluation.by_class.begin(), evaluation.by_class.end(), [](const ClassFigures& figures) {
          return !figures.roc.empty() || !figures.calibration_table.empty();
        });
    if (evaluation.curves || has_class_curves) return evaluation;
  }
  refuse_plot(fmt::format("{} needs rows of which it is known what happened.", plot),
              "Evaluate the model on a table, with curves: odds plot KIND MODEL DATA.");
}

std::string probability_words(const ModelEvaluation& evaluation) {
  return event_sentence(RowFacts(evaluation));
}

std::string rows_words(const ModelEvaluation& evaluation) {
  std::string words = counted(evaluation.rows, "row");
  if (!evaluation.source.empty() && evaluation.source != "-") {
    words += " of " + printable(evaluation.source);
  }
  return words + (evaluation.is_fit_data ? ", the data of the fit." : ".");
}

std::string with_limits(double value, double low, double high, double level) {
  std::string words = decimals(value);
  if (!std::isfinite(low) || !std::isfinite(high)) return words;
  return fmt::format("{} ({:g}% limits {} to {})", words, level, decimals(low), decimals(high));
}

std::vector<std::size_t> largest_classes(const ModelEvaluation& evaluation) {
  std::vector<std::size_t> order(evaluation.by_class.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return evaluation.by_class[a].weight > evaluation.by_class[b].weight;
  });
  order.resize(std::min<std::size_t>(order.size(), ink_count));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace odds::report::plots

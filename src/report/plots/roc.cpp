// SPDX-License-Identifier: Apache-2.0
//
// The ROC curve: the share of the events that are found against the share of the others that are
// taken for events, over all thresholds. Of several classes one curve each, against all others.
#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/plots/evaluation_words.hpp"
#include "report/plots/figures.hpp"

namespace odds::report::plots {
namespace {

std::vector<Point> points_of(const std::vector<RocPoint>& curve) {
  std::vector<Point> points;
  points.reserve(curve.size());
  for (const RocPoint& point : curve) {
    points.push_back({point.false_positive_rate, point.sensitivity});
  }
  return points;
}

void add_classes(const ModelEvaluation& evaluation, Figure& figure) {
  Panel& panel = figure.panels.front();
  const std::vector<std::size_t> named = largest_classes(evaluation);
  int ink = 0;
  for (std::size_t k = 0; k < evaluation.by_class.size(); ++k) {
    const ClassFigures& figures = evaluation.by_class[k];
    Line line{points_of(figures.roc), faint_ink, ""};
    if (static_cast<std::size_t>(ink) < named.size() && named[static_cast<std::size_t>(ink)] == k) {
      line.ink = ink++;
      line.label = printable(figures.label) + ": AUC " +
                   with_limits(figures.auc, figures.auc_low, figures.auc_high, evaluation.level);
    }
    panel.lines.push_back(std::move(line));
  }
  if (named.size() < evaluation.by_class.size()) {
    figure.notes.push_back(fmt::format("{} smaller classes are drawn without a name.",
                                       evaluation.by_class.size() - named.size()));
  }
}

}  // namespace

Figure roc_figure(const Report& report) {
  const ModelEvaluation& evaluation = evaluation_of(report, "an ROC curve");
  Figure figure;
  Panel panel;
  panel.is_square = true;
  panel.x.title = "False positive rate (1 - specificity)";
  panel.y.title = "Sensitivity";
  panel.lines.push_back({{{0, 0}, {1, 1}}, reference_ink, ""});
  figure.panels.push_back(std::move(panel));
  figure.title = "ROC curve of " + probability_words(evaluation);
  if (evaluation.by_class.empty()) {
    if (!evaluation.curves || evaluation.curves->roc.empty()) {
      refuse_plot("there is no ROC curve where all rows have one outcome.",
                  "Use data that have both.");
    }
    figure.panels.front().lines.push_back({points_of(evaluation.curves->roc), 0, ""});
    figure.subtitle =
        "AUC " +
        with_limits(evaluation.auc, evaluation.auc_low, evaluation.auc_high, evaluation.level) +
        "; ";
  } else {
    add_classes(evaluation, figure);
  }
  figure.subtitle += rows_words(evaluation);
  figure.description =
      "Sensitivity against false positive rate over all thresholds; the dotted diagonal is that of "
      "chance. " +
      figure.subtitle;
  return figure;
}

}  // namespace odds::report::plots

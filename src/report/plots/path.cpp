// SPDX-License-Identifier: Apache-2.0
//
// A path of penalties: coefficients against lambda, falling to the right as the penalty gives way,
// per standard deviation so that they compare; the deviance ratio; the curve of cross-validation.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/path_words.hpp"
#include "report/plots/figures.hpp"
#include "report/summary_words.hpp"

namespace odds::report::plots {
namespace {

constexpr std::size_t most_curves = 60;

Axis lambda_axis(const Path& path) {
  Extent extent;
  for (const PathPoint& point : path.points) extent.add(std::log10(point.lambda));
  Axis axis = axis_over("lambda (log scale, falling)", extent, 0.5);
  axis.is_log = true;
  axis.is_falling = true;
  return axis;
}

// What an estimate is multiplied by: the deviation of its column.
double scale_of(const Path& path, std::size_t term) {
  return path.spreads.empty() ? 1.0 : path.spreads[term];
}

// Terms with an estimate somewhere, those largest at the smallest penalty first.
std::vector<std::size_t> ordered_terms(const Path& path) {
  std::vector<double> last(path.frame.terms.size(), -1.0);
  for (const PathPoint& point : path.points) {
    for (const std::uint32_t term : point.terms) last[term] = std::max(last[term], 0.0);
  }
  const PathPoint& end = path.points.back();
  for (std::size_t k = 0; k < end.terms.size(); ++k) {
    last[end.terms[k]] = std::fabs(end.estimates[k] * scale_of(path, end.terms[k]));
  }
  std::vector<std::size_t> order;
  for (std::size_t term = 0; term < last.size(); ++term) {
    if (last[term] >= 0.0) order.push_back(term);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return last[a] > last[b]; });
  return order;
}

Line curve_of(const Path& path, std::size_t term) {
  Line line;
  for (const PathPoint& point : path.points) {
    const auto found = std::lower_bound(point.terms.begin(), point.terms.end(), term);
    const bool is_there = found != point.terms.end() && *found == term;
    const auto k = static_cast<std::size_t>(found - point.terms.begin());
    line.points.push_back(
        {std::log10(point.lambda), is_there ? point.estimates[k] * scale_of(path, term) : 0.0});
  }
  return line;
}

Panel coefficients_panel(const Path& path, Figure& figure) {
  Panel panel;
  panel.labels_at_ends = true;
  panel.x = lambda_axis(path);
  const std::vector<std::size_t> order = ordered_terms(path);
  Extent extent;
  extent.add(0.0);
  for (std::size_t k = 0; k < std::min(order.size(), most_curves); ++k) {
    Line line = curve_of(path, order[k]);
    for (const Point& point : line.points) extent.add(point.y);
    line.ink = faint_ink;
    if (k < ink_count) {
      line.ink = static_cast<int>(k);
      line.label = printable(path.frame.terms[order[k]].term);
    }
    panel.lines.push_back(std::move(line));
  }
  panel.y = axis_over(path.spreads.empty() ? "Coefficient: log-odds per unit"
                                           : "Coefficient: log-odds per standard deviation",
                      extent, 0.5);
  panel.lines.push_back({{{panel.x.low, 0.0}, {panel.x.high, 0.0}}, reference_ink, ""});
  if (order.size() > ink_count) {
    figure.notes.push_back(fmt::format(
        "The {} largest at the smallest penalty have names{}.", ink_count,
        order.size() > most_curves ? fmt::format("; {} are left out", order.size() - most_curves)
                                   : ""));
  }
  return panel;
}

// Where the fitted model stands, if its penalty has the path's mix.
void add_model(const Report& report, const Path& path, Panel& panel) {
  if (report.model == nullptr) return;
  const double lambda = report.model->l1 + report.model->l2;
  if (!(lambda > 0) || std::fabs(report.model->l1 - path.mix * lambda) > 1e-9 * lambda) return;
  panel.rules.push_back({std::log10(lambda), "model"});
}

Panel curve_panel(const CrossValidation& result) {
  Panel panel;
  panel.x = lambda_axis(result.path);
  Extent extent;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const CrossValidationPoint& point = result.points[i];
    Mark mark;
    mark.at = {std::log10(result.path.points[i].lambda), point.mean};
    mark.low = point.mean - point.std_error;
    mark.high = point.mean + point.std_error;
    for (const double value : {mark.at.y, mark.low, mark.high}) extent.add(value);
    panel.marks.push_back(mark);
  }
  panel.y = axis_over(
      fmt::format("Held-out {}, mean -+ one standard error", measure_name(result.measure)), extent,
      0.5);
  return panel;
}

std::vector<Rule> choice_rules(const CrossValidation& result) {
  return {{std::log10(result.path.points[result.one_se].lambda), "1se"},
          {std::log10(result.path.points[result.best].lambda), "best"}};
}

}  // namespace

Figure path_figure(const Report& report) {
  const CrossValidation* validation = report.cross_validation;
  const Path* path = validation != nullptr ? &validation->path : report.path;
  if (path == nullptr || path->points.empty()) {
    refuse_plot("a path is made from the rows of a table.",
                "Give the data: odds plot path MODEL DATA.");
  }
  Figure figure;
  figure.title = path_kind(path->mix) + " of " + event_sentence(RowFacts(path->frame));
  figure.subtitle = rows_sentence(RowFacts(path->frame));
  Panel panel = coefficients_panel(*path, figure);
  if (validation == nullptr) {
    add_model(report, *path, panel);
  } else {
    panel.rules = choice_rules(*validation);
  }
  figure.panels.push_back(std::move(panel));
  if (validation != nullptr) {
    figure.panels.push_back(curve_panel(*validation));
    for (Rule& rule : choice_rules(*validation)) figure.panels.back().rules.push_back({rule.x, ""});
  }
  figure.description =
      "Each coefficient against the penalty lambda, which falls to the right. " + figure.subtitle;
  return figure;
}

Figure deviance_figure(const Path& path) {
  Figure figure;
  if (path.points.empty()) return figure;
  Panel panel;
  panel.x = lambda_axis(path);
  Extent extent;
  Line line;
  for (const PathPoint& point : path.points) {
    line.points.push_back({std::log10(point.lambda), point.deviance_ratio});
    extent.add(point.deviance_ratio);
  }
  panel.y =
      axis_over("Deviance ratio: the share of the null deviance that is explained", extent, 0.5);
  constexpr std::size_t most_marks = 20;  // of a few points it shows where they are
  for (const Point& point : line.points) {
    if (line.points.size() <= most_marks) panel.marks.emplace_back().at = point;
  }
  panel.lines.push_back(std::move(line));
  figure.panels.push_back(std::move(panel));
  return figure;
}

Figure curve_figure(const CrossValidation& result) {
  Figure figure;
  if (result.points.empty()) return figure;
  Panel panel = curve_panel(result);
  panel.rules = choice_rules(result);
  figure.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace odds::report::plots

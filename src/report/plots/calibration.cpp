// SPDX-License-Identifier: Apache-2.0
//
// Calibration: where the model says p, how often does it happen? A smooth estimate with its limits,
// the bins of the calibration table, the diagonal where both agree, and below how often each p is
// said. Of several classes the bins of each.
#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/page.hpp"
#include "report/plots/evaluation_words.hpp"
#include "report/plots/figures.hpp"
#include "report/plots/ticks.hpp"

namespace odds::report::plots {
namespace {

std::string figure_words(const std::string& name, const CalibrationFigure& figure) {
  std::string words = name + " " + decimals(figure.value);
  if (figure.by_construction) return words + " (by construction)";
  if (std::isfinite(figure.std_error)) {
    words += fmt::format(" (std. error {})", decimals(figure.std_error));
  }
  return words;
}

// The bins that hold rows, and the range that they take.
std::vector<Point> bins_of(const std::vector<CalibrationBin>& table, Extent& extent) {
  std::vector<Point> points;
  for (const CalibrationBin& bin : table) {
    if (!std::isfinite(bin.mean_probability) || !std::isfinite(bin.observed_share)) continue;
    points.push_back({bin.mean_probability, bin.observed_share});
    extent.add(bin.mean_probability);
    extent.add(bin.observed_share);
  }
  return points;
}

void add_curve(const ModelEvaluation& evaluation, Panel& panel, Extent& extent) {
  Band band{{}, 0, fmt::format("{:g}% limits, pointwise", evaluation.level)};
  Line curve{{}, 0, "observed, a smooth estimate"};
  for (const CalibrationCurvePoint& point : evaluation.curves->calibration) {
    if (!std::isfinite(point.observed)) continue;
    curve.points.push_back({point.probability, point.observed});
    extent.add(point.probability);
    extent.add(point.observed);
    if (!std::isfinite(point.low) || !std::isfinite(point.high)) continue;
    band.points.push_back({point.probability, point.low, point.high});
  }
  if (!band.points.empty()) panel.bands.push_back(std::move(band));
  if (!curve.points.empty()) panel.lines.push_back(std::move(curve));
}

void add_classes(const ModelEvaluation& evaluation, Figure& figure, Extent& extent) {
  Panel& panel = figure.panels.front();
  const std::vector<std::size_t> named = largest_classes(evaluation);
  int ink = 0;
  for (const std::size_t k : named) {
    const ClassFigures& figures = evaluation.by_class[k];
    Line line{bins_of(figures.calibration_table, extent), ink, printable(figures.label)};
    for (const Point& point : line.points) {
      Mark mark;
      mark.at = point;
      mark.ink = ink;
      panel.marks.push_back(mark);
    }
    panel.lines.push_back(std::move(line));
    ++ink;
  }
  if (named.size() < evaluation.by_class.size()) {
    figure.notes.push_back(
        fmt::format("{} smaller classes are left out.", evaluation.by_class.size() - named.size()));
  }
}

// 0 to 1, or that half of it or less where everything lies: rare events would be a dot.
void set_range(const Extent& extent, Panel& panel) {
  double low = 0, high = 1;
  if (!extent.is_empty() && extent.high() < 0.5) {
    const std::vector<double> places = round_ticks(0, std::max(extent.high(), 1e-9), 5);
    const double step = places.size() > 1 ? places[1] - places[0] : extent.high();
    high = std::min(1.0, std::max(step, 1e-9) * std::ceil(extent.high() / std::max(step, 1e-9)));
  }
  if (!extent.is_empty() && extent.low() > 0.5) {
    const double room = std::max(1 - extent.low(), 1e-9);
    const std::vector<double> places = round_ticks(0, room, 5);
    const double step = std::max(places.size() > 1 ? places[1] - places[0] : room, 1e-9);
    low = 1 - step * std::ceil(room / step);
  }
  panel.x.low = panel.y.low = low;
  panel.x.high = panel.y.high = high;
  panel.lines.insert(panel.lines.begin(),
                     {{{low, low}, {high, high}}, reference_ink, "perfect calibration"});
}

void add_histogram(const ModelEvaluation& evaluation, Figure& figure) {
  Panel panel;
  panel.x = figure.panels.front().x;
  for (const HistogramBin& bin : evaluation.curves->histogram) {
    const double middle = 0.5 * (bin.low + bin.high);
    if (!panel.x.holds(middle) || !(bin.events + bin.others > 0)) continue;
    panel.bars.push_back({bin.low, bin.high, bin.events, bin.others});
  }
  if (!panel.bars.empty()) figure.panels.push_back(std::move(panel));
}

}  // namespace

Figure calibration_figure(const Report& report) {
  const ModelEvaluation& evaluation = evaluation_of(report, "a calibration plot");
  Figure figure;
  figure.title = "Calibration of " + probability_words(evaluation);
  figure.panels.emplace_back();
  Panel& panel = figure.panels.front();
  panel.is_square = true;
  panel.x.title = "Predicted probability";
  panel.y.title = "Observed share";
  Extent extent;
  if (evaluation.by_class.empty()) {
    figure.subtitle = figure_words("Intercept", evaluation.calibration_intercept) + ", " +
                      figure_words("slope", evaluation.calibration_slope) + "; ";
    add_curve(evaluation, panel, extent);
    panel.marks_label = "observed, by bins of the predicted probability";
    for (const Point& point : bins_of(evaluation.calibration_table, extent)) {
      panel.marks.emplace_back().at = point;
      panel.marks.back().ink = 1;
    }
  } else {
    add_classes(evaluation, figure, extent);
  }
  set_range(extent, panel);
  figure.subtitle += rows_words(evaluation);
  figure.description =
      "Observed share of the event against predicted probability; on the dotted diagonal both "
      "agree. " +
      figure.subtitle;
  if (evaluation.curves) add_histogram(evaluation, figure);
  return figure;
}

}  // namespace odds::report::plots

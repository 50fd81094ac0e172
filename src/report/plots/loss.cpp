// SPDX-License-Identifier: Apache-2.0
//
// The descent: loss by epoch on the training and the validation rows, with the epoch that was kept;
// of one unit by a method that uses all rows, loss and gradient by step.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/plots/figures.hpp"
#include "report/summary_words.hpp"

namespace odds::report::plots {
namespace {

void add_line(std::vector<Point> points, int ink, const std::string& label, Panel& panel) {
  const bool is_seen = std::any_of(points.begin(), points.end(),
                                   [](const Point& point) { return std::isfinite(point.y); });
  if (is_seen) panel.lines.push_back({std::move(points), ink, label});
}

Axis axis_of(const std::string& title, const Panel& panel, double Point::*member, double room) {
  Extent extent;
  for (const Line& line : panel.lines) {
    for (const Point& point : line.points) {
      if (std::isfinite(point.y)) extent.add(point.*member);
    }
  }
  return axis_over(title, extent, room);
}

Panel epochs_panel(const FittedModel& model) {
  const Training& training = model.training;
  Panel panel;
  std::vector<Point> seen, held_out;
  for (const TrainingEpoch& epoch : training.history) {
    seen.push_back({static_cast<double>(epoch.epoch), epoch.training});
    held_out.push_back({static_cast<double>(epoch.epoch), epoch.validation});
  }
  add_line(std::move(seen), 0, "training rows", panel);
  add_line(std::move(held_out), 1, "validation rows", panel);
  panel.x = axis_of(training.batch > 0 ? "Epoch" : "Iteration", panel, &Point::x, 0.5);
  const bool has_unit = model.network.is_used() && std::isfinite(training.single_unit_loss);
  if (has_unit) {
    panel.lines.push_back(
        {{{panel.x.low, training.single_unit_loss}, {panel.x.high, training.single_unit_loss}},
         reference_ink,
         "one logistic unit, training rows"});
  }
  panel.y = axis_of("Mean loss (log-loss)", panel, &Point::y, 0.01);
  if (training.validation_rows > 0 && training.chosen < training.starts.size()) {
    panel.rules.push_back(
        {static_cast<double>(training.starts[training.chosen].best.epoch), "kept"});
  }
  return panel;
}

// Loss above, gradient below: its fall over the last steps shows what the loss can't.
void add_steps(const FittedModel& model, Figure& figure) {
  std::vector<Point> losses, gradients;
  for (const FitStep& step : model.steps) {
    const auto x = static_cast<double>(step.step);
    losses.push_back({x, step.loss});
    gradients.push_back({x, step.gradient_norm > 0 ? std::log10(step.gradient_norm) : NAN});
  }
  Panel loss, gradient;
  add_line(std::move(losses), 0, "", loss);
  loss.x = axis_of("Step", loss, &Point::x, 0.5);
  loss.y = axis_of(model.is_penalised() ? "Mean loss with the penalty" : "Mean loss (log-loss)",
                   loss, &Point::y, 0.01);
  add_line(std::move(gradients), 1, "", gradient);
  gradient.x = loss.x;
  gradient.y = axis_of("Norm of the gradient (log scale)", gradient, &Point::y, 0.5);
  gradient.y.is_log = true;
  for (Panel* panel : {&loss, &gradient}) {
    if (panel->lines.empty()) continue;
    if (panel->lines.front().points.size() <= 40) {
      for (const Point& point : panel->lines.front().points) {
        panel->marks.emplace_back().at = point;
        panel->marks.back().ink = panel->lines.front().ink;
      }
    }
    figure.panels.push_back(std::move(*panel));
  }
}

}  // namespace

Figure loss_figure(const Report& report) {
  if (report.model == nullptr) refuse_plot("a plot of the loss needs a model.", "Fit one.");
  const FittedModel& model = *report.model;
  Figure figure;
  figure.title = "Descent of the loss of " + event_sentence(RowFacts(model));
  if (!model.training.history.empty()) {
    figure.panels.push_back(epochs_panel(model));
    figure.subtitle = model.network.is_used() ? "Network by " : "One logistic unit by ";
    figure.subtitle += model.solver + ", the start that was kept.";
  } else {
    add_steps(model, figure);
    figure.subtitle = "One logistic unit by " + model.solver + ".";
  }
  if (figure.panels.empty()) {
    refuse_plot("the model does not hold how its loss fell.",
                "Fit it again: older versions and some methods keep no steps.");
  }
  figure.description =
      "Mean loss against " +
      std::string(figure.panels.back().x.title == "Step" ? "the step" : "the epoch") +
      " of the solver. " + figure.subtitle;
  return figure;
}

}  // namespace odds::report::plots

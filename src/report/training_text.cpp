// SPDX-License-Identifier: Apache-2.0
#include "report/training_text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "report/aligned_table.hpp"
#include "report/layout.hpp"
#include "report/numbers.hpp"

namespace odds::report {
namespace {

const TrainingStart& chosen_start(const Training& training) {
  return training.starts[std::min<std::size_t>(training.chosen, training.starts.size() - 1)];
}

// An epoch is a pass over batches; a solver that uses all rows counts iterations.
std::string unit_of_time(const Training& training) {
  return training.batch > 0 ? "epoch" : "iteration";
}

std::string time_text(const Training& training, std::int64_t epochs) {
  return counted(static_cast<std::uint64_t>(std::max<std::int64_t>(0, epochs)),
                 unit_of_time(training));
}

std::string loss_text(double loss) { return rounded(loss, 6); }

bool has_validation(const Training& training) { return training.validation_rows > 0; }

std::vector<std::string> loss_cells(const Training& training, double on_training,
                                    double on_validation) {
  std::vector<std::string> cells = {loss_text(on_training)};
  if (has_validation(training)) cells.push_back(loss_text(on_validation));
  return cells;
}

std::vector<std::string> loss_headings(const Training& training) {
  if (has_validation(training)) return {"training", "validation"};
  return {"training"};
}

std::string gradient_end(const FittedModel& model, const std::string& time) {
  if (!model.converged) {
    return "Ended after " + time + " near a stationary point; its gradient is not yet zero.";
  }
  return "Ended after " + time + " at a stationary point of the loss: its gradient has a norm of " +
         rounded(model.certificate.gradient_norm, 2) + ". That is no proof of a global optimum.";
}

std::string losses_table(const FittedModel& model, const TextOptions& options) {
  const Training& training = model.training;
  std::vector<TableRow> rows;
  rows.push_back({model.network.is_used() ? "This network" : "This fit",
                  loss_cells(training, training.training_loss, training.validation_loss)});
  if (std::isfinite(training.single_unit_loss)) {
    rows.push_back(
        {"Logistic regression, one unit",
         loss_cells(training, training.single_unit_loss, training.single_unit_validation_loss)});
  }
  std::string out =
      aligned_table({"Mean negative log-likelihood", loss_headings(training)}, rows, options);
  if (has_validation(training)) {
    out += wrap(fmt::format("{} of training, {} kept apart for validation.",
                            counted(training.training_rows, "row"),
                            counted(training.validation_rows, "row")),
                options.width);
  }
  if (std::isfinite(training.training_accuracy)) {
    out += wrap(fmt::format("Accuracy on the rows of training, at p >= 0.5: {:.4f}.",
                            training.training_accuracy),
                options.width);
  }
  // Of one unit, whose loss has one minimum.
  if (std::isfinite(model.certificate.objective_gap)) {
    out += wrap("The mean loss of all rows used is within " +
                    power_bound(model.certificate.objective_gap) + " of its minimum.",
                options.width);
  }
  return out;
}

// The marked start is the one that was kept.
std::string starts_table(const FittedModel& model, const TextOptions& options) {
  const Training& training = model.training;
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < training.starts.size(); ++i) {
    const TrainingStart& start = training.starts[i];
    TableRow row{
        fmt::format("{}  {}", i + 1, start.kind),
        {grouped(static_cast<std::uint64_t>(std::max<std::int64_t>(0, start.epochs))),
         start.stop_reason,
         grouped(static_cast<std::uint64_t>(std::max<std::int64_t>(0, start.best.epoch)))}};
    for (std::string& cell : loss_cells(training, start.best.training, start.best.validation)) {
      row.cells.push_back(std::move(cell));
    }
    row.cells.emplace_back(i == training.chosen ? "kept" : "");
    rows.push_back(std::move(row));
  }
  TableRow heading{"Starts", {unit_of_time(training) + "s", "ended by", "best at"}};
  for (std::string& cell : loss_headings(training)) heading.cells.push_back(std::move(cell));
  heading.cells.emplace_back("");
  return aligned_table(heading, rows, options);
}

// About ten points, the first and the last among them.
std::string history_table(const FittedModel& model, const TextOptions& options) {
  constexpr std::size_t most_shown = 10;
  const Training& training = model.training;
  const std::vector<TrainingEpoch>& history = training.history;
  if (history.size() < 2) return "";
  const std::size_t shown = std::min(most_shown, history.size());
  std::vector<TableRow> rows;
  for (std::size_t k = 0; k < shown; ++k) {
    const TrainingEpoch& point = history[k * (history.size() - 1) / (shown - 1)];
    rows.push_back({grouped(static_cast<std::uint64_t>(std::max<std::int64_t>(0, point.epoch))),
                    loss_cells(training, point.training, point.validation)});
  }
  return aligned_table({"Loss by " + unit_of_time(training), loss_headings(training)}, rows,
                       options);
}

std::string solver_name(const std::string& solver) {
  if (solver == "adam") return "Adam";
  if (solver == "sgd") return "Stochastic gradient descent";
  if (solver == "gd") return "Gradient descent";
  return solver == "lbfgs" ? "L-BFGS" : solver;
}

}  // namespace

bool training_ended_well(const FittedModel& model) {
  const std::string& reason = chosen_start(model.training).stop_reason;
  return reason == "gradient" || reason == "budget" || reason == "patience" ||
         reason == "no_minimum";
}

std::string training_sentence(const FittedModel& model) {
  const Training& training = model.training;
  const TrainingStart& start = chosen_start(training);
  const std::string& reason = start.stop_reason;
  const std::string time = time_text(training, start.epochs);
  std::string text;
  if (reason == "gradient") {
    text = gradient_end(model, time);
  } else if (reason == "patience") {
    text = "Ended after " + time + ", when the validation loss had stopped falling; kept is the " +
           "point after " + time_text(training, start.best.epoch) + ", where it was smallest.";
  } else if (reason == "no_minimum") {
    text = "Ended after " + time +
           ": the loss falls towards 0 for ever, and no minimum is "
           "attained.";
  } else if (reason == "diverged") {
    text = "Ended after " + time +
           ", when the loss rose beyond all bounds: the step is too large. "
           "Kept is the best point before.";
  } else if (reason == "line_search") {
    text = "Ended after " + time + ", where no step lowered the loss any more.";
  } else if (reason == "interrupted") {
    text = "Interrupted after " + time + "; this is the best point so far.";
  } else {
    text = "Ended after " + time + ", as many as were allowed; kept is the best point. More (" +
           (training.batch > 0 ? "--epochs" : "--max-iterations") + ") may lower the loss further.";
  }
  if (model.network.is_used()) return text;
  return text + " One logistic unit has one optimum: --solver newton finds it and proves it.";
}

std::string solver_sentence(const FittedModel& model) {
  const Training& training = model.training;
  std::string text = solver_name(model.solver);
  text += training.batch > 0
              ? ", batches of " + counted(static_cast<std::uint64_t>(training.batch), "row")
              : " on all rows";
  if (training.step > 0) text += ", step " + rounded(training.step, 6);
  if (!training.schedule.empty()) text += " (" + training.schedule + " schedule)";
  if (training.momentum > 0) text += ", momentum " + rounded(training.momentum, 6);
  return text + fmt::format(", seed {}.", training.seed);
}

std::string training_tables(const FittedModel& model, const TextOptions& options) {
  return losses_table(model, options) + starts_table(model, options) +
         history_table(model, options);
}

}  // namespace odds::report

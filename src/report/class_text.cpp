// SPDX-License-Identifier: Apache-2.0
#include "report/class_text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "model/class_equations.hpp"
#include "report/coefficient_table.hpp"
#include "report/layout.hpp"
#include "report/loss_text.hpp"
#include "report/numbers.hpp"

namespace odds::report {
namespace {

constexpr std::size_t widest_label = 12;

std::string short_label(const std::string& label) { return clip(printable(label), widest_label); }

std::string equation_heading(const FittedModel& model, std::size_t equation) {
  std::string label = printable(model::outcome(model, equation));
  if (model.reference_class.empty()) return label;
  return label + " against " + printable(model.reference_class);
}

// Rows are what happened, columns the most probable class; as many columns as the page has room.
void put_confusion(const ModelEvaluation& evaluation, Page& page) {
  const std::size_t count = evaluation.by_class.size();
  constexpr std::size_t cell = widest_label + 1;
  const std::size_t room = page.width() > widest_label + 4 ? page.width() - widest_label - 4 : cell;
  const std::size_t shown = std::min(count, std::max<std::size_t>(1, room / cell));
  page.heading("What happened (down) and the most probable class (across)");
  const auto line = [&](const std::string& name, const auto& text_of) {
    std::string text = "  " + pad_right(name, widest_label + 1);
    for (std::size_t k = 0; k < shown; ++k) text += pad_left(text_of(k), cell);
    page.line(text);
  };
  line("", [&](std::size_t k) { return short_label(evaluation.by_class[k].label); });
  for (std::size_t y = 0; y < shown; ++y) {
    line(short_label(evaluation.by_class[y].label),
         [&](std::size_t k) { return amount(evaluation.class_confusion[y * count + k]); });
  }
  if (shown < count) page.paragraph("The other classes are in --json.", "  ");
}

}  // namespace

std::string classes_sentence(const FittedModel& model) {
  constexpr std::size_t most_named = 6;
  std::string text = printable(model.target) + ": ";
  for (std::size_t k = 0; k < std::min(model.classes.size(), most_named); ++k) {
    text += (k == 0 ? "" : ", ") + printable(model.classes[k]);
    if (model.classes[k] == model.reference_class) text += " (reference)";
  }
  if (model.classes.size() > most_named) {
    text += " and " + std::to_string(model.classes.size() - most_named) + " more";
  }
  return text;
}

std::string class_coefficient_tables(const FittedModel& model, const TextOptions& options) {
  std::string out;
  const std::size_t count = model::equation_terms(model);
  FittedModel one = model;
  one.correlation.clear();
  for (std::size_t k = 0; k < model::equation_count(model); ++k) {
    const auto begin = model.terms.begin() + static_cast<std::ptrdiff_t>(k * count);
    one.terms.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    if (k != 0) out += "\n";
    out += Style(options.colour).bold(clip(equation_heading(model, k), options.width)) + "\n";
    out += coefficient_table(one, options);
  }
  return out;
}

void put_class_evaluation(const ModelEvaluation& evaluation, Page& page) {
  page.heading("Losses");
  put_losses(evaluation, "the shares of the classes", "squared errors, added over the classes",
             page);
  page.figure("Accuracy", decimals(evaluation.accuracy), "of the most probable class");
  page.heading("Each class against the others");
  page.line("  " + pad_right("", widest_label) + pad_left("weight", 10) + pad_left("recall", 9) +
            pad_left("precision", 11) + pad_left("AUC", 9) +
            pad_left(fmt::format("{}% interval", rounded(evaluation.level, 6)), 20));
  for (const ClassFigures& figures : evaluation.by_class) {
    const std::string interval = std::isnan(figures.auc_low) ? "-"
                                                             : decimals(figures.auc_low) + " to " +
                                                                   decimals(figures.auc_high);
    page.line("  " + pad_right(short_label(figures.label), widest_label) +
              pad_left(amount(figures.weight), 10) + pad_left(decimals(figures.recall), 9) +
              pad_left(decimals(figures.precision), 11) + pad_left(decimals(figures.auc), 9) +
              pad_left(interval, 20));
  }
  put_confusion(evaluation, page);
}

}  // namespace odds::report

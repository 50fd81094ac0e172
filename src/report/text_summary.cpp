// SPDX-License-Identifier: Apache-2.0
//
// A fitted model as a person reads it: what is modelled, on which rows, whether it converged, the
// coefficients, the fit as a whole, what was left out, what to try next.
#include <algorithm>
#include <string>
#include <vector>

#include <odds/report.hpp>

#include "report/class_text.hpp"
#include "report/coefficient_table.hpp"
#include "report/equivalents.hpp"
#include "report/layout.hpp"
#include "report/network_text.hpp"
#include "report/numbers.hpp"
#include "report/penalty_words.hpp"
#include "report/sparse_terms.hpp"
#include "report/summary_words.hpp"
#include "report/test_tables.hpp"
#include "report/training_text.hpp"

namespace odds {
namespace {

using report::Style;
using report::wrap;

constexpr std::size_t sparse_terms_shown = 20;

std::string heading(const FittedModel& model, const TextOptions& options) {
  const Style style(options.colour);
  const bool is_network = model.network.is_used();
  std::string title = (is_network ? report::network_name(model) : "Logistic regression") + " of " +
                      report::event_sentence(report::RowFacts(model));
  if (!model.classes.empty()) {
    title = "Multinomial logistic regression of " + report::classes_sentence(model);
  }
  std::string out = style.bold(report::clip(title, options.width)) + "\n";
  out += wrap(report::rows_sentence(report::RowFacts(model)), options.width);
  const std::string sentence = wrap(report::convergence_sentence(model), options.width);
  const bool good = model.training.is_used() ? report::training_ended_well(model)
                                             : model.converged && !model.separated;
  // Colour the first line and the others alike, ends of lines left out.
  for (std::size_t begin = 0; begin < sentence.size();) {
    const std::size_t end = sentence.find('\n', begin);
    const std::string line = sentence.substr(begin, end - begin);
    out += (good ? style.good(line) : style.bad(line)) + "\n";
    begin = end + 1;
  }
  return out;
}

std::string below_table(const FittedModel& model, const TextOptions& options) {
  std::string out;
  for (const std::string& sentence :
       {report::reference_sentence(model), report::penalty_sentence(model),
        report::zeros_sentence(model), report::sparse_sentence(model, sparse_terms_shown),
        report::covariance_sentence(model), report::no_errors_sentence(model)}) {
    if (!sentence.empty()) out += wrap(sentence, options.width);
  }
  if (!out.empty()) out.insert(0, "\n");
  return out;
}

std::string figures(const FittedModel& model, const TextOptions& options) {
  std::string out;
  for (const std::string& line : report::fit_figures(model, options.width)) {
    out += report::display_width(line) <= options.width ? line + "\n" : wrap(line, options.width);
  }
  return out;
}

// Of one unit by a stochastic solver.
std::string training(const FittedModel& model, const TextOptions& options) {
  if (!model.training.is_used()) return "";
  return "\n" + wrap(report::solver_sentence(model), options.width) +
         report::training_tables(model, options);
}

std::string left_out_in_words(const FittedModel::DroppedTerm& dropped) {
  std::string line =
      report::printable(dropped.term) + " is left out: " + report::printable(dropped.reason);
  if (!dropped.equation.empty()) line += ", " + report::printable(dropped.equation);
  return line + ".";
}

// What was left out and noted, as bullets. A page names so many; --json has the rest.
std::string notes(const FittedModel& model, const TextOptions& options) {
  constexpr std::size_t most_shown = 20;
  std::vector<std::string> items;
  for (const FittedModel::DroppedTerm& dropped : model.dropped) {
    const bool told = std::any_of(model.notes.begin(), model.notes.end(), [&](const Note& note) {
      return note.message.find(dropped.term) != std::string::npos;
    });
    if (!told) items.push_back(left_out_in_words(dropped));
  }
  for (const Note& note : model.notes) items.push_back(report::printable(note.message));
  if (items.empty()) return "";
  std::string out = "\n" + Style(options.colour).bold("Notes") + "\n";
  for (std::size_t i = 0; i < std::min(items.size(), most_shown); ++i) {
    out += wrap(items[i], options.width, "- ");
  }
  if (items.size() > most_shown) {
    out += "- … and " + report::grouped(items.size() - most_shown) + " more, in --json\n";
  }
  return out;
}

// How other programs would make the same fit.
std::string same_fit(const FittedModel& model, const TextOptions& options) {
  if (!options.equivalents) return "";
  const std::string text = report::equivalents_text(model, options.width);
  return text.empty() ? "" : "\n" + text;
}

// A command and what it does, beside it or below it.
std::string next_step(const std::string& command, const std::string& meaning, std::size_t width) {
  const std::string line = "  " + command;
  if (report::display_width(line) + 4 + meaning.size() <= width) {
    return line + "    " + meaning + "\n";
  }
  return line + "\n" + wrap(meaning, width, "      ");
}

std::string next_steps(const FittedModel& model, const TextOptions& options) {
  if (!options.next_steps) return "";
  std::string out = "\n" + Style(options.colour).bold("Next") + "\n";
  if (options.model_path.empty()) {
    out += wrap(
        "Add -o model.json to keep the model for \"odds predict\" and \"odds show\", or "
        "--json for every figure in full precision.",
        options.width, "  ");
  } else {
    const std::string path = shell_word(options.model_path);
    out +=
        next_step("odds predict " + path + " NEW.csv", "probabilities for new rows", options.width);
    out +=
        next_step("odds show " + path + " --json", "every figure in full precision", options.width);
  }
  if (!model.source.empty() && model.source != "-" && !model.notes.empty()) {
    out += next_step("odds inspect " + shell_word(model.source), "what the table holds",
                     options.width);
  }
  return out;
}

std::string coefficients(const FittedModel& model, const TextOptions& options) {
  if (!model.classes.empty()) return report::class_coefficient_tables(model, options);
  if (model.sparse.columns.empty()) return report::coefficient_table(model, options);
  return report::coefficient_table(report::with_largest(model, sparse_terms_shown), options);
}

}  // namespace

std::string text_summary(const FittedModel& model, const TextOptions& options) {
  if (model.network.is_used()) {
    return heading(model, options) + "\n" + report::network_text(model, options) +
           notes(model, options) + next_steps(model, options);
  }
  return heading(model, options) + "\n" + coefficients(model, options) +
         below_table(model, options) + "\n" + figures(model, options) + training(model, options) +
         report::global_tests_table(model, options) + report::joint_tests_table(model, options) +
         same_fit(model, options) + notes(model, options) + next_steps(model, options);
}

}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
#include "report/summary_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/test_tables.hpp"
#include "report/training_text.hpp"

namespace odds::report {
namespace {

std::string solver_steps(const FittedModel& model) {
  std::string kind = "Newton step";
  if (model.solver == "lbfgs") kind = "L-BFGS step";
  if (model.solver == "gd") kind = "gradient step";
  if (model.solver == "cd") kind = "proximal Newton step";
  if (model.solver == "newton-cg") kind = "trust-region step";
  if (model.solver == "quasi-newton") kind = "quasi-Newton step";
  if (model.solver == "sgd" || model.solver == "adam") kind = "epoch";
  return counted(static_cast<std::uint64_t>(std::max<std::int64_t>(0, model.iterations)), kind);
}

std::string converged_sentence(const FittedModel& model) {
  const std::string start = "Converged in " + solver_steps(model) + ": ";
  const Certificate& certificate = model.certificate;
  if (model.firth && std::isfinite(certificate.newton_decrement)) {
    return start + "the modified score is within " + power_bound(certificate.newton_decrement) +
           " standard errors of 0.";
  }
  if (!model.is_penalised() && std::isfinite(certificate.max_error_in_se)) {
    return start + "every estimate is within " + power_bound(certificate.max_error_in_se) +
           " standard errors of the exact optimum.";
  }
  if (std::isfinite(certificate.objective_gap)) {
    return start + "the mean loss is within " + power_bound(certificate.objective_gap) +
           " of the exact optimum.";
  }
  return start + "the optimum was found.";
}

std::string cure_of(const FittedModel& model) {
  // They end in few steps or not at all.
  const bool is_newton = model.solver != "lbfgs" && model.solver != "gd" && model.solver != "sgd" &&
                         model.solver != "adam";
  if (model.stop_reason == "max_iterations" || model.stop_reason == "budget") {
    const bool has_epochs = model.solver == "sgd" || model.solver == "adam";
    if (has_epochs) return "Use --solver newton, or raise --epochs.";
    return is_newton ? "Raise --max-iterations."
                     : "Use --solver newton, or raise --max-iterations.";
  }
  if (model.stop_reason == "interrupted") return "Run the command again to finish it.";
  return !is_newton ? "Use --solver newton."
                    : "Add --l2 0.001, or look for extreme values with \"odds inspect\".";
}

std::string separated_sentence(const FittedModel& model) {
  const bool any_is_open =
      std::any_of(model.terms.begin(), model.terms.end(),
                  [](const Term& term) { return term.limit == "undetermined"; });
  return std::string(
             "The data are separated: no finite estimates maximise the likelihood. Terms marked "
             "+inf or -inf run away for ever") +
         (any_is_open ? ", those marked any can take any value" : "") +
         "; the other terms and the log-likelihood are limits.";
}

// The share of the weight that the event has.
std::string event_share(const RowFacts& facts) {
  if (!(facts.sum_weights > 0.0)) return "";
  return fmt::format("{:.1f}%", 100.0 * facts.event_weight / facts.sum_weights);
}

// "105 are academic, 45 are general and 50 are vocation."
std::string class_counts(const RowFacts& facts) {
  constexpr std::size_t most_named = 6;
  const std::size_t count = facts.classes.size();
  const std::size_t shown = count <= most_named ? count : most_named;
  std::string text = facts.is_weighted ? "by weight, " : "";
  for (std::size_t k = 0; k < shown; ++k) {
    if (k != 0) text += k + 1 == count ? " and " : ", ";
    text += amount(facts.classes[k].second) + " are " + printable(facts.classes[k].first);
  }
  if (shown < count) text += ", and " + std::to_string(count - shown) + " classes more";
  return text + ".";
}

struct Figure {
  std::string name;
  std::string value;
};

std::string with_df(double value, std::int64_t df) {
  if (std::isnan(value)) return "-";
  return figure(value) + " on " + std::to_string(df) + " df";
}

}  // namespace

RowFacts::RowFacts(const FittedModel& model)
    : source(model.source),
      target(model.target),
      trials(model.trials),
      event(model.event),
      rows_read(model.rows_read),
      rows_used(model.rows_used),
      event_weight(model.event_weight),
      sum_weights(model.sum_weights),
      is_weighted(!model.weights.empty() || !model.freq_weights.empty()) {
  for (std::size_t k = 0; k < model.classes.size(); ++k) {
    classes.emplace_back(model.classes[k], model.class_weights[k]);
  }
}

RowFacts::RowFacts(const ModelEvaluation& evaluation)
    : source(evaluation.source),
      target(evaluation.target),
      trials(evaluation.trials),
      event(evaluation.event),
      rows_read(evaluation.rows_read),
      rows_used(evaluation.rows),
      event_weight(evaluation.event_weight),
      sum_weights(evaluation.sum_weights),
      is_weighted(!evaluation.weights.empty() || !evaluation.freq_weights.empty()) {
  for (const ClassFigures& figures : evaluation.by_class) {
    classes.emplace_back(figures.label, figures.weight);
  }
}

std::string event_sentence(const RowFacts& facts) {
  if (!facts.classes.empty()) {
    return "the classes of " + printable(facts.target);
  }
  if (!facts.trials.empty()) {
    return "P(a trial succeeds), successes in " + printable(facts.target) + ", trials in " +
           printable(facts.trials);
  }
  return "P(" + printable(facts.target) + " = " + printable(facts.event) + ")";
}

std::string rows_sentence(const RowFacts& facts) {
  std::string text;
  if (!facts.source.empty()) {
    text = (facts.source == "-" ? "standard input" : printable(facts.source)) + ": ";
  }
  text += counted(facts.rows_read, "row") + " read, ";
  if (facts.rows_used == facts.rows_read) {
    text += "all used; ";
  } else {
    text += grouped(facts.rows_used) + " used, " + grouped(facts.rows_read - facts.rows_used) +
            " left out; ";
  }
  if (!facts.classes.empty()) return text + class_counts(facts);
  const std::string of = amount(facts.event_weight) + " of " + amount(facts.sum_weights);
  if (!facts.trials.empty()) {
    text += of + " trials succeed";
  } else if (facts.is_weighted) {
    text += "by weight, " + of + " are " + printable(facts.event);
  } else {
    text += of + " are " + printable(facts.event);
  }
  const std::string share = event_share(facts);
  return text + (share.empty() ? "." : " (" + share + ").");
}

std::string convergence_sentence(const FittedModel& model) {
  if (model.training.is_used()) return training_sentence(model);
  if (model.separated) return separated_sentence(model);
  if (model.converged) return converged_sentence(model);
  const bool interrupted = model.stop_reason == "interrupted";
  return (interrupted ? "Interrupted, not converged after " : "Not converged after ") +
         solver_steps(model) + ": these estimates are the best point found, not the optimum. " +
         cure_of(model);
}

bool has_std_errors(const FittedModel& model) {
  return std::any_of(model.terms.begin(), model.terms.end(),
                     [](const Term& term) { return std::isfinite(term.std_error); });
}

std::string no_errors_sentence(const FittedModel& model) {
  const bool told = std::any_of(model.notes.begin(), model.notes.end(), [](const Note& note) {
    return note.code == "penalty.no_standard_errors";
  });
  if (told || has_std_errors(model) || model.terms.empty()) return "";
  if (model.is_penalised()) {
    return "No standard errors, AIC or BIC: the estimates are kept from the largest likelihood on "
           "purpose, so the usual tests and intervals do not hold.";
  }
  if (!model.converged) return "No standard errors: they are formed at the optimum alone.";
  return "No standard errors: none of the estimates is finite.";
}

std::string reference_sentence(const FittedModel& model) {
  std::vector<std::string> parts;
  for (const ColumnEncoding& column : model.columns) {
    if (column.kind == ColumnKind::category && !column.reference.empty()) {
      parts.push_back(printable(column.name) + " = " + printable(column.reference));
    }
  }
  if (parts.empty()) return "";
  return (parts.size() == 1 ? "Reference level: " : "Reference levels: ") +
         fmt::format("{}.", fmt::join(parts, ", "));
}

std::vector<std::string> fit_figures(const FittedModel& model, std::size_t width) {
  const std::string null_name =
      model.null_model == "offset" ? "Null model (no terms)" : "Null model (intercept)";
  std::vector<Figure> left = {{"Log-likelihood", figure(model.log_likelihood)},
                              {null_name, figure(model.null_log_likelihood)}};
  std::vector<Figure> right = {{"Deviance", with_df(model.deviance, model.df_residual)},
                               {"Null deviance", with_df(model.null_deviance, model.df_null)}};
  if (std::isfinite(model.aic) || std::isfinite(model.bic)) {
    left.push_back({"AIC", figure(model.aic)});
    right.push_back({"BIC", figure(model.bic)});
  }
  std::size_t left_name = 0, left_value = 0, right_name = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    left_name = std::max(left_name, left[i].name.size());
    left_value = std::max(left_value, left[i].value.size());
    right_name = std::max(right_name, right[i].name.size());
  }
  std::vector<std::string> lines;
  std::vector<std::string> below;
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::string line =
        pad_right(left[i].name, left_name) + "  " + pad_left(left[i].value, left_value);
    const std::string other = pad_right(right[i].name, right_name) + "  " + right[i].value;
    if (line.size() + 4 + other.size() <= width) {
      line += "    " + other;
    } else {
      below.push_back(pad_right(right[i].name, left_name) + "  " + right[i].value);
    }
    lines.push_back(line);
  }
  lines.insert(lines.end(), below.begin(), below.end());
  if (const std::string r2 = r2_sentence(model); !r2.empty()) lines.push_back(r2);
  constexpr double worth_saying = 100.0;
  if (model.condition_number > worth_saying) {
    lines.push_back(fmt::format("Condition number {}", rounded(model.condition_number, 3)));
  }
  return lines;
}

}  // namespace odds::report

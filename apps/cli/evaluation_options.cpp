// SPDX-License-Identifier: Apache-2.0
#include "evaluation_options.hpp"

#include <fmt/format.h>

#include "values.hpp"

namespace odds::cli {
namespace {

const EvaluateOptions defaults;

void declare_figures(Options& options, EvaluateOptions& evaluate) {
  options.group("What is computed");
  options.value("--threshold", "X",
                fmt::format("A row is called an event where its probability is at least X "
                            "(default: {}).",
                            defaults.threshold),
                [&](const std::string& text) {
                  evaluate.threshold = number("--threshold", text);
                  if (evaluate.threshold < 0.0 || evaluate.threshold > 1.0) {
                    refuse_value("--threshold", "be between 0 and 1", text);
                  }
                });
  declare_level_option(options, defaults.level, evaluate.level);
}

}  // namespace

RoleNames role_names(EvaluateOptions& evaluate) {
  return {evaluate.target, evaluate.weights, evaluate.freq_weights};
}

void declare_evaluation_options(Options& options, EvaluateOptions& evaluate, bool& no_weights) {
  declare_role_options(options, role_names(evaluate), no_weights);
  options.group("What to do with unusual rows");
  declare_unseen_option(options, evaluate.unseen);
  options.value("--missing", alternatives(missing_words),
                "A missing value among the predictors: error and drop leave the row out, with a "
                "count; mean fills in the mean of the training data. A missing target, weight or "
                "offset: error and mean refuse, drop leaves the row out. As at the fit if not "
                "given.",
                [&](const std::string& text) {
                  evaluate.missing = one_of("--missing", text, missing_words);
                });
  declare_figures(options, evaluate);
}

bool is_any_given(const EvaluateOptions& evaluate, bool no_weights) {
  return evaluate.target || evaluate.weights || evaluate.freq_weights || no_weights ||
         evaluate.missing || evaluate.unseen != defaults.unseen ||
         evaluate.threshold != defaults.threshold || evaluate.level != defaults.level;
}

}  // namespace odds::cli

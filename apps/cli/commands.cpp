// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

#include <array>

namespace odds::cli {
namespace {

constexpr std::array<Command, 12> list = {{
    {"fit", "DATA --target COL", "Fit a logistic regression and prove that it is the optimum.",
     &run_fit, &describe_fit},
    {"path", "DATA --target COL", "Fits over a grid of penalties, the lasso's path.", &run_path,
     &describe_path},
    {"cv", "DATA --target COL", "Choose a penalty by cross-validation, and fit it.", &run_cv,
     &describe_cv},
    {"predict", "MODEL DATA", "Probabilities for the rows of a table.", &run_predict,
     &describe_predict},
    {"evaluate", "MODEL DATA", "How good these probabilities are: losses, ROC, calibration.",
     &run_evaluate, &describe_evaluate},
    {"explain", "MODEL DATA --row N", "How one row gets its probability, and the backward pass.",
     &run_explain, &describe_explain},
    {"plot", "KIND MODEL [DATA]", "ROC curve, calibration, odds ratios, path or loss as a drawing.",
     &run_plot, &describe_plot},
    {"report", "MODEL [DATA]", "All of it as a page for a browser, to look at and to send on.",
     &run_report, &describe_report},
    {"show", "MODEL", "Print a kept model.", &run_show, &describe_show},
    {"inspect", "DATA", "What a table holds, before anything is fitted.", &run_inspect,
     &describe_inspect},
    {"lesson", "[CHAPTER]", "A lesson in four chapters: from a straight line to backpropagation.",
     &run_lesson, &describe_lesson},
    {"generate", "WHAT", "The manual page, or the completions of a shell.", &run_generate,
     &describe_generate},
}};

}  // namespace

std::span<const Command> commands() { return list; }

}  // namespace odds::cli

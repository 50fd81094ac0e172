// SPDX-License-Identifier: Apache-2.0
//
// odds plot: one drawing, on the terminal or as SVG.
#include <limits>

#include <fmt/format.h>

#include <odds/evaluation.hpp>
#include <odds/report.hpp>
#include <odds/selection.hpp>

#include "commands.hpp"
#include "evaluation_options.hpp"
#include "files.hpp"
#include "grid_options.hpp"
#include "progress.hpp"
#include "shared_options.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

constexpr Words<Plot> plot_words = {{"roc", Plot::roc},
                                    {"calibration", Plot::calibration},
                                    {"coefficients", Plot::coefficients},
                                    {"path", Plot::path},
                                    {"loss", Plot::loss}};

struct Request {
  std::string kind;
  std::string model;
  std::string data;
  std::string svg;
  std::optional<std::size_t> width;
  std::optional<std::size_t> folds;
  EvaluateOptions evaluate;
  ReadOptions read;
  RunOptions run;
  bool no_weights = false;
  bool quiet = false;

  Plot plot = Plot::roc;
};

Synopsis synopsis() {
  return {"plot", "odds plot KIND MODEL [DATA] [options]",
          "Draws one thing about a model, on the terminal or as an SVG image for a paper: the ROC "
          "curve and the calibration of its probabilities on DATA; its odds ratios with their "
          "limits; its coefficients over a path of penalties, fitted again to DATA; how its loss "
          "fell.",
          "odds plot roc titanic.json test.csv\n"
          "odds plot calibration titanic.json test.csv --svg calibration.svg\n"
          "odds plot coefficients titanic.json --width 120\n"
          "odds plot path titanic.json data/titanic.csv --folds 10\n"
          "odds plot loss titanic.json"};
}

void declare_rules(Options& options, EvaluateOptions& evaluate) {
  options.group("What to do with unusual rows");
  declare_unseen_option(options, evaluate.unseen);
  options.value("--missing", alternatives(missing_words),
                "A missing value among the predictors, as in \"odds evaluate\"; of a path as in "
                "\"odds path\". As at the fit if not given.",
                [&](const std::string& text) {
                  evaluate.missing = one_of("--missing", text, missing_words);
                });
}

void declare_drawing(Options& options, Request& request) {
  options.group("What is drawn");
  declare_level_option(options, request.evaluate.level, request.evaluate.level);
  options.value("--folds", "N",
                "Of a path: cross-validate it with so many random folds, and draw the curve below.",
                [&](const std::string& text) {
                  constexpr std::int64_t largest = 1'000'000;
                  request.folds =
                      static_cast<std::size_t>(whole_number("--folds", text, 2, largest));
                });
  options.value(
      "--svg", "FILE", "Write an SVG image to this file instead; - for standard output.",
      [&](const std::string& text) {
        if (text.empty()) refuse_value("--svg", "be the name of a file", text);
        request.svg = text;
      },
      Effect::run);
  options.value(
      "--width", "N", "Columns of the drawing (default: those of the terminal, or 80).",
      [&](const std::string& text) {
        request.width = static_cast<std::size_t>(whole_number("--width", text, 40, 500));
      },
      Effect::run);
}

void declare(Options& options, Request& request) {
  options.group("Kind, model and data");
  options.positional(alternatives(plot_words), "What to draw.", request.kind);
  options.positional("MODEL", "A file that \"odds fit -o\" wrote.", request.model);
  options.optional_positional(
      "DATA",
      "A CSV file with a header or LIBSVM data, plain, gzip or zstd; - for standard input. roc, "
      "calibration and path need it.",
      request.data);
  declare_drawing(options, request);
  declare_role_options(options, role_names(request.evaluate), request.no_weights);
  declare_rules(options, request.evaluate);
  declare_read_options(options, request.read);
  declare_run_options(options, request.run, request.quiet);
}

void require_data(const Request& request) {
  if (!request.data.empty()) return;
  const std::string use =
      fmt::format("odds plot {} {} DATA", request.kind, shell_word(request.model));
  const std::string why = request.plot == Plot::path
                              ? "a path is fitted to rows"
                              : "how good a model is shows on rows whose outcome is known";
  throw Error(Fault::usage, "usage.plot_data", why + ", and no data were given.",
              "Name a table: " + use);
}

void check_request(Request& request) {
  request.plot = one_of("KIND", request.kind, plot_words);
  check_read_options(request.read);
  apply_no_weights(request.no_weights, role_names(request.evaluate));
  if (request.plot != Plot::coefficients && request.plot != Plot::loss) require_data(request);
  if (request.folds && request.plot != Plot::path) {
    throw Error(Fault::usage, "usage.conflict", "--folds belongs to odds plot path.",
                "Leave it out.");
  }
  if (request.svg.empty() || request.svg == "-") return;
  for (const std::string& input : {request.model, request.data}) {
    if (!input.empty()) check_output(request.svg, input, "--svg");
  }
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  check_request(request);
  return true;
}

// The model's question, asked of the data again.
FitOptions path_question(const FittedModel& model, const Request& request) {
  if (model.network.is_used()) {
    throw Error(Fault::refused, "plot.no_data", "a network has no path of penalties.",
                "Fit one unit, or use \"odds path DATA --target COL\".");
  }
  FitOptions options;
  static_cast<DesignOptions&>(options) = question_of(model);
  options.reference.erase(model.target);  // no class is the reference under a penalty
  const EvaluateOptions& changes = request.evaluate;
  options.target = changes.target.value_or(options.target);
  options.weights = changes.weights.value_or(options.weights);
  options.freq_weights = changes.freq_weights.value_or(options.freq_weights);
  options.missing = changes.missing.value_or(options.missing);
  return options;
}

// The model's own mix of l1 and l2; the lasso for one without a penalty.
PathOptions path_options(const FittedModel& model) {
  PathOptions options;
  if (model.l1 + model.l2 > 0) options.mix = model.l1 / (model.l1 + model.l2);
  return options;
}

void draw(const Request& request, const Report& report) {
  if (!request.svg.empty()) {
    const std::string image = svg_plot(request.plot, report);
    return request.svg == "-" ? write_stdout(image) : save_text(image, request.svg);
  }
  TextOptions options = text_options();
  options.width = request.width.value_or(options.width);
  write_stdout(text_plot(request.plot, report, options));
}

int draw_path(Request& request, const FittedModel& model, ProgressLine& progress) {
  const FitOptions question = path_question(model, request);
  const PathOptions options = path_options(model);
  Report report;
  report.model = &model;
  ReadResult input;
  Path path;
  CrossValidation validation;
  if (request.folds) {
    CrossValidationOptions folds;
    folds.folds = *request.folds;
    validation =
        cross_validate(request.data, request.read, question, options, folds, request.run, input);
    report.cross_validation = &validation;
  } else {
    path = fit_path(request.data, request.read, question, options, request.run, input);
    report.path = &path;
  }
  progress.clear();
  draw(request, report);
  return path_exit(request.folds ? validation.path : path);
}

int draw_evaluation(Request& request, const FittedModel& model, ProgressLine& progress) {
  request.evaluate.curves = true;
  const ModelEvaluation evaluation =
      evaluate(model, request.data, request.read, request.evaluate, request.run);
  progress.clear();
  Report report;
  report.model = &model;
  report.evaluation = &evaluation;
  draw(request, report);
  return exit_done;
}

}  // namespace

void check_plot_arguments(const Arguments& arguments) {
  Request request;
  parse(request, arguments);
}
Description describe_plot() { return describe(synopsis(), &declare); }

int run_plot(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  const FittedModel model = load_model(request.model);
  if (!request.quiet) remark_not_converged(model);
  ProgressLine progress(request.quiet);
  request.run.observer = &progress;
  if (request.plot == Plot::path) return draw_path(request, model, progress);
  if (request.plot != Plot::coefficients && request.plot != Plot::loss) {
    return draw_evaluation(request, model, progress);
  }
  Report report;
  report.model = &model;
  draw(request, report);
  return exit_done;
}

}  // namespace odds::cli

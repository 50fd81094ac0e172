// SPDX-License-Identifier: Apache-2.0
//
// Results as text for a terminal and as JSON. Nothing here computes: it renders.
#pragma once

#include <cstddef>
#include <string>

#include <odds/base.hpp>
#include <odds/evaluation.hpp>
#include <odds/explanation.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>
#include <odds/selection.hpp>

namespace odds {

struct TextOptions {
  std::size_t width = 80;  // columns of the terminal
  bool colour = false;
  std::size_t max_terms = 0;  // rows of the table of coefficients; 0: all
  std::size_t max_units = 0;  // hidden units of a network shown one by one; 0: all
  std::string model_path;     // where the model is kept, for "what to try next"; "" if nowhere
  // The settings of other programs that give a penalised fit.
  bool equivalents = false;
  bool ascii = false;  // plots without braille: for terminals that don't show UTF-8
  bool next_steps = true;  // end with what to try next
};

// The whole summary: event, rows, convergence in words, aligned table, notes, what to try next.
std::string text_summary(const FittedModel& model, const TextOptions& options);
// The same in full tables, as SAS's PROC LOGISTIC orders and names them.
std::string text_tables(const FittedModel& model, const TextOptions& options);

struct JsonOptions {
  bool covariance = false;  // the matrices "covariance" and "correlation" of the estimates as well
};

// {"schema": "odds.fit/1", ...}
std::string json_summary(const FittedModel& model, const JsonOptions& options = {});
// The same with the model's evaluation as one more member.
std::string json_summary(const FittedModel& model, const ModelEvaluation& evaluation);

// The lower triangles of covariance and correlation. At extreme units a covariance is beyond the
// range of doubles ("inf", "<1e-308"); standard errors and correlations are right all the same.
std::string text_covariance(const FittedModel& model, const TextOptions& options);

// Losses, confusion matrix, ranks, calibration.
std::string text_evaluation(const ModelEvaluation& evaluation, const TextOptions& options);
// {"schema": "odds.evaluate/1", ...}
std::string json_evaluation(const ModelEvaluation& evaluation);

// The rows that matter for a fit, the groups of rows where it fails worst, the classification table.
std::string text_diagnostics(const Diagnostics& diagnostics, const TextOptions& options);
// An evaluation with the members "diagnostics" and "effects" besides.
std::string json_review(const Review& review, const FittedModel& model);

// The walk through one row: forward, backward, coefficients, contributions.
std::string text_explanation(const Explanation& explanation, const TextOptions& options);
// {"schema": "odds.explain/1", ...}
std::string json_explanation(const Explanation& explanation);

// A path: points in a table, the deviance ratio as a plot, notes.
std::string text_path(const Path& path, const TextOptions& options);
// {"schema": "odds.path/1", ...}: every point with its estimates.
std::string json_path(const Path& path);
// "point,lambda,l1,l2,term,estimate", a line for each estimate other than 0. Throws Error
// {refused, "file.write"}.
void save_csv(const Path& path, const std::string& file);

// The curve in a table and as a plot, the best point and the one-standard-error point. Without the
// model, which text_summary() shows.
std::string text_cross_validation(const CrossValidation& result, const TextOptions& options);
// {"schema": "odds.cv/1", ...}: the curve by fold, the path, the model.
std::string json_cross_validation(const CrossValidation& result);
// "point,lambda,l1,l2,mean,std_error" and a column for each fold.
void save_csv(const CrossValidation& result, const std::string& file);

// ---- pages --------------------------------------------------------------------------------------

// What a report shows; what is empty has no section. Referred to, not owned.
struct Report {
  const FittedModel* model = nullptr;  // of a path alone its frame
  const ModelEvaluation* evaluation = nullptr;
  const Diagnostics* diagnostics = nullptr;
  std::vector<Effect> effects;
  const Path* path = nullptr;
  const CrossValidation* cross_validation = nullptr;
  std::vector<Explanation> rows;       // walks through rows that were asked for, or made up
  std::vector<std::string> row_names;  // "row 17", "everything at its mean"
};

// {"schema": "odds.report/1", ...}: the members of odds.fit/1 and besides "evaluation",
// "diagnostics", "effects", "path", "cv", "rows". The page holds this very text, so it is bounded:
// where everything would take more than 240 KB, long lists are cut down to what says most, and
// "thinned" says which.
std::string json_report(const Report& report);
// One self-contained page, below 700 KB for any data. Throws Error{refused} "report.no_web" where
// odds was built without Node.js.
std::string html_report(const Report& report);

enum class WebPage { report, lesson };
// Whether the pages are part of this library.
bool has_web_pages();
// Before the work starts: throws Error{refused} "report.no_web" where they are not.
void check_web_pages();
// The page of the program web/src/PAGE.ts on these data. `language` is of the form "en"; `body` is
// HTML that readers without scripts see. Throws Error{refused} "report.no_web".
std::string html_page(WebPage page, const std::string& language, const std::string& title,
                      const std::string& json, const std::string& body);

// Text in a file that appears whole or not at all. Throws Error{refused} "file.write".
void save_text(const std::string& text, const std::string& file);

// ---- plots --------------------------------------------------------------------------------------

enum class Plot { roc, calibration, coefficients, path, loss };

// roc, calibration: of Report::evaluation with curves. coefficients: odds ratios with limits, of
// Report::model. path: of Report::path, or of Report::cross_validation with its curve below. loss:
// of Report::model. In braille characters, lines of at most options.width columns (40 where that is
// less). Throws Error{refused} where the report has not what the plot needs: "plot.no_data".
std::string text_plot(Plot plot, const Report& report, const TextOptions& options);
// The same as an SVG drawing for papers: standalone, black on white, text as text.
std::string svg_plot(Plot plot, const Report& report);

// ---- data and errors ----------------------------------------------------------------------------

// What a table holds: names, kinds, levels or range, missing values, notes.
std::string text_inspection(const ReadResult& data, const std::string& name,
                            const TextOptions& options, const RunOptions& run);
std::string json_inspection(const ReadResult& data, const std::string& name, const RunOptions& run);

// {"schema": "odds.error/1", ...}
std::string json_error(const Error& error);

}  // namespace odds

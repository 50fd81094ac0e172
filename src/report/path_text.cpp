// SPDX-License-Identifier: Apache-2.0
//
// Paths and cross-validation as a person reads them: what is modelled, a table of penalties, the
// curve as a plot, and what was chosen.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/path_words.hpp"
#include "report/plots/figures.hpp"
#include "report/plots/text.hpp"
#include "report/summary_words.hpp"

namespace odds {
namespace report {

const char* measure_name(Measure measure) {
  switch (measure) {
    case Measure::deviance:
      return "deviance";
    case Measure::auc:
      return "auc";
    case Measure::misclassification:
      return "misclassification";
  }
  return "";
}

std::string path_kind(double mix) {
  if (mix == 1.0) return "Lasso path";
  if (mix == 0.0) return "Ridge path";
  return "Elastic-net path (mix " + rounded(mix, 4) + ")";
}

namespace {

// Rows of a table that a person reads; --json and --csv have every point.
constexpr std::size_t most_lines = 30;
constexpr std::size_t cell_width = 13;

std::string penalty_sentence(const Path& path) {
  std::string strengths = "l1 = lambda, l2 = 0";
  if (path.mix == 0.0) strengths = "l1 = 0, l2 = lambda";
  if (path.mix > 0.0 && path.mix < 1.0) {
    strengths = fmt::format("l1 = {} lambda, l2 = {} lambda", rounded(path.mix, 4),
                            rounded(1 - path.mix, 4));
  }
  const auto& points = path.points;
  return fmt::format(
      "{} {} from {} to {}: {}.", points.size(), points.size() == 1 ? "penalty" : "penalties",
      rounded(points.front().lambda, 4), rounded(points.back().lambda, 4), strengths);
}

// How close to their minima the points are.
std::string gap_sentence(const Path& path) {
  std::size_t missed = 0;
  double largest = 0;
  for (const PathPoint& point : path.points) {
    missed += point.converged ? 0 : 1;
    largest = std::max(largest, point.objective_gap);
  }
  if (missed > 0) {
    return fmt::format(
        "{} of {} points did not reach the tolerance: they are marked !, and so in "
        "--json.",
        missed, path.points.size());
  }
  return "Converged: at every point penalty and mean loss together are within " +
         power_bound(largest) + " of their minimum.";
}

// Points that get a line: all, or some at equal distances with the last and those in `wanted`.
std::vector<std::size_t> shown_points(std::size_t count, const std::vector<std::size_t>& wanted) {
  const std::size_t stride = (count + most_lines - 1) / most_lines;
  std::vector<std::size_t> shown = wanted;
  for (std::size_t i = 0; i < count; i += stride) shown.push_back(i);
  shown.push_back(count - 1);
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  return shown;
}

void remark_on_lines(std::size_t shown, std::size_t count, Page& page) {
  if (shown == count) return;
  page.paragraph(fmt::format("{} of {} points; --json and --csv FILE have all.", shown, count),
                 "  ");
}

void put_heading(const Path& path, const std::string& title, const TextOptions& options,
                 Page& page) {
  page.title(title + " of " + event_sentence(RowFacts(path.frame)));
  page.paragraph(rows_sentence(RowFacts(path.frame)));
  page.paragraph(penalty_sentence(path));
  const bool converged = std::all_of(path.points.begin(), path.points.end(),
                                     [](const PathPoint& point) { return point.converged; });
  const Style style(options.colour);
  std::string sentence = wrap(gap_sentence(path), page.width());
  sentence.pop_back();  // page.line() ends it
  page.line(converged ? style.good(sentence) : style.bad(sentence));
}

void put_points(const Path& path, Page& page) {
  page.row({"point", "lambda", "non-zero", "dev. ratio", "gap"}, cell_width);
  const std::vector<std::size_t> shown = shown_points(path.points.size(), {});
  for (const std::size_t i : shown) {
    const PathPoint& point = path.points[i];
    page.row({std::to_string(i + 1), rounded(point.lambda, 4), grouped(point.terms.size()),
              decimals(point.deviance_ratio),
              rounded(point.objective_gap, 2) + (point.converged ? "" : " !")},
             cell_width);
  }
  remark_on_lines(shown.size(), path.points.size(), page);
}

std::string measure_sentence(Measure measure) {
  switch (measure) {
    case Measure::deviance:
      return "deviance per unit of weight (twice the log-loss)";
    case Measure::auc:
      return "area under the ROC curve";
    case Measure::misclassification:
      return "share of rows on the wrong side of p = 0.5";
  }
  return "";
}

std::string folds_sentence(const CrossValidation& result) {
  const auto [least, most] = std::minmax_element(result.fold_rows.begin(), result.fold_rows.end());
  const std::string rows =
      *least == *most ? grouped(*least) : grouped(*least) + " to " + grouped(*most);
  const std::string kind =
      result.fold_column.empty()
          ? fmt::format("random folds, stratified by the target (seed {})", result.seed)
          : "folds by " + printable(result.fold_column);
  return fmt::format(
      "{} {}, {} rows each. Measured on the rows held out: {}, mean and standard "
      "error over the folds.",
      result.folds.size(), kind, rows, measure_sentence(result.measure));
}

std::string mark_of(const CrossValidation& result, std::size_t point) {
  std::string mark;
  if (point == result.one_se) mark = "1se";
  if (point == result.best) mark += mark.empty() ? "best" : ", best";
  return mark;
}

void put_curve(const CrossValidation& result, Page& page) {
  page.row({"point", "lambda", "non-zero", "mean", "std. error"}, cell_width - 2);
  const std::vector<std::size_t> shown =
      shown_points(result.points.size(), {result.best, result.one_se});
  for (const std::size_t i : shown) {
    const PathPoint& fitted = result.path.points[i];
    const CrossValidationPoint& point = result.points[i];
    std::vector<std::string> cells = {std::to_string(i + 1), rounded(fitted.lambda, 4),
                                      grouped(fitted.terms.size()), decimals(point.mean),
                                      decimals(point.std_error)};
    const std::string mark = mark_of(result, i) + (fitted.converged ? "" : " !");
    if (!mark.empty()) cells.push_back(mark);
    page.row(cells, cell_width - 2);
  }
  remark_on_lines(shown.size(), result.points.size(), page);
}

std::string choice_sentence(const CrossValidation& result, std::size_t index) {
  const PathPoint& fitted = result.path.points[index];
  const CrossValidationPoint& point = result.points[index];
  return fmt::format("lambda {} (point {}), {}; {} {}, std. error {}.", rounded(fitted.lambda, 6),
                     index + 1, counted(fitted.terms.size(), "coefficient") + " not 0",
                     measure_name(result.measure), decimals(point.mean), decimals(point.std_error));
}

void put_edge_note(const CrossValidation& result, Page& page) {
  if (result.points.size() < 2) return;
  if (result.best + 1 == result.points.size()) {
    page.paragraph("The best penalty is the smallest: a smaller --min-ratio may find a better one.",
                   "- ");
  }
}

}  // namespace
}  // namespace report

std::string text_path(const Path& path, const TextOptions& options) {
  report::Page page(options);
  report::put_heading(path, report::path_kind(path.mix), options, page);
  page.line("");
  report::put_points(path, page);
  page.line("");
  std::string text =
      page.text() + report::plots::text_figure(report::plots::deviance_figure(path), options);
  report::Page rest(options);
  rest.notes(path.frame.notes);
  rest.heading("Next");
  rest.paragraph(
      "\"odds cv\" with the same options chooses among these penalties; \"odds fit\" "
      "with --l1 and --l2 fits one of them.",
      "  ");
  return text + rest.text();
}

std::string text_cross_validation(const CrossValidation& result, const TextOptions& options) {
  report::Page page(options);
  report::put_heading(result.path, "Cross-validation: " + report::path_kind(result.path.mix),
                      options, page);
  page.paragraph(report::folds_sentence(result));
  page.line("");
  report::put_curve(result, page);
  page.line("");
  std::string text =
      page.text() + report::plots::text_figure(report::plots::curve_figure(result), options);
  report::Page rest(options);
  rest.heading("Choice");
  rest.paragraph(report::choice_sentence(result, result.best), "  best  ");
  rest.paragraph(report::choice_sentence(result, result.one_se), "  1se   ");
  rest.paragraph(result.choice == Choice::best
                     ? "Refitted below at the best penalty; --choose 1se takes the largest one "
                       "within one standard error of it."
                     : "Refitted below at the largest penalty within one standard error of the "
                       "best.",
                 "  ");
  report::put_edge_note(result, rest);
  rest.notes(result.notes);
  return text + rest.text();
}

}  // namespace odds

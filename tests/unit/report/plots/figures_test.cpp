// SPDX-License-Identifier: Apache-2.0
//
// What each plot says of a report: which lines, points and words, and what it refuses.
#include "report/plots/figures.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/report/plots/samples.hpp"

namespace odds::report::plots {
namespace {

bool has_text(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string refusal(Plot plot, const Report& report) {
  try {
    text_plot(plot, report, TextOptions());
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::refused);
    EXPECT_FALSE(error.hint().empty());
    return error.code();
  }
  return "";
}

TEST(Figures, RefuseReportsWithoutTheirData) {
  const FittedModel empty = sample_terms({});
  const ModelEvaluation without_curves;
  Report report;
  for (const Plot plot :
       {Plot::roc, Plot::calibration, Plot::coefficients, Plot::path, Plot::loss}) {
    EXPECT_EQ(refusal(plot, report), "plot.no_data");
  }
  report.model = &empty;
  report.evaluation = &without_curves;
  for (const Plot plot :
       {Plot::roc, Plot::calibration, Plot::coefficients, Plot::path, Plot::loss}) {
    EXPECT_EQ(refusal(plot, report), "plot.no_data");
  }
  const FittedModel network = sample_network();
  report.model = &network;
  EXPECT_EQ(refusal(Plot::coefficients, report), "plot.no_data");
  EXPECT_THROW(svg_plot(Plot::roc, report), Error);
}

TEST(RocFigure, HoldsTheCurveTheDiagonalAndTheAuc) {
  const ModelEvaluation evaluation = sample_evaluation();
  Report report;
  report.evaluation = &evaluation;
  const Figure figure = roc_figure(report);
  ASSERT_EQ(figure.panels.size(), 1U);
  const std::vector<Line>& lines = figure.panels[0].lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].ink, reference_ink);
  ASSERT_EQ(lines[1].points.size(), 101U);
  EXPECT_DOUBLE_EQ(lines[1].points[25].x, 0.25);
  EXPECT_DOUBLE_EQ(lines[1].points[25].y, 0.5);
  EXPECT_EQ(figure.title, "ROC curve of P(survived = yes)");
  EXPECT_EQ(figure.subtitle, "AUC 0.6667 (95% limits 0.6400 to 0.6900); 2,201 rows of test.csv.");
}

TEST(RocFigure, NamesTheLargestClasses) {
  const ModelEvaluation evaluation = sample_classes(10);
  Report report;
  report.evaluation = &evaluation;
  const Figure figure = roc_figure(report);
  const std::vector<Line>& lines = figure.panels[0].lines;
  ASSERT_EQ(lines.size(), 11U);
  EXPECT_EQ(lines[1].ink, faint_ink);  // c0 and c1 are the smallest
  EXPECT_EQ(lines[2].ink, faint_ink);
  EXPECT_EQ(lines[3].label, "c2: AUC 0.6200");
  EXPECT_EQ(lines[10].ink, 7);
  EXPECT_EQ(figure.notes,
            (std::vector<std::string>{"2 smaller classes are drawn without a name."}));
}

TEST(CalibrationFigure, HoldsCurveBandBinsAndHistogram) {
  const ModelEvaluation evaluation = sample_evaluation();
  Report report;
  report.evaluation = &evaluation;
  const Figure figure = calibration_figure(report);
  ASSERT_EQ(figure.panels.size(), 2U);
  const Panel& panel = figure.panels[0];
  EXPECT_EQ(panel.marks.size(), 10U);
  EXPECT_DOUBLE_EQ(panel.marks[4].at.y, 0.45 * 0.45);
  ASSERT_EQ(panel.bands.size(), 1U);
  EXPECT_EQ(panel.bands[0].points.size(), 101U);
  ASSERT_EQ(panel.lines.size(), 2U);
  EXPECT_EQ(panel.lines[0].ink, reference_ink);
  EXPECT_EQ(figure.panels[1].bars.size(), 10U);
  EXPECT_EQ(figure.subtitle.substr(0, 70),
            "Intercept 0.0200 (std. error 0.0500), slope 0.9100 (std. error 0.0400)");
}

TEST(CalibrationFigure, SaysWhatIsSoByConstruction) {
  ModelEvaluation evaluation = sample_evaluation();
  evaluation.calibration_intercept = {0, not_applicable, true};
  evaluation.calibration_slope = {1, not_applicable, true};
  evaluation.is_fit_data = true;
  Report report;
  report.evaluation = &evaluation;
  EXPECT_EQ(calibration_figure(report).subtitle,
            "Intercept 0.0000 (by construction), slope 1.0000 (by construction); 2,201 rows of "
            "test.csv, the data of the fit.");
}

// Probabilities of 0.001 would all be one dot in the corner.
TEST(CalibrationFigure, LooksAtTheCornerOfRareEvents) {
  ModelEvaluation evaluation = sample_evaluation();
  evaluation.curves->calibration = {{0.001, 0.002, 0, 0.9}, {0.031, 0.037, 0.03, 0.04}};
  evaluation.calibration_table = {{0, 0.1, 100, 0.01, 0.02}, {0.1, 0.2, 0, NAN, NAN}};
  Report report;
  report.evaluation = &evaluation;
  const Panel panel = calibration_figure(report).panels[0];
  EXPECT_EQ(panel.marks.size(), 1U);
  EXPECT_EQ(panel.x.low, 0);
  EXPECT_DOUBLE_EQ(panel.x.high, 0.04);
  EXPECT_DOUBLE_EQ(panel.y.high, 0.04);
  evaluation.curves->calibration = {{0.991, 0.99, 0.9, 1}};
  evaluation.calibration_table = {};
  EXPECT_DOUBLE_EQ(calibration_figure(report).panels[0].x.low, 0.99);
}

TEST(CoefficientsFigure, StandsOnLogOddsOverTen) {
  const FittedModel model = sample_terms({sample_term("ten", std::log(10.0), 0.1)});
  Report report;
  report.model = &model;
  const Figure figure = coefficients_figure(report);
  const Panel& panel = figure.panels[0];
  ASSERT_EQ(panel.rows.size(), 1U);  // without the intercept
  EXPECT_EQ(panel.rows[0].name, "ten");
  EXPECT_EQ(panel.rows[0].value, "10.00 (8.22 to 12.17)");
  EXPECT_DOUBLE_EQ(panel.marks[0].at.x, 1.0);
  EXPECT_DOUBLE_EQ(panel.marks[0].left, 1.0 - 0.196 / std::log(10.0));
  EXPECT_TRUE(panel.x.holds(0.0));
  EXPECT_TRUE(panel.x.holds(panel.marks[0].right));
}

TEST(CoefficientsFigure, ShowsDigitsOfSmallRatios) {
  const FittedModel model =
      sample_terms({sample_term("income", 0.0003, 0.0001), sample_term("small", -6.0, 0.1)});
  Report report;
  report.model = &model;
  const Panel panel = coefficients_figure(report).panels[0];
  EXPECT_EQ(panel.rows[0].value, "1.0003 (1.0001 to 1.0005)");
  EXPECT_EQ(panel.rows[1].value, "0.00248 (0.00204 to 0.00302)");
}

TEST(CoefficientsFigure, MarksTermsThatRunAway) {
  Term up = sample_term("up", not_applicable, not_applicable), down = up, open = up;
  up.limit = "+inf";
  down.limit = "-inf";
  open.limit = "undetermined";
  Term one_sided = sample_term("one-sided", 0.5, 0.1);
  one_sided.conf_high = std::numeric_limits<double>::infinity();
  const FittedModel model = sample_terms({up, down, open, one_sided});
  Report report;
  report.model = &model;
  const Panel panel = coefficients_figure(report).panels[0];
  EXPECT_EQ(panel.rows[0].value, "inf");
  EXPECT_EQ(panel.rows[1].value, "0");
  EXPECT_EQ(panel.rows[2].value, "any");
  EXPECT_EQ(panel.rows[3].value, "1.65 (1.36 to inf)");
  EXPECT_GT(panel.marks[0].at.x, panel.x.high);
  EXPECT_LT(panel.marks[1].at.x, panel.x.low);
  const std::string text = text_plot(Plot::coefficients, report, TextOptions());
  EXPECT_TRUE(has_text(text, "▸  inf")) << text;
  EXPECT_TRUE(has_text(text, "│◂")) << text;
}

// An interval over 100 decades would press the others into one dot: it is cut, with arrows.
TEST(CoefficientsFigure, WideLimitsDoNotDwarfTheOthers) {
  const FittedModel model =
      sample_terms({sample_term("x", 0.5, 0.1), sample_term("wide", 0.1, 100)});
  Report report;
  report.model = &model;
  const Panel panel = coefficients_figure(report).panels[0];
  EXPECT_LT(panel.x.high - panel.x.low, 3.0);
  EXPECT_GT(panel.marks[1].right, panel.x.high);
  const std::string text = text_plot(Plot::coefficients, report, TextOptions());
  EXPECT_TRUE(has_text(text, "◂─")) << text;
  EXPECT_TRUE(has_text(text, "─▸")) << text;
}

TEST(CoefficientsFigure, TakesTheLargestOfMany) {
  std::vector<Term> terms;
  for (int i = 0; i < 100; ++i) {
    terms.push_back(sample_term("t" + std::to_string(i), i % 2 == 0 ? i : -i, 10));
  }
  FittedModel model = sample_terms(terms);
  Report report;
  report.model = &model;
  const Figure figure = coefficients_figure(report);
  ASSERT_EQ(figure.panels[0].rows.size(), 40U);
  EXPECT_EQ(figure.panels[0].rows.front().name, "t60");  // in the order of the model
  EXPECT_EQ(figure.panels[0].rows.back().name, "t99");
  EXPECT_EQ(figure.notes.at(0), "The 40 largest by |z|; 60 terms are left out.");
}

TEST(CoefficientsFigure, OfAPenaltyHasNoLimitsAndNoZeros) {
  FittedModel model = sample_terms(
      {sample_term("in", 0.5, not_applicable), sample_term("out", 0.0, not_applicable)});
  model.l1 = 0.1;
  Report report;
  report.model = &model;
  const Figure figure = coefficients_figure(report);
  ASSERT_EQ(figure.panels[0].rows.size(), 1U);
  EXPECT_TRUE(std::isnan(figure.panels[0].marks[0].left));
  EXPECT_FALSE(has_text(figure.subtitle, "limits"));
  EXPECT_EQ(figure.notes.at(0), "1 coefficient is 0 and left out.");
}

TEST(CoefficientsFigure, GroupsTheEquationsOfSeveralClasses) {
  Term a = sample_term("x", 0.5, 0.1), b = a;
  a.outcome = "second";
  b.outcome = "third";
  const FittedModel model = sample_terms({a, b});
  Report report;
  report.model = &model;
  const Panel panel = coefficients_figure(report).panels[0];
  ASSERT_EQ(panel.rows.size(), 4U);
  EXPECT_TRUE(panel.rows[0].is_heading);
  EXPECT_EQ(panel.rows[2].name, "third");
  EXPECT_EQ(panel.marks[1].at.y, 3);
}

TEST(PathFigure, ScalesByTheDeviationOfTheColumn) {
  const Path path = sample_path();
  Report report;
  report.path = &path;
  const Panel panel = path_figure(report).panels.at(0);
  ASSERT_EQ(panel.lines.size(), 3U);  // x, w, and the line at 0; u never enters
  EXPECT_EQ(panel.lines[0].label, "x");
  EXPECT_EQ(panel.lines[1].label, "w");
  EXPECT_DOUBLE_EQ(panel.lines[0].points[8].y, 4.0);
  EXPECT_DOUBLE_EQ(panel.lines[0].points[8].x, -4.0);
  EXPECT_DOUBLE_EQ(panel.lines[1].points[4].y, 0.0);
  EXPECT_DOUBLE_EQ(panel.lines[1].points[6].y, -1.0);
  EXPECT_TRUE(panel.x.is_falling);
}

TEST(PathFigure, MarksTheModelOfTheSameMix) {
  const Path path = sample_path();
  FittedModel model = sample_terms({});
  model.l1 = 0.01;
  Report report;
  report.path = &path;
  report.model = &model;
  const std::vector<Rule> rules = path_figure(report).panels.at(0).rules;
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_DOUBLE_EQ(rules[0].x, -2.0);
  model.l2 = 0.01;
  EXPECT_TRUE(path_figure(report).panels.at(0).rules.empty());
}

TEST(PathFigure, OfCrossValidationHasItsCurveBelow) {
  const CrossValidation validation = sample_validation();
  Report report;
  report.cross_validation = &validation;
  const Figure figure = path_figure(report);
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_EQ(figure.panels[1].marks.size(), 9U);
  EXPECT_DOUBLE_EQ(figure.panels[1].marks[6].high, 1.05);
  ASSERT_EQ(figure.panels[0].rules.size(), 2U);
  EXPECT_DOUBLE_EQ(figure.panels[0].rules[1].x, -3.0);
}

TEST(LossFigure, HoldsBothLossesAndTheEpochThatWasKept) {
  const FittedModel model = sample_network();
  Report report;
  report.model = &model;
  const Figure figure = loss_figure(report);
  const Panel& panel = figure.panels.at(0);
  ASSERT_EQ(panel.lines.size(), 3U);
  EXPECT_EQ(panel.lines[1].label, "validation rows");
  EXPECT_EQ(panel.lines[2].ink, reference_ink);
  ASSERT_EQ(panel.rules.size(), 1U);
  EXPECT_EQ(panel.rules[0].x, 40);
  EXPECT_EQ(panel.x.high, 100);
}

TEST(LossFigure, OfOneUnitHasLossAndGradientByStep) {
  const FittedModel model = sample_steps();
  Report report;
  report.model = &model;
  const Figure figure = loss_figure(report);
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_TRUE(figure.panels[1].y.is_log);
  EXPECT_DOUBLE_EQ(figure.panels[1].lines[0].points[3].y, -6.0);
  EXPECT_DOUBLE_EQ(figure.panels[0].lines[0].points[0].y, 0.7);
}

// What is not finite is left out, and nothing else goes with it.
TEST(Figures, StandWhatIsNotFinite) {
  const double inf = std::numeric_limits<double>::infinity();
  FittedModel model = sample_network();
  model.training.history = {{0, inf, NAN}, {1, 1e300, NAN}, {2, 0.5, NAN}};
  Report report;
  report.model = &model;
  const Figure figure = loss_figure(report);
  EXPECT_TRUE(std::isfinite(figure.panels[0].y.high));
  EXPECT_FALSE(text_plot(Plot::loss, report, TextOptions()).empty());
  CrossValidation validation = sample_validation();
  validation.points[2].mean = NAN;
  validation.points[3].std_error = inf;
  validation.path.points[8].estimates[0] = 1e300;
  validation.path.points.resize(9);
  report.cross_validation = &validation;
  EXPECT_FALSE(text_plot(Plot::path, report, TextOptions()).empty());
  ModelEvaluation evaluation = sample_evaluation();
  evaluation.auc = evaluation.auc_low = NAN;
  evaluation.curves->roc = {{inf, 0, 0}};
  evaluation.curves->calibration.clear();
  evaluation.curves->histogram.clear();
  evaluation.calibration_table.clear();
  report.evaluation = &evaluation;
  EXPECT_FALSE(text_plot(Plot::roc, report, TextOptions()).empty());
  EXPECT_FALSE(text_plot(Plot::calibration, report, TextOptions()).empty());
}

}  // namespace
}  // namespace odds::report::plots

// SPDX-License-Identifier: Apache-2.0
//
// The page and the JSON of a fitted model.
#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "report/layout.hpp"
#include "unit/report/sample_model.hpp"

namespace {

using odds::FittedModel;
using odds::text_summary;
using odds::TextOptions;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The page with its lines joined, for sentences that may be wrapped anywhere.
std::string sentences(const FittedModel& model) {
  std::string text = text_summary(model, {});
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// The line of the table that starts with a term.
std::string line_of(const std::string& text, const std::string& term) {
  const std::size_t begin = text.find("\n" + term) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

TextOptions width(std::size_t columns) {
  TextOptions options;
  options.width = columns;
  return options;
}

FittedModel without_errors(FittedModel model) {
  for (odds::Term& term : model.terms) {
    term.std_error = term.statistic = term.p_value = odds::not_applicable;
    term.conf_low = term.conf_high = odds::not_applicable;
    term.odds_ratio_low = term.odds_ratio_high = odds::not_applicable;
  }
  model.aic = model.bic = model.lr_chi2 = model.lr_p_value = odds::not_applicable;
  return model;
}

FittedModel with_tests(FittedModel model) {
  model.tests.likelihood_ratio = {559.3954, 6, 1.2e-117};
  model.tests.score = {556.7267, 6, 4.5e-118};
  model.tests.wald = {402.3282, 6, 0.25};
  model.joint_tests = {{"class", 3, 108.2432, 2.6e-23, odds::not_applicable, odds::not_applicable},
                       {"married", 1, 5.5, 0.019, odds::not_applicable, odds::not_applicable}};
  model.r2 = {0.202, 0.3135, 0.2244, 0.2563};
  return model;
}

TEST(TextSummary, HasTablesOfTests) {
  FittedModel model = with_tests(sample::model());
  std::string page = text_summary(model, width(80));
  EXPECT_EQ(line_of(page, "  Likelihood"),
            "  Likelihood ratio                 559.40    6   <0.001");
  EXPECT_EQ(line_of(page, "  Wald"), "  Wald                             402.33    6    0.250");
  EXPECT_EQ(line_of(page, "  class"), "  class        3            108.24   <0.001");
  EXPECT_FALSE(contains(page, "  married "));  // one term: its test is in the table above
  EXPECT_TRUE(
      contains(page, "R2: McFadden 0.202, Cox and Snell 0.224, Nagelkerke 0.314, Tjur 0.256."));
  model.joint_tests[1].lr_chi2 = 5.25;
  model.joint_tests[1].lr_p_value = 0.022;
  page = text_summary(model, width(80));
  EXPECT_EQ(line_of(page, "  married"),
            "  married      1             5.500    0.019           5.250   0.022");
}

TEST(TextSummary, SaysWhereStandardErrorsAndIntervalsComeFrom) {
  FittedModel model = with_tests(sample::model());
  EXPECT_FALSE(contains(text_summary(model, width(80)), "Robust"));
  model.vce = "hc0";
  EXPECT_TRUE(contains(text_summary(model, width(80)), "Robust standard errors (HC0)."));
  EXPECT_FALSE(contains(text_summary(model, width(80)), "Likelihood ratio"));
  model.vce = "cluster";
  model.cluster = "firm";
  model.cluster_count = 1200;
  EXPECT_TRUE(contains(sentences(model), "Robust standard errors for 1,200 clusters of firm."));
  model.vce = "oim";
  model.interval = "profile";
  EXPECT_TRUE(contains(text_summary(model, width(100)), "95% profile"));
  EXPECT_TRUE(contains(sentences(model), "Intervals from the profile likelihood."));
}

TEST(TextSummary, ShowsOneSidedAndUnknownLimits) {
  FittedModel model = sample::model();
  const double infinity = std::numeric_limits<double>::infinity();
  model.interval = "profile";
  model.terms[1].conf_low = -infinity;
  model.terms[1].odds_ratio_low = 0;
  model.terms[2].conf_high = infinity;
  model.terms[2].odds_ratio_high = infinity;
  model.terms[3].conf_low = odds::not_applicable;
  const std::string page = text_summary(model, width(120));
  EXPECT_TRUE(contains(line_of(page, "class[2nd]"), "    0 to"));
  EXPECT_TRUE(contains(line_of(page, "class[3rd]"), "to    inf"));
  EXPECT_TRUE(contains(line_of(page, "class[crew]"), "    ? to"));
}

TEST(Covariance, IsAProductOfStandardErrorsAndCorrelations) {
  FittedModel model = sample::model();
  const std::string page = odds::text_covariance(model, width(80));
  for (const std::string& line : {std::string("  1 (Intercept)"), std::string("  4 class[crew]")}) {
    EXPECT_TRUE(contains(page, line));
  }
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  const auto json = nlohmann::json::parse(odds::json_summary(model, {true}));
  EXPECT_DOUBLE_EQ(json["covariance"][2][1].get<double>(), 0.1715666 * 0.1959976 * (0.1 + 0.2));
  EXPECT_EQ(json["covariance"][1][2], json["covariance"][2][1]);
  EXPECT_EQ(json["correlation"][3][3].get<double>(), 1.0);
  EXPECT_FALSE(nlohmann::json::parse(odds::json_summary(model)).contains("covariance"));
}

// Extreme units take a covariance, but never a standard error, out of the range of doubles.
TEST(Covariance, IsHonestWhereItOverflows) {
  FittedModel model = sample::model();
  model.terms[1].std_error = 1e200;
  model.terms[2].std_error = 1e-200;
  const auto json = nlohmann::json::parse(odds::json_summary(model, {true}));
  EXPECT_TRUE(json["covariance"][1][1].is_null());
  EXPECT_TRUE(json["covariance"][2][2].is_null());
  EXPECT_NEAR(json["covariance"][2][1].get<double>(), 0.3, 1e-12);
  EXPECT_EQ(json["correlation"][1][1].get<double>(), 1.0);
  const std::string page = odds::text_covariance(model, width(80));
  EXPECT_TRUE(contains(page, " inf"));
  EXPECT_TRUE(contains(page, "<1e-308"));
  EXPECT_TRUE(contains(odds::text_covariance(without_errors([] {
                                               FittedModel none = sample::model();
                                               none.correlation.clear();
                                               return none;
                                             }()),
                                             width(80)),
                       "no covariance"));
}

TEST(JsonSummary, HasTestsAndR2) {
  const auto json = nlohmann::json::parse(odds::json_summary(with_tests(sample::model())));
  EXPECT_EQ(json["tests"]["score"]["df"], 6);
  EXPECT_EQ(json["tests"]["wald"]["p_value"], 0.25);
  EXPECT_EQ(json["joint_tests"][0]["column"], "class");
  EXPECT_TRUE(json["joint_tests"][0]["lr_chi2"].is_null());
  EXPECT_EQ(json["r2"]["nagelkerke"], 0.3135);
  EXPECT_EQ(json["vce"], "oim");
  EXPECT_EQ(json["interval"], "wald");
  EXPECT_TRUE(json["cluster"].is_null());
  EXPECT_TRUE(json["terms"][0]["standardised"].is_null());
}

TEST(TextSummary, SaysEventRowsAndConvergenceFirst) {
  std::istringstream lines(text_summary(sample::model(), width(100)));
  std::string first, second, third;
  std::getline(lines, first);
  std::getline(lines, second);
  std::getline(lines, third);
  EXPECT_EQ(first, "Logistic regression of P(survived = yes)");
  EXPECT_EQ(second, "data/titanic.csv: 2,201 rows read, all used; 711 of 2,201 are yes (32.3%).");
  EXPECT_TRUE(contains(third, "Converged in 6 Newton steps: every estimate is within 1e-14"));
}

TEST(TextSummary, FitsTheTerminal) {
  FittedModel model = sample::model();
  model.terms[2].term = "a column with quite a long name[and its level has a long name too]";
  model.columns[0].name = "größtmöglicher_spaltenname_überhaupt";
  model.terms[3].odds_ratio_high = 1e308;
  for (const std::size_t columns : {60U, 72U, 80U, 120U}) {
    std::istringstream lines(text_summary(model, width(columns)));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(odds::report::display_width(line), columns) << line;
      EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
    }
  }
}

TEST(TextSummary, NarrowTerminalsLoseColumnsInOrder) {
  const std::string narrow = text_summary(sample::model(), width(60));
  EXPECT_TRUE(contains(narrow, "Not shown for want of width: z"));
  EXPECT_TRUE(contains(narrow, "95% interval"));
  EXPECT_FALSE(contains(text_summary(sample::model(), width(80)), "Not shown"));
}

TEST(TextSummary, ColourOnlyOnRequest) {
  TextOptions options;
  EXPECT_FALSE(contains(text_summary(sample::model(), options), "\x1B"));
  options.colour = true;
  EXPECT_TRUE(contains(text_summary(sample::model(), options), "\x1B[1m"));
}

TEST(TextSummary, NotConvergedSaysWhatToDo) {
  FittedModel model = without_errors(sample::model());
  model.converged = false;
  model.stop_reason = "max_iterations";
  model.iterations = 1;
  const std::string text = sentences(model);
  EXPECT_TRUE(contains(text, "Not converged after 1 Newton step:"));
  EXPECT_TRUE(contains(text, "Raise --max-iterations."));
  EXPECT_TRUE(contains(text, "they are formed at the optimum alone"));
  for (const char* solver : {"lbfgs", "gd"}) {
    model.solver = solver;
    EXPECT_TRUE(contains(sentences(model), "Use --solver newton, or raise --max-iterations."));
  }
  EXPECT_TRUE(contains(sentences(model), "after 1 gradient step:"));
  model.solver = "adam";
  EXPECT_TRUE(contains(sentences(model), "after 1 epoch:"));
  EXPECT_TRUE(contains(sentences(model), "Use --solver newton, or raise --epochs."));
  model.solver = "lbfgs";
  model.iterations = 2;
  EXPECT_TRUE(contains(sentences(model), "after 2 L-BFGS steps:"));
  model.stop_reason = "line_search";
  EXPECT_TRUE(contains(sentences(model), "Use --solver newton."));
  model.stop_reason = "interrupted";
  EXPECT_TRUE(contains(sentences(model), "Interrupted, not converged"));
}

TEST(TextSummary, PenalisedFitsSayWhyThereAreNoErrors) {
  FittedModel model = without_errors(sample::model());
  model.l2 = 0.25;
  const std::string text = sentences(model);
  EXPECT_TRUE(contains(text, "--l2 0.25"));
  EXPECT_FALSE(contains(text, "95% interval"));
  EXPECT_FALSE(contains(text, "AIC      "));
  EXPECT_FALSE(contains(text, "nan"));
  EXPECT_TRUE(contains(text, "the mean loss is within 1e-31 of the exact optimum"));
}

TEST(TextSummary, SeparatedTermsShowTheirLimit) {
  FittedModel model = sample::model();
  model.separated = true;
  model.terms[1] = odds::Term{};
  model.terms[1].term = "class[2nd]";
  model.terms[1].limit = "-inf";
  model.terms[2] = odds::Term{};
  model.terms[2].term = "class[3rd]";
  model.terms[2].limit = "undetermined";
  const std::string text = text_summary(model, width(80));
  EXPECT_TRUE(contains(line_of(text, "class[2nd]"), " -inf "));
  EXPECT_TRUE(contains(line_of(text, "class[2nd]"), " 0"));
  EXPECT_TRUE(contains(line_of(text, "class[3rd]"), " any"));
  EXPECT_TRUE(contains(text, "The data are separated"));
  EXPECT_FALSE(contains(text, "Converged in"));
}

TEST(TextSummary, LongTablesCanBeCut) {
  TextOptions options;
  options.max_terms = 3;
  const std::string text = text_summary(sample::model(), options);
  EXPECT_TRUE(contains(text, "class[3rd]"));
  EXPECT_FALSE(contains(text, "class[crew]"));
  EXPECT_TRUE(contains(text, "and 4 more terms"));
}

// JSON and the model file can't hold infinity, so a page must not depend on it.
TEST(TextSummary, OddsRatiosBeyondDoublesLookTheSameAfterLoading) {
  FittedModel model = sample::model();
  model.terms[1] = sample::term("class[2nd]", "class", "2nd", 3770.0, 1.5);
  model.terms[2] = sample::term("class[3rd]", "class", "3rd", -3770.0, 9000.0);
  const std::string text = text_summary(model, width(100));
  EXPECT_TRUE(contains(text, ">1e308 to >1e308")) << text;
  EXPECT_EQ(text_summary(odds::model_from_text(odds::model_to_text(model), "m"), width(100)), text);
}

TEST(TextSummary, ManyNotesAreCutShort) {
  FittedModel model = sample::model();
  for (int i = 0; i < 50; ++i) model.notes.push_back({"a.b", "Note " + std::to_string(i) + "."});
  const std::string text = text_summary(model, width(80));
  EXPECT_TRUE(contains(text, "- … and 32 more, in --json"));
  EXPECT_FALSE(contains(text, "Note 49."));
}

TEST(TextSummary, DroppedTermsComeWithTheirEquation) {
  EXPECT_TRUE(contains(text_summary(sample::model(), width(80)), "collinear, fare2 = 2 fare"));
}

TEST(TextSummary, NextStepsNameTheModelWhereItIsKept) {
  TextOptions options;
  EXPECT_TRUE(contains(text_summary(sample::model(), options), "-o model.json"));
  options.model_path = "it's here.json";
  EXPECT_TRUE(
      contains(text_summary(sample::model(), options), "odds predict 'it'\\''s here.json'"));
}

TEST(TextSummary, HostileNamesAreEscaped) {
  FittedModel model = sample::model();
  model.target = "y\x1B[2J";
  model.event = "a\nb";
  model.terms[1].term = "x\x07";
  model.columns[0].name = "\x1B]0;";
  model.source =
      "\x1B"
      "data";
  const std::string text = text_summary(model, width(80));
  EXPECT_FALSE(contains(text, "\x1B"));
  EXPECT_FALSE(contains(text, "\x07"));
}

TEST(TextSummary, WeightsAndTrialsAreSaid) {
  FittedModel model = sample::model();
  model.weights = "w";
  model.sum_weights = 10.5;
  model.event_weight = 2.25;
  EXPECT_TRUE(contains(sentences(model), "by weight, 2.25 of 10.5 are yes (21.4%)"));
  model = sample::model();
  model.trials = "n";
  model.event = "";
  const std::string text = sentences(model);
  EXPECT_TRUE(contains(text, "successes in survived, trials in n"));
  EXPECT_TRUE(contains(text, "711 of 2,201 trials succeed"));
}

TEST(JsonSummary, HasTheFieldsOfTheDesignInItsOrder) {
  const auto json = nlohmann::ordered_json::parse(odds::json_summary(sample::model()));
  const std::vector<std::string> wanted = {
      "schema",      "target",           "event",       "rows_read",      "rows_used",
      "nobs",        "sum_weights",      "solver",      "penalty",        "converged",
      "stop_reason", "iterations",       "certificate", "log_likelihood", "null_log_likelihood",
      "deviance",    "null_deviance",    "df_residual", "df_null",        "aic",
      "bic",         "condition_number", "terms",       "notes"};
  std::size_t next = 0;
  for (const auto& [key, value] : json.items()) {
    if (next < wanted.size() && key == wanted[next]) ++next;
  }
  EXPECT_EQ(next, wanted.size()) << "missing or out of order: " << wanted[next];
  std::vector<std::string> fields;
  for (const auto& [key, value] : json["terms"][1].items()) fields.push_back(key);
  EXPECT_EQ(fields,
            (std::vector<std::string>{"term", "column", "level", "estimate", "std_error",
                                      "statistic", "p_value", "conf_low", "conf_high", "odds_ratio",
                                      "odds_ratio_low", "odds_ratio_high", "standardised"}));
}

TEST(JsonSummary, FullPrecisionAndNulls) {
  FittedModel model = sample::model();
  model.terms[1].estimate = odds::not_applicable;
  model.terms[1].limit = "+inf";
  model.terms[2].estimate = 0.1 + 0.2;
  model.aic = std::numeric_limits<double>::infinity();
  const auto json = nlohmann::json::parse(odds::json_summary(model));
  EXPECT_TRUE(json["terms"][1]["estimate"].is_null());
  EXPECT_EQ(json["terms"][1]["limit"], "+inf");
  EXPECT_FALSE(json["terms"][2].contains("limit"));
  EXPECT_EQ(json["terms"][2]["estimate"].get<double>(), 0.1 + 0.2);
  EXPECT_TRUE(json["aic"].is_null());
  EXPECT_GT(json["lr_p_value"].get<double>(), 0.0);
  EXPECT_EQ(json["dropped"][0]["equation"], "fare2 = 2 fare");
}

TEST(JsonError, SaysCodeMessageHintAndPlace) {
  odds::Where where;
  where.file = "a.csv";
  where.line = 3;
  where.column = "age";
  const auto json = nlohmann::json::parse(
      odds::json_error(odds::Error(odds::Fault::refused, "csv.field", "what.", "do.", where)));
  EXPECT_EQ(json["schema"], "odds.error/1");
  EXPECT_EQ(json["code"], "csv.field");
  EXPECT_EQ(json["message"], "what.");
  EXPECT_EQ(json["hint"], "do.");
  EXPECT_EQ(json["where"]["file"], "a.csv");
  EXPECT_EQ(json["where"]["line"], 3);
  EXPECT_EQ(json["where"]["column"], "age");
  EXPECT_FALSE(json["where"].contains("row"));
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// The JSON of a report: that of the fit and what else is known, within the bounds of a page.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "report/page_budget.hpp"
#include "unit/report/sample_model.hpp"

namespace odds::report {
namespace {

using Parsed = nlohmann::json;

// The lines of a member that is a list of records.
std::string member_text(const std::string& json, const std::string& name) {
  const std::size_t begin = json.find("\n  \"" + name + "\": [");
  return json.substr(begin, json.find("\n  ]", begin) - begin);
}

Report report_of(const FittedModel& model) {
  Report report;
  report.model = &model;
  return report;
}

TEST(ReportJson, HasTheTermsOfTheFitToTheLastDigit) {
  const FittedModel model = sample::model();
  const std::string text = json_report(report_of(model)), fit = json_summary(model);
  EXPECT_EQ(member_text(text, "terms"), member_text(fit, "terms"));
  Parsed json = Parsed::parse(text);
  const Parsed expected = Parsed::parse(fit);
  EXPECT_EQ(json["schema"], "odds.report/1");
  for (const auto& [name, member] : expected.items()) {
    if (name == "schema") continue;
    EXPECT_EQ(json[name], member) << name;
  }
  for (const char* name : {"evaluation", "diagnostics", "path", "cv"}) {
    EXPECT_TRUE(json[name].is_null()) << name;
  }
  EXPECT_EQ(json["effects"].size() + json["rows"].size(), 0U);
  EXPECT_FALSE(json.contains("thinned"));
}

TEST(ReportJson, RowsAreWalksWithNames) {
  const FittedModel model = sample::model();
  Report report = report_of(model);
  Explanation walk;
  walk.row = 17;
  walk.probability = 0.1 + 0.2;
  report.rows = {walk, walk};
  report.row_names = {"row 17"};
  const Parsed rows = Parsed::parse(json_report(report))["rows"];
  EXPECT_EQ(rows[0]["name"], "row 17");
  EXPECT_EQ(rows[1]["name"], "");
  Parsed expected = Parsed::parse(json_explanation(walk));
  expected["name"] = "row 17";
  EXPECT_EQ(rows[0], expected);
}

// A model with so many terms, the larger the later, whose names take six times their room in HTML.
FittedModel many_terms(std::size_t count, std::size_t name_bytes) {
  FittedModel model = sample::model();
  model.correlation.clear();
  model.terms.resize(1);
  for (std::size_t i = 1; i < count; ++i) {
    const std::string name = std::string(name_bytes, '<') + std::to_string(i);
    Term term = sample::term(name.c_str(), name.c_str(), "", static_cast<double>(i), 1.0);
    term.standardised = static_cast<double>(i);
    model.terms.push_back(term);
    model.joint_tests.push_back({name, 1, static_cast<double>(i), 0.5, 1.0, 0.5});
    model.notes.push_back({"column.constant", name + " is constant and was dropped."});
    model.dropped.push_back({name, name, "", "collinear", name + " = 2 " + name});
    model.command.push_back("--drop=" + name);
  }
  return model;
}

TEST(ReportJson, StaysWithinItsBounds) {
  for (const auto& [count, name_bytes] : {std::pair<std::size_t, std::size_t>{5'000, 10},
                                          {5'000, 300},
                                          {300, 100},
                                          {40, 50'000},
                                          {2, 1'000'000}}) {
    SCOPED_TRACE(testing::Message() << count << " terms, names of " << name_bytes);
    const FittedModel model = many_terms(count, name_bytes);
    const std::string text = json_report(report_of(model));
    EXPECT_LE(page_bytes(text), most_page_data + 10'000);
    const Parsed json = Parsed::parse(text);
    const Parsed& terms = json["terms"];
    ASSERT_GE(terms.size(), 2U);
    EXPECT_EQ(terms[0]["term"], "(Intercept)");
    EXPECT_EQ(terms.back()["estimate"], static_cast<double>(count - 1));  // the largest
    EXPECT_EQ(json["notes"].back()["code"], "report.thinned");
  }
}

TEST(ReportJson, SaysWhatItLeavesOut) {
  const FittedModel model = many_terms(5'000, 10);
  const Parsed json = Parsed::parse(json_report(report_of(model)));
  bool is_said = false;
  for (const Parsed& entry : json["thinned"]) {
    if (entry["member"] != "terms") continue;
    is_said = true;
    EXPECT_EQ(entry["kept"], json["terms"].size());
    EXPECT_EQ(entry["of"], 5'000U);
  }
  EXPECT_TRUE(is_said);
  EXPECT_NE(json["notes"].back()["message"].get<std::string>().find(" of 5,000)"),
            std::string::npos);
}

// Pairs name segments by their places, which a cut would change.
TEST(ReportJson, PairsOfSegmentsNeverOutliveThem) {
  const FittedModel model = many_terms(2'000, 40);
  Diagnostics diagnostics;
  for (std::size_t k = 0; k < 400; ++k) {
    Segment segment;
    segment.column = "column " + std::to_string(k) + std::string(60, 'x');
    segment.z = static_cast<double>(k);
    diagnostics.segments.push_back(segment);
  }
  diagnostics.segment_pairs = {{0, 1, {}}, {398, 399, {}}};
  Report report = report_of(model);
  report.diagnostics = &diagnostics;
  const Parsed json = Parsed::parse(json_report(report));
  ASSERT_LT(json["diagnostics"]["segments"].size(), 400U);
  EXPECT_TRUE(json["diagnostics"]["segment_pairs"].empty());
}

// What fits is never thinned: other lists give way first, and terms are kept as they are.
TEST(ReportJson, TermsComeLast) {
  const FittedModel model = many_terms(200, 30);
  const std::string text = json_report(report_of(model));
  EXPECT_EQ(member_text(text, "terms"), member_text(json_summary(model), "terms"));
  EXPECT_TRUE(Parsed::parse(text).contains("thinned"));
}

CrossValidation cross_validation(std::size_t points, std::size_t terms) {
  CrossValidation result;
  result.path.frame.has_intercept = true;
  for (std::size_t t = 0; t < terms; ++t) {
    Term term;
    term.term = term.column = "x" + std::to_string(t);
    result.path.frame.terms.push_back(term);
    result.path.spreads.push_back(t == 0 ? 1e6 : 1.0);
  }
  for (std::size_t i = 0; i < points; ++i) {
    PathPoint point;
    point.lambda = 1.0 / static_cast<double>(i + 1);
    for (std::uint32_t t = 0; i > 0 && t + 1 < terms; ++t) {  // the last never enters
      point.terms.push_back(t);
      point.estimates.push_back(0.5 + t);
    }
    result.path.points.push_back(point);
    result.points.push_back({static_cast<double>(i), 0.5, {}});
  }
  result.folds = {"1", "2"};
  result.fold_rows = {10, 10};
  for (CrossValidationPoint& point : result.points) point.by_fold = {point.mean, point.mean};
  result.best = points - 2;
  result.one_se = points / 2 + 1;
  return result;
}

TEST(ReportJson, APathIsReducedToItsCurves) {
  const FittedModel model = sample::model();
  const CrossValidation result = cross_validation(1'001, 100);
  Report report = report_of(model);
  report.cross_validation = &result;
  const Parsed json = Parsed::parse(json_report(report));
  const Parsed &path = json["path"], &cv = json["cv"];
  EXPECT_LE(path["points"].size(), most_curve_points);
  EXPECT_GE(path["points"].size(), most_curve_points - 2);
  EXPECT_EQ(path["points"].front()["lambda"], 1.0);
  EXPECT_EQ(path["points"].back()["lambda"], 1.0 / 1'001);
  EXPECT_EQ(path["points_of_path"], 1'001U);
  EXPECT_EQ(path["terms_with_estimates"], 99U);
  EXPECT_EQ(cv["points"].size(), path["points"].size());
  EXPECT_EQ(cv["points"][cv["best"].get<std::size_t>()]["mean"], 999.0);
  EXPECT_EQ(cv["points"][cv["one_se"].get<std::size_t>()]["mean"], 501.0);
}

// The largest once scaled by the spread of their columns, in the order of the columns.
TEST(ReportJson, TheLargestCurvesOfAPath) {
  const FittedModel model = sample::model();
  const CrossValidation result = cross_validation(10, 100);
  Report report = report_of(model);
  report.path = &result.path;
  const Parsed path = Parsed::parse(json_report(report))["path"];
  ASSERT_EQ(path["curves"].size(), 60U);
  EXPECT_EQ(path["curves"][0]["term"], "x0");
  EXPECT_EQ(path["curves"][1]["term"], "x40");
  EXPECT_EQ(path["curves"][59]["term"], "x98");
  const Parsed& estimates = path["curves"][1]["estimates"];
  ASSERT_EQ(estimates.size(), 10U);
  EXPECT_EQ(estimates[0], 0.0);
  EXPECT_EQ(estimates[9], 40.5);
}

TEST(ReportHtml, IsBelowTheBoundAndSpeaksWithoutScripts) {
  if (!has_web_pages()) GTEST_SKIP() << "built without Node.js";
  const FittedModel small = sample::model(), large = many_terms(5'000, 10);
  const std::string page = html_report(report_of(small));
  EXPECT_NE(page.find("<title>survived = yes: a logistic regression (titanic.csv)</title>"),
            std::string::npos);
  EXPECT_NE(page.find("<noscript><h1>survived = yes: a logistic regression"), std::string::npos);
  EXPECT_NE(page.find("class[3rd]  "), std::string::npos);
  EXPECT_EQ(page.find("Add -o model.json"), std::string::npos);
  constexpr std::size_t most = 700'000;
  EXPECT_LT(html_report(report_of(large)).size(), most);
}

TEST(ReportHtml, TitleSaysWhatItIs) {
  if (!has_web_pages()) GTEST_SKIP() << "built without Node.js";
  FittedModel model = sample::model();
  const auto title = [&](const Report& report) {
    const std::string page = html_report(report);
    const std::size_t begin = page.find("<title>") + 7;
    return page.substr(begin, page.find("</title>") - begin);
  };
  const CrossValidation result = cross_validation(5, 3);
  Report report = report_of(model);
  report.cross_validation = &result;
  EXPECT_EQ(title(report), "survived = yes: a penalty chosen by cross-validation (titanic.csv)");
  model.source = "-";
  model.target = "dead";
  model.trials = "total";
  EXPECT_EQ(title(report_of(model)), "dead/total: a logistic regression");
}

}  // namespace
}  // namespace odds::report

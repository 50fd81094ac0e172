// SPDX-License-Identifier: Apache-2.0
//
// The page of a report, and what its readers see where no script runs: the text of the terminal.
#include <filesystem>
#include <string>

#include <odds/report.hpp>

#include "report/html_text.hpp"
#include "report/layout.hpp"
#include "report/page_budget.hpp"

namespace odds {
namespace {

constexpr std::size_t name_width = 60;  // of a name in the title
constexpr std::size_t most_text_terms = 60;

std::string question(const FittedModel& model) {
  if (!model.trials.empty()) return model.target + "/" + model.trials;
  if (!model.classes.empty()) return model.target;
  return model.target + " = " + model.event;
}

std::string kind(const Report& report) {
  const FittedModel& model = *report.model;
  if (report.cross_validation != nullptr) return "a penalty chosen by cross-validation";
  if (report.path != nullptr) return "a path of penalties";
  if (model.network.is_used()) return "a network of logistic units";
  if (!model.classes.empty()) {
    return "a logistic regression of " + std::to_string(model.classes.size()) + " classes";
  }
  return "a logistic regression";
}

// "survived = yes: a logistic regression (titanic.csv)". Of the file its name alone: the folders
// are nobody's business.
std::string title(const Report& report) {
  const FittedModel& model = *report.model;
  std::string text = report::clip(question(model), name_width) + ": " + kind(report);
  const std::string file = std::filesystem::path(model.source).filename().string();
  if (!file.empty() && file != "-") text += " (" + report::clip(file, name_width) + ")";
  return text;
}

std::string plain_text(const Report& report) {
  TextOptions options;
  options.max_terms = most_text_terms;
  options.max_units = 3;
  options.next_steps = false;
  std::string text;
  if (report.cross_validation != nullptr) {
    text = text_cross_validation(*report.cross_validation, options) + "\n";
  } else if (report.path != nullptr) {
    return text_path(*report.path, options);
  }
  text += text_summary(*report.model, options);
  if (report.evaluation != nullptr) text += "\n" + text_evaluation(*report.evaluation, options);
  return text;
}

// Whole lines, as many as fit.
std::string body(const Report& report) {
  std::string html = report::html_text(plain_text(report));
  if (html.size() > report::most_page_text) {
    html.resize(html.rfind('\n', report::most_page_text) + 1);
    html += "… odds show MODEL has the rest.\n";
  }
  return "<h1>" + report::html_text(title(report)) + "</h1><pre>" + html + "</pre>";
}

}  // namespace

std::string html_report(const Report& report) {
  check_web_pages();
  return html_page(WebPage::report, "en", title(report), json_report(report), body(report));
}

}  // namespace odds

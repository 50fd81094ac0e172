// SPDX-License-Identifier: Apache-2.0
//
// All that a report shows as one JSON text, the only source of its numbers.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <odds/report.hpp>

#include "report/diagnostics_json.hpp"
#include "report/evaluation_json.hpp"
#include "report/explanation_json.hpp"
#include "report/json_parts.hpp"
#include "report/page_budget.hpp"
#include "report/report_path.hpp"

namespace odds {
namespace {

using model_file::Json;

std::size_t term_count(const FittedModel& model) {
  return model.terms.size() + model.sparse.columns.size();
}

// Of a term, without making one of a sparse column.
double importance_of(const FittedModel& model, std::size_t index) {
  if (index >= model.terms.size()) {
    const std::size_t k = index - model.terms.size();
    return std::abs(model.sparse.estimates[k] * model.sparse.spreads[k]);
  }
  const Term& term = model.terms[index];
  if (term.column.empty()) return std::numeric_limits<double>::infinity();
  return report::importance(term.estimate, term.standardised, term.statistic);
}

// In their order, as many as a page may hold at all.
std::vector<std::size_t> shown_terms(const FittedModel& model) {
  std::vector<std::size_t> shown(term_count(model));
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  if (shown.size() <= report::most_page_terms) return shown;
  std::vector<double> weights(shown.size());
  for (const std::size_t index : shown) {
    const double weight = importance_of(model, index);
    weights[index] = std::isnan(weight) ? 0.0 : weight;
  }
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  shown.resize(report::most_page_terms);
  std::sort(shown.begin(), shown.end());
  return shown;
}

Json rows_json(const Report& report) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    Json row = {{"name", i < report.row_names.size() ? report.row_names[i] : std::string()}};
    const Json walk = report::explanation_json(report.rows[i]);
    for (const auto& [name, member] : walk.items()) row[name] = member;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string json_report(const Report& report) {
  const FittedModel& model = *report.model;
  Json json = report::model_json(model, shown_terms(model));
  json["schema"] = "odds.report/1";
  json["evaluation"] =
      report.evaluation != nullptr ? report::evaluation_json(*report.evaluation) : Json(nullptr);
  json["diagnostics"] = report.diagnostics != nullptr
                            ? report::diagnostics_json(*report.diagnostics, model)
                            : Json(nullptr);
  json["effects"] = report::effects_json(report.effects);
  report::put_path_and_cv(report, json);
  json["rows"] = rows_json(report);
  report::thin_for_page(json, term_count(model));
  return model_file::json_text(json) + "\n";
}

}  // namespace odds

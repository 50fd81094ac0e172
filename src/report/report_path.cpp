// SPDX-License-Identifier: Apache-2.0
//
// Curves of a path: an estimate times the spread of its column is the change of the log-odds over
// one standard deviation, so columns in any units can be compared.
#include "report/report_path.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/json_parts.hpp"
#include "report/path_words.hpp"

namespace odds::report {
namespace {

using model_file::Json;
using model_file::json_number;

using Indices = std::vector<std::size_t>;

// At most most_curve_points points, even ones and those that are marked.
Indices shown_points(std::size_t count, const Indices& marked) {
  Indices shown(std::min(count, most_curve_points - marked.size()));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    shown[i] = shown.size() == 1 ? 0 : i * (count - 1) / (shown.size() - 1);
  }
  shown.insert(shown.end(), marked.begin(), marked.end());
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  return shown;
}

double estimate_at(const PathPoint& point, std::size_t term) {
  const auto found = std::lower_bound(point.terms.begin(), point.terms.end(), term);
  if (found == point.terms.end() || *found != term) return 0.0;
  return point.estimates[static_cast<std::size_t>(found - point.terms.begin())];
}

// By term: its effect over one standard deviation.
std::vector<double> sizes_at(const Path& path, const PathPoint& point) {
  std::vector<double> sizes(path.frame.terms.size(), 0.0);
  for (std::size_t k = 0; k < point.terms.size(); ++k) {
    const std::size_t term = point.terms[k];
    const double spread = term < path.spreads.size() ? path.spreads[term] : 1.0;
    const double size = std::abs(point.estimates[k]) * spread;
    sizes[term] = std::isnan(size) ? 0.0 : size;
  }
  return sizes;
}

Indices terms_with_estimates(const Path& path) {
  std::vector<bool> has(path.frame.terms.size(), false);
  for (const PathPoint& point : path.points) {
    for (const std::uint32_t term : point.terms) has[term] = true;
  }
  Indices found;
  for (std::size_t term = 0; term < has.size(); ++term) {
    if (has[term]) found.push_back(term);
  }
  return found;
}

// In the order of the columns.
Indices shown_terms(const std::vector<double>& sizes, Indices terms) {
  if (terms.size() <= most_path_curves) return terms;
  std::stable_sort(terms.begin(), terms.end(),
                   [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  terms.resize(most_path_curves);
  std::sort(terms.begin(), terms.end());
  return terms;
}

Json point_json(const PathPoint& point) {
  return {{"lambda", json_number(point.lambda)},
          {"l1", json_number(point.l1)},
          {"l2", json_number(point.l2)},
          {"nonzero", point.terms.size()},
          {"deviance_ratio", json_number(point.deviance_ratio)},
          {"converged", point.converged}};
}

Json path_json(const Path& path, const Indices& points) {
  Json json = {{"mix", json_number(path.mix)},
               {"lambda_max", json_number(path.lambda_max)},
               {"null_deviance", json_number(path.frame.null_deviance)},
               {"points_of_path", path.points.size()}};
  Json& list = json["points"] = Json::array();
  for (const std::size_t i : points) list.push_back(point_json(path.points[i]));
  const Indices terms = terms_with_estimates(path);
  json["terms_with_estimates"] = terms.size();
  const std::vector<double> sizes = sizes_at(path, path.points.back());
  Json& curves = json["curves"] = Json::array();
  for (const std::size_t term : shown_terms(sizes, terms)) {
    const Term& name = path.frame.terms[term];
    Json curve = {{"term", name.term}, {"column", name.column}, {"level", name.level}};
    curve["size"] = json_number(sizes[term]);
    Json& estimates = curve["estimates"] = Json::array();
    for (const std::size_t i : points) {
      estimates.push_back(json_number(estimate_at(path.points[i], term)));
    }
    curves.push_back(std::move(curve));
  }
  return json;
}

std::size_t place_of(const Indices& points, std::size_t index) {
  return static_cast<std::size_t>(std::lower_bound(points.begin(), points.end(), index) -
                                  points.begin());
}

Json cv_json(const CrossValidation& result, const Indices& points) {
  Json json = {{"measure", measure_name(result.measure)},
               {"choice", result.choice == Choice::best ? "best" : "1se"},
               {"fold_column", role(result.fold_column)},
               {"folds", result.folds.size()},
               {"best", place_of(points, result.best)},
               {"one_se", place_of(points, result.one_se)}};
  Json& list = json["points"] = Json::array();
  for (const std::size_t i : points) {
    list.push_back({{"lambda", json_number(result.path.points[i].lambda)},
                    {"mean", json_number(result.points[i].mean)},
                    {"std_error", json_number(result.points[i].std_error)}});
  }
  return json;
}

}  // namespace

void put_path_and_cv(const Report& report, Json& json) {
  const CrossValidation* result = report.cross_validation;
  const Path* path = result != nullptr ? &result->path : report.path;
  json["path"] = nullptr;
  json["cv"] = nullptr;
  if (path == nullptr) return;
  const Indices marked = result != nullptr ? Indices{result->one_se, result->best} : Indices{};
  const Indices points = shown_points(path->points.size(), marked);
  json["path"] = path_json(*path, points);
  if (result != nullptr) json["cv"] = cv_json(*result, points);
}

}  // namespace odds::report

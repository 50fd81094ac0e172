// SPDX-License-Identifier: Apache-2.0
//
// Paths and cross-validation as JSON: full precision, figures that do not apply are null.
#include <string>

#include <odds/report.hpp>

#include "report/json_parts.hpp"
#include "report/path_words.hpp"

namespace odds {
namespace {

using model_file::Json;
using model_file::json_number;
using report::measure_name;

Json numbers(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) json.push_back(json_number(value));
  return json;
}

Json point_json(const Path& path, std::size_t index) {
  const PathPoint& point = path.points[index];
  Json json = {{"lambda", json_number(point.lambda)},
               {"l1", json_number(point.l1)},
               {"l2", json_number(point.l2)},
               {"nonzero", point.terms.size()}};
  json["log_likelihood"] = json_number(point.log_likelihood);
  json["deviance"] = json_number(point.deviance);
  json["deviance_ratio"] = json_number(point.deviance_ratio);
  json["objective"] = json_number(point.objective);
  json["objective_gap"] = json_number(point.objective_gap);
  json["converged"] = point.converged;
  json["iterations"] = point.iterations;
  json["intercept"] = path.frame.has_intercept ? json_number(point.intercept) : Json(nullptr);
  Json terms = Json::array();
  for (const std::uint32_t term : point.terms) terms.push_back(path.frame.terms[term].term);
  json["terms"] = std::move(terms);
  json["estimates"] = numbers(point.estimates);
  return json;
}

void put_path(Json& json, const Path& path) {
  json["odds_version"] = path.frame.odds_version;
  json["command"] = path.frame.command;
  json["source"] = path.frame.source;
  report::put_question(json, path.frame);
  json["null_deviance"] = json_number(path.frame.null_deviance);
  const Json penalty = report::penalty_json(path.frame);
  for (const char* member : {"factors", "standardize", "bounds"}) {
    json["penalty"][member] = *penalty.find(member);
  }
  json["mix"] = json_number(path.mix);
  json["lambda_max"] = json_number(path.lambda_max);
  Json terms = Json::array();
  for (const Term& term : path.frame.terms) {
    terms.push_back({{"term", term.term}, {"column", term.column}, {"level", term.level}});
  }
  json["terms"] = std::move(terms);
  Json dropped = Json::array();
  for (const DroppedTerm& term : path.frame.dropped) dropped.push_back(report::dropped_json(term));
  json["dropped"] = std::move(dropped);
  Json points = Json::array();
  for (std::size_t i = 0; i < path.points.size(); ++i) points.push_back(point_json(path, i));
  json["points"] = std::move(points);
}

Json curve_json(const CrossValidation& result) {
  Json curve = Json::array();
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const CrossValidationPoint& point = result.points[i];
    curve.push_back({{"lambda", json_number(result.path.points[i].lambda)},
                     {"mean", json_number(point.mean)},
                     {"std_error", json_number(point.std_error)},
                     {"by_fold", numbers(point.by_fold)}});
  }
  return curve;
}

}  // namespace

std::string json_path(const Path& path) {
  Json json = {{"schema", "odds.path/1"}};
  put_path(json, path);
  json["notes"] = report::notes_json(path.frame.notes);
  return model_file::json_text(json) + "\n";
}

std::string json_cross_validation(const CrossValidation& result) {
  Json json = {{"schema", "odds.cv/1"}};
  put_path(json, result.path);
  json["measure"] = measure_name(result.measure);
  json["fold_column"] = report::role(result.fold_column);
  json["seed"] = result.fold_column.empty() ? Json(result.seed) : Json(nullptr);
  Json folds = Json::array();
  for (std::size_t fold = 0; fold < result.folds.size(); ++fold) {
    folds.push_back({{"name", result.folds[fold]}, {"rows", result.fold_rows[fold]}});
  }
  json["folds"] = std::move(folds);
  json["curve"] = curve_json(result);
  json["best"] = result.best;
  json["one_se"] = result.one_se;
  json["choice"] = result.choice == Choice::best ? "best" : "1se";
  json["model"] = report::model_json(result.model);
  std::vector<Note> notes = result.path.frame.notes;
  notes.insert(notes.end(), result.notes.begin(), result.notes.end());
  json["notes"] = report::notes_json(notes);
  return model_file::json_text(json) + "\n";
}

}  // namespace odds

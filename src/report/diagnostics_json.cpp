// SPDX-License-Identifier: Apache-2.0
//
// Single rows, groups of rows and columns as JSON: full precision, null where a figure does not
// apply.
#include "report/diagnostics_json.hpp"

#include <odds/report.hpp>

#include "report/evaluation_json.hpp"
#include "report/json_parts.hpp"

namespace odds::report {

using model_file::Json;
using model_file::json_number;

namespace {

Json numbers(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) json.push_back(json_number(value));
  return json;
}

Json row_json(const RowInfluence& row, bool with_dfbetas) {
  return {{"row", row.row},
          {"successes", json_number(row.successes)},
          {"trials", json_number(row.trials)},
          {"probability", json_number(row.probability)},
          {"probability_left_out", json_number(row.probability_left_out)},
          {"pearson", json_number(row.pearson)},
          {"deviance", json_number(row.deviance)},
          {"leverage", json_number(row.leverage)},
          {"c", json_number(row.c)},
          {"cbar", json_number(row.cbar)},
          {"difdev", json_number(row.difdev)},
          {"difchisq", json_number(row.difchisq)},
          {"dfbetas", with_dfbetas ? numbers(row.dfbetas) : Json::array()}};
}

void put_figures(const SegmentFigures& figures, Json& json) {
  json["nobs"] = json_number(figures.nobs);
  json["weight"] = json_number(figures.weight);
  json["observed"] = json_number(figures.observed);
  json["expected"] = json_number(figures.expected);
  json["log_loss"] = json_number(figures.log_loss);
  json["z"] = json_number(figures.z);
  json["p_value"] = json_number(figures.p_value);
}

Json segment_json(const Segment& segment) {
  Json json = {{"column", segment.column},
               {"level", segment.level},
               {"low", json_number(segment.low)},
               {"high", json_number(segment.high)}};
  put_figures(segment, json);
  return json;
}

// By the places of its two segments.
Json pair_json(const SegmentPair& pair) {
  Json json = {{"first", pair.first}, {"second", pair.second}};
  put_figures(pair.figures, json);
  return json;
}

Json classification_json(const ClassificationRow& row) {
  return {{"threshold", json_number(row.threshold)},
          {"true_positives", json_number(row.confusion.true_positives)},
          {"false_negatives", json_number(row.confusion.false_negatives)},
          {"false_positives", json_number(row.confusion.false_positives)},
          {"true_negatives", json_number(row.confusion.true_negatives)}};
}

Json point_json(const EffectPoint& point) {
  return {{"x", json_number(point.x)},         {"level", point.level},
          {"share", json_number(point.share)}, {"probability", json_number(point.probability)},
          {"low", json_number(point.low)},     {"high", json_number(point.high)}};
}

Json effect_json(const Effect& effect) {
  Json json = {{"column", effect.column}, {"is_number", effect.is_number}};
  Json& points = json["points"] = Json::array();
  for (const EffectPoint& point : effect.points) {
    points.push_back(point_json(point));
  }
  json["mean"] = json_number(effect.mean);
  json["deviation"] = json_number(effect.deviation);
  json["lower_quartile"] = json_number(effect.lower_quartile);
  json["median"] = json_number(effect.median);
  json["upper_quartile"] = json_number(effect.upper_quartile);
  json["quartile_odds_ratio"] = json_number(effect.quartile_odds_ratio);
  json["quartile_odds_ratio_low"] = json_number(effect.quartile_odds_ratio_low);
  json["quartile_odds_ratio_high"] = json_number(effect.quartile_odds_ratio_high);
  return json;
}

}  // namespace

Json diagnostics_json(const Diagnostics& diagnostics, const FittedModel& model) {
  Json json = {{"is_fit_data", diagnostics.is_fit_data}};
  Json& rows = json["rows"] = Json::array();
  const bool with_dfbetas = model.terms.size() <= most_dfbetas;
  for (const RowInfluence& row : diagnostics.rows) rows.push_back(row_json(row, with_dfbetas));
  json["mean_leverage"] = json_number(diagnostics.mean_leverage);
  json["largest_c"] = json_number(diagnostics.largest_c);
  json["rows_above_twice_mean_leverage"] = diagnostics.rows_above_twice_mean_leverage;
  Json& segments = json["segments"] = Json::array();
  for (const Segment& segment : diagnostics.segments) segments.push_back(segment_json(segment));
  Json& pairs = json["segment_pairs"] = Json::array();
  for (const SegmentPair& pair : diagnostics.segment_pairs) pairs.push_back(pair_json(pair));
  json["segment_pairs_compared"] = diagnostics.segment_pairs_compared;
  Json& classification = json["classification"] = Json::array();
  for (const ClassificationRow& row : diagnostics.classification) {
    classification.push_back(classification_json(row));
  }
  json["notes"] = notes_json(diagnostics.notes);
  return json;
}

Json effects_json(const std::vector<Effect>& effects) {
  Json json = Json::array();
  for (const Effect& effect : effects) json.push_back(effect_json(effect));
  return json;
}

}  // namespace odds::report

std::string odds::json_review(const Review& review, const FittedModel& model) {
  model_file::Json json = report::evaluation_json(review.evaluation);
  json["diagnostics"] = report::diagnostics_json(review.diagnostics, model);
  json["effects"] = report::effects_json(review.effects);
  return model_file::json_text(json) + "\n";
}

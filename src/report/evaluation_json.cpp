// SPDX-License-Identifier: Apache-2.0
//
// An evaluation as JSON: full precision, figures that do not apply are null and noted.
#include "report/evaluation_json.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <odds/report.hpp>

#include "report/json_parts.hpp"

namespace odds {
namespace report {
namespace {

using model_file::Json;
using model_file::json_number;

void put_question(const ModelEvaluation& evaluation, Json& json) {
  json["source"] = evaluation.source;
  json["is_fit_data"] = evaluation.is_fit_data;
  json["target"] = evaluation.target;
  json["trials"] = role(evaluation.trials);
  json["event"] = evaluation.event;
  json["non_event"] = evaluation.non_event;
  json["weights"] = role(evaluation.weights);
  json["freq_weights"] = role(evaluation.freq_weights);
  json["offset"] = role(evaluation.offset);
  json["rows_read"] = evaluation.rows_read;
  json["rows"] = evaluation.rows;
  json["unscored"] = evaluation.unscored;
  json["nobs"] = json_number(evaluation.nobs);
  json["sum_weights"] = json_number(evaluation.sum_weights);
  json["event_weight"] = json_number(evaluation.event_weight);
  json["base_rate"] = json_number(evaluation.event_weight / evaluation.sum_weights);
}

Json roc_json(const std::vector<RocPoint>& points) {
  Json json = Json::array();
  for (const RocPoint& point : points) {
    json.push_back({{"threshold", json_number(point.threshold)},
                    {"sensitivity", json_number(point.sensitivity)},
                    {"false_positive_rate", json_number(point.false_positive_rate)}});
  }
  return json;
}

Json bins_json(const std::vector<CalibrationBin>& bins) {
  Json json = Json::array();
  for (const CalibrationBin& bin : bins) {
    json.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"nobs", json_number(bin.nobs)},
                    {"mean_probability", json_number(bin.mean_probability)},
                    {"observed_share", json_number(bin.observed_share)}});
  }
  return json;
}

// Of several classes: one by one, and the confusion matrix, rows what happened.
void put_classes(const ModelEvaluation& evaluation, Json& json) {
  if (evaluation.by_class.empty()) return;
  Json& classes = json["classes"] = Json::array();
  for (const ClassFigures& figures : evaluation.by_class) {
    Json json_of_class = {{"label", figures.label},
                          {"weight", json_number(figures.weight)},
                          {"recall", json_number(figures.recall)},
                          {"precision", json_number(figures.precision)},
                          {"auc", json_number(figures.auc)},
                          {"auc_std_error", json_number(figures.auc_std_error)},
                          {"auc_low", json_number(figures.auc_low)},
                          {"auc_high", json_number(figures.auc_high)}};
    const bool has_curves = !figures.calibration_table.empty();
    json_of_class["roc"] = has_curves ? roc_json(figures.roc) : Json(nullptr);
    json_of_class["calibration_table"] =
        has_curves ? bins_json(figures.calibration_table) : Json(nullptr);
    classes.push_back(std::move(json_of_class));
  }
  const std::size_t count = evaluation.by_class.size();
  Json& rows = json["confusion"] = Json::array();
  for (std::size_t y = 0; y < count; ++y) {
    Json row = Json::array();
    for (std::size_t k = 0; k < count; ++k) {
      row.push_back(json_number(evaluation.class_confusion[y * count + k]));
    }
    rows.push_back(std::move(row));
  }
}

void put_confusion(const ConfusionMatrix& confusion, Json& json) {
  json["true_positives"] = json_number(confusion.true_positives);
  json["false_negatives"] = json_number(confusion.false_negatives);
  json["false_positives"] = json_number(confusion.false_positives);
  json["true_negatives"] = json_number(confusion.true_negatives);
}

// Figures of an event; those of several classes are in put_classes().
void put_event_losses(const ModelEvaluation& evaluation, Json& json) {
  json["sensitivity"] = json_number(evaluation.sensitivity);
  json["specificity"] = json_number(evaluation.specificity);
  json["precision"] = json_number(evaluation.precision);
  json["matthews"] = json_number(evaluation.matthews);
  put_confusion(evaluation.confusion, json);
}

void put_losses(const ModelEvaluation& evaluation, Json& json) {
  json["log_loss"] = json_number(evaluation.log_loss);
  json["base_rate_log_loss"] = json_number(evaluation.base_rate_log_loss);
  json["log_loss_std_error"] = json_number(evaluation.log_loss_std_error);
  json["log_loss_low"] = json_number(evaluation.log_loss_low);
  json["log_loss_high"] = json_number(evaluation.log_loss_high);
  json["brier"] = json_number(evaluation.brier);
  json["brier_std_error"] = json_number(evaluation.brier_std_error);
  json["brier_low"] = json_number(evaluation.brier_low);
  json["brier_high"] = json_number(evaluation.brier_high);
  const bool has_event = evaluation.by_class.empty();
  if (has_event) json["threshold"] = json_number(evaluation.threshold);
  json["accuracy"] = json_number(evaluation.accuracy);
}

void put_ranks(const ModelEvaluation& evaluation, Json& json) {
  json["auc"] = json_number(evaluation.auc);
  json["auc_std_error"] = json_number(evaluation.auc_std_error);
  json["auc_low"] = json_number(evaluation.auc_low);
  json["auc_high"] = json_number(evaluation.auc_high);
  json["level"] = json_number(evaluation.level);
  json["somers_d"] = json_number(evaluation.somers_d);
  json["gini"] = json_number(evaluation.somers_d);
  json["gamma"] = json_number(evaluation.gamma);
  json["average_precision"] = json_number(evaluation.average_precision);
  json["tau_a"] = json_number(evaluation.tau_a);
  json["kolmogorov_smirnov"] = json_number(evaluation.kolmogorov_smirnov);
  const auto count = [&](std::uint64_t PairCounts::*member) {
    return evaluation.pairs ? Json((*evaluation.pairs).*member) : Json(nullptr);
  };
  json["concordant_pairs"] = count(&PairCounts::concordant);
  json["discordant_pairs"] = count(&PairCounts::discordant);
  json["tied_pairs"] = count(&PairCounts::tied);
}

Json test_json(double statistic, std::int64_t df, double p_value) {
  return {{"statistic", json_number(statistic)},
          {"df", df >= 1 ? Json(df) : Json(nullptr)},
          {"p_value", json_number(p_value)}};
}

void put_calibration(const ModelEvaluation& evaluation, Json& json) {
  const CalibrationFigure& intercept = evaluation.calibration_intercept;
  const CalibrationFigure& slope = evaluation.calibration_slope;
  json["calibration_intercept"] = json_number(intercept.value);
  json["calibration_intercept_std_error"] = json_number(intercept.std_error);
  json["calibration_intercept_by_construction"] = intercept.by_construction;
  json["calibration_slope"] = json_number(slope.value);
  json["calibration_slope_std_error"] = json_number(slope.std_error);
  json["calibration_slope_by_construction"] = slope.by_construction;
  json["calibration_table"] = bins_json(evaluation.calibration_table);
  const ChiSquareTest& line = evaluation.calibration_test;
  json["calibration_test"] = test_json(line.statistic, line.df, line.p_value);
  json["spiegelhalter_z"] = json_number(evaluation.spiegelhalter_z);
  json["spiegelhalter_p_value"] = json_number(evaluation.spiegelhalter_p_value);
  const CalibrationErrors& errors = evaluation.calibration_errors;
  json["calibration_errors"] = {{"largest", json_number(errors.largest)},
                                {"mean", json_number(errors.mean)},
                                {"percentile_90", json_number(errors.percentile_90)}};
  const HosmerLemeshow& test = evaluation.hosmer_lemeshow;
  json["hosmer_lemeshow"] = test_json(test.statistic, test.df, test.p_value);
  Json& groups = json["hosmer_lemeshow_groups"] = Json::array();
  for (const HosmerLemeshowGroup& group : test.groups) {
    groups.push_back({{"nobs", json_number(group.nobs)},
                      {"observed", json_number(group.observed)},
                      {"expected", json_number(group.expected)},
                      {"lowest", json_number(group.lowest)},
                      {"highest", json_number(group.highest)}});
  }
}

Json gains_json(const std::vector<GainsGroup>& groups) {
  Json json = Json::array();
  for (const GainsGroup& group : groups) {
    json.push_back({{"nobs", json_number(group.nobs)},
                    {"weight", json_number(group.weight)},
                    {"events", json_number(group.events)},
                    {"expected", json_number(group.expected)},
                    {"lowest", json_number(group.lowest)},
                    {"highest", json_number(group.highest)},
                    {"cumulative_share", json_number(group.cumulative_share)},
                    {"lift", json_number(group.lift)}});
  }
  return json;
}

// null where they were not asked for.
Json curves_json(const std::optional<EvaluationCurves>& curves) {
  if (!curves) return nullptr;
  Json thresholds = Json::array(), calibration = Json::array(), histogram = Json::array();
  for (const ThresholdPoint& point : curves->thresholds) {
    Json json = {{"threshold", json_number(point.threshold)}};
    put_confusion(point.confusion, json);
    thresholds.push_back(std::move(json));
  }
  for (const CalibrationCurvePoint& point : curves->calibration) {
    calibration.push_back({{"probability", json_number(point.probability)},
                           {"observed", json_number(point.observed)},
                           {"low", json_number(point.low)},
                           {"high", json_number(point.high)}});
  }
  for (const HistogramBin& bin : curves->histogram) {
    histogram.push_back({{"low", bin.low},
                         {"high", bin.high},
                         {"events", json_number(bin.events)},
                         {"others", json_number(bin.others)}});
  }
  return {{"roc", roc_json(curves->roc)},
          {"thresholds", std::move(thresholds)},
          {"calibration", std::move(calibration)},
          {"histogram", std::move(histogram)},
          {"gains", gains_json(curves->gains)}};
}

}  // namespace

Json evaluation_json(const ModelEvaluation& evaluation) {
  Json json = {{"schema", "odds.evaluate/1"}};
  put_question(evaluation, json);
  put_losses(evaluation, json);
  if (evaluation.by_class.empty()) {
    put_event_losses(evaluation, json);
    put_ranks(evaluation, json);
    put_calibration(evaluation, json);
    json["curves"] = curves_json(evaluation.curves);
  } else {
    json["level"] = json_number(evaluation.level);
    put_classes(evaluation, json);
  }
  json["notes"] = notes_json(evaluation.notes);
  return json;
}

}  // namespace report

std::string json_evaluation(const ModelEvaluation& evaluation) {
  return model_file::json_text(report::evaluation_json(evaluation)) + "\n";
}

}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// An evaluation as JSON: full precision, figures that do not apply are null and noted.
#include "report/evaluation_json.hpp"

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

// Of several classes: one by one, and the confusion matrix, rows what happened.
void put_classes(const ModelEvaluation& evaluation, Json& json) {
  if (evaluation.by_class.empty()) return;
  Json& classes = json["classes"] = Json::array();
  for (const ClassFigures& figures : evaluation.by_class) {
    classes.push_back({{"label", figures.label},
                       {"weight", json_number(figures.weight)},
                       {"recall", json_number(figures.recall)},
                       {"precision", json_number(figures.precision)},
                       {"auc", json_number(figures.auc)},
                       {"auc_std_error", json_number(figures.auc_std_error)},
                       {"auc_low", json_number(figures.auc_low)},
                       {"auc_high", json_number(figures.auc_high)}});
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

// Figures of an event; those of several classes are in put_classes().
void put_event_losses(const ModelEvaluation& evaluation, Json& json) {
  json["sensitivity"] = json_number(evaluation.sensitivity);
  json["specificity"] = json_number(evaluation.specificity);
  json["precision"] = json_number(evaluation.precision);
  const ConfusionMatrix& confusion = evaluation.confusion;
  json["true_positives"] = json_number(confusion.true_positives);
  json["false_negatives"] = json_number(confusion.false_negatives);
  json["false_positives"] = json_number(confusion.false_positives);
  json["true_negatives"] = json_number(confusion.true_negatives);
}

void put_losses(const ModelEvaluation& evaluation, Json& json) {
  json["log_loss"] = json_number(evaluation.log_loss);
  json["base_rate_log_loss"] = json_number(evaluation.base_rate_log_loss);
  json["brier"] = json_number(evaluation.brier);
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
  json["tau_a"] = json_number(evaluation.tau_a);
  json["kolmogorov_smirnov"] = json_number(evaluation.kolmogorov_smirnov);
  const auto count = [&](std::uint64_t PairCounts::*member) {
    return evaluation.pairs ? Json((*evaluation.pairs).*member) : Json(nullptr);
  };
  json["concordant_pairs"] = count(&PairCounts::concordant);
  json["discordant_pairs"] = count(&PairCounts::discordant);
  json["tied_pairs"] = count(&PairCounts::tied);
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
  Json& bins = json["calibration_table"] = Json::array();
  for (const CalibrationBin& bin : evaluation.calibration_table) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"nobs", json_number(bin.nobs)},
                    {"mean_probability", json_number(bin.mean_probability)},
                    {"observed_share", json_number(bin.observed_share)}});
  }
  const HosmerLemeshow& test = evaluation.hosmer_lemeshow;
  json["hosmer_lemeshow"] = {{"statistic", json_number(test.statistic)},
                             {"df", test.df >= 1 ? Json(test.df) : Json(nullptr)},
                             {"p_value", json_number(test.p_value)}};
  Json& groups = json["hosmer_lemeshow_groups"] = Json::array();
  for (const HosmerLemeshowGroup& group : test.groups) {
    groups.push_back({{"nobs", json_number(group.nobs)},
                      {"observed", json_number(group.observed)},
                      {"expected", json_number(group.expected)},
                      {"lowest", json_number(group.lowest)},
                      {"highest", json_number(group.highest)}});
  }
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

// SPDX-License-Identifier: Apache-2.0
//
// A fitted model and an error as JSON: full precision, figures that do not apply are null.
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <odds/report.hpp>

#include "model/model_file_json.hpp"
#include "report/covariance_tables.hpp"
#include "report/equivalents.hpp"
#include "report/evaluation_json.hpp"
#include "report/json_parts.hpp"
#include "report/network_json.hpp"
#include "report/sparse_terms.hpp"

namespace odds {
namespace {

using model_file::Json;
using model_file::json_number;
using report::dropped_json;
using report::notes_json;
using report::penalty_json;
using report::put_network;
using report::put_question;
using report::role;

Json term_json(const Term& term) {
  Json json = {{"term", term.term}, {"column", term.column}, {"level", term.level}};
  if (!term.outcome.empty()) json["outcome"] = term.outcome;
  json["estimate"] = json_number(term.estimate);
  if (!term.limit.empty()) json["limit"] = term.limit;
  json["std_error"] = json_number(term.std_error);
  json["statistic"] = json_number(term.statistic);
  json["p_value"] = json_number(term.p_value);
  json["conf_low"] = json_number(term.conf_low);
  json["conf_high"] = json_number(term.conf_high);
  json["odds_ratio"] = json_number(term.odds_ratio);
  json["odds_ratio_low"] = json_number(term.odds_ratio_low);
  json["odds_ratio_high"] = json_number(term.odds_ratio_high);
  json["standardised"] = json_number(term.standardised);
  return json;
}

Json certificate_json(const Certificate& certificate) {
  Json json = {{"kind", certificate.kind}};
  json["gradient_norm"] = json_number(certificate.gradient_norm);
  json["newton_decrement"] = json_number(certificate.newton_decrement);
  json["objective_gap"] = json_number(certificate.objective_gap);
  json["max_error_in_se"] = json_number(certificate.max_error_in_se);
  return json;
}

Json steps_json(const std::vector<FitStep>& steps) {
  Json json = Json::array();
  for (const FitStep& step : steps) {
    json.push_back({{"step", step.step},
                    {"loss", json_number(step.loss)},
                    {"gradient_norm", json_number(step.gradient_norm)},
                    {"decrement", json_number(step.decrement)}});
  }
  return json;
}

// Hexadecimal, because a JSON number holds 53 bits in most programs that read it.
std::string hexadecimal(std::uint64_t value) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; value >>= 4U) text[i] = digits[value & 15U];
  return text;
}

Json fingerprint_json(const DataFingerprint& fingerprint) {
  return {{"bytes", fingerprint.bytes},
          {"rows", fingerprint.rows},
          {"hash", hexadecimal(fingerprint.hash)}};
}

Json sparse_json(const SparseEstimates& sparse) {
  Json json = {{"columns", sparse.column_count()}, {"nonzero", sparse.columns.size()}};
  Json& sources = json["sources"] = Json::array();
  for (const SparseSource& source : sparse.sources) {
    sources.push_back({{"column", source.column.empty() ? Json(nullptr) : Json(source.column)},
                       {"bits", source.column.empty() ? Json(nullptr) : Json(source.bits)},
                       {"columns", source.columns},
                       {"first_index", source.first_index}});
  }
  return json;
}

void put_fit(Json& json, const FittedModel& model) {
  json["solver"] = model.solver;
  json["penalty"] = penalty_json(model);
  json["firth"] = model.firth;
  if (model.is_penalised() && !model.network.is_used() && model.classes.empty()) {
    json["equivalents"] = report::equivalents_json(model);
  }
  json["converged"] = model.converged;
  json["stop_reason"] = model.stop_reason;
  json["separated"] = model.separated;
  json["iterations"] = model.iterations;
  json["certificate"] = certificate_json(model.certificate);
  json["steps"] = steps_json(model.steps);
  if (model.firth) {
    json["penalized_log_likelihood"] = json_number(model.penalized_log_likelihood);
  }
  json["log_likelihood"] = json_number(model.log_likelihood);
  json["null_log_likelihood"] = json_number(model.null_log_likelihood);
  json["null_model"] = model.null_model;
  json["log_binomial_coefficient"] = json_number(model.log_binomial_coefficient);
  json["deviance"] = json_number(model.deviance);
  json["null_deviance"] = json_number(model.null_deviance);
  json["df_residual"] = model.df_residual;
  json["df_null"] = model.df_null;
  json["df_model"] = model.df_model;
  json["lr_chi2"] = json_number(model.lr_chi2);
  json["lr_p_value"] = json_number(model.lr_p_value);
  json["aic"] = json_number(model.aic);
  json["bic"] = json_number(model.bic);
  json["condition_number"] = json_number(model.condition_number);
  json["level"] = json_number(model.level);
}

Json test_json(const ChiSquareTest& test) {
  return {{"statistic", json_number(test.statistic)},
          {"df", test.df},
          {"p_value", json_number(test.p_value)}};
}

Json joint_test_json(const JointTest& test) {
  return {{"column", test.column},
          {"df", test.df},
          {"wald_chi2", json_number(test.wald_chi2)},
          {"wald_p_value", json_number(test.wald_p_value)},
          {"lr_chi2", json_number(test.lr_chi2)},
          {"lr_p_value", json_number(test.lr_p_value)}};
}

void put_inference(Json& json, const FittedModel& model) {
  json["interval"] = model.interval;
  json["vce"] = model.vce;
  json["cluster"] = role(model.cluster);
  if (!model.cluster.empty()) json["cluster_count"] = model.cluster_count;
  json["tests"] = {{"likelihood_ratio", test_json(model.tests.likelihood_ratio)},
                   {"score", test_json(model.tests.score)},
                   {"wald", test_json(model.tests.wald)}};
  Json& joint = json["joint_tests"] = Json::array();
  for (const JointTest& test : model.joint_tests) joint.push_back(joint_test_json(test));
  json["r2"] = {{"mcfadden", json_number(model.r2.mcfadden)},
                {"nagelkerke", json_number(model.r2.nagelkerke)},
                {"cox_snell", json_number(model.r2.cox_snell)},
                {"tjur", json_number(model.r2.tjur)}};
}

// Both matrices in full, a row a line; empty without standard errors.
void put_covariance(Json& json, const FittedModel& model) {
  const std::size_t count = model.terms.size();
  const bool has_errors = model.correlation.size() == count * count;
  for (const bool correlation : {false, true}) {
    Json& rows = json[correlation ? "correlation" : "covariance"] = Json::array();
    for (std::size_t i = 0; has_errors && i < count; ++i) {
      Json row = Json::array();
      for (std::size_t j = 0; j < count; ++j) {
        row.push_back(json_number(correlation ? model.correlation[i * count + j]
                                              : report::covariance_of(model, i, j)));
      }
      rows.push_back(std::move(row));
    }
  }
}

// Dense terms first, then those of sparse columns.
Json listed_term(const FittedModel& model, std::size_t index) {
  const std::size_t dense = model.terms.size();
  return term_json(index < dense ? model.terms[index]
                                 : report::sparse_term(model.sparse, index - dense));
}

Json summary(const FittedModel& model, const JsonOptions& options,
             const std::vector<std::size_t>& shown) {
  Json json = {{"schema", "odds.fit/1"}};
  put_question(json, model);
  put_fit(json, model);
  put_inference(json, model);
  put_network(model, json);
  Json& terms = json["terms"] = Json::array();
  for (const std::size_t index : shown) terms.push_back(listed_term(model, index));
  if (model.sparse.is_used()) json["sparse"] = sparse_json(model.sparse);
  Json& dropped = json["dropped"] = Json::array();
  for (const FittedModel::DroppedTerm& term : model.dropped) dropped.push_back(dropped_json(term));
  if (options.covariance) put_covariance(json, model);
  json["notes"] = notes_json(model.notes);
  json["source"] = model.source;
  json["fingerprint"] = fingerprint_json(model.fingerprint);
  json["command"] = model.command;
  json["odds_version"] = model.odds_version;
  return json;
}

std::vector<std::size_t> all_terms(const FittedModel& model) {
  std::vector<std::size_t> shown(model.terms.size() + model.sparse.columns.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  return shown;
}

}  // namespace

model_file::Json report::model_json(const FittedModel& model) {
  return summary(model, JsonOptions(), all_terms(model));
}

model_file::Json report::model_json(const FittedModel& model,
                                    const std::vector<std::size_t>& shown) {
  return summary(model, JsonOptions(), shown);
}

std::string json_summary(const FittedModel& model, const JsonOptions& options) {
  return model_file::json_text(summary(model, options, all_terms(model))) + "\n";
}

std::string json_summary(const FittedModel& model, const ModelEvaluation& evaluation) {
  Json json = report::model_json(model);
  json["evaluation"] = report::evaluation_json(evaluation);
  return model_file::json_text(json) + "\n";
}

std::string json_error(const Error& error) {
  const Where& where = error.where();
  Json place = Json::object();
  if (!where.file.empty()) place["file"] = where.file;
  if (where.line != 0) place["line"] = where.line;
  if (where.byte_column != 0) place["byte_column"] = where.byte_column;
  if (where.row != 0) place["row"] = where.row;
  if (!where.column.empty()) place["column"] = where.column;
  Json json = {{"schema", "odds.error/1"}, {"code", error.code()}, {"message", error.message()}};
  json["hint"] = error.hint();
  json["where"] = std::move(place);
  return model_file::json_text(json) + "\n";
}

}  // namespace odds

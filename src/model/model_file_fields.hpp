// SPDX-License-Identifier: Apache-2.0
//
// Every field of the model file, in the order of the file, listed once for writing and reading.
// An archive is called as archive("name", value); a writer gets constant values, a reader others.
// Fields that came later are optional: files made before lack them, and keep the default.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <odds/model.hpp>

#include "model/model_file_network.hpp"

namespace odds::model_file {

inline constexpr std::string_view schema_name = "odds.model/1";

inline constexpr std::array<std::string_view, 3> missing_names = {"error", "drop", "mean"};
inline constexpr std::array<std::string_view, 3> kind_names = {"number", "boolean", "category"};

template <class Archive>
void list_fields(Archive& archive, Field<Archive, DataFingerprint>& fingerprint) {
  archive("bytes", fingerprint.bytes);
  archive("rows", fingerprint.rows);
  archive.hexadecimal("hash", fingerprint.hash);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, ColumnEncoding>& column) {
  archive("name", column.name);
  archive.choice("kind", column.kind, kind_names);
  archive("levels", column.levels);
  archive("reference", column.reference);
  archive("has_missing", column.has_missing);
  archive("fill", column.fill);
  archive("centre", column.centre);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, InteractionEncoding>& interaction) {
  archive("first", interaction.first);
  archive("second", interaction.second);
  archive("first_exponent", interaction.first_exponent);
  archive("second_exponent", interaction.second_exponent);
  archive("centre", interaction.centre);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, Term>& term) {
  archive("term", term.term);
  archive("column", term.column);
  archive("level", term.level);
  archive.optional("outcome", term.outcome, !term.outcome.empty());
  archive("estimate", term.estimate);
  archive("limit", term.limit);
  archive("std_error", term.std_error);
  archive("statistic", term.statistic);
  archive("p_value", term.p_value);
  archive.limit("conf_low", term.conf_low);
  archive.limit("conf_high", term.conf_high);
  archive("odds_ratio", term.odds_ratio);
  archive.limit("odds_ratio_low", term.odds_ratio_low);
  archive.limit("odds_ratio_high", term.odds_ratio_high);
  archive.optional("standardised", term.standardised);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, SparseSource>& source) {
  archive("column", source.column);
  archive("bits", source.bits);
  archive("columns", source.columns);
  archive("first_index", source.first_index);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, SparseEstimates>& sparse) {
  archive("sources", sparse.sources);
  archive("columns", sparse.columns);
  archive("estimates", sparse.estimates);
  archive("spreads", sparse.spreads);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, FittedModel::DroppedTerm>& dropped) {
  archive("term", dropped.term);
  archive("column", dropped.column);
  archive("level", dropped.level);
  archive("reason", dropped.reason);
  archive("equation", dropped.equation);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, Certificate>& certificate) {
  archive("kind", certificate.kind);
  archive("gradient_norm", certificate.gradient_norm);
  archive("newton_decrement", certificate.newton_decrement);
  archive("objective_gap", certificate.objective_gap);
  archive("max_error_in_se", certificate.max_error_in_se);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, FitStep>& step) {
  archive("step", step.step);
  archive("loss", step.loss);
  archive("gradient_norm", step.gradient_norm);
  archive("decrement", step.decrement);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, Note>& note) {
  archive("code", note.code);
  archive("message", note.message);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, ChiSquareTest>& test) {
  archive("statistic", test.statistic);
  archive("df", test.df);
  archive("p_value", test.p_value);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, GlobalTests>& tests) {
  archive("likelihood_ratio", tests.likelihood_ratio);
  archive("score", tests.score);
  archive("wald", tests.wald);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, JointTest>& test) {
  archive("column", test.column);
  archive("df", test.df);
  archive("wald_chi2", test.wald_chi2);
  archive("wald_p_value", test.wald_p_value);
  archive("lr_chi2", test.lr_chi2);
  archive("lr_p_value", test.lr_p_value);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, RSquared>& r2) {
  archive("mcfadden", r2.mcfadden);
  archive("nagelkerke", r2.nagelkerke);
  archive("cox_snell", r2.cox_snell);
  archive("tjur", r2.tjur);
}

// What a map from columns holds, as a list.
struct PenaltyFactor {
  std::string column;
  double factor = 1.0;

  static PenaltyFactor of(const std::string& column, double factor) { return {column, factor}; }
  double value() const { return factor; }
};

struct ColumnBounds {
  std::string column;
  CoefficientBounds bounds;

  static ColumnBounds of(const std::string& column, const CoefficientBounds& bounds) {
    return {column, bounds};
  }
  const CoefficientBounds& value() const { return bounds; }
};

template <class Archive>
void list_fields(Archive& archive, Field<Archive, PenaltyFactor>& entry) {
  archive("column", entry.column);
  archive("factor", entry.factor);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, ColumnBounds>& entry) {
  archive("column", entry.column);
  archive.limit("low", entry.bounds.low);
  archive.limit("high", entry.bounds.high);
}

template <class Entry, class Archive, class Map>
void list_map(Archive& archive, const char* key, Map& map) {
  std::vector<Entry> entries;
  entries.reserve(map.size());
  for (const auto& [column, value] : map) entries.push_back(Entry::of(column, value));
  archive.optional(key, entries, !entries.empty());
  if constexpr (!std::is_const_v<Map>) {
    for (const Entry& entry : entries) map[entry.column] = entry.value();
  }
}

template <class Archive>
void list_penalty(Archive& archive, Field<Archive, FittedModel>& model) {
  list_map<PenaltyFactor>(archive, "penalty_factors", model.penalty_factors);
  archive.optional("standardize", model.standardize, model.standardize);
  list_map<ColumnBounds>(archive, "bounds", model.bounds);
  archive.optional("firth", model.firth, model.firth);
}

template <class Archive>
void list_question(Archive& archive, Field<Archive, FittedModel>& model) {
  archive("odds_version", model.odds_version);
  archive("command", model.command);
  archive("source", model.source);
  archive("fingerprint", model.fingerprint);
  archive("target", model.target);
  archive("trials", model.trials);
  archive("event", model.event);
  archive("non_event", model.non_event);
  archive.optional("classes", model.classes, !model.classes.empty());
  archive.optional("reference_class", model.reference_class, !model.reference_class.empty());
  archive.optional("class_weights", model.class_weights, !model.classes.empty());
  archive("weights", model.weights);
  archive("freq_weights", model.freq_weights);
  archive("offset", model.offset);
  archive("intercept", model.has_intercept);
  archive.choice("missing", model.missing, missing_names);
  archive.optional("l1", model.l1, model.l1 != 0.0);
  archive("l2", model.l2);
  list_penalty(archive, model);
  archive("level", model.level);
  archive.optional("interval", model.interval);
  archive.optional("vce", model.vce);
  archive.optional("cluster", model.cluster);
  archive.optional("cluster_count", model.cluster_count);
}

template <class Archive>
void list_result(Archive& archive, Field<Archive, FittedModel>& model) {
  archive("rows_read", model.rows_read);
  archive("rows_used", model.rows_used);
  archive("nobs", model.nobs);
  archive("sum_weights", model.sum_weights);
  archive("event_weight", model.event_weight);
  archive.optional("event_nobs", model.event_nobs, !std::isnan(model.event_nobs));
  archive("solver", model.solver);
  archive("converged", model.converged);
  archive("stop_reason", model.stop_reason);
  archive("iterations", model.iterations);
  archive.optional("steps", model.steps, !model.steps.empty());
  archive("certificate", model.certificate);
  archive.optional("penalized_log_likelihood", model.penalized_log_likelihood, model.firth);
  archive("log_likelihood", model.log_likelihood);
  archive("null_log_likelihood", model.null_log_likelihood);
  archive("null_model", model.null_model);
  archive("log_binomial_coefficient", model.log_binomial_coefficient);
  archive("deviance", model.deviance);
  archive("null_deviance", model.null_deviance);
  archive("df_residual", model.df_residual);
  archive("df_null", model.df_null);
  archive("df_model", model.df_model);
  archive("lr_chi2", model.lr_chi2);
  archive("lr_p_value", model.lr_p_value);
  archive.optional("tests", model.tests);
  archive.optional("joint_tests", model.joint_tests);
  archive.optional("r2", model.r2);
  archive("aic", model.aic);
  archive("bic", model.bic);
  archive("condition_number", model.condition_number);
  archive("separated", model.separated);
  archive("notes", model.notes);
}

// The whole file but "schema", which comes first, and "checksum", which comes last.
template <class Archive>
void list_fields(Archive& archive, Field<Archive, FittedModel>& model) {
  list_question(archive, model);
  archive("columns", model.columns);
  archive.optional("interactions", model.interactions);
  archive("terms", model.terms);
  archive.optional("sparse", model.sparse, model.sparse.is_used());
  archive.optional("network", model.network, model.network.is_used());
  archive.optional("training", model.training, model.training.is_used());
  archive.optional("gradient_check", model.gradient_check);
  archive("centred_intercept", model.centred_intercept);
  archive.optional("centred_intercepts", model.centred_intercepts, !model.classes.empty());
  archive.optional("centred_intercept_std_error", model.centred_intercept_std_error);
  archive.optional("centred_intercept_correlation", model.centred_intercept_correlation);
  archive.optional("scoring_estimates", model.scoring_estimates);
  archive.correlation("correlation", model.correlation, model.terms);
  archive("dropped", model.dropped);
  list_result(archive, model);
}

}  // namespace odds::model_file

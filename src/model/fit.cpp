// SPDX-License-Identifier: Apache-2.0
//
// Table -> design -> estimate -> fitted model.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <odds/model.hpp>

#include "design/design.hpp"
#include "design/roles.hpp"
#include "design/sparse_columns.hpp"
#include "inference/estimate.hpp"
#include "inference/infer.hpp"
#include "inference/wald.hpp"
#include "model/check_options.hpp"
#include "model/data_faults.hpp"
#include "model/fit_parts.hpp"
#include "model/fit_sparse.hpp"
#include "read/libsvm_reader.hpp"
#include "read/reader.hpp"
#include "training/train.hpp"

namespace odds {
namespace {

constexpr std::array<const char*, 4> vce_names = {"oim", "hc0", "hc1", "cluster"};

}  // namespace

void model::fill_question(const design::Design& design, const design::Roles& roles,
                          const std::vector<std::string>& names, const FitOptions& options,
                          FittedModel& model) {
  model.odds_version = version();
  model.target = names[roles.target];
  if (roles.trials) model.trials = names[*roles.trials];
  model.event = design.event();
  model.non_event = design.non_event();
  model.weights = options.weights;
  model.freq_weights = options.freq_weights;
  model.offset = options.offset;
  model.has_intercept = options.intercept;
  model.missing = options.missing;
  model.l1 = options.l1;
  model.l2 = options.l2;
  model.penalty_factors = options.penalty_factors;
  model.standardize = options.standardize;
  model.bounds = options.bounds;
  model.firth = options.firth;
  model.level = options.level;
  model.interval = options.interval == IntervalMethod::profile ? "profile" : "wald";
  model.vce = vce_names.at(static_cast<std::size_t>(options.vce));
  model.cluster = options.cluster;
  model.solver = options.firth ? "quasi-newton" : model::solver_name(model::solver_of(options));
}

namespace {

void fill_terms(const design::Design& design, const inference::Estimate& estimate,
                const inference::Inference& inference, FittedModel& model) {
  const std::vector<design::DesignTerm>& terms = design.terms();
  for (std::size_t j = 0; j < terms.size(); ++j) {
    Term term = model::make_term(terms[j], estimate.coefficients[j]);
    if (j < estimate.limits.size()) term.limit = estimate.limits[j];
    if (!inference.std_errors.empty()) {
      inference::set_wald(inference.std_errors[j], model.level, term);
    }
    if (!inference.intervals.empty()) {
      inference::set_interval(inference.intervals[j].low, inference.intervals[j].high, term);
    }
    if (!inference.standardised.empty()) term.standardised = inference.standardised[j];
    model.terms.push_back(std::move(term));
  }
  model::fill_pipeline(design, model);
  model.scoring_estimates = estimate.scoring;
  model.centred_intercept = estimate.centred_intercept;
  model.correlation = inference.correlation;
  model.centred_intercept_std_error = inference.centred_intercept_std_error;
  model.centred_intercept_correlation = inference.centred_intercept_correlation;
}

// Deviances, degrees of freedom, and what rests on them.
void fill_likelihoods(const design::Design& design, const inference::Estimate& estimate,
                      const inference::Inference& inference, FittedModel& model) {
  const auto rank = static_cast<double>(estimate.rank);
  const double saturated = estimate.saturated_log_likelihood;
  model::fill_deviances(design, estimate.log_likelihood, estimate.solution.null, saturated, model);
  model::fill_degrees(design, estimate.rank, estimate.null_rank, model);
  model.r2 = inference.r2;
  model.joint_tests = inference.joint_tests;
  model.penalized_log_likelihood = estimate.penalized_log_likelihood;
  if (model.is_penalised() || !estimate.converged) return;
  if (!model.firth) {  // they are made for the largest likelihood
    model.aic = -2 * estimate.log_likelihood + 2 * rank;
    model.bic = -2 * estimate.log_likelihood + rank * std::log(model.nobs);
  }
  model.tests = inference.tests;
  model.lr_chi2 = model.tests.likelihood_ratio.statistic;
  model.lr_p_value = model.tests.likelihood_ratio.p_value;
}

// One logistic unit, to a proven optimum.
void fit_to_optimum(design::Design& design, const FitOptions& options, const RunOptions& run,
                    FittedModel& model) {
  const inference::Estimate estimate = inference::estimate(design, options, run);
  const inference::Inference inference = inference::infer(design, estimate, options, run);
  fill_terms(design, estimate, inference, model);
  model::fill_rows(design, model);
  if (estimate.solver != Solver::automatic) model.solver = model::solver_name(estimate.solver);
  model.converged = estimate.converged;
  model.stop_reason = estimate.stop_reason;
  model.iterations = estimate.iterations;
  model.steps = estimate.steps;
  model.certificate = estimate.certificate;
  model.condition_number = estimate.condition_number;
  model.separated = estimate.separated;
  model.cluster_count = inference.cluster_count;
  fill_likelihoods(design, estimate, inference, model);
  model.notes = design.notes();
  model::add_own_notes(options, model);
  model.notes.insert(model.notes.end(), estimate.notes.begin(), estimate.notes.end());
  model.notes.insert(model.notes.end(), inference.notes.begin(), inference.notes.end());
}

// A column of denormal numbers asks for a coefficient that no double holds; such a model could
// neither be saved nor used.
void require_finite(const FittedModel& model) {
  const auto require = [](double coefficient, const Term& term) {
    if (std::isfinite(coefficient)) return;
    Where where;
    where.column = term.column;
    throw Error(Fault::refused, "fit.coefficient_overflow",
                "the coefficient of " + quote(term.term) + " is not a number that a double holds.",
                "Multiply the column by a constant: values this close to 0 need it.", where);
  };
  for (std::size_t t = 0; t < model.terms.size() && !model.network.is_used(); ++t) {
    const Term& term = model.terms[t];
    // The estimate of a product may leave the doubles: what predicts is kept in its own units.
    const bool is_kept = t < model.scoring_estimates.size();
    if (term.limit.empty()) require(is_kept ? model.scoring_estimates[t] : term.estimate, term);
  }
  if (!model.network.is_used()) return;
  const std::vector<double>& weights = model.network.layers.front().weights;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    require(weights[k], model.terms[k % model.terms.size()]);
  }
}

// The options as they apply to the columns that were read.
FitOptions options_for(const std::vector<std::string>& read, const FitOptions& options) {
  const std::set<std::string> known(read.begin(), read.end());
  FitOptions kept = options;
  kept.drop.clear();
  std::erase_if(kept.categorical, [&](const std::string& name) { return !known.contains(name); });
  return kept;
}

// All that the data hold is read; the target has a name of its own.
void choose_for_libsvm(FitOptions& wanted) {
  if (wanted.target.empty()) wanted.target = read::label_column;
}

}  // namespace

void model::begin_model(const design::Design& design, const Table& table, const FitOptions& options,
                        FittedModel& model) {
  const std::vector<std::string> names = model::column_names(table);
  const DesignOptions dense = design::without_sparse(options, table);
  fill_question(design, design::resolve_roles(names, dense), names, options, model);
}

std::vector<std::string> model::column_names(const Table& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns()) names.push_back(column.name);
  return names;
}

ReadResult model::read_wanted(const std::string& data, const ReadOptions& read,
                              const std::vector<std::string>& also, const RunOptions& run,
                              FitOptions& wanted) {
  wanted.categorical.insert(wanted.categorical.end(), read.categorical.begin(),
                            read.categorical.end());
  ReadOptions with_categories = read;
  with_categories.categorical = wanted.categorical;
  for (const auto& hashed : wanted.hash) with_categories.categorical.push_back(hashed.first);
  const auto choose = [&](const std::vector<std::string>& names, DataFormat format) {
    if (format == DataFormat::libsvm) {
      choose_for_libsvm(wanted);
      return names;
    }
    const design::Roles roles = design::resolve_roles(names, wanted);
    std::vector<std::string> columns;
    for (const std::size_t index : design::needed_columns(roles)) columns.push_back(names[index]);
    columns.insert(columns.end(), also.begin(), also.end());
    wanted = options_for(columns, wanted);
    return columns;
  };
  return read::read_chosen(data, with_categories, choose, run, read::Tuning());
}

void model::set_source(const std::string& data, const ReadResult& input, FittedModel& model) {
  model.source = data;
  model.fingerprint = input.fingerprint;
  model.notes.insert(model.notes.begin(), input.notes.begin(), input.notes.end());
}

FittedModel fit(const Table& table, const FitOptions& options, const RunOptions& run) {
  model::check_options(options);
  if (model::is_sparse(table, options)) return model::fit_sparse(table, options, run);
  const std::vector<std::string> names = model::column_names(table);
  const design::Roles roles = design::resolve_roles(names, options);
  design::Design design(table, options, run);
  FittedModel model;
  model::fill_question(design, roles, names, options, model);
  if (!design.classes().empty()) {
    model::fit_classes(design, options, run, model);
  } else if (training::needs_training(options, options.network)) {
    model::fit_by_training(design, options, run, model);
  } else {
    fit_to_optimum(design, options, run, model);
  }
  require_finite(model);
  return model;
}

FittedModel fit(const std::string& data, const ReadOptions& read, const FitOptions& options,
                const RunOptions& run, ReadResult& input) {
  model::check_options(options);
  FitOptions wanted = options;
  input = model::read_wanted(data, read, {}, run, wanted);
  try {
    FittedModel fitted = fit(input.table, wanted, run);
    model::set_source(data, input, fitted);
    return fitted;
  } catch (const Error& error) {
    model::rethrow_with_file(error, data, input);
  }
}

FittedModel fit(const std::string& data, const ReadOptions& read, const FitOptions& options,
                const RunOptions& run) {
  ReadResult input;
  return fit(data, read, options, run, input);
}

}  // namespace odds

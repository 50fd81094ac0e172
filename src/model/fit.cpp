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
#include "inference/estimate.hpp"
#include "inference/infer.hpp"
#include "inference/wald.hpp"
#include "model/check_options.hpp"
#include "model/data_faults.hpp"
#include "model/fit_parts.hpp"
#include "read/reader.hpp"
#include "training/train.hpp"

namespace odds {
namespace {

constexpr std::array<const char*, 4> vce_names = {"oim", "hc0", "hc1", "cluster"};

void fill_question(const design::Design& design, const design::Roles& roles,
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

Note no_standard_errors(const FitOptions& options) {
  if (options.l1 > 0 || options.l2 > 0) {
    return {"penalty.no_standard_errors",
            "Under a penalty there are no standard errors, tests, AIC or BIC: the estimates are "
            "biased on purpose, and these figures would not say so."};
  }
  return {"penalty.no_standard_errors",
          "With bounds there are no standard errors, tests, AIC or BIC: they are made for "
          "estimates that are free on both sides."};
}

void add_own_notes(const FitOptions& options, FittedModel& model) {
  if (!options.weights.empty() && options.vce == Vce::oim) {
    model.notes.push_back({"weights.likelihood",
                           "The weights " + quote(options.weights) +
                               " scale each row's likelihood: the standard errors are not those of "
                               "sampling weights; for these add --vce hc1."});
  }
  if (options.firth) {
    model.notes.push_back({"firth.likelihood",
                           "Firth's method maximises the likelihood times the root of the "
                           "information's determinant: AIC and BIC, which need the largest "
                           "likelihood, are left out."});
  }
  if (!options.is_penalised()) return;
  model.notes.push_back(no_standard_errors(options));
  if (options.l1 == 0 && options.l2 == 0) return;
  for (const ColumnEncoding& column : model.columns) {
    if (column.kind != ColumnKind::category || column.reference.empty()) continue;
    model.notes.push_back({"penalty.reference_coding",
                           "The penalty draws every level towards its reference level; "
                           "--reference COL=none gives every level a term."});
    return;
  }
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
  model.certificate = estimate.certificate;
  model.condition_number = estimate.condition_number;
  model.separated = estimate.separated;
  model.cluster_count = inference.cluster_count;
  fill_likelihoods(design, estimate, inference, model);
  model.notes = design.notes();
  add_own_notes(options, model);
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

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns()) names.push_back(column.name);
  return names;
}

// The options as they apply to the columns that were read.
FitOptions options_for(const std::vector<std::string>& read, const FitOptions& options) {
  const std::set<std::string> known(read.begin(), read.end());
  FitOptions kept = options;
  kept.drop.clear();
  std::erase_if(kept.categorical, [&](const std::string& name) { return !known.contains(name); });
  return kept;
}

}  // namespace

FittedModel fit(const Table& table, const FitOptions& options, const RunOptions& run) {
  model::check_options(options);
  const std::vector<std::string> names = column_names(table);
  const design::Roles roles = design::resolve_roles(names, options);
  design::Design design(table, options, run);
  FittedModel model;
  fill_question(design, roles, names, options, model);
  if (training::needs_training(options, options.network)) {
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
  wanted.categorical.insert(wanted.categorical.end(), read.categorical.begin(),
                            read.categorical.end());
  ReadOptions with_categories = read;
  with_categories.categorical = wanted.categorical;
  const auto choose = [&wanted](const std::vector<std::string>& names, DataFormat) {
    const design::Roles roles = design::resolve_roles(names, wanted);
    std::vector<std::string> columns;
    for (const std::size_t index : design::needed_columns(roles)) columns.push_back(names[index]);
    wanted = options_for(columns, wanted);
    return columns;
  };
  input = read::read_chosen(data, with_categories, choose, run, read::Tuning());
  try {
    FittedModel model = fit(input.table, wanted, run);
    model.source = data;
    model.fingerprint = input.fingerprint;
    model.notes.insert(model.notes.begin(), input.notes.begin(), input.notes.end());
    return model;
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

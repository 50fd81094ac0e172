// SPDX-License-Identifier: Apache-2.0
#include "model/fit_parts.hpp"

#include <algorithm>
#include <cmath>

namespace odds::model {
namespace {

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

}  // namespace

Term make_term(const design::DesignTerm& source, double estimate) {
  Term term;
  term.term = source.term;
  term.column = source.column;
  term.level = source.level;
  term.estimate = estimate;
  term.odds_ratio = std::exp(estimate);
  return term;
}

void fill_pipeline(const design::Design& design, FittedModel& model) {
  model.columns = design.encodings();
  model.interactions = design.interactions();
  model.dropped = design.dropped();
}

void fill_rows(const design::Design& design, FittedModel& model) {
  const design::ResponseTotals& totals = design.totals();
  model.rows_read = totals.rows_read;
  model.rows_used = totals.rows_used;
  model.nobs = totals.nobs;
  model.sum_weights = totals.sum_weights;
  model.event_weight = totals.event_weight;
  model.event_nobs = totals.event_nobs;
}

void fill_deviances(const design::Design& design, double log_likelihood,
                    const inference::NullModel& null, double saturated_log_likelihood,
                    FittedModel& model) {
  model.log_likelihood = log_likelihood;
  model.null_log_likelihood = null.log_likelihood;
  model.null_model = null.has_constant ? "intercept" : "offset";
  model.log_binomial_coefficient = design.log_binomial_coefficient();
  model.deviance = 2 * (saturated_log_likelihood - log_likelihood);
  model.null_deviance = 2 * (saturated_log_likelihood - null.log_likelihood);
}

void fill_degrees(const design::Design& design, std::int64_t rank, std::int64_t null_rank,
                  FittedModel& model) {
  constexpr double most_counted = 0x1p62;  // frequencies may add up to more than an integer holds
  const std::int64_t freq = std::llround(std::min(design.totals().freq_sum, most_counted));
  model.df_residual = freq - rank;
  model.df_null = freq - null_rank;
  model.df_model = rank - null_rank;
}

void add_own_notes(const FitOptions& options, FittedModel& model) {
  if (!options.weights.empty() && options.vce == Vce::oim) {
    model.notes.push_back({"weights.likelihood",
                           "The weights " + quote(options.weights) +
                               " scale each row's likelihood: the standard errors are not those "
                               "of sampling weights" +
                               (model.classes.empty() ? "; for these add --vce hc1." : ".")});
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

}  // namespace odds::model

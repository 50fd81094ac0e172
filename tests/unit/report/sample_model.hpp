// SPDX-License-Identifier: Apache-2.0
//
// A fitted model filled by hand: the Titanic's, with round figures.
#pragma once

#include <cmath>

#include <odds/model.hpp>

namespace sample {

inline odds::Term term(const char* name, const char* column, const char* level, double estimate,
                       double std_error) {
  odds::Term term;
  term.term = name;
  term.column = column;
  term.level = level;
  term.estimate = estimate;
  term.std_error = std_error;
  term.statistic = estimate / std_error;
  term.p_value = std::erfc(std::abs(term.statistic) / std::sqrt(2.0));
  term.conf_low = estimate - 1.959963984540054 * std_error;
  term.conf_high = estimate + 1.959963984540054 * std_error;
  term.odds_ratio = std::exp(estimate);
  term.odds_ratio_low = std::exp(term.conf_low);
  term.odds_ratio_high = std::exp(term.conf_high);
  return term;
}

inline void fill_pipeline(odds::FittedModel& model) {
  odds::ColumnEncoding klass;
  klass.name = "class";
  klass.kind = odds::ColumnKind::category;
  klass.levels = {"1st", "2nd", "3rd", "crew"};
  klass.reference = "1st";
  odds::ColumnEncoding age;
  age.name = "age";
  age.fill = 29.881134512428304;
  age.centre = 30.0;
  age.has_missing = true;
  odds::ColumnEncoding married;
  married.name = "married";
  married.kind = odds::ColumnKind::boolean;
  married.levels = {"false", "true"};
  model.columns = {klass, age, married};
  model.terms = {term("(Intercept)", "", "", 2.0438374, 0.1678850),
                 term("class[2nd]", "class", "2nd", -1.0180950, 0.1959976),
                 term("class[3rd]", "class", "3rd", -1.7777622, 0.1715666),
                 term("class[crew]", "class", "crew", -0.8576762, 0.1573387),
                 term("age", "age", "", -0.0343927, 0.0060105),
                 term("age[missing]", "age", "missing", 0.1029, 0.21),
                 term("married[true]", "married", "true", -0.0, 5e-324)};
  model.correlation.assign(49, 0.1 + 0.2);
  for (std::size_t i = 0; i < 7; ++i) model.correlation[8 * i] = 1.0;
  model.centred_intercept = 1.0120564;
}

inline odds::FittedModel model() {
  odds::FittedModel model;
  model.odds_version = "0.1.0";
  model.command = {"odds", "fit", "data/titanic.csv", "--target", "survived"};
  model.source = "data/titanic.csv";
  model.fingerprint = {42'000, 2201, 0xFEDCBA9876543210ULL};
  model.target = "survived";
  model.event = "yes";
  model.non_event = "no";
  model.missing = odds::MissingPolicy::mean;
  fill_pipeline(model);
  model.dropped.push_back({"fare2", "fare2", "", "collinear", "fare2 = 2 fare"});
  model.rows_read = model.rows_used = 2201;
  model.nobs = model.sum_weights = 2201;
  model.event_weight = 711;
  model.solver = "newton";
  model.converged = true;
  model.stop_reason = "decrement";
  model.iterations = 6;
  model.certificate = {"newton", 1.25e-17, 3e-16, 4.5e-32, 3e-15};
  model.log_likelihood = -1105.0306;
  model.null_log_likelihood = -1384.7283;
  model.null_model = "intercept";
  model.deviance = 2210.0612;
  model.null_deviance = 2769.4566;
  model.df_residual = 2194;
  model.df_null = 2200;
  model.df_model = 6;
  model.lr_chi2 = 559.3954;
  model.lr_p_value = 1.2e-117;
  model.aic = 2224.0612;
  model.bic = 2263.9;
  model.condition_number = 12.5;
  model.notes.push_back({"column.index", "The first column counts the rows and is left out."});
  return model;
}

}  // namespace sample

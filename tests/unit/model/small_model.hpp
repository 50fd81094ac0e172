// SPDX-License-Identifier: Apache-2.0
//
// A model written by hand, whose scores anybody can check.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "unit/design/tables.hpp"

namespace odds::tests {

using Numbers = std::vector<double>;

inline Term make_term(const std::string& column, const std::string& level, double estimate,
                      const std::string& limit = "") {
  Term term;
  term.term = column + level;
  term.column = column;
  term.level = level;
  term.estimate = limit.empty() ? estimate : not_applicable;
  term.limit = limit;
  return term;
}

inline ColumnEncoding number_column(const std::string& name, double centre = 0) {
  ColumnEncoding column;
  column.name = name;
  column.centre = centre;
  column.fill = centre;
  return column;
}

inline ColumnEncoding level_column(const std::string& name, std::vector<std::string> levels) {
  ColumnEncoding column;
  column.name = name;
  column.kind = ColumnKind::category;
  column.reference = levels.front();
  column.levels = std::move(levels);
  return column;
}

// z = 1 + 2 x for class a, and 3 more for class b; centred at x = 10.
inline FittedModel small_model() {
  FittedModel model;
  model.columns = {number_column("x", 10), level_column("g", {"a", "b"})};
  model.terms = {make_term("", "", 1), make_term("x", "", 2), make_term("g", "b", 3)};
  model.centred_intercept = 21;
  return model;
}

// x = NaN, g = "" are missing.
inline Columns rows_of(const Numbers& x, const std::vector<std::string>& g,
                       const std::vector<std::string>& levels = {"a", "b"}) {
  Columns data;
  data.numbers("x", x).levels("g", g, levels);
  return data;
}

inline Numbers score(const FittedModel& model, const Columns& data,
                     const PredictOptions& options = {}) {
  return predict(model, data.table(), options, one_thread());
}

inline FittedModel model_with_errors() {
  FittedModel model = small_model();
  model.converged = true;
  for (Term& term : model.terms) term.std_error = 0.5;
  model.correlation = {1, 0, 0, 0, 1, 0.25, 0, 0.25, 1};
  model.centred_intercept_std_error = 0.75;
  model.centred_intercept_correlation = {1, 0.5, -0.5};
  return model;
}

}  // namespace odds::tests

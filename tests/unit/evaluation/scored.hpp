// SPDX-License-Identifier: Apache-2.0
//
// Rows with chosen scores: a table, and a model whose predictor is the column z itself.
#pragma once

#include <string>
#include <vector>

#include <odds/evaluation.hpp>

#include "reference/evaluation.hpp"
#include "reference/simulate.hpp"
#include "unit/design/tables.hpp"

namespace odds::tests {

// z = x, fitted to a target y of 0 and 1.
inline FittedModel identity_model() {
  FittedModel model;
  ColumnEncoding column;
  column.name = "z";
  model.columns = {column};
  Term term;
  term.term = term.column = "z";
  term.estimate = 1;
  model.terms = {Term(), term};
  model.terms[0].estimate = 0;
  model.target = "y";
  model.event = "1";
  model.non_event = "0";
  model.converged = true;
  return model;
}

// Which columns a table of rows has beside y (or s and m) and z.
struct Layout {
  bool trials = false;
  bool freq = false;
  bool weights = false;
};

inline FittedModel identity_model(const Layout& layout) {
  FittedModel model = identity_model();
  if (layout.trials) {
    model.target = "s";
    model.trials = "m";
    model.event = model.non_event = "";
  }
  if (layout.freq) model.freq_weights = "f";
  if (layout.weights) model.weights = "w";
  return model;
}

inline Columns to_columns(const reference::ScoredRows& rows, const Layout& layout) {
  std::vector<double> z, s, m, f, w;
  for (const reference::ScoredRow& row : rows) {
    z.push_back(row.z);
    s.push_back(row.s);
    m.push_back(row.m);
    f.push_back(row.f);
    w.push_back(row.w);
  }
  Columns columns;
  columns.numbers("z", z).numbers(layout.trials ? "s" : "y", s);
  if (layout.trials) columns.numbers("m", m);
  if (layout.freq) columns.numbers("f", f);
  if (layout.weights) columns.numbers("w", w);
  return columns;
}

inline ModelEvaluation evaluate_rows(const reference::ScoredRows& rows, const Layout& layout = {},
                                     const EvaluateOptions& options = {}) {
  const Columns columns = to_columns(rows, layout);
  return evaluate(identity_model(layout), columns.table(), options, one_thread());
}

// Rows whose scores tie here and there: z in steps of 1/`steps`.
inline reference::ScoredRows random_rows(std::size_t count, const Layout& layout, double steps,
                                         std::uint64_t seed) {
  reference::Generator generator(seed);
  reference::ScoredRows rows(count);
  for (reference::ScoredRow& row : rows) {
    row.z = static_cast<double>(static_cast<long>(generator.bell() * steps)) / steps;
    row.m = layout.trials ? static_cast<double>(1 + generator.below(4)) : 1;
    for (double trial = 0; trial < row.m; ++trial) row.s += generator.event(0.7 * row.z - 0.2);
    if (layout.freq) row.f = static_cast<double>(1 + generator.below(3));
    if (layout.weights) row.w = static_cast<double>(1 + generator.below(8)) / 4;
  }
  return rows;
}

}  // namespace odds::tests

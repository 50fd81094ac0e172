// SPDX-License-Identifier: Apache-2.0
//
// The sentences of a fitted model's summary.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>

namespace odds::report {

// The rows of a fit or of an evaluation, and what is asked of them.
struct RowFacts {
  explicit RowFacts(const FittedModel& model);
  explicit RowFacts(const ModelEvaluation& evaluation);

  const std::string& source;
  const std::string& target;
  const std::string& trials;
  const std::string& event;
  std::uint64_t rows_read, rows_used;
  double event_weight, sum_weights;
  bool is_weighted;
  std::vector<std::pair<std::string, double>> classes;  // with their weights; empty for two
};

// "P(survived = yes)"
std::string event_sentence(const RowFacts& facts);

// "2,201 rows read, all used; survived = yes in 711 of them (32.3%)."
std::string rows_sentence(const RowFacts& facts);

// Whether and how the fit ended, and what to do if it did not converge.
std::string convergence_sentence(const FittedModel& model);

// Why there are no standard errors; empty where there are some.
std::string no_errors_sentence(const FittedModel& model);

bool has_std_errors(const FittedModel& model);

// "Reference levels: class = 1st, sex = female."; empty without categories.
std::string reference_sentence(const FittedModel& model);

// One line per figure of the whole fit, aligned in two columns where `width` allows.
std::vector<std::string> fit_figures(const FittedModel& model, std::size_t width);

}  // namespace odds::report

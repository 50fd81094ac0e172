// SPDX-License-Identifier: Apache-2.0
//
// Reports made by hand: what the plots show of them is known.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <odds/report.hpp>

namespace odds::report::plots {

// Sensitivity is the square root of the false positive rate; the curve of calibration is p^1.2 with
// limits 0.05 apart on both sides.
inline ModelEvaluation sample_evaluation() {
  ModelEvaluation evaluation;
  evaluation.source = "test.csv";
  evaluation.target = "survived";
  evaluation.event = "yes";
  evaluation.level = 95;
  evaluation.rows = 2201;
  evaluation.rows_read = 2201;
  evaluation.auc = 2.0 / 3;
  evaluation.auc_low = 0.64;
  evaluation.auc_high = 0.69;
  evaluation.calibration_intercept = {0.02, 0.05, false};
  evaluation.calibration_slope = {0.91, 0.04, false};
  EvaluationCurves curves;
  for (int i = 0; i <= 100; ++i) {
    const double x = i / 100.0;
    curves.roc.push_back({1 - x, std::sqrt(x), x});
    const double observed = std::pow(x, 1.2);
    curves.calibration.push_back(
        {x, observed, std::max(0.0, observed - 0.05), std::min(1.0, observed + 0.05)});
  }
  for (int i = 0; i < 10; ++i) {
    const double middle = (i + 0.5) / 10;
    evaluation.calibration_table.push_back(
        {i / 10.0, (i + 1) / 10.0, 10.0 * (10 - i), middle, middle * middle});
    curves.histogram.push_back({i / 10.0, (i + 1) / 10.0, 5.0 * i, 10.0 * (10 - i)});
  }
  evaluation.curves = curves;
  return evaluation;
}

// Curves of several classes: sensitivity is the (k + 2)-th root.
inline ModelEvaluation sample_classes(std::size_t count) {
  ModelEvaluation evaluation;
  evaluation.target = "class";
  evaluation.level = 95;
  evaluation.rows = 900;
  for (std::size_t k = 0; k < count; ++k) {
    ClassFigures figures;
    figures.label = "c" + std::to_string(k);
    figures.weight = 100.0 + static_cast<double>(k);
    figures.auc = 0.6 + 0.01 * static_cast<double>(k);
    for (int i = 0; i <= 50; ++i) {
      const double x = i / 50.0;
      figures.roc.push_back({1 - x, std::pow(x, 1.0 / (static_cast<double>(k) + 2)), x});
    }
    for (int i = 0; i < 5; ++i) {
      const double middle = (i + 0.5) / 5;
      figures.calibration_table.push_back(
          {i / 5.0, (i + 1) / 5.0, 20, middle, std::pow(middle, static_cast<double>(k) + 1)});
    }
    evaluation.by_class.push_back(figures);
  }
  return evaluation;
}

inline Term sample_term(const std::string& name, double estimate, double std_error) {
  Term term;
  term.term = term.column = name;
  term.estimate = estimate;
  term.odds_ratio = std::exp(estimate);
  if (std::isnan(std_error)) return term;
  term.std_error = std_error;
  term.statistic = estimate / std_error;
  term.conf_low = estimate - 1.96 * std_error;
  term.conf_high = estimate + 1.96 * std_error;
  return term;
}

inline FittedModel sample_terms(const std::vector<Term>& terms) {
  FittedModel model;
  model.target = "y";
  model.event = "1";
  model.solver = "newton";
  model.converged = true;
  Term intercept = sample_term("(Intercept)", -1.0, 0.1);
  intercept.column = "";
  model.terms = {intercept};
  model.terms.insert(model.terms.end(), terms.begin(), terms.end());
  return model;
}

// x enters at once and grows; w enters halfway and is negative; u never does.
inline Path sample_path() {
  Path path;
  path.frame.target = "y";
  path.frame.event = "1";
  for (const char* name : {"x", "u", "w"}) {
    path.frame.terms.push_back(sample_term(name, not_applicable, not_applicable));
  }
  path.spreads = {2.0, 1.0, 1.0};
  path.lambda_max = 1;
  for (int i = 0; i < 9; ++i) {
    PathPoint point;
    point.lambda = point.l1 = std::pow(10.0, -0.5 * i);
    if (i > 0) {
      point.terms.push_back(0);
      point.estimates.push_back(0.25 * i);
    }
    if (i > 4) {
      point.terms.push_back(2);
      point.estimates.push_back(-0.5 * (i - 4));
    }
    point.deviance_ratio = 0.1 * i;
    point.converged = true;
    path.points.push_back(point);
  }
  return path;
}

inline CrossValidation sample_validation() {
  CrossValidation result;
  result.path = sample_path();
  result.folds = {"1", "2"};
  for (std::size_t i = 0; i < result.path.points.size(); ++i) {
    const double distance = static_cast<double>(i) - 6;
    CrossValidationPoint point;
    point.mean = 1 + 0.01 * distance * distance;
    point.std_error = 0.05;
    result.points.push_back(point);
  }
  result.best = 6;
  result.one_se = 4;
  return result;
}

// A network whose validation loss rises after epoch 40.
inline FittedModel sample_network() {
  FittedModel model = sample_terms({sample_term("x", not_applicable, not_applicable)});
  model.solver = "adam";
  model.network.layers.resize(2);
  model.training.starts.resize(1);
  model.training.starts[0].best.epoch = 40;
  model.training.batch = 256;
  model.training.validation_rows = 100;
  model.training.single_unit_loss = 0.5;
  for (int epoch = 0; epoch <= 100; ++epoch) {
    const double gap = (epoch - 40) / 100.0;
    model.training.history.push_back(
        {epoch, 0.3 + 0.4 * std::exp(-epoch / 20.0), 0.45 + 0.5 * gap * gap});
  }
  return model;
}

inline FittedModel sample_steps() {
  FittedModel model = sample_terms({sample_term("x", 0.5, 0.1)});
  for (int step = 0; step <= 6; ++step) {
    model.steps.push_back({step, 0.5 + 0.2 * std::pow(0.1, step), std::pow(10.0, -2 * step), 0});
  }
  return model;
}

}  // namespace odds::report::plots

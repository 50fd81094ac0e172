// SPDX-License-Identifier: Apache-2.0
//
// Choosing between models: paths over a grid of penalties, and cross-validation.
//
//   lambda = l1 + l2,  mix = l1 / lambda
//   grid   lambda_max (the smallest at which every penalised coefficient is 0), falling in equal
//          ratios to min_ratio lambda_max
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/model.hpp>

namespace odds {

// What changes a path. A default is written here and nowhere else.
struct PathOptions {
  double mix = 1.0;  // 1: lasso; 0: ridge
  std::size_t points = 100;
  // Of the smallest penalty to the largest; empty: 1e-4 with more rows than terms, else 1e-2.
  std::optional<double> min_ratio;
  std::vector<double> lambdas;  // a grid of the user's own, in any order; empty: the grid above
  // A point counts as reached where the gap to the minimum is at most this share of the mean loss
  // of the null model.
  double gap_tolerance = 1e-8;
};

// The fit at one penalty.
struct PathPoint {
  double lambda = 0;
  double l1 = 0;
  double l2 = 0;
  double intercept = 0;              // in the user's units
  std::vector<std::uint32_t> terms;  // those with an estimate other than 0, in order
  std::vector<double> estimates;     // theirs, in the user's units
  double log_likelihood = not_applicable;
  double deviance = not_applicable;
  double deviance_ratio = not_applicable;  // 1 - deviance / null deviance
  double objective = not_applicable;       // mean loss and penalty
  double objective_gap = not_applicable;   // proven bound on the distance to the minimum
  bool converged = false;
  std::int64_t iterations = 0;
};

struct Path {
  // The question, the columns and the notes as of a fit: its terms are those that a point may name,
  // without the intercept's and without estimates.
  FittedModel frame;
  std::vector<double> spreads;  // of the terms' columns: weighted standard deviations, divisor W
  double mix = 1.0;
  double lambda_max = 0;
  std::vector<PathPoint> points;  // lambda falling
};

enum class Measure { deviance, auc, misclassification };

// Which point of the curve is refitted: the best, or the largest penalty within one standard error
// of it.
enum class Choice { best, one_se };

struct CrossValidationOptions {
  std::size_t folds = 10;
  std::string fold_column;  // rows with equal values are held out together; "" for random folds
  Measure measure = Measure::deviance;
  std::uint64_t seed = 1;  // of random folds, which are stratified by the target
  Choice choice = Choice::best;
};

// At one penalty, over the folds: the mean of the measure on the rows held out, weighted by the
// folds' weights, and its standard error. Deviance is per unit of weight: twice the log-loss.
struct CrossValidationPoint {
  double mean = not_applicable;
  double std_error = not_applicable;
  std::vector<double> by_fold;
};

struct CrossValidation {
  Path path;  // on all rows
  Measure measure = Measure::deviance;
  Choice choice = Choice::best;
  std::string fold_column;                   // "" where the folds are random
  std::uint64_t seed = 0;                    // of random folds
  std::vector<std::string> folds;            // names of the folds
  std::vector<std::uint64_t> fold_rows;      // rows held out with each
  std::vector<CrossValidationPoint> points;  // one for each of the path's
  std::size_t best = 0;                      // the smallest mean (AUC: the largest)
  std::size_t one_se = 0;  // the largest penalty within one standard error of the best
  FittedModel model;       // the fit to all rows at the choice
  std::vector<Note> notes;

  std::size_t chosen() const { return choice == Choice::best ? best : one_se; }
};

// `options` says the question, the penalty factors, bounds and so on; its l1 and l2 are not used.
// Throws Error as fit() does, and for options outside their ranges.
Path fit_path(const Table& table, const FitOptions& options, const PathOptions& path,
              const RunOptions& run);
Path fit_path(const std::string& data, const ReadOptions& read, const FitOptions& options,
              const PathOptions& path, const RunOptions& run, ReadResult& input);

CrossValidation cross_validate(const Table& table, const FitOptions& options,
                               const PathOptions& path, const CrossValidationOptions& validation,
                               const RunOptions& run);
CrossValidation cross_validate(const std::string& data, const ReadOptions& read,
                               const FitOptions& options, const PathOptions& path,
                               const CrossValidationOptions& validation, const RunOptions& run,
                               ReadResult& input);

}  // namespace odds

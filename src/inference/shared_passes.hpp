// SPDX-License-Identifier: Apache-2.0
//
// Proximal Newton steps for many elastic-net problems that share every read of the data: penalties
// of a path, folds of a cross-validation, or a single fit.
//
//   minimise  F_k(theta) = sum_i w_ik loss_i(z_i) + sum_j P_kj(theta_j),   z = X theta + offset
//
//   until every problem is within its gap:
//     one pass       Z = X Theta, residuals R, X'R over all columns: conditions of every column
//     each problem   theta_k <- minimum of the quadratic model (solver/quadratic_model.hpp)
//
// A model's curvature H~ is that of some point near by, X'diag(h~)X over the columns that may leave
// zero; folds take it scaled by their share of the weight. Steps with such an H~ shrink the error
// by the relative difference of the curvatures, a tenth or so, so that most passes need no new one.
// It is formed anew where a step shrinks the error too little, and where a column is missing. The
// bound on the distance to the minimum (solver/duality_gap.hpp) holds whatever H~ is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <odds/base.hpp>

#include "inference/penalty_strengths.hpp"
#include "objective/features.hpp"
#include "objective/response_rows.hpp"
#include "penalty/elastic_net.hpp"
#include "solver/quadratic_model.hpp"
#include "solver/trace.hpp"

namespace odds::inference {

// A curvature over some of the columns, at some point.
struct LocalCurvature {
  std::vector<std::uint32_t> columns;
  std::vector<std::uint32_t> place;  // by column of X: its index in `columns`, or no_place
  std::vector<double> matrix;        // (columns, columns)
  std::vector<double> theta;         // the point, by `columns`; 0 elsewhere
  std::vector<double> predictors;    // z there, by row of the table
  std::size_t fold = 0;              // of the rows that it is formed of
};
inline constexpr std::uint32_t no_place = 0xFFFFFFFFU;

// A problem, its point, and what is known there. Sums and penalties are totals.
struct PenalisedFit {
  std::size_t fold = 0;                    // 0: all rows; k: without those of fold k - 1
  const PenaltyStrengths* unit = nullptr;  // at l1 = l2 = 1
  double l1 = 0;
  double l2 = 0;
  std::vector<double> theta;  // by column of X

  std::vector<double> gradient;  // of the loss, by column of X
  double loss = 0;
  double objective = 0;
  double gap = 0;        // proven; infinite where nothing is
  double decrement = 0;  // d'H~d of the model's step d
  std::int64_t iterations = 0;
  bool converged = false;
  std::string stop_reason;  // "gap", "max_iterations", "line_search", "interrupted"
  std::shared_ptr<const LocalCurvature> curvature;
  // Of z from that of `curvature`, at most, where it was measured.
  double distance = 0;
  const LocalCurvature* measured_from = nullptr;
  solver::Trace trace;  // with Goal::is_exact

  penalty::ElasticNet penalty(std::size_t j) const {
    return {l1 * unit->l1[j], l2 * unit->l2[j], unit->low[j], unit->high[j]};
  }
};

// Euclidean norm of the subgradient that is nearest to 0, of the mean objective.
double subgradient_norm(const PenalisedFit& fit, double sum_weights);

// When a problem is done, on the scale of totals.
struct Goal {
  double gap = 0;
  double decrement = 0;
  bool is_exact = false;  // curvatures of the point itself, and steps to the last digit
  std::int64_t max_iterations = 100;
};

class SharedPasses {
 public:
  // fold_of_row is empty, or by row of the table; at least `folds` where a row is in every problem.
  SharedPasses(const objective::Features& features, const objective::ResponseRows& response,
               std::vector<std::uint32_t> fold_of_row, std::size_t folds, const RunOptions& run);

  // Weight of the rows of a problem.
  double sum_weights(std::size_t fold) const { return sum_weights_[fold]; }

  // Minimises all, each from its theta on.
  void solve(const std::vector<PenalisedFit*>& fits, const Goal& goal);

  // Loss and gradient at each fit's theta.
  void evaluate(const std::vector<PenalisedFit*>& fits);

  // The minimum of the model at `from` under the penalty of `to`: a start for it.
  void predict(const PenalisedFit& from, PenalisedFit& to) const;

  // z with offset of each row under the fit without the row's fold: by_fold[k], by_fold[0] for rows
  // of no fold.
  void predict_rows(const std::vector<const PenalisedFit*>& by_fold, std::vector<double>& z) const;

  // Tells the observer; false where the run shall end.
  bool report(const char* stage, double done, double total) const;

 private:
  struct State;  // of a fit between two passes
  using Columns = std::vector<std::uint32_t>;

  void set_curvature(const std::vector<State*>& wanting);
  std::shared_ptr<const LocalCurvature> curvature_at(const PenalisedFit& fit,
                                                     Columns columns) const;
  Columns columns_for(const std::vector<State*>& wanting) const;
  bool lacks_column(const PenalisedFit& fit) const;
  void step(State& state) const;
  double gap_of(const PenalisedFit& fit, const solver::ModelMinimum& minimum,
                const std::vector<double>& at) const;
  void take(State& state, const Goal& goal) const;
  std::vector<State*> evaluate_open(std::vector<State>& states);
  void step_all(const std::vector<State*>& ready, bool is_first, const Goal& goal);

  const objective::Features& features_;
  const objective::ResponseRows& response_;
  std::vector<std::uint32_t> fold_of_row_;  // with folds_ for rows in every problem
  std::size_t folds_;
  const RunOptions& run_;
  unsigned workers_;
  std::vector<double> sum_weights_;   // by fold
  std::vector<double> root_squares_;  // by column: sqrt(sum_i w m x_ij^2 / 4)
  Columns all_columns_;
  std::vector<double> no_predictors_;  // by row, zeros
  // z of the fit in the middle of those evaluated last, by row.
  std::vector<double> middle_predictors_;
  const PenalisedFit* middle_ = nullptr;
};

}  // namespace odds::inference

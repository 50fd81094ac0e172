// SPDX-License-Identifier: Apache-2.0
//
// The objective: design x loss x penalty, the only place where they meet.
//
//   F(theta) = sum_i w_i f_i [ s_i softplus(-z_i) + (m_i - s_i) softplus(z_i) ] + penalty(theta),
//   z_i = x_i'theta + offset_i
//
// in the coordinates of a view. Value, gradient and curvature of a block of rows come out of one
// read of it, tile by tile; the blocks are summed in the aligned tree.
// Cost of a pass: reading the table once, P^2 + 4 P operations a row with curvature, 4 P without.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "design/design.hpp"
#include "objective/smooth.hpp"
#include "objective/tiles.hpp"
#include "objective/view.hpp"
#include "objective/workspace.hpp"
#include "penalty/ridge.hpp"

namespace odds::objective {

// Works with many threads inside; not to be called from several at once.
class Objective final : public Smooth {
 public:
  // `ridge` acts on the coordinates of the view. The design must outlive the objective.
  Objective(const design::Design& design, View view, penalty::Ridge ridge, unsigned workers);

  Objective(const Objective&) = delete;  // workspaces refer to view_
  Objective& operator=(const Objective&) = delete;

  std::size_t dimension() const override { return dimension_; }
  unsigned workers() const { return workers_; }
  const View& view() const { return view_; }
  bool is_penalised() const override { return ridge_.is_active(); }
  const penalty::Ridge& ridge() const { return ridge_; }
  const design::Design& design() const { return design_; }

  Evaluation evaluate(const std::vector<double>& coefficients, Order order) const override;

  // max over the used rows of sqrt(x'H^-1 x).
  double radius(const std::vector<double>& lower) const override;

  // Two evaluations from one read of the table.
  std::pair<Evaluation, Evaluation> evaluate_both(const std::vector<double>& first,
                                                  Order first_order,
                                                  const std::vector<double>& second,
                                                  Order second_order) const;

  // The same, and in the same pass the sum of f(workspace, state) over the tiles, where the
  // workspace's predictor is that of the coefficients `beside`.
  template <class State, class F, class Merge>
  std::pair<Evaluation, State> evaluate_beside(const std::vector<double>& coefficients, Order order,
                                               const std::vector<double>& beside, const State& zero,
                                               std::size_t state_bytes, F&& f, Merge&& merge) const;

  // sum_i w_i f_i m_i x_i x_i' (P, P): what the curvature would be with every p(1 - p) equal to 1.
  std::vector<double> gram() const;

  // Sums f(workspace, state) over the tiles of the view with all columns expanded; the state of a
  // block is carried through its tiles in order. merge(left, right) adds right to left.
  template <class State, class F, class Merge>
  State sum_tiles(const State& zero, std::size_t state_bytes, F&& f, Merge&& merge) const;

 private:
  // A block's partial sums. Gradient and curvature have one position more than there are
  // coefficients, for rows that have none in a factor.
  struct Sums {
    double likelihood = 0;
    double residual = 0;
    double event_residual = 0;
    std::vector<double> gradient;
    std::vector<double> gram;
    std::vector<double> levels;  // Factors::level_sum_count()

    std::size_t bytes() const {
      return sizeof(Sums) + (gradient.size() + gram.size() + levels.size()) * sizeof(double);
    }
  };
  Sums zero_sums(Order order) const;
  void add_gram_space(Sums& sums) const;
  void merge_sums(Sums& left, const Sums& right) const;
  Evaluation finish(Sums& sums, const std::vector<double>& coefficients, Order order) const;
  // Sets the predictor. `coefficients` has a zero more, for rows that have none.
  void predict(Workspace& workspace, const std::vector<double>& coefficients,
               kernels::LookAhead* ahead = nullptr) const;
  void accumulate(Workspace& workspace, const std::vector<double>& coefficients, Order order,
                  Sums& sums) const;
  void accumulate_gram(Workspace& workspace, Sums& sums) const;
  std::vector<double> symmetric(Sums& sums) const;
  // Factors are met by their codes, not as columns.
  bool scatters() const { return !view_.needs_expansion() && design_.factor_count() != 0; }
  void add_penalty(const std::vector<double>& coefficients, Order order,
                   Evaluation& evaluation) const;

  // Runs f(workspace, state) over all tiles; `workspaces` holds one for each worker.
  template <class State, class F, class Merge>
  State sum_with(std::vector<std::unique_ptr<Workspace>>& workspaces, bool expand,
                 const State& zero, std::size_t state_bytes, F&& f, Merge&& merge) const;

  const design::Design& design_;
  View view_;
  penalty::Ridge ridge_;
  unsigned workers_;
  std::size_t dimension_;
  // Reused from pass to pass.
  mutable std::vector<std::unique_ptr<Workspace>> workspaces_;
};

template <class State, class F, class Merge>
std::pair<Evaluation, State> Objective::evaluate_beside(const std::vector<double>& coefficients,
                                                        Order order,
                                                        const std::vector<double>& beside,
                                                        const State& zero, std::size_t state_bytes,
                                                        F&& f, Merge&& merge) const {
  using Both = std::pair<Sums, State>;
  const Both nothing{zero_sums(order), zero};
  std::vector<double> extended = coefficients;
  extended.push_back(0.0);
  std::vector<double> other = beside;
  other.push_back(0.0);
  Both both = sum_with(
      workspaces_, view_.needs_expansion(), nothing, nothing.first.bytes() + state_bytes,
      [&](Workspace& workspace, Both& state) {
        accumulate(workspace, extended, order, state.first);
        predict(workspace, other);
        f(workspace, state.second);
      },
      [&](Both& left, const Both& right) {
        merge_sums(left.first, right.first);
        merge(left.second, right.second);
      });
  return {finish(both.first, coefficients, order), std::move(both.second)};
}

template <class State, class F, class Merge>
State Objective::sum_with(std::vector<std::unique_ptr<Workspace>>& workspaces, bool expand,
                          const State& zero, std::size_t state_bytes, F&& f, Merge&& merge) const {
  workspaces.resize(workers_);
  return sum_over_tiles(
      TileSource<Workspace>{design_, view_.block_stride, workspaces},
      [&] { return std::make_unique<Workspace>(design_, view_, expand); }, zero, state_bytes, f,
      merge);
}

template <class State, class F, class Merge>
State Objective::sum_tiles(const State& zero, std::size_t state_bytes, F&& f, Merge&& merge) const {
  std::vector<std::unique_ptr<Workspace>> workspaces;
  return sum_with(workspaces, true, zero, state_bytes, f, merge);
}

}  // namespace odds::objective

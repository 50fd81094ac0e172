// SPDX-License-Identifier: Apache-2.0
//
// The objective of several classes: design x softmax x penalty.
//
//   F(theta) = sum_i w_i f_i [ log sum_k exp(z_ik) - z_(i, y_i) ] + penalty,   z_ik = x_i'theta_k
//
// With a reference class its z is 0 and there are K - 1 equations, else K. Coefficient j of
// equation k is theta[k P + j], in the coordinates of a view, which all equations share.
//
// One read of a tile gives the scores of all classes as one matrix product, residuals, and all
// blocks of the curvature, each a weighted cross product:
//
//   H_kl = sum_i c_kl x x',   c_kl = -v_kl for k != l,   c_kk = sum over l != k of v_kl,
//   v_kl = w p_k p_l >= 0
//
// Cost of a pass: 4 K P operations a row, with curvature K^2 P^2 / 2 more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "objective/class_workspace.hpp"
#include "objective/smooth.hpp"
#include "objective/tiles.hpp"
#include "objective/view.hpp"
#include "penalty/common_shift.hpp"
#include "penalty/ridge.hpp"

namespace odds::objective {

// Both act on the coordinates of the view; the ridge on all coefficients, equation by equation.
struct ClassPenalty {
  penalty::Ridge ridge;
  penalty::CommonShift shift;
};

// Works with many threads inside; not to be called from several at once.
class ClassObjective final : public Smooth {
 public:
  // Requires: a design of several classes, which must outlive the objective.
  ClassObjective(const design::Design& design, View view, ClassPenalty penalty, unsigned workers);

  ClassObjective(const ClassObjective&) = delete;  // workspaces refer to view_
  ClassObjective& operator=(const ClassObjective&) = delete;

  std::size_t dimension() const override { return equation_count_ * width_; }
  std::size_t equation_count() const { return equation_count_; }
  std::size_t class_count() const { return design_.classes().size(); }
  std::size_t width() const { return width_; }  // P
  unsigned workers() const { return workers_; }
  const View& view() const { return view_; }
  const design::Design& design() const { return design_; }
  bool is_penalised() const override { return penalty_.ridge.is_active(); }

  Evaluation evaluate(const std::vector<double>& coefficients, Order order) const override;

  // max over rows and pairs of classes of sqrt(q_kl'H^-1 q_kl), see loss/softmax.hpp.
  double radius(const std::vector<double>& lower) const override;

  // sum_i c_i x x' (P, P), c_i = w sum_k p_k (1 - p_k) / (K - 1): the mean eigenvalue of a row's
  // curvature.
  std::vector<double> mean_curvature(const std::vector<double>& coefficients) const;

  // The matrix of the blocks above for other v: fill(workspace, k, l, v) sets v_kl of the rows of a
  // tile, k < l, where the scores are those of `coefficients`.
  template <class Fill>
  std::vector<double> pair_gram(const std::vector<double>& coefficients, const Fill& fill) const;

  // Sums f(workspace, state) over the tiles, where the scores are those of `coefficients`.
  template <class State, class F, class Merge>
  State sum_scores(const std::vector<double>& coefficients, const State& zero,
                   std::size_t state_bytes, F&& f, Merge&& merge) const;

 private:
  // A block's partial sums, with one position more than there are coefficients in each equation.
  struct Sums {
    double likelihood = 0;
    std::vector<double> gradient;
    base::AlignedVector<double> products;  // of the dense columns, by column and equation
    std::vector<double> grams;             // of pairs k <= l, one after another
    std::vector<double> levels;            // Factors::level_sum_count() for each of them
    std::size_t bytes() const {
      return sizeof(Sums) +
             (gradient.size() + products.size() + grams.size() + levels.size()) * sizeof(double);
    }
  };

  std::size_t stride() const { return width_ + 1; }
  // Equations enough to fill vectors.
  bool is_wide() const { return equation_count_ >= 6; }
  std::size_t padded_equations() const { return (equation_count_ + 7) / 8 * 8; }
  std::size_t block_count() const { return equation_count_ * (equation_count_ + 1) / 2; }
  // Place of the block (k, l), k <= l, among the grams.
  std::size_t block(std::size_t k, std::size_t l) const {
    return k * equation_count_ - k * (k + 1) / 2 + l;
  }
  bool scatters() const { return !view_.needs_expansion() && design_.factor_count() != 0; }
  std::vector<double> extended(const std::vector<double>& coefficients) const;
  void add_gram_space(Sums& sums) const;
  void merge_sums(Sums& left, const Sums& right) const;
  void accumulate(ClassWorkspace& workspace, const std::vector<double>& coefficients, Order order,
                  Sums& sums) const;
  void add_gradients(ClassWorkspace& workspace, Sums& sums) const;
  void add_block(ClassWorkspace& workspace, std::size_t k, std::size_t l, const double* weight,
                 Sums& sums) const;
  template <class Fill>
  void accumulate_grams(ClassWorkspace& workspace, const Fill& fill, Sums& sums) const;
  std::vector<double> symmetric(Sums& sums) const;
  void add_penalty(const std::vector<double>& coefficients, Order order,
                   Evaluation& evaluation) const;
  template <class State, class F, class Merge>
  State sum_tiles(const State& zero, std::size_t state_bytes, F&& f, Merge&& merge) const;

  const design::Design& design_;
  View view_;
  ClassPenalty penalty_;
  unsigned workers_;
  std::size_t equation_count_;
  std::size_t width_;
  // Reused from pass to pass.
  mutable std::vector<std::unique_ptr<ClassWorkspace>> workspaces_;
};

template <class State, class F, class Merge>
State ClassObjective::sum_tiles(const State& zero, std::size_t state_bytes, F&& f,
                                Merge&& merge) const {
  workspaces_.resize(workers_);
  return sum_over_tiles(
      TileSource<ClassWorkspace>{design_, view_.block_stride, workspaces_},
      [&] {
        return std::make_unique<ClassWorkspace>(design_, view_, view_.needs_expansion(),
                                                equation_count_);
      },
      zero, state_bytes, f, merge);
}

template <class State, class F, class Merge>
State ClassObjective::sum_scores(const std::vector<double>& coefficients, const State& zero,
                                 std::size_t state_bytes, F&& f, Merge&& merge) const {
  const std::vector<double> theta = extended(coefficients);
  return sum_tiles(
      zero, state_bytes,
      [&](ClassWorkspace& workspace, State& state) {
        workspace.predict(theta.data(), stride(), scatters());
        f(workspace, state);
      },
      merge);
}

template <class Fill>
void ClassObjective::accumulate_grams(ClassWorkspace& workspace, const Fill& fill,
                                      Sums& sums) const {
  const std::size_t rows = workspace.rows();
  for (std::size_t k = 0; k < equation_count_; ++k) {
    std::fill_n(workspace.diagonal(k), rows, 0.0);
  }
  double* pair = workspace.pair();
  for (std::size_t k = 0; k < equation_count_; ++k) {
    for (std::size_t l = k + 1; l < class_count(); ++l) {
      fill(workspace, k, l, pair);
      for (std::size_t i = 0; i < rows; ++i) workspace.diagonal(k)[i] += pair[i];
      if (l == equation_count_) continue;  // the reference
      for (std::size_t i = 0; i < rows; ++i) workspace.diagonal(l)[i] += pair[i];
      for (std::size_t i = 0; i < rows; ++i) pair[i] = -pair[i];
      add_block(workspace, k, l, pair, sums);
    }
  }
  for (std::size_t k = 0; k < equation_count_; ++k) {
    add_block(workspace, k, k, workspace.diagonal(k), sums);
  }
}

template <class Fill>
std::vector<double> ClassObjective::pair_gram(const std::vector<double>& coefficients,
                                              const Fill& fill) const {
  Sums zero;
  add_gram_space(zero);
  Sums sums = sum_scores(
      coefficients, zero, zero.bytes(),
      [&](ClassWorkspace& workspace, Sums& state) { accumulate_grams(workspace, fill, state); },
      [this](Sums& left, const Sums& right) { merge_sums(left, right); });
  return symmetric(sums);
}

}  // namespace odds::objective

// SPDX-License-Identifier: Apache-2.0
#include "objective/classes.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/column_kernels.hpp"
#include "loss/softmax.hpp"

namespace odds::objective {

using design::tile_stride;

ClassObjective::ClassObjective(const design::Design& design, View view, ClassPenalty penalty,
                               unsigned workers)
    : design_(design),
      view_(std::move(view)),
      penalty_(std::move(penalty)),
      workers_(workers),
      equation_count_(design.classes().size() - (design.has_reference_class() ? 1 : 0)),
      width_(view_.column_count(design.inner_count())) {}

// Each equation with a zero behind its coefficients.
std::vector<double> ClassObjective::extended(const std::vector<double>& coefficients) const {
  std::vector<double> result(equation_count_ * stride(), 0.0);
  for (std::size_t k = 0; k < equation_count_; ++k) {
    for (std::size_t j = 0; j < width_; ++j) {
      result[k * stride() + j] = coefficients[k * width_ + j];
    }
  }
  return result;
}

void ClassObjective::add_gram_space(Sums& sums) const {
  sums.grams.assign(block_count() * stride() * stride(), 0.0);
  if (scatters()) sums.levels.assign(block_count() * Factors(design_).level_sum_count(), 0.0);
}

void ClassObjective::merge_sums(Sums& left, const Sums& right) const {
  left.likelihood += right.likelihood;
  for (std::size_t j = 0; j < left.gradient.size(); ++j) left.gradient[j] += right.gradient[j];
  for (std::size_t j = 0; j < left.products.size(); ++j) left.products[j] += right.products[j];
  for (std::size_t j = 0; j < left.levels.size(); ++j) left.levels[j] += right.levels[j];
  // The upper triangles alone.
  for (std::size_t row = 0; row * stride() < left.grams.size(); ++row) {
    const std::size_t j = row % stride();
    const std::size_t at = row * stride() + j;
    kernels::subtract_multiple(right.grams.data() + at, stride() - j, -1.0, left.grams.data() + at);
  }
}

void ClassObjective::add_block(ClassWorkspace& workspace, std::size_t k, std::size_t l,
                               const double* weight, Sums& sums) const {
  double* gram = sums.grams.data() + block(k, l) * stride() * stride();
  kernels::weighted_gram(workspace.tile().dense(), weight, gram, stride());
  if (!scatters()) return;
  Factors& factors = workspace.tile().factors();
  factors.add_gram(workspace.tile().tile(), weight, gram, stride(),
                   sums.levels.data() + block(k, l) * factors.level_sum_count());
}

// Few equations one by one; many as one product, which reads the tile once. That one keeps its sums
// column by column, each with room for all equations.
void ClassObjective::add_gradients(ClassWorkspace& workspace, Sums& sums) const {
  const kernels::DenseTile dense = workspace.tile().dense();
  if (is_wide()) {
    const std::size_t room = padded_equations();
    const double* residuals = workspace.residual_rows(room);
    workspace.in_slices(dense.column_count, [&](std::size_t first, std::size_t count) {
      kernels::multiply_add({dense.columns + first * dense.stride, dense.stride, 1}, count,
                            dense.rows, residuals, room, room, sums.products.data() + first * room,
                            room);
    });
  }
  for (std::size_t k = 0; k < equation_count_; ++k) {
    double* gradient = sums.gradient.data() + k * stride();
    if (!is_wide()) kernels::transposed_product(dense, workspace.residual(k), gradient);
    if (scatters()) workspace.tile().factors().add_gradients(workspace.residual(k), gradient);
  }
}

void ClassObjective::accumulate(ClassWorkspace& workspace, const std::vector<double>& coefficients,
                                Order order, Sums& sums) const {
  workspace.predict(coefficients.data(), stride(), scatters());
  double* residuals = order >= Order::gradient ? workspace.residuals() : nullptr;
  sums.likelihood += loss::Softmax::evaluate(workspace.classes(), workspace.scores(), residuals);
  if (order < Order::gradient) return;
  add_gradients(workspace, sums);
  if (order < Order::curvature) return;
  accumulate_grams(
      workspace,
      [](ClassWorkspace& at, std::size_t k, std::size_t l, double* pair) {
        const double* weight = at.weight();
        const double* p = at.scores(k);
        const double* q = at.scores(l);
        for (std::size_t i = 0; i < at.rows(); ++i) pair[i] = weight[i] * (p[i] * q[i]);
      },
      sums);
}

Evaluation ClassObjective::evaluate(const std::vector<double>& coefficients, Order order) const {
  Sums zero;
  if (order >= Order::gradient) {
    zero.gradient.assign(equation_count_ * stride(), 0.0);
    if (is_wide()) zero.products.assign(width_ * padded_equations(), 0.0);
  }
  if (order >= Order::curvature) add_gram_space(zero);
  const std::vector<double> theta = extended(coefficients);
  Sums sums = sum_tiles(
      zero, zero.bytes(),
      [&](ClassWorkspace& workspace, Sums& state) { accumulate(workspace, theta, order, state); },
      [this](Sums& left, const Sums& right) { merge_sums(left, right); });
  Evaluation evaluation;
  evaluation.likelihood = sums.likelihood;
  evaluation.value = sums.likelihood;
  for (std::size_t at = 0; at < sums.gradient.size(); ++at) {
    const std::size_t k = at / stride();
    const std::size_t j = at % stride();
    if (j == width_) continue;
    const double product = is_wide() ? sums.products[j * padded_equations() + k] : 0.0;
    evaluation.gradient.push_back(sums.gradient[at] + product);
  }
  if (order >= Order::curvature) evaluation.curvature = symmetric(sums);
  add_penalty(coefficients, order, evaluation);
  return evaluation;
}

std::vector<double> ClassObjective::mean_curvature(const std::vector<double>& coefficients) const {
  struct Gram {
    std::vector<double> gram, levels;
  };
  Gram zero{std::vector<double>(stride() * stride(), 0.0), {}};
  const Factors factors(design_);
  if (scatters()) zero.levels.assign(factors.level_sum_count(), 0.0);
  Gram sums = sum_scores(
      coefficients, zero, (zero.gram.size() + zero.levels.size()) * sizeof(double),
      [&](ClassWorkspace& workspace, Gram& state) {
        const std::size_t rows = workspace.rows();
        kernels::softmax(class_count(), tile_stride, rows, workspace.scores());
        double* weight = workspace.pair();
        std::fill_n(weight, rows, 0.0);
        for (std::size_t k = 0; k < class_count(); ++k) {
          const double* p = workspace.scores(k);
          for (std::size_t i = 0; i < rows; ++i) weight[i] += p[i] * (1.0 - p[i]);
        }
        const double share = 1.0 / static_cast<double>(class_count() - 1);
        for (std::size_t i = 0; i < rows; ++i) weight[i] *= share * workspace.weight()[i];
        kernels::weighted_gram(workspace.tile().dense(), weight, state.gram.data(), stride());
        if (!scatters()) return;
        workspace.tile().factors().add_gram(workspace.tile().tile(), weight, state.gram.data(),
                                            stride(), state.levels.data());
      },
      [&](Gram& left, const Gram& right) {
        kernels::subtract_multiple(right.gram.data(), left.gram.size(), -1.0, left.gram.data());
        for (std::size_t j = 0; j < left.levels.size(); ++j) left.levels[j] += right.levels[j];
      });
  if (scatters()) factors.spread(sums.levels.data(), sums.gram.data(), stride());
  std::vector<double> result(width_ * width_);
  for (std::size_t i = 0; i < width_; ++i) {
    for (std::size_t j = i; j < width_; ++j) {
      result[i * width_ + j] = result[j * width_ + i] = sums.gram[i * stride() + j];
    }
  }
  return result;
}

// All blocks in one matrix, completed and without the padding.
std::vector<double> ClassObjective::symmetric(Sums& sums) const {
  const std::size_t n = dimension();
  const Factors factors(design_);
  std::vector<double> result(n * n);
  for (std::size_t k = 0; k < equation_count_; ++k) {
    for (std::size_t l = k; l < equation_count_; ++l) {
      double* gram = sums.grams.data() + block(k, l) * stride() * stride();
      if (scatters()) {
        factors.spread(sums.levels.data() + block(k, l) * factors.level_sum_count(), gram,
                       stride());
      }
      for (std::size_t i = 0; i < width_; ++i) {
        for (std::size_t j = i; j < width_; ++j) {
          const double entry = gram[i * stride() + j];
          result[(k * width_ + i) * n + l * width_ + j] = entry;
          result[(k * width_ + j) * n + l * width_ + i] = entry;
          result[(l * width_ + i) * n + k * width_ + j] = entry;
          result[(l * width_ + j) * n + k * width_ + i] = entry;
        }
      }
    }
  }
  return result;
}

void ClassObjective::add_penalty(const std::vector<double>& coefficients, Order order,
                                 Evaluation& evaluation) const {
  const std::size_t n = dimension();
  if (penalty_.ridge.is_active()) {
    evaluation.value += penalty_.ridge.value(coefficients);
    for (std::size_t at = 0; at < n; ++at) {
      if (order >= Order::gradient) {
        evaluation.gradient[at] += penalty_.ridge.gradient(coefficients[at], at);
      }
      if (order >= Order::curvature) {
        evaluation.curvature[at * n + at] += penalty_.ridge.curvature(at);
      }
    }
  }
  for (std::size_t j = 0; j < width_; ++j) {
    const double strength = penalty_.shift.strength(j);
    if (strength == 0.0) continue;
    double sum = 0.0;
    for (std::size_t k = 0; k < equation_count_; ++k) sum += coefficients[k * width_ + j];
    evaluation.value += penalty_.shift.value(sum, j);
    for (std::size_t k = 0; k < equation_count_; ++k) {
      if (order >= Order::gradient) {
        evaluation.gradient[k * width_ + j] += penalty_.shift.gradient(sum, j);
      }
      for (std::size_t l = 0; order >= Order::curvature && l < equation_count_; ++l) {
        evaluation.curvature[(k * width_ + j) * n + l * width_ + j] += strength;
      }
    }
  }
}

namespace {

// L^-T L^-1, from a lower triangular L.
std::vector<double> inverse_of_product(const std::vector<double>& lower, std::size_t n) {
  // Column c of L^-1, from the diagonal down; stored as rows of its transpose.
  std::vector<double> columns(n * n, 0.0);
  for (std::size_t c = 0; c < n; ++c) {
    double* column = columns.data() + c * n;
    for (std::size_t i = c; i < n; ++i) {
      double sum = i == c ? 1.0 : 0.0;
      for (std::size_t j = c; j < i; ++j) sum -= lower[i * n + j] * column[j];
      column[i] = sum / lower[i * n + i];
    }
  }
  std::vector<double> result(n * n);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a; b < n; ++b) {
      double sum = 0.0;
      for (std::size_t i = b; i < n; ++i) sum += columns[a * n + i] * columns[b * n + i];
      result[a * n + b] = result[b * n + a] = sum;
    }
  }
  return result;
}

// products[i] = x_i'G x_i for the rows of a tile; G starts at `block`, its rows `stride` apart.
void quadratic_forms(const kernels::DenseTile& x, const double* block, std::size_t stride,
                     base::AlignedVector<double>& room, double* products) {
  std::fill(room.begin(), room.end(), 0.0);
  kernels::multiply_add({block, stride, 1}, x.column_count, x.column_count, x.columns, x.stride,
                        x.rows, room.data(), tile_stride);
  std::fill_n(products, x.rows, 0.0);
  for (std::size_t j = 0; j < x.column_count; ++j) {
    const double* column = x.columns + j * x.stride;
    const double* image = room.data() + j * tile_stride;
    for (std::size_t i = 0; i < x.rows; ++i) products[i] += column[i] * image[i];
  }
}

struct Largest {
  double square = 0;
  base::AlignedVector<double> room;   // (P, rows)
  base::AlignedVector<double> forms;  // x'G_kl x, k <= l, (blocks, rows)
};

}  // namespace

double ClassObjective::radius(const std::vector<double>& lower) const {
  const std::size_t n = dimension();
  const std::vector<double> inverse = inverse_of_product(lower, n);
  const Largest zero{0.0, base::AlignedVector<double>(width_ * tile_stride),
                     base::AlignedVector<double>(block_count() * tile_stride)};
  std::vector<std::unique_ptr<ClassWorkspace>> workspaces(workers_);
  const Largest found = sum_over_tiles(
      TileSource<ClassWorkspace>{design_, view_.block_stride, workspaces},
      [&] { return std::make_unique<ClassWorkspace>(design_, view_, true, equation_count_); }, zero,
      sizeof(Largest) + (width_ + block_count()) * tile_stride * sizeof(double),
      [&](ClassWorkspace& workspace, Largest& state) {
        const kernels::DenseTile x = workspace.tile().dense();
        for (std::size_t k = 0; k < equation_count_; ++k) {
          for (std::size_t l = k; l < equation_count_; ++l) {
            quadratic_forms(x, inverse.data() + k * width_ * n + l * width_, n, state.room,
                            state.forms.data() + block(k, l) * tile_stride);
          }
        }
        const auto form = [&](std::size_t k, std::size_t l, std::size_t i) {
          return state.forms[block(k, l) * tile_stride + i];
        };
        for (std::size_t k = 0; k < equation_count_; ++k) {
          for (std::size_t l = k + 1; l < class_count(); ++l) {
            for (std::size_t i = 0; i < x.rows; ++i) {
              if (workspace.weight()[i] == 0.0) continue;
              const bool is_reference = l == equation_count_;
              const double square =
                  is_reference ? form(k, k, i) : form(k, k, i) + form(l, l, i) - 2 * form(k, l, i);
              state.square = std::max(state.square, square);
            }
          }
        }
      },
      [](Largest& left, const Largest& right) {
        left.square = std::max(left.square, right.square);
      });
  // Upwards by more than the differences above can lose: the radius has to be a bound.
  return std::sqrt(found.square) * (1.0 + 1e-6);
}

}  // namespace odds::objective

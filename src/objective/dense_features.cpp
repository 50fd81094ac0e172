// SPDX-License-Identifier: Apache-2.0
#include "objective/dense_features.hpp"

#include <algorithm>
#include <utility>

#include "kernels/tile_kernels.hpp"
#include "objective/tile_products.hpp"
#include "objective/workspace.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {

using base::AlignedVector;
using design::tile_rows;
using design::tile_stride;
using kernels::DenseTile;

namespace {

using Columns = std::span<const std::uint32_t>;

const View& whole() {
  static const View view;
  return view;
}

void add(const AlignedVector<double>& from, AlignedVector<double>& to) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += from[k];
}

}  // namespace

// A pass with its columns sorted out: dense ones by place in the tile, levels of factors together.
struct DenseFeatures::Request {
  std::size_t width = 1;
  const RowStep* step = nullptr;
  std::size_t sum_count = 0;
  std::vector<std::uint32_t> predictors;  // dense columns
  AlignedVector<double> theta;            // (predictors, width)
  AlignedVector<double> level_theta;      // (levels of all factors and none, width); may be empty
  std::vector<std::uint32_t> gradients;   // dense columns
  bool has_level_gradients = false;
  std::size_t level_count = 0;  // of all factors

  std::size_t gradient_size() const {
    return width * (gradients.size() + (has_level_gradients ? level_count + 1 : 0));
  }
};

struct DenseFeatures::Sums {
  AlignedVector<double> sums;
  AlignedVector<double> gradient;

  std::size_t bytes() const {
    return sizeof(Sums) + (sums.size() + gradient.size()) * sizeof(double);
  }
};

struct DenseFeatures::Worker {
  explicit Worker(const design::Design& of) : design(of), tile(of, whole(), false) {}

  // The columns of a tile side by side.
  DenseTile select(const DenseTile& from, Columns columns) {
    if (columns.empty()) return {from.columns, from.stride, 0, from.rows};
    if (is_run(columns)) {
      return {from.columns + columns[0] * from.stride, from.stride, columns.size(), from.rows};
    }
    selected.resize(std::max(selected.size(), columns.size() * tile_stride));
    for (std::size_t k = 0; k < columns.size(); ++k) {
      std::copy_n(from.columns + columns[k] * from.stride, from.rows,
                  selected.data() + k * tile_stride);
    }
    return {selected.data(), tile_stride, columns.size(), from.rows};
  }

  // For each row of the tile the place of its level in a list of all levels, one factor at a time.
  template <class F>
  void for_levels(const F& f) const {
    std::size_t first = 0;
    for (std::size_t factor = 0; factor < design.factor_count(); ++factor) {
      const std::uint32_t* codes = tile.tile().factor(factor);
      for (std::size_t i = 0; i < tile.tile().rows; ++i) {
        if (codes[i] != design::no_coefficient) f(i, first + codes[i]);
      }
      first += design.factor_levels(factor);
    }
  }

  const design::Design& design;
  Workspace tile;
  AlignedVector<double> selected;    // (columns, tile_stride)
  AlignedVector<double> predictors;  // (tile_rows, width)
};

DenseFeatures::DenseFeatures(const design::Design& design, unsigned workers)
    : design_(design), workers_(workers), row_count_(row_count_of(design)), pool_(workers) {
  if (GatheredFeatures::suits(design)) {
    gathered_ = std::make_unique<GatheredFeatures>(design, workers);
  }
}

DenseFeatures::~DenseFeatures() = default;

DenseFeatures::Worker& DenseFeatures::worker(unsigned index) const {
  if (!pool_[index]) pool_[index] = std::make_unique<Worker>(design_);
  return *pool_[index];
}

void DenseFeatures::pass(Columns predictor_columns, const double* theta, std::size_t width,
                         const RowStep& step, std::size_t sum_count, double* sums,
                         Columns gradient_columns, double* gradient) const {
  if (gathered_) {
    gathered_->pass(predictor_columns, theta, width, step, sum_count, sums, gradient_columns,
                    gradient);
    return;
  }
  const std::size_t dense_count = design_.dense_count();
  Request request;
  request.width = width;
  request.step = &step;
  request.sum_count = sum_count;
  request.level_count = design_.inner_count() - dense_count;
  for (std::size_t k = 0; k < predictor_columns.size(); ++k) {
    const std::uint32_t column = predictor_columns[k];
    if (column < dense_count) {
      request.predictors.push_back(column);
      request.theta.insert(request.theta.end(), theta + k * width, theta + (k + 1) * width);
    } else {
      request.level_theta.resize(request.level_count * width);
      std::copy_n(theta + k * width, width,
                  request.level_theta.data() + (column - dense_count) * width);
    }
  }
  for (const std::uint32_t column : gradient_columns) {
    if (column < dense_count) {
      request.gradients.push_back(column);
    } else {
      request.has_level_gradients = true;
    }
  }
  AlignedVector<double> found(request.gradient_size());
  sum_passes(request, sums, found.data());
  std::size_t next = 0;
  for (std::size_t k = 0; k < gradient_columns.size(); ++k) {
    const std::uint32_t column = gradient_columns[k];
    const std::size_t from =
        column < dense_count ? next++ : request.gradients.size() + (column - dense_count);
    std::copy_n(found.data() + from * width, width, gradient + k * width);
  }
}

template <class State, class F, class Merge>
State DenseFeatures::sum_tiles(const State& zero, std::size_t bytes, const F& f,
                               const Merge& merge) const {
  return parallel::sum_blocks(
      design_.block_count(), workers_, zero, bytes,
      [&](std::uint64_t block, State& state, unsigned index) {
        Worker& at = worker(index);
        const std::size_t rows = design_.block_row_count(block);
        for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
          at.tile.load(block, begin, std::min(tile_rows, rows - begin));
          f(at, state);
        }
      },
      merge);
}

void DenseFeatures::sum_passes(const Request& request, double* sums, double* gradient) const {
  const Sums zero{AlignedVector<double>(request.sum_count),
                  AlignedVector<double>(request.gradient_size())};
  const Sums total = sum_tiles(
      zero, zero.bytes(), [&](Worker& at, Sums& state) { add_tile(at, request, state); },
      [](Sums& left, const Sums& right) {
        add(right.sums, left.sums);
        add(right.gradient, left.gradient);
      });
  std::copy(total.sums.begin(), total.sums.end(), sums);
  std::copy(total.gradient.begin(), total.gradient.end(), gradient);
}

void DenseFeatures::add_tile(Worker& at, const Request& request, Sums& sums) const {
  const std::size_t width = request.width;
  const DenseTile x = at.tile.dense();
  const std::size_t rows = at.tile.tile().rows;
  at.predictors.resize(std::max(at.predictors.size(), tile_rows * width));
  double* z = at.predictors.data();
  at.tile.ahead().grant(at.tile.ahead().lines());
  set_predictors(at.select(x, request.predictors), request.theta.data(), width, z);
  if (!request.level_theta.empty()) {
    at.for_levels([&](std::size_t i, std::size_t level) {
      const double* theta = request.level_theta.data() + level * width;
      for (std::size_t c = 0; c < width; ++c) z[i * width + c] += theta[c];
    });
  }
  (*request.step)(at.tile.first_row(), rows, z, sums.sums.data());
  std::fill(z + rows * width, z + x.rows * width, 0.0);
  add_products(at.select(x, request.gradients), z, width, sums.gradient.data());
  if (!request.has_level_gradients) return;
  double* levels = sums.gradient.data() + request.gradients.size() * width;
  at.for_levels([&](std::size_t i, std::size_t level) {
    for (std::size_t c = 0; c < width; ++c) levels[level * width + c] += z[i * width + c];
  });
}

void DenseFeatures::gram(Columns columns, const double* weight, double* gram,
                         std::size_t stride) const {
  if (gathered_) return gathered_->gram(columns, weight, gram, stride);
  const std::size_t n = columns.size();
  const std::size_t dense_count = design_.dense_count();
  const bool has_levels =
      std::any_of(columns.begin(), columns.end(), [&](auto j) { return j >= dense_count; });
  // Of a level the place in the list, which is expanded there.
  std::vector<std::size_t> place(design_.inner_count() - dense_count, n);
  for (std::size_t k = 0; k < n; ++k) {
    if (columns[k] >= dense_count) place[columns[k] - dense_count] = k;
  }
  std::vector<std::uint32_t> readable(columns.begin(), columns.end());
  if (has_levels) {
    for (std::uint32_t& j : readable) j = j < dense_count ? j : 0;
  }
  const AlignedVector<double> zero(n * n);
  const AlignedVector<double> total = sum_tiles(
      zero, zero.size() * sizeof(double),
      [&](Worker& at, AlignedVector<double>& state) {
        const DenseTile x = at.tile.dense();
        at.tile.ahead().grant(at.tile.ahead().lines());
        DenseTile chosen = x;
        if (!has_levels) {
          chosen = at.select(x, columns);
        } else {
          at.selected.resize(std::max(at.selected.size(), n * tile_stride));
          for (std::size_t k = 0; k < n; ++k) {
            double* to = at.selected.data() + k * tile_stride;
            if (columns[k] < dense_count) {
              std::copy_n(x.columns + columns[k] * x.stride, x.rows, to);
            } else {
              std::fill_n(to, x.rows, 0.0);
            }
          }
          at.for_levels([&](std::size_t i, std::size_t level) {
            if (place[level] < n) at.selected[place[level] * tile_stride + i] = 1.0;
          });
          chosen = {at.selected.data(), tile_stride, n, x.rows};
        }
        kernels::weighted_gram(chosen, weight + at.tile.first_row(), state.data(), n,
                               &at.tile.ahead());
      },
      [](AlignedVector<double>& left, const AlignedVector<double>& right) { add(right, left); });
  for (std::size_t a = 0; a < n; ++a) {
    std::copy(total.data() + a * n + a, total.data() + (a + 1) * n, gram + a * stride + a);
  }
}

void DenseFeatures::square_sums(const double* weight, double* sums) const {
  if (gathered_) return gathered_->square_sums(weight, sums);
  const std::size_t dense_count = design_.dense_count();
  const AlignedVector<double> zero(design_.inner_count());
  const AlignedVector<double> total = sum_tiles(
      zero, zero.size() * sizeof(double),
      [&](Worker& at, AlignedVector<double>& state) {
        const double* w = weight + at.tile.first_row();
        const DenseTile x = at.tile.dense();
        for (std::size_t j = 0; j < x.column_count; ++j) {
          const double* column = x.columns + j * x.stride;
          for (std::size_t i = 0; i < x.rows; ++i) state[j] += w[i] * column[i] * column[i];
        }
        at.for_levels(
            [&](std::size_t i, std::size_t level) { state[dense_count + level] += w[i]; });
      },
      [](AlignedVector<double>& left, const AlignedVector<double>& right) { add(right, left); });
  std::copy(total.begin(), total.end(), sums);
}

}  // namespace odds::objective

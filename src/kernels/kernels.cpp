// SPDX-License-Identifier: Apache-2.0
//
// The kernels, compiled once for each target and chosen at run time.
//
// Not compiled: SSSE3 and SSE4, which have no multiply-add and would differ from the rest, and
// AVX3_DL, which adds nothing here. The baseline target runs the portable lanes.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <algorithm>

#include "kernels/activation-inl.h"
#include "kernels/columns-inl.h"
#include "kernels/lanes-inl.h"
#include "kernels/logistic-inl.h"
#include "kernels/matrix-inl.h"
#include "kernels/softmax-inl.h"
#include "kernels/sparse-inl.h"
#include "kernels/table.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {
namespace {

// Asks for a share of the memory that comes next at each of a kernel's steps.
class Ahead {
 public:
  Ahead(LookAhead* list, std::size_t steps)
      : list_(list), lines_(list == nullptr ? 0 : list->lines_per_step(steps)) {}
  HWY_INLINE void step() const {
    if (lines_ != 0) list_->fetch(lines_);
  }

 private:
  LookAhead* list_;
  std::size_t lines_;
};

constexpr std::size_t panel_columns = 12;  // a multiple of the columns of a block: 3 and 4
constexpr std::size_t panel_stride = 256 + 8;

// Applies `f` to `count` doubles; the last few go through a padded copy.
template <class F>
void map(const double* in, double* out, std::size_t count, const F& f) {
  std::size_t i = 0;
  for (; i + part_lanes <= count; i += part_lanes) store_part(f(load_part(in + i)), out + i);
  if (i == count) return;
  double buffer[part_lanes] = {};
  for (std::size_t k = i; k < count; ++k) buffer[k - i] = in[k];
  store_part(f(load_part(buffer)), buffer);
  for (std::size_t k = i; k < count; ++k) out[k] = buffer[k - i];
}

struct SigmaLanes {
  HWY_INLINE Part operator()(Part z) const { return sigma_lanes(z); }
};
struct LogSigmaLanes {
  HWY_INLINE Part operator()(Part z) const { return log_sigma_lanes(z); }
};
struct SoftplusLanes {
  HWY_INLINE Part operator()(Part z) const { return softplus_lanes(z); }
};
struct SigmaDerivativeLanes {
  HWY_INLINE Part operator()(Part z) const { return sigma_derivative_lanes(z); }
};

void sigma_vector(const double* z, double* out, std::size_t count) {
  map(z, out, count, SigmaLanes());
}
void log_sigma_vector(const double* z, double* out, std::size_t count) {
  map(z, out, count, LogSigmaLanes());
}
void softplus_vector(const double* z, double* out, std::size_t count) {
  map(z, out, count, SoftplusLanes());
}
void sigma_derivative_vector(const double* z, double* out, std::size_t count) {
  map(z, out, count, SigmaDerivativeLanes());
}

void scale_vector(const double* x, std::size_t count, const ColumnScale& scale, double* out) {
  map(x, out, count, ScaleLanes(scale));
}
ColumnSummary summarise_vector(const double* x, std::size_t count, double pre, double origin) {
  return summary_of(x, count, pre, origin);
}

void add_row_vectors(const double* rows, const std::uint32_t* index, std::uint32_t first,
                     std::size_t count, double* sums) {
  for (std::size_t i = 0; i < count; ++i) {
    double* sum = sums + (index[i] - first) * lane_count;
    for (std::size_t part = 0; part < part_count; ++part) {
      const std::size_t at = part * part_lanes;
      store_part(add(load_part(sum + at), load_part(rows + i * lane_count + at)), sum + at);
    }
  }
}

void subtract_vector(const double* x, std::size_t count, double factor, double* y) {
  const Part times = set(factor);
  std::size_t i = 0;
  for (; i + part_lanes <= count; i += part_lanes) {
    store_part(neg_fma(times, load_part(x + i), load_part(y + i)), y + i);
  }
  for (; i < count; ++i) y[i] = neg_fma(One{factor}, One{x[i]}, One{y[i]}).v;
}

void multiply_vector(const double* factors, std::size_t count, double* values) {
  for (std::size_t i = 0; i < count; i += part_lanes) {
    store_part(mul(load_part(values + i), load_part(factors + i)), values + i);
  }
}

void predict_tile(const DenseTile& tile, const double* coefficients, const double* start,
                  double* predictor, LookAhead* list) {
  constexpr std::size_t group = 4;  // independent sums that hide the latency of a multiply-add
  constexpr std::size_t step = group * part_lanes;
  const Ahead ahead(list, tile.rows / step);
  std::size_t i = 0;
  for (; i + step <= tile.rows; i += step) {
    Part z[group];
    for (std::size_t g = 0; g < group; ++g) z[g] = load_part(start + i + g * part_lanes);
    const double* x = tile.columns + i;
    ahead.step();
    for (std::size_t j = 0; j < tile.column_count; ++j, x += tile.stride) {
      const Part coefficient = set(coefficients[j]);
      for (std::size_t g = 0; g < group; ++g) {
        z[g] = fma(coefficient, load_part(x + g * part_lanes), z[g]);
      }
    }
    for (std::size_t g = 0; g < group; ++g) store_part(z[g], predictor + i + g * part_lanes);
  }
  for (; i < tile.rows; i += part_lanes) {
    Part z = load_part(start + i);
    const double* x = tile.columns + i;
    for (std::size_t j = 0; j < tile.column_count; ++j, x += tile.stride) {
      z = fma(set(coefficients[j]), load_part(x), z);
    }
    store_part(z, predictor + i);
  }
}

// One register of rows: adds the losses to `sum`, writes residuals and curvatures.
HWY_INLINE Part loss_part(Part w, Part m, Part s, Part z, Part sum, Part& residual,
                          Part& curvature) {
  const Part zero = set(0.0);
  const Logistic<Part> unit = logistic(z);
  const Part failures = sub(m, s);
  const Part sigma_z = if_less(z, zero, unit.negative, unit.positive);
  const Part sigma_minus_z = if_less(z, zero, unit.positive, unit.negative);
  residual = mul(w, sub(mul(failures, sigma_z), mul(s, sigma_minus_z)));
  curvature = mul(mul(w, m), mul(unit.positive, unit.negative));
  // s softplus(-z) + (m - s) softplus(z) = m log(1 + exp(-|z|)) + |z| (s if z < 0, else m - s)
  const Part distance = mul(abs(z), if_less(z, zero, s, failures));
  return fma(w, fma(m, unit.log1p_exp, distance), sum);
}

double loss_tile(const ResponseTile& response, std::size_t rows, const double* predictor,
                 double* residual, double* curvature, LookAhead* list) {
  const Ahead ahead(list, rows / lane_count);
  Part sums[part_count];
  for (Part& sum : sums) sum = set(0.0);
  for (std::size_t i = 0; i < rows; i += lane_count) {
    ahead.step();
    for (std::size_t part = 0; part < part_count; ++part) {
      const std::size_t at = i + part * part_lanes;
      Part r;
      Part c;
      sums[part] = loss_part(load_part(response.weight + at), load_part(response.trials + at),
                             load_part(response.successes + at), load_part(predictor + at),
                             sums[part], r, c);
      if (residual != nullptr) store_part(r, residual + at);
      if (curvature != nullptr) store_part(c, curvature + at);
    }
  }
  double lanes[lane_count];
  for (std::size_t part = 0; part < part_count; ++part) {
    store_part(sums[part], lanes + part * part_lanes);
  }
  return fold(lanes);
}

// Rows of `width` problems, a register of problems at a time.
void losses_tile(const ResponseTile& response, const double* offset, const RowMasks& masks,
                 const RowReference& reference, std::size_t rows, std::size_t width,
                 double* predictors, double* sums) {
  for (std::size_t c = 0; c < width; c += part_lanes) {
    Part loss = load_part(sums + c);
    Part farthest = load_part(reference.farthest + c);
    for (std::size_t i = 0; i < rows; ++i) {
      const Part mask = load_part(masks.masks + masks.of_row[i] * width + c);
      const Part weight = mul(set(response.weight[i]), mask);
      double* at = predictors + i * width + c;
      Part r;
      Part h;
      const Part z = add(load_part(at), set(offset[i]));
      const Part distance = abs(sub(z, set(reference.predictors[i])));
      farthest = if_less(farthest, distance, distance, farthest);
      loss = loss_part(weight, set(response.trials[i]), set(response.successes[i]), z, loss, r, h);
      store_part(r, at);
    }
    store_part(loss, sums + c);
    store_part(farthest, reference.farthest + c);
  }
}

// sums[j] += x_j' v for Columns neighbouring columns, which share the loads of v.
template <std::size_t Columns>
HWY_INLINE void transposed_columns(const double* x, std::size_t stride, std::size_t rows,
                                   const double* values, double* sums) {
  double lanes[Columns][lane_count];
  for (std::size_t part = 0; part < part_count; ++part) {
    Part partial[Columns];
    for (std::size_t c = 0; c < Columns; ++c) partial[c] = set(0.0);
    for (std::size_t i = part * part_lanes; i < rows; i += lane_count) {
      const Part v = load_part(values + i);
      for (std::size_t c = 0; c < Columns; ++c) {
        partial[c] = fma(v, load_part(x + c * stride + i), partial[c]);
      }
    }
    for (std::size_t c = 0; c < Columns; ++c) {
      store_part(partial[c], &lanes[c][part * part_lanes]);
    }
  }
  for (std::size_t c = 0; c < Columns; ++c) sums[c] += fold(lanes[c]);
}

void transpose_tile(const DenseTile& tile, const double* values, double* sums, LookAhead* list) {
  const Ahead ahead(list, tile.column_count / 4);
  std::size_t j = 0;
  for (; j + 4 <= tile.column_count; j += 4) {
    ahead.step();
    transposed_columns<4>(tile.columns + j * tile.stride, tile.stride, tile.rows, values, sums + j);
  }
  for (; j < tile.column_count; ++j) {
    transposed_columns<1>(tile.columns + j * tile.stride, tile.stride, tile.rows, values, sums + j);
  }
}

// The block of the Gram matrix between J left columns x and K weighted right columns u; of one on
// the diagonal the upper triangle.
template <std::size_t J, std::size_t K>
HWY_INLINE void gram_block(const double* x, std::size_t stride, const double* u, std::size_t rows,
                           bool is_diagonal, double* gram, std::size_t gram_stride) {
  alignas(64) double lanes[J * K][lane_count];
  for (std::size_t part = 0; part < part_count; ++part) {
    Part sums[J * K];
    for (Part& sum : sums) sum = set(0.0);
    for (std::size_t i = part * part_lanes; i < rows; i += lane_count) {
      Part right[K];
      for (std::size_t k = 0; k < K; ++k) right[k] = load_part(u + k * panel_stride + i);
      for (std::size_t j = 0; j < J; ++j) {
        const Part left = load_part(x + j * stride + i);
        for (std::size_t k = 0; k < K; ++k) {
          sums[j * K + k] = fma(left, right[k], sums[j * K + k]);
        }
      }
    }
    for (std::size_t jk = 0; jk < J * K; ++jk) {
      store_part(sums[jk], &lanes[jk][part * part_lanes]);
    }
  }
  double folded[J * K + 3];
  fold_rows(lanes[0], J * K, folded);
  for (std::size_t j = 0; j < J; ++j) {
    for (std::size_t k = is_diagonal ? j : 0; k < K; ++k) {
      gram[j * gram_stride + k] += folded[j * K + k];
    }
  }
}

// Columns in a block of the Gram matrix: as many sums as the target has registers for.
constexpr std::size_t block_columns = part_lanes == 8 ? 4 : 3;

// J columns x of the tile against `count` weighted columns u, where `on_diagonal` the same ones
// first.
template <std::size_t J>
HWY_INLINE void gram_rows(const double* x, std::size_t stride, const double* u, std::size_t count,
                          std::size_t rows, bool on_diagonal, double* gram, std::size_t gram_stride,
                          const Ahead& ahead) {
  std::size_t k = 0;
  for (; k + block_columns <= count; k += block_columns) {
    ahead.step();
    gram_block<J, block_columns>(x, stride, u + k * panel_stride, rows, on_diagonal && k == 0,
                                 gram + k, gram_stride);
  }
  for (; k < count; ++k) {
    gram_block<J, 1>(x, stride, u + k * panel_stride, rows, false, gram + k, gram_stride);
  }
}

// A panel of weighted columns stays in the first-level cache while the columns up to it pass by.
void gram_tile(const DenseTile& tile, const double* weight, double* gram, std::size_t gram_stride,
               LookAhead* list) {
  const std::size_t blocks = tile.column_count / block_columns;
  const Ahead ahead(list, blocks * (blocks + 1) / 2);
  alignas(64) double panel[panel_columns * panel_stride];
  for (std::size_t first = 0; first < tile.column_count; first += panel_columns) {
    const std::size_t end = std::min(first + panel_columns, tile.column_count);
    for (std::size_t k = first; k < end; ++k) {
      const double* x = tile.columns + k * tile.stride;
      double* u = panel + (k - first) * panel_stride;
      for (std::size_t i = 0; i < tile.rows; i += part_lanes) {
        store_part(mul(load_part(weight + i), load_part(x + i)), u + i);
      }
    }
    for (std::size_t j = 0; j < end;) {
      const std::size_t from = std::max(j, first);
      const double* u = panel + (from - first) * panel_stride;
      const double* x = tile.columns + j * tile.stride;
      double* row = gram + j * gram_stride + from;
      if (j + block_columns <= end) {
        gram_rows<block_columns>(x, tile.stride, u, end - from, tile.rows, from == j, row,
                                 gram_stride, ahead);
        j += block_columns;
      } else {
        gram_rows<1>(x, tile.stride, u, end - from, tile.rows, from == j, row, gram_stride, ahead);
        ++j;
      }
    }
  }
}

// One column of `Group` registers of rows, given the columns in front of it.
template <std::size_t Group>
HWY_INLINE void solve_column(double* columns, std::size_t stride, std::size_t j,
                             const double* row) {
  double* target = columns + j * stride;
  Part sums[Group];
  for (std::size_t g = 0; g < Group; ++g) sums[g] = load_part(target + g * part_lanes);
  const double* earlier = columns;
  for (std::size_t k = 0; k < j; ++k, earlier += stride) {
    const Part factor = set(row[k]);
    for (std::size_t g = 0; g < Group; ++g) {
      sums[g] = neg_fma(factor, load_part(earlier + g * part_lanes), sums[g]);
    }
  }
  const Part pivot = set(row[j]);
  for (std::size_t g = 0; g < Group; ++g) store_part(div(sums[g], pivot), target + g * part_lanes);
}

void solve_tile(double* columns, std::size_t stride, std::size_t column_count, std::size_t rows,
                const double* lower, std::size_t lower_stride) {
  constexpr std::size_t group = 4;  // independent sums that hide the latency of a multiply-add
  constexpr std::size_t step = group * part_lanes;
  std::size_t i = 0;
  for (; i + step <= rows; i += step) {
    for (std::size_t j = 0; j < column_count; ++j) {
      solve_column<group>(columns + i, stride, j, lower + j * lower_stride);
    }
  }
  for (; i < rows; i += part_lanes) {
    for (std::size_t j = 0; j < column_count; ++j) {
      solve_column<1>(columns + i, stride, j, lower + j * lower_stride);
    }
  }
}

}  // namespace

const KernelTable* kernel_table() {
  static const KernelTable table = {
      &sigma_vector,
      &log_sigma_vector,
      &softplus_vector,
      &sigma_derivative_vector,
      &predict_tile,
      &loss_tile,
      &losses_tile,
      &transpose_tile,
      &gram_tile,
      &solve_tile,
      &scale_vector,
      &summarise_vector,
      &subtract_vector,
      &add_row_vectors,
      &multiply_matrices,
      &activate<LogisticActivation>,
      &activate<TanhActivation>,
      &activate<ReluActivation>,
      &multiply_vector,
      &softmax_tile,
      &softmax_rows,
      &logit_rows,
      &predict_sparse_rows,
      &transpose_sparse,
      &square_sparse,
      &predict_sparse_wide,
      &transpose_sparse_wide,
      &gram_sparse,
  };
  return &table;
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace odds::kernels {

// The table of the best target, and of each one that was compiled, for choose.cpp.
const KernelTable* table_for(std::int64_t target) {
#if HWY_TARGETS & HWY_AVX3
  if (target == HWY_AVX3) return N_AVX3::kernel_table();
#endif
#if HWY_TARGETS & HWY_AVX2
  if (target == HWY_AVX2) return N_AVX2::kernel_table();
#endif
#if HWY_TARGETS & HWY_NEON
  if (target == HWY_NEON) return N_NEON::kernel_table();
#endif
  return target == HWY_STATIC_TARGET ? HWY_STATIC_DISPATCH(kernel_table)() : nullptr;
}

}  // namespace odds::kernels

#endif

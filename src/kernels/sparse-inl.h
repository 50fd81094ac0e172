// SPDX-License-Identifier: Apache-2.0
//
// The kernels of sparse_kernels.hpp: gathers for the sums over a row, one entry after another for
// the sums over rows, since a processor's scatter is no faster than its stores.

#include <cstddef>
#include <cstdint>

#include <hwy/highway.h>

#include "kernels/lanes-inl.h"
#include "kernels/sparse_kernels.hpp"

#if defined(ODDS_KERNELS_SPARSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_KERNELS_SPARSE_INL_H_
#undef ODDS_KERNELS_SPARSE_INL_H_
#else
#define ODDS_KERNELS_SPARSE_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::kernels {
namespace HWY_NAMESPACE {

// A register of entries: lane l holds entry l, zero where l >= count.
struct Entries {
  Part coefficient;
  Part value;
};

#if HWY_TARGET == HWY_AVX2 || HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86

template <bool has_values>
HWY_INLINE Entries load_entries(const std::uint32_t* indices, const double* values,
                                const double* coefficients) {
  const Tag d;
  const hn::RebindToSigned<Tag> d64;
  const hn::Rebind<std::uint32_t, Tag> d32;
  const auto index =
      hn::BitCast(d64, hn::PromoteTo(hn::RebindToUnsigned<Tag>(), hn::LoadU(d32, indices)));
  Entries entries;
  entries.coefficient.v = hn::GatherIndex(d, coefficients, index);
  entries.value.v = has_values ? hn::LoadU(d, values) : hn::Set(d, 1.0);
  return entries;
}

#else

template <bool has_values>
HWY_INLINE Entries load_entries(const std::uint32_t* indices, const double* values,
                                const double* coefficients) {
  double buffer[part_lanes];
  for (std::size_t l = 0; l < part_lanes; ++l) buffer[l] = coefficients[indices[l]];
  return {load_part(buffer), has_values ? load_part(values) : set(1.0)};
}

#endif

// Eight lanes of the sum over a row's entries; entry k goes to lane k modulo 8.
template <bool has_values>
HWY_INLINE void add_row_lanes(const std::uint32_t* indices, const double* values, std::size_t count,
                              const double* coefficients, double* lanes) {
  Part sums[part_count];
  for (Part& sum : sums) sum = set(0.0);
  std::size_t k = 0;
  for (; k + lane_count <= count; k += lane_count) {
    for (std::size_t part = 0; part < part_count; ++part) {
      const std::size_t at = k + part * part_lanes;
      const Entries e =
          load_entries<has_values>(indices + at, has_values ? values + at : nullptr, coefficients);
      sums[part] =
          has_values ? fma(e.value, e.coefficient, sums[part]) : add(e.coefficient, sums[part]);
    }
  }
  for (std::size_t part = 0; part < part_count; ++part) {
    store_part(sums[part], lanes + part * part_lanes);
  }
  for (std::size_t l = 0; k < count; ++k, ++l) {
    const double coefficient = coefficients[indices[k]];
    lanes[l] = has_values ? fma(One{values[k]}, One{coefficient}, One{lanes[l]}).v
                          : lanes[l] + coefficient;
  }
}

template <bool has_values>
void predict_sparse(const SparseRows& rows, const double* coefficients, double* predictor) {
  constexpr std::size_t group = 8;  // rows that are folded together
  alignas(64) double lanes[group * lane_count];
  double sums[group];
  for (std::size_t first = 0; first < rows.rows; first += group) {
    const std::size_t count = rows.rows - first < group ? rows.rows - first : group;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = rows.starts[first + i];
      add_row_lanes<has_values>(rows.indices + begin, has_values ? rows.values + begin : nullptr,
                                rows.starts[first + i + 1] - begin, coefficients,
                                lanes + i * lane_count);
    }
    fold_rows(lanes, count, sums);
    for (std::size_t i = 0; i < count; ++i) predictor[first + i] += sums[i];
  }
}

void predict_sparse_rows(const SparseRows& rows, const double* coefficients, double* predictor) {
  if (rows.values != nullptr) return predict_sparse<true>(rows, coefficients, predictor);
  predict_sparse<false>(rows, coefficients, predictor);
}

// sums[index] += f(k) row_value over the entries, four at a time: they are different.
template <class Factor>
HWY_INLINE void scatter_row(const std::uint32_t* indices, std::size_t begin, std::size_t end,
                            double row_value, const Factor& factor, double* sums) {
  constexpr std::size_t group = 4;
  std::size_t k = begin;
  for (; k + group <= end; k += group) {
    double added[group];
    for (std::size_t g = 0; g < group; ++g) {
      added[g] = factor(k + g, row_value, sums[indices[k + g]]);
    }
    for (std::size_t g = 0; g < group; ++g) sums[indices[k + g]] = added[g];
  }
  for (; k < end; ++k) sums[indices[k]] = factor(k, row_value, sums[indices[k]]);
}

template <class Factor>
HWY_INLINE void scatter_rows(const SparseRows& rows, const double* row_values, const Factor& factor,
                             double* sums) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (row_values[i] == 0.0) continue;
    scatter_row(rows.indices, rows.starts[i], rows.starts[i + 1], row_values[i], factor, sums);
  }
}

struct AddRowValue {
  HWY_INLINE double operator()(std::size_t, double row_value, double sum) const {
    return sum + row_value;
  }
};
struct AddProduct {
  const double* values;
  HWY_INLINE double operator()(std::size_t k, double row_value, double sum) const {
    return fma(One{values[k]}, One{row_value}, One{sum}).v;
  }
};
struct AddSquare {
  const double* values;
  HWY_INLINE double operator()(std::size_t k, double row_value, double sum) const {
    return fma(One{values[k] * values[k]}, One{row_value}, One{sum}).v;
  }
};

void transpose_sparse(const SparseRows& rows, const double* row_values, double* sums) {
  if (rows.values == nullptr) return scatter_rows(rows, row_values, AddRowValue(), sums);
  scatter_rows(rows, row_values, AddProduct{rows.values}, sums);
}

void square_sparse(const SparseRows& rows, const double* row_values, double* sums) {
  if (rows.values == nullptr) return scatter_rows(rows, row_values, AddRowValue(), sums);
  scatter_rows(rows, row_values, AddSquare{rows.values}, sums);
}

// to[c] += value from[c] for c < width, a multiple of 8.
HWY_INLINE void add_multiple(const double* from, double value, std::size_t width, double* to) {
  const Part factor = set(value);
  for (std::size_t c = 0; c < width; c += part_lanes) {
    store_part(fma(factor, load_part(from + c), load_part(to + c)), to + c);
  }
}

void predict_sparse_wide(const SparseRows& rows, std::size_t width, const double* coefficients,
                         double* predictors) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t k = rows.starts[i]; k < rows.starts[i + 1]; ++k) {
      add_multiple(coefficients + rows.indices[k] * width,
                   rows.values == nullptr ? 1.0 : rows.values[k], width, predictors + i * width);
    }
  }
}

void transpose_sparse_wide(const SparseRows& rows, std::size_t width, const double* row_values,
                           double* sums) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t k = rows.starts[i]; k < rows.starts[i + 1]; ++k) {
      add_multiple(row_values + i * width, rows.values == nullptr ? 1.0 : rows.values[k], width,
                   sums + rows.indices[k] * width);
    }
  }
}

void gram_sparse(const SparseRows& rows, const double* weight, double* gram, std::size_t stride) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (weight[i] == 0.0) continue;
    const std::size_t end = rows.starts[i + 1];
    for (std::size_t k = rows.starts[i]; k < end; ++k) {
      double* row = gram + rows.indices[k] * stride;
      if (rows.values == nullptr) {
        scatter_row(rows.indices, k, end, weight[i], AddRowValue(), row);
      } else {
        scatter_row(rows.indices, k, end, weight[i] * rows.values[k], AddProduct{rows.values}, row);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::kernels
HWY_AFTER_NAMESPACE();

#endif

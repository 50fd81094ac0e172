// SPDX-License-Identifier: Apache-2.0
//
// Chooses the kernels once: the best that the machine has, or the one that ODDS_KERNELS names.
#include <cstdlib>
#include <string>
#include <string_view>

#include <hwy/highway.h>

#include <odds/base.hpp>

#include "kernels/class_kernels.hpp"
#include "kernels/column_kernels.hpp"
#include "kernels/logistic.hpp"
#include "kernels/matrix_kernels.hpp"
#include "kernels/sparse_kernels.hpp"
#include "kernels/table.hpp"
#include "kernels/targets.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::kernels {
namespace {

struct Target {
  std::string_view name;
  std::int64_t highway;
  std::int64_t with_extensions;  // what vector code outside this layer may use under that name
};

// Best first.
constexpr Target targets[] = {
    {"avx512", HWY_AVX3, HWY_AVX3 | HWY_AVX3_DL},
    {"avx2", HWY_AVX2, HWY_AVX2},
    {"neon", HWY_NEON, HWY_NEON},
    {"portable", HWY_STATIC_TARGET, HWY_STATIC_TARGET},
};

struct Choice {
  std::string_view name;
  const KernelTable* table = nullptr;  // null: the wanted target is absent
  std::int64_t allowed = 0;            // of the targets that the machine has
};

bool is_available(const Target& target) {
  const bool is_baseline = target.highway == HWY_STATIC_TARGET;
  return table_for(target.highway) != nullptr &&
         (is_baseline || (machine_targets() & target.highway) != 0);
}

Choice choose() {
  const char* variable = std::getenv("ODDS_KERNELS");
  const std::string_view wanted = variable == nullptr ? "" : variable;
  for (const Target& target : targets) {
    if ((wanted.empty() || wanted == target.name) && is_available(target)) {
      const std::int64_t allowed = wanted.empty() ? ~std::int64_t{0} : target.with_extensions;
      return {target.name, table_for(target.highway), allowed & machine_targets()};
    }
  }
  return {wanted};
}

const Choice& choice() {
  static const Choice chosen = choose();
  if (chosen.table != nullptr) return chosen;
  std::string available;
  for (const Target& target : targets) {
    if (is_available(target))
      available += (available.empty() ? "" : ", ") + std::string(target.name);
  }
  throw Error(Fault::usage, "usage.kernels",
              "ODDS_KERNELS=" + quote(chosen.name) + " is not available on this machine.",
              "Unset it, or choose among " + available + ".");
}

}  // namespace

const KernelTable& kernels() { return *choice().table; }

std::int64_t allowed_targets() { return choice().allowed; }

void sigma(const double* z, double* out, std::size_t count) { kernels().sigma(z, out, count); }
void log_sigma(const double* z, double* out, std::size_t count) {
  kernels().log_sigma(z, out, count);
}
void softplus(const double* z, double* out, std::size_t count) {
  kernels().softplus(z, out, count);
}
void sigma_derivative(const double* z, double* out, std::size_t count) {
  kernels().sigma_derivative(z, out, count);
}

void linear_predictor(const DenseTile& tile, const double* coefficients, const double* start,
                      double* predictor, LookAhead* ahead) {
  kernels().predict(tile, coefficients, start, predictor, ahead);
}

double logistic_loss(const ResponseTile& response, std::size_t rows, const double* predictor,
                     double* residual, double* curvature, LookAhead* ahead) {
  return kernels().loss(response, rows, predictor, residual, curvature, ahead);
}
void logistic_losses(const ResponseTile& response, const double* offset, const RowMasks& masks,
                     const RowReference& reference, std::size_t rows, std::size_t width,
                     double* predictors, double* sums) {
  kernels().losses(response, offset, masks, reference, rows, width, predictors, sums);
}

void transposed_product(const DenseTile& tile, const double* row_values, double* sums,
                        LookAhead* ahead) {
  kernels().transpose(tile, row_values, sums, ahead);
}

void weighted_gram(const DenseTile& tile, const double* weight, double* gram,
                   std::size_t gram_stride, LookAhead* ahead) {
  kernels().gram(tile, weight, gram, gram_stride, ahead);
}

void solve_lower_rows(double* columns, std::size_t stride, std::size_t column_count,
                      std::size_t rows, const double* lower, std::size_t lower_stride) {
  kernels().solve(columns, stride, column_count, rows, lower, lower_stride);
}

void scale_column(const double* x, std::size_t count, const ColumnScale& scale, double* out) {
  kernels().scale(x, count, scale, out);
}

ColumnSummary summarise_column(const double* x, std::size_t count, double pre, double origin) {
  return kernels().summarise(x, count, pre, origin);
}

void add_rows(const double* rows, const std::uint32_t* index, std::uint32_t first,
              std::size_t count, double* sums) {
  kernels().scatter(rows, index, first, count, sums);
}

void subtract_multiple(const double* x, std::size_t count, double factor, double* y) {
  kernels().subtract(x, count, factor, y);
}

void multiply_add(const StridedMatrix& left, std::size_t rows, std::size_t depth,
                  const double* right, std::size_t right_stride, std::size_t columns, double* sums,
                  std::size_t sum_stride) {
  kernels().product(left, rows, depth, right, right_stride, columns, sums, sum_stride);
}

void activate_logistic(const double* z, std::size_t count, double* value, double* slope) {
  kernels().logistic_units(z, count, value, slope);
}

void activate_tanh(const double* z, std::size_t count, double* value, double* slope) {
  kernels().tanh_units(z, count, value, slope);
}

void activate_relu(const double* z, std::size_t count, double* value, double* slope) {
  kernels().relu_units(z, count, value, slope);
}

void multiply_by(const double* factors, std::size_t count, double* values) {
  kernels().scale_each(factors, count, values);
}

double softmax_loss(const ClassTile& tile, double* scores, double* residual) {
  return kernels().class_loss(tile, scores, residual);
}

void softmax(std::size_t class_count, std::size_t stride, std::size_t rows, double* scores) {
  kernels().class_probabilities(class_count, stride, rows, scores);
}

void class_logits(std::size_t class_count, std::size_t stride, std::size_t rows, double* scores) {
  kernels().logits(class_count, stride, rows, scores);
}

void sparse_predictor(const SparseRows& rows, const double* coefficients, double* predictor) {
  kernels().sparse_predict(rows, coefficients, predictor);
}

void sparse_transpose(const SparseRows& rows, const double* row_values, double* sums) {
  kernels().sparse_scatter(rows, row_values, sums);
}

void sparse_squares(const SparseRows& rows, const double* row_values, double* sums) {
  kernels().sparse_square(rows, row_values, sums);
}

void sparse_predictors(const SparseRows& rows, std::size_t width, const double* coefficients,
                       double* predictors) {
  kernels().sparse_predict_wide(rows, width, coefficients, predictors);
}

void sparse_transposes(const SparseRows& rows, std::size_t width, const double* row_values,
                       double* sums) {
  kernels().sparse_transpose_wide(rows, width, row_values, sums);
}

void sparse_gram(const SparseRows& rows, const double* weight, double* gram, std::size_t stride) {
  kernels().sparse_outer(rows, weight, gram, stride);
}

}  // namespace odds::kernels

namespace odds {

std::string_view kernel_target() { return kernels::choice().name; }

}  // namespace odds

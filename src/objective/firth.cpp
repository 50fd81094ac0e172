// SPDX-License-Identifier: Apache-2.0
#include "objective/firth.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/tile_kernels.hpp"
#include "loss/logistic.hpp"

namespace odds::objective {
namespace {

// A gradient, and room for what one worker needs on the way.
struct Sums {
  std::vector<double> gradient;
  base::AlignedVector<double> rows;  // L^-1 x, column after column
  base::AlignedVector<double> leverage = base::AlignedVector<double>(design::tile_stride);
};

// Sets `leverage` to h of the tile's rows. Requires: the curvatures of the rows in the workspace.
void set_leverages(Workspace& workspace, const std::vector<double>& lower, Sums& sums) {
  const kernels::DenseTile x = workspace.dense();
  std::copy_n(x.columns, x.column_count * x.stride, sums.rows.begin());
  kernels::solve_lower_rows(sums.rows.data(), x.stride, x.column_count, x.rows, lower.data(),
                            x.column_count);
  double* leverage = sums.leverage.data();
  std::fill_n(leverage, x.rows, 0.0);
  for (std::size_t j = 0; j < x.column_count; ++j) {
    const double* column = sums.rows.data() + j * x.stride;
    for (std::size_t i = 0; i < x.rows; ++i) {
      leverage[i] = std::fma(column[i], column[i], leverage[i]);
    }
  }
  for (std::size_t i = 0; i < x.rows; ++i) {
    const double curvature = workspace.curvature()[i];
    // Where p q underflows the product is zero, however far out the row lies.
    leverage[i] = curvature == 0.0 ? 0.0 : leverage[i] * curvature;
  }
}

}  // namespace

std::vector<double> leverage_gradient(const Objective& objective,
                                      const std::vector<double>& coefficients,
                                      const std::vector<double>& lower) {
  static const base::AlignedVector<double> ones(design::tile_stride, 1.0);
  static const base::AlignedVector<double> halves(design::tile_stride, 0.5);
  const std::size_t n = objective.dimension();
  Sums zero;
  zero.gradient.assign(n, 0.0);
  zero.rows = base::AlignedVector<double>(n * design::tile_stride);
  const Sums total = objective.sum_tiles(
      zero, n * sizeof(double),
      [&](Workspace& workspace, Sums& sums) {
        const kernels::DenseTile x = workspace.dense();
        kernels::linear_predictor(x, coefficients.data(), workspace.offset(),
                                  workspace.predictor());
        static_cast<void>(loss::Logistic::evaluate(workspace.response(), x.rows,
                                                   workspace.predictor(), workspace.residual(),
                                                   workspace.curvature()));
        set_leverages(workspace, lower, sums);
        // sigma(z)/2 - sigma(-z)/2 keeps the digits of p - 1/2 on both sides.
        static_cast<void>(
            loss::Logistic::evaluate({sums.leverage.data(), ones.data(), halves.data()}, x.rows,
                                     workspace.predictor(), workspace.residual(), nullptr));
        kernels::transposed_product(x, workspace.residual(), sums.gradient.data());
      },
      [](Sums& left, const Sums& right) {
        for (std::size_t j = 0; j < left.gradient.size(); ++j) {
          left.gradient[j] += right.gradient[j];
        }
      });
  return total.gradient;
}

double natural_logarithm(double x) {
  // x = m 2^e with m next to 1, log m = 2 atanh(s) = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172.
  constexpr double root_half = 0x1.6a09e667f3bcdp-1;
  constexpr double log_2_high = 0x1.62e42fefa39efp-1;
  constexpr double log_2_low = 0x1.abc9e3b39803fp-56;
  constexpr int terms = 12;
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < root_half) {
    mantissa *= 2.0;
    --exponent;
  }
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  const double square = s * s;
  double sum = 0.0;
  for (int k = terms; k > 0; --k) sum = (sum + 1.0 / (2 * k + 1)) * square;
  const double near_one = std::fma(2.0 * s, sum, 2.0 * s);
  const double e = exponent;
  return std::fma(e, log_2_high, std::fma(e, log_2_low, near_one));
}

double half_log_determinant(const std::vector<double>& lower, std::size_t size) {
  double sum = 0.0;
  for (std::size_t j = 0; j < size; ++j) sum += natural_logarithm(lower[j * size + j]);
  return sum;
}

}  // namespace odds::objective

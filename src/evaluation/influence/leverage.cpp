// SPDX-License-Identifier: Apache-2.0
#include "evaluation/influence/leverage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/tile_kernels.hpp"

namespace odds::evaluation {

using design::tile_rows;

namespace {

// Correlations are known to 2^-53: at this share five digits of h are left.
constexpr double least_share = 1e-11;
// A term's product with another costs so many times more where it is looked up by row.
constexpr std::size_t lookup_cost = 8;

double checked(double h, double magnitude) {
  const bool is_told = h > least_share * magnitude * magnitude || magnitude == 0;
  return is_told ? h : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void Leverage::parts(const double* columns, const double* root_v, std::size_t count,
                     double* d) const {
  std::fill_n(d, size() * tile_rows, 0.0);
  for (std::size_t j = 0; j < size(); ++j) {
    const double scale = scales_[j];
    if (scale == 0) continue;
    double* to = d + j * tile_rows;
    const double* x = j == 0 ? nullptr : columns + (j - 1) * tile_rows;
    for (std::size_t i = 0; i < count; ++i) {
      const double part = x == nullptr ? scale : scale * x[i];
      to[i] = root_v[i] == 0 ? 0.0 : part * root_v[i];
    }
  }
}

double Leverage::row_leverage(const double* d, std::size_t i) const {
  double h = 0;
  double magnitude = 0;
  std::vector<std::size_t> present;
  for (std::size_t j = 0; j < size(); ++j) {
    const double part = d[j * tile_rows + i];
    if (part == 0) continue;
    double sum = 0;
    for (const std::size_t k : present) {
      sum += lower_[j * (j - 1) / 2 + k] * d[k * tile_rows + i];
    }
    h += part * (part + 2 * sum);
    magnitude += std::fabs(part);
    present.push_back(j);
  }
  return checked(h, magnitude);
}

void Leverage::leverages(const double* d, std::size_t count, double* h) const {
  const std::size_t padded = (count + 7) / 8 * 8;
  std::size_t lookups = 0;
  std::array<std::size_t, tile_rows> present{};
  for (std::size_t j = 0; j < size(); ++j) {
    for (std::size_t i = 0; i < count; ++i) present[i] += d[j * tile_rows + i] != 0 ? 1 : 0;
  }
  for (std::size_t i = 0; i < count; ++i) lookups += present[i] * present[i];
  if (lookups * lookup_cost < count * size() * size()) {
    for (std::size_t i = 0; i < count; ++i) h[i] = row_leverage(d, i);
    return;
  }
  alignas(64) std::array<double, tile_rows> sum{};
  std::array<double, tile_rows> variance{};
  std::array<double, tile_rows> magnitude{};
  const std::array<double, tile_rows> zeros{};
  for (std::size_t j = 0; j < size(); ++j) {
    const double* part = d + j * tile_rows;
    if (j != 0) {
      kernels::linear_predictor({d, tile_rows, j, padded}, lower_.data() + j * (j - 1) / 2,
                                zeros.data(), sum.data());
    }
    for (std::size_t i = 0; i < count; ++i) {
      variance[i] += part[i] * (part[i] + 2 * sum[i]);
      magnitude[i] += std::fabs(part[i]);
    }
  }
  for (std::size_t i = 0; i < count; ++i) h[i] = checked(variance[i], magnitude[i]);
}

std::vector<double> Leverage::product(const double* d, std::size_t i) const {
  std::vector<double> result(size());
  for (std::size_t j = 0; j < size(); ++j) {
    const double part = d[j * tile_rows + i];
    result[j] += part;
    const double* r = lower_.data() + (j == 0 ? 0 : j * (j - 1) / 2);
    for (std::size_t k = 0; k < j; ++k) {
      result[j] += r[k] * d[k * tile_rows + i];
      result[k] += r[k] * part;
    }
  }
  return result;
}

}  // namespace odds::evaluation

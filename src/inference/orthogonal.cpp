// SPDX-License-Identifier: Apache-2.0
#include "inference/orthogonal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "solver/cholesky.hpp"
#include "solver/condition.hpp"

namespace odds::inference {

using objective::Objective;
using objective::View;

namespace {

// The lower factor of `gram`; where it is singular to working precision, of `gram` with its
// diagonal raised by the smallest amount that helps, which the next round takes back.
std::optional<std::vector<double>> shifted_factor(const std::vector<double>& gram, std::size_t n) {
  for (double raise = 0.0; raise < 1e-6;
       raise = std::max(raise * 10.0, 100.0 * std::numeric_limits<double>::epsilon())) {
    std::vector<double> shifted = gram;
    for (std::size_t j = 0; j < n; ++j) shifted[j * n + j] *= 1.0 + raise;
    const auto factor = solver::Cholesky::factor(shifted, n);
    if (factor) return factor->lower();
  }
  return std::nullopt;
}

// a b, both lower triangular.
std::vector<double> lower_product(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(a.size()))));
  std::vector<double> product(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k <= i; ++k) {
      for (std::size_t j = 0; j <= k; ++j) {
        product[i * n + j] += a[i * n + k] * b[k * n + j];
      }
    }
  }
  return product;
}

}  // namespace

View orthogonalised(const design::Design& design, View view, std::vector<double> gram,
                    unsigned workers) {
  const std::size_t n = view.column_count(design.inner_count());
  for (int round = 0; round < 3; ++round) {
    if (solver::scaled_condition_number(gram, n) <= well_conditioned) return view;
    const auto lower = shifted_factor(gram, n);
    if (!lower) return view;
    view = with_basis(std::move(view), *lower);
    gram = Objective(design, view, penalty::Ridge(), workers).gram();
  }
  return view;
}

View with_basis(View view, const std::vector<double>& lower) {
  view.basis = view.basis.empty() ? lower : lower_product(view.basis, lower);
  return view;
}

std::vector<double> to_basis(const View& view, std::vector<double> v) {
  if (view.basis.empty()) return v;
  const std::size_t n = v.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) v[i] -= view.basis[i * n + j] * v[j];
    v[i] /= view.basis[i * n + i];
  }
  return v;
}

std::vector<double> from_basis(const View& view, std::vector<double> coefficients) {
  if (view.basis.empty()) return coefficients;
  const std::size_t n = coefficients.size();
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) {
      coefficients[i] -= view.basis[k * n + i] * coefficients[k];
    }
    coefficients[i] /= view.basis[i * n + i];
  }
  return coefficients;
}

std::vector<double> coefficients_in_basis(const View& view,
                                          const std::vector<double>& coefficients) {
  if (view.basis.empty()) return coefficients;
  const std::size_t n = coefficients.size();
  std::vector<double> result(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = i; k < n; ++k) {
      result[i] += view.basis[k * n + i] * coefficients[k];
    }
  }
  return result;
}

}  // namespace odds::inference

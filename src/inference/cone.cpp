// SPDX-License-Identifier: Apache-2.0
#include "inference/cone.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::inference {

using solver::dot;

namespace {

constexpr double rounding = 1e-9;  // of unit vectors

// The rays in use and their coefficients, all > 0 between steps.
struct Passive {
  std::vector<std::size_t> rays;
  std::vector<double> y;

  void remove_zeros() {
    for (std::size_t k = rays.size(); k-- > 0;) {
      if (y[k] > 0.0) continue;
      rays.erase(rays.begin() + static_cast<std::ptrdiff_t>(k));
      y.erase(y.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
};

// Least squares on the passive rays alone; nothing where they are dependent.
std::optional<std::vector<double>> unconstrained(const std::vector<std::vector<double>>& rays,
                                                 const Passive& passive,
                                                 const std::vector<double>& v) {
  const std::size_t n = passive.rays.size();
  std::vector<double> gram(n * n);
  std::vector<double> right(n);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      gram[a * n + b] = dot(rays[passive.rays[a]], rays[passive.rays[b]]);
    }
    right[a] = dot(rays[passive.rays[a]], v);
  }
  const auto factor = solver::Cholesky::factor(gram, n, 1e-12);
  if (!factor) return std::nullopt;
  return factor->solve(right);
}

// Moves the coefficients to the least-squares solution, dropping rays whose coefficient would turn
// negative on the way. False when the newest ray depends on the others.
bool settle(const std::vector<std::vector<double>>& rays, const std::vector<double>& v,
            Passive& passive) {
  while (!passive.rays.empty()) {
    const auto solution = unconstrained(rays, passive, v);
    if (!solution) return false;
    double share = 1.0;
    for (std::size_t k = 0; k < solution->size(); ++k) {
      if ((*solution)[k] > 0.0) continue;
      share = std::min(share, passive.y[k] / (passive.y[k] - (*solution)[k]));
    }
    for (std::size_t k = 0; k < solution->size(); ++k) {
      const bool vanishes =
          (*solution)[k] <= 0.0 && passive.y[k] / (passive.y[k] - (*solution)[k]) <= share;
      passive.y[k] = vanishes ? 0.0 : passive.y[k] + share * ((*solution)[k] - passive.y[k]);
    }
    if (share >= 1.0) return true;
    passive.remove_zeros();
  }
  return true;
}

}  // namespace

bool is_in_cone(const std::vector<std::vector<double>>& rays, const std::vector<double>& v) {
  Passive passive;
  const std::size_t most_steps = 3 * v.size() + 10;
  for (std::size_t step = 0; step < most_steps; ++step) {
    std::vector<double> residual = v;
    for (std::size_t k = 0; k < passive.rays.size(); ++k) {
      for (std::size_t d = 0; d < v.size(); ++d) {
        residual[d] -= passive.y[k] * rays[passive.rays[k]][d];
      }
    }
    if (std::sqrt(dot(residual, residual)) <= rounding) return true;
    std::size_t best = rays.size();
    double steepest = 0.1 * rounding;
    for (std::size_t i = 0; i < rays.size(); ++i) {
      const double slope = dot(rays[i], residual);
      if (slope <= steepest) continue;
      steepest = slope;
      best = i;
    }
    if (best == rays.size()) return false;
    passive.rays.push_back(best);
    passive.y.push_back(0.0);
    if (!settle(rays, v, passive)) return false;
  }
  return false;
}

}  // namespace odds::inference

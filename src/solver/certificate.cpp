// SPDX-License-Identifier: Apache-2.0
#include "solver/certificate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace odds::solver {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// max over used rows of sqrt(x'H^-1 x) <= sum over groups of max_j largest_j sqrt((H^-1)_jj): the
// triangle inequality, a row having at most one non-zero coordinate in a group.
double radius_bound(const Cholesky& factor, const std::vector<double>& largest,
                    const std::vector<std::size_t>& group) {
  const std::vector<double> root = factor.inverse_root_diagonal();
  std::map<std::size_t, double> worst;
  for (std::size_t j = 0; j < root.size(); ++j) {
    double& bound = worst[group[j]];
    bound = std::max(bound, largest[j] * root[j]);
  }
  double sum = 0.0;
  for (const auto& [name, bound] : worst) sum += bound;
  return sum;
}

// u + (1 - u) log(1 - u) without cancellation: u^2/2 + u^3/6 + u^4/12 + ...
double gap_function(double u) {
  if (u > 0.1) return u + (1.0 - u) * std::log1p(-u);
  double power = u * u;
  double sum = 0.0;
  for (int k = 2; k < 20; ++k, power *= u) sum += power / (k * (k - 1));
  return sum;
}

}  // namespace

namespace {

Proof without_radius(const objective::Evaluation& evaluation, const Scale& scale,
                     const std::optional<Cholesky>& factor) {
  Proof proof;
  double square = 0.0;
  for (const double g : evaluation.gradient) {
    const double mean = g / scale.sum_weights;
    square += mean * mean;
  }
  proof.gradient_norm = std::sqrt(square);
  proof.u = std::numeric_limits<double>::infinity();
  proof.objective_gap = not_a_number;
  proof.max_error_in_se = not_a_number;
  if (!factor) return proof;
  proof.has_factor = true;
  proof.newton_step = factor->solve(evaluation.gradient);
  for (double& step : proof.newton_step) step = -step;
  // Rescaling the weights to mean 1 multiplies g and H by nobs / sum_weights.
  proof.decrement =
      factor->inverse_norm(evaluation.gradient) * std::sqrt(scale.nobs / scale.sum_weights);
  return proof;
}

}  // namespace

Proof newton_step(const objective::Smooth& objective, const objective::Evaluation& evaluation,
                  const Scale& scale) {
  return without_radius(evaluation, scale,
                        Cholesky::factor(evaluation.curvature, objective.dimension()));
}

Proof prove(const objective::Smooth& objective, const objective::Evaluation& evaluation,
            const Scale& scale, const std::vector<double>& largest,
            const std::vector<std::size_t>& group) {
  const auto factor = Cholesky::factor(evaluation.curvature, objective.dimension());
  Proof proof = without_radius(evaluation, scale, factor);
  if (!factor) return proof;
  const double rescale = scale.nobs / scale.sum_weights;
  proof.radius = radius_bound(*factor, largest, group) / std::sqrt(rescale);
  proof.u = proof.radius * proof.decrement;
  if (proof.u >= 0.9 && proof.decrement < 1.0) {
    proof.radius = objective.radius(factor->lower()) / std::sqrt(rescale);
    proof.u = proof.radius * proof.decrement;
  }
  bound_error(scale, proof);
  return proof;
}

void bound_error(const Scale& scale, Proof& proof) {
  proof.objective_gap = not_a_number;
  proof.max_error_in_se = not_a_number;
  if (!(proof.u < 1.0)) return;
  const bool is_point = !(proof.radius > 0.0);
  proof.objective_gap =
      is_point ? 0 : gap_function(proof.u) / (proof.radius * proof.radius) / scale.nobs;
  proof.max_error_in_se = is_point ? 0.0 : -std::log1p(-proof.u) / proof.radius;
}

}  // namespace odds::solver

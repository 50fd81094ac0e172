// SPDX-License-Identifier: Apache-2.0
#include "training/gradient_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "objective/batches.hpp"
#include "solver/dot.hpp"

namespace odds::training {
namespace {

constexpr std::uint64_t stream_of_directions = 0x646972656374U;
constexpr int directions = 20;
constexpr std::size_t most_rows = 10'000;
constexpr double passing = 1e-5;

std::vector<double> random_direction(base::Random& random, std::size_t size) {
  std::vector<double> direction(size);
  for (double& entry : direction) entry = random.normal();
  const double length = std::sqrt(solver::dot(direction, direction));
  for (double& entry : direction) entry /= length;
  return direction;
}

}  // namespace

GradientCheck check_gradient(const design::Design& design,
                             const objective::NetworkObjective& objective,
                             const objective::RowFlags& kept_apart,
                             const std::vector<double>& point, std::uint64_t seed) {
  objective::Batches rows(design, objective, kept_apart, most_rows, 1);
  rows.shuffle(seed, 0);
  std::vector<double> gradient;
  std::vector<double> unused;
  rows.evaluate(0, point, gradient);
  const double step = std::cbrt(std::numeric_limits<double>::epsilon());
  base::Random random(seed, stream_of_directions);
  double largest = 0.0;
  double largest_difference = 0.0;
  bool is_finite = true;  // std::max passes over what is not a number
  for (int k = 0; k < directions; ++k) {
    const std::vector<double> direction = random_direction(random, point.size());
    std::vector<double> ahead = point;
    std::vector<double> behind = point;
    for (std::size_t j = 0; j < point.size(); ++j) {
      ahead[j] += step * direction[j];
      behind[j] -= step * direction[j];
    }
    const double difference =
        (rows.evaluate(0, ahead, unused) - rows.evaluate(0, behind, unused)) / (2.0 * step);
    const double derivative = solver::dot(direction, gradient);
    largest = std::max(largest, std::fabs(derivative));
    largest_difference = std::max(largest_difference, std::fabs(derivative - difference));
    is_finite = is_finite && std::isfinite(derivative - difference);
  }
  GradientCheck check;
  check.rows = std::min(rows.row_count(), most_rows);
  if (is_finite) check.max_relative_difference = largest_difference / largest;
  check.passed = check.max_relative_difference <= passing;
  return check;
}

}  // namespace odds::training

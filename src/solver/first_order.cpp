// SPDX-License-Identifier: Apache-2.0
#include "solver/first_order.hpp"

#include <cmath>

#include "solver/dot.hpp"

namespace odds::solver {

std::string ask(const Watch& watch, const Visit& visit) {
  return watch ? watch(visit) : std::string();
}

std::string end_of_descent(const Descent& at, const Limits& limits, const Watch& watch) {
  std::string said = ask(watch, {at.iterations, at.point, at.value, &at.gradient});
  if (!said.empty()) return said;
  const double norm = std::sqrt(dot(at.gradient, at.gradient));
  if (!std::isfinite(at.value) || !std::isfinite(norm)) return "line_search";
  if (norm <= limits.gradient_tolerance) return "gradient";
  return at.iterations >= limits.max_iterations ? "max_iterations" : "";
}

}  // namespace odds::solver

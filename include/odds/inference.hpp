// SPDX-License-Identifier: Apache-2.0
//
// What the coefficients mean: how they are estimated, what proves them, and how sure they are.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include <odds/design.hpp>

namespace odds {

enum class Solver { newton, gradient_descent };
enum class SeparationPolicy { error, allow };

// What changes the estimates beyond the design. A default is written here and nowhere else.
struct EstimateOptions : DesignOptions {
  Solver solver = Solver::newton;
  double step = 0.0;                           // gradient descent on the mean loss; 0: backtracking
  double tolerance = 1e-12;                    // Newton stops at lambda^2 <= tolerance
  std::optional<std::int64_t> max_iterations;  // empty: the solver's default
  SeparationPolicy separation = SeparationPolicy::error;
};

inline constexpr std::int64_t default_newton_iterations = 100;
inline constexpr std::int64_t default_gradient_iterations = 100'000;

// A figure that does not apply is NaN (null in JSON).
inline constexpr double not_applicable = std::numeric_limits<double>::quiet_NaN();

// SEMANTICS: gradient g and Hessian H of the total penalised negative log-likelihood with weights
// rescaled to mean 1; lambda = sqrt(g'H^-1 g); R >= max over rows of sqrt(x'H^-1 x); u = R lambda.
// u < 1 proves that a finite minimum exists.
struct Certificate {
  std::string kind = "newton";            // "newton", or "none" where nothing was proved
  double gradient_norm = not_applicable;  // Euclidean norm of the gradient of the mean loss in
                                          // inner (scaled, centred) columns
  double newton_decrement = not_applicable;
  double objective_gap = not_applicable;    // bound on the distance to the minimum, mean loss
  double max_error_in_se = not_applicable;  // bound on any coefficient's error, in its std. errors
};

struct Term {
  std::string term;    // "age", "class[3rd]", "age[missing]", "(Intercept)"
  std::string column;  // "" for the intercept
  std::string level;
  double estimate = not_applicable;  // log-odds per unit, in the user's units
  std::string limit;  // "", "+inf", "-inf", "undetermined": separated data under `allow`
  double std_error = not_applicable;
  double statistic = not_applicable;  // estimate / std_error
  double p_value = not_applicable;
  double conf_low = not_applicable;
  double conf_high = not_applicable;
  double odds_ratio = not_applicable;
  double odds_ratio_low = not_applicable;
  double odds_ratio_high = not_applicable;
};

}  // namespace odds

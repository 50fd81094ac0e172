// SPDX-License-Identifier: Apache-2.0
//
// What the coefficients mean: how they are estimated, what proves them, and how sure they are.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <odds/design.hpp>

namespace odds {

// automatic: newton for one logistic unit, lbfgs for a network; under l1 or bounds
// coordinate_descent; for sparse data newton_cg; dual where columns are many more than rows. sgd
// and adam see a batch of rows at a time, the others all rows.
enum class Solver {
  automatic,
  newton,
  lbfgs,
  gradient_descent,
  sgd,
  adam,
  coordinate_descent,  // proximal Newton steps, each solved coordinate by coordinate
  newton_cg,           // trust region, conjugate gradients
  dual                 // Newton's steps in the space of the rows
};
enum class SeparationPolicy { error, allow };

// What changes the estimates beyond the design. A default is written here and nowhere else.
struct EstimateOptions : DesignOptions {
  Solver solver = Solver::automatic;
  // On the mean loss in standardised columns. 0: gradient descent backtracks, stochastic solvers
  // take their default.
  double step = 0.0;
  // Share of the last step that is kept: Nesterov's in gradient descent (0 if not given), the heavy
  // ball in sgd. Empty: the solver's default.
  std::optional<double> momentum;
  double tolerance = 1e-12;                    // Newton stops at lambda^2 <= tolerance
  std::optional<std::int64_t> max_iterations;  // empty: the solver's default
  SeparationPolicy separation = SeparationPolicy::error;
  // Firth's bias reduction: maximises log L + (1/2) log det I(theta). Finite on separated data.
  bool firth = false;
};

// Wald: estimate -+ q std. errors. Profile: the values that the likelihood-ratio test accepts.
enum class IntervalMethod { wald, profile };

// Where the covariance of the estimates comes from; H is the curvature, s_i the score of row i:
//   oim      H^-1, the inverse of the observed information
//   hc0      H^-1 (sum_i f_i s_i s_i') H^-1
//   hc1      n / (n - k) times that: n rows (sum of f), k coefficients
//   cluster  G / (G - 1) (n - 1) / (n - k)  H^-1 (sum_g s_g s_g') H^-1,  s_g the sum over group g
enum class Vce { oim, hc0, hc1, cluster };

// The joint tests of a column: Wald alone, or a refit without the column as well.
enum class JointTestMethod { wald, likelihood_ratio };

// What is said of the estimates, and changes none of them.
struct InferenceOptions : EstimateOptions {
  double level = 95.0;  // confidence level in per cent
  IntervalMethod interval = IntervalMethod::wald;
  Vce vce = Vce::oim;  // cluster: with DesignOptions::cluster
  JointTestMethod joint_tests = JointTestMethod::wald;
};

inline constexpr std::int64_t default_newton_iterations = 100;
inline constexpr std::int64_t default_lbfgs_iterations = 10'000;   // of one unit
inline constexpr std::int64_t default_network_iterations = 1'000;  // lbfgs and gd on a network
inline constexpr std::int64_t default_gradient_iterations = 100'000;

// A figure that does not apply is NaN (null in JSON).
inline constexpr double not_applicable = std::numeric_limits<double>::quiet_NaN();

// SEMANTICS: gradient g and Hessian H of the total penalised negative log-likelihood with weights
// rescaled to mean 1; lambda = sqrt(g'H^-1 g); R >= max over rows of sqrt(x'H^-1 x); u = R lambda.
// u < 1 proves that a finite minimum exists.
struct Certificate {
  // "newton"; "gap": a duality gap, with l1 or bounds; "gradient": |gradient|^2 / (2 l2); "score":
  // of Firth's method, newton_decrement the norm of the modified score in the metric of the
  // information's inverse, weights as given; "none" where nothing was proved.
  std::string kind = "newton";
  double gradient_norm = not_applicable;  // Euclidean norm of the gradient of the mean loss in
                                          // inner (scaled, centred) columns
  double newton_decrement = not_applicable;
  double objective_gap = not_applicable;    // bound on the distance to the minimum, mean loss
  double max_error_in_se = not_applicable;  // bound on any coefficient's error, in its std. errors
};

// Where a solver stood after so many steps.
struct FitStep {
  std::int64_t step = 0;
  double loss = not_applicable;           // mean negative log-likelihood, with the penalty
  double gradient_norm = not_applicable;  // as in Certificate
  double decrement = not_applicable;      // Newton's, or the duality gap under l1 or bounds
};

struct Term {
  std::string term;    // "age", "class[3rd]", "age[missing]", "(Intercept)"
  std::string column;  // "" for the intercept
  std::string level;
  std::string outcome;               // the class of the equation; "" for two classes
  double estimate = not_applicable;  // log-odds per unit, in the user's units
  std::string limit;  // "", "+inf", "-inf", "undetermined": separated data under `allow`
  double std_error = not_applicable;
  double statistic = not_applicable;  // estimate / std_error
  double p_value = not_applicable;
  double conf_low = not_applicable;  // -inf and +inf where a profile interval is one-sided
  double conf_high = not_applicable;
  double odds_ratio = not_applicable;
  double odds_ratio_low = not_applicable;
  double odds_ratio_high = not_applicable;
  double standardised = not_applicable;  // estimate times the column's weighted standard deviation
};

struct ChiSquareTest {
  double statistic = not_applicable;
  std::int64_t df = 0;
  double p_value = not_applicable;
};

// Of the whole model against the null model.
struct GlobalTests {
  ChiSquareTest likelihood_ratio, score, wald;
};

// Of all terms of one column against zero.
struct JointTest {
  std::string column;
  std::int64_t df = 0;
  double wald_chi2 = not_applicable;
  double wald_p_value = not_applicable;
  double lr_chi2 = not_applicable;  // with JointTestMethod::likelihood_ratio
  double lr_p_value = not_applicable;
};

struct RSquared {
  double mcfadden = not_applicable;    // 1 - log L / log L0
  double nagelkerke = not_applicable;  // Cox and Snell's divided by its largest value
  double cox_snell = not_applicable;   // 1 - (L0 / L)^(2 / nobs)
  double tjur = not_applicable;        // mean p of events less mean p of non-events
};

}  // namespace odds

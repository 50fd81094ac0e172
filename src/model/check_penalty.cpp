// SPDX-License-Identifier: Apache-2.0
#include "model/check_penalty.hpp"

#include <cmath>
#include <string>

#include "model/check_options.hpp"

namespace odds::model {
namespace {

void check_factors(const DesignOptions& options) {
  for (const auto& [column, factor] : options.penalty_factors) {
    require_option(factor >= 0 && std::isfinite(factor), "fit.penalty_factor",
                   "the penalty factor of " + quote(column) + " is negative or not finite.",
                   "Give --penalty-factor COL=F a number from 0 up; 0 frees the column.");
  }
}

void check_bounds(const DesignOptions& options) {
  for (const auto& [column, bounds] : options.bounds) {
    require_option(bounds.low <= bounds.high, "fit.bounds",
                   "the lower bound of " + quote(column) + " is above its upper one, or is none.",
                   "Give --bounds COL:LOW:HIGH with LOW at most HIGH; inf and -inf leave a side "
                   "open.");
    require_option(bounds.low < HUGE_VAL && bounds.high > -HUGE_VAL, "fit.bounds",
                   "no coefficient lies within the bounds of " + quote(column) + ".",
                   "Write -inf for a lower side without bound and inf for an upper one.");
  }
}

// What has nothing to act on.
void check_use(const FitOptions& options) {
  const bool has_strength = options.l1 > 0 || options.l2 > 0;
  require_option(has_strength || options.penalty_factors.empty(), "fit.penalty_factor",
                 "a penalty factor multiplies a penalty, and there is none.",
                 "Add --l1 or --l2, or leave out --penalty-factor.");
  require_option(has_strength || !options.standardize, "fit.standardize",
                 "--standardize says what a penalty acts on, and there is none.",
                 "Add --l1 or --l2, or leave out --standardize.");
}

// Standard errors and tests are the likelihood's.
void check_inference(const FitOptions& options) {
  const bool is_profile = options.interval == IntervalMethod::profile;
  require_option(!(is_profile && options.is_penalised()), "fit.ci",
                 "there are no profile intervals under a penalty or bounds.",
                 "Leave out --ci profile, or the penalty.");
  require_option(!(options.vce != Vce::oim && options.is_penalised()), "fit.vce",
                 "there are no standard errors under a penalty or bounds.",
                 "Leave out --vce, or the penalty.");
  require_option(!(options.joint_tests != JointTestMethod::wald && options.is_penalised()),
                 "fit.joint_tests", "there are no tests under a penalty or bounds.",
                 "Leave out --joint-tests, or the penalty.");
}

// Which solvers minimise what.
void check_solver(const FitOptions& options) {
  const Solver solver = options.solver;
  const bool is_automatic = solver == Solver::automatic;
  const bool is_descent = solver == Solver::coordinate_descent;
  require_option(options.l1 == 0 || is_automatic || is_descent, "fit.solver",
                 "an l1 penalty has no gradient at 0, which " + solver_name(solver) + " needs.",
                 "Leave out --solver, or use --solver cd.");
  require_option(options.bounds.empty() || is_automatic || is_descent, "fit.solver",
                 "the solver " + solver_name(solver) + " knows no bounds.",
                 "Leave out --solver, or use --solver cd.");
  require_option(!is_descent || options.is_penalised(), "fit.solver",
                 "coordinate descent belongs to penalised fits and bounds.",
                 "Add --l1 or --l2, or leave out --solver cd.");
  require_option(solver != Solver::dual || options.l2 > 0, "fit.solver",
                 "the dual form belongs to a ridge penalty.",
                 "Add --l2, or leave out --solver dual.");
}

void check_firth(const FitOptions& options) {
  if (!options.firth) return;
  require_option(!options.is_penalised(), "fit.firth",
                 "Firth's method is a penalty of its own and takes no other, nor bounds.",
                 "Leave out --firth, or the penalty and the bounds.");
  require_option(options.solver == Solver::automatic, "fit.firth",
                 "Firth's method has a solver of its own.", "Leave out --solver, or --firth.");
  require_option(options.vce == Vce::oim, "fit.firth",
                 "the standard errors of Firth's method come from the information.",
                 "Leave out --vce, or --firth.");
  require_option(options.separation == SeparationPolicy::error, "fit.firth",
                 "Firth's estimates are finite on separated data: there is nothing to allow.",
                 "Leave out --separation allow, or --firth.");
}

void check_network(const FitOptions& options) {
  const auto refuse_if = [](bool holds, const std::string& what, const std::string& option) {
    require_option(!holds, "fit.hidden", "a network has no " + what + ".",
                   "Leave out " + option + ", or --hidden.");
  };
  refuse_if(options.l1 > 0, "l1 penalty here: the weights of its units take --l2", "--l1");
  refuse_if(!options.bounds.empty(), "coefficients that could be bounded", "--bounds");
  refuse_if(options.firth, "bias reduction", "--firth");
  refuse_if(!options.penalty_factors.empty(), "penalty by column", "--penalty-factor");
  refuse_if(options.standardize, "choice here: its penalty acts on standardised inputs already",
            "--standardize");
  const Solver solver = options.solver;
  refuse_if(
      solver == Solver::coordinate_descent || solver == Solver::newton_cg || solver == Solver::dual,
      solver_name(solver) + " solver here", "--solver " + solver_name(solver));
}

}  // namespace

void check_penalty_ranges(const DesignOptions& options) {
  require_option(options.l1 >= 0 && std::isfinite(options.l1), "fit.l1",
                 "the l1 penalty is negative or not finite.", "Give --l1 a number from 0 up.");
  require_option(options.l2 >= 0 && std::isfinite(options.l2), "fit.l2",
                 "the l2 penalty is negative or not finite.", "Give --l2 a number from 0 up.");
  check_factors(options);
  check_bounds(options);
}

void check_penalty(const FitOptions& options) {
  check_penalty_ranges(options);
  if (!options.network.hidden.empty()) check_network(options);
  check_use(options);
  check_firth(options);
  check_inference(options);
  check_solver(options);
}

}  // namespace odds::model

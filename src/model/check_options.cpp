// SPDX-License-Identifier: Apache-2.0
#include "model/check_options.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/check_penalty.hpp"
#include "network/layout.hpp"
#include "training/search.hpp"
#include "training/train.hpp"

namespace odds::model {
namespace {

// What rests on an assumption that another option gives up.
void check_inference(const FitOptions& options) {
  const bool is_profile = options.interval == IntervalMethod::profile;
  const bool is_robust = options.vce != Vce::oim;
  require_option(!(is_profile && is_robust), "fit.ci",
                 "profile intervals rest on the likelihood, which robust standard errors doubt.",
                 "Use --ci wald with --vce, or leave out --vce.");
  require_option((options.vce == Vce::cluster) == !options.cluster.empty(), "fit.vce",
                 "standard errors by cluster and the column of the clusters belong together.",
                 "Use --vce cluster:COL.");
}

// The steps of the solver, and how many.
void check_steps(const FitOptions& options) {
  const Solver solver = solver_of(options);
  const bool takes_momentum = solver == Solver::gradient_descent || solver == Solver::sgd;
  const bool takes_step = takes_momentum || solver == Solver::adam;
  const double momentum = options.momentum.value_or(0.0);
  require_option(options.step >= 0 && std::isfinite(options.step), "fit.step",
                 "the step is negative or not finite.", "Give --step a number above 0.");
  require_option(options.step == 0 || takes_step, "fit.step",
                 "a step belongs to gradient descent: gd, sgd and adam.",
                 "Add --solver gd, or leave out --step.");
  require_option(momentum >= 0 && momentum < 1, "fit.momentum",
                 "the momentum is not from 0 up and below 1.", "Give a share: --momentum 0.9.");
  require_option(!options.momentum || takes_momentum, "fit.momentum",
                 "momentum belongs to gd and sgd.",
                 "Add --solver gd or --solver sgd, or leave out --momentum.");
  require_option(!options.max_iterations || *options.max_iterations > 0, "fit.max_iterations",
                 "there is no iteration to do.", "Give --max-iterations a number above 0.");
  require_option(!options.max_iterations || !training::is_stochastic(solver), "fit.max_iterations",
                 "sgd and adam count epochs, not iterations.",
                 "Use --epochs instead of --max-iterations.");
}

// What sgd, adam and networks share.
void check_training(const FitOptions& options) {
  const NetworkOptions& network = options.network;
  require_option(network.batch > 0, "fit.batch", "there is no row in a batch.",
                 "Give --batch a number above 0.");
  require_option(network.epochs > 0, "fit.epochs", "there is no epoch to do.",
                 "Give --epochs a number above 0.");
  require_option(network.validation >= 0 && network.validation < 1, "fit.validation",
                 "the share of the validation rows is not between 0 and 1.",
                 "Give a share: --validation 0.2.");
  require_option(network.validation == 0 || training::needs_training(options, options.network),
                 "fit.validation", "validation rows belong to sgd, adam and networks.",
                 "Add --hidden 8 or --solver adam, or leave out --validation.");
  require_option(network.patience > 0, "fit.patience", "there is no epoch to wait for.",
                 "Give --patience a number above 0.");
  require_option(network.starts > 0, "fit.starts", "there is no start.",
                 "Give --starts a number above 0.");
}

// A stochastic solver ends near the optimum: nothing is known there of how sure the estimates are.
void check_stochastic(const FitOptions& options) {
  require_option(options.vce == Vce::oim && options.interval == IntervalMethod::wald &&
                     options.joint_tests == JointTestMethod::wald,
                 "fit.solver", "sgd and adam end before the optimum, without standard errors.",
                 "Leave out --vce, --ci and --joint-tests, or use --solver lbfgs.");
  require_option(options.separation == SeparationPolicy::error, "fit.solver",
                 "sgd and adam can't tell whether the data are separated.",
                 "Leave out --separation allow, or use --solver newton.");
}

// What a network has not.
void check_network(const FitOptions& options) {
  using network::most_layers, network::most_units;
  const std::vector<std::size_t>& hidden = options.network.hidden;
  const bool is_sized = hidden.size() <= most_layers &&
                        std::all_of(hidden.begin(), hidden.end(), [](std::size_t units) {
                          return units > 0 && units <= most_units;
                        });
  require_option(
      is_sized && std::accumulate(hidden.begin(), hidden.end(), std::size_t{0}) <= most_units,
      "fit.hidden", "a layer has no unit, or there are more than 64 layers or 100,000 units.",
      "Give the units of each layer: --hidden 8,4.");
  require_option(options.solver != Solver::newton, "fit.hidden",
                 "a network has no Newton solver here.", "Leave out --solver newton, or --hidden.");
  require_option(options.vce == Vce::oim, "fit.hidden",
                 "the weights of a network have no standard errors.",
                 "Leave out --vce, or --hidden.");
  require_option(options.interval == IntervalMethod::wald, "fit.hidden",
                 "the weights of a network have no intervals.",
                 "Leave out --ci profile, or --hidden.");
  require_option(options.joint_tests == JointTestMethod::wald, "fit.hidden",
                 "the columns of a network have no joint tests.",
                 "Leave out --joint-tests, or --hidden.");
  require_option(options.interactions.empty(), "fit.hidden",
                 "a network finds interactions by itself and takes none.",
                 "Leave out --interact, or --hidden.");
  require_option(options.intercept, "fit.hidden", "every unit of a network has an intercept.",
                 "Leave out --no-intercept, or --hidden.");
  require_option(options.separation == SeparationPolicy::error, "fit.hidden",
                 "a network that separates the data is not refused: there is nothing to allow.",
                 "Leave out --separation allow, or --hidden.");
}

}  // namespace

void require_option(bool holds, const char* code, const std::string& message,
                    const std::string& hint) {
  if (!holds) throw Error(Fault::usage, code, message, hint);
}

Solver solver_of(const FitOptions& options) {
  return training::solver_of(options, options.network);
}

std::string solver_name(Solver solver) {
  switch (solver) {
    case Solver::lbfgs:
      return "lbfgs";
    case Solver::gradient_descent:
      return "gd";
    case Solver::sgd:
      return "sgd";
    case Solver::adam:
      return "adam";
    case Solver::coordinate_descent:
      return "cd";
    case Solver::newton_cg:
      return "newton-cg";
    case Solver::dual:
      return "dual";
    case Solver::newton:
    case Solver::automatic:
      break;
  }
  return "newton";
}

void check_options(const FitOptions& options) {
  require_option(options.level > 0 && options.level < 100, "fit.level",
                 "the confidence level is not between 0 and 100.", "Give per cent: --level 95.");
  require_option(options.tolerance > 0 && std::isfinite(options.tolerance), "fit.tolerance",
                 "the tolerance is not above 0.", "Give --tolerance a small number.");
  check_penalty(options);
  check_inference(options);
  check_steps(options);
  check_training(options);
  if (!options.network.hidden.empty()) {
    check_network(options);
  } else if (training::is_stochastic(options.solver)) {
    check_stochastic(options);
  }
}

}  // namespace odds::model

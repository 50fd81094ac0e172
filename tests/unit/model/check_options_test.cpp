// SPDX-License-Identifier: Apache-2.0
#include "model/check_options.hpp"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "training/train.hpp"
#include "unit/design/tables.hpp"

namespace odds::model {
namespace {

using Change = std::function<void(FitOptions&)>;

FitOptions with(Solver solver, std::vector<std::size_t> hidden = {}) {
  FitOptions options;
  options.target = "y";
  options.solver = solver;
  options.network.hidden = std::move(hidden);
  return options;
}

// The code of the error, "" where the options pass.
std::string code(FitOptions options, const Change& change = nullptr) {
  if (change) change(options);
  try {
    check_options(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_FALSE(error.hint().empty());
    return error.code();
  }
  return "";
}

constexpr Solver all[] = {Solver::automatic,        Solver::newton, Solver::lbfgs,
                          Solver::gradient_descent, Solver::sgd,    Solver::adam};

TEST(CheckOptions, DefaultsPassWithEachSolver) {
  for (const Solver solver : all) {
    EXPECT_EQ(code(with(solver)), "");
    EXPECT_EQ(code(with(solver, {8, 4})), solver == Solver::newton ? "fit.hidden" : "");
  }
}

TEST(CheckOptions, AStepBelongsToDescent) {
  const Change step = [](FitOptions& o) { o.step = 0.1; };
  EXPECT_EQ(code(with(Solver::automatic), step), "fit.step");
  EXPECT_EQ(code(with(Solver::automatic, {3}), step), "fit.step");
  EXPECT_EQ(code(with(Solver::newton), step), "fit.step");
  EXPECT_EQ(code(with(Solver::lbfgs), step), "fit.step");
  for (const Solver solver : {Solver::gradient_descent, Solver::sgd, Solver::adam}) {
    EXPECT_EQ(code(with(solver), step), "");
    EXPECT_EQ(code(with(solver, {3}), step), "");
    EXPECT_EQ(code(with(solver), [](FitOptions& o) { o.step = -1; }), "fit.step");
    EXPECT_EQ(code(with(solver), [](FitOptions& o) { o.step = std::nan(""); }), "fit.step");
  }
}

TEST(CheckOptions, MomentumBelongsToGdAndSgd) {
  const Change momentum = [](FitOptions& o) { o.momentum = 0.0; };
  for (const Solver solver : {Solver::automatic, Solver::newton, Solver::lbfgs, Solver::adam}) {
    EXPECT_EQ(code(with(solver), momentum), "fit.momentum");
  }
  for (const Solver solver : {Solver::gradient_descent, Solver::sgd}) {
    EXPECT_EQ(code(with(solver), momentum), "");
    for (const double outside : {-0.1, 1.0, std::nan("")}) {
      EXPECT_EQ(code(with(solver), [&](FitOptions& o) { o.momentum = outside; }), "fit.momentum");
    }
  }
}

TEST(CheckOptions, EpochsAreNotIterations) {
  const Change iterations = [](FitOptions& o) { o.max_iterations = 9; };
  for (const Solver solver : {Solver::sgd, Solver::adam}) {
    EXPECT_EQ(code(with(solver), iterations), "fit.max_iterations");
  }
  for (const Solver solver : {Solver::automatic, Solver::lbfgs, Solver::gradient_descent}) {
    EXPECT_EQ(code(with(solver, {3}), iterations), "");
  }
}

TEST(CheckOptions, CountsAreAboveZero) {
  const FitOptions sgd = with(Solver::sgd);
  EXPECT_EQ(code(sgd, [](FitOptions& o) { o.network.batch = 0; }), "fit.batch");
  EXPECT_EQ(code(sgd, [](FitOptions& o) { o.network.epochs = 0; }), "fit.epochs");
  EXPECT_EQ(code(sgd, [](FitOptions& o) { o.network.patience = 0; }), "fit.patience");
  EXPECT_EQ(code(sgd, [](FitOptions& o) { o.network.starts = 0; }), "fit.starts");
}

TEST(CheckOptions, ValidationIsAShareAndBelongsToTraining) {
  const Change fifth = [](FitOptions& o) { o.network.validation = 0.2; };
  for (const Solver solver : {Solver::automatic, Solver::newton, Solver::lbfgs}) {
    EXPECT_EQ(code(with(solver), fifth), "fit.validation");
  }
  EXPECT_EQ(code(with(Solver::adam), fifth), "");
  EXPECT_EQ(code(with(Solver::automatic, {3}), fifth), "");
  for (const double outside : {-0.2, 1.0, std::nan("")}) {
    const Change change = [&](FitOptions& o) { o.network.validation = outside; };
    EXPECT_EQ(code(with(Solver::adam), change), "fit.validation");
  }
}

TEST(CheckOptions, LayersHaveTheirLimits) {
  const auto sized = [](std::vector<std::size_t> hidden) {
    return code(with(Solver::automatic, std::move(hidden)));
  };
  EXPECT_EQ(sized({0}), "fit.hidden");
  EXPECT_EQ(sized({3, 0, 3}), "fit.hidden");
  EXPECT_EQ(sized({100'000}), "");
  EXPECT_EQ(sized({100'001}), "fit.hidden");
  EXPECT_EQ(sized({60'000, 40'001}), "fit.hidden");
  EXPECT_EQ(sized({SIZE_MAX, 2}), "fit.hidden");  // whose sum is 1 where it wraps
  EXPECT_EQ(sized(std::vector<std::size_t>(64, 2)), "");
  EXPECT_EQ(sized(std::vector<std::size_t>(65, 2)), "fit.hidden");
}

TEST(CheckOptions, ANetworkHasNotWhatOneUnitHas) {
  const std::vector<Change> changes = {
      [](FitOptions& o) { o.vce = Vce::hc1; },
      [](FitOptions& o) { o.interval = IntervalMethod::profile; },
      [](FitOptions& o) { o.joint_tests = JointTestMethod::likelihood_ratio; },
      [](FitOptions& o) { o.interactions = {"a:b"}; },
      [](FitOptions& o) { o.intercept = false; },
      [](FitOptions& o) { o.separation = SeparationPolicy::allow; }};
  for (const Change& change : changes) {
    EXPECT_EQ(code(with(Solver::automatic), change), "");
    EXPECT_EQ(code(with(Solver::automatic, {3}), change), "fit.hidden");
  }
}

TEST(CheckOptions, AStochasticSolverHasNoStandardErrors) {
  const Change changes[] = {
      [](FitOptions& o) { o.vce = Vce::hc1; },
      [](FitOptions& o) { o.interval = IntervalMethod::profile; },
      [](FitOptions& o) { o.joint_tests = JointTestMethod::likelihood_ratio; },
      [](FitOptions& o) { o.separation = SeparationPolicy::allow; },
  };
  for (const Change& change : changes) {
    for (const Solver solver : {Solver::sgd, Solver::adam}) {
      EXPECT_EQ(code(with(solver), change), "fit.solver");
    }
    EXPECT_EQ(code(with(Solver::lbfgs), change), "");
  }
}

TEST(CheckOptions, AreCheckedByFit) {
  tests::Columns data;
  data.numbers("x", {0, 0, 1, 1}).numbers("y", {1, 0, 1, 0});
  FitOptions options = with(Solver::lbfgs);
  options.step = 1.0;
  EXPECT_THROW(static_cast<void>(fit(data.table(), options, {})), Error);
}

TEST(SolverOf, ResolvesTheAutomaticOne) {
  EXPECT_EQ(solver_of(with(Solver::automatic)), Solver::newton);
  EXPECT_EQ(solver_of(with(Solver::automatic, {3})), Solver::lbfgs);
  EXPECT_EQ(solver_of(with(Solver::adam, {3})), Solver::adam);
  EXPECT_EQ(solver_name(solver_of(with(Solver::automatic))), "newton");
  const std::vector<std::string> names = {"newton", "newton", "lbfgs", "gd", "sgd", "adam"};
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(solver_name(all[i]), names[i]);
}

TEST(NeedsTraining, NetworksAndStochasticSolvers) {
  for (const Solver solver : all) {
    const bool is_stochastic = solver == Solver::sgd || solver == Solver::adam;
    const FitOptions unit = with(solver);
    EXPECT_EQ(training::needs_training(unit, unit.network), is_stochastic);
    const FitOptions network = with(solver, {3});
    EXPECT_TRUE(training::needs_training(network, network.network));
  }
}

}  // namespace
}  // namespace odds::model

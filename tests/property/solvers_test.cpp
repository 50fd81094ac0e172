// SPDX-License-Identifier: Apache-2.0
//
// The solvers that see all rows reach the same proved optimum, whatever the design; what a solver
// can't reach it says.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::Table;

struct Design {
  const char* name;
  Table table;
  odds::FitOptions options;
  reference::Problem problem;
  std::vector<std::string> terms;
};

Design design_of(const char* name, Table table, std::size_t features, bool intercept = true) {
  Design design{name, std::move(table), {}, {}, {}};
  design.options.target = "y";
  design.options.features = reference::feature_names(features);
  design.options.intercept = intercept;
  design.problem =
      reference::make_problem(design.table, "y", "", design.options.features, intercept);
  if (intercept) design.terms.push_back("(Intercept)");
  for (const std::string& feature : design.options.features) design.terms.push_back(feature);
  return design;
}

// x2 = x1 + share x2: the condition number of the design is about 4 / share^2.
Table nearly_equal(double share, std::uint64_t seed) {
  Table table = reference::simulate(400, 3, seed);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("x2")[i] = table.column("x1")[i] + share * table.column("x2")[i];
  }
  return table;
}

// With the column f, 0 to 3, as a category.
Design factor_design() {
  Design design = design_of("factor", reference::simulate(500, 2, 71), 2);
  design.options.features.push_back("f");
  design.options.categorical = {"f"};
  for (const int level : {1, 2, 3}) {
    design.terms.push_back("f[" + std::to_string(level) + "]");
    for (std::size_t i = 0; i < design.table.rows(); ++i) {
      const bool is_level = design.table.column("f")[i] == level;
      design.problem.design[i].push_back(is_level ? 1 : 0);
    }
  }
  design.problem.penalty_factor.assign(design.terms.size(), 1);
  design.problem.penalty_factor[0] = 0;
  return design;
}

std::vector<Design> designs() {
  std::vector<Design> all;
  all.push_back(design_of("plain", reference::simulate(500, 4, 61), 4));
  all.push_back(design_of("no intercept", reference::simulate(500, 4, 62), 4, false));
  all.push_back(design_of("weights", reference::simulate(500, 3, 63), 3));
  all.back().options.weights = "w";
  all.back().problem.weights = reference::to_real(all.back().table.column("w"));
  all.push_back(design_of("frequencies", reference::simulate(500, 3, 64), 3));
  all.back().options.freq_weights = "f";
  all.back().problem.weights = reference::to_real(all.back().table.column("f"));
  all.push_back(design_of("offset", reference::simulate(500, 3, 65), 3));
  all.back().options.offset = "o";
  all.back().problem.offset = reference::to_real(all.back().table.column("o"));
  all.push_back(design_of("trials", reference::simulate(500, 3, 66), 3));
  all.back().options.target = "s/m";
  all.back().problem =
      reference::make_problem(all.back().table, "s", "m", all.back().options.features, true);
  Table units = reference::simulate(500, 3, 67);
  for (double& x : units.column("x1")) x = 1e9 * x + 1e8;
  for (double& x : units.column("x2")) x *= 1e-200;
  all.push_back(design_of("units", units, 3));
  all.push_back(factor_design());
  return all;
}

odds::FittedModel fit(const Design& design, unsigned threads = 1) {
  const std::vector<std::string>& categories = design.options.categorical;
  std::vector<std::uint32_t> codes;  // the table is a view
  odds::Table table;
  for (const std::string& name : design.table.names) {
    const std::vector<double>& values = design.table.column(name);
    if (std::find(categories.begin(), categories.end(), name) == categories.end()) {
      table.add_numbers(name, values);
      continue;
    }
    codes.assign(values.begin(), values.end());
    table.add_codes(name, codes, {"0", "1", "2", "3"});
  }
  odds::RunOptions run;
  run.threads = threads;
  return odds::fit(table, design.options, run);
}

void expect_optimum(const Design& design, const reference::Answer& answer,
                    const odds::FittedModel& model, double digits) {
  EXPECT_TRUE(model.converged) << model.stop_reason << " after " << model.iterations;
  EXPECT_EQ(model.stop_reason, "decrement");
  EXPECT_EQ(model.certificate.kind, "newton");
  const auto found = reference::digits(model, design.terms, answer);
  EXPECT_GE(found.coefficient, digits) << found.worst_coefficient;
  EXPECT_GE(found.standard_error, digits) << found.worst_standard_error;
  EXPECT_GE(found.log_likelihood, 12);
}

constexpr double certified_digits = 10;  // what every solver that says converged must have

TEST(Solvers, LbfgsReachesTheOptimum) {
  for (Design& design : designs()) {
    SCOPED_TRACE(design.name);
    const reference::Answer answer = reference::solve(design.problem);
    design.options.solver = odds::Solver::lbfgs;
    const auto model = fit(design);
    EXPECT_EQ(model.solver, "lbfgs");
    EXPECT_LT(model.iterations, 60);
    expect_optimum(design, answer, model, certified_digits);
  }
}

TEST(Solvers, GradientDescentReachesTheOptimumWithAndWithoutMomentum) {
  for (Design& design : designs()) {
    const reference::Answer answer = reference::solve(design.problem);
    for (const double momentum : {0.0, 0.5, 0.9}) {
      for (const double step : {0.0, 0.5}) {
        SCOPED_TRACE(testing::Message() << design.name << " " << momentum << " " << step);
        design.options.solver = odds::Solver::gradient_descent;
        design.options.momentum = momentum;
        design.options.step = step;
        const auto model = fit(design);
        EXPECT_EQ(model.solver, "gd");
        expect_optimum(design, answer, model, certified_digits);
      }
    }
  }
}

TEST(Solvers, MomentumNeedsFewerSteps) {
  Design design = design_of("nearly equal", nearly_equal(0.1, 68), 3);
  design.options.solver = odds::Solver::gradient_descent;
  const auto plain = fit(design);
  design.options.momentum = 0.9;
  const auto fast = fit(design);
  EXPECT_TRUE(plain.converged);
  EXPECT_TRUE(fast.converged);
  EXPECT_LT(2 * fast.iterations, plain.iterations);
}

TEST(Solvers, PenaltiesHaveOneOptimum) {
  for (const odds::Solver solver : {odds::Solver::lbfgs, odds::Solver::gradient_descent}) {
    for (Design& design : designs()) {
      SCOPED_TRACE(design.name);
      if (std::string(design.name) == "units") continue;  // a penalty is in the user's units
      design.options.l2 = 0.01;
      design.problem.l2 = 0.01;
      design.options.solver = solver;
      const auto model = fit(design);
      EXPECT_TRUE(model.converged);
      const auto answer = reference::solve(design.problem);
      for (std::size_t j = 0; j < design.terms.size(); ++j) {
        const double found = reference::term(model, design.terms[j]).estimate;
        EXPECT_GE(reference::right_digits(found, answer.coefficients[j]), certified_digits);
      }
    }
  }
}

// Half of the digits of 1 / share are lost in the data themselves.
TEST(Solvers, LbfgsCertifiesIllConditionedDesigns) {
  for (const double share : {1e-2, 2e-3, 1e-5}) {
    SCOPED_TRACE(share);
    Design design = design_of("nearly equal", nearly_equal(share, 69), 3);
    design.options.solver = odds::Solver::lbfgs;
    const auto model = fit(design);
    EXPECT_GT(model.condition_number, 0.5 / (share * share));
    expect_optimum(design, reference::solve(design.problem), model,
                   share < 1e-4 ? 9 : certified_digits);
  }
}

TEST(Solvers, GradientDescentEndsHonestlyOnAnIllConditionedDesign) {
  Design design = design_of("nearly equal", nearly_equal(2e-3, 70), 3);
  design.options.solver = odds::Solver::gradient_descent;
  design.options.max_iterations = 1000;
  const auto model = fit(design);
  EXPECT_FALSE(model.converged);
  EXPECT_EQ(model.stop_reason, "max_iterations");
  EXPECT_EQ(model.certificate.kind, "none");
  EXPECT_TRUE(std::isnan(model.terms[1].std_error));
}

TEST(Solvers, LbfgsWithoutIterationsLeftIsNotConverged) {
  Design design = design_of("plain", reference::simulate(300, 3, 72), 3);
  design.options.solver = odds::Solver::lbfgs;
  design.options.max_iterations = 2;
  const auto model = fit(design);
  EXPECT_FALSE(model.converged);
  EXPECT_EQ(model.stop_reason, "max_iterations");
  EXPECT_EQ(model.iterations, 2);
}

// Two outcomes that overlap in one row, far away or not: the maximum is finite, and far out.
TEST(Solvers, LbfgsFindsAFiniteMaximumFarOut) {
  for (const double x : {101.5, 105.5, 1000.5}) {
    SCOPED_TRACE(x);
    Table table;
    table.names = {"y", "x1"};
    table.columns.resize(2);
    for (int i = 1; i <= 200; ++i) {
      table.columns[0].push_back(i > 100 ? 1.0 : 0.0);
      table.columns[1].push_back(i);
    }
    table.columns[0].push_back(0.0);
    table.columns[1].push_back(x);
    Design design = design_of("far out", table, 1);
    design.options.solver = odds::Solver::lbfgs;
    expect_optimum(design, reference::solve(design.problem), fit(design), 9);
  }
}

Table separated(bool completely) {
  Table table = reference::simulate(200, 3, 73);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double y = table.column("y")[i];
    double& x = table.column("x2")[i];
    if (completely)
      x = std::fabs(x) * (2.0 * y - 1.0) + 0.1 * (2.0 * y - 1.0);
    else
      x = y == 1.0 && i % 3 == 0 ? 1.0 : 0.0;
  }
  return table;
}

TEST(Solvers, SeparationIsRefusedByEach) {
  for (const odds::Solver solver : {odds::Solver::lbfgs, odds::Solver::gradient_descent}) {
    for (const bool completely : {false, true}) {
      Design design = design_of("separated", separated(completely), 3);
      design.options.solver = solver;
      try {
        static_cast<void>(fit(design));
        ADD_FAILURE() << "not refused";
      } catch (const odds::Error& error) {
        EXPECT_EQ(error.code(), completely ? "separation.complete" : "separation.quasi");
      }
    }
  }
}

TEST(Solvers, SeparationHasTheSameLimit) {
  Design design = design_of("separated", separated(false), 3);
  design.options.separation = odds::SeparationPolicy::allow;
  const auto newton = fit(design);
  design.options.solver = odds::Solver::lbfgs;
  const auto lbfgs = fit(design);
  EXPECT_TRUE(lbfgs.separated);
  EXPECT_EQ(reference::term(lbfgs, "x2").limit, "+inf");
  for (const char* name : {"(Intercept)", "x1", "x3"}) {
    const odds::Term& expected = reference::term(newton, name);
    const odds::Term& found = reference::term(lbfgs, name);
    EXPECT_NEAR(found.estimate, expected.estimate, 1e-10 * std::fabs(expected.estimate)) << name;
    EXPECT_NEAR(found.std_error, expected.std_error, 1e-10 * expected.std_error) << name;
  }
}

TEST(Solvers, SameBitsForAnyNumberOfThreads) {
  Table table = reference::simulate(20'000, 3, 74);
  Design design = design_of("large", table, 3);
  for (const odds::Solver solver : {odds::Solver::lbfgs, odds::Solver::gradient_descent}) {
    design.options.solver = solver;
    const auto one = fit(design, 1);
    const auto four = fit(design, 4);
    EXPECT_EQ(one.iterations, four.iterations);
    for (std::size_t j = 0; j < one.terms.size(); ++j) {
      EXPECT_EQ(one.terms[j].estimate, four.terms[j].estimate);
      EXPECT_EQ(one.terms[j].std_error, four.terms[j].std_error);
    }
  }
}

}  // namespace

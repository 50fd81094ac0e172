// SPDX-License-Identifier: Apache-2.0
#include "model/check_penalty.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace odds::model {
namespace {

struct Case {
  std::string code;
  std::function<void(FitOptions&)> set;
};

TEST(CheckPenalty, RefusesEachCombinationWithItsCode) {
  const double nan = std::nan("");
  const double infinity = HUGE_VAL;
  const std::vector<Case> cases = {
      {"fit.l1", [](FitOptions& o) { o.l1 = -1; }},
      {"fit.l1", [=](FitOptions& o) { o.l1 = nan; }},
      {"fit.l2", [=](FitOptions& o) { o.l2 = infinity; }},
      {"fit.penalty_factor",
       [](FitOptions& o) {
         o.l2 = 1;
         o.penalty_factors["x"] = -1;
       }},
      {"fit.penalty_factor",
       [=](FitOptions& o) {
         o.l2 = 1;
         o.penalty_factors["x"] = nan;
       }},
      {"fit.penalty_factor", [](FitOptions& o) { o.penalty_factors["x"] = 1; }},
      {"fit.standardize", [](FitOptions& o) { o.standardize = true; }},
      {"fit.bounds",
       [](FitOptions& o) {
         o.bounds["x"] = {1, 0};
       }},
      {"fit.bounds",
       [=](FitOptions& o) {
         o.bounds["x"] = {nan, 0};
       }},
      {"fit.bounds",
       [=](FitOptions& o) {
         o.bounds["x"] = {infinity, infinity};
       }},
      {"fit.solver",
       [](FitOptions& o) {
         o.l1 = 1;
         o.solver = Solver::newton;
       }},
      {"fit.solver",
       [](FitOptions& o) {
         o.l1 = 1;
         o.solver = Solver::adam;
       }},
      {"fit.solver",
       [](FitOptions& o) {
         o.bounds["x"] = {0, 1};
         o.solver = Solver::lbfgs;
       }},
      {"fit.solver", [](FitOptions& o) { o.solver = Solver::coordinate_descent; }},
      {"fit.solver", [](FitOptions& o) { o.solver = Solver::dual; }},
      {"fit.solver",
       [](FitOptions& o) {
         o.l1 = o.l2 = 1;
         o.solver = Solver::dual;
       }},
      {"fit.ci",
       [](FitOptions& o) {
         o.l1 = 1;
         o.interval = IntervalMethod::profile;
       }},
      {"fit.vce",
       [](FitOptions& o) {
         o.bounds["x"] = {0, 1};
         o.vce = Vce::hc1;
       }},
      {"fit.joint_tests",
       [](FitOptions& o) {
         o.l1 = 1;
         o.joint_tests = JointTestMethod::likelihood_ratio;
       }},
      {"fit.firth",
       [](FitOptions& o) {
         o.firth = true;
         o.l2 = 1;
       }},
      {"fit.firth",
       [](FitOptions& o) {
         o.firth = true;
         o.bounds["x"] = {0, 1};
       }},
      {"fit.firth",
       [](FitOptions& o) {
         o.firth = true;
         o.solver = Solver::newton;
       }},
      {"fit.firth",
       [](FitOptions& o) {
         o.firth = true;
         o.vce = Vce::hc0;
       }},
      {"fit.firth",
       [](FitOptions& o) {
         o.firth = true;
         o.separation = SeparationPolicy::allow;
       }},
      {"fit.hidden",
       [](FitOptions& o) {
         o.network.hidden = {2};
         o.l1 = 1;
       }},
      {"fit.hidden",
       [](FitOptions& o) {
         o.network.hidden = {2};
         o.bounds["x"] = {0, 1};
       }},
      {"fit.hidden",
       [](FitOptions& o) {
         o.network.hidden = {2};
         o.firth = true;
       }},
      {"fit.hidden",
       [](FitOptions& o) {
         o.network.hidden = {2};
         o.l2 = 1;
         o.penalty_factors["x"] = 2;
       }},
      {"fit.hidden",
       [](FitOptions& o) {
         o.network.hidden = {2};
         o.l2 = 1;
         o.standardize = true;
       }},
      {"fit.hidden",
       [](FitOptions& o) {
         o.network.hidden = {2};
         o.l2 = 1;
         o.solver = Solver::dual;
       }},
  };
  for (std::size_t k = 0; k < cases.size(); ++k) {
    FitOptions options;
    cases[k].set(options);
    try {
      check_penalty(options);
      ADD_FAILURE() << k << " not refused";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), cases[k].code) << k << " " << error.line();
      EXPECT_FALSE(error.hint().empty()) << k;
    }
  }
}

TEST(CheckPenalty, AllowsWhatGoesTogether) {
  FitOptions options;
  options.l1 = 0.1;
  options.l2 = 0.2;
  options.penalty_factors["x"] = 0;
  options.standardize = true;
  options.bounds["x"] = {1, 2};  // 0 need not be among them
  options.solver = Solver::coordinate_descent;
  EXPECT_NO_THROW(check_penalty(options));
  FitOptions firth;
  firth.firth = true;
  firth.weights = "w";
  firth.interval = IntervalMethod::profile;
  firth.joint_tests = JointTestMethod::likelihood_ratio;
  EXPECT_NO_THROW(check_penalty(firth));
  // A path's penalties come from its grid.
  FitOptions path;
  path.penalty_factors["x"] = 2;
  path.standardize = true;
  EXPECT_NO_THROW(check_penalty_ranges(path));
}

}  // namespace
}  // namespace odds::model

// SPDX-License-Identifier: Apache-2.0
//
// The 24 designs of ../shared/certified/design: as they are, and with each column that is not
// constant in other units (times 1e300, times 1e-300) or far from its origin (plus 1e9). Changing
// units never changes an unpenalised answer, so the same digits are demanded of all.
// ODDS_TEST_VERBOSE=1 prints the digits reached.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/sanitizers.hpp"

namespace {

using reference::real;
using reference::Table;

const std::filesystem::path certified = std::filesystem::path(ODDS_SHARED_DIR) / "certified";

struct Demand {
  double coefficient = 12;
  double standard_error = 11;
  double log_likelihood = 12;
};

// star98: the information matrix has a condition number beyond 1e10.
Demand demand_for(const std::string& design) {
  return design == "star98" ? Demand{12, 10, 12} : Demand{};
}

std::string design_path(const std::string& design) {
  return (certified / "design" / (design + ".csv")).string();
}

std::vector<std::string> features_of(const Table& table) {
  return {table.names.begin() + 2, table.names.end()};
}

odds::FittedModel fit_file(const std::string& path) {
  odds::FitOptions options;
  options.target = "_successes/_trials";
  options.intercept = false;
  return odds::fit(path, {}, options, {});
}

bool is_constant(const std::vector<double>& values) {
  for (const double value : values)
    if (value != values[0]) return false;
  return true;
}

void print_digits(const std::string& what, const reference::Digits& found) {
  if (std::getenv("ODDS_TEST_VERBOSE") == nullptr) return;
  std::printf("%-44s coefficient %5.2f  std. error %5.2f  log-likelihood %5.2f  deviance %5.2f\n",
              what.c_str(), found.coefficient, found.standard_error, found.log_likelihood,
              found.deviance);
}

// Fits `table` from a file of 17 digits and demands the digits. The reference starts from `start`,
// which saves it time and changes nothing. Returns the reference answer.
reference::Answer expect_digits(const std::string& what, const std::string& path,
                                const Table& table, const Demand& demand,
                                const reference::Vector& start) {
  const auto names = features_of(table);
  auto problem = reference::make_problem(table, "_successes", "_trials", names, false);
  problem.start = start;
  const auto answer = reference::solve(problem);
  try {
    const auto model = fit_file(path);
    EXPECT_TRUE(model.converged) << what << " " << model.stop_reason;
    const auto found = reference::digits(model, names, answer);
    print_digits(what, found);
    EXPECT_GE(found.coefficient, demand.coefficient) << what << " " << found.worst_coefficient;
    EXPECT_GE(found.standard_error, demand.standard_error)
        << what << " " << found.worst_standard_error;
    EXPECT_GE(found.log_likelihood, demand.log_likelihood) << what;
    EXPECT_GE(found.deviance, demand.log_likelihood) << what;
  } catch (const std::exception& error) {
    ADD_FAILURE() << what << ": " << error.what();
  }
  return answer;
}

class Design : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(design_path(GetParam())))
      GTEST_SKIP() << "no " << design_path(GetParam());
    // 10,000 rows in 50 digits are minutes in an instrumented build, which learns nothing from
    // them.
    if (reference::is_sanitized && GetParam() == "default") GTEST_SKIP() << "instrumented build";
  }
};

TEST_P(Design, HasItsDigitsInAnyUnits) {
  const auto table = reference::read_table(design_path(GetParam()));
  const auto demand = demand_for(GetParam());
  const auto base = expect_digits(GetParam(), design_path(GetParam()), table, demand, {});
  const reference::TemporaryDirectory directory;
  for (std::size_t j = 2; j < table.names.size(); ++j) {
    if (is_constant(table.columns[j])) continue;
    for (const double scale : {1e300, 1e-300}) {
      Table scaled = table;
      for (double& value : scaled.columns[j]) value *= scale;
      const auto path = directory.path("scaled.csv");
      reference::write_table(path, scaled);
      auto start = base.coefficients;
      start[j - 2] /= scale;
      const std::string what = table.names[j] + (scale > 1 ? " * 1e300" : " * 1e-300");
      expect_digits(GetParam() + " " + what, path, scaled, demand, start);
    }
  }
}

// What the shift does to an answer: the constant column takes it up. Without one: from zero.
reference::Vector shifted_start(const Table& table, const reference::Answer& base, std::size_t j,
                                double shift) {
  auto start = base.coefficients;
  for (std::size_t k = 2; k < table.names.size(); ++k) {
    if (!is_constant(table.columns[k])) continue;
    start[k - 2] -= base.coefficients[j - 2] * shift / table.columns[k][0];
    return start;
  }
  return {};
}

TEST_P(Design, HasItsDigitsFarFromTheOrigin) {
  constexpr double shift = 1e9;
  const auto table = reference::read_table(design_path(GetParam()));
  const auto base = reference::solve(
      reference::make_problem(table, "_successes", "_trials", features_of(table), false));
  const reference::TemporaryDirectory directory;
  for (std::size_t j = 2; j < table.names.size(); ++j) {
    if (is_constant(table.columns[j])) continue;
    Table shifted = table;
    for (double& value : shifted.columns[j]) value += shift;
    const auto path = directory.path("shifted.csv");
    reference::write_table(path, shifted);
    expect_digits(GetParam() + " " + table.names[j] + " + 1e9", path, shifted,
                  demand_for(GetParam()), shifted_start(table, base, j, shift));
  }
}

// Where an answer by others lies beside the design, it is the judge as well.
TEST_P(Design, HasTheCertifiedAnswer) {
  const auto path = certified / (GetParam() + ".json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  const auto expected = nlohmann::json::parse(reference::read_text(path.string())).at("certified");
  const auto model = fit_file(design_path(GetParam()));
  const auto demand = demand_for(GetParam());
  ASSERT_EQ(model.terms.size(), expected.at("names").size());
  const auto number = [](const nlohmann::json& text) { return real(text.get<std::string>()); };
  for (std::size_t j = 0; j < model.terms.size(); ++j) {
    const auto& term = model.terms[j];
    EXPECT_EQ(term.term, expected["names"][j]);
    EXPECT_GE(reference::right_digits(term.estimate, number(expected["coef"][j])),
              demand.coefficient);
    EXPECT_GE(reference::right_digits(term.std_error, number(expected["se"][j])),
              demand.standard_error);
    for (std::size_t end = 0; end < 2; ++end)
      EXPECT_GE(reference::right_digits(end == 0 ? term.conf_low : term.conf_high,
                                        number(expected["wald_ci95"][j][end])),
                demand.standard_error - 1);  // a difference of two numbers of that quality
  }
  EXPECT_GE(reference::right_digits(model.log_likelihood, number(expected["loglik"])),
            demand.log_likelihood);
  EXPECT_GE(reference::right_digits(model.aic, number(expected["aic"])), demand.log_likelihood);
  EXPECT_GE(reference::right_digits(model.lr_chi2, number(expected["lr_chi2"])),
            demand.standard_error);
}

INSTANTIATE_TEST_SUITE_P(Certified, Design,
                         testing::Values("admit", "bacteria", "beetle", "birthwt", "budworm",
                                         "default", "icu", "infert1", "infert2", "kyphosis", "lbw",
                                         "lizards", "menarche", "mroz", "neuralgia", "nodal",
                                         "orings", "pima_tr", "remission", "spector", "star98",
                                         "vaso"),
                         [](const auto& instance) { return instance.param; });

struct Separated {
  const char* design;
  const char* column;
};

class SeparatedDesign : public testing::TestWithParam<Separated> {};

TEST_P(SeparatedDesign, IsRefusedAndTheColumnNamed) {
  const auto path = design_path(GetParam().design);
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  try {
    fit_file(path);
    FAIL() << "a quasi-separated design was fitted";
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.code(), "separation.quasi") << error.what();
    EXPECT_EQ(error.fault(), odds::Fault::refused);
    EXPECT_NE(error.message().find(GetParam().column), std::string::npos) << error.what();
    EXPECT_FALSE(error.hint().empty());
  }
}

// endometrial: NV is 0 on every row of the other outcome. sex2: all who used a diaphragm (dia).
INSTANTIATE_TEST_SUITE_P(Certified, SeparatedDesign,
                         testing::Values(Separated{"endometrial_firth", "NV"},
                                         Separated{"sex2_firth", "dia"}),
                         [](const auto& instance) { return std::string(instance.param.design); });

}  // namespace

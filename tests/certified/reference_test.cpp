// SPDX-License-Identifier: Apache-2.0
//
// The oracle against answers that others computed in 256 bits: a reference solver nobody checked
// proves nothing. Nothing here calls odds.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reference/fits.hpp"
#include "reference/table.hpp"

namespace {

using reference::real;

const std::filesystem::path certified = std::filesystem::path(ODDS_SHARED_DIR) / "certified";

// The answers are printed to 30 digits, so that 29 are certain and one is spare.
constexpr real::backend_type::exponent_type printed_digits = 28;

real relative_error(const real& value, const real& exact) {
  return exact == 0 ? real(abs(value)) : real(abs((value - exact) / exact));
}

void expect_printed(const real& value, const nlohmann::json& printed, const std::string& what) {
  const real tolerance = pow(real(10), -printed_digits);
  EXPECT_LT(relative_error(value, real(printed.get<std::string>())), tolerance) << what;
}

class CertifiedAnswer : public testing::TestWithParam<std::string> {};

TEST_P(CertifiedAnswer, TheReferenceSolverReproducesIt) {
  const auto answer_path = certified / (GetParam() + ".json");
  if (!std::filesystem::exists(answer_path)) GTEST_SKIP() << "no " << answer_path;
  const auto json = nlohmann::json::parse(reference::read_text(answer_path.string()));
  const auto& expected = json.at("certified");
  const auto table = reference::read_table((certified / "design" / (GetParam() + ".csv")).string());
  const std::vector<std::string> names(table.names.begin() + 2, table.names.end());
  ASSERT_EQ(expected.at("names").get<std::vector<std::string>>(), names);

  const auto answer =
      reference::solve(reference::make_problem(table, "_successes", "_trials", names, false));
  for (std::size_t j = 0; j < names.size(); ++j) {
    expect_printed(answer.coefficients[j], expected["coef"][j], names[j]);
    expect_printed(answer.standard_errors[j], expected["se"][j], names[j] + " standard error");
  }
  expect_printed(answer.log_likelihood, expected["loglik"], "log-likelihood");
  expect_printed(answer.null_log_likelihood, expected["null_loglik"], "null log-likelihood");
  expect_printed(answer.deviance, expected["deviance"], "deviance");
  expect_printed(answer.null_deviance, expected["null_deviance"], "null deviance");
}

INSTANTIATE_TEST_SUITE_P(Published, CertifiedAnswer,
                         testing::Values("admit", "birthwt", "default", "lbw", "menarche", "orings",
                                         "spector"),
                         [](const auto& instance) { return instance.param; });

TEST(ReferenceLogistic, ReproducesTheTableOf31Digits) {
  const auto path = certified / "sigmoid_table.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  std::ifstream input(path);
  std::string line, field;
  std::getline(input, line);
  ASSERT_EQ(line, "z_hex,z,sigma,log_sigma,softplus,one_minus_sigma,dsigma");
  int rows = 0;
  while (std::getline(input, line)) {
    std::vector<std::string> fields;
    for (std::stringstream stream(line); std::getline(stream, field, ',');) fields.push_back(field);
    const double z = std::strtod(fields.at(0).c_str(), nullptr);
    // Beyond this size the table prints z itself, as a double and not to 31 digits.
    if (std::abs(z) > 1e15) continue;
    const real values[] = {reference::sigma(z), reference::log_sigma(z), reference::softplus(z),
                           reference::sigma(-real(z)), reference::sigma_derivative(z)};
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_LT(relative_error(values[i], real(fields.at(2 + i))), real("1e-29"))
          << line << " column " << 2 + i;
    ++rows;
  }
  EXPECT_GT(rows, 150);
}

TEST(ReferenceLogistic, UlpErrorCountsUnitsOfTheLastPlace) {
  EXPECT_EQ(reference::ulp_error(1.0, real(1)), 0.0);
  EXPECT_EQ(reference::ulp_error(1.0 + 0x1p-52, real(1)), 1.0);
  EXPECT_EQ(reference::ulp_error(0x1p-1074, real(0)), 1.0);  // the smallest subnormal number
  EXPECT_EQ(reference::ulp_error(0.0, ldexp(real(1), -1075)), 0.5);
  EXPECT_TRUE(std::isinf(reference::ulp_error(std::nan(""), real(1))));
}

}  // namespace

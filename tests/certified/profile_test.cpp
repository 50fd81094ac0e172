// SPDX-License-Identifier: Apache-2.0
//
// The profile and Wald limits of ../shared/certified/*.json, which are certified to 20 digits and
// more.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/model.hpp>

#include "reference/fits.hpp"

namespace {

using reference::real;

const std::filesystem::path certified = std::filesystem::path(ODDS_SHARED_DIR) / "certified";

// Digits; 8 are asked for. A limit near zero is a difference, and loses one of twelve.
constexpr double right = 11;

class CertifiedLimits : public testing::TestWithParam<std::string> {};

void expect_limits(const std::string& design, const nlohmann::json& limits,
                   odds::IntervalMethod interval) {
  odds::FitOptions options;
  options.target = "_successes/_trials";
  options.intercept = false;
  options.interval = interval;
  const auto path = certified / "design" / (design + ".csv");
  const auto model = odds::fit(path.string(), {}, options, {});
  ASSERT_EQ(limits.size(), model.terms.size());
  for (std::size_t j = 0; j < limits.size(); ++j) {
    const real low(limits[j][0].get<std::string>());
    const real high(limits[j][1].get<std::string>());
    EXPECT_GE(reference::right_digits(model.terms[j].conf_low, low), right) << model.terms[j].term;
    EXPECT_GE(reference::right_digits(model.terms[j].conf_high, high), right)
        << model.terms[j].term;
  }
}

TEST_P(CertifiedLimits, AreFound) {
  const auto path = certified / (GetParam() + ".json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  const auto file = nlohmann::json::parse(reference::read_text(path.string()));
  const auto& answer = file["certified"];
  expect_limits(GetParam(), answer["profile_ci95"], odds::IntervalMethod::profile);
  expect_limits(GetParam(), answer["wald_ci95"], odds::IntervalMethod::wald);
}

INSTANTIATE_TEST_SUITE_P(Tables, CertifiedLimits,
                         testing::Values("admit", "birthwt", "lbw", "menarche", "orings",
                                         "spector"));

}  // namespace

// SPDX-License-Identifier: Apache-2.0
//
// The lasso, ridge and elastic-net answers of ../shared/certified, penalty factors among them: by
// default 8 digits and the same active set, at a tight tolerance 10.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <odds/model.hpp>

#include "reference/fits.hpp"

namespace {

using reference::real;

const std::filesystem::path certified = std::filesystem::path(ODDS_SHARED_DIR) / "certified";

struct Case {
  const char* answers;
  const char* design;
};

class CertifiedElasticNet : public testing::TestWithParam<Case> {};

TEST_P(CertifiedElasticNet, HasTheDigitsAndTheActiveSet) {
  if (!std::filesystem::exists(certified)) GTEST_SKIP() << "no " << certified;
  const auto file =
      nlohmann::json::parse(reference::read_text((certified / GetParam().answers).string()));
  // In the order of the answers' columns, which may have other names there.
  const auto design = certified / "design" / GetParam().design;
  const auto table = reference::read_table(design.string());
  const std::vector<std::string> names(table.names.begin() + 3, table.names.end());
  ASSERT_EQ(names.size(), file["columns"].size());
  for (const auto& answer : file["certified"]) {
    odds::FitOptions options;
    options.target = "_successes/_trials";
    options.features = names;
    const double lambda = std::stod(answer["lambda"].get<std::string>());
    const double mix = std::stod(answer["alpha"].get<std::string>());
    options.l1 = lambda * mix;
    options.l2 = lambda * (1 - mix);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const double factor = answer["penalty_factor"][j].get<double>();
      if (factor != 1) options.penalty_factors[names[j]] = factor;
    }
    for (const bool is_tight : {false, true}) {
      if (is_tight) options.tolerance = 1e-24;
      const auto model = odds::fit(design.string(), {}, options, {});
      const double digits = is_tight ? 10 : 8;
      EXPECT_TRUE(model.converged);
      const std::string where = "lambda " + answer["lambda"].get<std::string>() + " mix " +
                                answer["alpha"].get<std::string>() + " ";
      for (std::size_t j = 0; j < names.size(); ++j) {
        const real exact(answer["coef"][j].get<std::string>());
        const double found = reference::term(model, names[j]).estimate;
        if (exact == 0) {
          EXPECT_EQ(found, 0.0) << where << names[j];
        } else {
          EXPECT_GE(reference::right_digits(found, exact), digits) << where << names[j];
        }
      }
      const real intercept(answer["intercept"].get<std::string>());
      EXPECT_GE(reference::right_digits(reference::term(model, "(Intercept)").estimate, intercept),
                digits)
          << where;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, CertifiedElasticNet,
                         testing::Values(Case{"spector_l1.json", "spector.csv"},
                                         Case{"pima_enet.json", "pima_tr.csv"},
                                         Case{"birthwt_enet.json", "birthwt.csv"}));

}  // namespace

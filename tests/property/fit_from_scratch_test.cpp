// SPDX-License-Identifier: Apache-2.0
//
// Another oracle: examples/from_scratch, gradient descent in plain C++ that includes nothing of
// odds, on the same file.

#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/process.hpp"
#include "reference/simulate.hpp"

#ifdef ODDS_FROM_SCRATCH_PATH

namespace {

// It stops at a gradient of 1e-15 to 1e-12, and the curvature of these tables is above 1e-3.
constexpr double agreement = 1e-8;

std::map<std::string, double> from_scratch(const std::string& path) {
  reference::Run run;
  run.arguments = {ODDS_FROM_SCRATCH_PATH, path};
  const auto outcome = reference::execute(run);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  std::map<std::string, double> values;
  std::istringstream lines(outcome.output);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.rfind(' ');
    values[line.substr(0, space)] = std::strtod(line.c_str() + space + 1, nullptr);
  }
  return values;
}

void expect_agreement(const std::string& path, const std::string& target) {
  odds::FitOptions options;
  options.target = target;
  const auto model = odds::fit(path, {}, options, {});
  const auto values = from_scratch(path);
  ASSERT_TRUE(model.converged);
  ASSERT_EQ(values.size(), model.terms.size() + 1);
  for (const auto& term : model.terms) {
    ASSERT_EQ(values.count(term.term), 1U) << term.term;
    const double expected = values.at(term.term);
    EXPECT_LE(std::abs(term.estimate - expected), agreement * std::abs(expected)) << term.term;
  }
  const double log_likelihood = values.at("log_likelihood");
  EXPECT_LE(std::abs(model.log_likelihood - log_likelihood), agreement * std::abs(log_likelihood));
}

TEST(FromScratch, AgreesOnASimulatedTable) {
  const reference::TemporaryDirectory directory;
  const auto table = reference::simulate(400, 4, 91);
  reference::Table file;
  for (const auto& name : reference::feature_names(4)) file.add(name, table.column(name));
  file.add("y", table.column("y"));
  const auto path = directory.path("data.csv");
  reference::write_table(path, file);
  expect_agreement(path, "y");
}

TEST(FromScratch, AgreesOnTheTitanic) {
  const std::string path = std::string(ODDS_SOURCE_DIR) + "/data/titanic.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  expect_agreement(path, "survived");
}

}  // namespace

#endif  // ODDS_FROM_SCRATCH_PATH

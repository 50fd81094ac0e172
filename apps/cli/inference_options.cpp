// SPDX-License-Identifier: Apache-2.0
#include "inference_options.hpp"

#include <fmt/format.h>

#include "values.hpp"

namespace odds::cli {
namespace {

constexpr Words<IntervalMethod> interval_words = {{"wald", IntervalMethod::wald},
                                                  {"profile", IntervalMethod::profile}};
constexpr Words<JointTestMethod> joint_test_words = {{"wald", JointTestMethod::wald},
                                                     {"lr", JointTestMethod::likelihood_ratio}};
constexpr Words<Vce> vce_words = {{"oim", Vce::oim}, {"hc0", Vce::hc0}, {"hc1", Vce::hc1}};

const FitOptions defaults;

// "hc1", "cluster:firm"
void set_vce(const std::string& text, FitOptions& fit) {
  const std::string prefix = "cluster:";
  if (text == "cluster" || text == prefix) {
    refuse_value("--vce", "name the column of the clusters", text, "Write --vce cluster:COL.");
  }
  if (text.rfind(prefix, 0) == 0) {
    fit.vce = Vce::cluster;
    fit.cluster = text.substr(prefix.size());
  } else {
    fit.vce = one_of("--vce", text, vce_words);
  }
}

}  // namespace

void declare_inference_options(Options& options, FitOptions& fit) {
  options.group("How sure the estimates are");
  options.value(
      "--level", "X",
      fmt::format("Confidence level of the intervals in per cent (default: {}).", defaults.level),
      [&](const std::string& text) {
        fit.level = number("--level", text);
        if (fit.level < 50.0 || fit.level >= 100.0) {
          refuse_value("--level", "be between 50 and 100", text);
        }
      });
  options.value(
      "--ci", alternatives(interval_words),
      fmt::format("Intervals from the standard errors, or from the profile of the "
                  "likelihood, which takes some ten passes over the data for each term "
                  "(default: {}).",
                  word_of(defaults.interval, interval_words)),
      [&](const std::string& text) { fit.interval = one_of("--ci", text, interval_words); });
  options.value(
      "--vce", alternatives(vce_words) + "|cluster:COL",
      fmt::format("Where the standard errors come from: the observed information; the robust "
                  "sandwich, plain (hc0) or times n/(n - k) (hc1); or the sandwich of rows that "
                  "depend on each other within the groups of a column, times G/(G - 1) (n - 1)/(n "
                  "- k) for G groups, n rows and k coefficients (default: {}).",
                  word_of(defaults.vce, vce_words)),
      [&](const std::string& text) { set_vce(text, fit); });
  options.value("--joint-tests", alternatives(joint_test_words),
                fmt::format("Test all terms of a column at once from the standard errors, or by "
                            "a likelihood ratio as well, which fits the model again without each "
                            "column (default: {}).",
                            word_of(defaults.joint_tests, joint_test_words)),
                [&](const std::string& text) {
                  fit.joint_tests = one_of("--joint-tests", text, joint_test_words);
                });
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
//
// Counts instead of single rows, in two ways that mean the same: successes of trials in one row, or
// a row for each outcome with the number of times that it was seen. 481 beetles in eight groups
// were exposed to carbon disulphide; the dose is a logarithm to base 10 (Bliss 1935).
//
// Prints:
//
//   as died/exposed      -60.7175   34.2703   481 observations
//   as rows with counts  -60.7175   34.2703   481 observations
//   the same digits: yes
//   half of them die at a log dose of 1.7717
#include <cmath>
#include <cstdio>
#include <vector>

#include <odds/model.hpp>

namespace {

void print(const char* how, const odds::FittedModel& model) {
  std::printf("%-19s %9.4f %9.4f %5.0f observations\n", how, model.terms[0].estimate,
              model.terms[1].estimate, model.nobs);
}

bool agree(double a, double b) { return std::abs(a - b) <= 1e-12 * std::abs(b); }

}  // namespace

int main() {
  const std::vector<double> dose = {1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839};
  const std::vector<double> died = {6, 13, 18, 28, 52, 53, 61, 60};
  const std::vector<double> exposed = {59, 60, 62, 56, 63, 59, 62, 60};
  odds::Table groups;
  groups.add_numbers("dose", dose);
  groups.add_numbers("died", died);
  groups.add_numbers("exposed", exposed);
  odds::FitOptions as_trials;
  as_trials.target = "died/exposed";
  const odds::FittedModel first = odds::fit(groups, as_trials, {});
  print("as died/exposed", first);

  // The same beetles: two rows for each group. A count of zero is a row that is not there.
  std::vector<double> row_dose, is_dead, count;
  for (std::size_t i = 0; i < dose.size(); ++i) {
    row_dose.insert(row_dose.end(), {dose[i], dose[i]});
    is_dead.insert(is_dead.end(), {1, 0});
    count.insert(count.end(), {died[i], exposed[i] - died[i]});
  }
  odds::Table rows;
  rows.add_numbers("dose", row_dose);
  rows.add_numbers("is_dead", is_dead);
  rows.add_numbers("count", count);
  odds::FitOptions as_rows;
  as_rows.target = "is_dead";
  as_rows.freq_weights = "count";
  const odds::FittedModel second = odds::fit(rows, as_rows, {});
  print("as rows with counts", second);

  const odds::Term& intercept = first.terms[0];
  const odds::Term& slope = first.terms[1];
  const bool is_same = agree(intercept.estimate, second.terms[0].estimate) &&
                       agree(slope.estimate, second.terms[1].estimate) &&
                       agree(slope.std_error, second.terms[1].std_error);
  std::printf("the same digits: %s\n", is_same ? "yes" : "no");
  std::printf("half of them die at a log dose of %.4f\n", -intercept.estimate / slope.estimate);
}

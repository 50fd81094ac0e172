// SPDX-License-Identifier: Apache-2.0
//
// Fits arrays of one's own: 23 flights of the space shuttle, the temperature of the joints before
// the start (degrees Fahrenheit), and whether an O-ring was damaged (Dalal, Fowlkes and Hoadley
// 1989). What would have been the probability at 31 degrees, the forecast for Challenger?
//
// Prints:
//
//   term           estimate  std. error        p
//   (Intercept)     15.0429      7.3786   0.0415
//   temperature     -0.2322      0.1082   0.0320
//   converged: yes, within 1e-10 standard errors
//   P(damage at 31 F) = 0.9996
#include <cstdio>
#include <vector>

#include <odds/model.hpp>

int main() {
  const std::vector<double> temperature = {66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78,
                                           67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58};
  const std::vector<double> damage = {0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0,
                                      0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1};
  odds::Table flights;  // a view: the arrays must outlive it
  flights.add_numbers("temperature", temperature);
  flights.add_numbers("damage", damage);

  odds::FitOptions options;  // what changes the answer
  options.target = "damage";
  const odds::RunOptions run;  // what does not: threads, progress
  const odds::FittedModel model = odds::fit(flights, options, run);

  std::printf("%-12s %10s %11s %8s\n", "term", "estimate", "std. error", "p");
  for (const odds::Term& term : model.terms) {
    std::printf("%-12s %10.4f %11.4f %8.4f\n", term.term.c_str(), term.estimate, term.std_error,
                term.p_value);
  }
  const bool is_proven = model.converged && model.certificate.max_error_in_se < 1e-10;
  std::printf("converged: %s\n", is_proven ? "yes, within 1e-10 standard errors" : "no");

  const std::vector<double> forecast = {31};
  odds::Table challenger;
  challenger.add_numbers("temperature", forecast);
  const std::vector<double> probability = odds::predict(model, challenger, {}, run);
  std::printf("P(damage at 31 F) = %.4f\n", probability[0]);
}

// SPDX-License-Identifier: Apache-2.0
//
// The practice chapter of `odds lesson` on the public interface: gradient descent written by hand
// on 23 flights of the space shuttle (Dalal, Fowlkes and Hoadley 1989), with a step that is too
// short, right, too long, and without standardising; then Newton's method by the library, which
// says how near it is.
//
// Prints:
//
//   standardised   step 0.05   loss after 30 steps 0.5815
//   standardised   step 4      loss after 30 steps 0.4416
//   standardised   step 30     loss after 30 steps 1.9742
//   in degrees     step 0.001  loss after 30 steps 0.5927
//   Newton's method: loss 0.4416 after 6 steps, within 1e-10 standard errors
//   descent by the library ends at the same slope: yes
//   One degree more multiplies the odds of damage by 0.79 (0.64 to 0.98).
#include <cmath>
#include <cstdio>
#include <vector>

#include <odds/kernels.hpp>
#include <odds/model.hpp>

namespace {

const std::vector<double> temperature = {66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78,
                                         67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58};
const std::vector<double> damage = {0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0,
                                    0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1};

// Mean loss after so many steps theta <- theta - step * dL/dtheta from zero, z = b + w x. Loss and
// residual come from z: -log sigma(z) and -sigma(-z) where y = 1, and with the other sign else.
double descend(const std::vector<double>& x, double step, int steps) {
  const auto n = static_cast<double>(x.size());
  double b = 0, w = 0;
  for (int k = 0;; ++k) {
    double loss = 0, db = 0, dw = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double sign = damage[i] > 0 ? -1 : 1;
      const double z = b + w * x[i];
      const double residual = sign * odds::sigma(sign * z);
      loss -= odds::log_sigma(-sign * z) / n;
      db += residual / n;
      dw += residual * x[i] / n;
    }
    if (k == steps) return loss;
    b -= step * db;
    w -= step * dw;
  }
}

// (x - mean) / standard deviation
std::vector<double> standardised(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  double mean = 0, variance = 0;
  for (const double value : x) mean += value / n;
  for (const double value : x) variance += (value - mean) * (value - mean) / n;
  std::vector<double> result;
  for (const double value : x) result.push_back((value - mean) / std::sqrt(variance));
  return result;
}

odds::FittedModel fit(odds::Solver solver) {
  odds::Table flights;
  flights.add_numbers("temperature", temperature);
  flights.add_numbers("damage", damage);
  odds::FitOptions options;
  options.target = "damage";
  options.solver = solver;
  return odds::fit(flights, options, {});
}

}  // namespace

int main() {
  const std::vector<double> x = standardised(temperature);
  for (const double step : {0.05, 4.0, 30.0}) {
    std::printf("standardised   step %-6g loss after 30 steps %.4f\n", step, descend(x, step, 30));
  }
  std::printf("in degrees     step %-6g loss after 30 steps %.4f\n", 0.001,
              descend(temperature, 0.001, 30));

  const odds::FittedModel model = fit(odds::Solver::newton);
  const bool is_proven = model.converged && model.certificate.max_error_in_se < 1e-10;
  std::printf("Newton's method: loss %.4f after %lld steps, %s\n",
              -model.log_likelihood / static_cast<double>(x.size()),
              static_cast<long long>(model.iterations),
              is_proven ? "within 1e-10 standard errors" : "not proven");
  const odds::Term& slope = model.terms[1];
  const odds::FittedModel slow = fit(odds::Solver::gradient_descent);
  const bool agree = std::fabs(slow.terms[1].estimate - slope.estimate) < 1e-10;
  std::printf("descent by the library ends at the same slope: %s\n", agree ? "yes" : "no");
  std::printf("One degree more multiplies the odds of damage by %.2f (%.2f to %.2f).\n",
              slope.odds_ratio, slope.odds_ratio_low, slope.odds_ratio_high);
}

// SPDX-License-Identifier: Apache-2.0
//
// What is said of estimates, in 50 digits and by the textbook: robust covariances, score and Wald
// tests, profile limits, explained variation. Plain formulas on explicit matrices, unlike odds,
// which forms none of them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

#include "reference/solver.hpp"

namespace reference {

inline Matrix product(const Matrix& a, const Matrix& b) {
  Matrix result(a.size(), Vector(b[0].size(), real(0)));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t k = 0; k < b.size(); ++k)
      for (std::size_t j = 0; j < b[0].size(); ++j) result[i][j] += a[i][k] * b[k][j];
  return result;
}

// Row i is (w (s - m p) x)_i, frequency weights left out.
inline Matrix scores(const Problem& problem, const Vector& theta) {
  const Vector z = predictor(problem, theta);
  Matrix result = problem.design;
  for (std::size_t i = 0; i < z.size(); ++i)
    for (real& value : result[i])
      value *= entry(problem.weights, i, 1) *
               (problem.successes[i] - entry(problem.trials, i, 1) * sigma(z[i]));
  return result;
}

// H^-1 M H^-1 times `factor`, where row i occurs frequency[i] times and rows with equal `cluster`
// are added up first; without clusters each row stands alone. `problem.weights` hold w f.
inline Matrix sandwich(const Problem& problem, const Vector& theta, const Vector& frequency,
                       const std::vector<int>& cluster, const real& factor) {
  Problem single = problem;  // w alone
  for (std::size_t i = 0; i < problem.design.size(); ++i)
    if (!single.weights.empty() && frequency[i] != 0) single.weights[i] /= frequency[i];
  const Matrix rows = scores(single, theta);
  const std::size_t p = theta.size();
  Matrix middle(p, Vector(p, real(0)));
  const auto add = [&](const Vector& score, const real& times) {
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k < p; ++k) middle[j][k] += times * score[j] * score[k];
  };
  std::map<int, Vector> sums;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (cluster.empty()) {
      add(rows[i], frequency[i]);
      continue;
    }
    Vector& sum = sums.try_emplace(cluster[i], Vector(p, real(0))).first->second;
    for (std::size_t j = 0; j < p; ++j) sum[j] += frequency[i] * rows[i][j];
  }
  for (const auto& [name, sum] : sums) add(sum, 1);
  const Matrix bread = inverse(information(problem, theta));
  Matrix result = product(product(bread, middle), bread);
  for (Vector& row : result)
    for (real& value : row) value *= factor;
  return result;
}

// theta_S' V_SS^-1 theta_S
inline real wald(const Vector& theta, const Matrix& covariance,
                 const std::vector<std::size_t>& which) {
  Vector values;
  Matrix block;
  for (const std::size_t j : which) {
    values.push_back(theta[j]);
    block.emplace_back();
    for (const std::size_t k : which) block.back().push_back(covariance[j][k]);
  }
  return dot(values, times(inverse(block), values));
}

// The problem with coefficient j held at c.
inline Problem held(const Problem& problem, std::size_t j, const real& c) {
  Problem result = problem;
  result.start.clear();
  result.offset.resize(problem.design.size(), real(0));
  for (std::size_t i = 0; i < problem.design.size(); ++i) {
    result.offset[i] += c * problem.design[i][j];
    result.design[i].erase(result.design[i].begin() + static_cast<std::ptrdiff_t>(j));
  }
  return result;
}

// max log L with coefficient j held at c; the search for the others starts from `start`.
inline real held_log_likelihood(const Problem& problem, std::size_t j, const real& c,
                                const Vector& start) {
  Problem rest = held(problem, j, c);
  if (rest.design[0].empty()) return log_likelihood(rest, rest.offset);
  rest.start = start;
  int iterations = 0;
  return log_likelihood(rest, predictor(rest, maximum(rest, iterations)));
}

// A zero of f between low and high, where its signs differ: secant steps kept in the bracket
// (Illinois), to 15 digits.
inline real zero(const std::function<real(const real&)>& f, real low, real high) {
  real f_low = f(low), f_high = f(high);
  if ((f_low < 0) == (f_high < 0)) throw std::domain_error("reference: no bracket");
  for (int i = 0; i < 200; ++i) {
    const real next = (low * f_high - high * f_low) / (f_high - f_low);
    const real value = f(next);
    const bool same_as_high = (value < 0) == (f_high < 0);
    const real last = same_as_high ? high : low;
    if (abs(next - last) <= real("1e-15") * abs(next) || value == 0) return next;
    if (same_as_high) {
      high = next;
      f_high = value;
      f_low /= 2;
    } else {
      low = next;
      f_low = value;
      f_high /= 2;
    }
  }
  throw std::domain_error("reference: no zero found");
}

// The c within `distance` of `near` where 2 (best - max log L with coefficient j held at c) is the
// square of q. Throws where there is none. start(c) begins the search for the other coefficients.
inline real profile_limit(const Problem& problem, std::size_t j, const real& near,
                          const real& distance, const real& best, const real& q,
                          const std::function<Vector(const real&)>& start) {
  const auto excess = [&](const real& c) {
    const real lost = 2 * (best - held_log_likelihood(problem, j, c, start(c)));
    return sqrt(lost > 0 ? lost : real(0)) - q;
  };
  return zero(excess, near - distance, near + distance);
}

// The coefficients but the j-th where that one is c and the log-likelihood a parabola: on the
// ridge, from where Newton's method reaches the maximum.
inline Vector on_ridge(const Answer& answer, std::size_t j, const real& c) {
  Vector result;
  for (std::size_t k = 0; k < answer.coefficients.size(); ++k) {
    if (k == j) continue;
    result.push_back(answer.coefficients[k] + (c - answer.coefficients[j]) *
                                                  answer.covariance[k][j] /
                                                  answer.covariance[j][j]);
  }
  return result;
}

// g'H^-1 g of the whole design at the null model.
inline real score_statistic(const Problem& problem) {
  const Vector z = null_predictor(problem);
  Problem at_null = problem;  // the null predictor as an offset, and coefficients zero
  at_null.offset = z;
  const Vector zero_theta(problem.design[0].size(), real(0));
  const Vector g = gradient(at_null, zero_theta);
  return dot(g, times(inverse(information(at_null, zero_theta)), g));
}

}  // namespace reference

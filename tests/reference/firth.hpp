// SPDX-License-Identifier: Apache-2.0
//
// Firth's bias reduction in 50 digits, by scoring on the modified score
//
//   sum_i [ w_i (s_i - m_i p_i) + h_i (1/2 - p_i) ] x_i,   h_i = w_i m_i p_i q_i x_i'I^-1 x_i,
//
// with steps halved until log L + 1/2 log det I rises. Obvious code, independent of odds.
#pragma once

#include "reference/solver.hpp"

namespace reference {

struct FirthAnswer {
  Vector coefficients;
  Vector standard_errors;
  real log_likelihood = 0;
  real penalized_log_likelihood = 0;
};

// By Gauss's elimination without exchanges: the matrix is positive definite.
inline real log_determinant(Matrix a) {
  real sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    sum += boost::multiprecision::log(a[j][j]);
    for (std::size_t i = j + 1; i < a.size(); ++i) {
      const real factor = a[i][j] / a[j][j];
      for (std::size_t k = j; k < a.size(); ++k) a[i][k] -= factor * a[j][k];
    }
  }
  return sum;
}

inline real firth_value(const Problem& problem, const Vector& theta) {
  return log_likelihood(problem, predictor(problem, theta)) +
         log_determinant(information(problem, theta)) / 2;
}

inline Vector firth_score(const Problem& problem, const Vector& theta, const Matrix& covariance) {
  Vector score = gradient(problem, theta);  // without a penalty that of log L
  const Vector z = predictor(problem, theta);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const Vector& x = problem.design[i];
    const real leverage = entry(problem.weights, i, 1) * entry(problem.trials, i, 1) *
                          sigma_derivative(z[i]) * dot(x, times(covariance, x));
    const real pull = leverage * (real("0.5") - sigma(z[i]));
    for (std::size_t j = 0; j < x.size(); ++j) score[j] += pull * x[j];
  }
  return score;
}

// `held`: coefficients that stay at their start.
inline FirthAnswer solve_firth(const Problem& problem, const std::vector<bool>& held = {}) {
  Vector theta = problem.start;
  theta.resize(problem.design.at(0).size(), real(0));
  for (int iteration = 0; iteration < 2000; ++iteration) {
    const Matrix information_here = information(problem, theta);
    Matrix covariance = inverse(information_here);
    const Vector score = firth_score(problem, theta, covariance);
    Matrix free = information_here;
    Vector free_score = score;
    for (std::size_t j = 0; j < held.size(); ++j) {
      if (!held[j]) continue;
      free_score[j] = 0;
      for (std::size_t k = 0; k < held.size(); ++k) free[j][k] = free[k][j] = real(j == k ? 1 : 0);
    }
    Vector step = times(inverse(free), free_score);
    if (dot(free_score, step) < real("1e-60")) {
      FirthAnswer answer;
      answer.coefficients = theta;
      for (std::size_t j = 0; j < theta.size(); ++j)
        answer.standard_errors.push_back(boost::multiprecision::sqrt(covariance[j][j]));
      answer.log_likelihood = log_likelihood(problem, predictor(problem, theta));
      answer.penalized_log_likelihood = firth_value(problem, theta);
      return answer;
    }
    const real value = firth_value(problem, theta);
    for (int halvings = 0; halvings < 60; ++halvings) {
      Vector next = theta;
      for (std::size_t j = 0; j < theta.size(); ++j) next[j] += step[j];
      // Near the maximum a rise is lost in the last of 50 digits.
      if (firth_value(problem, next) > value - real("1e-40")) {
        theta = next;
        break;
      }
      for (real& component : step) component /= 2;
    }
  }
  throw std::domain_error("reference: no maximum of the penalised likelihood found");
}

}  // namespace reference

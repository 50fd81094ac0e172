// SPDX-License-Identifier: Apache-2.0
//
// Logistic regression in 50 decimal digits: the oracle of the certified and property tests.
//
//   maximise  sum_i w_i [ s_i log p_i + (m_i - s_i) log(1 - p_i) ] - W l2/2 sum_j f_j theta_j^2,
//   p_i = sigma(x_i'theta + offset_i),  W = sum_i w_i m_i
//
// Plain Newton with step halving on dense rows; Gauss elimination. An intercept is a column of
// ones, with penalty factor 0. The maximum must exist: separated data end in a large coefficient
// or an exception. Slow, obvious, and independent of odds.
//
// s - m sigma(z) and sigma (1 - sigma) may cancel where |z| is large: of 50 digits, |z| < 40 leaves
// more than 30.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

#include "reference/logistic.hpp"

namespace reference {

using Vector = std::vector<real>;
using Matrix = std::vector<Vector>;  // rows

struct Problem {
  Matrix design;          // (n, p)
  Vector successes;       // (n)
  Vector trials;          // (n), or empty: 1 each
  Vector weights;         // (n), or empty: 1 each
  Vector offset;          // (n), or empty: 0 each
  real l2 = 0;            // on the mean loss
  Vector penalty_factor;  // (p), or empty: 1 each
  Vector start;           // (p), or empty: 0 each; any start gives the same answer
};

struct Answer {
  Vector coefficients;     // (p)
  Vector standard_errors;  // (p), from the unpenalised information
  Matrix covariance;       // (p, p)
  real log_likelihood = 0;
  real null_log_likelihood = 0;  // see null_predictor()
  real deviance = 0;
  real null_deviance = 0;
  int iterations = 0;
};

inline real entry(const Vector& values, std::size_t index, int otherwise) {
  return values.empty() ? real(otherwise) : values[index];
}

// design times theta plus offset
inline Vector predictor(const Problem& problem, const Vector& theta) {
  Vector z;
  for (std::size_t i = 0; i < problem.design.size(); ++i) {
    real sum = entry(problem.offset, i, 0);
    for (std::size_t j = 0; j < theta.size(); ++j) sum += problem.design[i][j] * theta[j];
    z.push_back(sum);
  }
  return z;
}

inline real log_likelihood(const Problem& problem, const Vector& z) {
  real sum = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const real m = entry(problem.trials, i, 1);
    // s log sigma(z) + (m - s) log sigma(-z), where log sigma(-z) = log sigma(z) - z
    sum += entry(problem.weights, i, 1) * (m * log_sigma(z[i]) - (m - problem.successes[i]) * z[i]);
  }
  return sum;
}

inline real total_weight(const Problem& problem) {
  real sum = 0;
  for (std::size_t i = 0; i < problem.design.size(); ++i)
    sum += entry(problem.weights, i, 1) * entry(problem.trials, i, 1);
  return sum;
}

inline real weighted_events(const Problem& problem) {
  real sum = 0;
  for (std::size_t i = 0; i < problem.design.size(); ++i)
    sum += entry(problem.weights, i, 1) * problem.successes[i];
  return sum;
}

// What is maximised.
inline real penalised(const Problem& problem, const Vector& theta) {
  real squares = 0;
  for (std::size_t j = 0; j < theta.size(); ++j)
    squares += entry(problem.penalty_factor, j, 1) * theta[j] * theta[j];
  return log_likelihood(problem, predictor(problem, theta)) -
         total_weight(problem) * problem.l2 * squares / 2;
}

// Gradient of penalised().
inline Vector gradient(const Problem& problem, const Vector& theta) {
  const Vector z = predictor(problem, theta);
  const real scale = total_weight(problem) * problem.l2;
  Vector g;
  for (std::size_t j = 0; j < theta.size(); ++j)
    g.push_back(-scale * entry(problem.penalty_factor, j, 1) * theta[j]);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const real residual = entry(problem.weights, i, 1) *
                          (problem.successes[i] - entry(problem.trials, i, 1) * sigma(z[i]));
    for (std::size_t j = 0; j < theta.size(); ++j) g[j] += residual * problem.design[i][j];
  }
  return g;
}

// X'diag(w m p q)X
inline Matrix information(const Problem& problem, const Vector& theta) {
  const Vector z = predictor(problem, theta);
  const std::size_t p = theta.size();
  Matrix result(p, Vector(p, real(0)));
  for (std::size_t i = 0; i < z.size(); ++i) {
    const real p_event = sigma(z[i]);
    const real curvature =
        entry(problem.weights, i, 1) * entry(problem.trials, i, 1) * p_event * (1 - p_event);
    for (std::size_t j = 0; j < p; ++j) {
      const real scaled = curvature * problem.design[i][j];
      for (std::size_t k = 0; k <= j; ++k) result[j][k] += scaled * problem.design[i][k];
    }
  }
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t k = j + 1; k < p; ++k) result[j][k] = result[k][j];
  return result;
}

// Inverse of a symmetric positive definite matrix: scaled to unit diagonal, then Gauss-Jordan
// elimination with row pivoting on [A | I].
inline Matrix inverse(Matrix a) {
  const std::size_t p = a.size();
  Vector scale;
  for (std::size_t j = 0; j < p; ++j) {
    if (a[j][j] <= 0) throw std::domain_error("reference: singular information");
    scale.push_back(1 / boost::multiprecision::sqrt(a[j][j]));
  }
  for (std::size_t j = 0; j < p; ++j) {
    for (std::size_t k = 0; k < p; ++k) a[j][k] *= scale[j] * scale[k];
    a[j].resize(2 * p, real(0));
    a[j][p + j] = 1;
  }
  for (std::size_t column = 0; column < p; ++column) {
    std::size_t pivot = column;
    for (std::size_t i = column; i < p; ++i)
      if (boost::multiprecision::abs(a[i][column]) > boost::multiprecision::abs(a[pivot][column]))
        pivot = i;
    std::swap(a[column], a[pivot]);
    // 50 digits leave at least ten digits of an inverse whose condition number is below 1e40.
    if (boost::multiprecision::abs(a[column][column]) < real("1e-40"))
      throw std::domain_error("reference: singular information");
    for (std::size_t i = 0; i < p; ++i) {
      if (i == column) continue;
      const real factor = a[i][column] / a[column][column];
      for (std::size_t k = column; k < 2 * p; ++k) a[i][k] -= factor * a[column][k];
    }
  }
  Matrix result(p, Vector(p));
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t k = 0; k < p; ++k) result[j][k] = a[j][p + k] / a[j][j] * scale[j] * scale[k];
  return result;
}

inline Vector times(const Matrix& matrix, const Vector& vector) {
  Vector result;
  for (const Vector& row : matrix) {
    real sum = 0;
    for (std::size_t j = 0; j < vector.size(); ++j) sum += row[j] * vector[j];
    result.push_back(sum);
  }
  return result;
}

inline real dot(const Vector& a, const Vector& b) {
  real sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

// Curvature of what is minimised: information plus penalty.
inline Matrix curvature(const Problem& problem, const Vector& theta) {
  Matrix result = information(problem, theta);
  const real scale = total_weight(problem) * problem.l2;
  for (std::size_t j = 0; j < theta.size(); ++j)
    result[j][j] += scale * entry(problem.penalty_factor, j, 1);
  return result;
}

// 2 (log-likelihood of the saturated model - log-likelihood)
inline real deviance(const Problem& problem, const real& log_likelihood) {
  real saturated = 0;
  for (std::size_t i = 0; i < problem.design.size(); ++i) {
    const real m = entry(problem.trials, i, 1);
    for (const real& count : {problem.successes[i], real(m - problem.successes[i])})
      if (count > 0)
        saturated += entry(problem.weights, i, 1) * count * boost::multiprecision::log(count / m);
  }
  return 2 * (saturated - log_likelihood);
}

// The maximum, by Newton. Throws std::domain_error where there is none.
inline Vector maximum(const Problem& problem, int& iterations) {
  Vector theta = problem.start;
  theta.resize(problem.design.at(0).size(), real(0));
  real value = penalised(problem, theta);
  int polishing = 0;
  for (iterations = 1; iterations <= 200; ++iterations) {
    const Vector g = gradient(problem, theta);
    Vector step = times(inverse(curvature(problem, theta)), g);
    // Below 1e-30 convergence is quadratic: one step gives 1e-60, a second repairs rounding.
    if (dot(g, step) < real("1e-30")) ++polishing;
    Vector next;
    real next_value = value;
    for (int halvings = 0; halvings < 200; ++halvings) {
      next = theta;
      for (std::size_t j = 0; j < theta.size(); ++j) next[j] += step[j];
      if (polishing > 0) break;
      next_value = penalised(problem, next);
      if (next_value > value) break;
      for (real& component : step) component /= 2;
    }
    theta = next;
    value = next_value;
    if (polishing == 2) return theta;
  }
  throw std::domain_error("reference: no finite maximum found");
}

// SEMANTICS, null model: the constant alone where the design has a non-zero constant column,
// else p = sigma(offset). The offset stays in it.
inline Vector null_predictor(const Problem& problem) {
  for (std::size_t j = 0; j < problem.design.at(0).size(); ++j) {
    bool is_constant = problem.design[0][j] != 0;
    for (const Vector& row : problem.design)
      is_constant = is_constant && row[j] == problem.design[0][j];
    if (!is_constant) continue;
    Problem null = problem;
    null.l2 = 0;
    for (Vector& row : null.design) row.assign(1, real(1));
    // Without an offset the answer is the log odds of the mean, and Newton has nothing to do.
    const real events = weighted_events(problem);
    const real mean = events / total_weight(problem);
    null.start = {boost::multiprecision::log(mean / (1 - mean))};
    int iterations = 0;
    return predictor(null, maximum(null, iterations));
  }
  return predictor(problem, Vector(problem.design.at(0).size(), real(0)));
}

inline Answer solve(const Problem& problem) {
  Answer answer;
  answer.coefficients = maximum(problem, answer.iterations);
  answer.covariance = inverse(information(problem, answer.coefficients));
  for (std::size_t j = 0; j < answer.covariance.size(); ++j)
    answer.standard_errors.push_back(boost::multiprecision::sqrt(answer.covariance[j][j]));
  answer.log_likelihood = log_likelihood(problem, predictor(problem, answer.coefficients));
  answer.deviance = deviance(problem, answer.log_likelihood);
  answer.null_log_likelihood = log_likelihood(problem, null_predictor(problem));
  answer.null_deviance = deviance(problem, answer.null_log_likelihood);
  return answer;
}

// Right digits of a double: -log10 of its relative error; 17 at most. No digit where it is NaN.
inline double right_digits(double value, const real& exact) {
  if (std::isnan(value) || std::isinf(value)) return -std::numeric_limits<double>::infinity();
  const real error = boost::multiprecision::abs(real(value) - exact);
  if (error == 0) return 17;
  if (exact == 0) return -std::numeric_limits<double>::infinity();
  const real ratio = error / boost::multiprecision::abs(exact);
  const double digits = -boost::multiprecision::log10(ratio).convert_to<double>();
  return digits < 17 ? digits : 17;
}

}  // namespace reference

// SPDX-License-Identifier: Apache-2.0
//
// The minimum of a logistic loss with an elastic net, in 50 digits:
//
//   F(theta) = sum_i w_i [m_i softplus(z_i) - s_i z_i] + sum_j [l1_j |theta_j| + l2_j theta_j^2 / 2]
//
// Plain coordinate descent finds the signs, Newton's method at these signs the digits, and the
// conditions of an optimum prove it. Independent of odds.
#pragma once

#include <cmath>
#include <stdexcept>
#include <vector>

#include "reference/solver.hpp"

namespace reference {

struct NetProblem {
  Matrix design;
  Vector successes, trials, weights;
  Vector l1, l2;  // by column, of totals
};

inline Vector net_predictor(const NetProblem& problem, const Vector& theta) {
  Problem plain;
  plain.design = problem.design;
  return predictor(plain, theta);
}

inline real net_objective(const NetProblem& problem, const Vector& theta) {
  const Vector z = net_predictor(problem, theta);
  real sum = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    sum += problem.weights[i] * (problem.trials[i] * softplus(z[i]) - problem.successes[i] * z[i]);
  }
  for (std::size_t j = 0; j < theta.size(); ++j) {
    sum += problem.l1[j] * boost::multiprecision::abs(theta[j]);
    sum += problem.l2[j] * theta[j] * theta[j] / 2;
  }
  return sum;
}

// Of the loss.
inline Vector net_gradient(const NetProblem& problem, const Vector& z) {
  Vector gradient(problem.l1.size(), real(0));
  for (std::size_t i = 0; i < z.size(); ++i) {
    const real r = problem.weights[i] * (problem.trials[i] * sigma(z[i]) - problem.successes[i]);
    for (std::size_t j = 0; j < gradient.size(); ++j) gradient[j] += r * problem.design[i][j];
  }
  return gradient;
}

// Signs of the minimum, by coordinate descent with the bound p (1 - p) <= 1/4 in double.
inline std::vector<int> net_signs(const NetProblem& problem) {
  const std::size_t n = problem.design.size();
  const std::size_t p = problem.l1.size();
  std::vector<double> theta(p, 0.0), z(n, 0.0), h(p, 0.0);
  std::vector<std::vector<double>> x(n, std::vector<double>(p));
  std::vector<double> w(n), m(n), s(n);
  for (std::size_t i = 0; i < n; ++i) {
    w[i] = static_cast<double>(problem.weights[i]);
    m[i] = static_cast<double>(problem.trials[i]);
    s[i] = static_cast<double>(problem.successes[i]);
    for (std::size_t j = 0; j < p; ++j) {
      x[i][j] = static_cast<double>(problem.design[i][j]);
      h[j] += 0.25 * w[i] * m[i] * x[i][j] * x[i][j];
    }
  }
  for (int sweep = 0; sweep < 20'000; ++sweep) {
    double largest = 0.0;
    for (std::size_t j = 0; j < p; ++j) {
      double g = 0.0;
      for (std::size_t i = 0; i < n; ++i) {
        g += w[i] * x[i][j] * (m[i] / (1.0 + std::exp(-z[i])) - s[i]);
      }
      const double u = h[j] * theta[j] - g;
      const double size = std::fabs(u) - static_cast<double>(problem.l1[j]);
      const double to =
          size > 0.0 ? std::copysign(size / (h[j] + static_cast<double>(problem.l2[j])), u) : 0.0;
      const double change = to - theta[j];
      for (std::size_t i = 0; i < n && change != 0.0; ++i) z[i] += change * x[i][j];
      theta[j] = to;
      largest = std::max(largest, std::fabs(change));
    }
    if (largest < 1e-13) break;
  }
  std::vector<int> signs;
  for (const double t : theta) signs.push_back(t > 0.0 ? 1 : t < 0.0 ? -1 : 0);
  return signs;
}

inline Vector net_minimum(const NetProblem& problem) {
  const std::vector<int> signs = net_signs(problem);
  std::vector<std::size_t> active;
  for (std::size_t j = 0; j < signs.size(); ++j) {
    if (signs[j] != 0) active.push_back(j);
  }
  Vector theta(signs.size(), real(0));
  for (int step = 0; step < 60; ++step) {
    const Vector z = net_predictor(problem, theta);
    const Vector gradient = net_gradient(problem, z);
    Matrix system(active.size(), Vector(active.size(), real(0)));
    Vector right(active.size());
    for (std::size_t a = 0; a < active.size(); ++a) {
      const std::size_t j = active[a];
      right[a] = -(gradient[j] + problem.l1[j] * signs[j] + problem.l2[j] * theta[j]);
      system[a][a] += problem.l2[j];
    }
    for (std::size_t i = 0; i < z.size(); ++i) {
      const real h = problem.weights[i] * problem.trials[i] * sigma(z[i]) * sigma(-z[i]);
      for (std::size_t a = 0; a < active.size(); ++a) {
        for (std::size_t b = 0; b < active.size(); ++b) {
          system[a][b] += h * problem.design[i][active[a]] * problem.design[i][active[b]];
        }
      }
    }
    // Gauss elimination with rows exchanged.
    for (std::size_t k = 0; k < active.size(); ++k) {
      std::size_t pivot = k;
      for (std::size_t i = k + 1; i < active.size(); ++i) {
        using boost::multiprecision::abs;
        if (abs(system[i][k]) > abs(system[pivot][k])) pivot = i;
      }
      std::swap(system[k], system[pivot]);
      std::swap(right[k], right[pivot]);
      for (std::size_t i = k + 1; i < active.size(); ++i) {
        const real factor = system[i][k] / system[k][k];
        for (std::size_t c = k; c < active.size(); ++c) system[i][c] -= factor * system[k][c];
        right[i] -= factor * right[k];
      }
    }
    real largest = 0;
    for (std::size_t k = active.size(); k-- > 0;) {
      for (std::size_t c = k + 1; c < active.size(); ++c) right[k] -= system[k][c] * right[c];
      right[k] /= system[k][k];
      theta[active[k]] += right[k];
      largest = std::max<real>(largest, boost::multiprecision::abs(right[k]));
    }
    if (largest < real(1e-40)) break;
  }
  const Vector gradient = net_gradient(problem, net_predictor(problem, theta));
  for (std::size_t j = 0; j < theta.size(); ++j) {
    const real size = boost::multiprecision::abs(gradient[j]);
    const bool holds = signs[j] == 0 ? size <= problem.l1[j]
                                     : theta[j] * signs[j] > 0;
    if (!holds && problem.l1[j] > 0) throw std::runtime_error("reference: the signs are not those");
  }
  return theta;
}

}  // namespace reference

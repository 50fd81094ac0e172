// SPDX-License-Identifier: Apache-2.0
//
// Multinomial logistic regression in 50-digit arithmetic: Newton's method on the formulas as they
// stand, without any trick. An oracle; obvious, not fast.
//
//   minimise  -sum_i w_i log p_(i, y_i) + (1/2) sum_kj ridge_j theta_kj^2,   p_k ~ exp(x'theta_k)
//
// With a reference the last class has no equation. Without one, the columns without a ridge have
// coefficients that add up to 0 over the classes.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "reference/logistic.hpp"
#include "reference/simulate.hpp"
#include "reference/table.hpp"

namespace reference {

using Reals = std::vector<real>;

struct ClassProblem {
  std::size_t classes = 0;
  bool has_reference = true;
  std::vector<std::vector<double>> x;  // rows, with the 1 of the intercept where there is one
  std::vector<std::size_t> y;
  std::vector<double> weight;  // empty: 1
  std::vector<double> ridge;   // by column; empty: none

  std::size_t width() const { return x.front().size(); }
  std::size_t equations() const { return classes - (has_reference ? 1 : 0); }
};

struct ClassAnswer {
  Reals coefficients;     // equation by equation
  Reals standard_errors;  // likewise
  real log_likelihood = 0;
};

// Solves a x = b in place by elimination with the largest pivot; `b` has several columns.
inline void eliminate(std::vector<Reals>& a, std::vector<Reals>& b) {
  const std::size_t n = a.size();
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t best = c;
    for (std::size_t i = c + 1; i < n; ++i) {
      if (abs(a[i][c]) > abs(a[best][c])) best = i;
    }
    std::swap(a[c], a[best]);
    std::swap(b[c], b[best]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == c) continue;
      const real factor = a[i][c] / a[c][c];
      if (factor == 0) continue;
      for (std::size_t j = c; j < n; ++j) a[i][j] -= factor * a[c][j];
      for (std::size_t j = 0; j < b[i].size(); ++j) b[i][j] -= factor * b[c][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (real& value : b[i]) value /= a[i][i];
  }
}

// The probabilities of one row.
inline Reals probabilities(const ClassProblem& problem, const Reals& theta, std::size_t row) {
  Reals p(problem.classes);
  real sum = 0;
  for (std::size_t k = 0; k < problem.classes; ++k) {
    real z = 0;
    for (std::size_t j = 0; k < problem.equations() && j < problem.width(); ++j) {
      z += theta[k * problem.width() + j] * problem.x[row][j];
    }
    p[k] = exp(z);
    sum += p[k];
  }
  for (real& value : p) value /= sum;
  return p;
}

struct ClassDerivatives {
  real likelihood = 0;  // negative log-likelihood, without the ridge
  Reals gradient;
  std::vector<Reals> curvature;
};

inline ClassDerivatives derivatives(const ClassProblem& problem, const Reals& theta) {
  const std::size_t width = problem.width();
  const std::size_t n = problem.equations() * width;
  ClassDerivatives at;
  at.gradient.assign(n, 0);
  at.curvature.assign(n, Reals(n, 0));
  for (std::size_t i = 0; i < problem.x.size(); ++i) {
    const real w = problem.weight.empty() ? 1.0 : problem.weight[i];
    const Reals p = probabilities(problem, theta, i);
    at.likelihood -= w * log(p[problem.y[i]]);
    for (std::size_t a = 0; a < n; ++a) {
      const std::size_t k = a / width;
      const real xa = problem.x[i][a % width];
      at.gradient[a] += w * (p[k] - (k == problem.y[i] ? 1 : 0)) * xa;
      for (std::size_t b = 0; b < n; ++b) {
        const std::size_t l = b / width;
        at.curvature[a][b] +=
            w * (k == l ? p[k] * (1 - p[k]) : -p[k] * p[l]) * xa * problem.x[i][b % width];
      }
    }
  }
  for (std::size_t a = 0; a < n && !problem.ridge.empty(); ++a) {
    at.gradient[a] += problem.ridge[a % width] * theta[a];
    at.curvature[a][a] += problem.ridge[a % width];
  }
  return at;
}

inline ClassAnswer solve(const ClassProblem& problem) {
  const std::size_t width = problem.width();
  const std::size_t n = problem.equations() * width;
  Reals theta(n, 0);
  ClassAnswer answer;
  for (int iteration = 0; iteration < 60; ++iteration) {
    ClassDerivatives at = derivatives(problem, theta);
    // Columns that only differences of classes determine: their sum is held at 0.
    for (std::size_t a = 0; !problem.has_reference && a < n; ++a) {
      if (!problem.ridge.empty() && problem.ridge[a % width] != 0) continue;
      for (std::size_t b = a % width; b < n; b += width) {
        at.curvature[a][b] += 1;
        at.gradient[a] += theta[b];
      }
    }
    std::vector<Reals> right(n, Reals(n + 1, 0));
    for (std::size_t a = 0; a < n; ++a) {
      right[a][0] = at.gradient[a];
      right[a][a + 1] = 1;
    }
    eliminate(at.curvature, right);
    real largest = 0;
    real size = 1;
    for (std::size_t a = 0; a < n; ++a) {
      theta[a] -= right[a][0];
      if (abs(right[a][0]) > largest) largest = abs(right[a][0]);
      if (abs(theta[a]) > size) size = abs(theta[a]);
    }
    if (largest > real("1e-26") * size) continue;  // the next step would be its square
    for (std::size_t a = 0; a < n; ++a) answer.standard_errors.push_back(sqrt(right[a][a + 1]));
    break;
  }
  answer.coefficients = theta;
  answer.log_likelihood = -derivatives(problem, theta).likelihood;
  return answer;
}

// Columns x1 ... xP of numbers, y = 0 ... classes - 1, w of weights, f of counts.
inline Table simulate_classes(std::size_t rows, std::size_t features, std::size_t classes,
                              std::uint64_t seed) {
  Generator random(seed);
  Table table;
  std::vector<std::vector<double>> x(features, std::vector<double>(rows));
  std::vector<double> y(rows), w(rows), f(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < features; ++j) x[j][i] = random.bell();
    // Drawn class by class: each goes on with a probability that its column tells.
    std::size_t k = 0;
    while (k + 1 < classes && random.event(0.3 + 0.8 * x[k % features][i])) ++k;
    y[i] = static_cast<double>(k);
    w[i] = static_cast<double>(1 + random.below(7)) / 2.0;
    f[i] = static_cast<double>(random.below(4));
  }
  for (std::size_t j = 0; j < features; ++j) table.add("x" + std::to_string(j + 1), x[j]);
  table.add("y", y);
  table.add("w", w);
  table.add("f", f);
  return table;
}

// With an intercept; `base`, the reference, is put last.
inline ClassProblem class_problem(const Table& table, std::size_t features, std::size_t classes,
                                  std::size_t base = 0) {
  ClassProblem problem;
  problem.classes = classes;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    std::vector<double> row{1.0};
    for (std::size_t j = 0; j < features; ++j) row.push_back(table.columns[j][i]);
    problem.x.push_back(std::move(row));
    const auto label = static_cast<std::size_t>(table.column("y")[i]);
    problem.y.push_back(label == base ? classes - 1 : label > base ? label - 1 : label);
  }
  return problem;
}

}  // namespace reference

// SPDX-License-Identifier: Apache-2.0
#include "solver/dual_newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "kernels/tile_kernels.hpp"
#include "solver/cholesky.hpp"
#include "solver/dot.hpp"
#include "solver/newton.hpp"

namespace odds::solver {

namespace {

using Vector = std::vector<double>;

constexpr std::size_t piece_rows = 128;   // that a kernel takes at once
constexpr double rounding_level = 1e-13;  // of lambda, as in newton()

struct Point {
  Vector alpha, b;
  Vector k_alpha;   // K alpha
  Vector residual;  // r
  Vector root;      // of W's diagonal
  double likelihood = 0;
  double value = 0;  // F
};

struct Step {
  Vector alpha, k_alpha, b;
  double slope = 0;   // -lambda^2 of the total
  double radius = 0;  // squared, of the total
};

class Search {
 public:
  Search(const RowProblem& rows, const Problem& problem) : rows_(rows), problem_(problem) {}

  RowOutcome run(Vector start) {
    Point at;
    at.alpha.assign(rows_.rows, 0.0);
    at.k_alpha = at.alpha;
    at.b = std::move(start);
    evaluate(at);
    RowOutcome result;
    minimise(at, result.outcome);
    if (result.outcome.converged) polish(at, result.outcome);
    result.outcome.evaluation.likelihood = at.likelihood;
    result.outcome.evaluation.value = at.value;
    result.residual = std::move(at.residual);
    result.alpha = std::move(at.alpha);
    result.free = std::move(at.b);
    return result;
  }

 private:
  Vector times_kernel(const Vector& v) const {
    const std::size_t n = rows_.rows;
    Vector result(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      if (v[i] == 0.0) continue;
      const double* row = rows_.kernel.data() + i * n;
      for (std::size_t k = 0; k < n; ++k) result[k] += v[i] * row[k];
    }
    return result;
  }

  // sum_c b_c u_c
  void add_free(const Vector& b, Vector& to) const {
    for (std::size_t c = 0; c < b.size(); ++c) {
      const double* u = rows_.free.data() + c * rows_.rows;
      for (std::size_t i = 0; i < rows_.rows; ++i) to[i] += b[c] * u[i];
    }
  }
  Vector free_products(const Vector& v) const {
    Vector result(rows_.free_count(), 0.0);
    for (std::size_t c = 0; c < result.size(); ++c) {
      const double* u = rows_.free.data() + c * rows_.rows;
      for (std::size_t i = 0; i < rows_.rows; ++i) result[c] += v[i] * u[i];
    }
    return result;
  }

  // Sets all that follows from alpha, K alpha and b.
  void evaluate(Point& at) const {
    const std::size_t n = rows_.rows;
    const std::size_t padded = rows_.weight.size();
    base::AlignedVector<double> z(padded, 0.0), residual(padded), curvature(padded);
    Vector predictor = rows_.offset;
    for (std::size_t i = 0; i < n; ++i) predictor[i] += at.k_alpha[i];
    add_free(at.b, predictor);
    std::copy(predictor.begin(), predictor.end(), z.begin());
    at.likelihood = 0.0;
    for (std::size_t first = 0; first < padded; first += piece_rows) {
      const std::size_t count = std::min(piece_rows, padded - first);
      at.likelihood += kernels::logistic_loss(
          {rows_.weight.data() + first, rows_.trials.data() + first,
           rows_.successes.data() + first},
          count, z.data() + first, residual.data() + first, curvature.data() + first);
    }
    at.residual.assign(residual.begin(), residual.begin() + static_cast<std::ptrdiff_t>(n));
    at.root.resize(n);
    for (std::size_t i = 0; i < n; ++i) at.root[i] = std::sqrt(curvature[i]);
    at.value = at.likelihood + 0.5 * dot(at.alpha, at.k_alpha);
  }

  Vector rooted(const Point& at, Vector v) const {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] *= at.root[i];
    return v;
  }
  // W^1/2 B^-1 W^1/2 v
  Vector damped(const Point& at, const Cholesky& b, const Vector& v) const {
    return rooted(at, b.solve(rooted(at, v)));
  }

  std::optional<Cholesky> factor(const Point& at) const {
    const std::size_t n = rows_.rows;
    Vector b(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < n; ++k) {
        b[i * n + k] = at.root[i] * rows_.kernel[i * n + k] * at.root[k] + (i == k ? 1.0 : 0.0);
      }
    }
    return Cholesky::factor(b, n);
  }

  std::optional<Step> newton_step(const Point& at) const {
    const std::size_t n = rows_.rows;
    const std::size_t q = rows_.free_count();
    const auto b = factor(at);
    if (!b) return std::nullopt;
    Vector e(n);
    for (std::size_t i = 0; i < n; ++i) e[i] = at.residual[i] + at.alpha[i];
    const Vector k_e = times_kernel(e);
    Step step;
    step.alpha = damped(at, *b, k_e);  // becomes -M e
    for (std::size_t i = 0; i < n; ++i) step.alpha[i] -= e[i];
    step.b.assign(q, 0.0);
    double of_free = 0.0;  // max t'G^-1 t
    if (q > 0) {
      const std::optional<double> largest = free_step(at, *b, step);
      if (!largest) return std::nullopt;
      of_free = *largest;
    }
    step.k_alpha = times_kernel(step.alpha);
    step.slope = dot(free_products(at.residual), step.b) + dot(k_e, step.alpha);
    double largest = 0.0;
    for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, rows_.kernel[i * n + i]);
    step.radius = largest + of_free;
    return step;
  }

  // Adds the part of the free columns to a step without them; the largest t'G^-1 t over rows.
  std::optional<double> free_step(const Point& at, const Cholesky& b, Step& step) const {
    const std::size_t n = rows_.rows;
    const std::size_t q = rows_.free_count();
    std::vector<Vector> damped_free;
    for (std::size_t c = 0; c < q; ++c) {
      const auto u = rows_.free.begin() + static_cast<std::ptrdiff_t>(c * n);
      damped_free.push_back(damped(at, b, Vector(u, u + static_cast<std::ptrdiff_t>(n))));
    }
    Vector g(q * q);
    for (std::size_t c = 0; c < q; ++c) {
      const Vector products = free_products(damped_free[c]);
      for (std::size_t d = 0; d < q; ++d) g[c * q + d] = products[d];
    }
    for (std::size_t c = 0; c < q; ++c) {
      for (std::size_t d = 0; d < c; ++d) g[c * q + d] = g[d * q + c];
    }
    const auto factor = Cholesky::factor(g, q, 1e-14);
    if (!factor) return std::nullopt;
    // U'alpha - U'M e, with -M e in step.alpha.
    Vector right = free_products(at.alpha);
    const Vector other = free_products(step.alpha);
    for (std::size_t c = 0; c < q; ++c) right[c] += other[c];
    step.b = factor->solve(right);
    std::vector<Vector> t;
    for (std::size_t c = 0; c < q; ++c) {
      for (std::size_t i = 0; i < n; ++i) step.alpha[i] -= step.b[c] * damped_free[c][i];
      t.push_back(times_kernel(damped_free[c]));
      for (std::size_t i = 0; i < n; ++i) t[c][i] = rows_.free[c * n + i] - t[c][i];
    }
    double largest = 0.0;
    Vector row(q);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < q; ++c) row[c] = t[c][i];
      const double length = factor->inverse_norm(row);
      largest = std::max(largest, length * length);
    }
    return largest;
  }

  void prove(const std::optional<Step>& step, Outcome& outcome) const {
    Proof& proof = outcome.proof;
    proof = Proof();
    proof.has_factor = step.has_value();
    proof.u = std::numeric_limits<double>::infinity();
    if (step) {
      const double rescale = problem_.scale.nobs / problem_.scale.sum_weights;
      proof.decrement = std::sqrt(std::max(0.0, -step->slope) * rescale);
      proof.radius = std::sqrt(step->radius / rescale);
      proof.u = proof.radius * proof.decrement;
      proof.newton_step = step->b;
    }
    bound_error(problem_.scale, proof);
  }

  static Point moved(const Point& from, const Step& step, double t) {
    Point to;
    to.alpha = from.alpha;
    to.k_alpha = from.k_alpha;
    to.b = from.b;
    for (std::size_t i = 0; i < to.alpha.size(); ++i) {
      to.alpha[i] += t * step.alpha[i];
      to.k_alpha[i] += t * step.k_alpha[i];
    }
    for (std::size_t c = 0; c < to.b.size(); ++c) to.b[c] += t * step.b[c];
    return to;
  }

  bool advance(const Step& step, Point& at) const {
    constexpr double sufficient = 1e-4;
    const double noise = 1e-14 * std::fabs(at.value);
    double t = 1.0;
    for (int halvings = 0; halvings <= 40; ++halvings, t *= 0.5) {
      Point to = moved(at, step, t);
      evaluate(to);
      if (!(to.value <= at.value + sufficient * t * step.slope + noise)) continue;
      at = std::move(to);
      return true;
    }
    return false;
  }

  void minimise(Point& at, Outcome& outcome) const {
    for (;; ++outcome.iterations) {
      const std::optional<Step> step = newton_step(at);
      prove(step, outcome);
      record(at, outcome);
      outcome.converged = is_proved(problem_, outcome.proof);
      outcome.stop_reason = "decrement";
      if (outcome.converged) return;
      outcome.stop_reason = "max_iterations";
      if (outcome.iterations >= problem_.max_iterations) return;
      outcome.stop_reason = "interrupted";
      if (stop_requested(problem_, outcome.iterations, at.value)) return;
      outcome.stop_reason = "line_search";
      if (!step || !advance(*step, at)) return;
    }
  }

  // Full steps until lambda has reached the level of rounding, with K alpha through the columns.
  void polish(Point& at, Outcome& outcome) const {
    constexpr int most_steps = 3;
    at.k_alpha = rows_.through_columns(at.alpha);
    evaluate(at);
    for (int steps = 0;; ++steps) {
      const std::optional<Step> step = newton_step(at);
      Outcome next = outcome;
      prove(step, next);
      const double before = outcome.proof.decrement;
      if (!step || !(next.proof.u < 0.9)) return;
      outcome = std::move(next);
      record(at, outcome);
      const bool is_done = outcome.proof.decrement <= rounding_level ||
                           (steps > 0 && outcome.proof.decrement > 0.1 * before);
      if (is_done || steps == most_steps) return;
      at = moved(at, *step, 1.0);
      at.k_alpha = rows_.through_columns(at.alpha);
      evaluate(at);
      ++outcome.iterations;
    }
  }

  void record(const Point& at, Outcome& outcome) const {
    TracePoint point{outcome.iterations, at.value / problem_.scale.sum_weights};
    if (outcome.proof.has_factor) point.decrement = outcome.proof.decrement;
    outcome.trace.add(point);
  }

  const RowProblem& rows_;
  const Problem& problem_;
};

}  // namespace

RowOutcome dual_newton(const RowProblem& rows, const Problem& problem, std::vector<double> start) {
  return Search(rows, problem).run(std::move(start));
}

}  // namespace odds::solver

// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <numeric>
#include "benchmarks/sparse_data.hpp"
#include "inference/shared_passes.hpp"
#include "kernels/tile_kernels.hpp"
#include "objective/feature_likelihood.hpp"
#include "solver/newton_cg.hpp"
#include "solver/orthant_newton.hpp"
using namespace odds;
using namespace odds::bench;
using namespace odds::objective;
template <class F>
double best(int n, F f) {
  double b = 1e9;
  for (int i = 0; i < n; ++i) {
    auto t = std::chrono::steady_clock::now();
    f();
    b = std::min(b, std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count());
  }
  return b;
}
int main(int argc, char** argv) {
  std::string what = argc > 1 ? argv[1] : "generated";
  unsigned threads = argc > 2 ? atoi(argv[2]) : 4;
  SparseData data = what == "generated" ? generate(700000, 47000, 80, 4) : read_libsvm(what);
  double C = argc > 3 ? atof(argv[3]) : 1;
  auto mat = data.matrix();
  if (argc > 4) mat.has_ones = atoi(argv[4]);
  int reps = argc > 5 ? atoi(argv[5]) : 5;
  SparseFeatures X(mat, threads);
  ResponseRows y = data.response();
  std::printf("%zu rows %zu columns %zu entries ones %d\n", X.row_count(), X.column_count(),
              X.entry_count(), data.all_ones);
  std::vector<double> s(X.column_count(), 1 / C);
  if (mat.has_ones) s[0] = 0;
  double t = best(reps, [&] {
    if (getenv("L1")) {
      std::vector<penalty::ElasticNet> P(s.size());
      for (size_t j = 0; j < s.size(); ++j) P[j].l1 = s[j];
      FeatureLikelihood F(X, y, std::vector<double>(s.size(), 0.0));
      auto out = solver::orthant_newton(F, P, std::vector<double>(s.size()), {});
      size_t nz = 0;
      for (double t : out.coefficients) nz += t != 0;
      if (!getenv("QUIET"))
        std::printf("%d %s its %ld products %ld value %.17g gap %g nonzero %zu\n", out.converged,
                    out.stop_reason.c_str(), (long)out.iterations, (long)out.products, out.value,
                    out.gap, nz);
      return;
    }
    if (getenv("SHARED")) {
      RunOptions run;
      run.threads = threads;
      inference::SharedPasses P(X, y, {}, 0, run);
      inference::PenaltyStrengths unit{s, std::vector<double>(s.size()),
                                       std::vector<double>(s.size(), -HUGE_VAL),
                                       std::vector<double>(s.size(), HUGE_VAL)};
      inference::PenalisedFit fit;
      fit.unit = &unit;
      fit.l1 = 1;
      fit.theta.assign(s.size(), 0.0);
      inference::Goal goal;
      goal.gap = 1e-9;
      goal.decrement = 1e-12;
      goal.is_exact = true;
      P.solve({&fit}, goal);
      size_t nz = 0;
      for (double t : fit.theta) nz += t != 0;
      if (!getenv("QUIET"))
        std::printf("shared %d %s its %ld value %.17g gap %g nonzero %zu\n", fit.converged,
                    fit.stop_reason.c_str(), (long)fit.iterations, fit.objective, fit.gap, nz);
      return;
    }
    FeatureLikelihood F(X, y, s);
    solver::NewtonCgOptions o;
    o.nobs = y.sum_weights;
    if (getenv("TOL")) o.tolerance = atof(getenv("TOL"));
    auto out = solver::newton_cg(F, std::vector<double>(s.size()), o);
    if (reps < 0 || !getenv("QUIET"))
      std::printf("%d %s its %ld products %ld value %.17g gap %g theta1 %.17g\n", out.converged,
                  out.stop_reason.c_str(), (long)out.iterations, (long)out.products,
                  out.value.value, out.gap, out.coefficients[1]);
  });
  std::printf("fit %.2f ms\n", t * 1e3);
}

// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <numeric>
#include "benchmarks/sparse_data.hpp"
#include "kernels/tile_kernels.hpp"
#include "objective/feature_likelihood.hpp"
#include "solver/newton_cg.hpp"
using namespace odds; using namespace odds::bench; using namespace odds::objective;
template <class F> double best(int n, F f) { double b = 1e9; for (int i = 0; i < n; ++i) { auto t = std::chrono::steady_clock::now(); f(); b = std::min(b, std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count()); } return b; }
int main(int argc, char** argv) {
  std::string what = argc > 1 ? argv[1] : "generated";
  unsigned threads = argc > 2 ? atoi(argv[2]) : 4;
  SparseData data = what == "generated" ? generate(700000, 47000, 80, 4) : read_libsvm(what);
  double C = argc > 3 ? atof(argv[3]) : 1;
  auto mat = data.matrix(); if (argc > 4) mat.has_ones = atoi(argv[4]);
  int reps = argc > 5 ? atoi(argv[5]) : 5;
  SparseFeatures X(mat, threads); ResponseRows y = data.response();
  std::printf("%zu rows %zu columns %zu entries ones %d\n", X.row_count(), X.column_count(), X.entry_count(), data.all_ones);
  std::vector<double> s(X.column_count(), 1 / C); if (mat.has_ones) s[0] = 0;
  double t = best(reps, [&] {
    FeatureLikelihood F(X, y, s);
    solver::NewtonCgOptions o; o.nobs = y.sum_weights; if (getenv("TOL")) o.tolerance = atof(getenv("TOL"));
    auto out = solver::newton_cg(F, std::vector<double>(s.size()), o);
    if (reps < 0 || !getenv("QUIET")) std::printf("%d %s its %ld products %ld value %.17g gap %g theta1 %.17g\n", out.converged, out.stop_reason.c_str(), (long)out.iterations, (long)out.products, out.value.value, out.gap, out.coefficients[1]);
  });
  std::printf("fit %.2f ms\n", t*1e3);
}

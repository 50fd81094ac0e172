// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <numeric>
#include "benchmarks/sparse_data.hpp"
#include "kernels/tile_kernels.hpp"
using namespace odds; using namespace odds::bench; using namespace odds::objective;
template <class F> double best(int n, F f) { double b = 1e9; for (int i = 0; i < n; ++i) { auto t = std::chrono::steady_clock::now(); f(); b = std::min(b, std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count()); } return b; }
int main(int argc, char** argv) {
  std::string what = argc > 1 ? argv[1] : "generated";
  unsigned threads = argc > 2 ? atoi(argv[2]) : 4;
  SparseData data = what == "generated" ? generate(700000, 47000, 80, 4) : read_libsvm(what);
  if (argc > 3) write_libsvm(data, argv[3]);
  SparseFeatures X(data.matrix(), threads); ResponseRows y = data.response();
  std::printf("%zu rows %zu columns %zu entries ones %d\n", X.row_count(), X.column_count(), X.entry_count(), data.all_ones);
  std::vector<std::uint32_t> all(X.column_count()); std::iota(all.begin(), all.end(), 0u);
  std::vector<double> theta(all.size(), 0.01), g(all.size()); double s = 0;
  auto step = [&](std::size_t f, std::size_t n, double* z, double* sums) {
    sums[0] += kernels::logistic_loss({y.weight.data()+f, y.trials.data()+f, y.successes.data()+f}, (n+7)/8*8, z, z, nullptr);
  };
  double t = best(15, [&] { X.pass(all, theta.data(), 1, step, 1, &s, all, g.data()); });
  std::printf("pass %.2f ms  %.3f ns/entry loss %.17g\n", t*1e3, t*1e9/X.entry_count(), s);
  t = best(15, [&] { X.pass(all, theta.data(), 1, step, 1, &s, {}, nullptr); });
  std::printf("value only %.2f ms\n", t*1e3);
  t = best(5, [&] { X.square_sums(y.weight.data(), g.data()); });
  std::printf("squares %.2f ms\n", t*1e3);
}

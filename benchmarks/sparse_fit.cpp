// SPDX-License-Identifier: Apache-2.0
//
// Fits over sparse columns, on a generated set like rcv1 or on a file in LIBSVM's format:
//
//   odds-bench-sparse_fit generated|FILE l1|l2 C THREADS REPEATS
//
// The penalty is 1/C on the total loss, as LIBLINEAR's; no intercept. REPEATS 0 writes the data to
// DATA.libsvm instead, for other programs. ODDS_BENCH_ROWS=N: rows of the generated set.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "benchmarks/sparse_data.hpp"
#include "inference/sparse_minimum.hpp"

namespace {

using namespace odds;

inference::PenaltyStrengths strengths(std::size_t columns, bool is_l1, double each) {
  const std::vector<double> on(columns, each);
  const std::vector<double> off(columns, 0.0);
  return {is_l1 ? on : off, is_l1 ? off : on, std::vector<double>(columns, -HUGE_VAL),
          std::vector<double>(columns, HUGE_VAL)};
}

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* wanted = std::getenv(name);
  return wanted == nullptr ? otherwise : std::strtoull(wanted, nullptr, 10);
}

double value(const inference::SparseMinimum& minimum, const inference::PenaltyStrengths& penalty) {
  double sum = minimum.likelihood;
  for (std::size_t j = 0; j < minimum.theta.size(); ++j) {
    const double t = minimum.theta[j];
    sum += penalty.l1[j] * std::fabs(t) + 0.5 * penalty.l2[j] * t * t;
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string data_name = argc > 1 ? argv[1] : "generated";
  const bool is_l1 = argc > 2 && std::string(argv[2]) == "l1";
  const double c = argc > 3 ? std::atof(argv[3]) : 1.0;
  RunOptions run;
  run.threads = argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : 0;
  const int repeats = argc > 5 ? std::atoi(argv[5]) : 3;
  const unsigned threads = parallel::thread_count(run);
  const bench::SparseData data =
      data_name == "generated"
          ? bench::generate(from_environment("ODDS_BENCH_ROWS", 700'000), 47'000, 80, threads)
          : bench::read_libsvm(data_name);
  if (repeats == 0) {
    bench::write_libsvm(data, data_name + ".libsvm");
    return 0;
  }
  objective::SparseMatrix matrix = data.matrix();
  matrix.has_ones = false;
  const objective::SparseFeatures features(std::move(matrix), threads);
  const objective::ResponseRows response = data.response();
  const inference::PenaltyStrengths penalty = strengths(features.column_count(), is_l1, 1.0 / c);
  EstimateOptions options;
  (is_l1 ? options.l1 : options.l2) = 1.0 / (c * response.sum_weights);
  std::printf("%zu rows, %zu columns, %zu entries\n", features.row_count(), features.column_count(),
              features.entry_count());
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t clock = std::clock();
    const inference::SparseMinimum minimum =
        inference::minimise_sparse({features, response, penalty, response.sum_weights},
                                   std::vector<double>(features.column_count()), options, run);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const double cpu = static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC;
    const auto zeros = std::count(minimum.theta.begin(), minimum.theta.end(), 0.0);
    std::printf(
        "%8.4f s (cpu %8.4f)  %s %s, %s, %lld iterations, objective %.15g, gap %.3g, "
        "not 0: %zu\n",
        wall.count(), cpu, minimum.solver.c_str(),
        minimum.converged ? "converged" : "not converged", minimum.stop_reason.c_str(),
        static_cast<long long>(minimum.iterations), value(minimum, penalty),
        minimum.certificate.objective_gap, minimum.theta.size() - static_cast<std::size_t>(zeros));
  }
}

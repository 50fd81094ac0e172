// SPDX-License-Identifier: Apache-2.0
//
// The products and activations of a network's layers on one thread, in the shapes of the benchmark
// of networks: `Flop/s` of the products, `units` a second of the activations.
//
//   odds-bench-products                      ODDS_KERNELS=avx2 odds-bench-products
#include <benchmark/benchmark.h>

#include <cstddef>
#include <random>

#include "base/aligned.hpp"
#include "kernels/matrix_kernels.hpp"

namespace odds::bench {
namespace {

base::AlignedVector<double> normal_values(std::size_t count) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  base::AlignedVector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

// Arguments: rows, depth, columns, and the strides of left by row and by column, and of right.
void product(benchmark::State& state) {
  const auto argument = [&](std::size_t i) { return static_cast<std::size_t>(state.range(i)); };
  const std::size_t rows = argument(0);
  const std::size_t depth = argument(1);
  const std::size_t columns = argument(2);
  const base::AlignedVector<double> values =
      normal_values(rows * argument(3) + depth * argument(4));
  const base::AlignedVector<double> right = normal_values(depth * argument(5));
  base::AlignedVector<double> sums(rows * argument(5));
  const kernels::StridedMatrix left{values.data(), argument(3), argument(4)};
  for (auto _ : state) {
    kernels::multiply_add(left, rows, depth, right.data(), argument(5), columns, sums.data(),
                          argument(5));
    benchmark::ClobberMemory();
  }
  using benchmark::Counter;
  state.counters["Flop/s"] = Counter(2.0 * static_cast<double>(rows * depth * columns),
                                     Counter::kIsIterationInvariantRate);
}

void activation(benchmark::State& state, decltype(&kernels::activate_logistic) activate) {
  constexpr std::size_t count = 2048;
  const base::AlignedVector<double> z = normal_values(count);
  base::AlignedVector<double> value(count);
  base::AlignedVector<double> slope(count);
  for (auto _ : state) {
    activate(z.data(), count, value.data(), slope.data());
    benchmark::ClobberMemory();
  }
  using benchmark::Counter;
  state.counters["units"] = Counter(count, Counter::kIsIterationInvariantRate);
}

void logistic(benchmark::State& state) { activation(state, &kernels::activate_logistic); }
void tanh(benchmark::State& state) { activation(state, &kernels::activate_tanh); }
void relu(benchmark::State& state) { activation(state, &kernels::activate_relu); }

// 28 features and a hidden layer of 16, then 256 after 256, then the output unit.
BENCHMARK(product)
    ->Args({128, 29, 16, 1, 136, 16})
    ->Args({29, 128, 16, 136, 1, 16})
    ->Args({128, 256, 256, 264, 1, 264})
    ->Args({256, 128, 256, 1, 264, 264})
    ->Args({128, 256, 256, 1, 136, 264})
    ->Args({256, 128, 256, 136, 1, 264})
    ->Args({128, 16, 8, 16, 1, 8})
    ->Args({16, 128, 8, 1, 16, 8})
    ->Args({128, 256, 8, 264, 1, 8})
    ->Args({256, 128, 8, 1, 264, 8})
    ->Args({128, 29, 24, 1, 136, 24});
BENCHMARK(logistic);
BENCHMARK(tanh);
BENCHMARK(relu);

}  // namespace
}  // namespace odds::bench

BENCHMARK_MAIN();

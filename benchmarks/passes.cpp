// SPDX-License-Identifier: Apache-2.0
//
// One pass over a table in memory, for each kind of pass that a fit makes, beside what the machine
// allows: `bandwidth` is the share of the memory bandwidth and `flops` the share of the
// multiply-add rate, both measured here, in the same run and on the same threads.
//
//   odds-bench-passes                                1,000,000 x 28 numbers
//   ODDS_BENCH_ROWS=100000 ODDS_BENCH_COLUMNS=100 ODDS_BENCH_THREADS=2 odds-bench-passes
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "benchmarks/passes.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace odds::bench {
namespace HWY_NAMESPACE {

// Independent multiply-adds in registers; returns how many operations that were.
double multiply_adds(double& sink) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<double> d;
  constexpr int chains = 12;
  constexpr int rounds = 1'000'000;
  hn::Vec<decltype(d)> sums[chains];
  for (int c = 0; c < chains; ++c) sums[c] = hn::Set(d, 1e-9 * c);
  const auto factor = hn::Set(d, 1.0 - sink * 1e-300);
  for (int round = 0; round < rounds; ++round) {
    for (auto& sum : sums) sum = hn::MulAdd(sum, factor, factor);
  }
  auto total = sums[0];
  for (int c = 1; c < chains; ++c) total = hn::Add(total, sums[c]);
  sink += hn::GetLane(total);
  return 2.0 * chains * rounds * static_cast<double>(hn::Lanes(d));
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "design/design.hpp"
#include "objective/likelihood.hpp"
#include "parallel/team.hpp"

namespace odds::bench {

HWY_EXPORT(multiply_adds);

namespace {

using objective::Objective;
using objective::Order;

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* wanted = std::getenv(name);
  return wanted == nullptr ? otherwise : std::strtoull(wanted, nullptr, 10);
}

unsigned thread_count() {
  RunOptions run;
  run.threads = static_cast<unsigned>(from_environment("ODDS_BENCH_THREADS", 0));
  return parallel::thread_count(run);
}

template <class F>
double seconds(F&& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Standard normal columns and a response drawn from a logistic model.
class Data {
 public:
  Data() : columns_(from_environment("ODDS_BENCH_COLUMNS", 28)) {
    const std::size_t rows = from_environment("ODDS_BENCH_ROWS", 1'000'000);
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    std::vector<double> predictor(rows, 0.0);
    for (std::size_t j = 0; j < columns_; ++j) {
      values_.emplace_back(rows);
      const double slope = (j % 2 == 0 ? 0.5 : -0.5) / static_cast<double>(j + 1);
      for (std::size_t i = 0; i < rows; ++i) {
        values_[j][i] = normal(random);
        predictor[i] += slope * values_[j][i];
      }
    }
    values_.emplace_back(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      values_.back()[i] = uniform(random) < 1 / (1 + std::exp(-predictor[i])) ? 1.0 : 0.0;
    }
    for (std::size_t j = 0; j <= columns_; ++j) {
      table_.add_numbers(j == columns_ ? "y" : "x" + std::to_string(j), values_[j]);
    }
  }

  const Table& table() const { return table_; }
  std::size_t columns() const { return columns_; }
  const std::vector<std::vector<double>>& values() const { return values_; }
  // Of the features alone.
  double bytes() const {
    return 8.0 * static_cast<double>(columns_) * static_cast<double>(values_[0].size());
  }
  double rows() const { return static_cast<double>(values_[0].size()); }
  static FitOptions options() {
    FitOptions options;
    options.target = "y";
    return options;
  }

 private:
  std::size_t columns_;
  std::vector<std::vector<double>> values_;
  Table table_;
};

const Data& data() {
  static const Data data;
  return data;
}

// Bytes a second that all threads together read from the columns, the best of five.
double bandwidth() {
  static const double measured = [] {
    const unsigned workers = thread_count();
    double best = 0;
    for (int round = 0; round < 5; ++round) {
      std::vector<double> sums(workers * 64, 0.0);
      const double time = seconds([&] {
        parallel::run_workers(workers, [&](unsigned worker) {
          for (const std::vector<double>& column : data().values()) {
            const std::size_t share = column.size() / workers;
            const double* x = column.data() + worker * share;
            double lanes[32] = {};
            for (std::size_t i = 0; i + 32 <= share; i += 32) {
              for (std::size_t l = 0; l < 32; ++l) lanes[l] += x[i + l];
            }
            for (const double lane : lanes) sums[worker * 64] += lane;
          }
        });
      });
      benchmark::DoNotOptimize(sums.data());
      best = std::max(best, (data().bytes() + 8 * data().rows()) / time);
    }
    return best;
  }();
  return measured;
}

// Floating-point operations a second of all threads together, the best of five.
double flop_rate() {
  static const double measured = [] {
    const unsigned workers = thread_count();
    double best = 0;
    for (int round = 0; round < 5; ++round) {
      std::vector<double> sinks(workers * 64, 0.0);
      double operations = 0;
      const double time = seconds([&] {
        parallel::run_workers(workers, [&](unsigned worker) {
          const double done = HWY_DYNAMIC_DISPATCH(multiply_adds)(sinks[worker * 64]);
          if (worker == 0) operations = done * workers;
        });
      });
      best = std::max(best, operations / time);
    }
    return best;
  }();
  return measured;
}

// `flops`: of one row.
void report(benchmark::State& state, double flops) {
  const auto rounds = static_cast<double>(state.iterations());
  using benchmark::Counter;
  state.counters["bandwidth"] = Counter(rounds * data().bytes() / bandwidth(), Counter::kIsRate);
  state.counters["flops"] = Counter(rounds * flops * data().rows() / flop_rate(), Counter::kIsRate);
}

void machine(benchmark::State& state) {
  double time = 1;
  for (auto _ : state) time = data().bytes() / bandwidth();
  state.counters["GB/s"] = bandwidth() / 1e9;
  state.counters["GFlop/s"] = flop_rate() / 1e9;
  state.counters["threads"] = thread_count();
  state.SetIterationTime(time);
}

void pass(benchmark::State& state, Order order) {
  const design::Design design(data().table(), Data::options(), RunOptions());
  const Objective objective(design, objective::View(), penalty::Ridge(), thread_count());
  const std::vector<double> coefficients(objective.dimension(), 0.01);
  for (auto _ : state) benchmark::DoNotOptimize(objective.evaluate(coefficients, order));
  const auto p = static_cast<double>(objective.dimension());
  const double products = order == Order::value ? 2 * p : 4 * p;
  report(state, products + (order == Order::curvature ? p * (p + 1) : 0.0));
}

void value(benchmark::State& state) { pass(state, Order::value); }
void gradient(benchmark::State& state) { pass(state, Order::gradient); }
void curvature(benchmark::State& state) { pass(state, Order::curvature); }

// Names, levels, event, means and ranges: what comes before the first pass of the solver.
void design_of_table(benchmark::State& state) {
  RunOptions run;
  run.threads = thread_count();
  const Table& table = data().table();
  for (auto _ : state) {
    const design::Design design(table, Data::options(), run);
    benchmark::DoNotOptimize(design.inner_count());
  }
  report(state, 4 * static_cast<double>(data().columns()));
}

void whole_fit(benchmark::State& state) {
  RunOptions run;
  run.threads = thread_count();
  const Table& table = data().table();
  for (auto _ : state) {
    const FittedModel model = fit(table, Data::options(), run);
    if (!model.converged) state.SkipWithError("not converged");
  }
}

BENCHMARK(machine)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(1);
BENCHMARK(design_of_table)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(value)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(gradient)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(curvature)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(whole_fit)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace odds::bench

BENCHMARK_MAIN();

#endif

// SPDX-License-Identifier: Apache-2.0
//
// How fast a table in memory is evaluated, and the sort in it, beside what the machine allows:
// writing and reading as many bytes as the sort moves.
//
//   odds-bench-evaluate                             200,000 rows
//   ODDS_BENCH_ROWS=1000000 odds-bench-evaluate
//
// The answer first: the area under the curve is counted again with the standard library's sort.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/ranks/sort.hpp"

namespace {

std::size_t row_count() {
  const char* wanted = std::getenv("ODDS_BENCH_ROWS");
  return wanted == nullptr ? 200'000 : std::strtoull(wanted, nullptr, 10);
}

// y and one column of scores x, with z = x; the model says twice as much as the truth.
class Data {
 public:
  Data() {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (std::size_t row = 0; row < row_count(); ++row) {
      x_.push_back(2 * normal(random));
      y_.push_back(uniform(random) < 1 / (1 + std::exp(-x_.back() / 2)) ? 1 : 0);
    }
    table_.add_numbers("y", y_);
    table_.add_numbers("x", x_);
    model_.target = "y";
    model_.event = "1";
    model_.non_event = "0";
    odds::ColumnEncoding column;
    column.name = "x";
    model_.columns.push_back(column);
    odds::Term term;
    term.column = "x";
    term.estimate = 1;
    model_.terms.push_back(term);
    model_.converged = true;
  }

  const odds::Table& table() const { return table_; }
  const odds::FittedModel& model() const { return model_; }

  double area() const {
    std::vector<std::pair<double, double>> rows;
    for (std::size_t i = 0; i < x_.size(); ++i) rows.emplace_back(x_[i], y_[i]);
    std::sort(rows.begin(), rows.end());
    double others = 0, concordant = 0;  // the scores are all different
    for (const auto& [x, y] : rows) {
      concordant += y * others;
      others += 1 - y;
    }
    return concordant / (others * (static_cast<double>(x_.size()) - others));
  }

  odds::evaluation::ScoredRows scores() const {
    odds::evaluation::ScoredRows rows(x_.size());
    for (std::size_t i = 0; i < x_.size(); ++i) rows.data()[i] = {x_[i], i << 1U};
    return rows;
  }

 private:
  std::vector<double> x_, y_;
  odds::Table table_;
  odds::FittedModel model_;
};

const Data& data() {
  static const Data made;
  return made;
}

odds::RunOptions with_threads(benchmark::State& state) {
  odds::RunOptions run;
  run.threads = static_cast<unsigned>(state.range(0));
  return run;
}

void set_rows(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(row_count()));
}

void evaluate_table(benchmark::State& state) {
  const odds::RunOptions run = with_threads(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(odds::evaluate(data().model(), data().table(), {}, run));
  }
  set_rows(state);
}

void evaluate_with_curves(benchmark::State& state) {
  const odds::RunOptions run = with_threads(state);
  odds::EvaluateOptions options;
  options.curves = true;
  for (auto _ : state) {
    benchmark::DoNotOptimize(odds::evaluate(data().model(), data().table(), options, run));
  }
  set_rows(state);
}

void sort_scores(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    odds::evaluation::ScoredRows rows = data().scores();
    state.ResumeTiming();
    odds::evaluation::sort_by_score(rows, static_cast<unsigned>(state.range(0)));
    benchmark::DoNotOptimize(rows.data());
  }
  set_rows(state);
}

// The machine: eight copies of 16 bytes a row, on one thread.
void machine_copies(benchmark::State& state) {
  const std::size_t bytes = row_count() * sizeof(odds::evaluation::ScoredRow);
  std::vector<char> from(bytes, 1), to(bytes, 1);
  for (auto _ : state) {
    for (int pass = 0; pass < 8; ++pass) {
      std::memcpy(to.data(), from.data(), bytes);
      benchmark::DoNotOptimize(to.data());
      std::swap(from, to);
    }
  }
  set_rows(state);
}

BENCHMARK(machine_copies)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(sort_scores)->Arg(1)->Arg(2)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(evaluate_table)->Arg(1)->Arg(2)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(evaluate_with_curves)
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  const double area = odds::evaluate(data().model(), data().table(), {}, {}).auc;
  if (std::fabs(area - data().area()) > 1e-13) {
    std::fprintf(stderr, "the area under the curve is %.17g, not %.17g\n", area, data().area());
    return 1;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}

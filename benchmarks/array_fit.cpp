// SPDX-License-Identifier: Apache-2.0
//
// The two halves of a fit through the C++ API, for `benchmarks/compare`: a file to a table, and the
// fit alone from arrays in memory.
//
//   odds-bench-array_fit FILE.csv TARGET THREADS RUNS     one JSON object on standard output
#include <sys/mman.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <odds/model.hpp>
#include <odds/read.hpp>

namespace {

// Large arrays on large pages, as numpy asks for them.
template <class T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <class U>
  explicit LargePages(const LargePages<U>&) {}
  T* allocate(std::size_t count) {
    constexpr std::size_t page = std::size_t{1} << 21U;
    const std::size_t bytes = (count * sizeof(T) + page - 1) / page * page;
    void* memory = std::aligned_alloc(page, bytes);
    if (memory == nullptr) throw std::bad_alloc();
    madvise(memory, bytes, MADV_HUGEPAGE);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { std::free(memory); }
  friend bool operator==(const LargePages&, const LargePages&) { return true; }
};
using Array = std::vector<double, LargePages<double>>;

// The columns of a file of numbers side by side: a matrix in column-major order.
Array matrix_of(const odds::Table& table) {
  const std::uint64_t rows = table.row_count();
  Array matrix(table.columns().size() * rows);
  for (std::size_t column = 0; column < table.columns().size(); ++column) {
    for (std::uint64_t b = 0; b < table.block_count(); ++b) {
      const odds::BlockView block = table.block(b);
      block.load_numbers(column, 0, block.rows, &matrix[column * rows + block.first_row]);
    }
  }
  return matrix;
}

template <class F>
double seconds_of(F&& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// The times of runs 1, 2, ...; run 0 is the warm-up.
template <class F>
std::string times_of(int runs, F&& f) {
  std::string list;
  for (int i = 0; i <= runs; ++i) {
    const double seconds = seconds_of(f);
    if (i != 0) list += (i > 1 ? ", " : "") + std::to_string(seconds);
  }
  return list;
}

void run(const std::string& path, const std::string& target, unsigned threads, int runs) {
  odds::RunOptions run;
  run.threads = threads;
  std::vector<std::string> names;
  Array matrix;
  {
    const odds::ReadResult read = odds::read_csv(path, {}, {}, run);
    matrix = matrix_of(read.table);
    for (const odds::ColumnInfo& column : read.table.columns()) names.push_back(column.name);
  }
  odds::FitOptions options;
  options.target = target;
  const std::string read_seconds =
      times_of(runs, [&] { const odds::ReadResult again = odds::read_csv(path, {}, {}, run); });
  odds::FittedModel model;
  const std::string seconds = times_of(runs, [&] {
    odds::Table table;
    const std::size_t rows = matrix.size() / names.size();
    for (std::size_t c = 0; c < names.size(); ++c) {
      table.add_numbers(names[c], {&matrix[c * rows], rows});
    }
    model = odds::fit(table, options, run);
  });
  std::printf("{\"read_seconds\": [%s], \"seconds\": [%s], \"converged\": %s, ",
              read_seconds.c_str(), seconds.c_str(), model.converged ? "true" : "false");
  std::printf("\"coefficients\": [");
  for (std::size_t j = 0; j < model.terms.size(); ++j) {
    std::printf("%s%.17g", j == 0 ? "" : ", ", model.terms[j].estimate);
  }
  std::printf("]}\n");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fprintf(stderr, "usage: odds-bench-array_fit FILE.csv TARGET THREADS RUNS\n");
    return 2;
  }
  try {
    run(arguments[1], arguments[2], static_cast<unsigned>(std::atoi(arguments[3])),
        std::atoi(arguments[4]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "odds-bench-array_fit: %s\n", error.what());
    return 1;
  }
  return 0;
}

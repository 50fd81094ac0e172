// SPDX-License-Identifier: Apache-2.0
//
// The fit alone, from arrays in memory through the C++ API: the part of `benchmarks/compare` that
// starts its clock when the data are there.
//
//   odds-bench-array_fit FILE.csv TARGET THREADS RUNS     one JSON object on standard output
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include <odds/model.hpp>
#include <odds/read.hpp>

namespace {

// The columns of a file of numbers as plain arrays.
std::vector<std::vector<double>> arrays_of(const odds::Table& table) {
  std::vector<std::vector<double>> arrays(table.columns().size());
  for (std::size_t column = 0; column < arrays.size(); ++column) {
    arrays[column].resize(table.row_count());
    for (std::uint64_t b = 0; b < table.block_count(); ++b) {
      const odds::BlockView block = table.block(b);
      block.load_numbers(column, 0, block.rows, arrays[column].data() + block.first_row);
    }
  }
  return arrays;
}

void run(const std::string& path, const std::string& target, unsigned threads, int runs) {
  odds::RunOptions run;
  run.threads = threads;
  std::vector<std::string> names;
  std::vector<std::vector<double>> arrays;
  {
    const odds::ReadResult read = odds::read_csv(path, {}, {}, run);
    arrays = arrays_of(read.table);
    for (const odds::ColumnInfo& column : read.table.columns()) names.push_back(column.name);
  }
  odds::FitOptions options;
  options.target = target;
  std::string seconds;
  odds::FittedModel model;
  for (int i = 0; i <= runs; ++i) {  // the first is the warm-up
    const auto begin = std::chrono::steady_clock::now();
    odds::Table table;
    for (std::size_t c = 0; c < names.size(); ++c) table.add_numbers(names[c], arrays[c]);
    model = odds::fit(table, options, run);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    if (i != 0) seconds += (i > 1 ? ", " : "") + std::to_string(time.count());
  }
  std::printf("{\"seconds\": [%s], \"converged\": %s, \"coefficients\": [", seconds.c_str(),
              model.converged ? "true" : "false");
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

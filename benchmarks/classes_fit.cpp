// SPDX-License-Identifier: Apache-2.0
//
// A multinomial fit with an l2 penalty from arrays in memory, for benchmarks/compare_classes.
//
//   odds-bench-classes_fit MATRIX LABELS ROWS COLUMNS L2 THREADS RUNS COEFFICIENTS
//
// MATRIX holds doubles, column after column, LABELS one double a row. Prints one JSON object; the
// coefficients, intercept first, go to a file as doubles, class after class.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <odds/model.hpp>

namespace {

std::vector<double> doubles_of(const std::string& path, std::size_t count) {
  std::vector<double> values(count);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(count * sizeof(double)));
  if (!file) throw std::runtime_error("can't read " + path);
  return values;
}

void write_coefficients(const odds::FittedModel& model, std::size_t columns,
                        const std::string& path) {
  std::map<std::string, std::size_t> class_of;
  for (const std::string& label : model.classes) class_of.emplace(label, class_of.size());
  std::vector<double> all(model.classes.size() * (columns + 1), 0.0);
  for (const odds::Term& term : model.terms) {
    const std::size_t column = term.column.empty() ? 0 : std::stoul(term.column.substr(1)) + 1;
    all[class_of.at(term.outcome) * (columns + 1) + column] = term.estimate;
  }
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(all.data()),
             static_cast<std::streamsize>(all.size() * sizeof(double)));
}

void run(char** arguments) {
  const std::size_t rows = std::stoul(arguments[3]);
  const std::size_t columns = std::stoul(arguments[4]);
  const std::vector<double> matrix = doubles_of(arguments[1], rows * columns);
  const std::vector<double> labels = doubles_of(arguments[2], rows);
  odds::FitOptions options;
  options.target = "y";
  options.l2 = std::stod(arguments[5]);
  odds::RunOptions run;
  run.threads = static_cast<unsigned>(std::atoi(arguments[6]));
  const int runs = std::atoi(arguments[7]);
  odds::FittedModel model;
  std::string times;
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    odds::Table table;
    for (std::size_t j = 0; j < columns; ++j) {
      table.add_numbers("x" + std::to_string(j), {&matrix[j * rows], rows});
    }
    table.add_numbers("y", labels);
    model = odds::fit(table, options, run);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    times += (i == 0 ? "" : ", ") + std::to_string(seconds.count());
  }
  write_coefficients(model, columns, arguments[8]);
  std::printf(
      "{\"seconds\": [%s], \"converged\": %s, \"solver\": \"%s\", \"iterations\": %lld, "
      "\"objective_gap\": %.3g}\n",
      times.c_str(), model.converged ? "true" : "false", model.solver.c_str(),
      static_cast<long long>(model.iterations), model.certificate.objective_gap);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 9) {
    std::fprintf(stderr,
                 "usage: odds-bench-classes_fit MATRIX LABELS ROWS COLUMNS L2 THREADS RUNS OUT\n");
    return 2;
  }
  try {
    run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "odds-bench-classes_fit: %s\n", error.what());
    return 1;
  }
  return 0;
}

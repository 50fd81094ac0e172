// SPDX-License-Identifier: Apache-2.0
//
// Fits of a network to a table in memory, for `benchmarks/compare_network`. The peers do the same:
// benchmarks/comparison/network_peers.py.
//
//   odds-bench-network_fit FILE.csv SOLVER HIDDEN BATCH STEP THREADS COUNTS OUTPUT
//
// SOLVER adam or lbfgs, HIDDEN 256,256. Fits once for each of COUNTS (10,60): passes over the rows,
// or iterations of lbfgs. Prints {"seconds": [..]}. OUTPUT, if not empty, gets the probabilities of
// the last fit, as doubles.
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <odds/model.hpp>
#include <odds/read.hpp>

namespace {

std::vector<std::size_t> list_of(const std::string& text) {
  std::vector<std::size_t> list;
  std::stringstream stream(text);
  for (std::string field; std::getline(stream, field, ',');) list.push_back(std::stoul(field));
  return list;
}

odds::FitOptions options_of(const std::vector<std::string>& arguments) {
  odds::FitOptions options;
  options.target = "y";
  options.solver = arguments[1] == "adam" ? odds::Solver::adam : odds::Solver::lbfgs;
  options.network.hidden = list_of(arguments[2]);
  options.network.batch = std::stol(arguments[3]);
  options.network.schedule = odds::Schedule::constant;  // as the peers have it
  options.network.starts = 1;
  if (options.solver == odds::Solver::adam) options.step = std::stod(arguments[4]);
  return options;
}

// Demands that all of `count` were done: a fit that ends early would look fast.
odds::FittedModel fit(const odds::Table& table, odds::FitOptions options, std::size_t count,
                      const odds::RunOptions& run) {
  const auto wanted = static_cast<std::int64_t>(count);
  options.network.epochs = wanted;
  if (options.solver == odds::Solver::lbfgs) options.max_iterations = wanted;
  odds::FittedModel model = odds::fit(table, options, run);
  if (!model.training.is_used()) throw std::runtime_error("the fit has no record of its training");
  const odds::TrainingStart& start = model.training.starts.front();
  if (start.epochs != wanted) {
    throw std::runtime_error("stopped after " + std::to_string(start.epochs) + " of " +
                             std::to_string(count) + ": " + start.stop_reason);
  }
  return model;
}

void run(const std::vector<std::string>& arguments) {
  odds::RunOptions run;
  run.threads = static_cast<unsigned>(std::stoul(arguments[5]));
  const odds::ReadResult read = odds::read_csv(arguments[0], {}, {}, run);
  const odds::FitOptions options = options_of(arguments);
  odds::FittedModel model;
  std::string seconds;
  for (const std::size_t count : list_of(arguments[6])) {
    const auto begin = std::chrono::steady_clock::now();
    model = fit(read.table, options, count, run);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    seconds += (seconds.empty() ? "" : ", ") + std::to_string(time.count());
  }
  if (!arguments[7].empty()) {
    const std::vector<double> probabilities = odds::predict(model, read.table, {}, run);
    std::ofstream output(arguments[7], std::ios::binary);
    output.write(reinterpret_cast<const char*>(probabilities.data()),
                 static_cast<std::streamsize>(probabilities.size() * sizeof(double)));
    if (!output) throw std::runtime_error("can't write " + arguments[7]);
  }
  std::printf("{\"seconds\": [%s]}\n", seconds.c_str());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 9) {
    std::fprintf(stderr,
                 "usage: odds-bench-network_fit FILE.csv SOLVER HIDDEN BATCH STEP THREADS COUNTS "
                 "OUTPUT\n");
    return 2;
  }
  try {
    run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "odds-bench-network_fit: %s\n", error.what());
    return 1;
  }
  return 0;
}

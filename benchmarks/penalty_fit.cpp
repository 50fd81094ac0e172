// SPDX-License-Identifier: Apache-2.0
//
// Penalised fits from arrays in memory, for `benchmarks/compare_penalties`. The peers do the same:
// benchmarks/comparison/penalty_peers.py and penalty_glmnet.R, where the files are described.
//
//   odds-bench-penalty_fit ARRAYS PENALTIES INTERCEPT TOLERANCE RUNS ANSWERS FOLDS THREADS
//
// One penalty is a fit, several are a path, and with FOLDS other than "-" cross-validation of it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <odds/model.hpp>
#include <odds/selection.hpp>
#include <odds/table.hpp>

namespace {

struct Arrays {
  bool is_sparse = false;
  std::size_t rows = 0, columns = 0, stored = 0;
  std::vector<double> target;
  std::vector<double> values;  // dense: column by column
  std::vector<std::uint64_t> starts;
  std::vector<std::uint32_t> indices;
};

template <class T>
std::vector<T> read_vector(std::ifstream& input, std::size_t count) {
  std::vector<T> values(count);
  input.read(reinterpret_cast<char*>(values.data()),
             static_cast<std::streamsize>(count * sizeof(T)));
  if (!input) throw std::runtime_error("the file of arrays is too short");
  return values;
}

Arrays read_arrays(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  const std::vector<std::uint64_t> head = read_vector<std::uint64_t>(input, 4);
  Arrays arrays;
  arrays.is_sparse = head[0] == 1;
  arrays.rows = head[1];
  arrays.columns = head[2];
  arrays.stored = head[3];
  arrays.target = read_vector<double>(input, arrays.rows);
  if (arrays.is_sparse) {
    arrays.starts = read_vector<std::uint64_t>(input, arrays.rows + 1);
    arrays.indices = read_vector<std::uint32_t>(input, arrays.stored + arrays.stored % 2);
    arrays.indices.resize(arrays.stored);
  }
  arrays.values = read_vector<double>(input, arrays.stored);
  const bool all_ones = arrays.is_sparse && std::all_of(arrays.values.begin(), arrays.values.end(),
                                                        [](double value) { return value == 1; });
  if (all_ones) arrays.values.clear();
  return arrays;
}

// A view: nothing is copied. Columns are called 1, 2, ...
odds::Table table_of(const Arrays& arrays, const std::vector<double>& folds) {
  odds::Table table;
  table.add_numbers("y", arrays.target);
  if (!folds.empty()) table.add_numbers("fold", folds);
  if (arrays.is_sparse) {
    table.add_sparse(arrays.starts, arrays.indices, arrays.values, arrays.columns);
    return table;
  }
  for (std::size_t j = 0; j < arrays.columns; ++j) {
    table.add_numbers(std::to_string(j + 1), {&arrays.values[j * arrays.rows], arrays.rows});
  }
  return table;
}

struct Settings {
  std::vector<std::pair<double, double>> penalties;
  bool intercept = true;
  double tolerance = 0;
  unsigned threads = 0;
  std::vector<double> folds;
};

odds::PathOptions path_options(const Settings& settings) {
  odds::PathOptions path;
  path.gap_tolerance = settings.tolerance;
  for (const auto& [l1, l2] : settings.penalties) path.lambdas.push_back(l1 + l2);
  path.mix = settings.penalties.front().first / path.lambdas.front();
  return path;
}

// points x (1 + columns)
std::vector<double> answers_of(const odds::Path& path, std::size_t columns) {
  std::vector<double> answers(path.points.size() * (1 + columns));
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    const odds::PathPoint& point = path.points[i];
    double* answer = &answers[i * (1 + columns)];
    answer[0] = point.intercept;
    for (std::size_t k = 0; k < point.terms.size(); ++k) {
      answer[std::stoul(path.frame.terms[point.terms[k]].column)] = point.estimates[k];
    }
  }
  return answers;
}

// classes x (1 + columns)
std::vector<double> answers_of(const odds::FittedModel& model, std::size_t columns) {
  const std::size_t classes = std::max<std::size_t>(1, model.classes.size());
  std::vector<double> answers(classes * (1 + columns));
  for (const odds::Term& term : model.terms) {
    const auto outcome = std::find(model.classes.begin(), model.classes.end(), term.outcome);
    const auto k = static_cast<std::size_t>(
        outcome == model.classes.end() ? 0 : outcome - model.classes.begin());
    answers[k * (1 + columns) + (term.column.empty() ? 0 : std::stoul(term.column))] =
        term.estimate;
  }
  for (std::size_t k = 0; k < model.sparse.columns.size(); ++k) {
    answers[1 + model.sparse.columns[k]] = model.sparse.estimates[k];
  }
  return answers;
}

std::vector<double> fit_once(const Arrays& arrays, const Settings& settings) {
  const odds::Table table = table_of(arrays, settings.folds);
  odds::RunOptions run;
  run.threads = settings.threads;
  odds::FitOptions options;
  options.target = "y";
  options.intercept = settings.intercept;
  if (settings.penalties.size() == 1) {
    options.l1 = settings.penalties.front().first;
    options.l2 = settings.penalties.front().second;
    options.tolerance = settings.tolerance;
    return answers_of(odds::fit(table, options, run), arrays.columns);
  }
  if (settings.folds.empty()) {
    return answers_of(odds::fit_path(table, options, path_options(settings), run), arrays.columns);
  }
  odds::CrossValidationOptions validation;
  validation.fold_column = "fold";
  const odds::CrossValidation result =
      odds::cross_validate(table, options, path_options(settings), validation, run);
  std::vector<double> curve;
  for (const odds::CrossValidationPoint& point : result.points) {
    curve.insert(curve.end(), {point.mean, point.std_error});
  }
  return curve;
}

void run(const std::vector<std::string>& arguments) {
  const Arrays arrays = read_arrays(arguments[0]);
  Settings settings;
  std::ifstream penalties(arguments[1]);
  for (double l1 = 0, l2 = 0; penalties >> l1 >> l2;) settings.penalties.emplace_back(l1, l2);
  settings.intercept = arguments[2] == "1";
  settings.tolerance = std::stod(arguments[3]);
  const std::size_t runs = std::stoul(arguments[4]);
  if (arguments[6] != "-") {
    std::ifstream folds(arguments[6]);
    for (double fold = 0; folds >> fold;) settings.folds.push_back(fold);
  }
  settings.threads = static_cast<unsigned>(std::stoul(arguments[7]));
  std::vector<double> answers;
  std::string seconds;
  for (std::size_t i = 0; i <= runs; ++i) {  // the first is the warm-up
    const auto begin = std::chrono::steady_clock::now();
    answers = fit_once(arrays, settings);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    if (i > 0) seconds += (i > 1 ? ", " : "") + std::to_string(time.count());
  }
  std::ofstream output(arguments[5], std::ios::binary);
  output.write(reinterpret_cast<const char*>(answers.data()),
               static_cast<std::streamsize>(answers.size() * sizeof(double)));
  if (!output) throw std::runtime_error("can't write " + arguments[5]);
  std::printf("{\"seconds\": [%s]}\n", seconds.c_str());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 9) {
    std::fprintf(stderr,
                 "usage: odds-bench-penalty_fit ARRAYS PENALTIES INTERCEPT TOLERANCE RUNS ANSWERS "
                 "FOLDS THREADS\n");
    return 2;
  }
  try {
    run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "odds-bench-penalty_fit: %s\n", error.what());
    return 1;
  }
  return 0;
}

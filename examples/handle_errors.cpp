// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong, and how a program hears of it. A refusal is an odds::Error: a code that never
// changes, for programs; a line that names the place, the cause and the cure, for people. A fit
// that does not converge is no error but a value.
//
// Prints:
//
//   column.not_found: column "wieght" not found. Did you mean "weight"?
//   file.not_found: nowhere.csv: no such file. Check the spelling and the current directory.
//   table.length: column "too_short" has 3 values, the columns before it have 8
//   max_iterations: not converged after 1 step
#include <cstdio>
#include <string>
#include <vector>

#include <odds/model.hpp>

namespace {

odds::FitOptions target(const std::string& name) {
  odds::FitOptions options;
  options.target = name;
  return options;
}

// Runs `work`, and shows the error that it ends with.
template <class Work>
void show_error(Work work) {
  try {
    work();
    std::printf("no error\n");
  } catch (const odds::Error& error) {
    // error.fault() says who has to act, error.where() has file, line, row and column.
    std::printf("%s: %s\n", error.code().c_str(), error.line().c_str());
  }
}

}  // namespace

int main() {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<double> weight = {5, 3, 4, 1, 2, 4, 5, 3};
  const std::vector<double> too_short = {1, 2, 3};
  const std::vector<double> mixed = {0, 1, 0, 0, 1, 1, 0, 1};
  odds::Table table;
  table.add_numbers("x", x);
  table.add_numbers("weight", weight);
  table.add_numbers("mixed", mixed);

  show_error([&] {
    odds::FitOptions options = target("mixed");
    options.features = {"x", "wieght"};
    odds::fit(table, options, {});
  });
  show_error([] { odds::fit("nowhere.csv", {}, target("y"), {}); });
  show_error([&] { table.add_numbers("too_short", too_short); });

  odds::FitOptions impatient = target("mixed");
  impatient.max_iterations = 1;
  const odds::FittedModel model = odds::fit(table, impatient, {});
  std::printf("%s: %s after %lld step\n", model.stop_reason.c_str(),
              model.converged ? "converged" : "not converged",
              static_cast<long long>(model.iterations));
}

// SPDX-License-Identifier: Apache-2.0
//
// A program of somebody else: fits arrays of its own, checks the answer against one worked by hand,
// keeps and loads the model, predicts, follows a run, catches an error. Exit 1 if anything is off.
//
// Of 40 people without the exposure 10 fell ill, of 40 with it 30. Then the odds are 1/3 and 3, and
//   intercept = log(1/3),  slope = log 9,  standard error of the slope = sqrt(1/10 + 1/30 + 1/30 +
//   1/10)
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <odds/model.hpp>
#include <odds/report.hpp>

namespace {

int faults = 0;

void expect(bool is_right, const char* what) {
  if (is_right) return;
  std::printf("wrong: %s\n", what);
  ++faults;
}

bool near(double value, double exact) { return std::abs(value - exact) < 1e-12; }

class Counter : public odds::Observer {
 public:
  bool progress(const odds::Progress&) override {
    ++calls;
    return true;
  }
  int calls = 0;
};

bool refuses_an_unknown_target(const odds::Table& table) {
  odds::FitOptions options;
  options.target = "sick";
  try {
    odds::fit(table, options, {});
  } catch (const odds::Error& error) {
    return error.fault() == odds::Fault::usage && error.code() == "column.not_found";
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<double> exposed = {0, 0, 1, 1};
  const std::vector<double> ill = {10, 0, 30, 0};
  const std::vector<double> people = {20, 20, 35, 5};
  odds::Table table;
  table.add_numbers("exposed", exposed);
  table.add_numbers("ill", ill);
  table.add_numbers("people", people);

  Counter counter;
  odds::RunOptions run;
  run.observer = &counter;
  odds::FitOptions options;
  options.target = "ill/people";
  const odds::FittedModel model = odds::fit(table, options, run);
  expect(model.converged, "convergence");
  expect(model.terms.size() == 2 && model.terms[1].term == "exposed", "terms");
  expect(near(model.terms[0].estimate, -std::log(3.0)), "intercept");
  expect(near(model.terms[1].estimate, std::log(9.0)), "slope");
  expect(near(model.terms[1].std_error, std::sqrt(4.0 / 15.0)), "standard error");
  expect(counter.calls > 0, "observer");
  expect(refuses_an_unknown_target(table), "refusal");

  const std::string file = argc > 1 ? argv[1] : "consumer-model.json";
  odds::save_model(model, file);
  const odds::FittedModel kept = odds::load_model(file);
  const std::vector<double> probability = odds::predict(kept, table, {}, {});
  expect(near(probability[0], 0.25) && near(probability[3], 0.75), "probabilities");
  expect(odds::json_summary(kept) == odds::json_summary(model), "the kept model");
  std::printf("odds %s: %s\n", std::string(odds::version()).c_str(),
              faults == 0 ? "all is right" : "something is wrong");
  return faults == 0 ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
//
// How a training ends where there is no minimum to end at: interrupted, perfect fits, separated
// data, losses beyond the finite numbers, steps far too long.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "property/network_data.hpp"

namespace odds::tests::networks {
namespace {

class Impatient : public Observer {
 public:
  explicit Impatient(int asked) : left_(asked) {}
  bool progress(const Progress&) override { return left_-- > 0; }

 private:
  int left_;
};

TEST(NetworkEnds, AnInterruptedOneGivesTheBestPointSoFar) {
  Data data;
  fill_quadratic(300, data);
  FitOptions options = options_of({4});
  options.max_iterations = 200;
  Impatient observer(60);
  const FittedModel model = fit(data.table, options, {1, &observer});
  ASSERT_FALSE(model.training.starts.empty());
  EXPECT_EQ(model.training.starts.back().stop_reason, "interrupted");
  EXPECT_LT(model.training.starts.size(), 3U);
  EXPECT_FALSE(model.converged);
  EXPECT_LE(model.training.training_loss, model.training.single_unit_loss * (1 + 1e-9));
}

TEST(NetworkEnds, SaysThatAPerfectFitHasNoMinimum) {
  Data data;
  fill_quadratic(200, data);
  const FittedModel model = fit(data.table, options_of({8}), quiet);
  EXPECT_FALSE(model.converged);
  EXPECT_EQ(model.training.starts[model.training.chosen].stop_reason, "no_minimum");
  EXPECT_EQ(model.stop_reason, "budget");
  EXPECT_TRUE(has_note(model, "network.no_minimum"));
}

// With a penalty there is a minimum, however well the data are separated.
TEST(NetworkEnds, APenaltyHasAMinimumEvenOfAPerfectFit) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<double> y{0, 0, 0, 0, 1, 1, 1, 1};
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  FitOptions options = options_of({2});
  options.l2 = 1e-13;
  options.tolerance = 1e-22;
  const FittedModel model = fit(table, options, quiet);
  EXPECT_LT(model.training.training_loss, 1e-6);
  for (const TrainingStart& start : model.training.starts) {
    EXPECT_NE(start.stop_reason, "no_minimum");
  }
  EXPECT_FALSE(has_note(model, "network.no_minimum"));
}

TEST(NetworkEnds, SeparatedDataAreNoObstacle) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<double> y{0, 0, 0, 0, 1, 1, 1, 1};
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  const FittedModel model = fit(table, options_of({2}), quiet);
  EXPECT_EQ(model.training.training_accuracy, 1.0);
  EXPECT_TRUE(has_note(model, "network.single_unit_penalised"));
}

// Losses beyond the largest number: no point to begin from.
TEST(NetworkEnds, RefusesALossThatIsNotFinite) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6}, y{0, 0, 0, 1, 0, 1};
  const std::vector<double> offset(6, 1.7e308);
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("o", offset);
  table.add_numbers("y", y);
  FitOptions options = options_of({});
  options.offset = "o";
  options.solver = Solver::adam;
  try {
    static_cast<void>(fit(table, options, quiet));
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "fit.diverged");
  }
}

// A step far too long: the best point before that is kept, and it is said.
TEST(NetworkEnds, DivergenceKeepsTheBestPoint) {
  Data data;
  fill_noisy(400, data);
  for (const Solver solver : {Solver::gradient_descent, Solver::sgd, Solver::adam}) {
    FitOptions options = noisy_options({3});
    options.network.activation = Activation::relu;
    options.solver = solver;
    options.step = is_stochastic(solver) ? 1e250 : 1e9;
    if (!is_stochastic(solver)) options.max_iterations = 50;
    options.network.epochs = 20;
    const FittedModel model = fit(data.table, options, quiet);
    EXPECT_FALSE(model.converged);
    EXPECT_LE(model.training.training_loss, model.training.single_unit_loss * (1 + 1e-9));
    const TrainingStart& start = model.training.starts[model.training.chosen];
    EXPECT_EQ(start.stop_reason, is_stochastic(solver) ? "diverged" : "line_search");
    EXPECT_EQ(model.stop_reason, "line_search");
    EXPECT_TRUE(has_note(model, "network.ended_early"));
  }
}

}  // namespace
}  // namespace odds::tests::networks

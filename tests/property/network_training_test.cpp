// SPDX-License-Identifier: Apache-2.0
//
// The course of a training: starts, seeds, schedules, penalties, and what is recorded.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "property/network_data.hpp"
#include "training/validation.hpp"

namespace odds::tests::networks {
namespace {

// Every epoch from the start on; of a long training some of them, and the last.
TEST(NetworkTraining, HistoryHasTheStartAndTheLastEpoch) {
  Data data;
  fill_noisy(40, data);
  for (const std::int64_t epochs : {1, 7, 398, 400, 1001}) {
    FitOptions options = noisy_options({2});
    options.solver = Solver::sgd;
    options.network.starts = 1;
    options.network.epochs = epochs;
    const std::vector<TrainingEpoch> history = fit(data.table, options, quiet).training.history;
    ASSERT_FALSE(history.empty());
    EXPECT_EQ(history.front().epoch, 0);
    EXPECT_EQ(history.back().epoch, epochs);
    EXPECT_LE(history.size(), 400U);
    EXPECT_GE(history.size(), std::min<std::size_t>(static_cast<std::size_t>(epochs) + 1, 200U));
    for (std::size_t k = 1; k < history.size(); ++k) {
      EXPECT_GT(history[k].epoch, history[k - 1].epoch);
      if (epochs < 399) {
        EXPECT_EQ(history[k].epoch, history[k - 1].epoch + 1);
      }
    }
  }
}

// Of all starts the best one, by the loss that counts.
TEST(NetworkTraining, ChoosesTheBestStart) {
  Data data;
  fill_quadratic(150, data);
  bool is_ever_random = false;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    FitOptions options = options_of({2});
    options.network.seed = seed;
    options.network.starts = 4;
    options.max_iterations = 15;
    const Training training = fit(data.table, options, quiet).training;
    for (const TrainingStart& start : training.starts) {
      EXPECT_LE(training.training_loss, start.best.training);
    }
    EXPECT_EQ(training.training_loss, training.starts[training.chosen].best.training);
    is_ever_random = is_ever_random || training.chosen > 0;
  }
  EXPECT_TRUE(is_ever_random);
}

TEST(NetworkTraining, EverySourceOfChanceHasTheSeed) {
  Data data;
  fill_noisy(300, data);
  for (const Solver solver : {Solver::lbfgs, Solver::sgd, Solver::adam}) {
    for (const std::size_t units : {0U, 3U}) {
      if (units == 0 && solver == Solver::lbfgs) continue;
      FitOptions options = noisy_options({});
      if (units > 0) options.network.hidden = {units};
      options.solver = solver;
      options.network.starts = 1;
      options.network.epochs = 2;
      if (!is_stochastic(solver)) options.max_iterations = 5;
      const double first = fit(data.table, options, quiet).training.history.back().training;
      options.network.seed = 2;
      EXPECT_NE(fit(data.table, options, quiet).training.history.back().training, first);
    }
  }
}

TEST(NetworkTraining, RecordsItsSettings) {
  Data data;
  fill_noisy(200, data);
  FitOptions options = noisy_options({2});
  options.max_iterations = 2;
  Training training = fit(data.table, options, quiet).training;
  EXPECT_EQ(training.batch, 0);
  EXPECT_EQ(training.schedule, "");
  EXPECT_EQ(training.momentum, 0.0);
  EXPECT_EQ(training.training_rows, 200U);
  EXPECT_EQ(training.validation_rows, 0U);
  options.max_iterations.reset();
  options.solver = Solver::sgd;
  options.network.epochs = 2;
  options.network.batch = 50;
  options.network.seed = 9;
  options.network.validation = 0.25;
  training = fit(data.table, options, quiet).training;
  EXPECT_EQ(training.batch, 50);
  EXPECT_EQ(training.schedule, "cosine");
  EXPECT_EQ(training.step, default_sgd_step);
  EXPECT_EQ(training.momentum, default_sgd_momentum);
  EXPECT_EQ(training.seed, 9U);
  EXPECT_EQ(training.training_rows, 150U);
  EXPECT_EQ(training.validation_rows, 50U);
  options.solver = Solver::adam;
  training = fit(data.table, options, quiet).training;
  EXPECT_EQ(training.step, default_adam_step);
  EXPECT_EQ(training.momentum, 0.0);
}

// One unit begins at the mean outcome.
TEST(NetworkTraining, OneUnitBeginsAtTheNullModel) {
  Data data;
  fill_noisy(300, data);
  FitOptions options = noisy_options({});
  options.offset.clear();
  options.solver = Solver::sgd;
  options.network.epochs = 2;
  const FittedModel model = fit(data.table, options, quiet);
  EXPECT_NEAR(model.training.history[0].training, -model.null_log_likelihood / model.sum_weights,
              1e-12);
  EXPECT_EQ(model.iterations, 2);
}

// A column that says nothing new is dropped, penalty or not, and it is said.
TEST(NetworkTraining, DropsWhatOneUnitDrops) {
  Data data;
  fill_noisy(200, data);
  data.table.add_numbers("twin", data.a);
  const FittedModel unit = fit(data.table, noisy_options({}), quiet);
  ASSERT_FALSE(unit.dropped.empty());
  for (const double l2 : {0.0, 0.01}) {
    FitOptions options = noisy_options({2});
    options.l2 = l2;
    options.max_iterations = 2;
    const FittedModel model = fit(data.table, options, quiet);
    EXPECT_EQ(model.dropped.size(), unit.dropped.size());
    EXPECT_EQ(model.terms.size() + 1, unit.terms.size());
    for (const Note& note : unit.notes) {
      if (note.code != "weights.likelihood") {
        EXPECT_TRUE(has_note(model, note.code)) << note.code;
      }
    }
  }
}

TEST(NetworkTraining, SchedulesAreTrainingsOfTheirOwn) {
  Data data;
  fill_noisy(200, data);
  std::vector<double> losses;
  for (const Schedule schedule : {Schedule::constant, Schedule::inverse, Schedule::cosine}) {
    FitOptions options = noisy_options({2});
    options.solver = Solver::adam;
    options.network.schedule = schedule;
    options.network.epochs = 3;
    options.network.starts = 1;
    losses.push_back(fit(data.table, options, quiet).training.history.back().training);
  }
  EXPECT_NE(losses[0], losses[1]);
  EXPECT_NE(losses[1], losses[2]);
  EXPECT_NE(losses[0], losses[2]);
}

// d(mean loss)/dw~ + l2 w~ = 0 for the weights w~ of standardised inputs, d(mean loss)/db = 0 for
// biases: in dual numbers by the formulas on paper.
void expect_stationary(const FittedModel& model, const Data& data) {
  const std::vector<double> point = parameters_of(model);
  std::vector<reference::Dual> parameters;
  for (const double value : point) parameters.push_back({value, 0.0});
  const std::size_t units = model.network.layers[0].units();
  const std::size_t first_layer = (model.terms.size() + 1) * units;
  for (std::size_t k = 0; k < point.size(); ++k) {
    parameters[k].derivative = 1.0;
    double weight = 0.0, slope = 0.0;
    for (std::size_t i = 0; i < data.y.size(); ++i) {
      weight += data.w[i];
      const reference::Dual z = predictor_on_paper(model, data, i, parameters);
      slope += network_loss(z, data.w[i], 1.0, data.y[i]).derivative;
    }
    parameters[k].derivative = 0.0;
    const bool is_bias = k < units || k == first_layer;
    const double scale = k < first_layer && !is_bias ? model.network.scales[k / units - 1] : 1.0;
    const double penalty = is_bias ? 0.0 : model.l2 * point[k] * scale;
    EXPECT_NEAR(slope / weight / scale + penalty, 0.0, 2e-6) << "parameter " << k;
  }
}

TEST(NetworkTraining, ConvergesToAStationaryPointOfThePenalisedMeanLoss) {
  Data data;
  fill_noisy(400, data);
  for (const Activation activation : {Activation::logistic, Activation::tanh}) {
    FitOptions options = noisy_options({3});
    options.network.activation = activation;
    options.l2 = 0.02;
    const FittedModel model = fit(data.table, options, quiet);
    ASSERT_TRUE(model.converged);
    EXPECT_EQ(model.certificate.kind, "stationary");
    EXPECT_LE(model.certificate.gradient_norm, 1e-6);
    expect_stationary(model, data);
  }
  FitOptions options = noisy_options({3});
  options.max_iterations = 3;
  const FittedModel early = fit(data.table, options, quiet);
  EXPECT_FALSE(early.converged);
  EXPECT_EQ(early.certificate.kind, "none");
  // Epochs that are used up prove nothing, however small the gradient.
  options.max_iterations.reset();
  options.solver = Solver::adam;
  options.network.epochs = 3;
  options.tolerance = 1.0;
  const FittedModel stochastic = fit(data.table, options, quiet);
  EXPECT_LT(stochastic.certificate.gradient_norm, 1.0);
  EXPECT_FALSE(stochastic.converged);
}

TEST(NetworkTraining, AnotherSeedIsAnotherTraining) {
  Data data;
  fill_noisy(500, data);
  FitOptions options = noisy_options({3});
  options.solver = Solver::adam;
  options.network.epochs = 2;
  options.network.validation = 0.2;
  const FittedModel first = fit(data.table, options, quiet);
  EXPECT_EQ(model_to_text(fit(data.table, options, quiet)), model_to_text(first));
  options.network.seed = 2;
  EXPECT_NE(fit(data.table, options, quiet).training.validation_loss,
            first.training.validation_loss);
}

// At a stationary point of the penalised loss the weights of the last unit satisfy
// dL/dw = -l2 w; a stronger penalty means smaller weights.
TEST(NetworkTraining, ThePenaltyActsOnWeightsAndNotOnBiases) {
  Data data;
  fill_noisy(600, data);
  double before = std::numeric_limits<double>::infinity();
  for (const double l2 : {1e-3, 1e-2, 10.0}) {
    FitOptions options = noisy_options({3});
    options.l2 = l2;
    const FittedModel model = fit(data.table, options, quiet);
    EXPECT_TRUE(model.converged);
    EXPECT_EQ(model.certificate.kind, "stationary");
    EXPECT_LE(model.certificate.gradient_norm, 1e-6);
    double size = 0.0;
    for (const double weight : model.network.layers[1].weights) size += weight * weight;
    EXPECT_LT(size, before);
    before = size;
  }
  // With all weights driven to zero the last bias is free to give the mean outcome.
  EXPECT_LT(before, 1e-3);
  FitOptions strong = noisy_options({3});
  strong.l2 = 1e3;
  strong.offset.clear();
  const FittedModel model = fit(data.table, strong, quiet);
  const std::vector<double> p = predict(model, data.table, PredictOptions(), quiet);
  EXPECT_NEAR(p[0], model.event_weight / model.sum_weights, 1e-4);
}

// l2 = 1e-3 on standardised inputs, over the rows learned from: as one unit has it whose column has
// a standard deviation of 1.
TEST(NetworkTraining, OfSeparatedDataTheRegressionBesideItIsPenalised) {
  std::vector<double> x, y;
  for (int i = 0; i < 40; ++i) {
    x.push_back(i - 19.5);
    y.push_back(i < 15 ? 0.0 : 1.0);
  }
  double variance = 0.0;
  for (const double value : x) variance += value * value / 40.0;
  for (double& value : x) value /= std::sqrt(variance);
  const std::vector<double> ones(40, 1.0);
  const auto table_of = [&](const std::vector<double>& weights, Table& table) {
    table.add_numbers("x", x);
    table.add_numbers("w", weights);
    table.add_numbers("y", y);
  };
  Table whole;
  table_of(ones, whole);
  for (const double share : {0.0, 0.3}) {
    FitOptions options = options_of({2});
    options.weights = "w";
    options.max_iterations = 2;
    options.network.validation = share;
    const training::Rows rows =
        training::choose_rows(design::Design(whole, options, quiet), options.network);
    std::vector<double> weights = ones;
    for (std::size_t i = 0; rows.kept_apart && i < 40; ++i) {
      weights[i] = (*rows.kept_apart)[i] != 0 ? 0.0 : 1.0;
    }
    Table part;
    table_of(weights, part);
    FitOptions single = options_of({});
    single.weights = "w";
    single.l2 = 1e-3;
    const FittedModel unit = fit(part, single, quiet);
    const FittedModel model = fit(whole, options, quiet);
    EXPECT_NEAR(model.training.single_unit_loss, -unit.log_likelihood / unit.sum_weights, 1e-8);
  }
}

}  // namespace
}  // namespace odds::tests::networks

// SPDX-License-Identifier: Apache-2.0
//
// What is true of every training: never worse than one unit, a quadratic boundary learned from
// every seed, the same bits for any number of threads, predictions as the formulas on paper have
// them, rows kept apart that are not learned from.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>

#include "reference/network.hpp"

namespace odds {
namespace {

using Random = std::mt19937_64;

struct Data {
  std::vector<double> a, b, y, w, o;
  std::vector<std::uint32_t> c;
  Table table;
};

double uniform(Random& random) { return std::uniform_real_distribution<double>(-2, 2)(random); }

// y = 1 above a parabola.
void fill_quadratic(std::size_t rows, Data& data) {
  Random random(4);
  for (std::size_t i = 0; i < rows; ++i) {
    data.a.push_back(uniform(random));
    data.b.push_back(uniform(random));
    data.y.push_back(data.b.back() > data.a.back() * data.a.back() - 1 ? 1.0 : 0.0);
  }
  data.table.add_numbers("a", data.a);
  data.table.add_numbers("b", data.b);
  data.table.add_numbers("y", data.y);
}

// Numbers at odd units, one with missing values, a category, weights and an offset; noisy outcomes.
void fill_noisy(std::size_t rows, Data& data) {
  Random random(12);
  for (std::size_t i = 0; i < rows; ++i) {
    const double a = uniform(random);
    const double b = uniform(random);
    data.c.push_back(static_cast<std::uint32_t>(random() % 3));
    data.o.push_back(0.2 * uniform(random));
    data.w.push_back(0.5 + static_cast<double>(random() % 3));
    const double z = a * b + 0.5 * a + (data.c.back() == 1 ? 0.8 : 0.0) + data.o.back();
    data.y.push_back(uniform(random) < 4 / (1 + std::exp(-z)) - 2 ? 1.0 : 0.0);
    data.a.push_back(1e6 + 1e3 * a);
    data.b.push_back(random() % 10 == 0 ? std::nan("") : 1e-4 * b);
  }
  data.table.add_numbers("a", data.a);
  data.table.add_numbers("b", data.b);
  data.table.add_codes("c", data.c, {"p", "q", "r"});
  data.table.add_numbers("w", data.w);
  data.table.add_numbers("o", data.o);
  data.table.add_numbers("y", data.y);
}

FitOptions options_of(std::vector<std::size_t> hidden) {
  FitOptions options;
  options.target = "y";
  options.network.hidden = std::move(hidden);
  return options;
}

FitOptions noisy_options(std::vector<std::size_t> hidden) {
  FitOptions options = options_of(std::move(hidden));
  options.weights = "w";
  options.offset = "o";
  options.missing = MissingPolicy::mean;
  return options;
}

const RunOptions quiet{2, nullptr};

bool is_stochastic(Solver solver) { return solver == Solver::sgd || solver == Solver::adam; }

TEST(NetworkFit, LearnsAQuadraticBoundaryFromEverySeed) {
  Data data;
  fill_quadratic(500, data);
  for (const Activation activation : {Activation::logistic, Activation::tanh, Activation::relu}) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      FitOptions options = options_of({20, 20});
      options.network.seed = seed;
      options.network.activation = activation;
      const FittedModel model = fit(data.table, options, quiet);
      const std::vector<double> p = predict(model, data.table, PredictOptions(), quiet);
      std::size_t right = 0;
      for (std::size_t i = 0; i < p.size(); ++i) right += (p[i] >= 0.5) == (data.y[i] == 1.0);
      EXPECT_GE(right, p.size() * 99 / 100) << "seed " << seed;
      EXPECT_EQ(model.training.training_accuracy,
                static_cast<double>(right) / static_cast<double>(p.size()));
    }
  }
}

TEST(NetworkFit, IsNeverWorseThanOneUnit) {
  Data data;
  fill_noisy(700, data);
  FittedModel unit = fit(data.table, noisy_options({}), quiet);
  const double single = -unit.log_likelihood / unit.sum_weights;
  for (const std::vector<std::size_t>& hidden :
       std::vector<std::vector<std::size_t>>{{1}, {2}, {5, 3}, {1, 1, 1}}) {
    for (const Activation activation : {Activation::logistic, Activation::tanh, Activation::relu}) {
      for (const Solver solver :
           {Solver::lbfgs, Solver::gradient_descent, Solver::sgd, Solver::adam}) {
        for (const std::int64_t starts : {1, 2}) {
          FitOptions options = noisy_options(hidden);
          options.solver = solver;
          options.network.activation = activation;
          options.network.starts = starts;
          options.network.epochs = 3;  // too few to get anywhere
          if (!is_stochastic(solver)) options.max_iterations = 3;
          const FittedModel model = fit(data.table, options, quiet);
          EXPECT_NEAR(model.training.single_unit_loss, single, 1e-13);
          EXPECT_LE(model.training.training_loss, single * (1 + 1e-9));
          EXPECT_EQ(model.training.starts.size(), static_cast<std::size_t>(starts));
          EXPECT_EQ(model.training.starts[0].kind, "embedded");
          EXPECT_NEAR(-model.log_likelihood / model.sum_weights, model.training.training_loss,
                      1e-14);
        }
      }
    }
  }
}

// The layers as they stand in the model, on raw data, by the formulas on paper.
double predictor_on_paper(const FittedModel& model, const Data& data, std::size_t i) {
  std::vector<double> x{1.0};
  for (const Term& term : model.terms) {
    const auto column = std::find_if(model.columns.begin(), model.columns.end(),
                                     [&](const auto& c) { return c.name == term.column; });
    if (term.column == "c") {
      x.push_back(column->levels[data.c[i]] == term.level ? 1.0 : 0.0);
    } else if (term.level == "missing") {
      x.push_back(std::isnan(data.b[i]) ? 1.0 : 0.0);
    } else {
      const double value = term.column == "a" ? data.a[i] : data.b[i];
      x.push_back((std::isnan(value) ? column->fill : value) - column->centre);
    }
  }
  std::vector<std::size_t> hidden;
  std::vector<double> parameters;
  for (std::size_t l = 0; l < model.network.layers.size(); ++l) {
    const NetworkLayer& layer = model.network.layers[l];
    if (l + 1 < model.network.layers.size()) hidden.push_back(layer.units());
    const std::size_t inputs = layer.weights.size() / layer.units();
    for (const double bias : layer.biases) parameters.push_back(bias);
    for (std::size_t k = 0; k < inputs; ++k) {
      for (std::size_t u = 0; u < layer.units(); ++u) {
        parameters.push_back(layer.weights[u * inputs + k]);
      }
    }
  }
  return reference::network_predictor(x, hidden, model.network.activation, parameters) + data.o[i];
}

TEST(NetworkFit, PredictsAsTheFormulasOnPaper) {
  Data data;
  fill_noisy(900, data);
  for (const Activation activation : {Activation::logistic, Activation::tanh, Activation::relu}) {
    FitOptions options = noisy_options({4, 3});
    options.network.activation = activation;
    options.max_iterations = 60;
    const FittedModel fitted = fit(data.table, options, quiet);
    const FittedModel model = model_from_text(model_to_text(fitted), "model");
    const std::vector<double> p = predict(model, data.table, PredictOptions(), quiet);
    double loss = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double z = predictor_on_paper(model, data, i);
      EXPECT_NEAR(p[i], reference::logistic(z), 1e-12);
      loss += reference::network_loss(z, data.w[i], 1.0, data.y[i]);
    }
    EXPECT_NEAR(loss, -model.log_likelihood, 1e-11 * loss);
    const ModelEvaluation evaluation = evaluate(model, data.table, EvaluateOptions(), quiet);
    EXPECT_NEAR(evaluation.log_loss, loss / model.sum_weights, 1e-12);
    EXPECT_EQ(model_to_text(model), model_to_text(fitted));
  }
}

TEST(NetworkFit, HasTheSameBitsForAnyNumberOfThreads) {
  Data data;
  fill_noisy(10'000, data);
  for (const Solver solver : {Solver::lbfgs, Solver::adam}) {
    FitOptions options = noisy_options({6});
    options.solver = solver;
    if (!is_stochastic(solver)) options.max_iterations = 15;
    options.network.epochs = 2;
    options.network.validation = 0.25;
    const std::string wanted = model_to_text(fit(data.table, options, {1, nullptr}));
    for (const unsigned threads : {2U, 4U}) {
      EXPECT_EQ(model_to_text(fit(data.table, options, {threads, nullptr})), wanted);
    }
  }
}

TEST(NetworkFit, AnotherSeedIsAnotherTraining) {
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

// Labels of rows kept apart may change without any effect on what is learned.
TEST(NetworkFit, DoesNotLearnFromRowsKeptApart) {
  Data data;
  fill_noisy(1000, data);
  FitOptions options = noisy_options({4});
  options.network.validation = 0.3;
  options.network.patience = 1000;  // no early end
  options.max_iterations = 10;
  const FittedModel model = fit(data.table, options, quiet);
  EXPECT_EQ(model.training.validation_rows, 300U);
  EXPECT_EQ(model.training.training_rows, 700U);
  // The loss on all rows is made of both parts.
  const std::vector<double> p = predict(model, data.table, PredictOptions(), quiet);
  double total = 0.0;
  double weight = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    total -= data.w[i] * std::log(data.y[i] == 1.0 ? p[i] : 1 - p[i]);
    weight += data.w[i];
  }
  EXPECT_NEAR(total, -model.log_likelihood, 1e-9 * total);
  const double low = std::min(model.training.training_loss, model.training.validation_loss);
  const double high = std::max(model.training.training_loss, model.training.validation_loss);
  EXPECT_LT(low, total / weight);
  EXPECT_GT(high, total / weight);
  // The history's training losses fall under L-BFGS; the kept point has the least validation loss.
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < model.training.history.size(); ++k) {
    least = std::min(least, model.training.history[k].validation);
    if (k > 0) {
      EXPECT_LE(model.training.history[k].training,
                model.training.history[k - 1].training * (1 + 1e-12));
    }
  }
  EXPECT_EQ(model.training.validation_loss,
            model.training.starts[model.training.chosen].best.validation);
  EXPECT_LE(model.training.validation_loss, least);
}

TEST(NetworkFit, PatienceEndsASearchThatGainsNothing) {
  Data data;
  fill_noisy(300, data);
  FitOptions options = noisy_options({20, 20});
  options.network.validation = 0.5;
  options.network.patience = 5;
  const FittedModel model = fit(data.table, options, quiet);
  for (const TrainingStart& start : model.training.starts) {
    EXPECT_EQ(start.stop_reason, "patience");
    EXPECT_LE(start.epochs - start.best.epoch, 5);
  }
  EXPECT_EQ(model.stop_reason, "budget");
  EXPECT_FALSE(model.converged);
}

// At a stationary point of the penalised loss the weights of the last unit satisfy
// dL/dw = -l2 w; a stronger penalty means smaller weights.
TEST(NetworkFit, ThePenaltyActsOnWeightsAndNotOnBiases) {
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

// Standardised inputs: units of measurement do not matter, penalty or not.
TEST(NetworkFit, DoesNotDependOnTheUnitsOfAColumn) {
  Data data;
  fill_noisy(400, data);
  std::vector<double> scaled;
  for (const double a : data.a) scaled.push_back(a * 1024.0);
  Table other;
  other.add_numbers("a", scaled);
  other.add_numbers("b", data.b);
  other.add_codes("c", data.c, {"p", "q", "r"});
  other.add_numbers("w", data.w);
  other.add_numbers("o", data.o);
  other.add_numbers("y", data.y);
  FitOptions options = noisy_options({3});
  options.l2 = 0.01;
  options.max_iterations = 40;
  const FittedModel first = fit(data.table, options, quiet);
  const FittedModel second = fit(other, options, quiet);
  EXPECT_EQ(first.training.training_loss, second.training.training_loss);
  EXPECT_EQ(first.network.layers[0].weights[0], 1024.0 * second.network.layers[0].weights[0]);
}

// SEMANTICS: stochastic solvers reach one unit's optimum within a gap that the certificate states.
TEST(NetworkFit, OneUnitByBatchesComesCloseToNewton) {
  Data data;
  fill_noisy(2000, data);
  const FittedModel newton = fit(data.table, noisy_options({}), quiet);
  for (const Solver solver : {Solver::sgd, Solver::adam}) {
    FitOptions options = noisy_options({});
    options.solver = solver;
    const FittedModel model = fit(data.table, options, quiet);
    EXPECT_FALSE(model.converged);
    EXPECT_EQ(model.stop_reason, "budget");
    EXPECT_FALSE(model.network.is_used());
    const double gap = (newton.log_likelihood - model.log_likelihood) / model.sum_weights;
    EXPECT_GE(gap, 0.0);
    EXPECT_LE(gap, 1e-4);
    EXPECT_LE(gap, model.certificate.objective_gap);
    ASSERT_EQ(model.terms.size(), newton.terms.size());
    for (std::size_t t = 0; t < model.terms.size(); ++t) {
      EXPECT_NEAR(model.terms[t].estimate, newton.terms[t].estimate, newton.terms[t].std_error);
      EXPECT_TRUE(std::isnan(model.terms[t].std_error));
    }
  }
}

TEST(NetworkFit, ChecksItsGradientOnTheUsersRows) {
  Data data;
  fill_noisy(600, data);
  for (const std::vector<std::size_t>& hidden :
       std::vector<std::vector<std::size_t>>{{}, {5}, {4, 4}}) {
    FitOptions options = noisy_options(hidden);
    options.solver = Solver::adam;
    options.network.epochs = 1;
    options.network.check_gradient = true;
    const FittedModel model = fit(data.table, options, quiet);
    ASSERT_TRUE(model.gradient_check);
    EXPECT_TRUE(model.gradient_check->passed);
    EXPECT_LT(model.gradient_check->max_relative_difference, 1e-7);
    EXPECT_EQ(model.gradient_check->rows, 600U);
  }
}

TEST(NetworkFit, SaysThatAPerfectFitHasNoMinimum) {
  Data data;
  fill_quadratic(200, data);
  const FittedModel model = fit(data.table, options_of({8}), quiet);
  EXPECT_FALSE(model.converged);
  const bool is_said = std::any_of(model.notes.begin(), model.notes.end(), [](const Note& note) {
    return note.code == "network.no_minimum";
  });
  EXPECT_TRUE(is_said);
}

TEST(NetworkFit, SeparatedDataAreNoObstacle) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<double> y{0, 0, 0, 0, 1, 1, 1, 1};
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  const FittedModel model = fit(table, options_of({2}), quiet);
  EXPECT_EQ(model.training.training_accuracy, 1.0);
  const bool is_said = std::any_of(model.notes.begin(), model.notes.end(), [](const Note& note) {
    return note.code == "network.single_unit_penalised";
  });
  EXPECT_TRUE(is_said);
}

// A step far too long: the best point before that is kept, and it is said.
TEST(NetworkFit, DivergenceKeepsTheBestPoint) {
  Data data;
  fill_noisy(400, data);
  for (const Solver solver : {Solver::gradient_descent, Solver::sgd, Solver::adam}) {
    FitOptions options = noisy_options({3});
    options.network.activation = Activation::relu;
    options.solver = solver;
    options.step = 1e9;
    if (!is_stochastic(solver)) options.max_iterations = 50;
    options.network.epochs = 20;
    const FittedModel model = fit(data.table, options, quiet);
    EXPECT_FALSE(model.converged);
    EXPECT_LE(model.training.training_loss, model.training.single_unit_loss * (1 + 1e-9));
  }
}

TEST(NetworkFit, ConstantColumnsLeaveTheMeanOutcome) {
  const std::vector<double> x(50, 3.0);
  std::vector<double> y(50, 0.0);
  for (std::size_t i = 0; i < 20; ++i) y[i] = 1.0;
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  const FittedModel model = fit(table, options_of({2}), quiet);
  const std::vector<double> p = predict(model, table, PredictOptions(), quiet);
  EXPECT_NEAR(p[0], 0.4, 1e-6);
}

TEST(NetworkFit, ValidationNeedsRowsOfBothOutcomes) {
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{0, 1, 0, 0};
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  for (const double share : {0.01, 0.99}) {
    FitOptions options = options_of({2});
    options.network.validation = share;
    try {
      static_cast<void>(fit(table, options, quiet));
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "fit.validation_rows");
    }
  }
}

}  // namespace
}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// What is true of every fitted network: never worse than one unit, a quadratic boundary learned
// from every seed, the same bits for any number of threads, predictions as the formulas on paper
// have them.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>

#include "property/network_data.hpp"
#include "reference/network.hpp"

namespace odds::tests::networks {
namespace {

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

// Where no step gains anything the regression itself is the answer, to 1e-9 of its loss: the
// log-odds are a cube here, which a unit that bends the other way fits worse than a straight line.
TEST(NetworkFit, StepsTooShortOrTooLongLeaveTheRegression) {
  Random random(31);
  std::vector<double> x, y;
  for (int i = 0; i < 400; ++i) {
    x.push_back(uniform(random));
    const double p = reference::logistic(x.back() * x.back() * x.back());
    y.push_back(uniform(random) < 4 * p - 2 ? 1.0 : 0.0);
  }
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  for (const Activation activation : {Activation::logistic, Activation::tanh}) {
    for (const Solver solver : {Solver::gradient_descent, Solver::sgd, Solver::adam}) {
      for (const double step : {1e-13, 1e13}) {
        FitOptions options = options_of({1});
        options.solver = solver;
        options.step = step;
        options.network.activation = activation;
        options.network.epochs = 2;
        options.network.starts = 1;
        if (!is_stochastic(solver)) options.max_iterations = 2;
        const Training training = fit(table, options, quiet).training;
        EXPECT_NEAR(training.training_loss, training.single_unit_loss,
                    1e-9 * training.single_unit_loss);
        // The search itself begins where units bend, so that they can learn.
        ASSERT_FALSE(training.history.empty());
        EXPECT_GT(training.history[0].training, training.single_unit_loss * (1 + 1e-7));
      }
    }
  }
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
    const std::vector<double> parameters = parameters_of(model);
    double loss = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double z = predictor_on_paper(model, data, i, parameters);
      EXPECT_NEAR(p[i], reference::logistic(z), 1e-12);
      loss += reference::network_loss(z, data.w[i], 1.0, data.y[i]);
    }
    EXPECT_NEAR(loss, -model.log_likelihood, 1e-11 * loss);
    const ModelEvaluation evaluation = evaluate(model, data.table, EvaluateOptions(), quiet);
    EXPECT_NEAR(evaluation.log_loss, loss / model.sum_weights, 1e-12);
    EXPECT_NEAR(model.null_deviance, -2.0 * model.null_log_likelihood, 1e-9 * loss);
  }
}

TEST(NetworkFit, TheModelFileKeepsTheTraining) {
  Data data;
  fill_noisy(200, data);
  const std::vector<std::pair<Activation, std::string>> names{
      {Activation::logistic, "logistic"}, {Activation::tanh, "tanh"}, {Activation::relu, "relu"}};
  for (const auto& [activation, name] : names) {
    FitOptions options = noisy_options({4, 3});
    options.network.activation = activation;
    options.max_iterations = 5;
    const FittedModel fitted = fit(data.table, options, quiet);
    const std::string text = model_to_text(fitted);
    EXPECT_NE(text.find('"' + name + '"'), std::string::npos);
    const FittedModel model = model_from_text(text, "model");
    EXPECT_EQ(model_to_text(model), text);
    EXPECT_EQ(model.network.activation, activation);
    EXPECT_EQ(model.network.scales, fitted.network.scales);
    EXPECT_EQ(model.training.idle.size(), 2U);
    EXPECT_EQ(model.training.history.size(), fitted.training.history.size());
    EXPECT_EQ(model.training.starts.size(), fitted.training.starts.size());
    EXPECT_EQ(model.training.training_loss, fitted.training.training_loss);
  }
}

// Where a column's sum with its centre would overflow.
TEST(NetworkFit, ColumnsNearTheLargestNumberPredictAsTheyFit) {
  Data data;
  fill_noisy(200, data);
  std::vector<double> x;
  for (const double a : data.a) x.push_back(1.2e308 + (a - 1e6) * 1e304);
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", data.y);
  FitOptions options = options_of({2});
  options.max_iterations = 20;
  const FittedModel model = fit(table, options, quiet);
  const std::vector<double> p = predict(model, table, PredictOptions(), quiet);
  double loss = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    loss -= std::log(data.y[i] == 1.0 ? p[i] : 1.0 - p[i]) / static_cast<double>(p.size());
  }
  EXPECT_NEAR(loss, model.training.training_loss, 1e-10);
}

// Weighted, with the mean where b is missing; levels and indicators count as they are.
TEST(NetworkFit, ScalesAreStandardDeviationsInTheUsersUnits) {
  Data data;
  fill_noisy(900, data);
  FitOptions options = noisy_options({2});
  options.max_iterations = 1;
  const FittedModel model = fit(data.table, options, quiet);
  ASSERT_EQ(model.network.scales.size(), model.terms.size());
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const Term& term = model.terms[t];
    if (term.column == "c" || !term.level.empty()) {
      EXPECT_EQ(model.network.scales[t], 1.0) << term.term;
      continue;
    }
    const std::vector<double>& values = term.column == "a" ? data.a : data.b;
    double weight = 0.0, mean = 0.0, weight_known = 0.0, variance = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      weight += data.w[i];
      if (std::isnan(values[i])) continue;
      weight_known += data.w[i];
      mean += data.w[i] * values[i];
    }
    mean /= weight_known;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isnan(values[i])) variance += data.w[i] * (values[i] - mean) * (values[i] - mean);
    }
    variance /= weight;
    EXPECT_NEAR(model.network.scales[t], std::sqrt(variance), 1e-9 * std::sqrt(variance));
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

// The penalty of one unit is on coefficients in the user's units, whatever the solver.
TEST(NetworkFit, OneUnitByBatchesHasNewtonsPenalty) {
  Data data;
  fill_noisy(2000, data);
  std::vector<double> a, b;
  for (std::size_t i = 0; i < data.a.size(); ++i) {
    a.push_back((data.a[i] - 1e6) * 4e-3 + 50);
    b.push_back(std::isnan(data.b[i]) ? 0.0 : data.b[i] * 2e3);
  }
  Table table;
  table.add_numbers("a", a);
  table.add_numbers("b", b);
  table.add_numbers("w", data.w);
  table.add_numbers("y", data.y);
  FitOptions options = options_of({});
  options.weights = "w";
  options.l2 = 0.3;
  const FittedModel newton = fit(table, options, quiet);
  for (const Solver solver : {Solver::sgd, Solver::adam}) {
    options.solver = solver;
    options.network.epochs = 300;
    const FittedModel model = fit(table, options, quiet);
    ASSERT_EQ(model.terms.size(), newton.terms.size());
    for (std::size_t t = 0; t < model.terms.size(); ++t) {
      const double wanted = newton.terms[t].estimate;
      EXPECT_NEAR(model.terms[t].estimate, wanted, 0.02 * std::fabs(wanted) + 3e-4)
          << model.terms[t].term;
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
    options.network.validation = 0.25;
    EXPECT_EQ(fit(data.table, options, quiet).gradient_check->rows, 450U);
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

}  // namespace
}  // namespace odds::tests::networks

// SPDX-License-Identifier: Apache-2.0
//
// Rows learned from and rows kept apart: the losses of both, what early stopping keeps, when it
// ends.
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

std::vector<std::uint8_t> rows_kept_apart(const Data& data, const FitOptions& options) {
  return *training::choose_rows(design::Design(data.table, options, quiet), options.network)
              .kept_apart;
}

struct Split {
  double training = 0, validation = 0, right = 0;  // mean losses; share right in training
  double training_weight = 0;
};

// From predictions alone.
Split split_on_paper(const Data& data, const std::vector<double>& p,
                     const std::vector<std::uint8_t>& kept) {
  Split result;
  double validation_weight = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double loss = -data.w[i] * std::log(data.y[i] == 1.0 ? p[i] : 1.0 - p[i]);
    (kept[i] != 0 ? result.validation : result.training) += loss;
    (kept[i] != 0 ? validation_weight : result.training_weight) += data.w[i];
    if (kept[i] == 0 && (p[i] >= 0.5) == (data.y[i] == 1.0)) result.right += data.w[i];
  }
  result.training /= result.training_weight;
  result.validation /= validation_weight;
  result.right /= result.training_weight;
  return result;
}

// A row kept apart is one of weight zero for the regression beside the network too.
TEST(NetworkValidation, LossesAreThoseOfTheTwoParts) {
  Data data;
  fill_noisy(800, data);
  FitOptions options = noisy_options({3});
  options.network.validation = 0.3;
  options.max_iterations = 20;
  const std::vector<std::uint8_t> kept = rows_kept_apart(data, options);
  const FittedModel model = fit(data.table, options, quiet);
  const Split found =
      split_on_paper(data, predict(model, data.table, PredictOptions(), quiet), kept);
  EXPECT_NEAR(model.training.training_loss, found.training, 1e-12);
  EXPECT_NEAR(model.training.validation_loss, found.validation, 1e-12);
  EXPECT_NEAR(model.training.training_accuracy, found.right, 1e-14);
  EXPECT_EQ(model.training.training_loss,
            model.training.starts[model.training.chosen].best.training);

  std::vector<double> weights = data.w;
  for (std::size_t i = 0; i < kept.size(); ++i) weights[i] = kept[i] != 0 ? 0.0 : weights[i];
  Table table;
  table.add_numbers("a", data.a);
  table.add_numbers("b", data.b);
  table.add_codes("c", data.c, {"p", "q", "r"});
  table.add_numbers("w", weights);
  table.add_numbers("o", data.o);
  table.add_numbers("y", data.y);
  FitOptions single = noisy_options({});
  single.reference["c"] = model.columns[2].reference;
  const FittedModel unit = fit(table, single, quiet);
  EXPECT_NEAR(model.training.single_unit_loss, -unit.log_likelihood / found.training_weight, 1e-11);
  const Split alone =
      split_on_paper(data, predict(unit, data.table, PredictOptions(), quiet), kept);
  EXPECT_NEAR(model.training.single_unit_validation_loss, alone.validation, 1e-10);
}

// Outcomes of rows kept apart are exchanged: what is learned at each step stays the same.
TEST(NetworkValidation, DoesNotLearnFromRowsKeptApart) {
  Data data;
  fill_noisy(600, data);
  for (const Solver solver : {Solver::lbfgs, Solver::gradient_descent, Solver::sgd, Solver::adam}) {
    FitOptions options = noisy_options({4});
    options.solver = solver;
    options.network.validation = 0.3;
    options.network.patience = 1000;
    options.network.starts = 1;
    options.network.epochs = 4;
    if (!is_stochastic(solver)) options.max_iterations = 8;
    const std::vector<std::uint8_t> kept = rows_kept_apart(data, options);
    std::vector<double> y = data.y;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = kept[i] != 0 ? 1.0 - y[i] : y[i];
    Table other;
    other.add_numbers("a", data.a);
    other.add_numbers("b", data.b);
    other.add_codes("c", data.c, {"p", "q", "r"});
    other.add_numbers("w", data.w);
    other.add_numbers("o", data.o);
    other.add_numbers("y", y);
    const Training first = fit(data.table, options, quiet).training;
    const Training second = fit(other, options, quiet).training;
    EXPECT_EQ(first.single_unit_loss, second.single_unit_loss);
    EXPECT_NE(first.single_unit_validation_loss, second.single_unit_validation_loss);
    ASSERT_EQ(first.history.size(), second.history.size());
    for (std::size_t k = 0; k < first.history.size(); ++k) {
      EXPECT_EQ(first.history[k].training, second.history[k].training) << k;
      EXPECT_NE(first.history[k].validation, second.history[k].validation) << k;
    }
  }
}

TEST(NetworkValidation, KeepsThePointOfTheLeastValidationLoss) {
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

TEST(NetworkValidation, PatienceEndsASearchThatGainsNothing) {
  Data data;
  fill_noisy(300, data);
  FitOptions options = noisy_options({20, 20});
  options.network.validation = 0.5;
  options.network.patience = 5;
  const FittedModel model = fit(data.table, options, quiet);
  for (const TrainingStart& start : model.training.starts) {
    EXPECT_EQ(start.stop_reason, "patience");
    EXPECT_EQ(start.epochs - start.best.epoch, 5);
  }
  EXPECT_EQ(model.stop_reason, "budget");
  EXPECT_FALSE(model.converged);
}

// Without validation a worse epoch is no reason to end.
TEST(NetworkValidation, PatienceIsForValidationAlone) {
  Data data;
  fill_noisy(300, data);
  FitOptions options = noisy_options({4});
  options.solver = Solver::adam;
  options.step = 0.3;  // the loss goes up and down
  options.network.schedule = Schedule::constant;
  options.network.batch = 16;
  options.network.epochs = 30;
  options.network.patience = 1;
  const FittedModel model = fit(data.table, options, quiet);
  bool has_risen = false;
  for (std::size_t k = 1; k < model.training.history.size(); ++k) {
    has_risen =
        has_risen || model.training.history[k].training > model.training.history[k - 1].training;
  }
  EXPECT_TRUE(has_risen);
  for (const TrainingStart& start : model.training.starts) {
    EXPECT_EQ(start.epochs, 30);
    EXPECT_EQ(start.stop_reason, "budget");
  }
}

TEST(NetworkValidation, ValidationNeedsRowsOfBothOutcomes) {
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

// A search may end at a stationary point, and an earlier one be kept for its validation loss.
TEST(NetworkValidation, ThePointKeptNeedNotBeStationary) {
  Data data;
  fill_noisy(400, data);
  FitOptions options = noisy_options({3});
  options.l2 = 0.02;
  options.network.validation = 0.3;
  options.network.patience = 100'000;
  const FittedModel model = fit(data.table, options, quiet);
  const TrainingStart& start = model.training.starts[model.training.chosen];
  EXPECT_EQ(start.stop_reason, "gradient");
  EXPECT_LT(start.best.epoch, start.epochs);
  EXPECT_GT(model.certificate.gradient_norm, 1e-6);
  EXPECT_FALSE(model.converged);
  EXPECT_EQ(model.certificate.kind, "none");
}

// The penalty is on the mean loss of the rows learned from. Categories are not standardised, so the
// same training can be had by weights of zero.
TEST(NetworkValidation, RowsKeptApartHaveNoPartInThePenalty) {
  Data data;
  fill_noisy(500, data);
  std::vector<std::uint32_t> e;
  for (std::size_t i = 0; i < data.y.size(); ++i) e.push_back(data.b[i] > 0 ? 1 : 0);
  const auto table_of = [&](const std::vector<double>& weights, Table& table) {
    table.add_codes("c", data.c, {"p", "q", "r"});
    table.add_codes("e", e, {"low", "high"});
    table.add_numbers("w", weights);
    table.add_numbers("y", data.y);
  };
  Table whole;
  table_of(data.w, whole);
  FitOptions options = options_of({3});
  options.weights = "w";
  options.l2 = 1e-3;
  options.network.starts = 1;
  options.network.validation = 0.4;
  options.network.patience = 100'000;
  options.reference = {{"c", "p"}, {"e", "low"}};
  const Training split = fit(whole, options, quiet).training;
  const std::vector<std::uint8_t> kept =
      *training::choose_rows(design::Design(whole, options, quiet), options.network).kept_apart;
  std::vector<double> weights = data.w;
  for (std::size_t i = 0; i < kept.size(); ++i) weights[i] = kept[i] != 0 ? 0.0 : weights[i];
  Table part;
  table_of(weights, part);
  options.network.validation = 0.0;
  const Training plain = fit(part, options, quiet).training;
  EXPECT_EQ(split.starts[0].stop_reason, "gradient");
  EXPECT_NEAR(split.history.back().training, plain.history.back().training, 1e-9);
}

}  // namespace
}  // namespace odds::tests::networks

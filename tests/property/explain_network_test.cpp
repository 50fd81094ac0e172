// SPDX-License-Identifier: Apache-2.0
//
// Explained rows of a fitted network, added up, are what the training saw: its loss, and the norm
// of its gradient in standardised inputs, the penalty's part added.
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/explanation.hpp>

#include "reference/simulate.hpp"
#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

constexpr std::size_t row_count = 150;

Columns make_rows() {
  reference::Generator generator(23);
  std::vector<double> x, u, y, w, f, o;
  std::vector<std::string> g;
  for (std::size_t i = 0; i < row_count; ++i) {
    x.push_back(i % 19 == 4 ? missing : 200 + 40 * generator.bell());
    u.push_back(generator.bell());
    g.emplace_back(1, "abc"[generator.below(3)]);
    w.push_back(static_cast<double>(generator.below(6)) / 4);
    f.push_back(static_cast<double>(generator.below(3)));
    o.push_back(generator.bell() / 2);
    const double z = 1 - u.back() * u.back() + (g.back() == "c" ? 0.7 : 0);
    y.push_back(generator.event(2 * z) ? 1 : 0);
  }
  Columns columns;
  columns.numbers("x", x).numbers("u", u).numbers("y", y).numbers("w", w).numbers("f", f);
  columns.numbers("o", o).levels("g", g, {"a", "b", "c"});
  return columns;
}

struct Case {
  std::string name;
  std::function<void(FitOptions&)> set;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {"logistic", [](FitOptions&) {}},
      {"tanh", [](FitOptions& fit) { fit.network.activation = Activation::tanh; }},
      {"relu", [](FitOptions& fit) { fit.network.activation = Activation::relu; }},
      {"one_layer_penalised",
       [](FitOptions& fit) {
         fit.network.hidden = {3};
         fit.l2 = 0.01;
       }},
      {"weights",
       [](FitOptions& fit) {
         fit.weights = "w";
         fit.freq_weights = "f";
         fit.offset = "o";
       }},
      {"drop", [](FitOptions& fit) { fit.missing = MissingPolicy::drop; }},
      {"adam",
       [](FitOptions& fit) {
         fit.solver = Solver::adam;
         fit.network.epochs = 20;
         fit.network.batch = 32;
       }},
  };
  return list;
}

TEST(ExplainNetworkProperty, SumsOverRowsAreWhatTheTrainingSaw) {
  const Columns columns = make_rows();
  for (const Case& value : cases()) {
    SCOPED_TRACE(value.name);
    FitOptions options = with_target("y");
    options.features = {"x", "u", "g"};
    options.missing = MissingPolicy::mean;
    options.max_iterations = 15;  // short of a minimum, so that the gradient is something
    options.network.hidden = {4, 2};
    options.network.starts = 2;
    value.set(options);
    if (options.solver == Solver::adam) options.max_iterations.reset();
    const FittedModel model = fit(columns.table(), options, one_thread());
    ASSERT_TRUE(model.network.is_used());
    double loss = 0;
    std::vector<double> sums;
    std::vector<ExplainedCoefficient> coefficients;
    const std::vector<double> p = predict(model, columns.table(), {}, one_thread());
    for (std::uint64_t row = 1; row <= row_count; ++row) {
      if (std::isnan(p[row - 1])) continue;  // dropped
      const Explanation found = explain(model, columns.table(), row, {}, one_thread());
      EXPECT_NEAR(found.probability, p[row - 1], 1e-14);
      coefficients = found.coefficients;
      sums.resize(coefficients.size());
      if (!found.outcome) continue;  // a weight of zero
      loss += found.loss;
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += coefficients[k].gradient;
    }
    EXPECT_NEAR(loss, model.training.training_loss, 1e-13);
    double squares = 0;
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const ExplainedCoefficient& coefficient = coefficients[k];
      const bool is_first = coefficient.input && coefficient.layer == 1;
      const double scale = is_first ? model.network.scales[*coefficient.input] : 1.0;
      const double penalty = coefficient.input ? options.l2 * coefficient.value * scale : 0.0;
      const double gradient = sums[k] / scale + penalty;
      squares += gradient * gradient;
    }
    EXPECT_GT(model.certificate.gradient_norm, 1e-9);
    EXPECT_NEAR(std::sqrt(squares) / model.certificate.gradient_norm, 1, 1e-6);
  }
}

}  // namespace
}  // namespace odds::tests

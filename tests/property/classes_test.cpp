// SPDX-License-Identifier: Apache-2.0
//
// What is true of every fit of several classes: what does not change it, what it is the optimum of,
// and what its figures add up to.

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>
#include <odds/report.hpp>

#include "reference/fits.hpp"
#include "reference/multinomial.hpp"

namespace {

using reference::Table;

odds::FitOptions options_for(std::size_t features) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  return options;
}

std::vector<double> probabilities(const odds::FittedModel& model, const Table& table) {
  return odds::predict_classes(model, reference::view(table, table.names), {}, {});
}

// The probability of `label` in each row.
std::vector<double> of_class(const odds::FittedModel& model, const Table& table,
                             const std::string& label) {
  const std::vector<double> all = probabilities(model, table);
  const auto found = std::find(model.classes.begin(), model.classes.end(), label);
  const auto k = static_cast<std::size_t>(found - model.classes.begin());
  std::vector<double> result;
  for (std::size_t at = k; at < all.size(); at += model.classes.size()) result.push_back(all[at]);
  return result;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected,
                 double bound) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], bound) << i;
}

TEST(ClassFits, AReferenceChangesNoProbability) {
  const Table table = reference::simulate_classes(500, 3, 4, 31);
  const auto model = reference::fit(table, options_for(3));
  for (const char* reference_class : {"1", "2", "3"}) {
    auto options = options_for(3);
    options.reference["y"] = reference_class;
    const auto other = reference::fit(table, options);
    EXPECT_EQ(other.reference_class, reference_class);
    EXPECT_EQ(other.classes.front(), reference_class);
    EXPECT_NEAR(other.log_likelihood, model.log_likelihood, 1e-11 * 500);
    for (const std::string& label : model.classes) {
      expect_near(of_class(other, table, label), of_class(model, table, label), 1e-12);
    }
  }
}

TEST(ClassFits, NamesOfClassesDoNotMatter) {
  const Table table = reference::simulate_classes(400, 2, 3, 32);
  Table renamed = table;
  for (double& y : renamed.column("y")) y = y == 0 ? 7 : y == 1 ? -3 : 4;
  for (const double l2 : {0.0, 0.02}) {
    auto options = options_for(2);
    options.l2 = l2;
    const auto model = reference::fit(table, options);
    const auto other = reference::fit(renamed, options);
    const std::map<std::string, std::string> names = {{"0", "7"}, {"1", "-3"}, {"2", "4"}};
    for (const auto& [here, there] : names) {
      expect_near(of_class(other, renamed, there), of_class(model, table, here), 1e-12);
    }
  }
}

TEST(ClassFits, FrequencyIsRepetition) {
  const Table table = reference::simulate_classes(300, 2, 3, 33);
  Table repeated;
  for (std::size_t j = 0; j < table.names.size(); ++j) {
    std::vector<double> values;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      values.insert(values.end(), static_cast<std::size_t>(table.column("f")[i]),
                    table.columns[j][i]);
    }
    repeated.add(table.names[j], values);
  }
  auto options = options_for(2);
  const auto expected = reference::fit(repeated, options);
  options.freq_weights = "f";
  const auto model = reference::fit(table, options);
  ASSERT_EQ(model.terms.size(), expected.terms.size());
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    EXPECT_NEAR(model.terms[t].estimate, expected.terms[t].estimate, 1e-12);
    EXPECT_NEAR(model.terms[t].std_error, expected.terms[t].std_error, 1e-12);
  }
  EXPECT_EQ(model.df_residual, expected.df_residual);
  EXPECT_EQ(model.class_weights, expected.class_weights);
  EXPECT_NEAR(model.bic, expected.bic, 1e-9);
}

TEST(ClassFits, ThreadsChangeNoBit) {
  const Table table = reference::simulate_classes(20'000, 4, 7, 34);
  for (const auto& [l1, l2] : {std::pair{0.0, 0.0}, {0.0, 0.01}, {0.01, 0.01}}) {
    auto options = options_for(4);
    options.l1 = l1;
    options.l2 = l2;
    const std::string one = odds::model_to_text(reference::fit(table, options, 1));
    for (const unsigned threads : {2U, 4U}) {
      EXPECT_EQ(odds::model_to_text(reference::fit(table, options, threads)), one) << threads;
    }
  }
}

TEST(ClassFits, DescentAndNewtonAgree) {
  const Table table = reference::simulate_classes(3'000, 5, 8, 35);
  auto options = options_for(5);
  options.l2 = 0.001;
  const auto newton = reference::fit(table, options);
  options.solver = odds::Solver::lbfgs;
  const auto descent = reference::fit(table, options);
  EXPECT_EQ(newton.solver, "newton");
  EXPECT_EQ(descent.solver, "lbfgs");
  EXPECT_EQ(descent.certificate.kind, "gradient");
  ASSERT_TRUE(newton.converged && descent.converged);
  const auto objective = [&](const odds::FittedModel& model) {
    double value = -model.log_likelihood / model.sum_weights;
    for (const odds::Term& term : model.terms) {
      if (!term.column.empty()) value += 0.0005 * term.estimate * term.estimate;
    }
    return value;
  };
  EXPECT_LE(objective(descent) - objective(newton), 1e-10);
  EXPECT_LE(objective(descent) - objective(newton), descent.certificate.objective_gap + 1e-15);
}

// The conditions of an optimum, with the gradient of the oracle: of the mean loss, by class and
// column, the intercept first.
void expect_optimal(const Table& table, std::size_t features, std::size_t classes, double l1,
                    double l2) {
  auto options = options_for(features);
  options.l1 = l1;
  options.l2 = l2;
  const auto model = reference::fit(table, options);
  ASSERT_TRUE(model.converged) << l1 << " " << l2;
  auto problem = reference::class_problem(table, features, classes, classes - 1);
  problem.has_reference = false;
  reference::Reals theta;
  for (const odds::Term& term : model.terms) theta.emplace_back(term.estimate);
  ASSERT_EQ(theta.size(), classes * (features + 1));
  const auto gradient = reference::derivatives(problem, theta).gradient;
  const auto n = static_cast<double>(table.rows());
  for (std::size_t at = 0; at < theta.size(); ++at) {
    const double g = static_cast<double>(gradient[at]) / n;
    const double t = model.terms[at].estimate;
    if (model.terms[at].column.empty()) {
      EXPECT_NEAR(g, 0.0, 1e-13);
    } else if (t == 0.0) {
      EXPECT_LE(std::fabs(g), l1 + 1e-13);
    } else {
      EXPECT_NEAR(g + l2 * t + std::copysign(l1, t), 0.0, 1e-13);
    }
  }
}

TEST(ClassFits, ObeyTheConditionsOfAnOptimum) {
  const Table table = reference::simulate_classes(400, 4, 3, 36);
  for (const double l1 : {0.0, 0.001, 0.02, 0.1}) {
    for (const double l2 : {0.0, 0.01, 1.0}) {
      if (l1 > 0 || l2 > 0) expect_optimal(table, 4, 3, l1, l2);
    }
  }
}

TEST(ClassFits, ALargePenaltyLeavesTheSharesAlone) {
  const Table table = reference::simulate_classes(300, 3, 3, 37);
  auto options = options_for(3);
  options.l1 = 10;
  const auto model = reference::fit(table, options);
  for (const odds::Term& term : model.terms) {
    if (!term.column.empty()) {
      EXPECT_EQ(term.estimate, 0.0);
    }
  }
  EXPECT_NEAR(model.log_likelihood, model.null_log_likelihood, 1e-10);
}

TEST(ClassFits, PenaltyFactorsFreeAColumn) {
  const Table table = reference::simulate_classes(400, 3, 3, 38);
  auto options = options_for(3);
  options.l2 = 1e6;
  options.penalty_factors["x1"] = 0;
  const auto model = reference::fit(table, options);
  auto alone = options_for(1);
  const auto expected = reference::fit(table, alone);
  ASSERT_TRUE(model.converged);
  for (const std::string& label : model.classes) {
    expect_near(of_class(model, table, label), of_class(expected, table, label), 1e-6);
  }
}

TEST(ClassFits, ProbabilitiesAreTheSoftmaxOfTheEstimates) {
  const Table table = reference::simulate_classes(200, 2, 4, 39);
  const auto model = reference::fit(table, options_for(2));
  const std::vector<double> found = probabilities(model, table);
  const std::size_t width = model.terms.size() / 3;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    std::vector<double> e{1.0};
    for (std::size_t k = 0; k < 3; ++k) {
      const odds::Term* term = &model.terms[k * width];
      e.push_back(std::exp(term[0].estimate + term[1].estimate * table.column("x1")[i] +
                           term[2].estimate * table.column("x2")[i]));
    }
    const double sum = e[0] + e[1] + e[2] + e[3];
    for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(found[i * 4 + k], e[k] / sum, 1e-12);
  }
}

TEST(ClassFits, AModelFileHoldsAllOfIt) {
  const Table table = reference::simulate_classes(300, 2, 3, 40);
  auto options = options_for(2);
  options.interactions = {"x1:x2"};
  const auto model = reference::fit(table, options);
  const std::string text = odds::model_to_text(model);
  const auto again = odds::model_from_text(text, "model");
  EXPECT_EQ(odds::model_to_text(again), text);
  EXPECT_EQ(probabilities(again, table), probabilities(model, table));
  EXPECT_EQ(odds::json_summary(again), odds::json_summary(model));
}

TEST(ClassFits, EvaluationIsWhatItsFormulasSay) {
  const Table table = reference::simulate_classes(400, 2, 3, 41);
  auto options = options_for(2);
  options.weights = "w";
  const auto model = reference::fit(table, options);
  const auto evaluation =
      odds::evaluate(model, reference::view(table, table.names), odds::EvaluateOptions(), {});
  const std::vector<double> p = probabilities(model, table);
  double weight = 0, loss = 0, brier = 0, right = 0;
  std::vector<double> pairs(3), wins(3);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double w = table.column("w")[i];
    const auto y = static_cast<std::size_t>(table.column("y")[i]);
    weight += w;
    loss -= w * std::log(p[i * 3 + y]);
    std::size_t best = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double error = (k == y ? 1.0 : 0.0) - p[i * 3 + k];
      brier += w * error * error;
      if (p[i * 3 + k] > p[i * 3 + best]) best = k;
    }
    right += best == y ? w : 0.0;
    for (std::size_t j = 0; j < table.rows(); ++j) {
      if (static_cast<std::size_t>(table.column("y")[j]) == y) continue;
      const double both = w * table.column("w")[j];
      const double lead = p[i * 3 + y] - p[j * 3 + y];
      pairs[y] += both;
      wins[y] += lead > 0 ? both : lead == 0 ? both / 2 : 0.0;
    }
  }
  EXPECT_NEAR(evaluation.log_loss, loss / weight, 1e-12);
  EXPECT_NEAR(evaluation.log_loss, -model.log_likelihood / model.sum_weights, 1e-12);
  EXPECT_NEAR(evaluation.brier, brier / weight, 1e-12);
  EXPECT_NEAR(evaluation.accuracy, right / weight, 1e-12);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(evaluation.by_class[k].auc, wins[k] / pairs[k], 1e-12);
    EXPECT_NEAR(evaluation.by_class[k].weight, model.class_weights[k], 1e-9);
  }
}

TEST(ClassFits, IntervalsOfTheAucAreThoseOfTwoClasses) {
  const Table table = reference::simulate_classes(300, 2, 3, 42);
  const auto model = reference::fit(table, options_for(2));
  const auto evaluation =
      odds::evaluate(model, reference::view(table, table.names), odds::EvaluateOptions(), {});
  // A yes/no model whose score is the logit of the class has the same ranks.
  const std::vector<double> p = of_class(model, table, "1");
  Table binary;
  std::vector<double> score, event;
  for (std::size_t i = 0; i < p.size(); ++i) {
    score.push_back(std::log(p[i] / (1 - p[i])));
    event.push_back(table.column("y")[i] == 1 ? 1 : 0);
  }
  binary.add("x1", score);
  binary.add("y", event);
  const auto two = reference::fit(binary, options_for(1));
  const auto expected =
      odds::evaluate(two, reference::view(binary, binary.names), odds::EvaluateOptions(), {});
  EXPECT_NEAR(evaluation.by_class[1].auc, expected.auc, 1e-12);
  EXPECT_NEAR(evaluation.by_class[1].auc_low, expected.auc_low, 1e-9);
  EXPECT_NEAR(evaluation.by_class[1].auc_high, expected.auc_high, 1e-9);
}

// The code of the refusal; "" where there is none.
std::string refusal(const Table& table, const odds::FitOptions& options) {
  try {
    const auto model = reference::fit(table, options);
    return model.converged ? "" : "not converged";
  } catch (const odds::Error& error) {
    return error.code();
  }
}

TEST(ClassFits, SeparationIsDecided) {
  const Table overlap = reference::simulate_classes(200, 2, 3, 43);
  EXPECT_EQ(refusal(overlap, options_for(2)), "");
  Table complete = overlap;
  for (std::size_t i = 0; i < complete.rows(); ++i) {
    const double x = complete.column("x1")[i];
    complete.column("y")[i] = x < -0.5 ? 0 : x < 0.5 ? 1 : 2;
  }
  // Three classes along one line are separable: quadratic in nothing, ordered slopes do it.
  EXPECT_EQ(refusal(complete, options_for(2)), "separation.complete");
  // One class is told from the others, which overlap.
  Table one = overlap;
  for (std::size_t i = 0; i < one.rows(); ++i) {
    if (one.column("y")[i] == 2) one.column("x1")[i] = 10 + std::fabs(one.column("x1")[i]);
  }
  EXPECT_EQ(refusal(one, options_for(2)), "separation.quasi");
  auto with_ridge = options_for(2);
  with_ridge.l2 = 0.01;
  EXPECT_EQ(refusal(complete, with_ridge), "");
  // A class that never occurs with a value of a 0/1 column.
  Table quasi = overlap;
  for (std::size_t i = 0; i < quasi.rows(); ++i) {
    quasi.column("x2")[i] = quasi.column("y")[i] != 1 && i % 3 == 0 ? 1 : 0;
  }
  EXPECT_EQ(refusal(quasi, options_for(2)), "separation.quasi");
}

TEST(ClassFits, NearlySeparatedDataAreFitted) {
  Table table = reference::simulate_classes(300, 1, 3, 44);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double x = table.column("x1")[i];
    table.column("y")[i] = x < -0.5 ? 0 : x < 0.5 ? 1 : 2;
  }
  // One row of each class among the others.
  table.column("x1")[0] = 2.5, table.column("y")[0] = 0;
  table.column("x1")[1] = -2.5, table.column("y")[1] = 1;
  table.column("x1")[2] = -2.0, table.column("y")[2] = 2;
  EXPECT_EQ(refusal(table, options_for(1)), "");
}

}  // namespace

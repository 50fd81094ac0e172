// SPDX-License-Identifier: Apache-2.0
//
// Explained gradients, added up over the rows of a table, are the gradient of the fit: differences
// of the mean loss say so, and at the optimum they are zero (with a penalty: its opposite).
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

constexpr std::size_t row_count = 120;

// Columns of every kind, some of them with missing values.
struct Rows {
  std::vector<double> x, u, y, w, f, o, m, s;
  std::vector<std::string> g, b;
};

Rows make_rows(bool with_missing) {
  reference::Generator generator(11);
  Rows rows;
  for (std::size_t i = 0; i < row_count; ++i) {
    const double x = 50 + 10 * generator.bell();
    rows.x.push_back(with_missing && i % 13 == 5 ? missing : x);
    rows.u.push_back(generator.bell());
    rows.g.push_back(with_missing && i % 17 == 3 ? "" : std::string(1, "abc"[generator.below(3)]));
    rows.b.push_back(generator.below(2) == 0 ? "false" : "true");
    rows.w.push_back(static_cast<double>(generator.below(8)) / 4);
    rows.f.push_back(static_cast<double>(generator.below(4)));
    rows.o.push_back(generator.bell() / 2);
    const double z = 0.05 * (x - 50) - 0.4 * rows.u.back() + (rows.b.back() == "true" ? 0.5 : 0);
    rows.y.push_back(generator.event(z) ? 1 : 0);
    rows.m.push_back(static_cast<double>(1 + generator.below(4)));
    double s = 0;
    for (double trial = 0; trial < rows.m.back(); ++trial) s += generator.event(z) ? 1 : 0;
    rows.s.push_back(s);
  }
  return rows;
}

Columns columns_of(const Rows& rows) {
  Columns columns;
  columns.numbers("x", rows.x).numbers("u", rows.u).numbers("y", rows.y).numbers("w", rows.w);
  columns.numbers("f", rows.f).numbers("o", rows.o).numbers("m", rows.m).numbers("s", rows.s);
  columns.levels("g", rows.g, {"a", "b", "c"}).booleans("b", rows.b);
  return columns;
}

// The mean loss of predicted probabilities, in plain arithmetic.
double mean_loss(const FittedModel& model, const Columns& columns, const Rows& rows) {
  const std::vector<double> p = predict(model, columns.table(), {}, one_thread());
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < row_count; ++i) {
    const double weight =
        (model.weights.empty() ? 1 : rows.w[i]) * (model.freq_weights.empty() ? 1 : rows.f[i]);
    if (std::isnan(p[i]) || weight == 0) continue;
    const double m = model.trials.empty() ? 1 : rows.m[i];
    const double s = model.trials.empty() ? rows.y[i] : rows.s[i];
    total += weight * m;
    sum -= weight * (s * std::log(p[i]) + (m - s) * std::log1p(-p[i]));
  }
  return sum / total;
}

struct Sums {
  std::vector<std::string> names;
  std::vector<double> gradients;
  double loss = 0;
};

Sums explain_all(const FittedModel& model, const Columns& columns) {
  Sums sums;
  for (std::uint64_t row = 1; row <= row_count; ++row) {
    Explanation found;
    try {
      found = explain(model, columns.table(), row, {}, one_thread());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "explain.no_score");
      continue;
    }
    double z = found.base;
    for (const Contribution& part : found.contributions) z += part.log_odds;
    EXPECT_NEAR(z, found.z, 1e-12);
    const std::vector<double> p = predict(model, columns.table(), {}, one_thread());
    EXPECT_EQ(found.probability, p[row - 1]);
    if (!found.outcome) continue;
    sums.loss += found.loss;
    sums.gradients.resize(found.coefficients.size());
    sums.names.clear();
    for (std::size_t j = 0; j < found.coefficients.size(); ++j) {
      sums.names.push_back(found.coefficients[j].name);
      sums.gradients[j] += found.coefficients[j].gradient;
    }
  }
  return sums;
}

// The coefficient moved by `by`: of the centred intercept, or what prediction multiplies with.
void move(FittedModel& model, const std::string& name, double by) {
  if (name == "(Intercept)") {
    model.centred_intercept += by;
    return;
  }
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    if (model.terms[t].term != name) continue;
    model.terms[t].estimate += by;
    if (!model.scoring_estimates.empty()) model.scoring_estimates[t] += by;
  }
}

void expect_differences(const FittedModel& model, const Columns& columns, const Rows& rows,
                        const Sums& sums) {
  EXPECT_NEAR(sums.loss, mean_loss(model, columns, rows), 1e-13);
  for (std::size_t j = 0; j < sums.names.size(); ++j) {
    // A step that moves z by at most about 1e-4: x is within 30 of its centre, x u within 100.
    const double step = sums.names[j].find('x') == std::string::npos ? 1e-4 : 1e-6;
    FittedModel up = model, down = model;
    move(up, sums.names[j], step);
    move(down, sums.names[j], -step);
    const double expected =
        (mean_loss(up, columns, rows) - mean_loss(down, columns, rows)) / (2 * step);
    EXPECT_NEAR(sums.gradients[j], expected, 1e-8) << sums.names[j];
  }
}

struct Case {
  std::string name;
  bool with_missing = false;
  std::function<void(FitOptions&)> set;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {"plain", false, [](FitOptions&) {}},
      {"weights", false, [](FitOptions& fit) { fit.weights = "w"; }},
      {"freq_weights", false,
       [](FitOptions& fit) {
         fit.weights = "w";
         fit.freq_weights = "f";
       }},
      {"trials", false, [](FitOptions& fit) { fit.target = "s/m"; }},
      {"offset", false, [](FitOptions& fit) { fit.offset = "o"; }},
      {"missing_mean", true, [](FitOptions& fit) { fit.missing = MissingPolicy::mean; }},
      {"missing_drop", true, [](FitOptions& fit) { fit.missing = MissingPolicy::drop; }},
      {"no_intercept", false, [](FitOptions& fit) { fit.intercept = false; }},
      {"interactions", false,
       [](FitOptions& fit) {
         fit.interactions = {"x:g", "x:u", "g:b", "u:u"};
       }},
      {"interactions_missing", true,
       [](FitOptions& fit) {
         fit.missing = MissingPolicy::mean;
         fit.interactions = {"x:b", "x:u"};
       }},
  };
  return list;
}

TEST(ExplainProperty, SumsOverRowsAreTheGradientOfTheFit) {
  for (const Case& value : cases()) {
    SCOPED_TRACE(value.name);
    const Rows rows = make_rows(value.with_missing);
    const Columns columns = columns_of(rows);
    FitOptions options = with_target("y");
    options.features = {"x", "u", "g", "b"};
    value.set(options);
    FittedModel model = fit(columns.table(), options, one_thread());
    ASSERT_TRUE(model.converged);
    const Sums optimum = explain_all(model, columns);
    ASSERT_GE(optimum.gradients.size(), 5U);
    for (std::size_t j = 0; j < optimum.gradients.size(); ++j) {
      EXPECT_NEAR(optimum.gradients[j], 0, 1e-11) << optimum.names[j];
    }
    expect_differences(model, columns, rows, optimum);
    // Away from the optimum, where gradients are not zero.
    for (const std::string& name : optimum.names) {
      move(model, name, name.find('x') == std::string::npos ? 0.2 : 0.004);
    }
    const Sums moved = explain_all(model, columns);
    expect_differences(model, columns, rows, moved);
  }
}

TEST(ExplainProperty, UnderAPenaltyTheyAreItsOpposite) {
  const Rows rows = make_rows(false);
  const Columns columns = columns_of(rows);
  FitOptions options = with_target("y");
  options.features = {"x", "u", "g", "b"};
  options.l2 = 0.1;
  const FittedModel model = fit(columns.table(), options, one_thread());
  const Sums sums = explain_all(model, columns);
  EXPECT_NEAR(sums.gradients[0], 0, 1e-11);
  for (std::size_t j = 1; j < sums.gradients.size(); ++j) {
    EXPECT_NEAR(sums.gradients[j], -0.1 * model.terms[j].estimate, 1e-11) << sums.names[j];
  }
}

}  // namespace
}  // namespace odds::tests

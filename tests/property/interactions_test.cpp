// SPDX-License-Identifier: Apache-2.0
//
// Interactions against the 50-digit solver: digits of coefficients and standard errors, predictions
// and their limits, near zero, far from it and at extreme units. The products of the oracle are the
// doubles x1 x2, rounded once.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "property/interacting_data.hpp"
#include "reference/fits.hpp"
#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using reference::real;

// How far predictions may be from the oracle's: rounding of z, and of se(z), relative.
struct Slack {
  double probability = 1e-14;
  double limit = 1e-12;
};

void expect_predictions(const FittedModel& model, const Columns& columns, const Oracle& oracle,
                        const reference::Answer& answer, const Slack& slack = {}) {
  const real q = 1.959963984540054;
  const ProbabilityIntervals found = predict_intervals(model, columns.table(), {}, one_thread());
  for (std::size_t i = 0; i < found.probability.size(); i += 7) {
    const Spread exact = spread_of(oracle, answer, i);
    EXPECT_NEAR(found.probability[i], reference::sigma(exact.z).convert_to<double>(),
                slack.probability);
    const real low = reference::sigma(exact.z - q * exact.std_error);
    const real high = reference::sigma(exact.z + q * exact.std_error);
    EXPECT_NEAR(found.low[i], low.convert_to<double>(), slack.limit) << i;
    EXPECT_NEAR(found.high[i], high.convert_to<double>(), slack.limit) << i;
  }
}

void expect_digits(const FittedModel& model, const Oracle& oracle,
                   const reference::Answer& answer) {
  EXPECT_TRUE(model.converged);
  ASSERT_EQ(model.terms.size(), oracle.names.size());
  const reference::Digits digits = reference::digits(model, oracle.names, answer);
  EXPECT_GE(digits.coefficient, 12) << digits.worst_coefficient;
  EXPECT_GE(digits.standard_error, 11) << digits.worst_standard_error;
  EXPECT_GE(digits.log_likelihood, 12);
}

TEST(Interactions, EveryKindHasItsDigits) {
  const Data data = make_data(900);
  const Columns columns = table_of(data);
  const Oracle oracle = oracle_of(data);
  const reference::Answer answer = reference::solve(oracle.problem);
  const FittedModel model = fit(columns.table(), options_with(every_kind), one_thread());
  for (std::size_t j = 0; j < oracle.names.size(); ++j) {
    EXPECT_EQ(model.terms.at(j).term, oracle.names[j]);
  }
  expect_digits(model, oracle, answer);
  expect_predictions(model, columns, oracle, answer);
}

TEST(Interactions, SameBitsForAnyNumberOfThreads) {
  const Data data = make_data(30'000);
  const Columns columns = table_of(data);
  RunOptions four;
  four.threads = 4;
  EXPECT_EQ(model_to_text(fit(columns.table(), options_with(every_kind), one_thread())),
            model_to_text(fit(columns.table(), options_with(every_kind), four)));
}

TEST(Interactions, SurviveTheModelFile) {
  const Data data = make_data(300);
  const Columns columns = table_of(data);
  const FittedModel model =
      fit(columns.table(), options_with({"x:u", "x:a", "a:s", "s:x"}), one_thread());
  const FittedModel loaded = model_from_text(model_to_text(model), "model");
  EXPECT_EQ(predict(model, columns.table(), {}, one_thread()),
            predict(loaded, columns.table(), {}, one_thread()));
  const auto before = predict_intervals(model, columns.table(), {}, one_thread());
  const auto after = predict_intervals(loaded, columns.table(), {}, one_thread());
  EXPECT_EQ(before.low, after.low);
  EXPECT_EQ(before.high, after.high);
}

// Years: the products are nearly collinear with their factors.
TEST(Interactions, HaveTheirDigitsFarFromZero) {
  for (const double shift : {2000.0, 1e9}) {
    Data data = make_data(400);
    for (double& x : data.x) x += shift;
    const Columns columns = table_of(data);
    Oracle oracle(data);
    add_main_effects(data, oracle);
    for (const char* level : {"q", "r"}) {
      oracle.add(std::string("x:a[") + level + "]",
                 [&data, level](auto i) { return data.a[i] == level ? data.x[i] : 0.0; });
    }
    oracle.add("s[true]:x", [&](std::size_t i) { return data.s[i] == "true" ? data.x[i] : 0.0; });
    const reference::Answer answer = reference::solve(oracle.problem);
    const FittedModel model = fit(columns.table(), options_with({"x:a", "s:x"}), one_thread());
    SCOPED_TRACE(shift);
    expect_digits(model, oracle, answer);
    const std::vector<double> p = predict(model, columns.table(), {}, one_thread());
    for (std::size_t i = 0; i < p.size(); i += 7) {
      EXPECT_NEAR(p[i], reference::sigma(spread_of(oracle, answer, i).z).convert_to<double>(),
                  1e-13);
    }
  }
}

TEST(Interactions, HaveTheirDigitsWhereFactorsAreFarFromZero) {
  Data data = make_data(400);
  for (double& x : data.x) x += 2000;
  for (double& u : data.u) u += 300;
  const Columns columns = table_of(data);
  Oracle oracle(data);
  add_main_effects(data, oracle);
  oracle.add("x:u", [&](std::size_t i) { return data.x[i] * data.u[i]; });
  oracle.add("x:x", [&](std::size_t i) { return data.x[i] * data.x[i]; });
  const reference::Answer answer = reference::solve(oracle.problem);
  const FittedModel model = fit(columns.table(), options_with({"x:u", "x:x"}), one_thread());
  expect_digits(model, oracle, answer);
  expect_predictions(model, columns, oracle, answer, {1e-11, 1e-6});
}

TEST(Interactions, ChangeOfUnitsChangesNothing) {
  const Data data = make_data(400);
  const FittedModel plain = fit(table_of(data).table(), options_with({"x:u", "x:a"}), one_thread());
  const auto expected = predict_intervals(plain, table_of(data).table(), {}, one_thread());
  for (const int exponent : {490, -490, 1000, -1000}) {
    SCOPED_TRACE(exponent);
    Data scaled = data;
    for (double& x : scaled.x) x = std::ldexp(x, exponent);
    for (double& u : scaled.u) u = std::ldexp(u, exponent);
    const Columns columns = table_of(scaled);
    const FittedModel model = fit(columns.table(), options_with({"x:u", "x:a"}), one_thread());
    EXPECT_TRUE(model.converged);
    const double product = reference::term(model, "x:u").estimate;
    const double exact = std::ldexp(reference::term(plain, "x:u").estimate, -2 * exponent);
    if (std::abs(exponent) > 500) {
      EXPECT_EQ(product, exact);  // zero or infinite: beyond the range of numbers
    } else {
      EXPECT_NEAR(product / exact, 1.0, 1e-12);
    }
    const std::vector<double> p = predict(model, columns.table(), {}, one_thread());
    for (std::size_t i = 0; i < p.size(); ++i) EXPECT_NEAR(p[i], expected.probability[i], 1e-14);
    if (std::abs(exponent) > 500) {
      EXPECT_EQ(error_code([&] { predict_intervals(model, columns.table(), {}, one_thread()); }),
                "predict.no_interval");
      continue;
    }
    const auto limits = predict_intervals(model, columns.table(), {}, one_thread());
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_NEAR(limits.low[i], expected.low[i], 1e-12);
      EXPECT_NEAR(limits.high[i], expected.high[i], 1e-12);
    }
  }
}

// Without interactions too: limits far from zero and at extreme units.
TEST(Interactions, LimitsOfPlainModelsInAnyUnits) {
  Data data = make_data(400);
  for (double& x : data.x) x += 1e9;
  Oracle oracle(data);
  add_main_effects(data, oracle);
  const reference::Answer answer = reference::solve(oracle.problem);
  for (const int exponent : {0, 960, -980}) {
    SCOPED_TRACE(exponent);
    Data scaled = data;
    for (double& x : scaled.x) x = std::ldexp(x, exponent);
    for (double& u : scaled.u) u = std::ldexp(u, -exponent);
    const Columns columns = table_of(scaled);
    const FittedModel model = fit(columns.table(), options_with({}), one_thread());
    expect_predictions(model, columns, oracle, answer);
  }
}

TEST(Interactions, PenaltyActsInTheUsersUnits) {
  Data data = make_data(400);
  for (double& x : data.x) x = x * 3 + 10;
  const Columns columns = table_of(data);
  Oracle oracle(data);
  add_main_effects(data, oracle);
  oracle.add("x:u", [&](std::size_t i) { return data.x[i] * data.u[i]; });
  for (const char* level : {"q", "r"}) {
    oracle.add(std::string("x:a[") + level + "]",
               [&data, level](auto i) { return data.a[i] == level ? data.x[i] : 0.0; });
  }
  oracle.problem.l2 = 0.01;
  oracle.problem.penalty_factor.assign(oracle.names.size(), real(1));
  oracle.problem.penalty_factor[0] = 0;
  const reference::Answer answer = reference::solve(oracle.problem);
  FitOptions options = options_with({"x:u", "x:a"});
  options.l2 = 0.01;
  const FittedModel model = fit(columns.table(), options, one_thread());
  for (std::size_t j = 0; j < oracle.names.size(); ++j) {
    EXPECT_GE(reference::right_digits(model.terms[j].estimate, answer.coefficients[j]), 11)
        << oracle.names[j];
  }
}

// Weight 3 is the row three times, and a row without weight is none.
TEST(Interactions, WeightsCountRows) {
  Data data = make_data(500);
  std::vector<double> counts;
  Data repeated;
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    counts.push_back(static_cast<double>(i % 4));
    for (std::size_t k = 0; k < i % 4; ++k) {
      repeated.x.push_back(data.x[i]);
      repeated.u.push_back(data.u[i]);
      repeated.y.push_back(data.y[i]);
      repeated.a.push_back(data.a[i]);
      repeated.b.push_back(data.b[i]);
      repeated.s.push_back(data.s[i]);
    }
  }
  Columns columns = table_of(data);
  columns.numbers("w", counts);
  FitOptions options = options_with(every_kind);
  const FittedModel expected = fit(table_of(repeated).table(), options, one_thread());
  options.freq_weights = "w";
  const FittedModel found = fit(columns.table(), options, one_thread());
  ASSERT_EQ(found.terms.size(), expected.terms.size());
  for (std::size_t j = 0; j < found.terms.size(); ++j) {
    EXPECT_EQ(found.terms[j].term, expected.terms[j].term);
    EXPECT_NEAR(found.terms[j].estimate, expected.terms[j].estimate, 1e-11);
    EXPECT_NEAR(found.terms[j].std_error, expected.terms[j].std_error, 1e-11);
  }
}

TEST(Interactions, AllLevelsLoseTheirRedundantCells) {
  const Data data = make_data(600);
  const Columns columns = table_of(data);
  FitOptions options = options_with({"a:b", "x:a"});
  const FittedModel plain = fit(columns.table(), options, one_thread());
  options.reference = {{"a", "none"}};
  const FittedModel all = fit(columns.table(), options, one_thread());
  EXPECT_EQ(all.terms.size(), plain.terms.size());
  EXPECT_NEAR(all.log_likelihood, plain.log_likelihood, 1e-10);
  EXPECT_EQ(all.dropped.size(), 1U + 3U + 1U);  // a level, its cells, its slope
  const std::vector<double> expected = predict(plain, columns.table(), {}, one_thread());
  const std::vector<double> found = predict(all, columns.table(), {}, one_thread());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12);
  std::string equations;
  for (const DroppedTerm& dropped : all.dropped) equations += dropped.equation + "\n";
  EXPECT_NE(equations.find("x:a[r] = x - x:a[p] - x:a[q]"), std::string::npos) << equations;
  EXPECT_NE(equations.find("a[r]:b[l] = b[l] - a[p]:b[l] - a[q]:b[l]"), std::string::npos)
      << equations;
}

// All rows of level r are events: the others are fitted as if those were not there.
TEST(Interactions, SeparatedRowsLeaveTheOthersRight) {
  Data data = make_data(400);
  Data rest;
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    data.x[i] += 3;
    if (data.a[i] == "r") data.y[i] = 1;
    if (data.a[i] == "r") continue;
    rest.x.push_back(data.x[i]);
    rest.u.push_back(data.u[i]);
    rest.y.push_back(data.y[i]);
    rest.a.push_back(data.a[i]);
    rest.b.push_back(data.b[i]);
    rest.s.push_back(data.s[i]);
  }
  FitOptions options = options_with({"x:u", "x:a", "a:s"});
  const auto expected = predict_intervals(fit(table_of(rest).table(), options, one_thread()),
                                          table_of(rest).table(), {}, one_thread());
  std::string line;
  EXPECT_EQ(error_code([&] { fit(table_of(data).table(), options, one_thread()); }, &line),
            "separation.quasi");
  EXPECT_NE(line.find("a[r]"), std::string::npos) << line;
  options.separation = SeparationPolicy::allow;
  const FittedModel model = fit(table_of(data).table(), options, one_thread());
  EXPECT_NE(reference::term(model, "x:a[r]").limit, "");
  EXPECT_EQ(reference::term(model, "x:a[q]").limit, "");
  const auto found = predict_intervals(model, table_of(data).table(), {}, one_thread());
  std::size_t at = 0;
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    if (data.a[i] == "r") continue;
    EXPECT_NEAR(found.probability[i], expected.probability[at], 1e-12);
    EXPECT_NEAR(found.low[i], expected.low[at], 1e-10);
    EXPECT_NEAR(found.high[i], expected.high[at], 1e-10);
    ++at;
  }
}

// Inside, a slope is of x - centre: its threshold is none of the user's x on that level.
TEST(Interactions, ASlopeThatSeparatesIsNamedWithoutAThreshold) {
  Data data = make_data(400);
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    data.x[i] += 3;
    if (data.a[i] != "r") continue;
    data.x[i] += data.y[i] == 1 ? 5 : -5;
  }
  std::string line;
  EXPECT_EQ(
      error_code([&] { fit(table_of(data).table(), options_with({"x:a"}), one_thread()); }, &line),
      "separation.quasi");
  EXPECT_NE(line.find("a combination of columns"), std::string::npos) << line;
  EXPECT_NE(line.find("\"x:a[r]\" to +infinity"), std::string::npos) << line;
}

// Predictions with missing values solve the score equations of the columns as they are defined: a
// filled number, the level (missing), a missing boolean as false.
TEST(Interactions, MissingValuesAreScoredAsTheyWereFitted) {
  Data data = make_data(600);
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    if (i % 7 == 0) data.x[i] = missing;
    if (i % 11 == 0) data.s[i] = "";
    if (i % 13 == 0) data.a[i] = "";
    sum += i % 7 == 0 ? 0 : data.x[i];
    count += i % 7 == 0 ? 0 : 1;
  }
  FitOptions options = options_with({"x:s", "s:a", "a:x", "x:u"});
  options.missing = MissingPolicy::mean;
  const Columns columns = table_of(data);
  const std::vector<double> p =
      predict(fit(columns.table(), options, one_thread()), columns.table(), {}, one_thread());
  std::vector<double> scores(6, 0.0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double x = std::isnan(data.x[i]) ? sum / count : data.x[i];
    const bool s = data.s[i] == "true";
    const bool no_a = data.a[i].empty();
    const double residual = data.y[i] - p[i];
    const double products[] = {s ? x : 0,    is(s && no_a), is(s && data.a[i] == "q"),
                               no_a ? x : 0, x * data.u[i], 1};
    for (std::size_t k = 0; k < scores.size(); ++k) scores[k] += residual * products[k];
  }
  for (const double score : scores) EXPECT_NEAR(score, 0, 1e-10);
}

}  // namespace
}  // namespace odds::tests

// SPDX-License-Identifier: Apache-2.0
//
// Models without an intercept whose columns hold a constant: what serves as the intercept, and the
// null model, against the 50-digit solver.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using reference::real;

struct Data {
  std::vector<std::string> c;
  std::vector<double> one, x, offset, y;
};

Data make_data() {
  Data data;
  for (std::size_t i = 0; i < 200; ++i) {
    data.c.emplace_back(1, "abc"[(i * i + i / 7) % 3]);
    data.one.push_back(2);
    data.x.push_back(static_cast<double>((i * 37) % 101) / 16 + 5);
    data.offset.push_back(static_cast<double>(i % 5) / 4);
    data.y.push_back((i * 53 + i * i) % 17 < (data.c[i] == "a" ? 11 : 6) ? 1 : 0);
  }
  return data;
}

Columns table_of(const Data& data) {
  Columns columns;
  columns.levels("c", data.c, {"a", "b", "c"}).numbers("one", data.one).numbers("x", data.x);
  columns.numbers("offset", data.offset).numbers("y", data.y);
  return columns;
}

reference::Problem problem_of(const Data& data, bool with_constant) {
  reference::Problem problem;
  problem.successes = {data.y.begin(), data.y.end()};
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    reference::Vector row;
    for (const char* level : {"a", "b", "c"}) row.emplace_back(data.c[i] == level ? 1 : 0);
    if (with_constant) row.emplace_back(data.one[i]);
    row.emplace_back(data.x[i]);
    problem.design.push_back(row);
  }
  return problem;
}

FitOptions options_of() {
  FitOptions options = with_target("y");
  options.intercept = false;
  options.reference = {{"c", "none"}};
  options.features = {"c", "one", "x"};
  return options;
}

// The constant is the sum of the levels before it, and is dropped: the others have their own units.
TEST(OwnConstant, DroppedAsCollinearLeavesTheOthersRight) {
  const Data data = make_data();
  const FittedModel model = fit(table_of(data).table(), options_of(), one_thread());
  const reference::Answer answer = reference::solve(problem_of(data, false));
  const reference::Digits digits = reference::digits(model, {"c[a]", "c[b]", "c[c]", "x"}, answer);
  EXPECT_GE(digits.coefficient, 12) << digits.worst_coefficient;
  EXPECT_GE(digits.standard_error, 11) << digits.worst_standard_error;
  EXPECT_EQ(model.null_model, "intercept");
  EXPECT_EQ(model.df_null, 199);
  const std::vector<double> p =
      predict(model, table_of(data).table(), PredictOptions{}, one_thread());
  double residual = 0;
  for (std::size_t i = 0; i < p.size(); ++i) residual += data.y[i] - p[i];
  EXPECT_NEAR(residual, 0, 1e-11);
}

// Under a penalty the constant is penalised like any other column, but there is one.
TEST(OwnConstant, IsTheNullModelUnderAPenaltyToo) {
  const Data data = make_data();
  for (const bool has_offset : {false, true}) {
    FitOptions options = options_of();
    options.l2 = 0.01;
    if (has_offset) options.offset = "offset";
    const FittedModel model = fit(table_of(data).table(), options, one_thread());
    reference::Problem null;
    null.successes = {data.y.begin(), data.y.end()};
    null.design.assign(data.y.size(), {real(1)});
    if (has_offset) null.offset = {data.offset.begin(), data.offset.end()};
    const reference::Answer answer = reference::solve(null);
    EXPECT_EQ(model.null_model, "intercept");
    EXPECT_GE(reference::right_digits(model.null_log_likelihood, answer.log_likelihood), 12);
    EXPECT_EQ(model.df_null, 199);
  }
}

}  // namespace
}  // namespace odds::tests

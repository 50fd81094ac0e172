// SPDX-License-Identifier: Apache-2.0
//
// Effects against the predictions of a table that was made for them, and against the 50-digit
// covariance where no row of a table is such a profile.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>

#include "property/interacting_data.hpp"
#include "reference/simulate.hpp"

namespace odds::tests {
namespace {

Columns columns_of(const reference::Table& table) {
  Columns columns;
  for (std::size_t j = 0; j < table.names.size(); ++j) {
    columns.numbers(table.names[j], table.columns[j]);
  }
  return columns;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

TEST(EffectsProperty, AreThePredictionsOfAMadeUpTable) {
  const reference::Table table = reference::simulate(300, 3, 21);
  FitOptions options = with_target("y");
  options.features = reference::feature_names(3);
  options.interactions = {"x1:x2"};
  options.offset = "o";
  const Columns columns = columns_of(table);
  const FittedModel model = fit(columns.table(), options, one_thread());
  const std::vector<Effect> found = effects(model, columns.table(), {}, one_thread());
  ASSERT_EQ(found.size(), 3U);
  const double offset = mean_of(table.column("o"));
  for (std::size_t e = 0; e < found.size(); ++e) {
    const Effect& effect = found[e];
    EXPECT_TRUE(effect.is_number);
    ASSERT_EQ(effect.points.size(), most_effect_points);
    Columns made;
    for (std::size_t j = 0; j < 3; ++j) {
      std::vector<double> values(effect.points.size(), model.columns[j].centre);
      for (std::size_t k = 0; k < values.size() && j == e; ++k) values[k] = effect.points[k].x;
      made.numbers(options.features[j], values);
    }
    made.numbers("o", std::vector<double>(effect.points.size(), offset));
    const ProbabilityIntervals predicted = predict_intervals(model, made.table(), {}, one_thread());
    for (std::size_t k = 0; k < effect.points.size(); ++k) {
      EXPECT_NEAR(effect.points[k].probability, predicted.probability[k], 1e-12);
      EXPECT_NEAR(effect.points[k].low, predicted.low[k], 1e-12);
      EXPECT_NEAR(effect.points[k].high, predicted.high[k], 1e-12);
    }
    EXPECT_EQ(std::isnan(effect.quartile_odds_ratio), e != 2);  // the others interact
  }
  const Term& term = model.terms[3];
  const double distance = found[2].upper_quartile - found[2].lower_quartile;
  EXPECT_NEAR(found[2].quartile_odds_ratio, std::exp(term.estimate * distance), 1e-12);
  EXPECT_NEAR(found[2].quartile_odds_ratio_low, std::exp(term.conf_low * distance), 1e-12);
}

// A row of the oracle's design whose levels are at their shares.
struct MixedRow {
  double x, u;
  double q, r, l, m, n, s;

  reference::Vector columns() const {
    const double b[] = {l, m, n};
    reference::Vector row = {1,       real(x),           real(u),           real(q),
                             real(r), real(l),           real(m),           real(n),
                             real(s), real(x) * real(u), real(x) * real(q), real(x) * real(r)};
    for (const double level : b) {
      row.push_back(real(level) * real(q));
      row.push_back(real(level) * real(r));
    }
    row.push_back(real(s) * real(u));
    row.push_back(real(u) * real(u));
    for (const double level : b) row.push_back(real(s) * real(level));
    return row;
  }
};

double share(const std::vector<std::string>& values, const std::string& level) {
  double count = 0;
  for (const std::string& value : values) count += value == level ? 1 : 0;
  return count / static_cast<double>(values.size());
}

void expect_point(const EffectPoint& point, const MixedRow& row, const reference::Answer& answer) {
  const reference::Vector x = row.columns();
  const real z = reference::dot(x, answer.coefficients);
  const real error =
      boost::multiprecision::sqrt(reference::dot(x, reference::times(answer.covariance, x)));
  const real q("1.959963984540054");
  EXPECT_NEAR(point.probability, static_cast<double>(reference::sigma(z)), 1e-11);
  EXPECT_NEAR(point.low, static_cast<double>(reference::sigma(z - q * error)), 1e-11);
  EXPECT_NEAR(point.high, static_cast<double>(reference::sigma(z + q * error)), 1e-11);
}

TEST(EffectsProperty, LevelsAreHeldAtTheirMix) {
  const Data data = make_data(400);
  const Columns columns = table_of(data);
  const FittedModel model = fit(columns.table(), options_with(every_kind), one_thread());
  const reference::Answer answer = reference::solve(oracle_of(data).problem);
  const auto centre = [&](const std::string& name) {
    for (const ColumnEncoding& column : model.columns) {
      if (column.name == name) return column.centre;
    }
    return missing;
  };
  EXPECT_NEAR(centre("x"), mean_of(data.x), 1e-6);
  const MixedRow base = {centre("x"),        centre("u"),          share(data.a, "q"),
                         share(data.a, "r"), share(data.b, "l"),   share(data.b, "m"),
                         share(data.b, "n"), share(data.s, "true")};
  const std::vector<Effect> found = effects(model, columns.table(), {}, one_thread());
  ASSERT_EQ(found.size(), 5U);
  for (const Effect& effect : found) {
    for (const EffectPoint& point : effect.points) {
      MixedRow row = base;
      if (effect.column == "x") row.x = point.x;
      if (effect.column == "u") row.u = point.x;
      if (effect.column == "a") {
        row.q = is(point.level == "q");
        row.r = is(point.level == "r");
        EXPECT_DOUBLE_EQ(point.share, share(data.a, point.level));
      }
      if (effect.column == "b") {
        row.l = is(point.level == "l");
        row.m = is(point.level == "m");
        row.n = is(point.level == "n");
      }
      if (effect.column == "s") row.s = is(point.level == "true");
      expect_point(point, row, answer);
    }
  }
}

// A network has no limits; its probability is that of a row.
TEST(EffectsProperty, ANetworkIsCarriedForward) {
  const reference::Table table = reference::simulate(200, 2, 4);
  FitOptions options = with_target("y");
  options.features = reference::feature_names(2);
  options.network.hidden = {3};
  options.max_iterations = 40;
  const Columns columns = columns_of(table);
  const FittedModel model = fit(columns.table(), options, one_thread());
  const std::vector<Effect> found = effects(model, columns.table(), {}, one_thread());
  ASSERT_EQ(found.size(), 2U);
  Columns made;
  std::vector<double> along;
  for (const EffectPoint& point : found[0].points) along.push_back(point.x);
  made.numbers("x1", along)
      .numbers("x2", std::vector<double>(along.size(), model.columns[1].centre));
  const std::vector<double> predicted = predict(model, made.table(), {}, one_thread());
  for (std::size_t k = 0; k < along.size(); ++k) {
    EXPECT_NEAR(found[0].points[k].probability, predicted[k], 1e-13);
    EXPECT_TRUE(std::isnan(found[0].points[k].low));
  }
}

TEST(EffectsProperty, UnitsChangeNothingButTheScale) {
  const reference::Table table = reference::simulate(200, 2, 14);
  FitOptions options = with_target("y");
  options.features = reference::feature_names(2);
  const Columns columns = columns_of(table);
  const std::vector<Effect> plain =
      effects(fit(columns.table(), options, one_thread()), columns.table(), {}, one_thread());
  reference::Table scaled = table;
  for (double& x : scaled.column("x1")) x = std::ldexp(x, 500);
  for (double& x : scaled.column("x2")) x = std::ldexp(x, -500);
  const Columns extreme = columns_of(scaled);
  const FittedModel model = fit(extreme.table(), options, one_thread());
  const std::vector<Effect> found = effects(model, extreme.table(), {}, one_thread());
  ASSERT_EQ(found.size(), plain.size());
  for (std::size_t e = 0; e < found.size(); ++e) {
    const int exponent = e == 0 ? 500 : -500;
    EXPECT_EQ(found[e].median, std::ldexp(plain[e].median, exponent));
    EXPECT_NEAR(std::ldexp(found[e].deviation, -exponent), plain[e].deviation, 1e-12);
    for (std::size_t k = 0; k < found[e].points.size(); ++k) {
      EXPECT_NEAR(found[e].points[k].probability, plain[e].points[k].probability, 1e-11);
      EXPECT_NEAR(found[e].points[k].high, plain[e].points[k].high, 1e-11);
    }
  }
}

}  // namespace
}  // namespace odds::tests

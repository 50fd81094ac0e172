// SPDX-License-Identifier: Apache-2.0
//
// Of several classes: limits of the losses, each class's ROC and calibration table, from the
// predicted probabilities row by row.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/multinomial.hpp"

namespace {

using reference::Table;

TEST(ClassCurves, AreThoseOfTwoClasses) {
  const Table table = reference::simulate_classes(700, 2, 3, 44);
  odds::FitOptions fit;
  fit.target = "y";
  fit.features = reference::feature_names(2);
  const auto model = reference::fit(table, fit);
  ASSERT_EQ(model.classes, (std::vector<std::string>{"0", "1", "2"}));
  odds::EvaluateOptions options;
  options.curves = true;
  const auto found = odds::evaluate(model, reference::view(table, table.names), options, {});
  EXPECT_FALSE(found.curves.has_value());
  double log_losses = 0, briers = 0, log_squares = 0, brier_squares = 0;
  const std::vector<double> all =
      odds::predict_classes(model, reference::view(table, table.names), {}, {});
  std::vector<std::vector<double>> p(3);
  for (std::size_t at = 0; at < all.size(); ++at) p[at % 3].push_back(all[at]);
  const std::vector<double>& y = table.column("y");
  const auto n = static_cast<double>(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    double brier = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double error = (y[i] == static_cast<double>(k) ? 1 : 0) - p[k][i];
      brier += error * error;
    }
    const double log_loss = -std::log(p[static_cast<std::size_t>(y[i])][i]);
    log_losses += log_loss;
    briers += brier;
    log_squares += log_loss * log_loss;
    brier_squares += brier * brier;
  }
  const auto std_error = [&](double sum, double squares) {
    return std::sqrt((squares - sum * sum / n) / (n - 1) / n);
  };
  EXPECT_NEAR(found.log_loss_std_error, std_error(log_losses, log_squares), 1e-12);
  EXPECT_NEAR(found.brier_std_error, std_error(briers, brier_squares), 1e-12);
  EXPECT_NEAR(found.log_loss_high - found.log_loss, 1.959963984540054 * found.log_loss_std_error,
              1e-12);
  for (std::size_t k = 0; k < 3; ++k) {
    const odds::ClassFigures& figures = found.by_class[k];
    ASSERT_LE(figures.roc.size(), odds::most_curve_points);
    double area = 0;
    for (std::size_t at = 1; at < figures.roc.size(); ++at) {
      area += (figures.roc[at].false_positive_rate - figures.roc[at - 1].false_positive_rate) *
              (figures.roc[at].sensitivity + figures.roc[at - 1].sensitivity) / 2;
    }
    EXPECT_NEAR(area, figures.auc, 1e-3);
    ASSERT_EQ(figures.calibration_table.size(), 10U);
    for (const odds::CalibrationBin& bin : figures.calibration_table) {
      double rows = 0, events = 0, sum = 0;
      for (std::size_t i = 0; i < y.size(); ++i) {
        if (p[k][i] < bin.low || p[k][i] >= bin.high) continue;
        rows += 1;
        sum += p[k][i];
        events += y[i] == static_cast<double>(k) ? 1 : 0;
      }
      EXPECT_EQ(bin.nobs, rows);
      if (rows == 0) continue;
      EXPECT_NEAR(bin.mean_probability, sum / rows, 1e-12);
      EXPECT_NEAR(bin.observed_share, events / rows, 1e-12);
    }
  }
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "evaluation/curves/curves.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "evaluation/curves/calibration_curve.hpp"
#include "evaluation/curves/row_sums.hpp"
#include "inference/distributions.hpp"
#include "kernels/logistic.hpp"

namespace odds::evaluation {
namespace {

constexpr std::size_t even_points = 50;  // of the calibration curve, of each kind
constexpr std::size_t threshold_quantiles = 100;
constexpr std::size_t threshold_steps = 100;

double ratio(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// The double that three significant decimal digits stand for.
double rounded(double p) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), p, std::chars_format::scientific, 2);
  double value = 0;
  std::from_chars(text.data(), end.ptr, value);
  return value;
}

std::vector<double> sorted_once(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::vector<double> thresholds(const std::vector<double>& quantiles) {
  std::vector<double> values;
  for (std::size_t k = 0; k <= threshold_steps; ++k) values.push_back(ratio(k, threshold_steps));
  for (auto z = quantiles.end() - threshold_quantiles; z != quantiles.end(); ++z) {
    values.push_back(rounded(kernels::sigma(*z)));
  }
  return sorted_once(std::move(values));
}

// Scores at which the curve is drawn.
std::vector<double> curve_scores(const ScoreQuantiles& quantiles) {
  const auto first = quantiles.values.begin() + knot_shares.size();
  std::vector<double> scores(first, first + even_points);
  const double lowest = kernels::sigma(quantiles.lowest),
               highest = kernels::sigma(quantiles.highest);
  for (std::size_t k = 1; k + 1 < even_points; ++k) {
    const double p = lowest + (highest - lowest) * ratio(k, even_points - 1);
    scores.push_back(std::clamp(std::log(p / (1 - p)), quantiles.lowest, quantiles.highest));
  }
  return sorted_once(std::move(scores));
}

std::vector<CalibrationCurvePoint> drawn(const CalibrationCurve& curve,
                                         const std::vector<double>& scores, double level) {
  const double point = inference::normal_upper_point((100 - level) / 200);
  std::vector<CalibrationCurvePoint> points;
  for (const double z : scores) {
    const CalibrationCurvePoint here = curve.at(z, point);
    // Beyond z = 37 many scores have the same probability.
    if (points.empty() || here.probability > points.back().probability) points.push_back(here);
  }
  return points;
}

std::vector<GainsGroup> gains(const std::vector<Tenth>& from_top, const LossSums& sums) {
  std::vector<GainsGroup> groups;
  double weight = 0, events = 0;
  for (const Tenth& tenth : from_top) {
    weight += tenth.weight();
    events += tenth.observed();
    GainsGroup group{tenth.nobs(),     tenth.weight(), tenth.observed(),
                     tenth.expected(), tenth.lowest(), tenth.highest()};
    if (sums.events > 0) {
      group.cumulative_share = events / sums.events;
      group.lift = group.cumulative_share / (weight / sums.weight);
    }
    groups.push_back(group);
  }
  return groups;
}

}  // namespace

// Those of the knots, then those of the curve, then those of the thresholds.
std::vector<double> curve_shares() {
  std::vector<double> shares(knot_shares.begin(), knot_shares.end());
  for (std::size_t k = 0; k < even_points; ++k) shares.push_back(ratio(k, even_points - 1));
  for (std::size_t k = 0; k < threshold_quantiles; ++k) {
    shares.push_back(ratio(2 * k + 1, 2 * threshold_quantiles));
  }
  return shares;
}

void fill_curves(const ScoredTiles& rows, const Walks& walks, const LossSums& sums,
                 const RunOptions& run, ModelEvaluation& evaluation) {
  EvaluationCurves& curves = evaluation.curves.emplace();
  curves.roc = walks.roc;
  curves.gains = gains(walks.from_top, sums);
  std::optional<CalibrationCurve> curve;
  if (sums.infinite != 0) {
    evaluation.notes.push_back({"evaluate.calibration_curve",
                                "There is no calibration curve: the fit is separated, and some of "
                                "its probabilities are exactly 0 or 1."});
  } else if (has_both_classes(sums)) {
    curve = fit_calibration_curve(rows, sums, walks.quantiles, run, evaluation.notes);
  }
  const std::vector<double>& quantiles = walks.quantiles.values;
  if (curve) {
    curves.calibration = drawn(*curve, curve_scores(walks.quantiles), evaluation.level);
  }
  const bool are_counts = evaluation.weights.empty() && sums.nobs <= largest_count;
  CurveFigures figures = curve_figures(rows, are_counts, thresholds(quantiles), curve);
  curves.thresholds = std::move(figures.thresholds);
  curves.histogram = std::move(figures.histogram);
  evaluation.calibration_errors = figures.errors;
}

}  // namespace odds::evaluation

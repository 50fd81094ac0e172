// SPDX-License-Identifier: Apache-2.0
//
// How good the probabilities of a fitted model are on the rows of a table: losses, ranks,
// calibration. A row stands for s events and m - s others (m = 1 for a plain target), each at the
// row's probability, with weight w f.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>
#include <odds/table.hpp>

namespace odds {

// A default is written here and nowhere else.
struct EvaluateOptions {
  // Columns of the data where they are not those of the fit. "" stands for no weights.
  std::optional<std::string> target;  // "y" or "successes/trials"
  std::optional<std::string> weights;
  std::optional<std::string> freq_weights;
  UnseenPolicy unseen = UnseenPolicy::error;
  std::optional<MissingPolicy> missing;  // empty: that of the fit
  double threshold = 0.5;                // a row counts as an event where p >= threshold
  double level = 95.0;                   // confidence level in per cent
  // The table is the one that the model was fitted to. Found out from the fingerprint where the
  // data are read from a file.
  bool is_fit_data = false;
  bool curves = false;  // fill ModelEvaluation::curves as well
};

// Sums of weights, by what happened and what p >= threshold said.
struct ConfusionMatrix {
  double true_positives = 0, false_negatives = 0;  // events
  double false_positives = 0, true_negatives = 0;  // others
};

// Pairs of an event and another: concordant where the event has the higher score.
struct PairCounts {
  std::uint64_t concordant = 0, discordant = 0, tied = 0;
};

struct CalibrationFigure {
  double value = not_applicable;
  double std_error = not_applicable;
  bool by_construction = false;  // the fit's own equations say so
};

// Rows with low <= p < high; the last bin holds p = 1.
struct CalibrationBin {
  double low = 0, high = 0;
  double nobs = 0;                           // sum of f m
  double mean_probability = not_applicable;  // weighted by w f m, like the share
  double observed_share = not_applicable;
};

// Neighbours by probability.
struct HosmerLemeshowGroup {
  double nobs = 0;                 // sum of f m
  double observed = 0;             // sum of w f s
  double expected = 0;             // sum of w f m p
  double lowest = 0, highest = 0;  // probabilities
};

struct HosmerLemeshow {
  std::vector<HosmerLemeshowGroup> groups;
  double statistic = not_applicable;
  std::int64_t df = 0;  // the figures apply where it is at least 1
  double p_value = not_applicable;
};

// A curve has at most this many points, for any number of rows.
inline constexpr std::size_t most_curve_points = 400;

// Where a row is called an event if p >= threshold. The first point calls none so (threshold
// infinite), the last calls all so.
struct RocPoint {
  double threshold = not_applicable;
  double sensitivity = 0;
  double false_positive_rate = 0;  // 1 - specificity
};

// The confusion matrix at a threshold that one may act at.
struct ThresholdPoint {
  double threshold = 0;
  ConfusionMatrix confusion;
};

// A smooth estimate of P(y = 1) where the model says p: a logistic regression of y on restricted
// cubic splines of z (Harrell 2015, section 10.11), with pointwise limits.
struct CalibrationCurvePoint {
  double probability = 0;
  double observed = not_applicable;
  double low = not_applicable;
  double high = not_applicable;
};

// Distances of that curve from the diagonal over the rows: largest, mean, 90th percentile.
struct CalibrationErrors {
  double largest = not_applicable;
  double mean = not_applicable;
  double percentile_90 = not_applicable;
};

// Rows with low <= p < high, sums of w f; the last bin holds p = 1.
struct HistogramBin {
  double low = 0, high = 0;
  double events = 0, others = 0;
};

// A tenth of the rows, the most probable first; ties are never split.
struct GainsGroup {
  double nobs = 0;      // sum of f m
  double weight = 0;    // sum of w f m
  double events = 0;    // sum of w f s
  double expected = 0;  // sum of w f m p
  double lowest = 0, highest = 0;
  double cumulative_share = not_applicable;  // of all events, up to this group
  double lift = not_applicable;              // share of events up to this group over the base rate
};

struct EvaluationCurves {
  std::vector<RocPoint> roc;  // of the whole curve, the points nearest to an even spread
  std::vector<ThresholdPoint> thresholds;  // rising, from 0 to 1
  std::vector<CalibrationCurvePoint> calibration;
  std::vector<HistogramBin> histogram;
  std::vector<GainsGroup> gains;
};

// One of several classes against all others.
struct ClassFigures {
  std::string label;
  double weight = 0;                  // sum of w f
  double recall = not_applicable;     // share of the class that is called so
  double precision = not_applicable;  // share of those called so that are of the class
  double auc = not_applicable;        // by the probability of the class
  double auc_std_error = not_applicable;
  double auc_low = not_applicable;
  double auc_high = not_applicable;
  std::vector<RocPoint> roc;                      // with EvaluateOptions::curves
  std::vector<CalibrationBin> calibration_table;  // with EvaluateOptions::curves
};

struct ModelEvaluation {
  std::string source;  // the data's name as given, or ""
  std::string target, trials, event, non_event;
  std::string weights, freq_weights, offset;
  bool is_fit_data = false;
  double threshold = not_applicable;
  double level = not_applicable;

  std::uint64_t rows_read = 0;
  std::uint64_t rows = 0;      // evaluated
  std::uint64_t unscored = 0;  // left out: no probability is possible
  double nobs = 0;             // sum of f m
  double sum_weights = 0;      // sum of w f m
  double event_weight = 0;     // sum of w f s

  double log_loss = not_applicable;  // infinite where what happened had a probability of 0
  double base_rate_log_loss = not_applicable;  // of the share of events as everybody's probability
  double brier = not_applicable;               // mean of (y - p)^2
  // Standard deviation of a row's loss over the square root of the rows, and Wald's limits; null
  // under weights.
  double log_loss_std_error = not_applicable;
  double log_loss_low = not_applicable;
  double log_loss_high = not_applicable;
  double brier_std_error = not_applicable;
  double brier_low = not_applicable;
  double brier_high = not_applicable;

  ConfusionMatrix confusion;
  double accuracy = not_applicable;
  double sensitivity = not_applicable;
  double specificity = not_applicable;
  double precision = not_applicable;
  double matthews = not_applicable;           // correlation of what happened and what was said
  double average_precision = not_applicable;  // sum over scores of precision times recall gained

  double auc = not_applicable;
  double auc_std_error = not_applicable;  // DeLong
  double auc_low = not_applicable;        // on the logit scale
  double auc_high = not_applicable;
  double somers_d = not_applicable;  // 2 AUC - 1, also called the Gini coefficient
  double gamma = not_applicable;
  double tau_a = not_applicable;
  double kolmogorov_smirnov = not_applicable;  // max |sensitivity - (1 - specificity)|
  std::optional<PairCounts> pairs;             // where they are whole numbers below 2^64

  CalibrationFigure calibration_intercept;  // of y on z with slope 1
  CalibrationFigure calibration_slope;      // of y on z
  std::vector<CalibrationBin> calibration_table;
  HosmerLemeshow hosmer_lemeshow;
  // Intercept 0 and slope 1 together, by the likelihood ratio, 2 degrees of freedom (Cox 1958;
  // val.prob's U).
  ChiSquareTest calibration_test;
  double spiegelhalter_z = not_applicable;  // Spiegelhalter 1986: is the Brier score as p says?
  double spiegelhalter_p_value = not_applicable;
  CalibrationErrors calibration_errors;  // with EvaluateOptions::curves
  std::optional<EvaluationCurves> curves;

  // Of several classes: these, rows, losses (the Brier score is the sum over the classes) and the
  // accuracy of the most probable class; everything else does not apply.
  std::vector<ClassFigures> by_class;
  // What happened (row) and the most probable class (column), sums of w f: classes x classes.
  std::vector<double> class_confusion;

  std::vector<Note> notes;
};

// Of the data in a file, of which only the columns that are needed are parsed. Throws Error.
ModelEvaluation evaluate(const FittedModel& model, const std::string& data, const ReadOptions& read,
                         const EvaluateOptions& options, const RunOptions& run);

// Of a table in memory.
ModelEvaluation evaluate(const FittedModel& model, const Table& table,
                         const EvaluateOptions& options, const RunOptions& run);

// ---- single rows, groups of rows, columns -------------------------------------------------------

// A row's part in the fit (Pregibon 1981, as PROC LOGISTIC prints it). With v = w m p q, r the
// Pearson residual, d the deviance residual and h = v x'H^-1 x the leverage:
//   c = r^2 h / (1 - h)^2      cbar = r^2 h / (1 - h)
//   difdev = d^2 + cbar        difchisq = cbar / h
//   dfbeta_j = (H^-1 x)_j w (s - m p) / (1 - h) / std. error_j
// H is the curvature at the estimate, whatever --vce says. A row with frequency f is one of f equal
// rows: the figures are those of one of them.
struct RowInfluence {
  std::uint64_t row = 0;  // 1-based data row
  double successes = 0, trials = 1;
  double probability = not_applicable;
  double probability_left_out = not_applicable;  // of the model without the row, one Newton step
  double pearson = not_applicable;
  double deviance = not_applicable;
  double leverage = not_applicable;
  double c = not_applicable;
  double cbar = not_applicable;
  double difdev = not_applicable;
  double difchisq = not_applicable;
  std::vector<double> dfbetas;  // by term of the model; empty where there is no leverage
};

// How the model does on some of the rows.
struct SegmentFigures {
  double nobs = 0;                   // sum of f m
  double weight = 0;                 // sum of w f m
  double observed = not_applicable;  // share of events
  double expected = not_applicable;  // mean p
  double log_loss = not_applicable;
  // (observed - expected) over its standard deviation under the model, as on new data: on those of
  // the fit it is nearer to 0, and 0 where the model's own equations say so.
  double z = not_applicable;
  double p_value = not_applicable;
};

// Rows of one level of a category, or of a number between two values: its fifths by weight, or its
// values where they are five at most.
struct Segment : SegmentFigures {
  std::string column;
  std::string level;            // "" of a number; "(other)", "(missing)" in their place
  double low = not_applicable;  // low <= x < high; the last segment holds its upper end
  double high = not_applicable;
};

// Rows that are in two segments, of two columns.
struct SegmentPair {
  std::size_t first = 0, second = 0;  // places in Diagnostics::segments
  SegmentFigures figures;
};

// SAS's classification table: each row is called by the probability of the model without it.
struct ClassificationRow {
  double threshold = 0;
  ConfusionMatrix confusion;
};

struct Diagnostics {
  bool is_fit_data = false;
  // The rows that matter: those with the largest c, leverage, |deviance| and |Pearson| residual, at
  // most DiagnoseOptions::rows of each, in the order of the rows.
  std::vector<RowInfluence> rows;
  double mean_leverage = not_applicable;  // rows counted with their frequency
  double largest_c = not_applicable;
  std::uint64_t rows_above_twice_mean_leverage = 0;
  std::vector<Segment> segments;  // in the order of the columns
  // Of the six strongest columns, where they have twelve groups at most: the pairs of segments with
  // the largest |z|, and how many were compared. The largest of so many is large by chance alone.
  std::vector<SegmentPair> segment_pairs;
  std::uint64_t segment_pairs_compared = 0;
  std::vector<ClassificationRow> classification;  // of the data of an unpenalised fit
  std::vector<Note> notes;
};

struct DiagnoseOptions : EvaluateOptions {
  std::size_t rows = 10;
};

// Influence needs standard errors and the data of the fit; residuals and segments need neither. Of
// several classes there are notes alone. Throws Error as evaluate() does.
Diagnostics diagnose(const FittedModel& model, const Table& table, const DiagnoseOptions& options,
                     const RunOptions& run);

// The probability along one column, all others held: numbers at their centres, categories at the
// mix of their levels in the data, or at the reference where there are no data.
struct EffectPoint {
  double x = not_applicable;      // of a number
  std::string level;              // of a category
  double share = not_applicable;  // of the rows' weight with this level
  double probability = not_applicable;
  double low = not_applicable;  // limits, on the logit scale; NaN without standard errors
  double high = not_applicable;
};

struct Effect {
  std::string column;
  bool is_number = false;
  std::vector<EffectPoint> points;  // of a number from its 1st to its 99th percentile
  double mean = not_applicable, deviation = not_applicable;  // of a number over the rows
  double lower_quartile = not_applicable, median = not_applicable, upper_quartile = not_applicable;
  // From the lower quartile to the upper, as rms' summary() prints it; of numbers in no
  // interaction.
  double quartile_odds_ratio = not_applicable;
  double quartile_odds_ratio_low = not_applicable;
  double quartile_odds_ratio_high = not_applicable;
};

// Percentiles and quartiles are weighted by w f m (the mean of both neighbours where the weight
// falls between them: SAS's definition 5). They are exact up to `exact_quantile_rows` rows, beyond
// that from so many of them: ranks are then right to within 1.5 % of the rows. An effect has at
// most `most_effect_points` points: of a number in even steps, of a category its commonest levels.
inline constexpr std::size_t exact_quantile_rows = 32'768;
inline constexpr std::size_t most_effect_points = 41;
inline constexpr std::size_t most_effects = 100;

// Of each column of the model, in their order; of more than most_effects of those that move the
// predictor most. Of a network as well, without limits; of several classes and of
// a separated fit none.
std::vector<Effect> effects(const FittedModel& model, const Table& table,
                            const EvaluateOptions& options, const RunOptions& run);

// ---- all of it on the data of a file ------------------------------------------------------------

struct Review {
  ModelEvaluation evaluation;
  Diagnostics diagnostics;
  std::vector<Effect> effects;
  ReadResult input;  // what was read: the columns that are needed
};

// Reads once. Throws Error.
Review review(const FittedModel& model, const std::string& data, const ReadOptions& read,
              const DiagnoseOptions& options, const RunOptions& run);

}  // namespace odds

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

  ConfusionMatrix confusion;
  double accuracy = not_applicable;
  double sensitivity = not_applicable;
  double specificity = not_applicable;
  double precision = not_applicable;

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

}  // namespace odds

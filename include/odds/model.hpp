// SPDX-License-Identifier: Apache-2.0
//
// Specification -> fit -> fitted model -> prediction.
//
//   minimise  L(b, theta) = -(1/W) sum_i w_i f_i [ s_i log p_i + (m_i - s_i) log(1 - p_i) ]
//                           + l1 sum_j f_j |theta_j| + (l2/2) sum_j f_j theta_j^2,     p_i =
//                           sigma(x_i'theta + b + offset_i)
//
// The fitted model is one structure. The model file, --json, the terminal and every page are
// renderings of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/design.hpp>
#include <odds/inference.hpp>
#include <odds/network.hpp>
#include <odds/read.hpp>
#include <odds/table.hpp>

namespace odds {

// What changes the answer; all of it is inherited.
struct FitOptions : InferenceOptions {
  NetworkOptions network;
};

// The coefficients of sparse columns. They are too many to be terms: only those that are not zero
// are kept, by number.
struct SparseEstimates {
  std::vector<SparseSource> sources;   // in the order of the columns
  std::vector<std::uint32_t> columns;  // rising, 0-based over all sources
  std::vector<double> estimates;       // of these columns, in the user's units
  std::vector<double> spreads;         // their weighted standard deviations at the fit

  bool is_used() const { return !sources.empty(); }
  std::uint64_t column_count() const;
  // "17", "text#17"
  std::string name(std::uint32_t column) const;
};

struct FittedModel {
  std::string odds_version;
  std::vector<std::string> command;  // how it was made
  std::string source;                // the data's name as given
  DataFingerprint fingerprint;

  // The question.
  std::string target;  // column of the target or of the successes
  std::string trials;  // column of the trials, or ""
  std::string event;   // label whose probability is modelled; "" for successes/trials
  std::string non_event;
  std::string weights, freq_weights, offset;  // columns, or ""
  bool has_intercept = true;
  MissingPolicy missing = MissingPolicy::error;
  double l1 = 0.0;
  double l2 = 0.0;
  std::map<std::string, double> penalty_factors;    // by column
  bool standardize = false;                         // the penalty is on theta_j sd_j
  std::map<std::string, CoefficientBounds> bounds;  // by column
  bool firth = false;
  // Estimates drawn away from the likelihood's maximum have no standard errors, AIC or tests.
  bool is_penalised() const { return l1 > 0 || l2 > 0 || !bounds.empty(); }
  // Several classes: all labels, the reference (the class without an equation) in front where there
  // is one. Empty for a yes/no target.
  std::vector<std::string> classes;
  std::string reference_class;        // "" where every class has an equation, as under a penalty
  std::vector<double> class_weights;  // by class: sum of w f
  double level = 95.0;
  std::string interval = "wald";  // "wald", "profile"
  std::string vce = "oim";        // "oim", "hc0", "hc1", "cluster"
  std::string cluster;            // the column of the clusters, or ""
  std::uint64_t cluster_count = 0;

  // With hidden units: the terms are the inputs of the first layer (no intercept, no estimates, no
  // standard errors), centred_intercept is 0, and p = sigma of the network's last unit.
  Network network;
  Training training;
  std::optional<GradientCheck> gradient_check;

  // The pipeline and the coefficients.
  std::vector<ColumnEncoding> columns;
  std::vector<InteractionEncoding> interactions;
  // Intercept first, then columns in table order, then interactions; dropped terms are absent. Of
  // several classes the terms of one equation after those of another, in the order of `classes`.
  std::vector<Term> terms;
  SparseEstimates sparse;  // z gains sum_j theta_j x_j over the sparse columns
  double centred_intercept =
      0.0;  // b + sum_j theta_j centre_j: z = this + sum theta_j (x_j - centre_j)
  std::vector<double> centred_intercepts;  // of several classes, by equation
  std::vector<double> correlation;  // of the estimates, terms x terms, row major; empty if none
  // Of the centred intercept, and its correlation with each term's estimate (the intercept's own
  // included), for intervals of predictions: the intercept at x = 0 may be far from the data. NaN
  // and empty where there are no standard errors; 0 and zeros where there is no column of ones.
  double centred_intercept_std_error = not_applicable;
  std::vector<double> centred_intercept_correlation;  // by term
  // With interactions alone, by term: what a prediction multiplies with. A level's is its effect
  // where the numbers that it interacts with are at their centres; a product's counts in its own
  // scale; others equal the estimates.
  std::vector<double> scoring_estimates;
  using DroppedTerm = odds::DroppedTerm;
  std::vector<DroppedTerm> dropped;

  // Rows.
  std::uint64_t rows_read = 0;
  std::uint64_t rows_used = 0;
  double nobs = 0;                     // sum of f m
  double sum_weights = 0;              // sum of w f m
  double event_weight = 0;             // sum of w f s
  double event_nobs = not_applicable;  // sum of f s; NaN in files of older versions

  // The fit.
  std::string solver;  // "newton", "lbfgs", "gd", "sgd", "adam", "cd", "newton-cg", "dual"; of
                       // Firth's method "quasi-newton"
  bool converged = false;
  std::string stop_reason;  // gradient, decrement, gap, budget, max_iterations, line_search,
                            // separation, interrupted; of a network also patience, no_minimum
  std::int64_t iterations = 0;
  std::vector<FitStep> steps;  // of one unit by a method that uses all rows; at most 400
  Certificate certificate;
  double penalized_log_likelihood = not_applicable;  // of Firth's method
  double log_likelihood = not_applicable;  // without binomial coefficients; a supremum if separated
  double null_log_likelihood = not_applicable;
  std::string null_model;  // "intercept" or "offset" (p = sigma(offset))
  double log_binomial_coefficient = 0;
  double deviance = not_applicable;
  double null_deviance = not_applicable;
  std::int64_t df_residual = 0;
  std::int64_t df_null = 0;
  std::int64_t df_model = 0;
  double lr_chi2 = not_applicable;  // likelihood-ratio test against the null model
  double lr_p_value = not_applicable;
  GlobalTests tests;
  std::vector<JointTest> joint_tests;  // by column, in the order of the terms
  RSquared r2;
  double aic = not_applicable;
  double bic = not_applicable;
  double condition_number = not_applicable;  // of the curvature scaled to unit diagonal
  std::vector<Note> notes;
  bool separated = false;
};

// Fits the data in a file. Throws Error; a fit that does not converge is a value, not an error.
FittedModel fit(const std::string& data, const ReadOptions& read, const FitOptions& options,
                const RunOptions& run);

// The same, and hands back what was read: the columns that the fit needed.
FittedModel fit(const std::string& data, const ReadOptions& read, const FitOptions& options,
                const RunOptions& run, ReadResult& input);

// Fits a table in memory.
FittedModel fit(const Table& table, const FitOptions& options, const RunOptions& run);

enum class UnseenPolicy { error, reference, missing };

struct PredictOptions {
  UnseenPolicy unseen = UnseenPolicy::error;
  // error: rows with missing values get no score. mean: a number takes the mean of the training
  // data, a boolean or category the level "(missing)" if the model has it, else the reference
  // level. A model fitted under `mean` does so by itself. drop is refused: every row gets a line.
  MissingPolicy missing = MissingPolicy::error;
  std::vector<std::string> keep_columns;  // input columns to copy to the output
  // Confidence level in per cent of limits for each probability; empty: none.
  std::optional<double> interval_level;
};

struct PredictSummary {
  std::uint64_t rows = 0;
  std::uint64_t scored = 0;
  std::vector<Note> notes;
};

// Reads DATA as a stream and writes "row,probability" lines to `output` (a path, or "-" for
// standard output), in the order of the rows, in memory independent of their number. Of several
// classes there is a column probability[LABEL] for each.
PredictSummary predict(const FittedModel& model, const std::string& data, const std::string& output,
                       const ReadOptions& read, const PredictOptions& options,
                       const RunOptions& run);

// Probabilities for the rows of a table in memory; NaN where a row can't be scored.
std::vector<double> predict(const FittedModel& model, const Table& table,
                            const PredictOptions& options, const RunOptions& run);

// Of a model of several classes: rows x classes, row major, in the order of FittedModel::classes;
// NaN where a row can't be scored. Such a model has no single probability: predict() of a table
// throws Error{usage} "predict.several_classes".
std::vector<double> predict_classes(const FittedModel& model, const Table& table,
                                    const PredictOptions& options, const RunOptions& run);

// By row; NaN where there is no score or no limits.
struct ProbabilityIntervals {
  std::vector<double> probability, low, high;
};

// The same with limits at options.interval_level, or else at the model's level. They are made on
// the logit scale: sigma(z -+ q se(z)), q the normal quantile. Throws Error{refused}
// "predict.no_interval" where the model has no standard errors.
ProbabilityIntervals predict_intervals(const FittedModel& model, const Table& table,
                                       const PredictOptions& options, const RunOptions& run);

// The question that the model answers, to be asked again: columns and their roles, levels,
// interactions, missing values, penalty. Not how it was answered: solver, intervals, clusters.
DesignOptions question_of(const FittedModel& model);

// The model file: JSON text, schema "odds.model/1". Written to a temporary name, flushed, renamed.
void save_model(const FittedModel& model, const std::string& path);
FittedModel load_model(const std::string& path);
std::string model_to_text(const FittedModel& model);
FittedModel model_from_text(const std::string& text, const std::string& name);

}  // namespace odds

// SPDX-License-Identifier: Apache-2.0
//
// The backward pass of one row: every node of the computation from x to the loss, its value on the
// way forward, its local derivative, and the gradient that arrives on the way back.
//
//   L       = -(w f / W) [ s log p + (m - s) log(1 - p) ]          the row's share of the mean loss
//   dL/dp   = -(w f / W) [ s / p - (m - s) / (1 - p) ]             with the minus sign and the mean
//   dp/dz   = p (1 - p) = sigma(z) sigma(-z)
//   dL/dz   = dL/dp dp/dz = (w f / W) (m p - s)                    fused: the factors cancel
//   dL/dtheta_j = dL/dz dz/dtheta_j = dL/dz x_j
//
// with W the fit's sum of weights, so that over the rows of the fit these add up to the gradient of
// its loss. One unit is a network without hidden layers: z = b + sum_j theta_j x_j + offset, where
// x_j is a number less its centre and b the log-odds at the centres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/evaluation.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>
#include <odds/table.hpp>

namespace odds {

// A default is written here and nowhere else.
struct ExplainOptions {
  // Columns of the data where they are not those of the fit. "" stands for no weights.
  std::optional<std::string> target;  // "y" or "successes/trials"
  std::optional<std::string> weights;
  std::optional<std::string> freq_weights;
  UnseenPolicy unseen = UnseenPolicy::error;
  // As in PredictOptions: mean fills in, and drop is refused.
  MissingPolicy missing = MissingPolicy::error;
};

// x_j: what the row puts into one term. Levels put in 1 where the row is of the level, else 0.
struct ExplainedInput {
  std::string term, column, level;
  std::string value;          // what the data hold, "(missing)" where they hold nothing
  double x = not_applicable;  // a number less its centre; of a product in the product's own scale
  double centre = not_applicable;    // of a number's own term
  double slope = not_applicable;     // dz/dx_j
  double gradient = not_applicable;  // dL/dx_j
};

// A quantity between x and L. With one unit these are z, p and L; before them each hidden layer has
// its sums z1[1], z1[2], ... and the outputs a1[1], a1[2], ... of its units.
struct ExplainedNode {
  enum class Kind { sum, output, probability, loss };
  Kind kind = Kind::sum;
  std::size_t layer = 0;  // 1 is the first
  std::string name;
  std::string formula;
  double value = not_applicable;
  std::string derivative;  // what `local` is; "" of a sum, whose are those of its coefficients
  double local = not_applicable;
  double gradient = not_applicable;  // dL/d(node); infinite where it is beyond the range of doubles
};

// A bias or weight of a sum: its local derivative is the value that it is multiplied with.
struct ExplainedCoefficient {
  std::size_t layer = 0;  // of the sum; 1 is the first
  std::size_t unit = 0;   // of the layer, from 0
  // Of the unit: the term, or the unit of the layer before; empty for the bias.
  std::optional<std::size_t> input;
  std::string name;  // "age", "(Intercept)"; of a network "w1[2, age]", "b1[2]"
  double value = not_applicable;
  double local = not_applicable;
  double gradient = not_applicable;
};

// The part of the log-odds that one feature has in this row.
struct Contribution {
  std::string feature;  // a column, an interaction "a:b", or the offset
  std::string value;    // what the data hold
  double log_odds = 0;
};

// What happened, as the loss counts it.
struct ExplainedOutcome {
  std::string label;  // of a plain target
  double successes = 0;
  double trials = 1;
  double weight = 1;  // w f
};

struct Explanation {
  std::string source;     // the data's name as given, or ""
  std::uint64_t row = 0;  // 1-based
  std::string target, trials, event, non_event;
  std::string offset_column;
  Activation activation = Activation::logistic;
  std::vector<std::size_t> hidden;      // units of each hidden layer
  double sum_weights = not_applicable;  // W, of the fit

  // Empty: the forward pass alone, and a note says why.
  std::optional<ExplainedOutcome> outcome;

  double offset = 0;
  double z = not_applicable;
  double probability = not_applicable;
  double complement = not_applicable;  // 1 - p, formed as sigma(-z)
  double loss = not_applicable;        // L
  double gradient = not_applicable;    // dL/dz, formed from z

  std::vector<ExplainedInput> inputs;              // by term, without the intercept
  std::vector<ExplainedNode> nodes;                // in the order of the computation
  std::vector<ExplainedCoefficient> coefficients;  // layer by layer, unit by unit, bias first

  // z where every number is at its centre and every category at its reference, without offset.
  double base = not_applicable;
  // Largest first. One unit: theta_j x_j, and with base they add up to z. A network: dz/dx_j x_j,
  // the gradient times the input, which is not the whole of z.
  std::vector<Contribution> contributions;
  std::vector<Note> notes;
};

// Row `row` (1-based) of a table in memory. Throws Error: explain.*, evaluate.*, predict.*.
Explanation explain(const FittedModel& model, const Table& table, std::uint64_t row,
                    const ExplainOptions& options, const RunOptions& run);

// Of the data in a file, of which only the columns that are needed are parsed.
Explanation explain(const FittedModel& model, const std::string& data, const ReadOptions& read,
                    std::uint64_t row, const ExplainOptions& options, const RunOptions& run);

// A row of nobody's, and the walk through it.
struct TypicalRow {
  std::string name;  // "the typical row", "age one standard deviation higher"
  Explanation walk;
};

// The typical row: numbers at their mean at the fit, categories at the level that is most frequent
// in `effects`, or else the reference. Of a network also with the three numbers that matter most
// moved, one at a time, by one standard deviation down and up. The outcome is the event, the weight
// 1. Empty where explain() refuses the model: several classes, sparse columns, separation.
std::vector<TypicalRow> typical_rows(const FittedModel& model, const std::vector<Effect>& effects,
                                     const RunOptions& run);

}  // namespace odds

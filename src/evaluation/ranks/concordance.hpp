// SPDX-License-Identifier: Apache-2.0
//
// Pairs of an event and another row, by their scores, and what rests on them.
//
//   C, D, T    concordant, discordant, tied pairs: the event's score is higher, lower, equal
//   AUC        (C + T/2) / (C + D + T), the area under the ROC curve
//   Somers' D  (C - D) / (C + D + T) = 2 AUC - 1      gamma  (C - D) / (C + D)
//   tau-a      (C - D) / (n (n - 1) / 2)              n = sum f m
//   KS         max over scores of |F_events - F_others|, the distance of the two distributions
//
// Variance of the AUC after DeLong, DeLong and Clarke-Pearson (1988):
//
//   S10 / E + S01 / N,   S10 = sum over events (V10 - AUC)^2 / (E - 1),  S01 likewise for others
//   V10 of an event = share of others below it, ties one half; V01 of another = share of events
//   above it
//
// With the ranks at hand V10 and V01 are counts of rows below and above, so that one sort and two
// passes do it (Sun and Xu 2014). Two rows tie where their z are equal, which is finer than
// p = sigma(z): beyond |z| = 37 probabilities of 1 have still an order.
// The interval is made on the logit scale: log(AUC / (1 - AUC)) -+ q se / (AUC (1 - AUC)).
//
// Without `--weights` everything is a count: pairs, and the differences V10 - AUC over the common
// denominator 2 E N, are exact integers of 128 bits, so nothing cancels where the AUC is near 1.
// Requires for that: sum f m <= 2^53. Otherwise all are doubles, and pairs and interval are left
// out.
#pragma once

#include <odds/evaluation.hpp>

#include "evaluation/losses.hpp"
#include "evaluation/ranks/ranking.hpp"

namespace odds::evaluation {

// Fills everything from `auc` to `pairs`, with notes.
void fill_ranks(const Ranking& ranking, const LossSums& sums, ModelEvaluation& evaluation);

}  // namespace odds::evaluation

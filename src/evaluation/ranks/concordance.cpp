// SPDX-License-Identifier: Apache-2.0
#include "evaluation/ranks/concordance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

#include "inference/distributions.hpp"
#include "kernels/logistic.hpp"

namespace odds::evaluation {
namespace {

__extension__ using Wide = __int128;

// 2 E N <= nobs^2 / 2 fits into 64 bits.
constexpr double largest_narrow_count = 0x1p31;

// A sum of weights as a number to count with; counts are whole and at most 2^53.
template <class Number>
Number to_number(double sum) {
  if constexpr (std::is_same_v<Number, double>) {
    return sum;
  } else {
    return static_cast<Number>(static_cast<std::int64_t>(sum));
  }
}

// Sums over pairs. Number is std::int64_t or Wide for counts, double for weights.
template <class Number>
struct Concordance {
  Number events = 0, others = 0;  // E and N
  Number concordant = 0, discordant = 0, tied = 0;
  double kolmogorov_smirnov = 0;

  Number pairs() const { return concordant + discordant + tied; }
  // AUC and 1 - AUC over the denominator 2 E N.
  Number area() const { return 2 * concordant + tied; }
  Number rest() const { return 2 * discordant + tied; }
};

template <class Number>
double ratio(Number a, Number b) {
  return static_cast<double>(a) / static_cast<double>(b);
}

template <class Number>
Concordance<Number> count_pairs(const Ranking& ranking) {
  Concordance<Number> found;
  ranking.for_each_tie([&](const Tie& tie) {
    const auto events = to_number<Number>(tie.events);
    const auto others = to_number<Number>(tie.others);
    found.concordant += events * found.others;
    found.discordant += others * found.events;
    found.tied += events * others;
    found.events += events;
    found.others += others;
  });
  Number events = 0, others = 0;  // at or below the score
  Number widest = 0;
  ranking.for_each_tie([&](const Tie& tie) {
    events += to_number<Number>(tie.events);
    others += to_number<Number>(tie.others);
    const Number gap = events * found.others - others * found.events;
    widest = std::max(widest, gap < 0 ? -gap : gap);
  });
  found.kolmogorov_smirnov = ratio(widest, found.events * found.others);
  return found;
}

// V10 - AUC and V01 - AUC are whole numbers over 2 E N.
template <class Number>
double delong_variance(const Ranking& ranking, const Concordance<Number>& found) {
  CompensatedSum of_events, of_others;
  Number below_events = 0, below_others = 0;
  ranking.for_each_tie([&](const Tie& tie) {
    const auto events = to_number<Number>(tie.events);
    const auto others = to_number<Number>(tie.others);
    if (events != 0) {
      const Number v10 = found.events * (2 * below_others + others) - found.area();
      const auto distance = static_cast<double>(v10);
      of_events.add(tie.events * distance * distance);
    }
    if (others != 0) {
      const Number above_events = found.events - below_events - events;
      const Number v01 = found.others * (2 * above_events + events) - found.area();
      const auto distance = static_cast<double>(v01);
      of_others.add(tie.others * distance * distance);
    }
    below_events += events;
    below_others += others;
  });
  const auto denominator = static_cast<double>(2 * found.pairs());
  const auto events = static_cast<double>(found.events);
  const auto others = static_cast<double>(found.others);
  const double s10 = of_events.value() / denominator / denominator / (events - 1);
  const double s01 = of_others.value() / denominator / denominator / (others - 1);
  return s10 / events + s01 / others;
}

void no_interval(const std::string& why, ModelEvaluation& evaluation) {
  evaluation.notes.push_back({"evaluate.auc_interval", "The AUC has no interval: " + why});
}

template <class Number>
void fill_interval(const Ranking& ranking, const Concordance<Number>& found,
                   ModelEvaluation& evaluation) {
  if (found.events < 2 || found.others < 2) {
    return no_interval("one class has a single row.", evaluation);
  }
  evaluation.auc_std_error = std::sqrt(delong_variance(ranking, found));
  if (found.area() == 0 || found.rest() == 0) {
    return no_interval("at 0 or 1 the logit scale has no place for it.", evaluation);
  }
  const double rest = ratio(found.rest(), 2 * found.pairs());
  const double logit = std::log(ratio(found.area(), found.rest()));
  const double point = inference::normal_upper_point((100 - evaluation.level) / 200);
  const double reach = point * evaluation.auc_std_error / (evaluation.auc * rest);
  evaluation.auc_low = kernels::sigma(logit - reach);
  evaluation.auc_high = kernels::sigma(logit + reach);
}

template <class Number>
void fill_figures(const Concordance<Number>& found, ModelEvaluation& evaluation) {
  const Number lead = found.concordant - found.discordant;
  const Number decided = found.concordant + found.discordant;
  evaluation.auc = ratio(found.area(), 2 * found.pairs());
  evaluation.somers_d = ratio(lead, found.pairs());
  if (decided > 0) evaluation.gamma = ratio(lead, decided);
  evaluation.kolmogorov_smirnov = found.kolmogorov_smirnov;
}

template <class Number>
void fill_counts(const Ranking& ranking, ModelEvaluation& evaluation) {
  const auto found = count_pairs<Number>(ranking);
  fill_figures(found, evaluation);
  const Wide n = found.events + found.others;
  const Wide lead = found.concordant - found.discordant;
  evaluation.tau_a = ratio(2 * lead, n * (n - 1));
  constexpr Wide most = std::numeric_limits<std::uint64_t>::max();
  if (found.pairs() <= most) {
    evaluation.pairs = {static_cast<std::uint64_t>(found.concordant),
                        static_cast<std::uint64_t>(found.discordant),
                        static_cast<std::uint64_t>(found.tied)};
  } else {
    evaluation.notes.push_back({"evaluate.pairs",
                                "There are 2^64 pairs or more: they are not "
                                "listed, but every figure counts them."});
  }
  fill_interval(ranking, found, evaluation);
}

}  // namespace

void fill_ranks(const Ranking& ranking, const LossSums& sums, ModelEvaluation& evaluation) {
  const bool has_events =
      evaluation.confusion.true_positives > 0 || evaluation.confusion.false_negatives > 0;
  const bool has_others =
      evaluation.confusion.false_positives > 0 || evaluation.confusion.true_negatives > 0;
  if (!has_events || !has_others) {
    evaluation.notes.push_back(
        {"evaluate.one_class", std::string("The rows hold ") +
                                   (has_events ? "events only" : "no event") +
                                   ": AUC, pairs and calibration compare two classes."});
    return;
  }
  if (!ranking.is_weighted() && sums.nobs <= largest_count) {
    return sums.nobs <= largest_narrow_count ? fill_counts<std::int64_t>(ranking, evaluation)
                                             : fill_counts<Wide>(ranking, evaluation);
  }
  fill_figures(count_pairs<double>(ranking), evaluation);
  evaluation.notes.push_back(
      {"evaluate.pairs", ranking.is_weighted()
                             ? "Under weights pairs are no counts: they are not listed, and "
                               "tau-a does not apply."
                             : "There are more than 2^53 rows by their counts: pairs are not "
                               "listed, and tau-a does not apply."});
  no_interval(ranking.is_weighted() ? "under weights its variance is unknown."
                                    : "there are too many rows by their counts.",
              evaluation);
}

}  // namespace odds::evaluation

// SPDX-License-Identifier: Apache-2.0
//
// The figures of an evaluation from their definitions: 50 digits, every pair looked at, every
// repeated row written out. Slow, obvious, and independent of odds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "reference/solver.hpp"

namespace reference {

// A row: its predictor, s events of m trials, frequency f and weight w.
struct ScoredRow {
  double z = 0;
  double s = 0;
  double m = 1;
  double f = 1;
  double w = 1;
};
using ScoredRows = std::vector<ScoredRow>;

inline real total(const ScoredRows& rows, real (*part)(const ScoredRow&)) {
  real sum = 0;
  for (const ScoredRow& row : rows) sum += part(row);
  return sum;
}

inline real row_weight(const ScoredRow& row) { return real(row.w) * row.f * row.m; }

inline real log_loss(const ScoredRows& rows) {
  return total(rows,
               [](const ScoredRow& row) {
                 return real(row.w) * row.f *
                        (row.s * softplus(-real(row.z)) + (row.m - row.s) * softplus(row.z));
               }) /
         total(rows, row_weight);
}

inline real brier(const ScoredRows& rows) {
  return total(rows,
               [](const ScoredRow& row) {
                 const real p = sigma(row.z);
                 return real(row.w) * row.f * (row.s * (1 - p) * (1 - p) + (row.m - row.s) * p * p);
               }) /
         total(rows, row_weight);
}

inline real accuracy(const ScoredRows& rows, double threshold) {
  real right = 0;
  for (const ScoredRow& row : rows) {
    right += real(row.w) * row.f * (sigma(row.z) >= threshold ? row.s : row.m - row.s);
  }
  return right / total(rows, row_weight);
}

// Sums of weights over all pairs of an event and another.
struct Pairs {
  real concordant = 0, discordant = 0, tied = 0;
  real all() const { return concordant + discordant + tied; }
  real auc() const { return (concordant + tied / 2) / all(); }
};

inline Pairs pairs(const ScoredRows& rows) {
  Pairs found;
  for (const ScoredRow& event : rows) {
    for (const ScoredRow& other : rows) {
      const real weight =
          real(event.w) * event.f * event.s * other.w * other.f * (other.m - other.s);
      if (event.z > other.z) found.concordant += weight;
      if (event.z < other.z) found.discordant += weight;
      if (event.z == other.z) found.tied += weight;
    }
  }
  return found;
}

// DeLong's variance of the AUC, from the placements of each row among those of the other class. A
// row counts as often as it is repeated.
inline real delong_variance(const ScoredRows& rows) {
  const real auc = pairs(rows).auc();
  const auto count = [](const ScoredRow& row, bool events) {
    return real(row.f) * (events ? row.s : row.m - row.s);
  };
  const auto spread = [&](bool events) {
    real sum = 0, own = 0, against = 0;
    for (const ScoredRow& row : rows) own += count(row, events);
    for (const ScoredRow& row : rows) against += count(row, !events);
    for (const ScoredRow& row : rows) {
      real placement = 0;
      for (const ScoredRow& other : rows) {
        const bool in_order = events ? row.z > other.z : row.z < other.z;
        placement += count(other, !events) * (row.z == other.z ? real(0.5) : real(in_order));
      }
      placement /= against;
      sum += count(row, events) * (placement - auc) * (placement - auc);
    }
    return real(sum / (own - 1) / own);
  };
  return spread(true) + spread(false);
}

// max over thresholds of the difference of the two classes' shares at or below it
inline real kolmogorov_smirnov(const ScoredRows& rows) {
  const auto share_below = [&](double z, bool events) {
    real below = 0, all = 0;
    for (const ScoredRow& row : rows) {
      const real weight = real(row.w) * row.f * (events ? row.s : row.m - row.s);
      all += weight;
      if (row.z <= z) below += weight;
    }
    return real(below / all);
  };
  real widest = 0;
  for (const ScoredRow& row : rows) {
    const real gap =
        boost::multiprecision::abs(share_below(row.z, true) - share_below(row.z, false));
    if (gap > widest) widest = gap;
  }
  return widest;
}

struct HosmerLemeshowGroup {
  real nobs = 0, weight = 0, observed = 0, expected = 0;
};

// Rows of one p together, in the order of p; a group is full once the rows so far are at least
// k tenths of all, for the next k.
inline std::vector<HosmerLemeshowGroup> hosmer_lemeshow_groups(ScoredRows rows) {
  std::sort(rows.begin(), rows.end(),
            [](const ScoredRow& a, const ScoredRow& b) { return a.z < b.z; });
  const real nobs = total(rows, [](const ScoredRow& row) { return real(row.f) * row.m; });
  std::vector<HosmerLemeshowGroup> groups(1);
  real cumulative = 0;
  int k = 1;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HosmerLemeshowGroup& group = groups.back();
    group.nobs += real(rows[i].f) * rows[i].m;
    group.weight += row_weight(rows[i]);
    group.observed += real(rows[i].w) * rows[i].f * rows[i].s;
    group.expected += row_weight(rows[i]) * sigma(rows[i].z);
    cumulative += real(rows[i].f) * rows[i].m;
    const bool tied = i + 1 < rows.size() && rows[i].z == rows[i + 1].z;
    if (tied || i + 1 == rows.size() || 10 * cumulative < k * nobs) continue;
    while (10 * cumulative >= k * nobs) ++k;
    groups.emplace_back();
  }
  return groups;
}

inline real hosmer_lemeshow(const ScoredRows& rows) {
  real sum = 0;
  for (const HosmerLemeshowGroup& group : hosmer_lemeshow_groups(rows)) {
    const real difference = group.observed - group.expected;
    const real p = group.expected / group.weight;
    sum += difference * difference / (group.weight * p * (1 - p));
  }
  return sum;
}

// Visits each trial as a row of its own: visit(row, is_event, how often).
template <class Visit>
void for_each_trial(const ScoredRows& rows, Visit&& visit) {
  for (const ScoredRow& row : rows) {
    visit(row, true, real(row.f) * row.s);
    visit(row, false, real(row.f) * (row.m - row.s));
  }
}

// Standard deviation of the loss of a row over the root of their number. loss(p(happened)), and
// weights are 1.
inline real loss_std_error(const ScoredRows& rows, real (*loss)(const real& z_of_what_happened)) {
  real count = 0, sum = 0, squares = 0;
  const auto of = [&](const ScoredRow& row, bool is_event) {
    return loss(is_event ? real(row.z) : -real(row.z));
  };
  for_each_trial(rows, [&](const ScoredRow& row, bool is_event, const real& times) {
    count += times;
    sum += times * of(row, is_event);
  });
  for_each_trial(rows, [&](const ScoredRow& row, bool is_event, const real& times) {
    const real distance = of(row, is_event) - sum / count;
    squares += times * distance * distance;
  });
  return boost::multiprecision::sqrt(squares / (count - 1) / count);
}

inline real log_loss_of(const real& z) { return softplus(-z); }
inline real brier_of(const real& z) {
  const real missed = 1 - sigma(z);
  return missed * missed;
}

// (sum of w (y - p)(1 - 2p)) over the root of its variance where every p is right.
inline real spiegelhalter(const ScoredRows& rows) {
  real sum = 0, variance = 0;
  for_each_trial(rows, [&](const ScoredRow& row, bool is_event, const real& times) {
    const real p = sigma(row.z);
    sum += times * row.w * ((is_event ? 1 : 0) - p) * (1 - 2 * p);
    variance += times * row.w * row.w * (1 - 2 * p) * (1 - 2 * p) * p * (1 - p);
  });
  return sum / boost::multiprecision::sqrt(variance);
}

// The correlation coefficient of y and [p >= threshold], by its definition.
inline real matthews(const ScoredRows& rows, double threshold) {
  real all = 0, events = 0, called = 0;
  const auto is_called = [&](const ScoredRow& row) { return real(sigma(row.z) >= threshold); };
  for_each_trial(rows, [&](const ScoredRow& row, bool is_event, const real& times) {
    all += times * row.w;
    events += times * row.w * (is_event ? 1 : 0);
    called += times * row.w * is_called(row);
  });
  real covariance = 0, of_events = 0, of_calls = 0;
  for_each_trial(rows, [&](const ScoredRow& row, bool is_event, const real& times) {
    const real y = (is_event ? 1 : 0) - events / all, c = is_called(row) - called / all;
    covariance += times * row.w * y * c;
    of_events += times * row.w * y * y;
    of_calls += times * row.w * c * c;
  });
  return covariance / boost::multiprecision::sqrt(of_events * of_calls);
}

// Of the rows with a score of at least z: sums of weights.
struct Called {
  real events = 0, others = 0;
};

inline Called called_from(const ScoredRows& rows, double z) {
  Called found;
  for (const ScoredRow& row : rows) {
    if (row.z < z) continue;
    found.events += real(row.w) * row.f * row.s;
    found.others += real(row.w) * row.f * (row.m - row.s);
  }
  return found;
}

inline std::vector<double> distinct_scores(const ScoredRows& rows) {
  std::vector<double> scores;
  for (const ScoredRow& row : rows) scores.push_back(row.z);
  std::sort(scores.begin(), scores.end());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  return scores;
}

// sum over thresholds, falling, of precision times the recall gained
inline real average_precision(const ScoredRows& rows) {
  const std::vector<double> scores = distinct_scores(rows);
  const real all = called_from(rows, scores.front()).events;
  real sum = 0, recall = 0;
  for (auto z = scores.rbegin(); z != scores.rend(); ++z) {
    const Called called = called_from(rows, *z);
    sum += (called.events / all - recall) * called.events / (called.events + called.others);
    recall = called.events / all;
  }
  return sum;
}

// y on z and a constant, or with `slope_is_one` y on a constant beside the offset z.
inline Answer recalibrate(const ScoredRows& rows, bool slope_is_one) {
  Problem problem;
  for (const ScoredRow& row : rows) {
    problem.design.push_back(slope_is_one ? Vector{1} : Vector{1, real(row.z)});
    problem.successes.push_back(row.s);
    problem.trials.push_back(row.m);
    problem.weights.push_back(real(row.w) * row.f);
    problem.offset.push_back(slope_is_one ? real(row.z) : real(0));
  }
  return solve(problem);
}

// The likelihood ratio of intercept and slope as they fit best against 0 and 1.
inline real calibration_test(const ScoredRows& rows) {
  const real as_it_is = -log_loss(rows) * total(rows, row_weight);
  return 2 * (recalibrate(rows, false).log_likelihood - as_it_is);
}

// The quantile between neighbours of the repeated rows: h = (n - 1) q.
inline real score_quantile(const ScoredRows& rows, double share) {
  std::vector<double> scores;
  for (const ScoredRow& row : rows) {
    scores.insert(scores.end(), static_cast<std::size_t>(row.f * row.m), row.z);
  }
  std::sort(scores.begin(), scores.end());
  const real h = real(scores.size() - 1) * share;
  const auto low = static_cast<std::size_t>(h);
  const std::size_t high = std::min(low + 1, scores.size() - 1);
  return scores[low] + (h - real(low)) * (real(scores[high]) - scores[low]);
}

// A row of the design of a restricted cubic spline, after its textbook formula.
inline Vector spline_row(const Vector& knots, const real& z) {
  const auto cube = [](const real& x) { return x > 0 ? real(x * x * x) : real(0); };
  Vector row = {1, z};
  for (std::size_t j = 0; j + 2 < knots.size(); ++j) {
    const real last = knots.back(), inner = knots[knots.size() - 2];
    const real width = last - knots.front();
    row.push_back((cube(z - knots[j]) - cube(z - inner) * (last - knots[j]) / (last - inner) +
                   cube(z - last) * (inner - knots[j]) / (last - inner)) /
                  (width * width));
  }
  return row;
}

// y on that spline.
inline Answer spline_fit(const ScoredRows& rows, const Vector& knots) {
  Problem problem;
  for (const ScoredRow& row : rows) {
    problem.design.push_back(spline_row(knots, row.z));
    problem.successes.push_back(row.s);
    problem.trials.push_back(row.m);
    problem.weights.push_back(real(row.w) * row.f);
  }
  return solve(problem);
}

}  // namespace reference

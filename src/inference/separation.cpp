// SPDX-License-Identifier: Apache-2.0
#include "inference/separation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/numbers.hpp"

namespace odds::inference {

using objective::Objective;
using objective::View;
using objective::Workspace;

namespace {

using RowFlags = std::vector<std::uint8_t>;

// x'd of every used row of a tile, and the sum of |x_j d_j|.
struct Products {
  double product = 0;
  double magnitude = 0;
};
Products row_products(const kernels::DenseTile& x, std::size_t i, const std::vector<double>& d) {
  Products result;
  for (std::size_t j = 0; j < d.size(); ++j) {
    const double part = x.columns[j * x.stride + i] * d[j];
    result.product += part;
    result.magnitude += std::fabs(part);
  }
  return result;
}

// Over all used rows.
struct Margins {
  double largest_magnitude = 0;
  double smallest = std::numeric_limits<double>::infinity();  // of s_i x_i'd
  double largest = 0;
  double largest_mixed = 0;  // |x_i'd| on rows with both outcomes
};

Margins measure(const Objective& objective, const std::vector<double>& d) {
  return objective.sum_tiles(
      Margins(), sizeof(Margins),
      [&](Workspace& workspace, Margins& state) {
        const kernels::DenseTile x = workspace.dense();
        for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
          if (workspace.tile().weight[i] == 0.0) continue;
          const Products row = row_products(x, i, d);
          const int sign = outcome_sign(workspace.tile(), i);
          state.largest_magnitude = std::max(state.largest_magnitude, row.magnitude);
          if (sign == 0) {
            state.largest_mixed = std::max(state.largest_mixed, std::fabs(row.product));
          } else {
            state.smallest = std::min(state.smallest, sign * row.product);
            state.largest = std::max(state.largest, sign * row.product);
          }
        }
      },
      [](Margins& left, const Margins& right) {
        left.largest_magnitude = std::max(left.largest_magnitude, right.largest_magnitude);
        left.smallest = std::min(left.smallest, right.smallest);
        left.largest = std::max(left.largest, right.largest);
        left.largest_mixed = std::max(left.largest_mixed, right.largest_mixed);
      });
}

// Flags the rows that `chosen(sign, x'd)` picks, in addition to those excluded already. Each row
// belongs to one tile, so workers write to different places.
template <class Chosen>
std::shared_ptr<RowFlags> flag_rows(const Objective& objective, const std::vector<double>& d,
                                    const Chosen& chosen) {
  const design::Design& design = objective.design();
  auto flags = std::make_shared<RowFlags>(design.block_count() * block_rows, std::uint8_t{0});
  if (objective.view().excluded_rows) *flags = *objective.view().excluded_rows;
  objective.sum_tiles(
      0, sizeof(int),
      [&](Workspace& workspace, int&) {
        const kernels::DenseTile x = workspace.dense();
        for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
          if (workspace.tile().weight[i] == 0.0) continue;
          const double product = row_products(x, i, d).product;
          if (chosen(outcome_sign(workspace.tile(), i), product)) {
            (*flags)[workspace.first_row() + i] = 1;
          }
        }
      },
      [](int&, const int&) {});
  return flags;
}

// The part of `step` in the null space of the rows that it does not move.
std::vector<double> project(const Objective& objective, const std::vector<double>& step) {
  View still = objective.view();
  still.excluded_rows =
      flag_rows(objective, step, [](int, double product) { return std::fabs(product) > unmoved; });
  const Objective rest(objective.design(), still, penalty::Ridge(), objective.workers());
  return projection(null_space(rest), step);
}

// The separation that d proves, if it does.
std::optional<Separation> verify(const Objective& objective, std::vector<double> d) {
  const Margins margins = measure(objective, d);
  const double noise = separation_tolerance * margins.largest_magnitude;
  const bool proves = margins.largest > 1e4 * noise && margins.smallest >= -noise &&
                      margins.largest_mixed <= noise && margins.largest_magnitude > 0.0;
  if (!proves) return std::nullopt;
  Separation separation;
  separation.is_complete = margins.smallest > 1e2 * noise && margins.largest_mixed == 0.0;
  separation.predicted_rows = flag_rows(
      objective, d, [noise](int sign, double product) { return sign * product > 1e2 * noise; });
  separation.direction = std::move(d);
  return separation;
}

}  // namespace

bool is_separation_trial(std::int64_t iteration) {
  if (iteration >= 30) return iteration % 10 == 0;
  constexpr std::int64_t trials[] = {4, 6, 8, 10, 13, 16, 20, 25};
  return std::find(std::begin(trials), std::end(trials), iteration) != std::end(trials);
}

int outcome_sign(const design::Tile& tile, std::size_t i) {
  if (tile.successes[i] == tile.trials[i]) return 1;
  return tile.successes[i] == 0.0 ? -1 : 0;
}

std::optional<Separation> prove_separation(const Objective& objective,
                                           const std::vector<double>& step) {
  if (step.empty()) return std::nullopt;
  for (const double value : step) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  auto separation = verify(objective, step);
  if (separation && separation->is_complete) return separation;
  return verify(objective, project(objective, step));
}

namespace {

// The range of each inner column among rows of events and rows without.
struct Ranges {
  std::vector<double> event_low, event_high, other_low, other_high;
};

Ranges outcome_ranges(const Objective& objective) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::size_t n = objective.dimension();
  const Ranges zero{std::vector<double>(n, inf), std::vector<double>(n, -inf),
                    std::vector<double>(n, inf), std::vector<double>(n, -inf)};
  return objective.sum_tiles(
      zero, sizeof(Ranges) + 4 * n * sizeof(double),
      [&](Workspace& workspace, Ranges& state) {
        const kernels::DenseTile x = workspace.dense();
        for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
          if (workspace.tile().weight[i] == 0.0) continue;
          const int sign = outcome_sign(workspace.tile(), i);
          for (std::size_t j = 0; j < n; ++j) {
            const double value = x.columns[j * x.stride + i];
            if (sign >= 0) {
              state.event_low[j] = std::min(state.event_low[j], value);
              state.event_high[j] = std::max(state.event_high[j], value);
            }
            if (sign <= 0) {
              state.other_low[j] = std::min(state.other_low[j], value);
              state.other_high[j] = std::max(state.other_high[j], value);
            }
          }
        }
      },
      [n](Ranges& left, const Ranges& right) {
        for (std::size_t j = 0; j < n; ++j) {
          left.event_low[j] = std::min(left.event_low[j], right.event_low[j]);
          left.event_high[j] = std::max(left.event_high[j], right.event_high[j]);
          left.other_low[j] = std::min(left.other_low[j], right.other_low[j]);
          left.other_high[j] = std::max(left.other_high[j], right.other_high[j]);
        }
      });
}

// A column that separates with sign > 0 (events high) or < 0, in words about its values.
std::string range_words(const design::DesignTerm& term, const Ranges& ranges, std::size_t j,
                        int sign, bool has_ones) {
  double event_bound = sign > 0 ? ranges.event_low[j] : ranges.event_high[j];
  double other_bound = sign > 0 ? ranges.other_high[j] : ranges.other_low[j];
  if (!has_ones) event_bound = other_bound = 0.0;  // the only threshold there is
  const auto user = [&](double inner) {
    const double scaled = std::ldexp(inner, term.unit_exponent - term.exponent) + term.centre;
    return base::short_number(std::ldexp(scaled, -term.unit_exponent));
  };
  const char* above = sign > 0 ? " >" : " <";
  const char* below = sign > 0 ? " <" : " >";
  if (event_bound != other_bound) {
    return "every event has " + term.term + above + "= " + user(event_bound) +
           ", every other row " + term.term + below + "= " + user(other_bound);
  }
  // The two outcomes meet at one value; beyond it each side is pure.
  const bool has_pure_events =
      sign > 0 ? ranges.event_high[j] > event_bound : ranges.event_low[j] < event_bound;
  const bool has_pure_others =
      sign > 0 ? ranges.other_low[j] < other_bound : ranges.other_high[j] > other_bound;
  std::string words;
  if (has_pure_events)
    words = "all rows with " + term.term + above + " " + user(event_bound) + " are events";
  if (has_pure_others) {
    words += (words.empty() ? "" : ", ") + std::string("all rows with ") + term.term + below + " " +
             user(other_bound) + " are non-events";
  }
  return words;
}

}  // namespace

std::vector<SelfSeparating> self_separating_terms(const Objective& objective) {
  const Ranges ranges = outcome_ranges(objective);
  const std::vector<design::DesignTerm>& terms = objective.design().terms();
  std::vector<SelfSeparating> result;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const std::size_t j = terms[t].inner;
    // Inside it is x - centre on the rows of a level, and says nothing about x there alone.
    if (terms[t].kind == design::TermKind::slope && terms[t].centre != 0.0) continue;
    const double low = std::min(ranges.event_low[j], ranges.other_low[j]);
    const double high = std::max(ranges.event_high[j], ranges.other_high[j]);
    if (!(low < high)) continue;
    using design::TermKind;
    const bool is_zero_one = terms[t].kind != TermKind::number &&
                             terms[t].kind != TermKind::product && terms[t].kind != TermKind::slope;
    std::string words;
    int sign = 0;
    // Without an intercept the threshold is zero and cannot move.
    const bool has_ones = objective.design().has_ones();
    const double event_low = has_ones ? ranges.event_low[j] : std::min(ranges.event_low[j], 0.0);
    const double event_high = has_ones ? ranges.event_high[j] : std::max(ranges.event_high[j], 0.0);
    if (ranges.other_high[j] <= event_low && (has_ones || event_low == 0.0)) {
      sign = 1;
    } else if (event_high <= ranges.other_low[j] && (has_ones || event_high == 0.0)) {
      sign = -1;
    } else {
      continue;
    }
    words = range_words(terms[t], ranges, j, sign, has_ones);
    if (is_zero_one) {
      // Of the two values of a 0/1 column, at least one occurs with one outcome only.
      const bool ones_are_pure = sign > 0 ? ranges.other_high[j] < 1.0 : ranges.event_high[j] < 1.0;
      const std::string outcome = (sign > 0) == ones_are_pure ? "events" : "non-events";
      words = std::string("all rows ") + (ones_are_pure ? "with " : "without ") + terms[t].term +
              " are " + outcome;
    }
    result.push_back({t, sign, words});
  }
  return result;
}

}  // namespace odds::inference

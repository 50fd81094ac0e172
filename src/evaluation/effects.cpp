// SPDX-License-Identifier: Apache-2.0
//
// The probability along each column, all others held: numbers at their centres, categories at the
// mix of their levels in the data. Two looks at the table, quantiles of a sample and one pass for
// means and shares; the rest is made-up rows.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <odds/evaluation.hpp>

#include "evaluation/column_quantiles.hpp"
#include "evaluation/effect/column_mix.hpp"
#include "evaluation/effect/profile.hpp"
#include "evaluation/scored_data.hpp"
#include "evaluation/segments.hpp"
#include "evaluation/tile_scorer.hpp"
#include "inference/distributions.hpp"
#include "kernels/logistic.hpp"
#include "model/expand_for.hpp"
#include "parallel/team.hpp"

namespace odds {
namespace {

using evaluation::ColumnMix;
using evaluation::Profile;
using evaluation::ProfileScorer;

constexpr std::size_t most_values = 5;  // of a number that are points of their own

// What the sample says of a number.
struct NumberRange {
  double low = not_applicable, high = not_applicable;  // 1st and 99th percentile, or the ends
  double lower_quartile = not_applicable, median = not_applicable, upper_quartile = not_applicable;
  std::vector<double> values;  // where they are few
  double largest = 0;          // distance from the median
};

NumberRange range_of(std::vector<evaluation::WeightedValue> values) {
  NumberRange range;
  if (values.empty()) return range;
  const std::vector<double> q = evaluation::column_quantiles(values, {0.01, 0.25, 0.5, 0.75, 0.99});
  range.low = q[0];
  range.lower_quartile = q[1];
  range.median = q[2];
  range.upper_quartile = q[3];
  range.high = q[4];
  range.values = evaluation::distinct_values(values, most_values);
  double least = values[0].value;
  double most = least;
  for (const evaluation::WeightedValue& value : values) {
    least = std::min(least, value.value);
    most = std::max(most, value.value);
  }
  range.largest = std::max(std::fabs(least), std::fabs(most));
  if (range.low == range.high) {
    range.low = least;
    range.high = most;
  }
  return range;
}

std::vector<double> points_of(const NumberRange& range) {
  if (!range.values.empty() || std::isnan(range.low)) return range.values;
  std::vector<double> points;
  for (std::size_t k = 0; k < most_effect_points; ++k) {
    const double t = static_cast<double>(k) / static_cast<double>(most_effect_points - 1);
    points.push_back((1 - t) * range.low + t * range.high);
  }
  return points;
}

// Everything held: numbers at their centres, levels at their mix.
Profile held(const FittedModel& model, const ColumnMix& mix) {
  Profile profile;
  for (std::size_t j = 0; j < model.columns.size(); ++j) {
    profile.push_back({model.columns[j].centre, mix.shares[j]});
  }
  return profile;
}

void fill_points(const ProfileScorer& scorer, const std::vector<Profile>& profiles, double offset,
                 Effect& effect) {
  const ProfileScorer::Scores scores = scorer.score(profiles, offset);
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    EffectPoint& point = effect.points[i];
    point.probability = kernels::sigma(scores.z[i]);
    point.low = kernels::sigma(scores.z[i] - scores.half_width[i]);
    point.high = kernels::sigma(scores.z[i] + scores.half_width[i]);
  }
}

void fill_quartile_ratio(const FittedModel& model, double level, Effect& effect) {
  if (model.network.is_used()) return;
  const auto interacts = [&](const InteractionEncoding& pair) {
    return pair.first == effect.column || pair.second == effect.column;
  };
  if (std::any_of(model.interactions.begin(), model.interactions.end(), interacts)) return;
  const double distance = effect.upper_quartile - effect.lower_quartile;
  const double q = inference::normal_upper_point((100 - level) / 200);
  for (const Term& term : model.terms) {
    if (term.column != effect.column || !term.level.empty()) continue;
    // Those of the estimate, which may be by profile, where the level is theirs.
    const bool is_own = level == model.level;
    const double low = is_own ? term.conf_low : term.estimate - q * term.std_error;
    const double high = is_own ? term.conf_high : term.estimate + q * term.std_error;
    effect.quartile_odds_ratio = std::exp(term.estimate * distance);
    effect.quartile_odds_ratio_low = std::exp(low * distance);
    effect.quartile_odds_ratio_high = std::exp(high * distance);
  }
}

Effect number_effect(const FittedModel& model, std::size_t j, const NumberRange& range,
                     const ColumnMix& mix, std::vector<Profile>& profiles) {
  Effect effect;
  effect.column = model.columns[j].name;
  effect.is_number = true;
  effect.mean = mix.moments[j].mean;
  effect.deviation = mix.moments[j].deviation;
  effect.lower_quartile = range.lower_quartile;
  effect.median = range.median;
  effect.upper_quartile = range.upper_quartile;
  for (const double x : points_of(range)) {
    Profile profile = held(model, mix);
    profile[j].x = x;
    std::fill(profile[j].weights.begin(), profile[j].weights.end(), 0.0);
    profiles.push_back(std::move(profile));
    effect.points.emplace_back();
    effect.points.back().x = x;
  }
  return effect;
}

Effect level_effect(const FittedModel& model, std::size_t j, const ColumnMix& mix,
                    std::vector<Profile>& profiles) {
  Effect effect;
  effect.column = model.columns[j].name;
  const std::vector<std::string> names = evaluation::level_names(model.columns[j]);
  const std::vector<double>& shares = mix.shares[j];
  std::vector<std::size_t> shown(names.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  shown.resize(std::min(shown.size(), most_effect_points));
  std::sort(shown.begin(), shown.end());
  for (const std::size_t level : shown) {
    Profile profile = held(model, mix);
    std::fill(profile[j].weights.begin(), profile[j].weights.end(), 0.0);
    profile[j].weights[level] = 1;
    profiles.push_back(std::move(profile));
    effect.points.emplace_back();
    effect.points.back().level = names[level];
    effect.points.back().share = shares[level];
  }
  return effect;
}

std::vector<NumberRange> find_ranges(const FittedModel& model,
                                     const std::vector<model::ScoreColumn>& columns,
                                     const evaluation::RowSample& sample,
                                     const std::vector<std::size_t>& chosen, unsigned workers) {
  std::vector<NumberRange> ranges(model.columns.size());
  parallel::for_blocks(chosen.size(), workers, [&](std::uint64_t c, unsigned) {
    const std::size_t j = chosen[static_cast<std::size_t>(c)];
    if (model.columns[j].kind != ColumnKind::number) return;
    ranges[j] = range_of(sample.values(columns[j].position));
  });
  return ranges;
}

evaluation::NumberOrigins origins_of(const std::vector<NumberRange>& ranges) {
  evaluation::NumberOrigins origins;
  for (const NumberRange& range : ranges) {
    const bool is_known = range.largest > 0 && std::isfinite(range.median);
    origins.origins.push_back(is_known ? range.median : 0.0);
    origins.exponents.push_back(is_known ? std::clamp(std::ilogb(range.largest), -1000, 1000) : 0);
  }
  return origins;
}

// Of a separated fit's limit there is no profile that its own terms take no part in.
bool has_effects(const FittedModel& model) {
  const bool runs_away = std::any_of(model.terms.begin(), model.terms.end(),
                                     [](const Term& term) { return !term.limit.empty(); });
  return model.classes.empty() && !runs_away;
}

}  // namespace

std::vector<Effect> effects(const FittedModel& model, const Table& table,
                            const EvaluateOptions& options, const RunOptions& run) {
  if (!has_effects(model)) return {};
  if (const std::optional<Table> expanded = model::expand_for(model, table, run)) {
    return effects(model, *expanded, options, run);
  }
  const unsigned workers = parallel::thread_count(run);
  const evaluation::ScoredData data(model, table, options, run);
  const evaluation::RowSample sample(data.source, data.rows, data.outcomes);
  const std::vector<std::size_t> chosen = evaluation::strongest_columns(model, most_effects);
  const std::vector<NumberRange> ranges =
      find_ranges(model, data.scores.columns(), sample, chosen, workers);
  const ColumnMix mix =
      evaluation::column_mix({model, data.scores.columns(), data.source, data.roles, data.outcomes},
                             origins_of(ranges), workers);

  const ProfileScorer scorer(model, options.level);
  std::vector<Effect> result;
  for (const std::size_t j : chosen) {
    if (!scorer.is_used(j)) continue;
    const bool is_number = model.columns[j].kind == ColumnKind::number;
    std::vector<Profile> profiles;
    Effect effect = is_number ? number_effect(model, j, ranges[j], mix, profiles)
                              : level_effect(model, j, mix, profiles);
    fill_points(scorer, profiles, mix.offset, effect);
    if (is_number) fill_quartile_ratio(model, options.level, effect);
    result.push_back(std::move(effect));
  }
  return result;
}

}  // namespace odds

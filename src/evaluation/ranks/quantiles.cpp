// SPDX-License-Identifier: Apache-2.0
#include "evaluation/ranks/quantiles.hpp"

#include <algorithm>
#include <cmath>

namespace odds::evaluation {
namespace {

// An observation that is wanted, and where it goes.
struct Wanted {
  double place;
  std::size_t at;  // 2 share, or 2 share + 1 for the upper neighbour
};

double between(double low, double high, double part) {
  // Two infinities have no difference.
  if (part == 0 || low == high || !std::isfinite(high - low)) return low;
  return low + part * (high - low);
}

}  // namespace

ScoreQuantiles score_quantiles(const Ranking& ranking, double nobs,
                               const std::vector<double>& shares) {
  std::vector<Wanted> wanted;
  for (std::size_t share = 0; share < shares.size(); ++share) {
    const double low = std::floor((nobs - 1) * shares[share]);
    wanted.push_back({low, 2 * share});
    wanted.push_back({std::min(low + 1, nobs - 1), 2 * share + 1});
  }
  std::sort(wanted.begin(), wanted.end(),
            [](const Wanted& a, const Wanted& b) { return a.place < b.place; });
  ScoreQuantiles found;
  std::vector<double> observations(wanted.size());
  auto next = wanted.begin();
  double before = 0, last = 0;
  for (std::uint64_t place = 0; place < ranking.size(); ++place) {
    const RankedRow row = ranking.at(place);
    if (place == 0 || row.z != last) ++found.distinct;
    last = row.z;
    before += row.nobs;
    for (; next != wanted.end() && next->place < before; ++next) observations[next->at] = row.z;
  }
  for (; next != wanted.end(); ++next) observations[next->at] = last;
  for (std::size_t share = 0; share < shares.size(); ++share) {
    const double h = (nobs - 1) * shares[share];
    found.values.push_back(
        between(observations[2 * share], observations[2 * share + 1], h - std::floor(h)));
  }
  return found;
}

}  // namespace odds::evaluation

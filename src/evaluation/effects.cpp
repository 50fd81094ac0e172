// SPDX-License-Identifier: Apache-2.0
#include <odds/evaluation.hpp>

namespace odds {
std::vector<Effect> effects(const FittedModel&, const Table&, const EvaluateOptions&,
                            const RunOptions&) {
  return {};
}
}  // namespace odds

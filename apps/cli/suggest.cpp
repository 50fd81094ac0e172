// SPDX-License-Identifier: Apache-2.0
#include "suggest.hpp"

#include <algorithm>

#include <odds/base.hpp>

namespace odds::cli {

std::string suggestion(const std::string& name, const std::vector<std::string>& candidates) {
  if (std::string best = nearest(name, candidates); !best.empty()) return best;
  for (const std::string& candidate : candidates) {
    if (std::is_permutation(name.begin(), name.end(), candidate.begin(), candidate.end())) {
      return candidate;
    }
  }
  constexpr std::size_t telling = 4;  // "--" and two letters
  std::string only;
  for (const std::string& candidate : candidates) {
    if (name.size() < telling || candidate.rfind(name, 0) != 0) continue;
    if (!only.empty()) return {};
    only = candidate;
  }
  return only;
}

}  // namespace odds::cli

// SPDX-License-Identifier: Apache-2.0
#include "report/sparse_terms.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "report/numbers.hpp"

namespace odds::report {
namespace {

// What an estimate does over the spread of its column.
double weight_of(const SparseEstimates& sparse, std::size_t k) {
  const double weight = std::abs(sparse.estimates[k]) * sparse.spreads[k];
  return std::isnan(weight) ? 0.0 : weight;
}

}  // namespace

Term sparse_term(const SparseEstimates& sparse, std::size_t k) {
  Term term;
  term.term = sparse.name(sparse.columns[k]);
  term.column = term.term;
  term.estimate = sparse.estimates[k];
  term.odds_ratio = std::exp(term.estimate);
  term.standardised = term.estimate * sparse.spreads[k];
  return term;
}

FittedModel with_largest(const FittedModel& model, std::size_t most) {
  const SparseEstimates& sparse = model.sparse;
  std::vector<std::size_t> order(sparse.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t count = std::min(most, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      const double first = weight_of(sparse, a);
                      const double second = weight_of(sparse, b);
                      return first != second ? first > second : a < b;
                    });
  FittedModel shown = model;
  shown.sparse = {};
  for (std::size_t i = 0; i < count; ++i) shown.terms.push_back(sparse_term(sparse, order[i]));
  return shown;
}

std::string sparse_sentence(const FittedModel& model, std::size_t most) {
  const SparseEstimates& sparse = model.sparse;
  if (!sparse.is_used() || model.sparse.columns.empty()) return "";
  const std::size_t count = sparse.columns.size();
  std::string text = "Of " + counted(sparse.column_count(), "sparse column") + ", " +
                     grouped(count) + (count == 1 ? " has" : " have") +
                     " a coefficient that is not zero";
  if (count > most) {
    text += "; shown are the " + std::to_string(most) +
            " that are largest when multiplied with their column's standard deviation, --json has "
            "all";
  }
  return text + ".";
}

}  // namespace odds::report

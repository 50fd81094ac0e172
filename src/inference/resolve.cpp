// SPDX-License-Identifier: Apache-2.0
#include "inference/resolve.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "inference/free_columns.hpp"
#include "inference/redundancy.hpp"
#include "inference/sample.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using design::Design;
using objective::Objective;
using objective::View;

namespace {

// Removes terms from the design and says so.
void remove_terms(Design& design, const std::vector<Design::Removal>& removals,
                  std::vector<Note>& notes) {
  if (removals.empty()) return;
  for (const Design::Removal& removal : removals) {
    const std::string name = quote(design.terms()[removal.term].term);
    if (removal.reason == "constant") {
      notes.push_back({"column.constant", name + " is constant on the rows used and was dropped."});
    } else {
      notes.push_back({"column.collinear", name + " is a linear combination of earlier columns (" +
                                               removal.equation +
                                               ") and was dropped; fitted values do not change."});
    }
  }
  design.remove(removals);
}

// Where the coefficient of a removed term takes up the shift of others, those get other columns
// without it, and are looked at anew: true if some removals were put off.
bool drop_dependents(const Design& design, std::vector<Design::Removal>& removals) {
  std::set<std::size_t> removed;
  for (const Design::Removal& removal : removals) removed.insert(removal.term);
  bool has_dependents = false;
  for (const design::DesignTerm& term : design.terms()) {
    has_dependents = has_dependents || (term.carrier && removed.contains(*term.carrier));
  }
  if (!has_dependents) return false;
  std::erase_if(removals, [&](const Design::Removal& removal) {
    return design.terms()[removal.term].kind >= design::TermKind::product;
  });
  return true;
}

// The curvature is a square matrix of the coefficients, held several times over.
void check_size(const Design& design) {
  constexpr std::size_t most_coefficients = 5000;
  const std::size_t count = design.inner_count();
  if (count <= most_coefficients) return;
  throw Error(Fault::refused, "design.too_many_terms",
              "the model has " + std::to_string(count) + " coefficients; at most " +
                  std::to_string(most_coefficients) + " can be fitted.",
              "Choose columns with --features, or leave some out with --drop.");
}

}  // namespace

void remove_constants(Design& design, std::vector<Note>& notes) {
  remove_terms(design, constant_terms(design), notes);
}

Beginning resolve_redundancy(Design& design, const EstimateOptions& options, const RunOptions& run,
                             std::vector<Note>& notes) {
  check_size(design);
  const unsigned workers = parallel::thread_count(run);
  remove_constants(design, notes);
  const std::vector<bool> is_free = free_terms(design, options);
  const auto free_count = std::count(is_free.begin(), is_free.end(), true);
  // A penalty tells collinear columns apart, but for those that it leaves free.
  const bool may_be_collinear = free_count > (design.has_ones() ? 1 : 0);
  const bool has_classes = !design.classes().empty();  // the sample is fitted with two
  if (uses_newton(options) && !options.is_penalised() && !has_classes) {
    auto sampled = harmless_gram(design, workers);
    if (sampled) return {std::move(*sampled), sample_minimum(design, workers)};
  }
  for (bool is_settled = false;;) {
    std::vector<Design::Removal> collinear;
    {
      const Objective objective(design, View(), penalty::Ridge(), workers);
      std::vector<double> gram = objective.gram();
      if (!may_be_collinear || is_settled) return {std::move(gram), {}};
      collinear = collinear_terms(objective, gram, free_terms(design, options));
      if (collinear.empty()) return {std::move(gram), {}};
    }
    is_settled = !drop_dependents(design, collinear);
    remove_terms(design, collinear, notes);
  }
}

}  // namespace odds::inference
